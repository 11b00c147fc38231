"""What is read of talks: by the person who answers, by the citizen's page, and by the stream of events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from bot.cases import services as cases
from bot.cases.errors import ConversationExpired
from bot.cases.models import Against, Case, CaseEvent, Turn
from bot.cases.services.routing import of_unit, units_named
from bot.staff.roles import posts_of
from bot.talks import words
from bot.talks.models import ACTIVE, RINGS, Kind, Line, Side, Talk

ABOUT_OTHERS = ("complaint", "report")
ANGER = re.compile(r"投诉|举报|态度|不作为|推诿|刁难|欺负|收钱|骂")
"""Words of a complaint that has no request yet; rather one too many."""


@dataclass(frozen=True)
class Said:
    """One thing of a conversation as staff read it. side: citizen, person, guide or system. id: of a line, 0 = a turn's."""

    side: str
    text: str
    at: datetime
    id: int = 0
    danger: str = ""
    name: str = ""
    item: str = ""


@dataclass(frozen=True, order=True)
class Cursor:
    """How far a page has read: the last line, and the last row of history of its requests."""

    line: int = 0
    event: int = 0

    def __str__(self) -> str:
        return f"{self.line}-{self.event}"

    @classmethod
    def of(cls, text: str) -> Cursor | None:
        """What `str` made, or None for anything else."""
        one, sign, other = text.strip().partition("-")
        both = sign and one.isascii() and other.isascii() and one.isdigit() and other.isdigit()
        return cls(int(one), int(other)) if both and len(text) < 40 else None


def lines(talk: Talk, user: User, after: int = 0) -> list[Said]:
    """The lines of a talk after one of them, numbers in hidden form; none that tells of a request about this person."""
    if talk.conversation_id is None:
        return []
    rows = talk.lines.filter(pk__gt=after).select_related("by").order_by("pk")
    return _hidden(talk.conversation_id, _readable(talk.conversation_id, rows, user))


def transcript(talk: Talk, user: User) -> list[Said]:
    """What was said before and in the talk, in order; nothing from before for who must not know of it."""
    if talk.conversation_id is None:
        return []
    found = _readable(talk.conversation_id, talk.lines.select_related("by").order_by("pk"), user)
    if may_read_before(talk, user):
        found += [one for turn in Turn.objects.filter(conversation_id=talk.conversation_id) for one in _turn(turn)]
        earlier = Line.objects.filter(conversation_id=talk.conversation_id).exclude(talk=talk).select_related("by")
        found += _readable(talk.conversation_id, earlier.order_by("pk"), user)
    return _hidden(talk.conversation_id, sorted(found, key=lambda one: (one.at, one.id)))


def may_read_before(talk: Talk, user: User) -> bool:
    """Whether somebody may read what was said before: not where a complaint may be about the own unit."""
    conversation = talk.conversation
    if conversation is None:
        return False
    form = (conversation.context or {}).get("form") or {}
    if (form.get("slots") or {}).get("case_kind") in ABOUT_OTHERS:
        return False
    own = Case.objects.filter(conversation=conversation, about_unit=True)
    if any(cases.concerns(user, case) for case in own):
        return False
    said = " ".join([*Turn.objects.filter(conversation=conversation).values_list("said", flat=True), talk.about])
    return not (ANGER.search(said) and _names_own_unit(said, user))


def _names_own_unit(said: str, user: User) -> bool:
    units = units_named(words.release().hall, said)
    return any(of_unit(post, units) for post in posts_of(user)) or (Against.Unit.PERSON, str(user.pk)) in units


def about(talk: Talk, user: User) -> str:
    """What a call is about, as this person may read it."""
    if talk.conversation_id is None or not may_read_before(talk, user):
        return ""
    return cases.hidden(talk.conversation_id, [talk.about])[0]


def history(token: str, now: datetime) -> tuple[list[dict[str, Any]], int, Cursor, dict[str, Any] | None]:
    """All messages so far as the citizen sees them, the seconds the conversation still lives, where events go on, and
    how a call stands.

    Raises:
        UnknownConversation, ConversationExpired.
    """
    row = cases.find(token)
    read = newest(row.pk)  # before the messages are read: one that comes meanwhile is told twice rather than never
    if row.expires_at <= now:
        raise ConversationExpired
    told = [(turn.at, 0, number, message) for turn in row.turns.order_by("number")
            for number, message in enumerate(turn.messages)]  # fmt: skip
    told += [(line.at, line.pk, 0, line.message) for line in row.lines.order_by("pk") if line.message]
    told.sort(key=lambda one: one[:3])
    left = int((row.expires_at - now).total_seconds())
    return cases.shown(row.pk, [message for *_, message in told]), left, read, talk_state(row.pk, now)


def newest(conversation_id: int | None = None) -> Cursor:
    """The end of what can be read now, of one conversation or of all."""
    rows, events = Line.objects.all(), CaseEvent.objects.all()
    if conversation_id is not None:
        rows, events = (
            rows.filter(conversation_id=conversation_id),
            events.filter(case__conversation_id=conversation_id),
        )
    line = rows.order_by("-pk").values_list("pk", flat=True).first()
    event = events.order_by("-pk").values_list("pk", flat=True).first()
    return Cursor(line or 0, event or 0)


