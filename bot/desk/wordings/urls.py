"""Routes below /desk/wordings/."""

from __future__ import annotations

from django.urls import path

from bot.desk.wordings import views

urlpatterns = [
    path("", views.wordings, name="wordings"),
    path("new/", views.new, name="wordings_new"),
    path("<int:pk>/", views.edit, name="wordings_edit"),
    path("<int:pk>/archive/", views.archive, name="wordings_archive"),
]
