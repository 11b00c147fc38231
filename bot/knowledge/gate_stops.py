"""What holds a release back: facts that were lost, contradict each other or are silent. Each stop says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from bot.knowledge.faults import Fault
from bot.knowledge.gate_answers import Touched
from bot.knowledge.labels import GROUPS, NOUNS
from bot.knowledge.model import Bundle, Department, Hall, Item, Place, PlaceUse, Truth, Window
from bot.knowledge.naming import SEPARATOR, names_of, reference
from bot.knowledge.places import numbers_text
from bot.knowledge.truth import state

Kind = Literal[
    "fault", "share_fell", "share_low", "false_answer", "few_lines", "name_lost",
    "place", "document_lost", "fee_lost", "limit_lost", "expired", "not_yet",
]  # fmt: skip
KINDS: dict[str, str] = {
    "fault": "资料有错",
    "share_fell": "答对的少了",
    "share_low": "答对的太少",
    "false_answer": "不该答却答了",
    "few_lines": "测试问句太少",
    "name_lost": "说法找不到了",
    "place": "办理地点对不上",
    "document_lost": "少了材料",
    "fee_lost": "收费不见了",
    "limit_lost": "时限不见了",
    "expired": "已经过期",
    "not_yet": "还没生效",
}
"""Kind of stop → its heading."""
CONFIRM = "；核对无误的，请主管写明理由后发布"

COVERS = ("综合", "无差别", "全科", "一窗")
"""A window or group with such a word in its name takes the items of every department."""
_GENERAL = re.compile(r"窗口|业务|办理|服务|受理|登记|证件|手续|申请|[和、（）()\d号]")
"""Words in names of windows that say nothing about a matter."""


@dataclass(frozen=True)
class Stop:
    """One reason not to publish. item: id of the item or other object it is about, "" for none. todo: what to do.

    needs: fix = can't be published · manager = may be published with the manager's recorded reason.
    """

    kind: Kind
    item: str
    text: str
    todo: str
    needs: Literal["fix", "manager"] = "manager"

    def as_row(self) -> dict[str, Any]:
        """For JSON; with the heading of its kind."""
        return {**asdict(self), "heading": KINDS[self.kind]}


def faults(found: Iterable[Fault]) -> list[Stop]:
    """The loader's faults as stops that nobody can pass over."""
    return [Stop("fault", "", fault.what, fault.todo, "fix") for fault in found]


def lost_and_wrong(before: Hall, after: Hall, change: Touched, now: datetime) -> list[Stop]:
    """The stops that facts alone show, without asking anything."""
    held = {item.id: item for item in before.items}
    stops: list[Stop] = []
    for item in after.items:
        if f"item:{item.id}" in change.edited and item.id in held:
            stops += _lost(held[item.id], item)
    lists = {bundle.id: bundle for bundle in before.bundles}
    for bundle in after.bundles:
        if bundle.id in lists and lists[bundle.id] != bundle:
            stops += _papers_lost(bundle, set(lists[bundle.id].merged), bundle.merged)
    return [*stops, *_places(before, after), *_silent(before, after, now.date())]


def _lost(before: Item, after: Item) -> Iterator[Stop]:
    needed = {material.name for material in before.materials if material.necessity == "必要"}
    known = {material.name for material in before.materials}
    named = [material.name for material in after.materials]
    # a new paper whose name holds the old one, or is held by it, is the old one under another name
    renamed = [name for name in named if name not in known]
    gone = {name for name in needed - set(named) if not any(name in new or new in name for new in renamed)}
    yield from _papers_lost(after, gone, named)
    if before.fee and not after.fee:
        yield _gone("fee_lost", after, "收费资料没有了，小豹不会再说收不收费")
    elif before.fee and after.fee and before.fee.charged and not after.fee.charged:
        yield _gone("fee_lost", after, "原来收费，现在写成了不收费")
    for name, words in (("promised_limit", "承诺时限"), ("statutory_limit", "法定时限")):
        if getattr(before, name) and not getattr(after, name):
            yield _gone("limit_lost", after, f"{words}没有了")
    if before.places and not after.places:
        yield _gone("place", after, "办理地点没有了，小豹不会再说到哪里办")


