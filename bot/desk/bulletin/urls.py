"""Addresses under /desk/bulletin/."""

from __future__ import annotations

from django.urls import path

from bot.desk.bulletin import views
from bot.desk.bulletin.cards import cards
from bot.desk.home import PROVIDERS

urlpatterns = [
    path("", views.overview, name="bulletin"),
    path("windows/<str:number>/pause/", views.pause, name="pause_window"),
    path("windows/<str:number>/resume/", views.resume, name="resume_window"),
    path("notices/", views.notify, name="notify"),
    path("notices/<int:pk>/end/", views.end, name="end_notice"),
]
PROVIDERS.append(cards)
