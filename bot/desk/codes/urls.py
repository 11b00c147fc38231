"""Addresses under /desk/codes/."""

from __future__ import annotations

from django.urls import path

from bot.desk.codes import views

urlpatterns = [path("", views.reissue, name="codes")]
