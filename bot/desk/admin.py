"""Requests as staff see them: a list, a page with history, and the contact only for a written reason."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CasesError, Invalid
from bot.cases.lifecycle import ACTIONS
from bot.cases.models import Case, CaseEvent, State
from bot.desk.pages import person
from bot.desk.rights import ByTable
from bot.staff.roles import may
from bot.staff.services.posts import post_name
from bot.store.releases import active_release

GIST = 40
"""Characters of a request that stand in the list."""


class History(ByTable, TabularInline):  # type: ignore[misc]  # unfold has no types
    capabilities = ("cases.view",)
    model = CaseEvent
    template = "desk/history.html"
    verbose_name_plural = "办理记录"
    fields = ("at", "actor", "what", "from_text", "to_text", "told")
    readonly_fields = fields
    ordering = ("seq",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseEvent]:
        rows: QuerySet[CaseEvent] = super().get_queryset(request)
        return rows.select_related("words")

    @admin.display(description="原因和内容")
    def told(self, event: CaseEvent) -> str:
        return event.why or "—"

    @admin.display(description="动作")
    def what(self, event: CaseEvent) -> str:
        return ACTIONS[event.action].name if event.action in ACTIONS else event.action

    @admin.display(description="原状态")
    def from_text(self, event: CaseEvent) -> str:
        return _state(event.from_state)

    @admin.display(description="新状态")
    def to_text(self, event: CaseEvent) -> str:
        return _state(event.to_state)


def _post(post: str) -> str:
    return post_name(post) if post else ""


def _state(code: str) -> str:
    return str(dict(State.choices).get(code, code or "—"))


@admin.register(Case)
class CaseDesk(ByTable, ModelAdmin):  # type: ignore[misc]
    capabilities = ("cases.view",)
    list_display = ("number", "kind", "state", "gist", "about", "place", "opened_at", "expected_at", "has_contact")
    list_filter = ("state", "kind", "origin", "channel", "opened_at")
    search_fields = ("number", "description", "place")
    search_help_text = "按编号、内容或地点查找"
    date_hierarchy = "opened_at"
    list_per_page = 50
    actions = None
    inlines = (History,)
    change_form_template = "desk/case.html"
    fields = (
        "number", "kind", "state", "description", "place", "about", "window", "has_contact", "unnamed",
        "in_hand", "received_by", "answer", "origin", "channel", "kiosk", "opened_at", "received_at", "expected_at",
        "hurry", "level", "release",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return services.visible_to(request.user).order_by("-opened_at")

    @admin.display(description="事项", ordering="item")
    def about(self, case: Case) -> str:
        return item_name(case.item) or self.get_empty_value_display()

    @admin.display(description="内容")
    def gist(self, case: Case) -> str:
        text = " ".join(case.description.split())
        return text if len(text) <= GIST else f"{text[: GIST - 1]}…"

    @admin.display(description="承办")
    def in_hand(self, case: Case) -> str:
        who = (case.holder.first_name or case.holder.get_username()) if case.holder is not None else ""
        return "　".join(part for part in (_post(case.post), who) if part) or self.get_empty_value_display()

    @admin.display(description="首接岗位")
    def received_by(self, case: Case) -> str:
        return _post(case.first_receiver) or self.get_empty_value_display()

    @admin.display(description="紧急")
    def hurry(self, case: Case) -> str:
        return "是" if case.urgent else "否"

    @admin.display(description="联系方式")
    def has_contact(self, case: Case) -> str:
        return "有" if case.contact is not None else "没有留"

    @admin.display(description="匿名")
    def unnamed(self, case: Case) -> str:
        return "是" if case.anonymous else "否"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown: HttpResponse = super().changelist_view(request, {"title": "诉求", **(extra_context or {})})
        return shown

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        rights = {"may_see_contact": may(request.user, "cases.contact")}
        shown: HttpResponse = super().change_view(request, object_id, form_url, {**rights, **(extra_context or {})})
        return shown

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.contact)
        return [path("<path:object_id>/contact/", page, name="cases_case_contact"), *super().get_urls()]

    def contact(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Shows the contact once, after a reason has been written down. POST only: a link must not do it.

        Rights come first: who may not see requests is not told which of them exist.
        """
        if not self.has_view_permission(request) or not may(request.user, "cases.contact"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        case = self.get_object(request, object_id)
        if case is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[no-any-return]
        shown, fault = "", ""
        try:
            shown = services.reveal_contact(
                case, Actor.staff(person(request)), why=request.POST.get("why", ""), now=timezone.now()
            )
        except Invalid as error:
            fault = "".join(word for words in error.errors.values() for word in words)
        except CasesError as error:
            fault = str(error)
        context = {**self.admin_site.each_context(request), "title": f"诉求 {case.number} 的联系方式"}
        context |= {"case": case, "contact": shown, "fault": fault, "opts": self.opts}
        return TemplateResponse(request, "desk/contact.html", context, status=400 if fault else 200)


def item_name(item: str) -> str:
    """The item's name in the active release, or its id when it is no longer there."""
    release = active_release()
    found = (release.item(item) or release.bundle(item)) if release is not None and item else None
    return found.name if found is not None else item
