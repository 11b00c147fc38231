"""What a release answers to many sentences, and which of these answers another release can change at all.

Each sentence is asked in a conversation of its own, of the service as it is without the assistant (`simple`), at ten in
the morning of a day: what is said depends on the release, the sentence and the day, so that answers may be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TypedDict

import numpy as np

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import fresh
from bot.knowledge.index import ARRAYS, Index
from bot.knowledge.materials import papers_pattern
from bot.knowledge.model import Bundle, Facility, Hall, Item, Place, Signpost, Window, Zone
from bot.knowledge.release import Release
from bot.knowledge.simple import simple

HOUR = 10
"""The hour of the day at which is asked: opening is said by the clock."""
NO_BULLETIN = Bulletin()
Progress = Callable[[int, int], None]
"""Called with (done, of how many) after every sentence; may rest, so that others get to work."""


class Answered(TypedDict):
    """An answer, for JSON. kind, item, aspect, options (their ids): of the first message. text: of all messages.

    about: the objects that were looked up for it, as `item:…`, `bundle:…`, `place:…`, `window:…`, `zone:…` ….
    """

    kind: str
    item: str | None
    aspect: str | None
    options: list[str]
    text: str
    about: list[str]


@dataclass(frozen=True)
class Touched:
    """What differs between two halls. Keys as in `Answered.about`, with `department:…`.

    new, gone, edited: objects that were added, removed, changed. around: objects whose answers change with them (the
    category of a changed station, the items of a changed department). everywhere: what any answer may say was changed
    (the hall's information, its calendar, its phrases).
    """

    new: frozenset[str]
    gone: frozenset[str]
    edited: frozenset[str]
    around: frozenset[str]
    everywhere: bool

    @property
    def all(self) -> frozenset[str]:
        """Every object that an answer could change with."""
        return self.new | self.gone | self.edited | self.around


@dataclass(frozen=True)
class _Watched(Release):
    """A release that notes which objects are looked up in it; also those that it does not have."""

    seen: set[str] = field(default_factory=set, compare=False)

    def item(self, name: str) -> Item | None:
        self.seen.add(f"item:{name}")
        return super().item(name)

    def bundle(self, name: str) -> Bundle | None:
        self.seen.add(f"bundle:{name}")
        return super().bundle(name)

    def signpost(self, name: str) -> Signpost | None:
        self.seen.add(f"signpost:{name}")
        return super().signpost(name)

    def facility(self, name: str) -> Facility | None:
        self.seen.add(f"facility:{name}")
        return super().facility(name)

    def place(self, name: str) -> Place | None:
        self.seen.add(f"place:{name}")
        return super().place(name)

    def window(self, number: str) -> Window | None:
        self.seen.add(f"window:{number}")
        return super().window(number)

    def zone(self, name: str | None) -> Zone | None:
        self.seen.add(f"zone:{name}")
        return super().zone(name)


class Answers:
    """The answers of one release on the day of `now` (aware, in the hall's time). held: answers of that day, kept."""

    def __init__(self, release: Release, now: datetime, held: Mapping[str, Answered] | None = None) -> None:
        self.release = _Watched(**{f.name: getattr(release, f.name) for f in fields(release)})
        self.now = at_ten(now)
        self.held: dict[str, Answered] = dict(held or {})

    def __call__(self, text: str) -> Answered:
        """The answer to a sentence."""
        found = self.held.get(text)
        if found is None:
            found = self.held[text] = self._ask(text)
        return found

    def _ask(self, text: str) -> Answered:
        self.release.seen.clear()
        messages = simple(self.release, NO_BULLETIN, text, None, fresh(), self.now).messages
        first = messages[0] if messages else None
        return {
            "kind": str(first["kind"]) if first else "nothing",
            "item": (first["item"] or {}).get("id") if first else None,
            "aspect": first["aspect"] if first else None,
            "options": [str(option["id"]) for option in first["options"]] if first else [],
            "text": "\n".join(str(message["text"]) for message in messages),
            "about": sorted(self.release.seen),
        }


def answers(
    release: Release,
    texts: Iterable[str],
    now: datetime,
    *,
    before: Mapping[str, Answered] | None = None,
    progress: Progress | None = None,
) -> dict[str, Answered]:
    """What a release answers to each of these sentences on the day of `now`.

    Args:
        before: answers of this very release on this very day, which are not asked again.
        progress: called after each sentence with how many are done, of how many.
    """
    ask, wanted = Answers(release, now, before), list(dict.fromkeys(texts))
    given = {}
    for done, text in enumerate(wanted, 1):
        given[text] = ask(text)
        if progress:
            progress(done, len(wanted))
    return given


def same_decisions(one: Release, other: Release) -> bool:
    """Do two releases take every sentence alike: the same matter, the same aspects, offered or answered alike?

    That rests on the index, the cues, the names of items (a bare word that several share) and the names of papers (a
    sentence that names two papers asks about one); all else in a release is only said. Where this holds an answer can
    differ only when something that was looked up for it differs, or what is said everywhere: `Touched`.
    """
    return (
        one.hall.cues == other.hall.cues
        and _names(one.hall) == _names(other.hall)
        and papers_pattern(one.hall) == papers_pattern(other.hall)
        and _same_index(one.index, other.index)
    )


def touched(before: Hall, after: Hall) -> Touched:
    """What differs between two halls."""
    held, now = _objects(before), _objects(after)
    new, gone = frozenset(now.keys() - held.keys()), frozenset(held.keys() - now.keys())
    edited = frozenset(key for key, thing in now.items() if key in held and held[key] != thing)
    changed = new | gone | edited
    around = set()
    for hall, things in ((before, held), (after, now)):
        for key in changed:
            thing = things.get(key)
            if isinstance(thing, Place):
                around |= {f"place:{group}" for group in thing.group}
        around |= {f"item:{item.id}" for item in hall.items if f"department:{item.department}" in changed}
    everywhere = any(getattr(before, name) != getattr(after, name) for name in ("information", "calendar", "phrases"))
    return Touched(new, gone, edited, frozenset(around), everywhere)


def at_ten(now: datetime) -> datetime:
    """Ten in the morning of the same day."""
    return now.replace(hour=HOUR, minute=0, second=0, microsecond=0)


def _objects(hall: Hall) -> dict[str, object]:
    return {
        **{f"item:{item.id}": item for item in hall.items},
        **{f"bundle:{bundle.id}": bundle for bundle in hall.bundles},
        **{f"signpost:{signpost.id}": signpost for signpost in hall.signposts},
        **{f"facility:{facility.id}": facility for facility in hall.facilities},
        **{f"place:{place.id}": place for place in hall.places},
        **{f"window:{window.number}": window for window in hall.windows},
        **{f"zone:{zone.id}": zone for zone in hall.plan.zones},
        **{f"department:{department.id}": department for department in hall.departments},
    }


def _names(hall: Hall) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(item.id, item.name, item.short) for item in hall.items}


def _same_index(one: Index, other: Index) -> bool:
    if one is other:
        return True
    return (
        one.owners == other.owners
        and one.actions == other.actions
        and one.terms == other.terms
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)
    )
