"""What is said of the objects that a release changes, by the active release and by the new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.knowledge.answer import answer
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.context import fresh
from bot.knowledge.conversation import about, pick
from bot.knowledge.gate_answers import NO_BULLETIN, Touched
from bot.knowledge.model import Bundle, Hall, Item
from bot.knowledge.opening import window_message
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard

CARD = ("overview", "materials", "location", "fee", "time_limit")
"""Aspects of an item that are always looked at when something about it changed."""
MORE_CARD: dict[str, tuple[str, ...]] = {
    "condition": ("conditions", "not_accepted"),
    "process": ("steps", "steps_online"),
    "legal_basis": ("basis",),
    "result": ("result",),
    "online": ("online",),
    "proxy": ("proxy",),
    "cross_area": ("cross_area",),
    "progress": ("progress",),
    "appointment": ("appointment",),
    "self_service": ("self_service",),
    "contact": ("telephone", "complaint_telephone"),
}
"""Further aspects, looked at when one of these fields changed."""

Card = tuple[str, str, str, str]
"""Title, id of the object, what the active release says, what the new one says; `""` where it does not have it."""


def cards(active: Release, candidate: Release, change: Touched, now: datetime) -> Iterator[Card]:
    """What is said of every object that changed, or of whose places, windows or department something changed."""
    for name in _affected(active.hall, candidate.hall, change):
        for title, before, after in _said(active, candidate, name, now):
            yield title, name, before, after
    for key in sorted(change.edited | change.new):
        kind, _, name = key.partition(":")
        if kind in ("signpost", "facility"):
            yield called(candidate, name), name, _told(active, key, now), _told(candidate, key, now)
        elif kind == "window":
            yield f"{name}号窗口", name, _window(active, name, now), _window(candidate, name, now)


def called(release: Release, name: str | None) -> str:
    """The name of an item, bundle, signpost or facility; the id itself when the release does not have it."""
    found = (of(name or "") for of in (release.item, release.bundle, release.signpost, release.facility))
    return next((thing.name for thing in found if thing is not None), name or "")


def _affected(before: Hall, after: Hall, change: Touched) -> list[str]:
    """The ids of items and bundles of the new hall whose facts, places, windows or departments changed, in its order."""
    keys = change.all
    ids: list[str] = []
    places = {place.id: place for hall in (before, after) for place in hall.places}
    zones = {window.number: window.zone for hall in (before, after) for window in hall.windows}
    things: tuple[Item | Bundle, ...] = (*after.items, *after.bundles)
    for thing in things:
        kind = "item" if isinstance(thing, Item) else "bundle"
        looked = {f"{kind}:{thing.id}"}
        for use in thing.places:
            place = places.get(use.place)
            numbers = place.windows if place else (use.place.removeprefix("window:"),)
            looked.add(f"place:{use.place}")
            looked |= {f"window:{number}" for number in numbers}
            looked |= {f"zone:{zones.get(number)}" for number in numbers}
            looked.add(f"zone:{place.zone}" if place else "")
        if isinstance(thing, Bundle):
            looked |= {f"item:{name}" for name in thing.items}
        if looked & keys:
            ids.append(thing.id)
    return ids


def _said(active: Release, candidate: Release, name: str, now: datetime) -> Iterator[tuple[str, str, str]]:
    """What both releases say of an item or bundle, for each aspect worth a look: (title, before, after)."""
    old, new = active.item(name), candidate.item(name)
    if new is None:
        yield called(candidate, name), _overall(active, name, now), _overall(candidate, name, now)
        return
    more = [
        aspect
        for aspect, held in MORE_CARD.items()
        if old is None or any(getattr(old, key) != getattr(new, key) for key in held)
    ]
    for aspect in (*CARD, *more):
        before = str(answer(active, NO_BULLETIN, name, aspect, {}, now)["text"]) if old else ""
        after = str(answer(candidate, NO_BULLETIN, name, aspect, {}, now)["text"])
        yield f"{new.name} · {ASPECTS[aspect]}", before, after


def _overall(release: Release, name: str, now: datetime) -> str:
    """The answer about a bundle."""
    if release.bundle(name) is None:
        return ""
    return "\n".join(said["text"] for said in about(release, NO_BULLETIN, name, (), fresh(), now).messages)


def _told(release: Release, key: str, now: datetime) -> str:
    """The answer about a signpost or facility, "" where there is none."""
    kind, _, name = key.partition(":")
    if (release.signpost if kind == "signpost" else release.facility)(name) is None:
        return ""
    reply = pick(release, NO_BULLETIN, Heard(choice=key), fresh(), now)
    return "\n".join(said["text"] for said in reply.messages) if reply else ""


def _window(release: Release, number: str, now: datetime) -> str:
    said = window_message(release, NO_BULLETIN, number, now)
    return str(said["text"]) if said else ""
