"""Addresses under /desk/slips/."""

from __future__ import annotations

from django.urls import path

from bot.desk.home import PROVIDERS
from bot.desk.slips import figures, views
from bot.desk.slips.cards import cards

urlpatterns = [
    path("", views.counter, name="slips"),
    path("outcomes/", views.note, name="slips_note"),
    path("outcomes/<int:pk>/back/", views.back, name="slips_back"),
    path("window/", views.choose_window, name="slips_window"),
    path("figures/", figures.figures, name="slips_figures"),
]
PROVIDERS.append(cards)
