"""Work on a request: contact the citizen, ask, extend, list its points, answer every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import AgainstRule, Invalid
from bot.cases.lifecycle import CONTACT_WAYS, EXTENSION_DAYS
from bot.cases.models import Case, ContactAttempt, Extension, Point
from bot.cases.services.limits import moved
from bot.cases.services.sending import note_call
from bot.cases.services.steps import given, hall, permit, verb, write


@dataclass(frozen=True)
class Reply:
    """To one point of a request. text: the answer, or with `refused` the reason why it is not done."""

    text: str
    refused: bool = False


@verb
def contact(case: Case, actor: Actor, *, way: str, reached: bool, now: datetime, words: str = "") -> Case:
    """Notes one attempt to reach the citizen, also one that failed. Raises Invalid: no such way."""
    line = permit("contact", case, actor)
    clean = given(line, way=way, words=words)
    if way not in CONTACT_WAYS:
        raise Invalid({"way": ["请选电话、短信、当面或村里转告。"]})
    told = f"{CONTACT_WAYS[way]}，{'联系上了' if reached else '没有联系上'}"
    write(case, line, actor, now=now, words={"detail": told, "words": clean["words"]})
    ContactAttempt.objects.create(
        case=case, round=case.round, seq=case.last_seq, at=now, by=actor.user, way=way, reached=reached
    )
    note_call(case, reached=reached, now=now)
    return case


@verb
def ask(case: Case, actor: Actor, *, missing: str, now: datetime) -> Case:
    """Asks the citizen for what is missing. The clock stands still, and the citizen sees why."""
    line = permit("ask", case, actor)
    words = given(line, missing=missing)
    return write(case, line, actor, now=now, words=words, paused_at=now, paused_why=words["missing"])


@verb
def supplement(case: Case, actor: Actor, *, words: str, now: datetime) -> Case:
    """The citizen says what was missing; the clock runs again. words: masked."""
    line = permit("supplement", case, actor)
    return write(case, line, actor, now=now, words=given(line, words=words))


@verb
def add_words(case: Case, actor: Actor, *, words: str, now: datetime) -> Case:
    """The citizen adds something that nobody asked for. words: masked."""
    line = permit("add_words", case, actor)
    return write(case, line, actor, now=now, words=given(line, words=words))


def resume(case: Case, *, now: datetime) -> Case:
    """Goes on without what the citizen was asked for. Raises WrongState."""
    return _resume(case, THE_SYSTEM, now=now)


@verb
def _resume(case: Case, actor: Actor, *, now: datetime) -> Case:
    return write(case, permit("resume", case, actor), actor, now=now)


@verb
def ask_extension(case: Case, actor: Actor, *, days: int, why: str, now: datetime) -> Case:
    """Asks for more time, once and before it is due; another person decides.

    Args:
        days: working days, 1 to EXTENSION_DAYS.

    Raises:
        Invalid, AgainstRule.
    """
    line = permit("ask_extension", case, actor)
    words = given(line, why=why)
    if not 1 <= days <= EXTENSION_DAYS:
        raise Invalid({"days": [f"最多延{EXTENSION_DAYS}个工作日。"]})
    if case.extended:
        raise AgainstRule("已经延过一次期，不能再延。")
    if now >= case.expected_at:
        raise AgainstRule("已经到期，不能再申请延期。")
    if case.extensions.filter(granted=None).exists():
        raise AgainstRule("延期已经申请过，正在等人同意。")
    Extension.objects.create(case=case, days=days, asked_by=actor.user, asked_at=now, why=words["why"])
    return write(case, line, actor, now=now, words={**words, "detail": f"申请延{days}个工作日"})


@verb
def extend(case: Case, actor: Actor, *, now: datetime) -> Case:
    """Grants the extension that was asked for; the citizen sees its reason. Raises AgainstRule."""
    line = permit("extend", case, actor)
    asked = _asked(case, actor)
    if now >= case.expected_at:
        raise AgainstRule("已经到期，不能再同意延期。")
    Extension.objects.filter(pk=asked.pk).update(granted=True, decided_at=now)
    return write(
        case, line, actor, now=now, words={"detail": f"延{asked.days}个工作日", "shown": asked.why},
        extended=True, expected_at=moved(hall().calendar, case.expected_at, asked.days), shown_why=asked.why,
    )  # fmt: skip


@verb
def refuse_extension(case: Case, actor: Actor, *, why: str, now: datetime) -> Case:
    """Refuses the extension that was asked for. Raises AgainstRule."""
    line = permit("refuse_extension", case, actor)
    words = given(line, why=why)
    Extension.objects.filter(pk=_asked(case, actor).pk).update(granted=False, decided_at=now)
    return write(case, line, actor, now=now, words=words)


def _asked(case: Case, actor: Actor) -> Extension:
    asked = case.extensions.filter(granted=None).first()
    if asked is None:
        raise AgainstRule("没有人申请延期。")
    if actor.user is not None and asked.asked_by_id == actor.user.pk:
        raise AgainstRule("自己申请的延期要由别人同意。")
    return asked


@verb
def note(case: Case, actor: Actor, *, words: str, now: datetime) -> Case:
    """An inner note; the citizen never sees it."""
    line = permit("note", case, actor)
    return write(case, line, actor, now=now, words=given(line, words=words))


@verb
def list_points(case: Case, actor: Actor, *, points: Sequence[str], now: datetime) -> Case:
    """Writes down the points of this round, each of which must be answered; again, instead of the earlier list."""
    line = permit("list_points", case, actor)
    texts = [text.strip() for text in points if text.strip()]
    given(line, points="\n".join(texts))
    case.points.filter(round=case.round).delete()
    rows = [Point(case=case, round=case.round, number=number, text=text) for number, text in enumerate(texts, 1)]
    Point.objects.bulk_create(rows)
    listed = " ".join(f"{row.number}. {row.text}" for row in rows)
    return write(case, line, actor, now=now, words={"points": listed})


@verb
def resolve(case: Case, actor: Actor, *, answer: str, now: datetime, replies: Sequence[Reply] = ()) -> Case:
    """Answers a request. The post stays responsible until the citizen has said how it was.

    Args:
        answer: the whole, as the citizen reads it.
        replies: to each point in their order; none needed where no points were listed.

    Raises:
        Invalid: a point is left open. AgainstRule: nobody has tried to reach the citizen.
    """
    line = permit("resolve", case, actor)
    words = given(line, answer=answer)
    points = list(case.points.filter(round=case.round))
    open_points = [
        f"第{point.number}点还没有答复，或没有写明不办的理由。"
        for number, point in enumerate(points)
        if number >= len(replies) or len(replies[number].text.strip()) < 2
    ]
    if open_points:
        raise Invalid({"replies": open_points})
    if len(replies) > len(points):
        raise Invalid({"replies": ["答复比诉求点多，请刷新后再看。"]})
    if case.contact is not None and not case.contacts.filter(round=case.round, by__isnull=False).exists():
        raise AgainstRule("群众留了联系方式，请先联系一次，没有联系上也要记下来。")
    for point, reply in zip(points, replies, strict=True):
        Point.objects.filter(pk=point.pk).update(reply=reply.text.strip(), refused=reply.refused)
        words[f"point{point.number}"] = reply.text.strip()
    write(case, line, actor, now=now, words=words, answer=words["answer"], resolved_at=now, shown_why="")
    echo(case, now=now)
    return case


def echo(case: Case, *, now: datetime) -> None:
    """Gives what the citizen was told also to those whose requests were joined to this one."""
    for other in case.duplicates.all():
        _echo(other, THE_SYSTEM, answer=case.answer, why=case.shown_why, now=now)


@verb
def _echo(case: Case, actor: Actor, *, answer: str, why: str, now: datetime) -> Case:
    line = permit("echo", case, actor)
    return write(case, line, actor, now=now, words={"answer": answer, "shown": why}, answer=answer, shown_why=why)
