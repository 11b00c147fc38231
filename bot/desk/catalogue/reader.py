"""A posted page as content again: the way back of `nodes`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal, NamedTuple, get_args, get_origin

from django.http import QueryDict

from bot.desk.catalogue.ids import made_id
from bot.desk.catalogue.layout import NAMED_BY
from bot.desk.catalogue.shape import DEEPEST, EACH, JOIN, KEY, ON, ROWS, At, Plain, default_of, hint_of, is_required
from bot.knowledge import model
from bot.knowledge.labels import label


class Place(NamedTuple):
    """Where a value stands. at: in the names of the posted fields. path: in the content. shown: as it is painted again.

    They differ where rows were moved or left out: the page counts its rows anew.
    """

    at: At = ()
    path: tuple[str | int, ...] = ()
    shown: At = ()

    def field(self, name: str) -> Place:
        """A field of what stands here."""
        return Place((*self.at, name), (*self.path, name), (*self.shown, name))

    def row(self, number: str, key: str | int, index: int) -> Place:
        """A row of what stands here: posted with a number, the index-th that counts, under a key."""
        return Place((*self.at, number), (*self.path, key), (*self.shown, str(index)))

    @property
    def html(self) -> str:
        """The name of the posted field."""
        return JOIN.join(self.at)


@dataclass
class Reader:
    """A posted page as content. taken: ids that others of its kind have.

    places: path of a value in the content → name of its HTML field, as it is painted again. labels: that name → words.
    missing: fields that must be filled and are not: HTML name, words.
    """

    post: QueryDict
    taken: frozenset[str] = frozenset()
    places: dict[tuple[str | int, ...], str] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    def read(self, cls: type, at: Place = Place()) -> Plain:  # noqa: B008  (immutable)
        """The content of an object; empty fields are left out. Numbers that are none stay as they were typed."""
        plain: Plain = {}
        self.places[at.path] = JOIN.join(at.shown)
        for f in fields(cls):
            value = self._field(cls, f.name, at.field(f.name))
            if value is not None:
                plain[f.name] = value
        self._name(cls, plain, at)
        for f in fields(cls):
            html, called = JOIN.join(at.field(f.name).shown), label(cls, f.name).name
            self.labels[html] = called
            if f.name not in plain and is_required(cls, f.name):
                self.missing.append((html, f"“{called}”还没填，请填写"))
        return plain

    def _name(self, cls: Any, plain: Plain, at: Place) -> None:
        """Makes the id of what has a name and no id yet."""
        called = next((plain[name] for name in NAMED_BY if plain.get(name)), "")
        if not called or "id" in plain or not any(f.name == "id" for f in fields(cls)):
            return
        taken = set(self.taken)
        if at.at:  # what stands beside it in the same list
            beside = JOIN.join(at.at[:-1]) + JOIN
            taken = {
                str(held) for name, held in self.post.items() if name.startswith(beside) and name.endswith(f"{JOIN}id")
            }
        plain["id"] = self.post[at.field("id").html] = made_id(str(called), taken)

    def _field(self, cls: type, name: str, at: Place) -> Any:
        hint, optional = hint_of(cls, name)
        origin, args = get_origin(hint), get_args(hint)
        self.places[at.path] = JOIN.join(at.shown)
        if len(at.at) > 2 * DEEPEST:
            return None
        if hint == model.When:
            return self._when(at.html)
        if origin is dict:
            return self._table(args[1], at)
        if origin is tuple and is_dataclass(args[0]):
            return self._rows(args[0], at)
        if is_dataclass(hint):
            if optional and f"{at.html}{JOIN}{ON}" not in self.post:
                return None
            return self.read(hint, at)  # type: ignore[arg-type]
        if origin is tuple:
            found = self._list(at.html, int if args[0] is int else str)
            return [] if found is None and default_of(cls, name) else found
        text = _lines(self.post.get(at.html, "")).strip()
        if hint is bool:
            return {"yes": True, "no": False, "on": True}.get(text)
        if not text:
            return None
        return _number(text, hint)

    def _list(self, html: str, of: type) -> list[Any] | None:
        if f"{html}{JOIN}{KEY}" in self.post:
            found = _as_held(self.post.getlist(html), self.post.get(f"{html}{JOIN}{KEY}", ""))
        elif f"{html}{JOIN}{EACH}" in self.post:
            found = [_lines(one).strip() for one in self.post.getlist(html)]
        else:
            found = [line.strip() for line in _lines(self.post.get(html, "")).split("\n")]
        return [_number(one, of) for one in found if one] or None

    def _rows(self, cls: Any, at: Place) -> list[Plain] | None:
        rows: list[Plain] = []
        for number in self.order(at.html):
            known = len(self.missing)
            row = self.read(cls, at.row(number, len(rows), len(rows)))
            if any(value != default_of(cls, name) for name, value in row.items()):
                rows.append(row)
            else:
                del self.missing[known:]  # a row in which nothing is written is none
        return rows or None

    def order(self, html: str) -> list[str]:
        """The numbers of a list's rows in their order, each once: named again in every row they would multiply."""
        numbers = self.post.get(f"{html}{JOIN}{ROWS}", "").split(",")
        return list(dict.fromkeys(n for n in numbers if n.isdecimal()))[:200]

    def _table(self, cls: Any, at: Place) -> Plain | None:
        found: Plain = {}
        for number in self.order(at.html):
            key = self.post.get(JOIN.join((*at.at, number, KEY)), "")
            if key:
                found[key] = self.read(cls, at.row(number, key, len(found)))
        return found or None

    def _when(self, html: str) -> dict[str, list[str]] | None:
        found: dict[str, list[str]] = {}
        for pair in _as_held(self.post.getlist(html), self.post.get(f"{html}{JOIN}{KEY}", "")):
            situation, _, option = pair.partition(":")
            if situation and option:
                found.setdefault(situation, []).append(option)
        return found or None


def _lines(text: str) -> str:
    """Lines end as they are kept; browsers send them otherwise."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_held(found: list[str], held: str) -> list[str]:
    """What is ticked, in the order in which it was held; what is new comes after."""
    order = held.split(",")
    return sorted(found, key=lambda one: order.index(one) if one in order else len(order))


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
