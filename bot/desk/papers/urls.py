"""Routes of what is printed of a request."""

from __future__ import annotations

from django.urls import path

from bot.desk.papers import views

urlpatterns = [
    path("cases/<str:number>/sheet/", views.sheet, name="case_sheet"),
    path("receipt/", views.receipt, name="receipt"),
]
