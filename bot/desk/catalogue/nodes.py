"""An object's content as a tree of fields for a page, and a posted page as content again. Made from the model's classes."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from django.http import QueryDict

from bot.desk.catalogue.layout import MORE, SECTIONS, SHORT, Choices, row_title
from bot.knowledge import model
from bot.knowledge.labels import label, values

ROWS, ON, KEY = "__rows", "__on", "__key"
"""Suffixes of hidden fields: order of rows, presence of an optional object, key of a row of a table."""
JOIN = "-"
DEEPEST = 6

Plain = dict[str, Any]
At = tuple[str, ...]


@dataclass
class Node:
    """One field. what: text, long, lines, number, date, yesno, tick, choice, choices, when, object, rows or table.

    name: of the HTML field. value: as it is shown. members: fields of an object. rows: of a list, each an object node.
    """

    what: str
    name: str
    label: str = ""
    help: str = ""
    local: bool = True
    required: bool = False
    value: Any = ""
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    members: list[Node] = field(default_factory=list)
    more: list[Node] = field(default_factory=list)
    rows: list[Node] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    title: str = ""
    on: bool = True
    fixed: bool = False

    @property
    def faulty(self) -> bool:
        """Is anything wrong here or below?"""
        return bool(self.errors) or any(n.faulty for n in (*self.members, *self.more, *self.rows))

    @property
    def more_open(self) -> bool:
        """Is one of the seldom needed fields filled or wrong?"""
        return any(n.value or n.rows or (n.members and n.on) or n.faulty for n in self.more)

    @property
    def order(self) -> str:
        """The order of the rows as the hidden field holds it."""
        return ",".join(row.name.rsplit(JOIN, 1)[1] for row in self.rows)


@dataclass(frozen=True)
class Painter:
    """Makes nodes. errors: HTML name → words. situations: of the item that is shown, for `when`. new: the id may be written."""

    choices: Choices
    errors: Mapping[str, list[str]]
    situations: list[Plain]
    new: bool = False

    def sections(self, cls: type, plain: Plain) -> list[tuple[str, list[Node]]]:
        """The page of an object: titled groups of fields."""
        layout = SECTIONS.get(cls, (("", tuple(f.name for f in fields(cls))),))
        return [(title, [self.node(cls, name, plain.get(name), ()) for name in names]) for title, names in layout]

    def node(self, cls: type, name: str, plain: Any, at: At) -> Node:
        """One field of a class."""
        hint, optional = _hint(cls, name)
        at = (*at, name)
        words = label(cls, name)
        html = JOIN.join(at)
        node = Node(
            "text",
            html,
            words.name,
            words.help,
            words.local,
            _required(cls, name),
            errors=list(self.errors.get(html, ())),
        )
        origin, args = get_origin(hint), get_args(hint)
        chosen = self.choices.for_field(cls, name)
        if chosen is not None and origin is not tuple:
            _choose(node, chosen, [plain] if plain else [], single=True)
        elif chosen is not None:
            _choose(node, chosen, plain or [], single=False)
        elif hint == model.When:
            node.what = "when"
            node.options = self._when(plain or {})
            node.value = any(on for _, _, on in node.options)
        elif origin is dict:
            self._table(node, args[1], plain or {}, at)
        elif origin is tuple and is_dataclass(args[0]):
            node.what = "rows"
            node.rows = [self._row(args[0], row, (*at, str(number))) for number, row in enumerate(plain or [])]
        elif is_dataclass(hint):
            self._object(node, hint, plain, at, optional=optional)
        elif values(cls, name):
            _choose(node, values(cls, name), (plain or []) if origin is tuple else [plain], single=origin is not tuple)
        elif origin is tuple:
            node.what, node.value = "lines", "\n".join(map(str, plain or []))
        elif hint is bool:
            _truth(node, plain)
        else:
            node.what = {int: "number", float: "number", date: "date"}.get(hint, "text" if name in SHORT else "long")
            node.value = "" if plain is None else plain
        node.fixed = name in ("id", "number") and len(at) == 1 and not self.new
        return node

    def blank_at(self, cls: type, html: str, number: int) -> Node:
        """An empty row at the end of a list or table. html: name of the list's field in an object of this class."""
        parts = html.split(JOIN)
        for part in parts[:-1]:
            if not part.isdecimal():
                cls = _inner(cls, part)
        row = self._row(_inner(cls, parts[-1]), {}, (*parts, str(number)))
        row.options = (
            [(k, v, False) for k, v in values(model.Item, "truth_of").items()] if parts[-1] == "truth_of" else []
        )
        row.title, row.value = "（新的一行）", "new"
        return row

    def _row(self, cls: Any, plain: Any, at: At) -> Node:
        plain = plain if isinstance(plain, dict) else {}
        row = Node(
            "object", JOIN.join(at), title=row_title(cls, plain), errors=list(self.errors.get(JOIN.join(at), ()))
        )
        seldom = MORE.get(cls, frozenset())
        for f in fields(cls):
            (row.more if f.name in seldom else row.members).append(self.node(cls, f.name, plain.get(f.name), at))
        if cls is model.PlaceUse:
            row.title = self.choices.places.get(row.title, row.title)
        return row

    def _object(self, node: Node, cls: Any, plain: Any, at: At, *, optional: bool) -> None:
        inner = self._row(cls, plain, at)
        node.what, node.members, node.more = "object", inner.members, inner.more
        node.on = plain is not None
        node.value = "optional" if optional else ""
        node.title = node.label

    def _table(self, node: Node, cls: Any, plain: Plain, at: At) -> None:
        node.what = "table"
        for number, (key, value) in enumerate(plain.items()):
            row = self._row(cls, value, (*at, str(number)))
            row.value = key
            row.options = [(k, v, k == key) for k, v in values(model.Item, "truth_of").items()]
            node.rows.append(row)

    def _when(self, plain: Plain) -> list[tuple[str, str, bool]]:
        found = []
        for situation in self.situations:
            for choice in situation.get("options", ()):
                key = f"{situation.get('id')}:{choice.get('id')}"
                on = choice.get("id") in (plain.get(situation.get("id", "")) or ())
                found.append((key, f"{situation.get('ask', '')} {choice.get('label', '')}", on))
        return found


