"""The bulletin: windows paused and resumed, notices given and ended; each is spoken at once, and every row stays.

The rows are the truth and the posted document follows them. A change posts inside its transaction: what could not be
posted is not recorded. A process that dies in between is healed by `publish_bulletin`, at start and every minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.utils import timezone

from bot.catalogue.errors import Conflict, Invalid, Refused, Unconfirmed, Unknown, Unready
from bot.catalogue.models import Announcement
from bot.catalogue.models.bulletin import AnnouncementKind
from bot.catalogue.services.drafts import person_name
from bot.knowledge.answer import answer
from bot.knowledge.bulletin import Bulletin, Notice, Pause
from bot.knowledge.model import Bundle, Item, Place
from bot.knowledge.opening import window_message
from bot.knowledge.release import NoRelease, Release
from bot.staff.roles import may
from bot.store.releases import shelf
from bot.store.timers import every
from bot.store.writing import writing

REASON, UNTIL, INSTEAD, TEXT = "原因", "到什么时候", "接替窗口", "公告内容"
"""Where a fault lies, as `Invalid.errors` names it."""
LONGEST_REASON, LONGEST_TEXT = 40, 120
FARTHEST = timedelta(days=366)
SHOWN = 2
"""So many matters of a window are shown as citizens will hear them."""
OPEN_ENDED = timedelta(days=1)
"""A pause without an end is looked at again after this."""


class Heard(NamedTuple):
    """A question, and what the guide will say to it; speech: aloud."""

    question: str
    text: str
    speech: str


class Effect(NamedTuple):
    """What a pause would do.

    groups, matters: names of window groups and of items that nobody in this hall would take any more.
    relying: windows that are paused and send people here. heard: what citizens will be told.
    """

    groups: tuple[str, ...]
    matters: tuple[str, ...]
    relying: tuple[str, ...]
    heard: tuple[Heard, ...]

    @property
    def last(self) -> bool:
        """Would something be left without an open window?"""
        return bool(self.groups or self.matters)


def in_force(now: datetime) -> QuerySet[Announcement]:
    """The rows that hold at `now`, the oldest first."""
    rows = Announcement.objects.filter(ended_at__isnull=True, since__lte=now)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=now)).order_by("since", "pk")


def pauses(now: datetime) -> dict[str, Announcement]:
    """Window number → its pause that holds at `now`."""
    return {row.window: row for row in in_force(now).filter(kind=AnnouncementKind.PAUSE)}


def notices(now: datetime) -> list[Announcement]:
    """The notices that hold at `now`."""
    return list(in_force(now).filter(kind=AnnouncementKind.NOTICE))


def overlong(now: datetime) -> list[Announcement]:
    """Pauses that last longer than was first said, and those without an end that are older than a day."""
    return [row for row in pauses(now).values() if _overlong(row, now)]


def began(row: Announcement) -> datetime:
    """Since when a window is paused without a break, through every change of its pause."""
    return _first(row).since


def prospect(window: str, *, reason: str, until: datetime | None, instead: Sequence[str] = (), now: datetime) -> Effect:
    """What citizens will be told once this pause holds. Raises Unknown, Invalid."""
    release = _release()
    pause = _checked(release, window, reason, until, instead, now)
    bulletin = _composed(now, besides=window)
    bulletin = Bulletin(pauses=(*bulletin.pauses, pause), notices=bulletin.notices)
    things: list[Item | Bundle] = [*release.hall.items, *release.hall.bundles]
    uses = [thing for thing in things if _at(release, thing, window)]
    left = [thing.name for thing in uses if not _anybody(release, bulletin, thing, now)]
    groups = [place for place in release.hall.places if place.kind == "group" and window in place.windows]
    closed = [place.name for place in groups if _closed(place, bulletin, now)]
    relying = [number for number, row in pauses(now).items() if window in row.instead and number != window]
    return Effect(tuple(closed), tuple(left), tuple(relying), tuple(_heard(release, bulletin, window, uses, now)))


def pause(
    user: User,
    window: str,
    *,
    reason: str,
    until: datetime | None,
    instead: Sequence[str] = (),
    nobody: bool = False,
    confirmed: bool = False,
    now: datetime,
) -> Announcement:
    """Pauses a window, or changes its pause.

    Args:
        until: aware; it is open again then by itself; None = until somebody resumes it.
        instead: numbers of the windows that take over.
        nobody: on purpose nobody takes over; else something left without an open window needs `instead`.
        confirmed: it was read what citizens will be told; needed when something is left without an open window.

    Raises:
        Refused: not this person's window. Unknown: no such window. Invalid: by field.
        Unconfirmed: with the effect. Unready: it could not be posted; nothing is recorded.
    """
    if not may(user, "bulletin.pause", window=window):
        raise Refused("您只能暂停自己的窗口，别的窗口请找值班长。")
    effect = prospect(window, reason=reason, until=until, instead=instead, now=now)
    if effect.last and not instead and not nobody:
        raise Invalid([(INSTEAD, "这个窗口一停，有的事就没有窗口办了。请选接替窗口，或勾选“没有窗口接替”")])
    if effect.last and not confirmed:
        raise Unconfirmed(effect)
    with _announcing(now):
        held = pauses(now).get(window)
        if held is not None:
            _end(held, user, now)
        return Announcement.objects.create(
            kind=AnnouncementKind.PAUSE,
            window=window,
            text=_plain(reason),
            instead=list(instead),
            since=now,
            until=until,
            by=person_name(user),
        )


def resume(user: User, window: str, *, now: datetime) -> Announcement:
    """Opens a window again. Raises Refused, Conflict, Unready."""
    if not may(user, "bulletin.pause", window=window):
        raise Refused("您只能恢复自己的窗口，别的窗口请找值班长。")
    with _announcing(now):
        held = pauses(now).get(window)
        if held is None:
            raise Conflict(f"{window}号窗口没有暂停，不用恢复。")
        return _end(held, user, now)


def notify(user: User, text: str, *, until: datetime | None, now: datetime) -> Announcement:
    """Tells everybody something until a moment, or until it is ended. Raises Refused, Invalid, Unready."""
    if not may(user, "bulletin.notice"):
        raise Refused("公告由值班长或主管发布，请找他们。")
    plain = _plain(text)
    faults = _fault_of_end(until, now)
    if not 4 <= len(plain) <= LONGEST_TEXT:
        faults.append((TEXT, f"请写4到{LONGEST_TEXT}个字，群众听到的就是这句话"))
    if faults:
        raise Invalid(faults)
    with _announcing(now):
        return Announcement.objects.create(
            kind=AnnouncementKind.NOTICE, text=f"{plain}。", since=now, until=until, by=person_name(user)
        )


def end(user: User, announcement: Announcement, now: datetime) -> Announcement:
    """Ends a notice, or a pause. Raises Refused, Conflict, Unready."""
    if announcement.kind == AnnouncementKind.PAUSE:
        return resume(user, announcement.window, now=now)
    if not may(user, "bulletin.notice"):
        raise Refused("公告由值班长或主管撤下，请找他们。")
    with _announcing(now):
        held = in_force(now).filter(pk=announcement.pk).first()
        if held is None:
            raise Conflict("这条公告已经结束了。")
        return _end(held, user, now)


@every(60, "bulletin", at_start=True)
def publish_bulletin(now: datetime) -> bool:
    """Posts what the rows say unless it is what holds already; whether it had to. What is over drops out here."""
    with writing():
        wanted = _composed(now)
        try:
            holds = shelf().active_bulletin().version
        except (NoRelease, ValueError):  # its file is gone or spoilt
            holds = ""
        if holds == wanted.version:
            return False
        shelf().post(wanted)
        return True


@contextmanager
def _announcing(now: datetime) -> Iterator[None]:
    try:
        with writing():
            yield
            shelf().post(_composed(now))
    except (OSError, DatabaseError) as error:
        with suppress(Exception):  # it may be posted and yet not recorded: say again what is recorded
            publish_bulletin(now)
        raise Unready("没有发出去，什么都没有改。请再试一次；还不行请告诉管理员（可能磁盘满了）。") from error


def _composed(now: datetime, besides: str | None = None) -> Bulletin:
    """The bulletin of all rows that hold. besides: a window whose pause is left out."""
    rows = list(in_force(now))
    return Bulletin(
        pauses=tuple(
            Pause(
                window=row.window,
                reason=row.text,
                since=timezone.localtime(row.since),
                until=timezone.localtime(row.until) if row.until else None,
                instead=tuple(row.instead),
            )
            for row in rows
            if row.kind == AnnouncementKind.PAUSE and row.window != besides
        ),
        notices=tuple(
            Notice(
                text=row.text,
                since=timezone.localtime(row.since),
                until=timezone.localtime(row.until) if row.until else None,
            )
            for row in rows
            if row.kind == AnnouncementKind.NOTICE
        ),
    )


def _end(row: Announcement, user: User, now: datetime) -> Announcement:
    row.ended_at, row.ended_by = now, person_name(user)
    row.save(update_fields=["ended_at", "ended_by"])
    return row


def _checked(
    release: Release, window: str, reason: str, until: datetime | None, instead: Sequence[str], now: datetime
) -> Pause:
    if release.window(window) is None:
        raise Unknown(f"没有{window}号窗口。")
    plain = _plain(reason)
    faults = _fault_of_end(until, now)
    if not 2 <= len(plain) <= LONGEST_REASON:
        faults.append((REASON, f"请写2到{LONGEST_REASON}个字，群众会听到，比如“设备维护”"))
    paused = pauses(now)
    for number in instead:
        if release.window(number) is None:
            faults.append((INSTEAD, f"没有{number}号窗口，请看看号码"))
        elif number == window:
            faults.append((INSTEAD, "不能让它自己接替自己，请换一个"))
        elif number in paused:
            faults.append((INSTEAD, f"{number}号窗口自己也暂停了，请换一个"))
    if faults:
        raise Invalid(faults)
    return Pause(window=window, reason=plain, since=now, until=until, instead=tuple(instead))


def _fault_of_end(until: datetime | None, now: datetime) -> list[tuple[str, str]]:
    if until is None or now < until <= now + FARTHEST:
        return []
    return [(UNTIL, "这个时间已经过了，请选以后的时间" if until <= now else "最远写一年以内，或者选“另行通知”")]


def _plain(words: str) -> str:
    return " ".join(words.split()).strip(" 。；;，,.")


def _release() -> Release:
    try:
        return shelf().active()
    except NoRelease as error:
        raise Unready("还没有发布过资料，请先发布。") from error


def _at(release: Release, thing: Item | Bundle, window: str) -> bool:
    return any(window in _counters(release, use.place) for use in thing.places)


def _counters(release: Release, place: str) -> tuple[str, ...]:
    if place.startswith("window:"):
        return (place.removeprefix("window:"),)
    found = release.place(place)
    return found.windows if found is not None else ()


def _anybody(release: Release, bulletin: Bulletin, thing: Item | Bundle, now: datetime) -> bool:
    """Does anybody in this hall still take it: an open window, or a place without windows such as a machine?"""
    for use in thing.places:
        counters = _counters(release, use.place)
        place = release.place(use.place)
        if any(bulletin.pause(number, now) is None for number in counters):
            return True
        if not counters and place is not None and place.in_hall:
            return True
    return False


def _closed(place: Place, bulletin: Bulletin, now: datetime) -> bool:
    return all(bulletin.pause(number, now) is not None for number in place.windows)


def _heard(
    release: Release, bulletin: Bulletin, window: str, uses: Sequence[Item | Bundle], now: datetime
) -> Iterator[Heard]:
    local = timezone.localtime(now)
    asked = window_message(release, bulletin, window, local)
    if asked is not None:
        yield Heard(f"{window}号窗口在哪里？", asked["text"], asked["speech"])
    items = [thing for thing in uses if isinstance(thing, Item)]
    here = f"window:{window}"
    items.sort(key=lambda item: (not any(use.place == here for use in item.places), not item.tiles))
    for item in items[:SHOWN]:
        said = answer(release, bulletin, item.id, "location", {}, local)
        yield Heard(f"“{item.name}”在哪里办？", said["text"], said["speech"])


def _first(row: Announcement) -> Announcement:
    """The pause that this one took the place of, and so on back to the first."""
    same = Announcement.objects.filter(kind=row.kind, window=row.window, since__lt=row.since, ended_at__isnull=False)
    for before in same.order_by("-since", "-pk").iterator(20):
        if before.ended_at != row.since:
            break
        row = before
    return row


def _overlong(row: Announcement, now: datetime) -> bool:
    first = _first(row)
    return first.until <= now if first.until is not None else now - first.since >= OPEN_ENDED
