"""Which post gets a request, and which post received it. Posts are facts of the release; people change, posts stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from bot.cases.models import Against, Kind, Origin
from bot.knowledge.model import Hall, Item, Post, Subject
from bot.staff.models import Holder
from bot.staff.services.rosters import on_duty

ABOUT_OTHERS = frozenset({Kind.COMPLAINT, Kind.REPORT})
OUR_WINDOWS = "window_service"
"""The subject 窗口服务: a complaint about it is one about this hall."""
_WINDOW = re.compile(r"(?<!\d)(\d{1,3})\s*号?\s*(?:窗口|窗|柜台)")
_UNIT_ENDS = ("局", "中心", "大队", "所", "处", "委", "办")

Unit = tuple[str, str]
"""A kind of Against.Unit and its key."""


@dataclass(frozen=True)
class Route:
    """post: who gets it. sure: a rule names it, else the dispatcher has to look. why: the rule, in words for staff."""

    post: str
    sure: bool
    why: str


def route(hall: Hall, *, kind: str, origin: str, item: str = "", window: str = "", place: str = "", subject: str = "",
          units: Iterable[Unit] = ()) -> Route:  # fmt: skip
    """The post for a request.

    Args:
        units: what is complained of; then it is the supervisor's, whatever else the request says.
    """
    named = set(units)
    if named or (kind in ABOUT_OTHERS and (window or item or subject == OUR_WINDOWS)):
        return Route(_watching(hall, named), True, "反映大厅单位或人员的，由督查办")
    if origin == Origin.CALL:
        return Route(_first(hall, "导办") or _fallback(hall), True, "呼叫人工的，由导办台办")
    if found := of_windows(hall, [window] if window else []):
        return Route(found, True, f"说的是{window}号窗口")
    if found := _of_item(hall, item):
        return Route(found, True, "按事项的办理窗口")
    if found := _of_subject(hall, subject):
        return Route(found, True, "按分类")
    if found := _of_place(hall, place):
        return Route(found, True, "按地点")
    return Route(_fallback(hall), False, "没有规则对得上，请派单员看")


def first_receiver(hall: Hall, now: datetime, *, posts: Iterable[Post] = (), units: Iterable[Unit] = ()) -> str:
    """The post that received a request, and stays responsible until the echo is given.

    Args:
        posts: of the member of staff who took it in; none = a machine did: then the duty post of that hour.
        units: what is complained of; no post of it, else the supervisor.
    """
    named = set(units)
    free = [post for post in posts if not of_unit(post, named)]
    if free:
        return free[0].id
    desks = [
        post for role in ("导办", "值班长") for post in hall.posts if post.role == role and not of_unit(post, named)
    ]
    manned = next((post.id for post in desks if on_duty(post.id, now)), "")
    return manned or (desks[0].id if desks else _watching(hall, named))


def of_unit(post: Post, units: Iterable[Unit]) -> bool:
    """Whether a post belongs to one of the units."""
    named = set(units)
    department = post.department is not None and (Against.Unit.DEPARTMENT, post.department) in named
    return department or any((Against.Unit.WINDOW, number) in named for number in post.windows)


def units_named(
    hall: Hall, text: str, *, window: str = "", department: str = "", person: User | None = None
) -> set[Unit]:
    """The units a complaint names, by its fields and by its words; rather one too many: the supervisor can clear it.

    A window stands for its department and for those who hold its posts now, a person for the own departments.
    """
    unit = Against.Unit
    numbers = {window} | set(_WINDOW.findall(text)) | {one.number for one in hall.windows if one.name in text}
    windows = {one.number: one.department for one in hall.windows if one.number in numbers}
    departments = {department} & {one.id for one in hall.departments} | set(windows.values())
    departments |= {one.id for one in hall.departments if any(name in text for name in _names(one.name, one.short))}
    people = {person.pk} if person is not None else set()
    people |= {pk for pk, name in _staff() if len(name) >= 2 and name in text}
    theirs = set(Holder.objects.filter(user__in=people, ended_at__isnull=True).values_list("post", flat=True))
    departments |= {post.department for post in hall.posts if post.id in theirs and post.department}
    at_windows = [post.id for post in hall.posts if set(post.windows) & set(windows)]
    standing = Holder.objects.filter(post__in=at_windows, ended_at__isnull=True).values_list("user_id", flat=True)
    return (
        {(unit.DEPARTMENT, one) for one in departments}
        | {(unit.WINDOW, one) for one in windows}
        | {(unit.PERSON, str(one)) for one in people | set(standing)}
    )


def _names(name: str, short: tuple[str, ...]) -> set[str]:
    plain = name.removeprefix("县").removeprefix("市")
    return {one for one in (name, plain, *short) if len(one) >= 3 and one.endswith(_UNIT_ENDS)}


def _staff() -> Iterable[tuple[int, str]]:
    return User.objects.filter(is_staff=True).exclude(first_name="").values_list("pk", "first_name")


def of_windows(hall: Hall, numbers: Iterable[str]) -> str:
    """The post of the first of these windows that has one; empty = none."""
    clerks = [post for post in hall.posts if post.role in ("窗口", "导办")]
    return next((post.id for number in numbers for post in clerks if number in post.windows), "")


def _of_item(hall: Hall, item_id: str) -> str:
    item = next((one for one in hall.items if one.id == item_id), None)
    if item is None:
        return ""
    return of_windows(hall, _windows_of(hall, item)) or of_department(hall, item.department)


def _windows_of(hall: Hall, item: Item) -> list[str]:
    places = {place.id: place for place in hall.places}
    found: list[str] = []
    for use in item.places:
        if use.place.startswith("window:"):
            found.append(use.place.removeprefix("window:"))
        elif use.place in places:
            found += places[use.place].windows
    return found


def of_department(hall: Hall, department: str) -> str:
    """The post of a department: at its windows, else the one that keeps its facts."""
    return next(
        (
            post.id
            for role in ("窗口", "编辑")
            for post in hall.posts
            if (post.role, post.department) == (role, department)
        ),
        "",
    )


def legal_limit(hall: Hall, subject: str) -> tuple[int | None, str]:
    """Working days that a rule of its own gives a subject, and the rule; None = the kind decides."""
    found = _subject(hall, subject)
    return (found.limit_days, found.limit_basis or "") if found is not None and found.limit_days else (None, "")


def _of_subject(hall: Hall, subject: str) -> str:
    found = _subject(hall, subject)
    return found.post if found is not None and any(one.id == found.post for one in hall.posts) else ""


def _subject(hall: Hall, subject: str) -> Subject | None:
    return next((one for one in hall.subjects if subject and one.id == subject), None)


def _of_place(hall: Hall, place: str) -> str:
    town = next((one for one in hall.information.towns if one in place), None)
    return next((post.id for post in hall.posts if town and post.role == "网格员" and town in post.name), "")


def _first(hall: Hall, role: str) -> str:
    return next((post.id for post in hall.posts if post.role == role), "")


def _watching(hall: Hall, units: set[Unit]) -> str:
    free = [post for role in ("督查", "主管") for post in hall.posts if post.role == role and not of_unit(post, units)]
    return free[0].id if free else _fallback(hall)


def _fallback(hall: Hall) -> str:
    return next(
        (found for role in ("派单员", "督查", "主管", "导办") if (found := _first(hall, role))),
        hall.posts[0].id if hall.posts else "",
    )
