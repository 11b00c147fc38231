"""Questions that were not answered: the list, one group, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from bot.catalogue.errors import CatalogueError, Invalid
from bot.catalogue.models import ChangeSet, Kind, Task
from bot.desk.pages import page, shown
from bot.desk.questions import choosing
from bot.desk.questions.forms import CommonQuestion, Dismiss, Link, PassOn, Signpost
from bot.reports.errors import Handled, QuestionError
from bot.reports.models import Group, Reason, State, Tally
from bot.reports.services import handling, standing
from bot.reports.services.groups import about_of
from bot.reports.services.handling import Change
from bot.store.releases import active_release, shelf

PER_PAGE = 30
WEEKS = 6
VARIANTS = 20

Make = Callable[[User, dict[str, Any]], Change]
Do = Callable[[User, dict[str, Any], datetime], "ChangeSet | None"]


@page(choosing.CAPABILITY)
def groups(request: HttpRequest) -> HttpResponseBase:
    """Most frequent first; searched by words or pinyin, chosen by department, reason and state."""
    given = {name: request.GET.get(name, "").strip() for name in ("q", "department", "reason", "state")}
    rows = choosing.matching(choosing.visible(_user(request)), given["q"])
    if given["department"]:
        rows = rows.filter(department="" if given["department"] == "none" else given["department"])
    if given["reason"] in Reason.values:
        rows = rows.filter(tallies__reason=given["reason"]).distinct()
    state = given["state"] if given["state"] in (*State.values, "all") else State.OPEN
    rows = rows if state == "all" else rows.filter(state=state)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = dict(choosing.departments())
    due = dict(Task.objects.filter(about__in=[about_of(g) for g in found], done_at=None).values_list("about", "due"))
    today = timezone.localdate()
    lines = [
        {"group": g, "reasons": _reasons(g), "department": names.get(g.department, ""), "due": due.get(about_of(g)),
         "late": about_of(g) in due and due[about_of(g)] < today, "more": g.variants.count() - 1}
        for g in found
    ]  # fmt: skip
    context = {
        "lines": lines, "found": found, "given": {**given, "state": state}, "departments": list(names.items()),
        "reasons": Reason.choices, "query": f"{urlencode({**given, 'state': state})}&",
    }  # fmt: skip
    return shown(request, "desk/questions/groups.html", "没答好的问题", context)


@page(choosing.CAPABILITY)
def group(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One group: how often and why, in which words, what the guide says now, and what can be done."""
    held = choosing.group_for(_user(request), pk)
    release, now = active_release(), timezone.localtime()
    context: dict[str, Any] = {
        "group": held, "reasons": _reasons(held), "weeks": _weeks(held, now.date()),
        "variants": held.variants.all()[:VARIANTS], "department": dict(choosing.departments()).get(held.department, ""),
        "task": Task.objects.filter(about=about_of(held), done_at=None).first(), "today": now.date(),
        "target": choosing.name_of(release, held.target) if held.target else "",
    }  # fmt: skip
    if release is not None:
        stands = standing.standing(release, held.text)
        context["candidates"] = [
            {"name": c.name, "kind": _kind(c.kind), "percent": round(100 * c.score)} for c in stands.candidates
        ]
        context["said"] = standing.said(release, shelf().active_bulletin(), held.text, now)
        context["holds"] = standing.holds(release, held)
    return shown(request, "desk/questions/group.html", f"“{held.text}”", context)


