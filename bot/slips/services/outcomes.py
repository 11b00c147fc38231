"""What came of a visit: noted by the window, taken back after a mis-tap; what the guide did not tell becomes a task."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet

from bot.catalogue.models import Task
from bot.catalogue.models.tasks import TaskKind
from bot.catalogue.services.tasks import close_task, open_task
from bot.knowledge.messages import Message
from bot.knowledge.release import Release
from bot.slips.errors import Invalid, TooLate
from bot.slips.models import Outcome, OutcomeKind, Slip
from bot.slips.papers import papers
from bot.slips.services.slips import told_now
from bot.staff.roles import TABLE, posts_of
from bot.store.releases import shelf
from bot.store.writing import writing
from bot.text.mask import mask

BACK_WITHIN = timedelta(minutes=10)
PAPER_MOST, PLACE_MOST, PAPERS_MOST = 60, 100, 20
"""Characters of a paper's name and of a place; papers missing at once."""
FORGOTTEN, FORGOTTEN_DAYS = 5, 30
"""A paper that was told and yet forgotten so often in so many days is to be said more clearly."""


@dataclass(frozen=True)
class Missing:
    """A paper that was missing. named: the guide had named it, as far as the window knows."""

    name: str
    named: bool = False


def record(
    kind: str,
    *,
    item: str,
    user: User,
    token: str,
    now: datetime,
    slip: Slip | None = None,
    missing: Sequence[Missing] = (),
    right_place: str = "",
    window: str = "",
) -> Outcome:
    """Notes the outcome of a visit; the same form sent twice counts once.

    Args:
        kind: a value of OutcomeKind. item: id; with a slip that of the slip counts.
        missing: at 缺材料, at least one. right_place: at 走错: `window:<number>`, a place's id, or words.
        window: number of the window where it is noted; empty when it has none.

    Raises:
        Invalid: something is missing or unknown.
    """
    item = slip.item if slip is not None else item
    current = told_now(item, {} if slip is None else slip.answers, now)
    told: Message | None = slip.message if slip is not None else current
    if told is None:
        raise Invalid({"item": ["没有这个事项，请重新选择。"]})
    rows = _rows(missing, told) if kind == OutcomeKind.MISSING else []
    right_place = _plain(right_place) if kind == OutcomeKind.WRONG else ""
    _check(kind, rows, right_place)
    untold = [row.name for row in rows if not row.named]
    wrong_place = bool(right_place) and not _tells_place(told, right_place)
    posts = [post for post in posts_of(user) if "outcomes.record" in TABLE[str(post.role)]]
    here = next((post for post in posts if window in post.windows), None)
    post = here or next(iter(posts), None)
    with writing():
        before = Outcome.objects.filter(token=token).first()
        if before is not None:
            return before
        outcome = Outcome.objects.create(
            slip=slip,
            item=item,
            kind=kind,
            missing=[{"name": row.name, "named": row.named} for row in rows],
            right_place=right_place,
            guide_wrong=bool(untold) or wrong_place,
            window=window if here is not None else "",
            post=post.id if post is not None else "",
            user=user,
            by=user.first_name or user.get_username(),
            at=now,
            token=token,
        )
        for paper in untold:
            if current is None or paper not in _paper_names(current):
                title = f"办“{_name(told)}”缺“{paper}”，指南没有提到：请核对，该要的就补上"
                _open(outcome, TaskKind.PAPER, _about_paper(item, paper), title, now)
        if wrong_place and (current is None or not _tells_place(current, right_place)):
            said = "、".join(place["text"] for place in told["card"]["places"]) or "没有写地点"
            title = f"办“{_name(told)}”走错：窗口说应到{place_words(right_place)}，指南说的是{said}，请核对"
            _open(outcome, TaskKind.PLACE, _about_place(item, right_place), title, now)
        for row in rows:
            if row.named and _forgotten(item, row.name, now) >= FORGOTTEN:
                title = f"办“{_name(told)}”常忘带“{row.name}”（30天{FORGOTTEN}次以上）：请把这一条写得更清楚"
                _open(outcome, TaskKind.PAPER, _about_forgotten(item, row.name), title, now)
    return outcome


def may_take_back(outcome: Outcome, user: User, now: datetime) -> bool:
    """Only who noted it, within ten minutes, and once."""
    return outcome.taken_back_at is None and outcome.user_id == user.pk and now - outcome.at <= BACK_WITHIN


