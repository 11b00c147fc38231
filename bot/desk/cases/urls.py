"""Addresses under /desk/cases/."""

from __future__ import annotations

from django.urls import path

from bot.desk.cases import views
from bot.desk.cases.cards import cards
from bot.desk.home import PROVIDERS

urlpatterns = [
    path("", views.board, name="board"),
    path("<int:number>/", views.case, name="case"),
    path("<int:number>/contact/", views.contact, name="case_contact"),
    path("<int:number>/do/<slug:code>/", views.act, name="case_act"),
]
PROVIDERS.append(cards)
