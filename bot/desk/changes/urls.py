"""Routes below /desk/changes/."""

from __future__ import annotations

from django.urls import path

from bot.desk.changes import views
from bot.desk.changes.cards import cards
from bot.desk.home import PROVIDERS

urlpatterns = [
    path("", views.change_sets, name="change_sets"),
    path("releases/", views.releases, name="releases"),
    path("releases/<int:number>/back/", views.rollback, name="rollback"),
    path("<int:pk>/", views.change_set, name="change_set"),
    path("<int:pk>/state/", views.check_state, name="check_state"),
    path("<int:pk>/check/", views.start_check, name="start_check"),
    path("<int:pk>/rename/", views.rename, name="rename_change_set"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/return/", views.give_back, name="give_back"),
    path("<int:pk>/drop/", views.drop, name="drop"),
    path("<int:pk>/publish/", views.publish, name="publish"),
]
PROVIDERS.append(cards)