def _papers_lost(thing: Item | Bundle, wanted: set[str], named: Iterable[str]) -> Iterator[Stop]:
    gone = sorted(wanted - set(named))
    if gone:
        names = "".join(f"“{name}”" for name in gone)
        yield Stop(
            "document_lost", thing.id, f"“{thing.name}”少了必要材料{names}", f"请确认现在真的不用带{names}{CONFIRM}"
        )


def _gone(kind: Kind, item: Item, words: str) -> Stop:
    return Stop(kind, item.id, f"“{item.name}”的{words}", f"请补上，或确认确实如此{CONFIRM}")


def _places(before: Hall, after: Hall) -> Iterator[Stop]:
    """Items sent to a window that is not theirs, where they were not before."""
    old, new = _Counters(before), _Counters(after)
    held = {item.id: item for item in before.items}
    for item in after.items:
        earlier = held.get(item.id)
        known = {contradiction for _, contradiction in old.foreign(earlier)} if earlier else set()
        for use, contradiction in new.foreign(item):
            if contradiction not in known:
                yield new.foreign_stop(item, use)
        if earlier is not None and earlier.places != item.places:
            yield from new.misnamed(old, earlier, item)


class _Counters:
    """The windows of a hall, and who sits there."""

    def __init__(self, hall: Hall) -> None:
        self.windows: dict[str, Window] = {window.number: window for window in hall.windows}
        self.places: dict[str, Place] = {place.id: place for place in hall.places}
        self.departments: dict[str, Department] = {department.id: department for department in hall.departments}
        self.names = names_of(hall)

    def of(self, use: PlaceUse) -> list[Window]:
        """The windows that a use of a place leads to; none outside the hall's counters."""
        if use.place.startswith("window:"):
            numbers: tuple[str, ...] = (use.place.removeprefix("window:"),)
        else:
            numbers = self.places[use.place].windows if use.place in self.places else ()
        return [self.windows[number] for number in numbers if number in self.windows]

    def covers(self, use: PlaceUse) -> bool:
        """Does a group or window that takes the items of every department stand there?"""
        numbers = {window.number for window in self.of(use)}
        groups = [place.name for place in self.places.values() if numbers and numbers <= set(place.windows)]
        return any(word in name for name in (*groups, *(w.name for w in self.of(use))) for word in COVERS)

    def foreign(self, item: Item) -> Iterator[tuple[PlaceUse, tuple[str, ...]]]:
        """The uses that lead only to windows of other departments, each with what makes it so.

        A step done elsewhere (只受理, 代缴 … at the tax window) is none where the item has a window of its own department too.
        """
        own = any(window.department == item.department for use in item.places for window in self.of(use))
        for use in item.places:
            theirs = {window.department for window in self.of(use)}
            if theirs and item.department not in theirs and not self.covers(use) and (use.does == "全部" or not own):
                yield use, (item.department, use.place, *sorted(theirs))

    def foreign_stop(self, item: Item, use: PlaceUse) -> Stop:
        theirs = SEPARATOR.join(
            dict.fromkeys(reference("department", window.department, self.names) for window in self.of(use))
        )
        ours = reference("department", item.department, self.names)
        return Stop(
            "place",
            item.id,
            f"“{item.name}”让群众到{self.called(use)}，那里是{theirs}的窗口，这件事由{ours}负责",
            f"请核对窗口号、窗口的所属部门和事项的负责部门{CONFIRM}",
        )

    def misnamed(self, old: _Counters, before: Item, after: Item) -> Iterator[Stop]:
        """A window named after the matter was exchanged for one that is named after something else."""
        left = [use for use in before.places if use.place not in {other.place for other in after.places}]
        come = [use for use in after.places if use.place not in {other.place for other in before.places}]
        fitting = [use for use in left if old.fits(use, before)]
        still = {window.number for use in fitting for window in old.of(use)}
        for use in come:
            here = self.of(use)
            foreign = use in [one for one, _ in self.foreign(after)]  # that is said already
            if not (fitting and here) or foreign or self.covers(use) or self.fits(use, after):
                continue
            if not still & {window.number for window in here}:
                yield Stop(
                    "place",
                    after.id,
                    f"“{after.name}”原来到{old.called(fitting[0])}，改到了{self.called(use)}，窗口的名称和这件事对不上",
                    f"请核对窗口号{CONFIRM}",
                )

    def fits(self, use: PlaceUse, item: Item) -> bool:
        """Is a window or group there named after the matter?"""
        place = self.places.get(use.place)
        names = [window.name for window in self.of(use)] + ([place.name] if place else [])
        said = "\n".join((item.name, *item.short))
        plain = [part for name in names for part in _GENERAL.sub(" ", name).split()]
        return any(part[i : i + 2] in said for part in plain for i in range(len(part) - 1))

    def called(self, use: PlaceUse) -> str:
        windows = self.of(use)
        if use.place.startswith("window:"):
            return f"{windows[0].number}号窗口（{windows[0].name}）" if windows else use.place
        return f"{self.places[use.place].name}（{numbers_text([window.number for window in windows])}）"


