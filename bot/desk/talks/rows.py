"""Calls and talks as the page shows them: where, how, what about; everything masked by bot.talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib.auth.models import User

from bot.cases.models import Channel
from bot.cases.models import Kind as CaseKind
from bot.desk.talks.facts import Facts, facts_named
from bot.talks import services
from bot.talks.models import Kind, State, Talk
from bot.talks.services import Said
from bot.talks.words import danger_name, place_of

EARLIER = 14
"""So many sentences from before are shown: enough that nobody has to say it again."""
LONGEST = 600
"""Characters of one answer of the guide that are shown; the citizen saw the rest."""
ITEMS = 2
LABEL = 14
BY = {"citizen": "群众", "guide": "小豹", "person": "同事", "system": "系统"}


@dataclass(frozen=True)
class Line:
    """One thing said. side: citizen, guide, person or system. danger: in words, empty = none. number: 0 = before."""

    side: str
    by: str
    text: str
    at: datetime
    number: int = 0
    danger: str = ""


@dataclass(frozen=True)
class Ring:
    """A call, or a talk that a colleague left alone. since: from when somebody waits."""

    pk: int
    where: str
    how: str
    button: str
    since: datetime
    seconds: int
    emergency: bool = False
    about: str = ""
    danger: str = ""
    colleague: str = ""
    spoken: str = ""
    said: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class PauseBox:
    """Who has paused. own: since when and until when the reader has. others: name and since when of colleagues.

    may: the reader stands at a guide desk and could pause. alone: nobody else would be rung.
    """

    own: tuple[datetime, datetime] | None
    others: tuple[tuple[str, datetime], ...]
    may: bool
    alone: bool


@dataclass(frozen=True)
class OpenTalk:
    """A talk in hand. last: pk of the newest line. waiting: since when the citizen waits for words. over: why it ended.

    typed: what was written and could not be sent.
    """

    pk: int
    where: str
    how: str
    kiosk: bool
    emergency: bool
    last: int
    lines: list[Line]
    said: list[Line] = field(default_factory=list)
    items: list[Facts] = field(default_factory=list)
    number: str = ""
    waiting: datetime | None = None
    notice: str = ""
    over: str = ""
    about: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What tells talks apart: the matter of those that are typed, else the place."""
        return self.where if self.kiosk or not self.about else truncated(self.about, LABEL)


def where(talk: Talk) -> str:
    """The place of a kiosk, or how somebody writes from elsewhere."""
    if talk.channel == Channel.KIOSK:
        return place_of(talk.kiosk)
    return {"web": "网页上的群众", "phone": "电话里的群众"}.get(talk.channel, "别处的群众")


def spoken(talk: Talk) -> str:
    """A call in one short sentence, for ears and for the bar on other pages."""
    return f"{'紧急！' if talk.kind == Kind.EMERGENCY else '有人呼叫人工：'}{where(talk)}"


def ring(talk: Talk, user: User, now: datetime) -> Ring:
    """A call as it rings. An emergency tells its place and class, nothing else."""
    danger = danger_name(talk.danger) if talk.danger else ""
    kind = {
        Kind.EMERGENCY: ("紧急！请马上过去", "我去"),
        Kind.WALK: ("请走过去", "我去"),
        Kind.TYPED: ("打字交谈", "接"),
    }[Kind(talk.kind)]
    emergency = talk.kind == Kind.EMERGENCY
    return Ring(
        talk.pk, where(talk), *kind, talk.rang_at, _seconds(talk.rang_at, now), emergency,
        "" if emergency else services.about(talk, user), danger, spoken=spoken(talk), said=[] if emergency else earlier(talk, user),
    )  # fmt: skip


def left(talk: Talk, user: User, now: datetime) -> Ring:
    """A talk that a colleague has left alone."""
    since = talk.waiting_since or talk.user_seen_at or talk.answered_at or talk.rang_at
    name = called(talk.user) if talk.user else "同事"
    about = "" if talk.kind == Kind.EMERGENCY else services.about(talk, user)
    return Ring(talk.pk, where(talk), "", "我来接着说", since, _seconds(since, now), about=about, colleague=name)


