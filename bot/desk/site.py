"""The admin site as the staff's workbench, in the hall's name."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from bot.desk.login import LoginForm
from bot.store.releases import active_release

TITLE = "工作台"


def titles() -> tuple[str, str]:
    """The title of every staff page, and the banner that marks a sample hall as one."""
    release = active_release()
    if release is None:
        return TITLE, ""
    info = release.hall.information
    name = info.name if not info.example or "示例" in info.name else f"示例 {info.name}"
    return f"{name} {TITLE}", info.banner if info.example else ""


class DeskSite(AdminSite):
    """Chinese titles in the hall's name; a sample hall is marked on every page."""

    site_url = "/"
    index_title = "总览"
    enable_nav_sidebar = False
    login_form = LoginForm
    empty_value_display = "—"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages that name the right that opens them: Django's accounts and groups, open to any superuser, do not."""
        if getattr(admin_class, "capabilities", ()):
            super().register(model_or_iterable, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        title, banner = titles()
        return {**super().each_context(request), "site_title": title, "site_header": title, "banner": banner}
