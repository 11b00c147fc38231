"""Every address of the web. `/`, `/kiosk`, `/slip`, `/health` and `/api/v1` are public, `/desk/` needs a login."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("bot.citizen.api_urls")),
    path("desk/", include("bot.desk.urls")),
    path("desk/", admin.site.urls),
    path("", include("bot.citizen.urls")),
]
handler400 = "bot.citizen.problems.bad_request"
handler403 = "bot.citizen.problems.forbidden"
handler404 = "bot.citizen.problems.not_found"
handler500 = "bot.citizen.problems.server_error"
