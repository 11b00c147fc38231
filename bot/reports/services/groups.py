"""Sorting noted questions into groups of near ones, counting them, and asking a department to look when they are many."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F, Sum

from bot.catalogue.models import Task
from bot.catalogue.models.tasks import TaskKind
from bot.catalogue.services.tasks import close_task, open_task
from bot.knowledge.decide import SOMETHING, decide
from bot.knowledge.release import Release
from bot.knowledge.search import Candidate, matter_words, search
from bot.reports.models import Group, Note, Outcome, Reason, State, Tally, Variant
from bot.reports.nearness import Nearby, plain_of
from bot.store.releases import active_release
from bot.store.writing import writing

BATCH = 200
"""So many notes are sorted in one round."""
CHUNK = 5
"""So many are written in one transaction; citizens' turns come in between."""
REST = 0.02
"""Seconds of rest after each search and each writing: turns of the same process come first."""
SURE_ENOUGH = 0.75
"""An answer whose matter was less probable was a guess: one in four of them is wrong."""
USELESS_TIMES, PERSON_TIMES = 1, 2
"""So often within the days of QUESTION_DAYS is enough, too: somebody took the trouble to say so, or had to be helped."""
MOST = 5_000
"""So many groups that nobody has handled are kept: more nobody can read, and each one is compared with every question."""
WEEK = timedelta(days=7)
"""A question that was taught is not asked for again before so long: the change has to be approved first."""


@dataclass(frozen=True)
class _Sorted:
    note: Note
    plain: str
    matter: str
    best: Candidate | None


def about_of(group: Group) -> str:
    """What a group's task is about."""
    return f"question:{group.pk}"


def sort_notes(now: datetime, rest: float = REST) -> int:
    """Puts the noted questions into groups, opens the tasks that are due; how many notes were sorted."""
    release = active_release()
    notes = list(Note.objects.all()[:BATCH])
    if release is None or not notes:
        return 0
    looked: list[_Sorted] = []
    for note in notes:
        found = search(release, note.text, limit=4)
        if note.reason != Reason.UNSURE or guessed(found):
            looked.append(_Sorted(note, plain_of(note.text), matter_of(release, note.text), likeliest(found)))
        time.sleep(rest)
    nearby = _nearby(release)
    for start in range(0, len(notes), CHUNK):
        some = {note.pk for note in notes[start : start + CHUNK]}
        with writing():
            ours = set(Note.objects.select_for_update().filter(pk__in=some).values_list("pk", flat=True))
            for one in looked:
                if one.note.pk in ours:  # else another process was faster
                    _place(release, nearby, one, now)
            Note.objects.filter(pk__in=ours).delete()
        time.sleep(rest)
    _make_room(now)
    return len(notes)


def guessed(found: Sequence[Candidate]) -> bool:
    """Was an answer from these candidates not much more than a guess?"""
    decision = decide(found, asks=False, follows=None)
    return decision.act != "answer" or decision.first.score < SURE_ENOUGH


def likeliest(found: Sequence[Candidate]) -> Candidate | None:
    """The candidate that a question is likely to be about, None when none is."""
    return found[0] if found and found[0].score >= SOMETHING else None


def matter_of(release: Release, text: str) -> str:
    """What a question is about, without the words that only ask; the whole sentence when too little is left."""
    matter = plain_of(matter_words(release.hall.cues, text))
    return matter if len(matter) > 1 else plain_of(text)


def department_of(release: Release, candidate: Candidate | None) -> str:
    """The department that answers for a matter; empty for what belongs to none."""
    if candidate is None:
        return ""
    owner = release.item(candidate.id) if candidate.kind == "item" else release.bundle(candidate.id)
    return owner.department if owner is not None else ""


def _nearby(release: Release) -> Nearby:
    nearby = Nearby()
    for pk, text, likely in Group.objects.order_by("pk").values_list("pk", "text", "likely"):
        nearby.add(pk, matter_of(release, text), likely)
    return nearby


