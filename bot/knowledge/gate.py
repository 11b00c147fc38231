"""The look at a release before it is published: which answers change, and what holds it back.

Nothing here publishes or refuses; `review` gives a `Report`, and whoever publishes looks at its stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.knowledge.gate_answers import (
    Answered,
    Answers,
    Progress,
    Touched,
    at_ten,
    same_decisions,
    touched,
)
from bot.knowledge.gate_cards import called, cards
from bot.knowledge.gate_stops import CONFIRM, Stop, faults, lost_and_wrong
from bot.knowledge.model import Bundle, Facility, Item, Signpost
from bot.knowledge.release import Release
from bot.knowledge.verdict import GOOD, RANK, WORDS, outside, verdict

__all__ = ["Answered", "Report", "Row", "Share", "Stop", "faults", "review"]

LEAST_SHARE, FROM_LINES = 0.8, 5
"""An item with at least so many lines needs at least this share of them right."""
NEW_LINES = 3
"""A new item brings at least so many lines."""
MOST_SAME = 300
"""So many changes of words alone are listed; what became better or worse is listed wholly."""
Named = Item | Bundle | Signpost | Facility
Mark = Literal["better", "worse", "text"]
MARKS: dict[str, str] = {"better": "变好", "worse": "变坏", "text": "只是文字变了"}


class Line(Protocol):
    """A test line. item: id of the item it is about, or `OOS:` and what was wanted."""

    @property
    def text(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def aspect(self) -> str: ...


@dataclass(frozen=True)
class Row:
    """An answer that changes. kind: line = a test line · name = a name or way of asking · card = what is said of an object.

    item: what should be answered. was, now: verdicts (`""` for a card). before, after: the whole answers.
    """

    kind: Literal["line", "name", "card"]
    text: str
    item: str
    mark: Mark
    was: str
    now: str
    before: str
    after: str

    def as_row(self) -> dict[str, Any]:
        """For JSON; verdicts and mark also in words."""
        words = {
            "mark_text": MARKS[self.mark],
            "was_text": WORDS.get(self.was, ""),
            "now_text": WORDS.get(self.now, ""),
        }
        return {**asdict(self), **words}


@dataclass(frozen=True)
class Share:
    """How many lines of an item are right. before: in the active release, None for a new item."""

    item: str
    name: str
    lines: int
    before: int | None
    after: int

    def as_row(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass
class Report:
    """asked: sentences that were compared. anew: of these so many were asked of the candidate, the others can't change.

    changed, better, worse: of those asked. left_out: changes of words alone that are not listed. unheard: names and ways
    of asking that were added and still neither lead to their object nor offer it.

    answered: the active release's answers, to be kept for the next review of that day; answered_next: the candidate's,
    for when it has become the active one. No part of the JSON.
    """

    active: str
    candidate: str
    day: str
    asked: int = 0
    anew: int = 0
    changed: int = 0
    better: int = 0
    worse: int = 0
    left_out: int = 0
    rows: list[Row] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    unheard: list[dict[str, str]] = field(default_factory=list)
    answered: dict[str, Answered] = field(default_factory=dict)
    answered_next: dict[str, Answered] = field(default_factory=dict)

    @property
    def passes(self) -> bool:
        """Does nothing hold it back?"""
        return not self.stops

    def as_json(self) -> dict[str, Any]:
        """Plain data for a JSON field."""
        counts = {name: getattr(self, name) for name in ("asked", "anew", "changed", "better", "worse", "left_out")}
        return {
            "active": self.active,
            "candidate": self.candidate,
            "day": self.day,
            **counts,
            "rows": [row.as_row() for row in self.rows],
            "shares": [share.as_row() for share in self.shares],
            "stops": [stop.as_row() for stop in self.stops],
            "unheard": self.unheard,
        }


def review(
    active: Release,
    candidate: Release,
    lines: Sequence[Line],
    now: datetime,
    *,
    before: Mapping[str, Answered] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Compare a release with the active one.

    Where both take every sentence alike (`same_decisions`: facts alone were edited), only the sentences whose answer
    looked at something that changed are asked of the candidate; all others would be answered in the same words.

    Args:
        lines: test lines. now: aware, in the hall's time; the day of publishing.
        before: answers of the active release on this day (`Report.answered`), which are then not asked again.
        progress: called after each sentence with (done, of how many); may rest, so that others get to work.
    """
    return _Review(active, candidate, list(lines), now, before, progress).run()


