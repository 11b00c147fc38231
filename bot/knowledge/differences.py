"""What was changed in one object, in plain words: “申请材料 › 户口簿 › 原件份数：1 → 2”.

Compares plain values (`codec.encode`) field by field. Members of lists are matched by what they are (a material by its
name and situation, a place by its id, a question by its words …), never by where they stand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bot.knowledge.codec import encode
from bot.knowledge.labels import FIELDS, NOUNS, label, values
from bot.knowledge.model import Fee, Limit, Material, Online, PlaceUse, Question, Stretch, Sum, Way
from bot.knowledge.naming import LEAVES, REFERENCES, SEPARATOR, Names, Plain, title, value_title, when_title

ARROW, INTO, NOTHING = " → ", " › ", "（空）"
_BLANK: tuple[Any, ...] = (None, "", [], {})
ALIKE = 0.6
"""Two sentences that share so much are one sentence before and after."""

How = Literal["changed", "added", "removed", "moved"]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """One change. path: fields and positions (in `after`; of what is gone in `before`). label: the field in words.

    before, after: in words, `""` = nothing. local: 本地, one person may do it. how: moved = only the order changed.
    """

    path: Path
    label: str
    before: str
    after: str
    local: bool
    how: How = "changed"

    @property
    def text(self) -> str:
        """The whole change as one line."""
        if not self.path:
            return f"{'新增' if self.how == 'added' else '删去'}{self.label}“{self.after or self.before}”"
        if self.how == "moved":
            return f"{self.label}：只是换了顺序"
        if self.how == "changed":
            return f"{self.label}：{self.before or NOTHING}{ARROW}{self.after or NOTHING}"
        more, less = f"多了“{self.after}”", f"少了“{self.before}”"
        return f"{self.label}：{more if self.how == 'added' else less}"

    def as_row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "path": list(self.path),
            "label": self.label,
            "before": self.before,
            "after": self.after,
            "local": self.local,
            "how": self.how,
            "text": self.text,
        }


def differences(before: Plain | None, after: Plain | None, cls: type, names: Names | None = None) -> list[Change]:
    """The changes from one version of an object to another, in the order of its fields.

    Args:
        before, after: plain values of one object, None when it is not there. cls: its dataclass.
        names: gives names for ids, see `naming.names_of`; without it ids are shown.
    """
    if before == after:
        return []
    if before is None or after is None:
        how: How = "added" if before is None else "removed"
        called, local = title(cls, after or before or {}, names), all(words.local for words in FIELDS[cls].values())
        return [Change((), NOUNS.get(cls, "内容"), *_sides(how, called), local, how)]
    return _Comparison(before, after, names).run(cls)


@dataclass(frozen=True)
class _Field:
    """What is compared: its class and name, where it stands, the words before it, whether it is 本地."""

    cls: type
    name: str
    path: Path
    words: str
    local: bool


class _Comparison:
    def __init__(self, before: Plain, after: Plain, names: Names | None) -> None:
        self.before, self.after, self.names = before, after, names
        self.changes: list[Change] = []

    def run(self, cls: type) -> list[Change]:
        self.compare(cls, self.before, self.after, (), "", False)
        return self.changes

    def compare(self, cls: type, before: Plain, after: Plain, path: Path, words: str, local: bool) -> None:
        """Note what differs between two objects of a class."""
        for name, (hint, default) in _shape(cls).items():
            old, new = before.get(name), after.get(name)
            old, new = (default if old is None else old), (default if new is None else new)
            if old == new or (old in _BLANK and new in _BLANK):
                continue
            known = label(cls, name)
            at = _Field(cls, name, (*path, name), f"{words}{known.name}", local or known.local)
            self.field(at, hint, old, new)

    def field(self, at: _Field, hint: Any, old: Any, new: Any) -> None:
        inner = _members(hint)
        if at.name == "when":
            self.note(at, self.when(self.before, old), self.when(self.after, new))
        elif is_dataclass(hint):
            self.object(at, hint, old, new)  # type: ignore[arg-type]
        elif get_origin(hint) is dict:
            self.table(at, inner, old or {}, new or {})
        elif is_dataclass(inner):
            self.members(at, inner, old or [], new or [])  # type: ignore[arg-type]
        elif inner is not None:
            self.texts(at, old or [], new or [])
        else:
            self.note(at, self.said(at, old), self.said(at, new))

    def object(self, at: _Field, cls: type, old: Plain | None, new: Plain | None) -> None:
        """A single object in a field; small ones and whole ones are said in one line."""
        said = LEAVES.get(cls)
        if said is not None:
            self.note(at, said(old) if old else "", said(new) if new else "")
        elif old is None or new is None:
            self.note(at, self.summary(cls, old, self.before), self.summary(cls, new, self.after))
        else:
            self.compare(cls, old, new, at.path, f"{at.words}{INTO}", at.local)

    def table(self, at: _Field, inner: Any, old: Plain, new: Plain) -> None:
        """Truth or words by name; a group without a truth of its own has that of the whole item."""
        empty: list[Any] = [
            root.get("truth") or {} if is_dataclass(inner) else [] for root in (self.before, self.after)
        ]
        for key in dict.fromkeys([*old, *new]):
            name = values(at.cls, at.name).get(key, key)
            here = _Field(at.cls, at.name, (*at.path, key), f"{at.words}{INTO}{name}", at.local)
            was, now = old.get(key, empty[0]), new.get(key, empty[1])
            if was != now:
                self.field(here, inner, was, now)
            elif (key in old) != (key in new):
                told = ["单独写" if key in held else "和整个事项一样" for held in (old, new)]
                self.note(here, *told)

    def members(self, at: _Field, cls: type, old: Sequence[Plain], new: Sequence[Plain]) -> None:
        """Lists of objects: what is gone, what is changed, what is new, whether the rest stands in another order."""
        pairs = _pairs(cls, old, new)
        left, kept = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, gone in enumerate(old):
            if i not in left:
                self.add(at, i, "removed", self.summary(cls, gone, self.before))
        for i, j in pairs:
            if old[i] != new[j]:
                self.member(at, cls, old[i], new[j], j)
        for j, come in enumerate(new):
            if j not in kept:
                self.add(at, j, "added", self.summary(cls, come, self.after))
        order = [i for i, _ in sorted(pairs, key=lambda pair: pair[1])]
        if order != sorted(order):
            told = [SEPARATOR.join(title(cls, member, self.names) for member in rows) for rows in (old, new)]
            self.changes.append(Change(at.path, at.words, told[0], told[1], at.local, "moved"))

    def member(self, at: _Field, cls: type, old: Plain, new: Plain, position: int) -> None:
        """One member that is still there; where what it is called by changed, that is the change of the list itself."""
        path, key = (*at.path, position), _CALLED.get(cls)
        was, now = title(cls, old, self.names), title(cls, new, self.names)
        if key and was != now:
            self.changes.append(Change((*path, key), at.words, was, now, at.local))
            old, new = {**old, key: None}, {**new, key: None}
            if cls is Limit:  # its title says everything but the situation
                old, new = ({"when": one.get("when")} for one in (old, new))
        twins = sum(title(cls, other, self.names) == now for other in self.siblings(at, position))
        if twins:
            now = f"{now}（{self.when(self.after, new.get('when') or {})}）"
        self.compare(cls, old, new, path, f"{at.words}{INTO}{now}{INTO}", at.local)

    def siblings(self, at: _Field, position: int) -> list[Plain]:
        held: Any = self.after
        for part in at.path:
            held = (held.get(part) if isinstance(held, dict) else held[part]) or []
        return [member for index, member in enumerate(held) if index != position]

    def texts(self, at: _Field, old: Sequence[Any], new: Sequence[Any]) -> None:
        """Lists of words, names or ids: one row for all that came and went, and one for each sentence that was rewritten."""
        gone, come = _left(old, new), _left(new, old)
        chosen = (at.cls, at.name) in REFERENCES or values(at.cls, at.name)
        for was in [] if chosen else list(gone):
            like = max(come, key=lambda now: _alike(was, now), default=None)
            if like is not None and _alike(was, like) >= ALIKE:
                gone.remove(was)
                come.remove(like)
                position = new.index(like)
                here = replace(at, path=(*at.path, position), words=f"{at.words}{INTO}第{position + 1}条")
                self.note(here, self.said(at, was), self.said(at, like))
        if gone or come:
            before, after = (SEPARATOR.join(self.said(at, one) for one in rows) for rows in (gone, come))
            how: How = "changed" if gone and come else "added" if come else "removed"
            self.changes.append(Change(at.path, at.words, before, after, at.local, how))
        elif len(old) == len(new) and not _left(old, new):
            before, after = (SEPARATOR.join(self.said(at, one) for one in rows) for rows in (old, new))
            self.changes.append(Change(at.path, at.words, before, after, at.local, "moved"))

    def summary(self, cls: type, plain: Plain | None, root: Plain) -> str:
        """A whole member in one line: what it is called, and what else is written about it."""
        if plain is None:
            return ""
        called, parts = title(cls, plain, self.names), []
        skipped = {_CALLED.get(cls, "name"), "id"} | ({"unit", "number", "text"} if cls is Limit else set())
        for name, value in plain.items():
            if name in skipped or name not in FIELDS[cls] or value in (None, [], {}):
                continue
            words = self.when(root, value) if name == "when" else self.brief(cls, name, value)
            parts.append(f"{label(cls, name).name}：{words}")
        return f"{called}（{'；'.join(parts)}）" if parts else called

    def brief(self, cls: type, name: str, value: Any) -> str:
        hint = _shape(cls)[name][0]
        inner = _members(hint)
        if is_dataclass(hint):
            said = LEAVES.get(hint)  # type: ignore[arg-type]
            return said(value) if said else title(hint, value, self.names)  # type: ignore[arg-type]
        if is_dataclass(inner):
            return SEPARATOR.join(title(inner, member, self.names) for member in value)  # type: ignore[arg-type]
        if isinstance(value, list):
            return SEPARATOR.join(value_title(cls, name, one, self.names) for one in value)
        return value_title(cls, name, value, self.names)

    def when(self, root: Plain, when: Any) -> str:
        return when_title(when or {}, list(root.get("situations") or ()))

    def said(self, at: _Field, value: Any) -> str:
        return "" if value is None else value_title(at.cls, at.name, value, self.names)

    def note(self, at: _Field, before: str, after: str) -> None:
        self.changes.append(Change(at.path, at.words, before, after, at.local))

    def add(self, at: _Field, position: int, how: How, words: str) -> None:
        self.changes.append(Change((*at.path, position), at.words, *_sides(how, words), at.local, how))


def _sides(how: str, words: str) -> tuple[str, str]:
    return ("", words) if how == "added" else (words, "")


_CALLED: dict[type, str] = {
    Fee: "charged",
    Online: "where",
    Material: "name",
    PlaceUse: "place",
    Question: "ask",
    Sum: "text",
    Limit: "text",
}
"""What a member of a list is called by, where that may be changed; situations, options and zones keep an id."""


def _key(*names: str) -> Callable[[Plain], Any]:
    def key(plain: Plain) -> Any:
        found = [plain.get(name) for name in names]
        return json.dumps(found, sort_keys=True, default=date.isoformat) if any(found) or "when" in names else None

    return key


_WHOLE = _key("text", "unit", "number", "when")
_KEYS: dict[type, tuple[Callable[[Plain], Any], ...]] = {
    Material: (_key("name", "when"), _key("name")),
    PlaceUse: (_key("place", "when"), _key("place"), _key("when")),
    Question: (_key("ask", "when"), _key("ask"), _key("answer")),
    Sum: (_key("text", "when"), _key("text"), _key("when")),
    Limit: (_WHOLE, _key("unit", "when"), _key("when")),
    Way: (_key("to", "barrier_free"), _key("to")),
    Stretch: (_key("floor", "x", "y"),),
}
_BY_ID = (_key("id"), _key("floor"), _key("on"), _key("name"))
"""How members are recognised, the surest first; the last of places, sums and limits: the same situation, another value."""


def _pairs(cls: type, old: Sequence[Plain], new: Sequence[Plain]) -> list[tuple[int, int]]:
    """Which member was which: (position before, position after)."""
    pairs = [(i, i) for i, (was, now) in enumerate(zip(old, new, strict=False)) if was == now]
    if len(pairs) == max(len(old), len(new)):
        return pairs
    for key in _KEYS.get(cls, _BY_ID):
        free: dict[Any, list[int]] = {}
        taken = {j for _, j in pairs}
        for j, member in enumerate(new):
            if j not in taken:
                free.setdefault(key(member), []).append(j)
        done = {i for i, _ in pairs}
        for i, member in enumerate(old):
            named = None if i in done else key(member)
            if named is not None and free.get(named):
                pairs.append((i, free[named].pop(0)))
    return sorted(pairs)


def _left(some: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """What is in one list and not in the other, each as often as it is missing."""
    rest = list(others)
    left = []
    for one in some:
        if one in rest:
            rest.remove(one)
        else:
            left.append(one)
    return left


def _alike(one: Any, other: Any) -> float:
    """How much two sentences share; words of a few characters are different words."""
    if not (isinstance(one, str) and isinstance(other, str)) or min(len(one), len(other)) < 6:
        return 0.0
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.ratio() if match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE else 0.0


@cache
def _shape(cls: type) -> dict[str, tuple[Any, Any]]:
    """Field → (its type without None, the plain form of its default)."""
    hints = get_type_hints(cls)
    shape = {}
    for f in fields(cls):
        default = f.default_factory() if f.default_factory is not MISSING else f.default
        plain = None if default is MISSING else encode(default)
        shape[f.name] = (_without_none(hints[f.name]), plain)
    return shape


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def _members(hint: Any) -> Any:
    """The type of a list's members or a table's values, else None."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        return args[0]
    return args[1] if origin is dict else None
