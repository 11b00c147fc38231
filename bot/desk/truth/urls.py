"""Addresses under /desk/truth/."""

from __future__ import annotations

from django.urls import path

from bot.desk.home import PROVIDERS
from bot.desk.truth import views
from bot.desk.truth.cards import cards

urlpatterns = [
    path("", views.reviews, name="truth"),
    path("sign/", views.sign, name="sign_facts"),
    path("timeline/", views.timeline, name="silences"),
]
PROVIDERS.append(cards)
