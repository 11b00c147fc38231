"""When something applies, as people write it in a cell: 在本县、在外地；已满16周岁 ⇄ situation → options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.catalogue.sheets.world import nearest

Plain = dict[str, Any]
_GAP = re.compile(r"[、，,；;/\s]+|并且|而且|或者|或")
_EQUALS = re.compile(r"\s*[=＝]\s*")


class Wrong(ValueError):
    """A cell that can't be taken. what: what is wrong; todo: what to do."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(f"{what}。{todo}")
        self.what, self.todo = what, todo


def show_when(when: dict[str, list[str]], situations: Sequence[Plain]) -> str:
    """The options by their labels; with the question in front where a label alone would not say which."""
    names = {(sid, oid): name for name, sid, oid in _names(situations) if oid}
    parts = []
    for situation, options in when.items():
        parts.append("、".join(names.get((situation, option), f"{situation}={option}") for option in options))
    return "；".join(parts)


def take_when(text: str, *known: Sequence[Plain]) -> dict[str, list[str]]:
    """What a cell says.

    Args:
        known: the item's situations as they will be, then as they were: a label of before still counts.

    Raises:
        Wrong: something that is no option of this item.
    """
    text = _EQUALS.sub("=", text.strip())
    if not text:
        return {}
    table: dict[str, tuple[str, str]] = {}
    for situations in known:
        for key, target in _spellings(situations):
            table.setdefault(key, target)
    found: list[tuple[str, str]] = []
    longest = sorted(table, key=len, reverse=True)
    at = 0
    while at < len(text):
        gap = _GAP.match(text, at)
        if gap:
            at = gap.end()
            continue
        name = next((name for name in longest if text.startswith(name, at) and _ends(text, at + len(name))), None)
        if name is None:
            raise _unknown(_GAP.split(text[at:])[0], known[0])
        found.append(table[name])
        at += len(name)
    when: dict[str, list[str]] = {}
    for situation in [str(s["id"]) for s in known[0]]:
        options = [oid for sid, oid in found if sid == situation]
        if options:
            when[situation] = list(dict.fromkeys(options))
    return when


def _ends(text: str, at: int) -> bool:
    return at == len(text) or _GAP.match(text, at) is not None


def _unknown(word: str, situations: Sequence[Plain]) -> Wrong:
    labels = [name for name, _, _ in _names(situations)]
    if not labels:
        return Wrong(f"这个事项没有登记情形，不能填“{word}”", "请先在“情形”表里登记，或把这一格空着")
    return Wrong(f"没有“{word}”这个情形选项", nearest(word, labels, labels))


def _names(situations: Sequence[Plain]) -> Iterator[tuple[str, str, str]]:
    """Name, situation, option; the name is unique among the item's."""
    labels = [str(option["label"]) for s in situations for option in s.get("options", ())]
    for s in situations:
        for option in s.get("options", ()):
            label = str(option["label"])
            name = label if labels.count(label) == 1 else f"{s['ask']}={label}"
            yield name, str(s["id"]), str(option["id"])


def _spellings(situations: Sequence[Plain]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, sid, oid in _names(situations):
        yield name, (sid, oid)
    for s in situations:
        for option in s.get("options", ()):
            for first in (s["ask"], s["id"]):
                for second in (option["label"], option["id"]):
                    yield f"{first}={second}", (str(s["id"]), str(option["id"]))
