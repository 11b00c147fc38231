"""What cells may refer to: departments, categories, posts, places, windows, zones and towns, by name or id."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

Plain = dict[str, Any]
Objects = Mapping[str, Plain]
"""Key → content."""

_WINDOW = re.compile(r"(?:window:|第)?(?:窗口)?\s*(?P<number>[0-9A-Za-z\-]+?)\s*(?:号)?(?:窗口|窗)?")


class Names:
    """Ids and what people call them. A name that several ids bear is found only by id."""

    def __init__(self, rows: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        """rows: id, name, short names."""
        self.names: dict[str, str] = {}
        self._ids: dict[str, set[str]] = {}
        self._short: dict[str, set[str]] = {}
        for key, name, short in rows:
            self.names[key] = name
            self._ids.setdefault(name, set()).add(key)
            for word in short:
                self._short.setdefault(word, set()).add(key)

    def find(self, text: str) -> str | None:
        """The id that is meant: by id, name, or a short name that only one has."""
        if text in self.names:
            return text
        for table in (self._ids, self._short):
            if len(found := table.get(text, set())) == 1:
                return next(iter(found))
        return None

    def called(self, name: str) -> set[str]:
        """Every id with exactly this name."""
        return self._ids.get(name, set())

    def show(self, key: str) -> str:
        """The name where only one bears it, else the id."""
        name = self.names.get(key, key)
        return name if len(self._ids.get(name, ())) == 1 else key

    def all(self) -> list[str]:
        """What may be chosen, in order."""
        return [self.show(key) for key in self.names]

    def nearest(self, text: str) -> str:
        """The names most like a word, as an end of a sentence; all of them where they are few."""
        return nearest(text, [*self._ids, *self._short], self.all())


def nearest(text: str, words: Iterable[str], all_words: list[str]) -> str:
    """What somebody may have meant: the nearest words, else the few there are."""
    near = difflib.get_close_matches(text, list(dict.fromkeys(words)), n=3, cutoff=0.4)
    if near:
        return f"是不是：{'、'.join(near)}"
    return f"可以填：{'、'.join(all_words)}" if 0 < len(all_words) <= 12 else "请照系统里的名称填写"


class World:
    """The names of a hall as it will be."""

    def __init__(self, hall: Mapping[str, Any], places: Objects) -> None:
        self.departments = _names(hall["departments"])
        self.categories = _names(hall["categories"])
        self.posts = _names(hall["posts"])
        self.places = _names(places.values())
        self.windows = {str(window["number"]): str(window["name"]) for window in hall["windows"]}
        self.zones = _names(hall["plan"]["zones"])
        towns = [str(town) for town in hall["information"].get("towns", ())]
        self.towns = Names((town, town, ()) for town in towns)
        groups = (place for place in places.values() if place.get("kind") == "station_group")
        self.groups = _names(groups)

    def window(self, text: str) -> str | None:
        """The number of a window that is written as 24, 24号窗口 or 窗口24."""
        if text in self.windows:
            return text
        found = _WINDOW.fullmatch(text)
        return found["number"] if found and found["number"] in self.windows else None

    def place(self, text: str) -> str | None:
        """The place of a use: `window:24` or a place's id."""
        number = self.window(text)
        return f"window:{number}" if number is not None else self.places.find(text)

    def show_place(self, place: str) -> str:
        """A use's place as people write it."""
        return f"{place.removeprefix('window:')}号窗口" if place.startswith("window:") else self.places.show(place)


def _names(rows: Iterable[Plain]) -> Names:
    return Names((str(row["id"]), str(row.get("name", row["id"])), row.get("short", ())) for row in rows)