def pause_box(user: User, now: datetime) -> PauseBox:
    """The pauses of the guide desk, as this person's page shows them."""
    rows = services.pauses(now)
    mine = next((one for one in rows if one.user_id == user.pk and one.until is not None), None)
    return PauseBox(
        (mine.at.astimezone(), mine.until.astimezone()) if mine and mine.until else None,
        tuple((called(one.user), one.at.astimezone()) for one in rows if one.user_id != user.pk),
        user in services.people_on_duty(now),
        all(one.pk == user.pk for one in services.people_rung(now)),
    )


def open_talk(talk: Talk, user: User, now: datetime) -> OpenTalk:
    """A talk with all that was said, for a page that does not have it yet."""
    rows = lines(talk, user)
    before = [] if talk.kind == Kind.EMERGENCY else _before(talk, user)
    names = [one.item for one in reversed(before) if one.item]
    items = [facts for name in dict.fromkeys(names) if (facts := facts_named(name, now)) is not None]
    return _head(talk, user, now, rows, said=_shown(before), items=items[:ITEMS])


def news(talk: Talk, user: User, after: int, now: datetime) -> OpenTalk:
    """The head of a talk as it stands, and what was said after a line; to who has it no more only that it is so."""
    if talk.user_id != user.pk:
        return replace(_head(talk, user, now, [], after), number="", about="")
    return _head(talk, user, now, lines(talk, user, after), after)


def lines(talk: Talk, user: User, after: int = 0) -> list[Line]:
    """What was said in the talk itself, after a line."""
    return [_line(one, user) for one in services.lines(talk, user, after)]


def earlier(talk: Talk, user: User) -> list[Line]:
    """What was said with the guide before, the end of it."""
    return _shown(_before(talk, user))


def called(user: User) -> str:
    """How a colleague is called."""
    return user.first_name or user.get_username()


def kinds() -> Sequence[tuple[str, str]]:
    """The kinds a request may have."""
    return CaseKind.choices


def _head(
    talk: Talk, user: User, now: datetime, rows: list[Line], after: int = 0, *,
    said: list[Line] | None = None, items: list[Facts] | None = None,
) -> OpenTalk:  # fmt: skip
    ours = talk.active and talk.user_id == user.pk
    over = ""
    if not ours:
        over = f"这次谈话已经转给{called(talk.user)}。" if talk.active and talk.user else _ended(talk)
    typed = talk.kind == Kind.TYPED
    return OpenTalk(
        pk=talk.pk,
        where=where(talk),
        how={Kind.TYPED: "打字交谈", Kind.WALK: "群众在一体机前等您", Kind.EMERGENCY: danger_name(talk.danger)}[
            Kind(talk.kind)
        ],
        kiosk=not typed,
        emergency=talk.kind == Kind.EMERGENCY,
        last=max([after, *(line.number for line in rows)]),
        lines=rows,
        said=said or [],
        items=items or [],
        number=services.number_for(talk, user),
        waiting=talk.waiting_since if ours and typed else None,
        notice="群众的网断了，或者页面关了。您写的话，群众回来就能看到。"
        if ours and typed and services.away(talk, now)
        else "",
        over=over,
        about="" if talk.kind == Kind.EMERGENCY else services.about(talk, user),
    )


def _ended(talk: Talk) -> str:
    return f"谈话结束了：{talk.get_how_display() or State(talk.state).label}。"


def _before(talk: Talk, user: User) -> list[Said]:
    own = {one.id for one in services.lines(talk, user)}
    return [one for one in services.transcript(talk, user) if one.id not in own]


def _shown(found: Sequence[Said]) -> list[Line]:
    return [Line(one.side, BY[one.side], truncated(one.text, LONGEST), one.at.astimezone()) for one in found[-EARLIER:]]


def _line(one: Said, user: User) -> Line:
    by = "我" if one.side == "person" and one.name == called(user) else one.name or BY[one.side]
    danger = f"注意：{danger_name(one.danger)}" if one.danger else ""
    return Line(one.side, by, one.text, one.at.astimezone(), one.id, danger)


def truncated(text: str, most: int) -> str:
    """The beginning of a text."""
    return text if len(text) <= most else f"{text[:most]}……"


def _seconds(since: datetime, now: datetime) -> int:
    return max(0, round((now - since).total_seconds()))
