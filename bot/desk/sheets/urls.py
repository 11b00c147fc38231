"""Routes below /desk/sheets/."""

from __future__ import annotations

from django.urls import path

from bot.desk.sheets import files, views

urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("upload/", views.upload, name="sheets_upload"),
    path("<str:kind>/export/<str:form>/", files.export, name="sheets_export"),
    path("<str:kind>/template/", files.template, name="sheets_template"),
    path("jobs/<int:pk>/", views.job, name="sheets_job"),
    path("jobs/<int:pk>/confirm/", views.confirm, name="sheets_confirm"),
    path("jobs/<int:pk>/drop/", views.drop, name="sheets_drop"),
    path("jobs/<int:pk>/faults/", files.faults, name="sheets_faults"),
]