def _place(release: Release, nearby: Nearby, one: _Sorted, now: datetime) -> None:
    day, locked = one.note.day, Group.objects.select_for_update()
    likely = f"{one.best.kind}:{one.best.id}" if one.best is not None else ""
    variant = Variant.objects.filter(plain=one.plain).first()
    known = variant.group_id if variant is not None else nearby.nearest(one.matter, likely)
    group = locked.filter(pk=known).first() if known is not None else None
    if group is None:
        group = Group.objects.create(
            text=one.note.text, department=department_of(release, one.best), likely=likely, first_on=day, last_on=day
        )
        nearby.add(group.pk, one.matter, likely)
    if variant is None:
        Variant.objects.create(group=group, text=one.note.text, plain=one.plain, times=1, last_on=day)
    else:
        Variant.objects.filter(pk=variant.pk).update(times=F("times") + 1, last_on=max(variant.last_on, day))
    tally = Tally.objects.filter(group=group, reason=one.note.reason, day=day)
    if not tally.update(times=F("times") + 1):
        Tally.objects.create(group=group, reason=one.note.reason, day=day, times=1)
    _count(group, day, now)


def _count(group: Group, day: date, now: datetime) -> None:
    group.first_on, group.last_on = min(group.first_on, day), max(group.last_on, day)
    if group.state == State.OPEN:
        group.times += 1
    else:
        group.again += 1
        if _comes_back(group, now):
            group.state, group.times, group.again = State.OPEN, group.again, 0
    group.save(update_fields=["first_on", "last_on", "times", "again", "state"])
    if group.state == State.OPEN and not _asked_for(group) and many(group, now):
        _ask_for_it(group, now)


def _comes_back(group: Group, now: datetime) -> bool:
    """Asked as often again as when it was handled: then that was not enough. What was taught has a week's time first."""
    taught = group.outcome != Outcome.DISMISSED
    if taught and group.handled_at is not None and now < group.handled_at + WEEK:
        return False
    return group.again >= max(group.times, settings.QUESTION_TIMES)


def many(group: Group, now: datetime) -> bool:
    """Is it asked so often, or said to be so useless, that somebody must look at it by a day?"""
    since = now.astimezone().date() - timedelta(days=settings.QUESTION_DAYS - 1)
    if group.handled_at is not None:
        since = max(since, group.handled_at.astimezone().date())
    rows = group.tallies.filter(day__gte=since).values_list("reason").annotate(all=Sum("times"))
    times = {str(reason): int(count) for reason, count in rows}
    return (
        sum(times.values()) >= settings.QUESTION_TIMES
        or times.get(Reason.USELESS, 0) >= USELESS_TIMES
        or times.get(Reason.PERSON, 0) >= PERSON_TIMES
    )


def _asked_for(group: Group) -> bool:
    return Task.objects.filter(about=about_of(group), done_at__isnull=True).exists()


def _ask_for_it(group: Group, now: datetime) -> None:
    kind, _, key = group.likely.partition(":")
    open_task(
        kind=TaskKind.QUESTION, about=about_of(group), title=f"没答好的问题：{group.text}",
        department=group.department, item=key if kind == "item" else "", now=now,
    )  # fmt: skip


def forget_old(now: datetime) -> int:
    """Drops what was noted longer ago than QUESTION_KEPT_DAYS and never handled; how many groups went."""
    before = now.astimezone().date() - timedelta(days=settings.QUESTION_KEPT_DAYS)
    old = list(Group.objects.filter(last_on__lt=before, handled_at__isnull=True).order_by("pk")[:BATCH])
    if not old and not Tally.objects.filter(day__lt=before, group__handled_at__isnull=True).exists():
        return 0
    _drop(old, "太久没有人问，自动结束", now)
    with writing():
        Tally.objects.filter(day__lt=before, group__handled_at__isnull=True).delete()
        Variant.objects.filter(last_on__lt=before, group__handled_at__isnull=True).delete()
    return len(old)


def _make_room(now: datetime) -> None:
    """Drops what was asked least and longest ago when there is too much: a machine may ask thousands of questions."""
    waiting = Group.objects.filter(handled_at__isnull=True)
    spare = waiting.count() - MOST
    if spare > 0:
        _drop(list(waiting.order_by("times", "last_on", "pk")[: min(spare, BATCH)]), "问题太多，自动结束", now)


def _drop(groups: Sequence[Group], why: str, now: datetime) -> None:
    with writing():
        for group in groups:
            close_task(about_of(group), by="系统", outcome=why, now=now)
        Group.objects.filter(pk__in=[group.pk for group in groups]).delete()