def start_of(conversation_id: int) -> Cursor:
    """Where a page begins that has read nothing: with the last call of its conversation."""
    talk = Talk.objects.filter(conversation_id=conversation_id).order_by("-pk").first()
    first = talk.lines.order_by("pk").values_list("pk", flat=True).first() if talk else None
    return Cursor(first - 1, newest(conversation_id).event) if first else newest(conversation_id)


@dataclass(frozen=True)
class Event:
    """One event of a stream. name: message, talk or case."""

    conversation_id: int
    cursor: Cursor
    name: str
    data: dict[str, Any]


def events(after: Mapping[int, Cursor], top: Cursor) -> list[Event]:
    """What there is to tell after the cursors, by conversation, in order. One look for all of them.

    Args:
        top: nothing after it; what is written meanwhile comes with the next look.
    """
    if not after:
        return []
    ids = list(after)
    least = Cursor(min(one.line for one in after.values()), min(one.event for one in after.values()))
    found: list[Event] = []
    rows = Line.objects.filter(pk__gt=least.line, pk__lte=top.line, conversation_id__in=ids)
    for row in rows.select_related("talk").order_by("pk"):
        if row.pk > after[row.conversation_id].line:
            found += _told(row, Cursor(row.pk, after[row.conversation_id].event))
    changes = CaseEvent.objects.filter(pk__gt=least.event, pk__lte=top.event, case__conversation_id__in=ids)
    for change in changes.exclude(from_state="").select_related("case").order_by("pk"):
        key = change.case.conversation_id
        if key is not None and change.pk > after[key].event and change.from_state != change.to_state:
            found.append(Event(key, Cursor(after[key].line, change.pk), "case", dict(words.card(change.case))))
    return found


def _told(row: Line, here: Cursor) -> Iterable[Event]:
    text = row.message["text"] if row.message else ""
    if row.message and row.streamed:
        (message,) = cases.shown(row.conversation_id, [row.message])
        text = message["text"]
        yield Event(row.conversation_id, here, "message", message)
    if row.state:
        who = (row.message or {}).get("from")
        yield Event(row.conversation_id, here, "talk", standing_of(row.talk, row.state, row.at, who, text))


def standing_of(talk: Talk, state: str, since: datetime, who: Any, text: str = "") -> dict[str, Any]:
    """How a call stands, as a page reads it. limit: seconds after which a call that nobody answers becomes a number."""
    return {
        "state": state, "kind": talk.kind, "kiosk": talk.kind == Kind.WALK, "how": talk.how, "text": text, "from": who,
        "since": since.astimezone().isoformat(timespec="seconds"), "limit": int(RINGS.total_seconds()),
    }  # fmt: skip


def talk_state(conversation_id: int, now: datetime) -> dict[str, Any] | None:
    """How the call of a conversation stands, for a page that comes back; None when nothing goes on."""
    found = Talk.objects.filter(conversation_id=conversation_id, state__in=ACTIVE).exclude(kind=Kind.EMERGENCY)
    talk = found.select_related("user").first()
    if talk is None:
        return None
    who = words.sender(talk.user) if talk.user is not None else None
    since = talk.answered_at or talk.rang_at
    seconds = max(0, int((now - since).total_seconds()))
    return {**standing_of(talk, talk.state, since, who), "seconds": seconds}


def away(talk: Talk, now: datetime) -> bool:
    """Whether the citizen's page shows no life any more; the talk goes on for a while."""
    if talk.conversation_id is None:
        return True
    latest = max(filter(None, (talk.citizen_seen_at, talk.heard_at)), default=None)
    return latest is not None and (now - latest).total_seconds() > 45


def number_for(talk: Talk, user: User) -> str:
    """The number that a call got, for who may know of the request; else empty."""
    return "" if talk.case is None or cases.concerns(user, talk.case) else talk.case.number


def _readable(conversation_id: int, rows: Iterable[Line], user: User) -> list[Said]:
    """The lines without those that hand out, or tell of, a request about this person or unit."""
    own = Case.objects.filter(conversation_id=conversation_id, about_unit=True)
    secret = {case.number for case in own if cases.concerns(user, case)}
    open_to_all = [row for row in rows if ((row.message or {}).get("case") or {}).get("number") not in secret]
    return [said for row in open_to_all if (said := _said(row)) is not None]


def _said(row: Line) -> Said | None:
    if row.side == Side.SYSTEM:
        text = (row.message or {}).get("text") or ""
        return Said("system", text, row.at, row.pk) if text else None
    name = words.called(row.by) if row.by is not None else ""
    return Said(row.side, row.said, row.at, row.pk, row.danger, name)


def _turn(turn: Turn) -> Iterable[Said]:
    if turn.said:
        yield Said("citizen", turn.said, turn.at)
    elif turn.choice:
        yield Said("citizen", f"［选了“{turn.choice}”］" if ":" not in turn.choice else "［点了一个选项］", turn.at)
    for message in turn.messages:
        item = (message.get("item") or {}).get("name") or ""
        yield Said("guide", message["text"], turn.at, item=item)


def _hidden(conversation_id: int, found: list[Said]) -> list[Said]:
    texts = cases.hidden(conversation_id, [one.text for one in found])
    return [Said(one.side, text, one.at, one.id, one.danger, one.name, one.item)
            for one, text in zip(found, texts, strict=True)]  # fmt: skip
