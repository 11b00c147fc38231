"""Addresses of the citizen pages."""

from __future__ import annotations

from django.urls import path

from bot.citizen import pages, slip_pages

app_name = "citizen"
urlpatterns = [
    path("", pages.home, name="home"),
    path("kiosk", pages.kiosk, name="kiosk"),
    path("slip", slip_pages.find, name="find_slip"),
    path("slip/<str:code>", slip_pages.slip, name="slip"),
    path("health", pages.health, name="health"),
]
