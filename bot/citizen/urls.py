"""Addresses of the citizen pages."""

from __future__ import annotations

from django.urls import path

from bot.citizen import pages

app_name = "citizen"
urlpatterns = [
    path("", pages.home, name="home"),
    path("kiosk", pages.kiosk, name="kiosk"),
    path("health", pages.health, name="health"),
]
