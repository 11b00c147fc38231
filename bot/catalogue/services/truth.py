"""Keeping the facts true: what is to be looked at again and when, what goes silent on which day, and signing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from bot.catalogue.documents import read
from bot.catalogue.errors import CatalogueError, Refused, Unchanged
from bot.catalogue.models import ChangeSet, Entry, Kind, Task
from bot.catalogue.models.entries import Source
from bot.catalogue.models.tasks import TaskKind
from bot.catalogue.services.drafts import SYSTEM, Proposal, current, may_edit, propose_many
from bot.catalogue.services.publishing import submit
from bot.catalogue.services.tasks import close_task, open_task
from bot.knowledge.cards import GROUPS, holds
from bot.knowledge.codec import encode
from bot.knowledge.faults import Report
from bot.knowledge.labels import is_local
from bot.knowledge.model import Bundle, Hall, Item, Post, Truth
from bot.knowledge.release import NoRelease
from bot.knowledge.truth import State, due_on, silent_on, state
from bot.staff.roles import departments_for
from bot.store.releases import active_hall
from bot.store.timers import every
from bot.store.writing import writing

NOTICE = timedelta(days=14)
"""So long before a review is due its task is opened."""
WHY = "核对无误，签字"
GROUP_FIELDS = {"time_limit": "promised_limit", "process": "steps"}
"""Fact groups that are not called as their field of an item is."""


@dataclass(frozen=True)
class Review:
    """One truth to be kept. group: fact group of an item, empty = the truth of the whole.

    covers: the fact groups of an item it speaks for. owner: id of the post. due: last day as reviewed.
    silent_on: first day on which it is not said any more. shared: 省统一, its signature needs a second person.
    """

    kind: str
    key: str
    name: str
    group: str
    department: str
    owner: str
    state: State
    verified_on: date | None
    due: date | None
    silent_on: date | None
    truth: Truth
    covers: tuple[str, ...] = ()
    shared: bool = False

    @property
    def id(self) -> str:
        """Names it in a form: `<kind>/<key>/<group>`."""
        return f"{self.kind}/{self.key}/{self.group}"

    def near(self, today: date, ahead: timedelta = NOTICE) -> bool:
        """Is it still valid, and due within `ahead`?"""
        return self.state == "valid" and self.due is not None and self.due <= today + ahead

    def waiting(self, today: date) -> bool:
        """Is it not in force yet?"""
        return self.truth.effective_from is not None and today < self.truth.effective_from


@dataclass
class Signed:
    """What became of a signature. count: signed truths. change_sets: where they stand, 本地 before 省统一.

    left: those that could not be signed, with the reason in words.
    """

    count: int = 0
    change_sets: list[ChangeSet] = field(default_factory=list)
    left: list[tuple[Review, str]] = field(default_factory=list)


def reviews(hall: Hall, today: date) -> list[Review]:
    """Every truth of items with their fact groups, bundles, places, windows, facilities, signposts and the hall itself.

    Those that go silent first come first, unsigned ones last.
    """
    found = [_review(hall, today, *row) for row in _truths(hall)]
    return sorted(found, key=lambda r: (r.silent_on is None, r.silent_on or date.max, r.kind, r.name, r.group))


def reviews_for(user: User, today: date) -> list[Review]:
    """Those of the active release that somebody may sign: an editor the own department's, reviewers and managers all."""
    departments = departments_for(user, "catalogue.verify")
    found = reviews(active_hall(), today)
    return found if departments is None else [review for review in found if review.department in departments]


def silences(found: Iterable[Review], today: date, days: int = 90) -> dict[date, list[Review]]:
    """Day → what is not said any more from that day on, if nobody signs; from tomorrow, `days` days far."""
    calendar: dict[date, list[Review]] = defaultdict(list)
    for review in found:
        if review.silent_on is not None and today < review.silent_on <= today + timedelta(days=days):
            calendar[review.silent_on].append(review)
    return dict(sorted(calendar.items()))


