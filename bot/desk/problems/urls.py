"""Routes below /desk/problems/."""

from __future__ import annotations

from django.urls import path

from bot.desk.home import PROVIDERS
from bot.desk.problems import views
from bot.desk.problems.cards import cards

urlpatterns = [
    path("", views.listing, name="problems"),
    path("new/", views.find, name="problems_find"),
    path("put/", views.put, name="problems_put"),
    path("export/", views.export, name="problems_export"),
    path("<int:number>/strike/", views.strike, name="problems_strike"),
]
PROVIDERS.append(cards)
