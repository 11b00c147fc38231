"""The admin site as the staff's workbench, in the hall's name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from bot.desk.home import cards_for
from bot.desk.login import LoginForm, PasswordStep
from bot.desk.menu import for_person
from bot.staff.roles import posts_of, roles_of
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


class DeskSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """Chinese titles in the hall's name; a sample hall is marked on every page."""

    index_title = "今日工作"
    login_form = LoginForm
    empty_value_display = "—"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages that name the right that opens them: Django's accounts and groups, open to any superuser, do not."""
        if getattr(admin_class, "capabilities", ()):
            super().register(model_or_iterable, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        title, banner = titles()
        return {**super().each_context(request), "site_title": title, "site_header": title, "banner": banner}

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The person's menu; of the lines that lead to this page or above it, the closest one is marked."""
        groups = for_person(request)
        home = reverse("admin:index")
        lines = [line for group in groups for line in group["items"]]  # type: ignore[attr-defined]
        above = [line["link"] for line in lines if line["link"] != home and request.path.startswith(line["link"])]
        closest = max(above, key=len) if above else request.path
        for line in lines:
            line["active"] = line["link"] == closest
        return groups

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """The password; the code, where it is asked for, has a page of its own."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        context = {**self.each_context(request), "title": "工作人员登录", "app_path": request.get_full_path()}
        view = PasswordStep.as_view(
            template_name="admin/login.html",
            authentication_form=self.login_form,
            extra_context={**context, **(extra_context or {})},
        )
        return view(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """今日工作: what this person has to do, urgent things first."""
        now = timezone.now()
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "today": timezone.localtime(now),
            "cards": cards_for(request.user, now),  # type: ignore[arg-type]
            "posts": [post.name for post in posts_of(request.user)],
            "roles": roles_of(request.user),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", context)
