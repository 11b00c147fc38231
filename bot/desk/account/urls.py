"""Addresses of 我的账号 and of the second step of logging in."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from bot.desk.account import views

staff = admin.site.admin_view

urlpatterns = [
    path("login/code/", views.code, name="account_code"),
    path("account/", staff(views.account), name="account"),
    path("account/two-steps/", staff(views.steps), name="account_steps"),
    path("account/two-steps/begin/", staff(views.begin), name="account_steps_begin"),
    path("account/two-steps/on/", staff(views.switch_on), name="account_steps_on"),
    path("account/two-steps/codes/", staff(views.codes), name="account_steps_codes"),
    path("account/two-steps/off/", staff(views.switch_off), name="account_steps_off"),
]