def on_the_way(found: Iterable[Review]) -> dict[tuple[str, str], ChangeSet]:
    """Objects that stand in an open change set: (kind, key) → it. A signature waits until that is published."""
    wanted = {(review.kind, review.key) for review in found}
    rows = Entry.objects.filter(change_set__isnull=False).select_related("change_set")
    return {(row.kind, row.key): row.change_set for row in rows if row.change_set and (row.kind, row.key) in wanted}


def sign(user: User, picks: Sequence[Review], *, now: datetime) -> Signed:
    """Notes that facts were looked at today and are right, as drafts: 本地 in one change set, 省统一 in another.

    That of 省统一 is sent for review at once.

    Raises:
        Refused: none of them are this person's. Unchanged: all were signed today already.
    """
    today = timezone.localtime(now).date()
    mine = departments_for(user, "catalogue.verify")
    allowed = [
        pick
        for pick in picks
        if (mine is None or pick.department in mine) and may_edit(user, pick.kind, pick.department)
    ]
    if not allowed:
        raise Refused("这些资料由别的部门核对，您的岗位不能签字。")
    result = Signed(left=[(pick, "由别的部门核对") for pick in picks if pick not in allowed])
    busy = on_the_way(allowed)
    documents: dict[tuple[str, str], list[Review]] = defaultdict(list)
    for pick in allowed:
        if (pick.kind, pick.key) in busy:
            result.left.append((pick, f"正在修改单“{busy[pick.kind, pick.key]}”里，发布以后再签"))
        elif pick.verified_on == today:
            result.left.append((pick, "今天已经签过"))
        else:
            documents[pick.kind, pick.key].append(pick)
    for shared, title in ((False, "核对签字（本地）"), (True, "核对签字（省统一，要另一位审核）")):
        some = {key: rows for key, rows in documents.items() if any(row.shared for row in rows) == shared}
        if some:
            change_set = _propose(user, some, f"{title}{today.month}月{today.day}日", today, now, result)
            if change_set is not None:
                if shared:
                    submit(user, change_set, now=now)
                result.change_sets.append(change_set)
    if not result.count and not result.left:
        raise Unchanged
    return result


@every(3600, "reviews")
def open_review_tasks(now: datetime) -> int:
    """Opens a task for each department and week in which something is due, NOTICE before; how many are open then.

    What is silent already is one task for each department. A task whose facts are all signed is closed; one that a
    person closed stays closed until there is more of it.
    """
    try:
        hall = active_hall()
    except NoRelease:
        return 0
    today = timezone.localtime(now).date()
    groups: dict[str, list[Review]] = defaultdict(list)
    for review in reviews(hall, today):
        about = _task_of(review, today)
        if about:
            groups[about].append(review)
    names = {department.id: department.name for department in hall.departments}
    for about, rows in groups.items():
        _open(about, rows, names.get(rows[0].department, "大厅"), today, now)
    for task in Task.objects.filter(kind=TaskKind.REVIEW, about__startswith="review:", done_at__isnull=True):
        if task.about not in groups:
            close_task(task.about, by=SYSTEM, outcome="都已核对签字，或已不用核对", now=now)
    return len(groups)


def _truths(hall: Hall) -> Iterator[tuple[str, str, Any, str, Truth]]:
    """kind, key, object, group, truth."""
    for item in hall.items:
        yield Kind.ITEM, item.id, item, "", item.truth
        for group, truth in item.truth_of.items():
            yield Kind.ITEM, item.id, item, group, truth
    plain = (
        (Kind.BUNDLE, hall.bundles),
        (Kind.PLACE, hall.places),
        (Kind.FACILITY, hall.facilities),
        (Kind.SIGNPOST, hall.signposts),
    )
    for kind, things in plain:
        for thing in things:
            yield kind, thing.id, thing, "", thing.truth
    for window in hall.windows:
        yield Kind.WINDOW, window.number, window, "", window.truth
    yield Kind.INFORMATION, "hall", hall.information, "", hall.information.truth


