"""An object's content as a tree of fields for a page, made from the model's classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_origin

from bot.desk.catalogue.layout import MORE, ORDERED, SECTIONS, SHORT, TALL, Choices, row_title
from bot.desk.catalogue.shape import JOIN, At, Plain, default_of, hint_of, inner_of, is_required
from bot.knowledge import model
from bot.knowledge.labels import label, values
from bot.knowledge.naming import title


@dataclass
class Node:
    """One field. what: text, long, lines, each, number, date, yesno, tick, choice, choices, picks, when, object, rows, table.

    name: of the HTML field. value: as it is shown. members: fields of an object. rows: of a list, each an object node;
    of `each` and `picks` one node for each member. blank: may nothing be chosen? fresh: gets the focus. holds: something below does.
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
    blank: bool = True
    fresh: bool = False
    holds: bool = False

    @property
    def chosen(self) -> str:
        """The ticked values in the order in which they are held."""
        return ",".join(self.value) if isinstance(self.value, list) else ""

    @property
    def faulty(self) -> bool:
        """Is anything wrong here or below?"""
        return bool(self.errors) or any(n.faulty for n in (*self.members, *self.more, *self.rows))

    @property
    def more_open(self) -> bool:
        """Is one of the seldom needed fields filled or wrong?"""
        quiet = ("id", "example")  # of no interest to who looks for what is written
        return any(
            n.faulty or (n.name.rpartition(JOIN)[2] not in quiet and (n.value or n.rows or (n.members and n.on)))
            for n in self.more
        )

    @property
    def order(self) -> str:
        """The order of the rows as the hidden field holds it."""
        return ",".join(row.name.rsplit(JOIN, 1)[1] for row in self.rows)


@dataclass(frozen=True)
class Painter:
    """Makes nodes. errors: HTML name → words. situations: of the item that is shown, for `when`. new: the id may be written.

    still: only to be read, without room for more.
    """

    choices: Choices
    errors: Mapping[str, list[str]]
    situations: list[Plain]
    new: bool = False
    still: bool = False

    def sections(self, cls: type, plain: Plain) -> list[tuple[str, list[Node]]]:
        """The page of an object: titled groups of fields."""
        plainly = sorted((f.name for f in fields(cls)), key=lambda name: name == "id")  # nobody looks for it
        layout = SECTIONS.get(cls, (("", tuple(plainly)),))
        return [(title, [self.node(cls, name, plain.get(name), ()) for name in names]) for title, names in layout]

    def node(self, cls: type, name: str, plain: Any, at: At) -> Node:
        """One field of a class."""
        hint, optional = hint_of(cls, name)
        if plain is None:
            plain = default_of(cls, name)
        at = (*at, name)
        words = label(cls, name)
        html = JOIN.join(at)
        node = Node(
            "text",
            html,
            words.name,
            words.help,
            words.local,
            is_required(cls, name),
            errors=list(self.errors.get(html, ())),
            blank=optional or plain is None,
        )
        origin, args = get_origin(hint), get_args(hint)
        chosen = self.choices.for_field(cls, name)
        if chosen is not None and origin is not tuple:
            _choose(node, chosen, [plain] if plain else [], single=True)
        elif chosen is not None and (cls, name) in ORDERED:
            self._picks(node, chosen, plain or [])
        elif chosen is not None:
            _choose(node, chosen, plain or [], single=False)
        elif hint == model.When:
            node.what = "when"
            node.options = self._when(plain or {})
            node.value = [f"{situation}:{one}" for situation, held in (plain or {}).items() for one in held]
        elif origin is dict:
            self._table(node, args[1], plain or {}, at)
        elif origin is tuple and is_dataclass(args[0]):
            node.what = "rows"
            node.rows = [self._row(args[0], row, (*at, str(number))) for number, row in enumerate(plain or [])]
        elif is_dataclass(hint):
            self._object(node, hint, plain, at, optional=optional)
        elif values(cls, name):
            _choose(node, values(cls, name), (plain or []) if origin is tuple else [plain], single=origin is not tuple)
        elif origin is tuple and ((cls, name) in TALL or any("\n" in str(one) for one in plain or ())):
            node.what = "each"
            room = 0 if self.still else 1
            node.rows = [Node("long", html, value=str(one)) for one in [*(plain or []), *[""] * room]]
            node.value = bool(plain)
        elif origin is tuple:
            node.what, node.value = "lines", "\n".join(map(str, plain or []))
        elif hint is bool:
            _truth(node, plain)
        else:
            node.what = {int: "number", float: "number", date: "date"}.get(hint, "text" if name in SHORT else "long")
            node.value = "" if plain is None else plain
        if name == "id":
            self._id(node, at)
        elif name == "number" and len(at) == 1:
            node.fixed = not self.new
        return node

    def _id(self, node: Node, at: At) -> None:
        """What the system calls it: never changed once it is there, and made by itself where nobody cares."""
        node.fixed = not self.new if len(at) == 1 else bool(node.value)
        node.required = False
        if not node.fixed:
            node.help = "可以空着，保存时系统会按名称的拼音编一个。要自己写，就只用小写英文字母、数字和下划线。"

    def _picks(self, node: Node, options: Mapping[str, str], plain: list[str]) -> None:
        """One box for each member, in order, and one more."""
        node.what, node.value = "picks", bool(plain)
        for one in [*plain, *([] if self.still else [""])]:
            pick = Node("choice", node.name)
            _choose(pick, options, [one] if one else [], single=True)
            node.rows.append(pick)

    def blank_at(self, cls: type, html: str, number: int) -> Node:
        """An empty row at the end of a list or table. html: name of the list's field in an object of this class."""
        parts = html.split(JOIN)
        for part in parts[:-1]:
            if not part.isdecimal():
                cls = inner_of(cls, part)
        row = self._row(inner_of(cls, parts[-1]), {}, (*parts, str(number)))
        row.options = (
            [(k, v, False) for k, v in values(model.Item, "truth_of").items()] if parts[-1] == "truth_of" else []
        )
        row.title, row.value = "（新的一行）", "new"
        _first_of(row)
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
        elif cls is model.Way and plain.get("to"):
            spots = self.choices.for_field(cls, "to") or {}
            row.title = title(cls, plain, lambda _, key: spots.get(key))
        elif cls is model.Stretch and "x" in plain:
            row.title = title(cls, plain)
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


def _first_of(node: Node) -> bool:
    """Marks the first field of a new row, which gets the focus."""
    for one in [*node.members, *node.more]:
        if one.what in ("text", "long", "lines", "number", "date", "choice") and not one.fixed:
            one.fresh = True
            return True
        if one.what == "object" and _first_of(one):
            return True
    return False


def _choose(node: Node, options: Mapping[Any, str], chosen: Any, *, single: bool) -> None:
    held = dict.fromkeys(str(one) for one in chosen)
    node.what = "choice" if single else "choices"
    node.options = [(str(key), words, str(key) in held) for key, words in options.items()]
    unknown = [one for one in held if one not in {str(key) for key in options} and one != "None"]
    node.options += [(one, f"{one}（已经没有了）", True) for one in unknown]
    node.value = [str(one) for one in chosen if str(one) != "None"]


def _truth(node: Node, plain: Any) -> None:
    if node.required:
        node.what = "yesno"
        node.options = [("yes", "是", plain is True), ("no", "否", plain is False)]
    else:
        node.what, node.value = "tick", bool(plain)