@page(choosing.CAPABILITY)
def link(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One more way of asking for an item or a bundle."""
    held = choosing.group_for(_user(request), pk)
    return _of_item(
        request, held, Link, {"sentence": held.text}, "接到事项", (Kind.ITEM, Kind.BUNDLE),
        lambda user, given: handling.way_change(user, given["item"], given["sentence"].strip()),
        lambda user, given, now: handling.link(user, held, given["item"], given["sentence"].strip(), now=now),
    )  # fmt: skip


@page(choosing.CAPABILITY)
def common(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A common question of an item."""
    held = choosing.group_for(_user(request), pk)

    def words(given: dict[str, Any]) -> dict[str, str]:
        return {"answer": given["answer"].strip(), "aspect": given["aspect"]}

    return _of_item(
        request, held, CommonQuestion, {"ask": held.text}, "写常见问题", (Kind.ITEM,),
        lambda user, given: handling.question_change(user, given["item"], given["ask"].strip(), **words(given)),
        lambda user, given, now: handling.write_question(
            user, held, given["item"], given["ask"].strip(), **words(given), now=now
        ),
    )  # fmt: skip


@page(choosing.CAPABILITY)
def signpost(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A matter that is done elsewhere."""
    held = choosing.group_for(_user(request), pk)
    form = Signpost(request.POST or None, initial={"words": held.text})

    def make(user: User, given: dict[str, Any]) -> Change:
        return handling.signpost_change(**given)

    def do(user: User, given: dict[str, Any], now: datetime) -> ChangeSet | None:
        return handling.make_signpost(user, held, make(user, given), now=now)

    return _taught(request, held, form, "做成指路", make, do, {})


@page(choosing.CAPABILITY)
def dismiss(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Leaves a group, with a reason."""
    user = _user(request)
    held = choosing.group_for(user, pk)
    form = Dismiss(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            handling.dismiss(user, held, form.cleaned_data["why"].strip(), now=timezone.now())
        except Handled as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{held.text}”不处理，原因已记下。")
            return redirect("desk:questions")
    return _asked(request, held, form, "不处理", {"button": "不处理"})


@page(choosing.CAPABILITY)
def pass_on(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives a group to another department."""
    user = _user(request)
    held = choosing.group_for(user, pk)
    form = PassOn(request.POST or None, choices=choosing.departments(), initial={"department": held.department})
    if request.method == "POST" and form.is_valid():
        try:
            handling.pass_on(user, held, form.cleaned_data["department"], now=timezone.now())
        except Handled as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{held.text}”已转走。")
            return redirect("desk:questions")
    return _asked(request, held, form, "转给别的部门", {"button": "转过去"})


def _of_item(
    request: HttpRequest,
    held: Group,
    kind: type[Link] | type[CommonQuestion],
    initial: dict[str, str],
    title: str,
    kinds: tuple[str, ...],
    make: Make,
    do: Do,
) -> HttpResponseBase:
    release = active_release()
    candidates = standing.standing(release, held.text).candidates if release is not None else ()
    found = choosing.choices(
        _user(request), candidates, request.POST.get("words", ""), request.POST.get("item", ""), kinds
    )
    form = kind(request.POST or None, choices=found.choices, initial=initial)
    return _taught(request, held, form, title, make, do, {"others": found.others, "finds": True})


def _taught(
    request: HttpRequest, held: Group, form: forms.Form, title: str, make: Make, do: Do, more: dict[str, Any]
) -> HttpResponseBase:
    """Looks for items, tries a change or proposes it as a draft, whichever button was pressed."""
    context: dict[str, Any] = {"button": "保存成草稿", "teaches": True, **more}
    if request.method != "POST" or "find" in request.POST:
        if request.method == "POST":
            form = _unjudged(form, context)
        return _asked(request, held, form, title, context)
    if form.is_valid():
        try:
            if "try" in request.POST:
                change = make(_user(request), form.cleaned_data)
                context["tried"] = standing.tried(change, held.text, timezone.localtime())
            else:
                into = do(_user(request), form.cleaned_data, timezone.now())
                where = f"已存进修改单“{into}”，送审、发布后生效。" if into else "资料里已经有了，没有新的改动。"
                messages.success(request, f"{where}这句话已加进测试问句，以后每次发布都会检查。")
                return redirect("desk:question", pk=held.pk)
        except Invalid as error:
            for where, what in error.errors:
                form.add_error(None, f"{where}：{what}")
        except (CatalogueError, QuestionError) as error:
            form.add_error(None, str(error))
    return _asked(request, held, form, title, context)


def _unjudged(form: forms.Form, context: dict[str, Any]) -> forms.Form:
    """The form as it was typed, without faults: somebody is still looking for the item."""
    again = type(form)(initial={**form.initial, **form.data.dict()}, choices=form.fields["item"].choices)  # type: ignore[attr-defined, call-arg]
    context["looked_for"] = form.data.get("words", "").strip()
    return again


def _asked(
    request: HttpRequest, held: Group, form: forms.Form, title: str, context: dict[str, Any]
) -> HttpResponseBase:
    context = {"group": held, "form": form, **context}
    return shown(request, "desk/questions/ask.html", title, context, status=400 if form.errors else 200)


def _reasons(held: Group) -> list[tuple[str, int]]:
    rows = dict(Tally.objects.filter(group=held).values_list("reason").annotate(all=Sum("times")))
    return [(Reason(name).label, times) for name, times in sorted(rows.items(), key=lambda row: -row[1])]


def _weeks(held: Group, today: date) -> list[dict[str, Any]]:
    """How often in each of the last weeks, the newest first."""
    rows = list(held.tallies.filter(day__gt=today - timedelta(days=7 * WEEKS)).values_list("day", "times"))
    weeks = []
    for back in range(WEEKS):
        last = today - timedelta(days=7 * back)
        times = sum(count for day, count in rows if last - timedelta(days=7) < day <= last)
        weeks.append({"first": last - timedelta(days=6), "last": last, "times": times})
    return weeks


def _kind(kind: str) -> str:
    return str(dict(Kind.choices).get(kind, ""))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the page lets nobody else in
    return request.user