class _Review:
    def __init__(
        self,
        active: Release,
        candidate: Release,
        lines: list[Line],
        now: datetime,
        before: Mapping[str, Answered] | None,
        progress: Progress | None,
    ) -> None:
        self.active, self.candidate, self.lines, self.now = active, candidate, lines, now
        self.old, self.new = Answers(active, now, before), Answers(candidate, now)
        self.progress = progress or (lambda done, total: None)
        self.change = touched(active.hall, candidate.hall)
        self.alike = same_decisions(active, candidate)
        self.report = Report(active.id, candidate.id, now.date().isoformat())

    def run(self) -> Report:
        # where every sentence is taken alike, a name leads where it led
        held = {} if self.alike else _names(self.active, self.change)
        names = list(held if self.alike else {**held, **_names(self.candidate, self.change)})
        total = len(self.lines) + len(names)
        lost: dict[str, list[str]] = {}
        for done, line in enumerate(self.lines, 1):
            self._line(line)
            self.progress(done, total)
        for done, (text, owner) in enumerate(names, len(self.lines) + 1):
            if self._name(text, owner, added=(text, owner) not in held):
                lost.setdefault(owner, []).append(text)
            self.progress(done, total)
        self._cards()
        stops = self.report.stops
        stops += self._names_lost(lost)
        stops += self._shares()
        stops += lost_and_wrong(self.active.hall, self.candidate.hall, self.change, self.now)
        self._order()
        self.report.anew = len(self.new.held)
        self.report.answered = self.old.held
        # what was not asked anew is answered in the same words
        self.report.answered_next = {**self.old.held, **self.new.held}
        return self.report

    def _both(self, text: str) -> tuple[Answered, Answered]:
        """The answers of the two releases; the candidate is not asked where it can't answer otherwise."""
        old = self.old(text)
        if self.alike and not self.change.everywhere and not self.change.all & set(old["about"]):
            return old, old
        return old, self.new(text)

    def _line(self, line: Line) -> None:
        old, new = self._both(line.text)
        was, now = (verdict(line.item, one["kind"], one["item"], one["options"]) for one in (old, new))
        self._note("line", line.text, line.item, was, now, old, new)
        if now == "false" and was != "false":
            other = called(self.candidate, new["item"])
            self.report.stops.append(
                Stop(
                    "false_answer",
                    new["item"] or "",
                    f"“{line.text}”不是本大厅的事，原来没有答成别的，现在答成了“{other}”",
                    f"请改一改“{other}”的简称或问法{CONFIRM}",
                )
            )

    def _name(self, text: str, owner: str, *, added: bool) -> bool:
        """Compare what a name or way of asking leads to. True when it led to its object and no longer does."""
        old, new = self._both(text)
        led, leads = _leads(old, owner), _leads(new, owner)
        was, now = _name_verdict(led, old), _name_verdict(leads, new)
        name = owner.partition(":")[2]
        self._note("name", text, name, was, now, old, new)
        if added and not leads and owner not in new["options"]:
            self.report.unheard.append({"text": text, "item": name, "name": called(self.candidate, name)})
        return led and not leads

    def _note(
        self, kind: Literal["line", "name"], text: str, item: str, was: str, now: str, old: Answered, new: Answered
    ) -> None:
        self.report.asked += 1
        if was == now and all(old[key] == new[key] for key in ("kind", "item", "aspect", "options", "text")):
            return
        difference = RANK[now] - RANK[was]
        mark: Mark = "better" if difference > 0 else "worse" if difference < 0 else "text"
        self.report.rows.append(Row(kind, text, item, mark, was, now, old["text"], new["text"]))

    def _cards(self) -> None:
        for title, name, before, after in cards(self.active, self.candidate, self.change, at_ten(self.now)):
            if before != after:
                self.report.rows.append(Row("card", title, name, "text", "", "", before, after))

    def _names_lost(self, lost: dict[str, list[str]]) -> Iterator[Stop]:
        for owner, texts in lost.items():
            _, _, name = owner.partition(":")
            said = "".join(f"“{text}”" for text in texts[:5]) + (f"等{len(texts)}个说法" if len(texts) > 5 else "")
            yield Stop(
                "name_lost",
                name,
                f"{said}原来能找到“{called(self.active, name)}”，现在找不到了",
                f"请把这些说法加回去{CONFIRM}",
            )

    def _shares(self) -> Iterator[Stop]:
        """The shares of right lines of every item, and the stops for those that fell, are low, or have too few lines."""
        counted: dict[str, list[int]] = {}
        for line in self.lines:
            if not outside(line.item):
                old, new = self._both(line.text)
                count = counted.setdefault(line.item, [0, 0, 0])
                count[0] += 1
                for place, one in ((1, old), (2, new)):
                    count[place] += verdict(line.item, one["kind"], one["item"], one["options"]) in GOOD
        for item, (lines, was, now) in sorted(counted.items()):
            known = self.active.item(item) is not None
            held = self.candidate if self.candidate.item(item) else self.active
            share = Share(item, called(held, item), lines, was if known else None, now)
            self.report.shares.append(share)
            yield from self._share(share)
        for found in self.candidate.hall.items:
            lines = counted.get(found.id, [0])[0]
            if f"item:{found.id}" in self.change.new and lines < NEW_LINES:
                text = f"新事项“{found.name}”只有{lines}句测试问句" if lines else f"新事项“{found.name}”还没有测试问句"
                yield Stop("few_lines", found.id, text, f"请至少写{NEW_LINES}句群众会问的话{CONFIRM}")

    def _share(self, share: Share) -> Iterator[Stop]:
        told = f"“{share.name}”的{share.lines}句测试问句"
        if share.before is not None and share.after < share.before:
            yield Stop(
                "share_fell",
                share.item,
                f"{told}原来答对{share.before}句，现在答对{share.after}句",
                f"请看看变坏的问句，把去掉的说法加回去，或改一改新加的说法{CONFIRM}",
            )
        elif (
            share.lines >= FROM_LINES
            and share.after < LEAST_SHARE * share.lines
            and f"item:{share.item}" in self.change.new | self.change.edited
        ):
            yield Stop(
                "share_low",
                share.item,
                f"{told}只答对{share.after}句，不到八成",
                f"请给这件事多加几个简称和问法{CONFIRM}",
            )

    def _order(self) -> None:
        """The worst first; count, and leave out what is too much."""
        rank = {"worse": 0, "better": 1, "text": 2}
        report = self.report
        report.rows.sort(key=lambda row: rank[row.mark])
        report.changed = sum(row.kind != "card" for row in report.rows)
        report.better, report.worse = (sum(row.mark == mark for row in report.rows) for mark in ("better", "worse"))
        alike = [row for row in report.rows if row.mark == "text"]
        report.left_out = max(0, len(alike) - MOST_SAME)
        if report.left_out:
            del report.rows[-report.left_out :]


def _names(release: Release, change: Touched) -> dict[tuple[str, str], None]:
    """Every name and way of asking of the objects that changed or are gone, with whose it is."""
    hall, keys = release.hall, change.edited | change.gone
    things: tuple[Named, ...] = (*hall.items, *hall.bundles, *hall.signposts, *hall.facilities)
    owned = ((f"{type(thing).__name__.lower()}:{thing.id}", thing) for thing in things)
    return {(text, key): None for key, thing in owned if key in keys for text in _called(thing)}


def _called(thing: Named) -> Iterable[str]:
    if isinstance(thing, Item | Bundle):
        return (thing.name, *thing.short, *thing.ways)
    return (thing.name, *thing.words)


def _name_verdict(led: bool, found: Answered) -> str:
    """How a name is answered: rightly, as something else, or not at all."""
    if led:
        return "right"
    return "wrong" if found["kind"] == "guide" else "silent"


def _leads(found: Answered, owner: str) -> bool:
    """Is it answered about this object? Of signposts and facilities the message does not name it."""
    kind, _, name = owner.partition(":")
    if kind in ("item", "bundle"):
        return found["kind"] == "guide" and found["item"] == name
    return owner in found["about"]
