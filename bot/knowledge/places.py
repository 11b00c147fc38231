"""Where an item is done: its places resolved to windows, zones, opening and one plain sentence each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from bot.knowledge.bulletin import Bulletin, Pause
from bot.knowledge.hours import Opening, hours_text, opening
from bot.knowledge.materials import applies
from bot.knowledge.model import Answers, Hall, Hours, Place, PlaceUse, Window, Zone
from bot.knowledge.phrases import Speaker, say

Card = dict[str, Any]


class Places(Speaker, Protocol):
    """A release: the hall, with its windows and places by name."""

    @property
    def hall(self) -> Hall: ...
    def window(self, number: str) -> Window | None: ...
    def place(self, name: str) -> Place | None: ...
    def zone(self, name: str | None) -> Zone | None: ...


def place_cards(
    release: Places, bulletin: Bulletin, uses: tuple[PlaceUse, ...], answers: Answers, now: datetime
) -> list[Card]:
    """One card for every place that applies to the answers, in the item's order, those in this hall first."""
    cards = [place_card(release, bulletin, use, now) for use in uses if applies(use.when, answers)]
    return sorted(cards, key=lambda card: (not card["in_hall"], card["kind"] == "online"))


def place_card(release: Places, bulletin: Bulletin, use: PlaceUse, now: datetime) -> Card:
    """Place, windows, ticket, opening and the words `text` (2楼C区 24号窗口) of one use of a place."""
    number = use.place.removeprefix("window:") if use.place.startswith("window:") else None
    window = release.window(number) if number else None
    place = None if number else release.place(use.place)
    windows = [window] if window else _windows(release, place)
    zone = release.zone(window.zone if window else place.zone if place else None)
    in_hall = bool(windows) or bool(place and place.in_hall)
    hours = use.hours or (window.hours if window else None) or (place.hours if place else None)
    if hours is None and in_hall:
        hours = release.hall.information.hours
    counters = [window_card(release, bulletin, counter, now) for counter in windows]
    closed = bool(counters) and all(card["paused"] for card in counters)
    stations = _stations(release, place)
    at = window.at if window else (place.at if place else None)
    return {
        "id": use.place,
        "name": f"{window.number}号窗口（{window.name}）" if window else place.name if place else use.place,
        "kind": "window" if window else place.kind if place else "office",
        "in_hall": in_hall,
        "does": use.does,
        "for_whom": use.for_whom,
        "text": _text(window, place, windows, zone),
        "windows": counters,
        "zone": zone.name if zone else None,
        "way": zone.way if zone else None,
        "floor": zone.floor if zone else None,
        "position": {"floor": at.floor, "x": at.x, "y": at.y} if at else None,
        "address": place.address if place else None,
        "telephone": place.telephone if place else None,
        "how_to_get_there": place.how_to_get_there if place else None,
        "url": place.url if place else None,
        "stations": stations,
        "ticket": use.ticket,
        "appointment": use.appointment,
        "hours": hours_text(hours) if hours else None,
        "open": open_card(release, hours, now) if hours and (in_hall or hours) else None,
        "paused": _pauses(release, bulletin, [counter.number for counter in windows], now),
        "closed": closed,
        "note": use.note,
        "notes": list(place.notes if place else window.notes if window else ()),
    }


def window_card(release: Places, bulletin: Bulletin, window: Window, now: datetime) -> Card:
    """A counter as it stands now: number, zone, floor, opening, pause."""
    zone = release.zone(window.zone)
    pause = bulletin.pause(window.number, now)
    return {
        "number": window.number,
        "name": window.name,
        "zone": zone.name if zone else None,
        "floor": zone.floor if zone else None,
        "position": {"floor": window.at.floor, "x": window.at.x, "y": window.at.y} if window.at else None,
        "unit": window.unit,
        "hours": hours_text(window.hours or release.hall.information.hours),
        "open": open_card(release, window.hours or release.hall.information.hours, now),
        "paused": _paused(release, bulletin, [pause], now) if pause else None,
        "notes": list(window.notes),
    }


def open_card(release: Places, hours: Hours, now: datetime) -> Card:
    """How it stands now, as a state and in words."""
    how = opening(hours, release.hall.calendar, now)
    return {"state": how.state, "text": _open_text(release, how, now), "sure": how.sure}


