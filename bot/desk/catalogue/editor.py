"""One object while it is edited: content, faults at their fields, rows added and moved; nothing is saved here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from bot.catalogue import documents
from bot.catalogue.models import Kind
from bot.desk.catalogue.layout import Choices
from bot.desk.catalogue.nodes import JOIN, ROWS, Node, Painter, Plain, Reader
from bot.knowledge.check import check
from bot.knowledge.faults import Report
from bot.knowledge.labels import KINDS
from bot.knowledge.model import Hall
from bot.store.releases import active_hall

WHY_MIN = 2
"""Characters of a reason that are the least."""


@dataclass
class Editor:
    """key: empty for a new object. base: number of the revision that is edited. errors: HTML name → words, "" = the whole."""

    kind: str
    key: str
    plain: Plain
    base: int
    why: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)
    places: dict[tuple[str | int, ...], str] = field(default_factory=dict)
    blank: str = ""
    typed_key: str = ""

    @classmethod
    def opened(cls, kind: str, key: str, plain: Plain, *, base: int) -> Editor:
        """As it stands."""
        return cls(kind, key, plain, base)

    @classmethod
    def posted(cls, kind: str, key: str, post: QueryDict) -> Editor:
        """As the page was sent. The key of an object that exists is not taken from the page."""
        post = post.copy()
        act, _, name = post.get("act", "").partition(":")
        if act in ("up", "down", "delete"):
            _move(post, name, act)
        reader = Reader(post)
        plain = reader.read(KINDS[kind])
        named = documents.SORTS[kind].key
        if key and named:
            plain[named] = key
        base = post.get("__base", "0")
        editor = cls(kind, key, plain, int(base) if base.isdecimal() else 0, post.get("__why", "").strip())
        editor.places = reader.places
        editor.typed_key = post.get("__key", "").strip()
        return editor

    @property
    def key_now(self) -> str:
        """The key it is saved under."""
        named = documents.SORTS[self.kind].key
        return self.key or (str(self.plain.get(named, "")) if named else self.typed_key)

    @property
    def faulty(self) -> bool:
        """Is anything wrong?"""
        return bool(self.errors)

    @property
    def sections(self) -> list[tuple[str, list[Node]]]:
        """The page's fields."""
        painter = Painter(
            Choices.of(active_hall()), self.errors, list(self.plain.get("situations", [])), new=not self.key
        )
        sections = painter.sections(KINDS[self.kind], self.plain)
        if self.blank:
            for _, nodes in sections:
                _add_blank(painter, KINDS[self.kind], nodes, self.blank)
        return sections

    @property
    def needs_key(self) -> bool:
        """Must the page ask for a key that stands outside the content?"""
        return not self.key and documents.SORTS[self.kind].key is None

    @property
    def why_errors(self) -> list[str]:
        """What is wrong with the reason."""
        return self.errors.get("__why", [])

    @property
    def faults(self) -> list[tuple[str, str]]:
        """All faults for the summary on top: HTML name, words."""
        return [(name, words) for name, every in self.errors.items() for words in every]

    def act(self, act: str) -> None:
        """Adds an empty row; moves were made when it was read."""
        what, _, name = act.partition(":")
        if what == "add":
            self.blank = name

    def check(self) -> None:
        """Notes what can't be read, what the checks of meaning find, and a missing reason."""
        if len(self.why) < WHY_MIN:
            self.fault([("__why", "请用一句话写明为什么改，例如：县里来文调整")])
        report = Report()
        for path, html in self.places.items():
            report.mark(path, html or "__whole", 0)
        value = documents.read(self.kind, self.plain, report)
        if not report.faults and value is not None:
            report = self._meaning(value)
        self.fault([(f.file if f.file != "__whole" else "", f"{f.what}。{f.todo}") for f in report.faults])

    def fault(self, faults: list[tuple[str, str]]) -> None:
        """Notes faults."""
        known = {*self.places.values(), "__why"}
        for name, words in faults:
            self.errors.setdefault(name if name in known else "", []).append(words)

    def _meaning(self, value: Any) -> Report:
        """The checks of meaning of the hall with this object in it; only faults at this object count."""
        hall, sort = active_hall(), documents.SORTS[self.kind]
        path: tuple[str | int, ...] = (sort.field,)
        if self.kind in documents.ONCE:
            hall = replace(hall, **{sort.field: value})
        elif self.kind == Kind.PHRASE:
            hall = replace(hall, phrases={**hall.phrases, self.key_now: value})
            path = (*path, self.key_now)
        else:
            hall, index = _with(hall, sort.field, sort.key or "id", value)
            path = (*path, index)
        report = Report()
        report.mark((), "\0", 0)
        for below, html in self.places.items():
            report.mark((*path, *below), html or "__whole", 0)
        check(hall, report)
        report.faults = [fault for fault in report.faults if fault.file != "\0"]
        return report


def _with(hall: Hall, name: str, key: str, value: Any) -> tuple[Hall, int]:
    held = list(getattr(hall, name))
    index = next((i for i, one in enumerate(held) if getattr(one, key) == getattr(value, key)), len(held))
    held[index : index + 1] = [value]
    one: dict[str, Any] = {name: tuple(held)}
    return replace(hall, **one), index


def _move(post: QueryDict, name: str, act: str) -> None:
    html, _, number = name.rpartition(JOIN)
    field_name = f"{html}{JOIN}{ROWS}"
    order = post.get(field_name, "").split(",")
    if number not in order:
        return
    index = order.index(number)
    if act == "delete":
        order.pop(index)
    else:
        other = index + (1 if act == "down" else -1)
        if 0 <= other < len(order):
            order[index], order[other] = order[other], order[index]
    post[field_name] = ",".join(order)


def _add_blank(painter: Painter, cls: Any, nodes: list[Node], wanted: str) -> None:
    for node in nodes:
        if node.name == wanted and node.what in ("rows", "table"):
            node.rows.append(painter.blank_at(cls, wanted, len(node.rows)))
        elif wanted.startswith(f"{node.name}{JOIN}"):
            for one in [node, *node.rows]:
                _add_blank(painter, cls, [*one.members, *one.more], wanted)
