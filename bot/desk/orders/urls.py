"""Routes below /desk/orders/."""

from __future__ import annotations

from django.urls import path

from bot.desk.orders import views

urlpatterns = [
    path("", views.orders, name="orders"),
    path("upload/", views.upload, name="orders_upload"),
    path("template/", views.template, name="orders_template"),
    path("export/", views.export, name="orders_export"),
    path("<int:pk>/", views.batch, name="orders_batch"),
    path("<int:pk>/confirm/", views.confirm, name="orders_confirm"),
    path("<int:pk>/drop/", views.drop, name="orders_drop"),
]
