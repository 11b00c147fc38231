"""Routes below /desk/intake/."""

from __future__ import annotations

from django.urls import path

from bot.desk.intake import views

urlpatterns = [
    path("", views.intake, name="intake"),
    path("solved/", views.solved, name="intake_solved"),
    path("paper/", views.paper, name="intake_paper"),
    path("proposal/", views.proposal, name="intake_proposal"),
]
