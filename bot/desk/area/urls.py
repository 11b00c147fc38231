"""Routes below /desk/area/. Files come to addresses that never change: only those may be large."""

from __future__ import annotations

from django.urls import path

from bot.desk.area import views
from bot.desk.area.cards import cards
from bot.desk.home import PROVIDERS

urlpatterns = [
    path("", views.area, name="area"),
    path("seen/", views.seen, name="area_seen"),
    path("result/", views.result, name="area_result"),
    path("<int:number>/", views.case, name="area_case"),
    path("<int:number>/claim/", views.claim, name="area_claim"),
    path("<int:number>/contact/", views.reveal, name="area_reveal"),
    path("<int:number>/called/", views.called, name="area_called"),
    path("<int:number>/up/", views.up, name="area_up"),
]
PROVIDERS.append(cards)