def _open_text(release: Places, how: Opening, now: datetime) -> str:
    if how.until is None:
        return say(release, "fact.closed_long", telephone=release.hall.information.telephone)[0]
    return say(release, f"fact.{how.state}", until=moment_text(how.until, now))[0]


def moment_text(moment: datetime, now: datetime) -> str:
    """A moment near `now` as it is said: 14:30, 明天08:30, 11月23日（周一）08:30."""
    days = (moment.date() - now.date()).days
    clock = moment.strftime("%H:%M")
    if days == 0:
        return clock
    if days == 1:
        return f"明天{clock}"
    return f"{moment.month}月{moment.day}日（周{'一二三四五六日'[moment.weekday()]}）{clock}"


def _windows(release: Places, place: Place | None) -> list[Window]:
    found = [release.window(number) for number in (place.windows if place else ())]
    return [window for window in found if window is not None]


def _stations(release: Places, place: Place | None) -> list[Card]:
    if place is None or place.kind != "station_group":
        return []
    return [
        {"name": station.name, "town": station.town, "address": station.address, "telephone": station.telephone}
        for station in release.hall.places
        if place.id in station.group
    ]


def _text(window: Window | None, place: Place | None, windows: list[Window], zone: Zone | None) -> str:
    spot = f"{zone.floor}楼{zone.name}" if zone else ""
    if window:
        return f"{spot}{window.number}号窗口"
    if place is None:
        return ""
    if windows:
        numbers = numbers_text([counter.number for counter in windows])
        return f"{spot}{place.name}（{numbers}）"
    return f"{spot}{place.name}" if place.in_hall else place.name


def numbers_text(numbers: list[str]) -> str:
    """Window numbers in short: 1至4号, 5号、7号."""
    if len(numbers) > 2 and all(n.isdigit() for n in numbers):
        values = [int(n) for n in numbers]
        if values == list(range(values[0], values[0] + len(values))):
            return f"{values[0]}至{values[-1]}号"
    return "、".join(f"{number}号" for number in numbers)


def pauses_text(release: Places, bulletin: Bulletin, numbers: list[str], now: datetime) -> list[str]:
    """The pauses of some windows, each with reason, end and who takes over; those alike in one sentence."""
    return [_paused(release, bulletin, some, now) for some in _alike(bulletin, numbers, now)]


def _pauses(release: Places, bulletin: Bulletin, numbers: list[str], now: datetime) -> list[str]:
    """How the paused windows of one place are told, and then who is open, or whom to ring when nobody is."""
    told = pauses_text(release, bulletin, numbers, now)
    if not told:
        return []
    others = [number for number in numbers if bulletin.pause(number, now) is None]
    if others:
        told.append(say(release, "fact.others_open", numbers=numbers_text(others))[0])
    elif not any(_taking_over(bulletin, some[0], now) for some in _alike(bulletin, numbers, now)):
        told.append(say(release, "fact.nobody_open", telephone=release.hall.information.telephone)[0])
    return told


def _alike(bulletin: Bulletin, numbers: list[str], now: datetime) -> list[list[Pause]]:
    groups: dict[tuple[object, ...], list[Pause]] = {}
    for number in numbers:
        pause = bulletin.pause(number, now)
        if pause is not None:
            groups.setdefault((pause.reason, pause.until, pause.instead), []).append(pause)
    return list(groups.values())


def _paused(release: Places, bulletin: Bulletin, alike: list[Pause], now: datetime) -> str:
    """One sentence about windows that are paused alike."""
    pause = alike[0]
    if pause.until:
        until = say(release, "fact.paused_until", until=moment_text(pause.until.astimezone(now.tzinfo), now))[0]
    else:
        until = say(release, "fact.paused_open_end")[0]
    number, why = numbers_text([one.window for one in alike]).removesuffix("号"), pause.reason
    instead = numbers_text(_taking_over(bulletin, pause, now))
    if instead:
        return say(release, "fact.paused_instead", instead=instead, number=number, reason=why, until=until)[0]
    return say(release, "fact.paused", number=number, reason=why, until=until)[0]


def _taking_over(bulletin: Bulletin, pause: Pause, now: datetime) -> list[str]:
    """Who takes over and is not paused as well: nobody is sent to a closed window."""
    return [number for number in pause.instead if bulletin.pause(number, now) is None]
