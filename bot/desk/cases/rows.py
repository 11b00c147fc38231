"""One request in a few words, as it stands in a line of the board and at the top of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.cases import services
from bot.cases.lifecycle import LEVELS, OPEN, State
from bot.cases.models import Case
from bot.desk.cases.next_steps import Next, next_step
from bot.desk.cases.viewer import Viewer
from bot.knowledge.model import Calendar
from bot.staff.services.posts import post_name
from bot.store.releases import active_release

GIST, PLACE = 60, 40
"""Characters of a request and of its place that stand in the list."""
DAY = 8
"""Working hours of a day."""
LONG = 40
"""Days after which the day itself says more than a count of working days, which takes longer the older it is."""
_HIDDEN = re.compile(r"⟦([^⟧0-9]+)[0-9]*⟧")


@dataclass(frozen=True)
class Left:
    """Time until the limit. words: always there; tone: how it is coloured; icon: beside it, so that colour is never alone."""

    words: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Row:
    """What a line shows."""

    case: Case
    gist: str
    about: str
    who: str
    left: Left
    next: Next
    level: str

    @property
    def claimable(self) -> bool:
        """Whether the line has a button to take it."""
        return self.next.code == "claim"


def rows(found: Iterable[Case], viewer: Viewer) -> list[Row]:
    """The lines for requests that `queues.standing` has looked at."""
    clock = Clock.of(viewer)
    return [row(case, viewer, clock) for case in found]


def row(case: Case, viewer: Viewer, clock: Clock) -> Row:
    """One line."""
    text = " ".join(readable(case.description).split())
    return Row(
        case=case,
        gist=text if len(text) <= GIST else f"{text[: GIST - 1]}…",
        about="　".join(part for part in (item_name(case.item), readable(case.place)[:PLACE]) if part),
        who=in_hand(case),
        left=clock.left(case),
        next=next_step(case, viewer),
        level=LEVELS[case.level] if case.state in OPEN else "",
    )


def readable(text: str) -> str:
    """A text without brackets of the machine: numbers in it stay hidden, and it says which kind they were."""
    return _HIDDEN.sub(r"（\1已隐去）", text)


def in_hand(case: Case) -> str:
    """The post that has it, and the person who took it."""
    person = (case.holder.first_name or case.holder.get_username()) if case.holder is not None else ""
    return "　".join(part for part in (post_name(case.post) if case.post else "", person) if part)


def item_name(item: str) -> str:
    """The item's name in the active release, or its id when it is no longer there."""
    release = active_release()
    found = (release.item(item) or release.bundle(item)) if release is not None and item else None
    return found.name if found is not None else item


class Clock:
    """Reads limits at one moment; each day is counted once, however many requests are due on it."""

    def __init__(self, viewer: Viewer, calendar: Calendar | None) -> None:
        self.now, self.calendar = viewer.now, calendar
        self._hours: dict[date, float] = {}

    @classmethod
    def of(cls, viewer: Viewer) -> Clock:
        release = active_release()
        return cls(viewer, release.hall.calendar if release is not None else None)

    def left(self, case: Case) -> Left:
        """How long there is still, in working hours or days."""
        if case.state == State.WAITING_CITIZEN:
            return Left("暂停计时", "paused", "pause_circle")
        if case.state not in OPEN:
            return Left("", "over", "")
        return self._words(case)

    def _words(self, case: Case) -> Left:
        here, due = self.now.astimezone(), case.expected_at.astimezone()
        if here.date() == due.date():
            minutes = int((due - here).total_seconds() // 60)
            if minutes < 0:
                return Left(f"今天{due:%H:%M}已超期", "late", "error")
            rest = f"还有{minutes // 60}小时" if minutes >= 60 else f"只剩{minutes}分钟"
            return Left(f"今天到期，{rest}", "today", "alarm")
        if self.calendar is None:
            return Left(f"{due:%m-%d}到期", "calm", "schedule")
        if (here.date() - due.date()).days > LONG:
            return Left(f"{due.year}年{due.month}月{due.day}日已超期", "late", "error")
        hours = self._hours.get(due.date())
        if hours is None:
            hours = self._hours[due.date()] = services.hours_left(self.calendar, due, here)
        if hours < 0:
            return Left(f"超期{round(-hours / DAY)}个工作日", "late", "error")
        if hours < 2 * DAY:
            return Left(f"还有{max(1, round(hours))}个工作小时", "near", "hourglass_bottom")
        return Left(f"还有{int(hours // DAY)}个工作日", "calm", "schedule")
