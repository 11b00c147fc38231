"""Routes of accounts and rosters, under /desk/."""

from __future__ import annotations

from django.urls import path

from bot.desk.accounts import own, rosters, views

urlpatterns = [
    path("accounts/", views.people, name="accounts"),
    path("accounts/posts/", views.by_post, name="posts"),
    path("accounts/log/", views.log, name="staff_log"),
    path("accounts/new/", views.new, name="account_new"),
    path("accounts/person/<str:username>/", views.person, name="person"),
    path("accounts/person/<str:username>/give/", views.give_post, name="person_give"),
    path("accounts/person/<str:username>/take/<str:post>/", views.take_post, name="person_take"),
    path("accounts/person/<str:username>/password/", views.reset_password, name="person_password"),
    path("accounts/person/<str:username>/administrator/", views.administrator, name="person_administrator"),
    path("accounts/person/<str:username>/two-steps/", views.two_steps_off, name="person_two_steps"),
    path("accounts/person/<str:username>/close/", views.close, name="person_close"),
    path("accounts/person/<str:username>/reopen/", views.reopen, name="person_reopen"),
    # In the place of Django's own page, which would leave the mark of a given password.
    path("password_change/", own.own_password, name="own_password"),
    path("rosters/", rosters.posts, name="rosters"),
    path("rosters/<str:post>/<str:monday>/", rosters.week, name="roster"),
    path("rosters/<str:post>/<str:monday>/copy/", rosters.copy, name="roster_copy"),
    path("rosters/duty/<int:duty>/remove/", rosters.remove, name="roster_remove"),
]
