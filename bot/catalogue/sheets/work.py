"""The hall while rows are merged into it: what was, what is, and which row said so."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.catalogue.sheets.book import Fault, Row, Sheet
from bot.catalogue.sheets.cells import clean, writable
from bot.catalogue.sheets.columns import ITEM, KINDS, Column
from bot.catalogue.sheets.compound import Uses
from bot.catalogue.sheets.conditions import Wrong
from bot.catalogue.sheets.forms import About, Refer, YesNo
from bot.catalogue.sheets.world import World
from bot.knowledge.model import Bundle, Item, Place, Signpost
from bot.knowledge.release import canonical
from bot.text.pinyin import syllables

Plain = dict[str, Any]
Key = tuple[str, str]
"""Kind of object, id."""
SORTS: dict[str, tuple[str, type]] = {
    "item": ("items", Item),
    "place": ("places", Place),
    "signpost": ("signposts", Signpost),
    "bundle": ("bundles", Bundle),
}
"""Kind of object → its field of the hall, its class."""


@dataclass(frozen=True)
class Cell:
    """One difference. row 0: nobody wrote it, it follows from the rest. name: of the object."""

    sheet: str
    row: int
    column: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Origin:
    """The row that said something. kind: of sheet."""

    kind: str
    sheet: str
    row: int


@dataclass
class Work:
    """before, now: content by kind and id, None = to be removed; `now` holds only what rows name.

    origins: the row of an object in its own sheet. members: rows of the list of an item, in its order.
    """

    hall: Plain
    before: dict[Key, Plain]
    now: dict[Key, Plain | None] = field(default_factory=dict)
    origins: dict[Key, Origin] = field(default_factory=dict)
    members: dict[tuple[str, str], list[Origin]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    world: World = field(init=False)

    @classmethod
    def on(cls, hall_plain: Mapping[str, Any]) -> Work:
        """The hall as it is. Dates become text, as in a release."""
        hall: Plain = json.loads(canonical(dict(hall_plain)))
        before = {(kind, row["id"]): row for kind, (name, _) in SORTS.items() for row in hall[name]}
        work = cls(hall, before)
        work.look()
        return work

    def look(self) -> None:
        """The names that cells may refer to, anew: rows have made or renamed places."""
        self.world = World(self.hall, {row["id"]: row for row in self.all_of("place")})

    def content(self, key: Key) -> Plain | None:
        """An object as it will be; None when there is none."""
        return self.now[key] if key in self.now else self.before.get(key)

    def all_of(self, kind: str) -> list[Plain]:
        """Every object of a kind as it will be, new ones last."""
        keys = [key for key in self.before if key[0] == kind]
        keys += [key for key in self.now if key[0] == kind and key not in self.before]
        return [content for key in keys if (content := self.content(key)) is not None]

    def mine(self, key: Key) -> Plain:
        """An object's content to be changed."""
        if self.now.get(key) is None:
            self.now[key] = json.loads(json.dumps(self.before.get(key, {"id": key[1]})))
        return self.now[key] or {}

    def fault(self, sheet: Sheet, row: int, column: str, what: str, todo: str) -> None:
        self.faults.append(Fault(sheet.title, row, column, what, todo))


def get(content: Plain, path: tuple[str, ...]) -> Any:
    """The value at a path of fields; None when absent."""
    value: Any = content
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def put(content: Plain, path: tuple[str, ...], value: Any) -> None:
    """Set the value at a path; None takes it out, and what is empty then."""
    name, *rest = path
    if rest:
        inner = content.setdefault(name, {})
        put(inner, tuple(rest), value)
        if not inner:
            del content[name]
    elif value is None or value == []:
        content.pop(name, None)
    else:
        content[name] = value


def shown(column: Column, value: Any, about: About) -> str:
    """A value as it stands in a cell; what is absent shows its default."""
    value = column.default if value is None else value
    return "" if value is None else clean(writable(column.form.show(value, about)))


def take(
    work: Work, sheet: Sheet, row: Row, column: Column, content: Plain, before: Plain, about: About, name: str
) -> None:
    """Merge one cell into the content. A cell that reads as the field does now changes nothing.

    about: the situations as they will be and as they were. name: of the object, for the list of differences.
    """
    held = get(before, column.path)
    was = shown(column, held, About(about.world, about.old, about.old))
    text = row.values[column.header]
    if text == was:
        return
    value = None
    if text:
        try:
            value = column.form.take(text, About(about.world, about.new, about.old, held))
        except Wrong as wrong:
            work.fault(sheet, row.number, column.header, wrong.what, wrong.todo)
            return
    if (column.default if value is None else value) == (column.default if held is None else held):
        return
    put(content, column.path, value)
    work.cells.append(Cell(sheet.title, row.number, column.header, name, was, shown(column, value, about)))


def deleted(work: Work, sheet: Sheet, row: Row) -> bool:
    """Does the row say that its object goes?"""
    text = row.values.get("删除", "")
    try:
        return bool(text) and bool(YesNo().take(text, About(work.world)))
    except Wrong as wrong:
        work.fault(sheet, row.number, "删除", wrong.what, "要删去就填 是，不删就空着")
        return False


EXAMPLE = "示例："


def examples_of(kind: str, work: Work) -> list[dict[str, str]]:
    """The example rows of a template: the first word that every row needs is marked. Names are of this hall."""
    sheet, world = KINDS[kind], work.world
    first = {column.header: column.example for column in sheet.columns}
    for column in sheet.columns:
        if isinstance(column.form, Refer) and column.example:
            first[column.header] = next(iter(column.form.choices(world)), "")
        elif isinstance(column.form, Uses):
            first[column.header] = f"{next(iter(world.windows), '1')}号窗口（取号：{column.example}）"
    if ITEM in first:
        plain = (row for row in work.all_of("item") if not row.get("situations"))
        first[ITEM] = next((str(row["name"]) for row in plain), "")
    rows = [first]
    if kind == "situations":
        rows.append(first | {"选项": "别人代办", "别的说法": "代办、替别人办"})
    return [row | {sheet.known_by[0]: f"{EXAMPLE}{row[sheet.known_by[0]]}"} for row in rows]


def is_example(work: Work, sheet: Sheet, row: Row) -> bool:
    """Is this an example of the template, unchanged? The hall's own names in it may be others by now."""
    if not row.values.get(KINDS[sheet.kind].known_by[0], "").startswith(EXAMPLE):
        return False
    named = {c.header for c in KINDS[sheet.kind].columns if isinstance(c.form, Refer | Uses)} | {ITEM}
    written = {header: value for header, value in row.values.items() if value and header not in named}
    return any(
        all(value == clean(example[header]) for header, value in written.items())
        for example in examples_of(sheet.kind, work)
    )


def new_id(name: str, taken: set[str], prefix: str) -> str:
    """An id after the sound of a name, which nothing else has. prefix: for names that can't begin one."""
    sounds = "_".join(re.sub(r"[^a-z0-9]", "", sound) for sound in syllables(name))
    stem = re.sub(r"_+", "_", sounds)[:48].strip("_")
    if not stem or not stem[0].isalpha():
        stem = f"{prefix}_{stem}".strip("_")
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}_{number}", number + 1
    return found