@dataclass
class Reader:
    """A posted page as content. places: path of a value in the content → name of its HTML field."""

    post: QueryDict
    places: dict[tuple[str | int, ...], str] = field(default_factory=dict)

    def read(self, cls: type, at: At = (), path: tuple[str | int, ...] = ()) -> Plain:
        """The content of an object; empty fields are left out. Numbers that are none stay as they were typed."""
        plain: Plain = {}
        self.places[path] = JOIN.join(at)
        for f in fields(cls):
            value = self._field(cls, f.name, (*at, f.name), (*path, f.name))
            if value is not None:
                plain[f.name] = value
        return plain

    def _field(self, cls: type, name: str, at: At, path: tuple[str | int, ...]) -> Any:
        hint, optional = _hint(cls, name)
        origin, args = get_origin(hint), get_args(hint)
        html = JOIN.join(at)
        self.places[path] = html
        if len(at) > 2 * DEEPEST:
            return None
        if hint == model.When:
            return self._when(html)
        if origin is dict:
            return self._table(args[1], at, path)
        if origin is tuple and is_dataclass(args[0]):
            return self._rows(args[0], at, path)
        if is_dataclass(hint):
            if optional and f"{html}{JOIN}{ON}" not in self.post:
                return None
            return self.read(hint, at, path)  # type: ignore[arg-type]
        if origin is tuple:
            return self._list(html, int if args[0] is int else str, ticked=f"{html}{JOIN}{KEY}" in self.post)
        text = self.post.get(html, "").strip()
        if hint is bool:
            return {"yes": True, "no": False, "on": True}.get(text)
        if not text:
            return None
        return _number(text, hint)

    def _list(self, html: str, of: type, *, ticked: bool) -> list[Any] | None:
        found = self.post.getlist(html) if ticked else [line.strip() for line in self.post.get(html, "").splitlines()]
        return [_number(one, of) for one in found if one] or None

    def _rows(self, cls: Any, at: At, path: tuple[str | int, ...]) -> list[Plain] | None:
        rows: list[Plain] = []
        for number in self.order(JOIN.join(at)):
            row = self.read(cls, (*at, number), (*path, len(rows)))
            if row:
                rows.append(row)
        return rows or None

    def order(self, html: str) -> list[str]:
        """The numbers of a list's rows in their order."""
        return [n for n in self.post.get(f"{html}{JOIN}{ROWS}", "").split(",") if n.isdecimal()][:200]

    def _table(self, cls: Any, at: At, path: tuple[str | int, ...]) -> Plain | None:
        found = {}
        for number in self.order(JOIN.join(at)):
            key = self.post.get(JOIN.join((*at, number, KEY)), "")
            if key:
                found[key] = self.read(cls, (*at, number), (*path, key))
        return found or None

    def _when(self, html: str) -> dict[str, list[str]] | None:
        found: dict[str, list[str]] = {}
        for pair in self.post.getlist(html):
            situation, _, option = pair.partition(":")
            if situation and option:
                found.setdefault(situation, []).append(option)
        return found or None


def _hint(cls: type, name: str) -> tuple[Any, bool]:
    """The type of a field without its None, and whether it may be None."""
    hint = get_type_hints(cls)[name]
    if get_origin(hint) in (Union, types.UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None)), True
    return hint, False


def _inner(cls: type, name: str) -> type:
    """The class of a field that holds objects: its own, a list's, a table's."""
    hint, _ = _hint(cls, name)
    found: Any = hint if is_dataclass(hint) else next(arg for arg in get_args(hint) if is_dataclass(arg))
    return cast(type, found)


def _required(cls: Any, name: str) -> bool:
    found = next(f for f in fields(cls) if f.name == name)
    return found.default is MISSING and found.default_factory is MISSING


def _choose(node: Node, options: Mapping[Any, str], chosen: Any, *, single: bool) -> None:
    held = {str(one) for one in chosen}
    node.what = "choice" if single else "choices"
    node.options = [(str(key), words, str(key) in held) for key, words in options.items()]
    unknown = [one for one in held if one not in {str(key) for key in options} and one != "None"]
    node.options += [(one, f"{one}（已经没有了）", True) for one in unknown]
    node.value = any(on for _, _, on in node.options)


def _truth(node: Node, plain: Any) -> None:
    if node.required:
        node.what = "yesno"
        node.options = [("yes", "是", plain is True), ("no", "否", plain is False)]
    else:
        node.what, node.value = "tick", bool(plain)


def _number(text: str, hint: Any) -> Any:
    if hint in (int, float) or (get_origin(hint) is Literal and isinstance(get_args(hint)[0], int)):
        try:
            return int(text)
        except ValueError:
            try:
                return float(text)
            except ValueError:
                return text
    return text
