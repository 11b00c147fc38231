"""The list of what is to be verified, signing, and the days on which facts fall silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bot.catalogue.errors import CatalogueError
from bot.catalogue.models import ChangeSet, Kind
from bot.catalogue.models.changes import State
from bot.catalogue.services import truth
from bot.catalogue.services.truth import Review
from bot.desk.pages import page, person, shown
from bot.desk.truth.facts import facts_of
from bot.knowledge.labels import GROUPS
from bot.knowledge.naming import names_of
from bot.knowledge.truth import LABELS
from bot.store.releases import active_hall, active_release

PER_PAGE = 30
DAYS = 90
Test = Callable[[Review, date], bool]
FILTERS: dict[str, tuple[str, Test]] = {
    "near": ("快到期", lambda review, today: review.near(today)),
    "due": ("待复核", lambda review, today: review.state == "due"),
    "expired": ("失效", lambda review, today: review.state == "expired"),
    "unverified": ("未核实", lambda review, today: review.state == "unverified"),
    "all": ("全部", lambda review, today: True),
}
"""Name in the address → words, and which it keeps."""
TAGS = {"valid": "good", "due": "warning", "expired": "danger", "unverified": "info"}


class Line(NamedTuple):
    """A review as a row of the page. facts: field and values. held: the open change set that has it."""

    review: Review
    title: str
    kind: str
    state: str
    tag: str
    department: str
    owner: str
    facts: list[tuple[str, list[str]]]
    held: ChangeSet | None


@require_GET
@page("catalogue.verify")
def reviews(request: HttpRequest) -> HttpResponse:
    """The list with filters, each fact with its source, and signing."""
    release = active_release()
    if release is None:
        return shown(request, "desk/truth/list.html", "核对资料", {"unready": True})
    today, hall = timezone.localdate(), release.hall
    found = truth.reviews_for(person(request), today)
    counts = {name: sum(test(one, today) for one in found) for name, (_, test) in FILTERS.items()}
    first = next((name for name in ("expired", "due", "near", "unverified") if counts[name]), "all")
    chosen = request.GET.get("state", first)
    if chosen not in FILTERS:
        chosen = "all"
    department, kind, words = (request.GET.get(name, "").strip() for name in ("department", "kind", "q"))
    rows = [
        one
        for one in found
        if FILTERS[chosen][1](one, today)
        and (not department or one.department == department)
        and (not kind or one.kind == kind)
        and words.lower() in one.name.lower()
    ]
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    tabs = [(name, label, counts[name], name == chosen) for name, (label, _) in FILTERS.items()]
    departments = {one.department for one in found}
    context = {
        "tabs": tabs,
        "chosen": chosen,
        "listed": listed,
        "lines": _lines(list(listed.object_list)),
        "departments": [one for one in hall.departments if one.id in departments] if len(departments) > 1 else [],
        "department": department,
        "kinds": [(one, Kind(one).label) for one in dict.fromkeys(review.kind for review in found)],
        "kind": kind,
        "words": words,
        "today": today,
        "here": request.get_full_path(),
    }
    return shown(request, "desk/truth/list.html", "核对资料", context)


@require_POST
@page("catalogue.verify")
def sign(request: HttpRequest) -> HttpResponse:
    """Signs the ticked ones, or the one whose button was pressed."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""
    asked = set(request.POST.getlist("one") or request.POST.getlist("pick"))
    now = timezone.now()
    everything = truth.reviews(active_hall(), timezone.localdate())
    picks = [review for review in everything if review.id in asked]
    if not picks:
        messages.warning(request, "请先勾选要签字的资料。")
        return redirect(back or "desk:truth")
    try:
        done = truth.sign(person(request), picks, now=now)
    except CatalogueError as error:
        messages.error(request, str(error))
        return redirect(back or "desk:truth")
    for review, why in done.left[:5]:
        messages.warning(request, f"“{review.name}”没有签：{why}。")
    if len(done.left) > 5:
        messages.warning(request, f"还有{len(done.left) - 5}条没有签，原因差不多。")
    if done.count:
        where = "、".join(f"“{change_set}”" for change_set in done.change_sets)
        sent = "省统一的已经送审。" if any(one.state == State.SUBMITTED for one in done.change_sets) else ""
        messages.success(request, f"已签{done.count}条，放在修改单{where}里。{sent}发布以后，小豹就按新的核对日期说。")
    if len(done.change_sets) == 1:
        return redirect("desk:change_set", done.change_sets[0].pk)
    return redirect("desk:change_sets" if done.change_sets else back or "desk:truth")


@require_GET
@page("catalogue.verify")
def timeline(request: HttpRequest) -> HttpResponse:
    """What is not said any more from which day on, if nobody signs."""
    release = active_release()
    if release is None:
        return shown(request, "desk/truth/timeline.html", "哪天会停说", {"unready": True})
    today = timezone.localdate()
    found = truth.reviews_for(person(request), today)
    calendar = [(day, (day - today).days, _named(rows)) for day, rows in truth.silences(found, today, DAYS).items()]
    silent = sum(one.state == "expired" for one in found)
    later = min((one.silent_on for one in found if one.silent_on and (one.silent_on - today).days > DAYS), default=None)
    context = {"calendar": calendar, "days": DAYS, "silent": silent, "later": later}
    return shown(request, "desk/truth/timeline.html", "哪天会停说", context)


def _lines(found: list[Review]) -> list[Line]:
    hall = active_hall()
    departments = {one.id: one.name for one in hall.departments}
    posts = {one.id: one.name for one in hall.posts}
    names, held, today = names_of(hall), truth.on_the_way(found), timezone.localdate()
    return [
        Line(
            review=one,
            title=_title(one),
            kind=Kind(one.kind).label,
            state="未到生效日" if one.waiting(today) else LABELS[one.state],
            tag=TAGS[one.state],
            department=departments.get(one.department, "大厅"),
            owner=posts.get(one.owner, ""),
            facts=facts_of(hall, one, names),
            held=held.get((one.kind, one.key)),
        )
        for one in found
    ]


def _title(review: Review) -> str:
    return f"{review.name} · {GROUPS[review.group]}" if review.group else review.name


def _named(found: list[Review]) -> list[dict[str, Any]]:
    return [{"review": one, "title": _title(one), "kind": Kind(one.kind).label} for one in found]
