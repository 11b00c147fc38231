"""The release: one immutable, content-addressed document with its ready index. Everything a citizen is told comes from it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from bot.knowledge.check import check
from bot.knowledge.codec import decode, encode
from bot.knowledge.faults import FaultyHall, Report
from bot.knowledge.index import Index, build
from bot.knowledge.model import Bundle, Facility, Hall, Item, Place, Signpost, Window, Zone

FORMAT = 3
"""Version of the artefact. A change of the index or of the model's meaning raises it, and with it every id."""


ROWS = 20
"""So many items are read at a time."""
FILES = ("catalogue.json", "index.npz", "index.json")


class NoRelease(LookupError):
    """There is no such release, or none is active."""


@dataclass(frozen=True)
class Release:
    """A hall, frozen. id: twelve hex digits of its content."""

    id: str
    hall: Hall
    index: Index

    @classmethod
    def of(cls, hall: Hall) -> Release:
        """The release of a checked hall."""
        return cls(release_id(hall), hall, build(hall))

    def item(self, name: str) -> Item | None:
        """An item by id."""
        return self._by_id["items"].get(name)

    def bundle(self, name: str) -> Bundle | None:
        """A bundle by id."""
        return self._by_id["bundles"].get(name)

    def signpost(self, name: str) -> Signpost | None:
        """A signpost by id."""
        return self._by_id["signposts"].get(name)

    def facility(self, name: str) -> Facility | None:
        """A facility by id."""
        return self._by_id["facilities"].get(name)

    def place(self, name: str) -> Place | None:
        """A place by id."""
        return self._by_id["places"].get(name)

    def window(self, number: str) -> Window | None:
        """A window by its number."""
        return self._windows.get(number)

    def zone(self, name: str | None) -> Zone | None:
        """A zone of the plan by id."""
        return self._zones.get(name) if name else None

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        keys = ("items", "bundles", "signposts", "facilities", "places")
        return {key: {thing.id: thing for thing in getattr(self.hall, key)} for key in keys}

    @cached_property
    def _windows(self) -> dict[str, Window]:
        return {window.number: window for window in self.hall.windows}

    @cached_property
    def _zones(self) -> dict[str, Zone]:
        return {zone.id: zone for zone in self.hall.plan.zones}


def dumps(hall: Hall) -> str:
    """The hall as JSON, the same text for the same content; each item stands in a line of its own."""
    plain = encode(hall)
    items = plain.pop("items")
    return document(plain, (canonical(item) for item in items))


def document(plain: dict[str, Any], rows: Iterable[str]) -> str:
    """The text of a release.

    Args:
        plain: the hall as plain data without its items. rows: the `canonical` text of each item.
    """
    head = canonical({"format": FORMAT, "hall": plain})
    return f'{head[:-2]}, "items": [{",".join(chr(10) + row for row in rows)}\n]}}}}'


def canonical(plain: Any) -> str:
    """Plain data as JSON in one line, the same text for the same content."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=date.isoformat)


def release_id(hall: Hall) -> str:
    """Twelve hex digits that name this content."""
    return hashlib.sha256(dumps(hall).encode()).hexdigest()[:12]


def save(release: Release, root: Path) -> Path:
    """Write the artefact to `root/<id>/`, whole or not at all; one that is there and whole stays."""
    final = root / release.id
    if final.exists():
        try:
            load(release.id, root)
        except NoRelease:
            shutil.rmtree(final)
        else:
            return final
    root.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=root))
    try:
        (draft / "catalogue.json").write_text(dumps(release.hall), encoding="utf-8")
        release.index.save(draft)
        for file in draft.iterdir():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
        draft.chmod(0o755)
        draft.rename(final)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not final.exists():
            raise
    return final


def load(name: str, root: Path, rest: Callable[[], None] = lambda: None) -> Release:
    """Read the artefact `root/<name>/`. What another loaded release holds alike is shared with it.

    Args:
        rest: called every few milliseconds, so that others may get to work.

    Raises:
        NoRelease: it is not there, or its content does not match its name.
    """
    plain, rows = read(name, root)
    report = Report()
    hall = decode(plain["hall"], Hall, report)
    items = []
    for number, row in enumerate(rows):
        item = _item(row, number, report)
        if item is not None:
            items.append(item)
        if number % ROWS == 0:
            rest()
    if hall is None or report.faults:
        raise FaultyHall(report.faults)
    return Release(name, replace(hall, items=tuple(items)), _index(root / name))


def read(name: str, root: Path) -> tuple[dict[str, Any], list[str]]:
    """The catalogue as it is written: everything but the items, and a line for each of these. Raises what `load` does."""
    folder = root / name
    if "/" in name or name.startswith(".") or not all((folder / file).is_file() for file in FILES):
        raise NoRelease(f"没有发布版本 {name}：请先运行 xiaobao release build")
    content = (folder / "catalogue.json").read_bytes()
    if hashlib.sha256(content).hexdigest()[:12] != name:
        raise NoRelease(f"发布版本 {name} 的内容被改动过，不能使用：请重新运行 xiaobao release build")
    head, *rows = content.decode().split("\n")
    plain = json.loads(head + rows.pop() if rows else head)
    if plain["format"] != FORMAT:
        raise NoRelease(f"发布版本 {name} 是旧格式：请重新运行 xiaobao release build")
    return plain, rows


_indexes: WeakValueDictionary[bytes, Index] = WeakValueDictionary()
_items: WeakValueDictionary[bytes, Item] = WeakValueDictionary()


def _index(folder: Path) -> Index:
    """The index of a release; where only facts changed it is that of the release before."""
    digest = b"".join(hashlib.sha256((folder / file).read_bytes()).digest() for file in ("index.npz", "index.json"))
    index = _indexes.get(digest)
    if index is None:
        index = _indexes[digest] = Index.open(folder)
    return index


def _item(row: str, number: int, report: Report) -> Item | None:
    digest = hashlib.sha256(row.rstrip(",").encode()).digest()
    item = _items.get(digest)
    if item is None:
        item = decode(json.loads(row.rstrip(",")), Item, report, ("items", number))
        if item is not None and not report.faults:
            _items[digest] = item
    return item


def checked(hall: Hall) -> Hall:
    """The hall itself. Raises FaultyHall when the checks of meaning find anything."""
    report = Report()
    check(hall, report)
    if report.faults:
        raise FaultyHall(report.faults)
    return hall