def take_back(outcome: Outcome, *, user: User, now: datetime) -> Outcome:
    """Marks a mis-tap as one: it stays in the table and counts nowhere; tasks that rest on it alone are closed.

    Raises:
        TooLate: it is another's, older than ten minutes, or taken back already.
    """
    with writing():
        outcome = Outcome.objects.select_related("slip").get(pk=outcome.pk)
        if not may_take_back(outcome, user, now):
            raise TooLate
        Outcome.objects.filter(pk=outcome.pk).update(taken_back_at=now)
        outcome.taken_back_at = now
        others = list(_standing(outcome.item).filter(guide_wrong=True))
        for row in outcome.missing:
            if not row["named"]:
                about = _about_paper(outcome.item, row["name"])
                rest = [o for o in others if {"name": row["name"], "named": False} in o.missing]
                _close_unless(about, rest, by=outcome.by, now=now)
            elif _forgotten(outcome.item, row["name"], now) < FORGOTTEN:
                close_task(_about_forgotten(outcome.item, row["name"]), by=outcome.by, outcome="登记撤回", now=now)
        if outcome.right_place:
            about = _about_place(outcome.item, outcome.right_place)
            _close_unless(about, [o for o in others if o.right_place == outcome.right_place], by=outcome.by, now=now)
    return outcome


def place_words(place: str) -> str:
    """A place as it is said: 24号窗口, the place's name, or the words that were typed."""
    if place.startswith("window:"):
        return f"{place.removeprefix('window:')}号窗口"
    found = shelf().active().place(place)
    return found.name if found is not None else place


def _check(kind: str, rows: Sequence[Missing], right_place: str) -> None:
    errors: dict[str, list[str]] = {}
    if kind not in OutcomeKind.values:
        errors["kind"] = ["请选择齐全、缺材料或走错。"]
    if kind == OutcomeKind.MISSING:
        if not rows:
            errors["missing"] = ["请勾选缺的材料，或写出别的材料。"]
        elif len(rows) > PAPERS_MOST or any(len(row.name) > PAPER_MOST and not row.named for row in rows):
            errors["missing"] = [f"材料名称请写短一些，最多{PAPER_MOST}个字。"]
    if kind == OutcomeKind.WRONG:
        if not right_place:
            errors["right_place"] = ["请选择应到的窗口，或写出地点。"]
        elif len(right_place) > PLACE_MOST:
            errors["right_place"] = [f"地点请写短一些，最多{PLACE_MOST}个字。"]
        elif right_place.startswith("window:") and shelf().active().window(right_place[7:]) is None:
            errors["right_place"] = ["没有这个窗口，请重新选择。"]
    if errors:
        raise Invalid(errors)


def _open(outcome: Outcome, kind: str, about: str, title: str, now: datetime) -> None:
    department = _department(shelf().active(), outcome.item)
    open_task(kind=kind, about=about, title=title, department=department, item=outcome.item, now=now)


def _close_unless(about: str, others: Sequence[Outcome], *, by: str, now: datetime) -> None:
    """Closes the task unless another outcome since it was opened says the same."""
    task = Task.objects.filter(about=about, done_at__isnull=True).first()
    if task is not None and not any(other.at >= task.made_at for other in others):
        close_task(about, by=by, outcome="登记撤回", now=now)


def _forgotten(item: str, paper: str, now: datetime) -> int:
    """How often a paper that was told was forgotten lately; what a task has already been done about does not count."""
    since = now - timedelta(days=FORGOTTEN_DAYS)
    done = Task.objects.filter(about=_about_forgotten(item, paper), done_at__gt=since).exclude(outcome="登记撤回")
    last = done.order_by("-done_at").values_list("done_at", flat=True).first()
    rows = _standing(item).filter(kind=OutcomeKind.MISSING, at__gt=last or since).values_list("missing", flat=True)
    return sum({"name": paper, "named": True} in missing for missing in rows)


def _standing(item: str) -> QuerySet[Outcome]:
    return Outcome.objects.filter(item=item, taken_back_at__isnull=True)


def _about_paper(item: str, paper: str) -> str:
    return f"paper:{item}:{paper}"


def _about_forgotten(item: str, paper: str) -> str:
    return f"forgotten:{item}:{paper}"[:200]


def _about_place(item: str, place: str) -> str:
    return f"place:{item}:{place}"[:200]


def _department(release: Release, item: str) -> str:
    found = release.item(item) or release.bundle(item)
    return found.department if found is not None else ""


def _name(told: Message) -> str:
    return str(told["item"]["name"]) if told["item"] else ""


def _paper_names(told: Message) -> set[str]:
    """Every name that the guide gave a paper, alternatives singly and together."""
    return {name for paper in papers(told["card"]) for name in (paper.name, *paper.names)}


def _rows(missing: Sequence[Missing], told: Message) -> list[Missing]:
    """Each paper once; what was typed is tidied, and what the guide named is known to have been named."""
    named = _paper_names(told)
    names = [(row, row.name if row.name in named else _plain(row.name)) for row in missing]
    return list({name: Missing(name, row.named or name in named) for row, name in names if name}.values())


def _tells_place(told: Message, place: str) -> bool:
    """Does the guide send people there?"""
    known: set[str] = set()
    for card in told["card"]["places"]:
        known |= {card["id"], card["name"], card["text"], *(f"window:{window['number']}" for window in card["windows"])}
        known |= {station["name"] for station in card["stations"]}
    return place in known


def _plain(words: str) -> str:
    """Words of a colleague in one line; should somebody's number stand in them, it is masked."""
    return mask(" ".join(unicodedata.normalize("NFC", words).split())).text
