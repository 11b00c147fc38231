"""Routes below /desk/ledgers/."""

from __future__ import annotations

from django.urls import path

from bot.desk.ledgers import views

urlpatterns = [
    path("", views.ledger, name="ledgers"),
    path("export/", views.export, name="ledgers_export"),
    path("exports/", views.exports, name="ledgers_exports"),
]
