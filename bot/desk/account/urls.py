"""Addresses of 我的账号."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from bot.desk.account import views

urlpatterns = [
    path("", admin.site.admin_view(views.account), name="account"),
]
