"""One object while it is edited: content, faults at their fields, rows added and moved; nothing is saved here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from bot.catalogue import documents
from bot.catalogue.models import Entry, Kind, Revision
from bot.desk.catalogue.layout import Choices
from bot.desk.catalogue.nodes import Node, Painter
from bot.desk.catalogue.reader import Reader
from bot.desk.catalogue.shape import JOIN, ROWS, Plain
from bot.knowledge.check import check
from bot.knowledge.faults import Report
from bot.knowledge.labels import KINDS
from bot.knowledge.model import Hall
from bot.store.releases import active_hall

WHY_MIN = 2
"""Characters of a reason that are the least."""


@dataclass
class Editor:
    """key: empty for a new object. base: number of the revision that is edited. errors: HTML name → words, "" = the whole.

    places, labels, missing: see `Reader`. blank: the list that gets an empty row. moved: the row that was moved.
    still: only to be read. newer: what others saved meanwhile.
    """

    kind: str
    key: str
    plain: Plain
    base: int
    why: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)
    places: dict[tuple[str | int, ...], str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)
    blank: str = ""
    moved: str = ""
    still: bool = False
    newer: list[Revision] = field(default_factory=list)

    @classmethod
    def opened(cls, kind: str, key: str, plain: Plain, *, base: int, still: bool = False) -> Editor:
        """As it stands."""
        return cls(kind, key, plain, base, still=still)

    @classmethod
    def posted(cls, kind: str, key: str, post: QueryDict) -> Editor:
        """As the page was sent. The key of an object that exists is not taken from the page."""
        post = post.copy()
        act, _, name = post.get("act", "").partition(":")
        moved = _move(post, name, act) if act in ("up", "down", "delete") else ""
        named = documents.SORTS[kind].key
        if key and named:
            post[named] = key
        taken = () if key else Entry.objects.filter(kind=kind).values_list("key", flat=True)
        reader = Reader(post, frozenset(taken))
        plain = reader.read(KINDS[kind])
        base = post.get("__anyway") or post.get("__base", "0")
        return cls(
            kind, key, plain, int(base) if base.isdecimal() and len(base) < 10 else 0, post.get("__why", "").strip(),
            places=reader.places, labels=reader.labels, missing=reader.missing, moved=moved,
        )  # fmt: skip

    @property
    def key_now(self) -> str:
        """The key it is saved under."""
        named = documents.SORTS[self.kind].key
        return self.key or (str(self.plain.get(named, "")) if named else "")

    @property
    def faulty(self) -> bool:
        """Is anything wrong?"""
        return bool(self.errors)

    @property
    def sections(self) -> list[tuple[str, list[Node]]]:
        """The page's fields."""
        situations = list(self.plain.get("situations", []))
        choices = Choices.of(active_hall()).with_zones(self.plain.get("zones"))
        painter = Painter(choices, self.errors, situations, new=not self.key, still=self.still)
        sections = painter.sections(KINDS[self.kind], self.plain)
        if self.blank:
            for _, nodes in sections:
                _add_blank(painter, KINDS[self.kind], nodes, self.blank)
        if self.moved:
            for _, nodes in sections:
                _mark(nodes, self.moved)
        return sections

    @property
    def newest(self) -> int:
        """The number of the newest revision that others saved meanwhile."""
        return max((revision.number for revision in self.newer), default=self.base)

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
        """Notes what is missing, what can't be read, what the checks of meaning find, and a missing reason."""
        if len(self.why) < WHY_MIN:
            self.fault([("__why", "请用一句话写明为什么改，例如：县里来文调整")])
        named = documents.SORTS[self.kind].key
        if not self.key and named and Entry.objects.filter(kind=self.kind, key=self.key_now).exists():
            self.fault([(named, f"“{self.key_now}”已经有了（可能是删去的旧资料），请换一个")])
        self.fault(self.missing)
        report = Report()
        for path, html in self.places.items():
            report.mark(path, html or "__whole", 0)
        value = documents.read(self.kind, self.plain, report)
        if not report.faults and value is not None:
            report = self._meaning(value)
        told = [f for f in report.faults if not (self.missing and f.what.startswith("缺少必填的字段"))]
        self.fault([(f.file if f.file != "__whole" else "", self._words(f.file, f.what, f.todo)) for f in told])

    def fault(self, faults: list[tuple[str, str]]) -> None:
        """Notes faults."""
        known = {*self.places.values(), "__why"}
        for name, words in faults:
            held = self.errors.setdefault(name if name in known else "", [])
            if words not in held:
                held.append(words)

    def _words(self, html: str, what: str, todo: str) -> str:
        """A fault in the words of the page, where the checks speak of a field as the files name it."""
        called = self.labels.get(html)
        words = f"{what}。{todo}"
        return words.replace(f"“{html.rpartition(JOIN)[2]}”", f"“{called}”") if called else words

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


def _move(post: QueryDict, name: str, act: str) -> str:
    """Changes the order of rows; the name the moved row is painted under, empty when it is gone."""
    html, _, number = name.rpartition(JOIN)
    field_name = f"{html}{JOIN}{ROWS}"
    order = post.get(field_name, "").split(",")
    if number not in order:
        return ""
    index = order.index(number)
    other = index + (1 if act == "down" else -1)
    if act == "delete":
        order.pop(index)
    elif 0 <= other < len(order):
        order[index], order[other] = order[other], order[index]
        index = other
    post[field_name] = ",".join(order)
    return "" if act == "delete" else f"{html}{JOIN}{index}"


def _mark(nodes: list[Node], name: str) -> None:
    for node in nodes:
        for row in node.rows:
            row.fresh = row.fresh or row.name == name
        for one in [node, *node.rows]:
            if name.startswith(f"{one.name}{JOIN}"):
                one.holds = True
                _mark([*one.members, *one.more], name)


def _add_blank(painter: Painter, cls: Any, nodes: list[Node], wanted: str) -> None:
    for node in nodes:
        if node.name == wanted and node.what in ("rows", "table"):
            node.rows.append(painter.blank_at(cls, wanted, len(node.rows)))
        elif wanted.startswith(f"{node.name}{JOIN}"):
            for one in [node, *node.rows]:
                one.holds = wanted.startswith(f"{one.name}{JOIN}")
                _add_blank(painter, cls, [*one.members, *one.more], wanted)