def _silent(before: Hall, after: Hall, today: date) -> Iterator[Stop]:
    """Facts that will not be said on the day of publishing, and were said or were not there before."""
    days, groups = (before.information.review_days, after.information.review_days), _groups(before, after)
    held = {key: truth for key, _, _, truth in _truths(before, groups)}
    told = set()
    for key, name, part, truth in _truths(after, groups):
        earlier = held.get(key)
        was_silent = earlier is not None and state(earlier, days[0], today) == "expired"
        if was_silent or state(truth, days[1], today) != "expired" or (*key[:2], truth) in told:
            continue
        told.add((*key[:2], truth))  # said of the whole item, it holds for its groups
        kind: Kind = "expired"
        if truth.effective_to and truth.effective_to < today:
            why = f"只到{truth.effective_to}有效，已经过期，小豹不会再说"
        elif truth.effective_from and truth.effective_from > today:
            kind, why = "not_yet", f"从{truth.effective_from}起才有效，今天发布后小豹先不说"
        else:
            why = f"{truth.verified_on}核对过，早就该复核了，小豹不会再说"
        yield Stop(kind, key[1], f"“{name}”的{part}{why}", f"请核对日期，改正后再发布{CONFIRM}")


def _groups(*halls: Hall) -> dict[str, set[str]]:
    """Item → the groups of facts that have a truth of their own in any of these halls."""
    groups: dict[str, set[str]] = {}
    for hall in halls:
        for item in hall.items:
            groups.setdefault(item.id, set()).update(item.truth_of)
    return groups


def _truths(hall: Hall, groups: dict[str, set[str]]) -> Iterator[tuple[tuple[str, str, str], str, str, Truth]]:
    """Every truth with its key (class, id, group), whose it is and what it is about; a group without one has its item's."""
    for item in hall.items:
        yield ("Item", item.id, ""), item.name, "资料", item.truth
        for group, name in GROUPS.items():
            if group in groups[item.id]:
                yield ("Item", item.id, group), item.name, name, item.truth_of.get(group, item.truth)  # type: ignore[call-overload]
    for things in (hall.bundles, hall.signposts, hall.facilities, hall.places):
        for thing in things:
            yield (type(thing).__name__, thing.id, ""), thing.name, f"{NOUNS[type(thing)]}资料", thing.truth
    for window in hall.windows:
        yield ("Window", window.number, ""), f"{window.number}号窗口", "资料", window.truth
    yield ("Information", hall.information.id, ""), hall.information.name, "资料", hall.information.truth
