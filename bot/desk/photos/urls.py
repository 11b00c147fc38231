"""Addresses under /desk/photos/."""

from __future__ import annotations

from django.urls import path

from bot.desk.photos import views

urlpatterns = [path("<str:number>/<int:nth>/", views.photo, name="case_photo")]
