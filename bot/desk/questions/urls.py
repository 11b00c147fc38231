"""Addresses under /desk/questions/."""

from __future__ import annotations

from django.urls import path

from bot.desk.home import PROVIDERS
from bot.desk.questions import views
from bot.desk.questions.cards import cards

urlpatterns = [
    path("", views.groups, name="questions"),
    path("<int:pk>/", views.group, name="question"),
    path("<int:pk>/link/", views.link, name="question_link"),
    path("<int:pk>/common/", views.common, name="question_common"),
    path("<int:pk>/signpost/", views.signpost, name="question_signpost"),
    path("<int:pk>/dismiss/", views.dismiss, name="question_dismiss"),
    path("<int:pk>/pass/", views.pass_on, name="question_pass"),
]
PROVIDERS.append(cards)
