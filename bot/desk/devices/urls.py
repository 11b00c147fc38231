"""Addresses under /desk/devices/."""

from __future__ import annotations

from django.urls import path

from bot.desk.devices import views
from bot.desk.devices.cards import cards
from bot.desk.home import PROVIDERS

urlpatterns = [
    path("", views.overview, name="devices"),
    path("add/", views.add, name="device_add"),
    path("<int:pk>/", views.change, name="device"),
    path("<int:pk>/code/", views.code, name="device_code"),
    path("<int:pk>/remove/", views.remove, name="device_remove"),
]
PROVIDERS.append(cards)