def _review(hall: Hall, today: date, kind: str, key: str, thing: Any, group: str, truth: Truth) -> Review:
    days = hall.information.review_days
    covers = _covers(thing, group) if isinstance(thing, Item) else ()
    department = _department(hall, thing)
    return Review(
        kind=kind,
        key=key,
        name=f"{key}号窗口（{thing.name}）" if kind == Kind.WINDOW else thing.name,
        group=group,
        department=department,
        owner=getattr(thing, "owner", None) or _editor(hall.posts, department),
        state=state(truth, days, today),
        verified_on=truth.verified_on,
        due=due_on(truth, days),
        silent_on=silent_on(truth, days),
        truth=truth,
        covers=covers,
        shared=isinstance(thing, Bundle) or any(not is_local("item", GROUP_FIELDS.get(g, g)) for g in covers),
    )


def _covers(item: Item, group: str) -> tuple[str, ...]:
    """The fact groups a truth of an item speaks for: its own, or all that are there and have none of their own."""
    if group:
        return (group,)
    return tuple(name for name in GROUPS if name not in item.truth_of and holds(item, name))


def _department(hall: Hall, thing: Any) -> str:
    """A group of windows belongs to the department of all its windows."""
    own = getattr(thing, "department", None)
    if own:
        return str(own)
    numbers = set(getattr(thing, "windows", ()))
    departments = {window.department for window in hall.windows if window.number in numbers}
    return departments.pop() if len(departments) == 1 else ""


def _editor(posts: Sequence[Post], department: str) -> str:
    found = (post.id for post in posts if department and post.role == "编辑" and post.department == department)
    return next(found, "")


def _propose(
    user: User,
    documents: dict[tuple[str, str], list[Review]],
    title: str,
    today: date,
    now: datetime,
    result: Signed,
) -> ChangeSet | None:
    proposals, count = [], 0
    for (kind, key), rows in documents.items():
        content = current(kind, key)
        if content is None:
            result.left += [(row, "资料已经删去") for row in rows]
            continue
        value = read(kind, content, Report())
        for row in rows:
            value = _signed(value, row.group, today)
        proposals.append(Proposal(kind, key, encode(value)))
        count += len(rows)
    if not proposals:
        return None
    try:
        change_set = propose_many(user, proposals, title=title, why=WHY, source=Source.VERIFY, now=now)
    except CatalogueError as error:
        result.left += [(row, str(error)) for rows in documents.values() for row in rows]
        return None
    result.count += count
    return change_set


def _signed(value: Any, group: str, today: date) -> Any:
    """The object with one of its truths verified today; where it comes from and how long it holds stays."""
    if not group:
        return replace(value, truth=replace(value.truth, verified_on=today))
    own = replace(value.truth_of.get(group, value.truth), verified_on=today)
    return replace(value, truth_of={**value.truth_of, group: own})


def _task_of(review: Review, today: date) -> str:
    """What its task is about; empty while nothing is due soon."""
    whose = review.department or "hall"
    if review.waiting(today):
        return ""
    if review.state == "expired":
        return f"review:{whose}:silent"
    # A fact that ends by law is to be replaced before its last day, however lately it was signed.
    days = [day for day in (review.due, review.truth.effective_to) if day is not None]
    if not days or min(days) > today + NOTICE:
        return ""
    year, week, _ = min(days).isocalendar()
    return f"review:{whose}:{year}-{week:02d}"


def _open(about: str, rows: Sequence[Review], whose: str, today: date, now: datetime) -> None:
    if about.endswith(":silent"):
        due, title = today, f"{whose}：{len(rows)}条资料已经停说，请核对"
    else:
        due = min(day for row in rows for day in (row.due, row.truth.effective_to) if day is not None)
        title = f"{whose}：核对{len(rows)}条资料，最早{due.month}月{due.day}日到期"
    with writing():
        last = Task.objects.filter(about=about).order_by("-made_at").first()
        if last is None or (last.done_at is not None and (last.done_by == SYSTEM or len(rows) > last.count)):
            department = rows[0].department
            task = open_task(kind=TaskKind.REVIEW, about=about, title=title, department=department, now=now, due=due)
            Task.objects.filter(pk=task.pk).update(count=len(rows))
        elif last.done_at is None:
            Task.objects.filter(pk=last.pk).update(count=len(rows), title=title[:200])
