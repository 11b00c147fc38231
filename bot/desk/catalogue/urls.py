"""Routes below /desk/catalogue/."""

from __future__ import annotations

from django.urls import path

from bot.desk.catalogue import bulk, lines, lists, views

urlpatterns = [
    path("", lists.kinds, name="kinds"),
    path("item/+/bulk/", bulk.bulk, name="bulk"),
    path("item/<str:key>/lines/", lines.lines, name="lines"),
    path("item/<str:key>/lines/<int:pk>/remove/", lines.remove_line, name="remove_line"),
    path("<str:kind>/", lists.objects, name="objects"),
    path("<str:kind>/+/", views.new, name="new_object"),
    path("<str:kind>/+/preview/", views.preview, name="preview_new"),
    path("<str:kind>/<str:key>/", views.edit, name="object"),
    path("<str:kind>/<str:key>/history/", views.history, name="history"),
    path("<str:kind>/<str:key>/history/<int:number>/restore/", views.restore, name="restore"),
    path("<str:kind>/<str:key>/preview/", views.preview, name="preview"),
    path("<str:kind>/<str:key>/remove/", views.remove, name="remove"),
    path("<str:kind>/<str:key>/give-up/", views.give_up, name="give_up"),
]
