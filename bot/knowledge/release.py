"""The release: one immutable, content-addressed document with its ready index. Everything a citizen is told comes from it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
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
from bot.knowledge.postings import Words

FORMAT = 6
"""Version of the artefact. A change of the index or of the model's meaning raises it, and with it every id."""


ROWS = 20
"""So many items are read at a time."""
CATALOGUE, INDEX = "catalogue.json", ("index.npz", "index.json")
FILES = (CATALOGUE, *INDEX)


class NoRelease(LookupError):
    """There is no such release, or none is active."""


class Unreadable(ValueError):
    """This is no text of a release, or one of another format."""


@dataclass(frozen=True)
class Release:
    """A hall, frozen. id: twelve hex digits of its content."""

    id: str
    hall: Hall
    index: Index

    @classmethod
    def of(cls, hall: Hall, words: Words | None = None) -> Release:
        """The release of a checked hall. words: what earlier builds read, so that this one is quick."""
        return cls(release_id(hall), hall, build(hall, words))

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


def save(release: Release, root: Path, *, text: str | None = None, like: Path | None = None) -> Path:
    """Write the artefact to `root/<id>/`, whole or not at all; one that is there and whole stays.

    Args:
        text: the `dumps` of its hall, if at hand. like: the artefact of a release with the very same index.
    """
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
        (draft / CATALOGUE).write_text(dumps(release.hall) if text is None else text, encoding="utf-8")
        if not (like and _linked(like, draft)):
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


def _linked(like: Path, draft: Path) -> bool:
    """The same files under a second name: nothing is written, and who holds the one index knows the other."""
    try:
        for file in INDEX:
            os.link(like / file, draft / file)
    except OSError:  # it was tidied away, or this file system knows no links
        for file in INDEX:
            (draft / file).unlink(missing_ok=True)
        return False
    return True


def load(name: str, root: Path, rest: Callable[[], None] = lambda: None) -> Release:
    """Read the artefact `root/<name>/`. What another loaded release holds alike is shared with it.

    Args:
        rest: called every few milliseconds, so that others may get to work.

    Raises:
        NoRelease: it is not there, or its content does not match its name.
    """
    written = read(name, root)
    rest()
    report = Report()
    hall = opened(written, report, rest)
    if hall is None or report.faults:
        raise FaultyHall(report.faults)
    return Release(name, hall, _index(root / name, rest))


@dataclass(frozen=True)
class Written:
    """A release as it is written. head: everything but the items. rows: a line for each of these."""

    head: bytes
    rows: list[bytes]

    @property
    def current(self) -> bool:
        """Is it of this format?"""
        return self.head.startswith(b'{"format": %d,' % FORMAT)

    @classmethod
    def of(cls, content: bytes) -> Written:
        """The text of a release in its lines, as `document` writes it."""
        first, *rows = content.split(b"\n")
        return cls(first + (rows.pop() if rows else b""), [row.rstrip(b",") for row in rows])


def read(name: str, root: Path) -> Written:
    """The catalogue as it is written. Raises what `load` does."""
    folder = root / name
    if "/" in name or name.startswith(".") or not all((folder / file).is_file() for file in FILES):
        raise NoRelease(f"没有发布版本 {name}：请先运行 xiaobao release build")
    content = (folder / CATALOGUE).read_bytes()
    if hashlib.sha256(content).hexdigest()[:12] != name:
        raise NoRelease(f"发布版本 {name} 的内容被改动过，不能使用：请重新运行 xiaobao release build")
    written = Written.of(content)
    if not written.current:
        raise NoRelease(f"发布版本 {name} 是旧格式：请重新运行 xiaobao release build")
    return written


Content = tuple[bytes, tuple[int, ...]]

_indexes: WeakValueDictionary[Content, Index] = WeakValueDictionary()
_files: WeakValueDictionary[tuple[int, ...], Index] = WeakValueDictionary()
_items: WeakValueDictionary[bytes, Item] = WeakValueDictionary()
_heads: WeakValueDictionary[bytes, Hall] = WeakValueDictionary()


def opened(written: Written, report: Report, rest: Callable[[], None] = lambda: None) -> Hall | None:
    """The hall that is written; only what no other hall in memory holds alike is read. None when it can't be read."""
    digest = hashlib.sha256(written.head).digest()
    hall = _heads.get(digest) or _head(written.head, report)
    if hall is None:
        return None
    items = []
    for number, row in enumerate(written.rows):
        item = _item(row, number, report)
        if item is not None:
            items.append(item)
        if number % ROWS == 0:
            rest()
    hall = replace(hall, items=tuple(items))
    if not report.faults:
        _heads[digest] = hall
    return hall


def _head(text: bytes, report: Report) -> Hall | None:
    """The hall without its items; what is as in another hall is that one's, with all that was worked out for it."""
    hall = decode(json.loads(text)["hall"], Hall, report)
    if hall is None or report.faults:
        return hall
    for other in list(_heads.values()):
        alike = {
            f.name: getattr(other, f.name) for f in fields(Hall) if getattr(other, f.name) == getattr(hall, f.name)
        }
        hall = replace(hall, **alike)
    return hall


def _index(folder: Path, rest: Callable[[], None]) -> Index:
    """The index of a release; where only facts changed it is that of the release before."""
    stats = [(folder / file).stat() for file in INDEX]
    files = tuple(number for stat in stats for number in (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns))
    index = _files.get(files)
    if index is not None:
        return index
    content = _content(folder)
    rest()
    index = _indexes.get(content)
    if index is None:
        index = _indexes[content] = Index.open(folder)
    _files[files] = index
    return index


def _content(folder: Path) -> Content:
    """What tells an index from another one: its words, and the checksums that its arrays are read against."""
    arrays, words = INDEX
    with zipfile.ZipFile(folder / arrays) as held:
        sums = tuple(number for member in held.infolist() for number in (member.CRC, member.file_size))
    return hashlib.sha256((folder / words).read_bytes()).digest(), sums


def _item(row: bytes, number: int, report: Report) -> Item | None:
    digest = hashlib.sha256(row).digest()
    item = _items.get(digest)
    if item is None:
        item = decode(json.loads(row), Item, report, ("items", number))
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
