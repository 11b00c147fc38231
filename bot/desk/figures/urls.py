"""Routes below /desk/figures/."""

from __future__ import annotations

from django.urls import path

from bot.desk.figures import views

urlpatterns = [
    path("", views.figures, name="figures"),
    path("export/", views.export, name="figures_export"),
]
