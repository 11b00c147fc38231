"""Staff pages beside the admin site. Each part of the desk has its own routes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bot.desk.accounts.urls")),
    path("", include("bot.desk.papers.urls")),
    path("intake/", include("bot.desk.intake.urls")),
    path("area/", include("bot.desk.area.urls")),
    path("orders/", include("bot.desk.orders.urls")),
    path("wordings/", include("bot.desk.wordings.urls")),
    path("cases/", include("bot.desk.cases.urls")),
    path("codes/", include("bot.desk.codes.urls")),
    path("catalogue/", include("bot.desk.catalogue.urls")),
    path("changes/", include("bot.desk.changes.urls")),
    path("photos/", include("bot.desk.photos.urls")),
    path("questions/", include("bot.desk.questions.urls")),
    path("sheets/", include("bot.desk.sheets.urls")),
    path("slips/", include("bot.desk.slips.urls")),
    path("ledgers/", include("bot.desk.ledgers.urls")),
    path("figures/", include("bot.desk.figures.urls")),
    path("problems/", include("bot.desk.problems.urls")),
    path("talks/", include("bot.desk.talks.urls")),
    path("devices/", include("bot.desk.devices.urls")),
    path("bulletin/", include("bot.desk.bulletin.urls")),
    path("truth/", include("bot.desk.truth.urls")),
    path("", include("bot.desk.account.urls")),
]
