"""How one field stands in a cell: shown as text, and taken from what a clerk wrote. Plain values as the codec has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.catalogue.sheets.conditions import Plain, Wrong, show_when, take_when
from bot.catalogue.sheets.world import Names, World, nearest
from bot.knowledge.labels import values

YES = frozenset({"是", "√", "✓", "✔", "☑", "有", "对", "y", "yes", "true", "1", "收费", "收"})
NO = frozenset({"否", "×", "✗", "✘", "☐", "无", "不", "n", "no", "false", "0", "不收费", "不收", "免费"})
NUMBERED = re.compile(r"(?:[0-9]{1,2}(?:[、)）．]|\.(?![0-9]))|[（(][0-9]{1,2}[)）]|[①-⑳])\s*")
_SPLIT = re.compile(r"[、，,；;]")
_DAY = re.compile(
    r"(?P<y>[0-9]{4})\s*[-/.年]\s*(?P<m>[0-9]{1,2})\s*[-/.月]\s*(?P<d>[0-9]{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?"
)


@dataclass(frozen=True)
class About:
    """What a cell is read against. new: the item's situations as they will be; old: as they were."""

    world: World
    new: Sequence[Plain] = ()
    old: Sequence[Plain] = ()
    held: Any = None
    """The present value of the field."""


@dataclass(frozen=True)
class Text:
    """A text as it stands."""

    hint: str = ""

    def show(self, value: Any, about: About) -> str:
        return str(value)

    def take(self, text: str, about: About) -> Any:
        return text

    def choices(self, world: World) -> list[str]:
        return []

    @property
    def strict(self) -> bool:
        """Only what may be chosen is right."""
        return False


@dataclass(frozen=True)
class Lines(Text):
    """A list, one line each; numbers in front of every line go."""

    hint: str = "一行写一条，在格子里按 Alt+回车 换行。"

    def show(self, value: Any, about: About) -> str:
        return "\n".join(map(str, value))

    def take(self, text: str, about: About) -> Any:
        return lines_of(text)


@dataclass(frozen=True)
class Words(Text):
    """A list of short words: 、 or one line each."""

    hint: str = "几个词之间用顿号（、）隔开，或一行一个。"

    def show(self, value: Any, about: About) -> str:
        words = [str(word) for word in value]
        return ("\n" if any(_SPLIT.search(word) for word in words) else "、").join(words)

    def take(self, text: str, about: About) -> Any:
        parts = text.split("\n") if "\n" in text else _SPLIT.split(text)
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


@dataclass(frozen=True)
class Whole(Text):
    """A whole number."""

    hint: str = "只写数字。"

    def take(self, text: str, about: About) -> Any:
        digits = re.fullmatch(r"(?P<n>[0-9]{1,6})\s*(?:份|天|日|次|趟)?", text)
        if digits is None:
            raise Wrong(f"“{text}”不是整数", "请只写数字，例如：1")
        return int(digits["n"])


@dataclass(frozen=True)
class Day(Text):
    """A day: 2026-01-31, 2026/1/31, 2026年1月31日."""

    hint: str = "写日期，例如：2026-01-31。"

    def take(self, text: str, about: About) -> Any:
        found = _DAY.fullmatch(text)
        try:
            return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat() if found else _no_day(text)
        except ValueError:
            return _no_day(text)


def _no_day(text: str) -> str:
    raise Wrong(f"“{text}”不是日期", "请写成 2026-01-31 这样")


@dataclass(frozen=True)
class YesNo(Text):
    """是 or 否."""

    hint: str = "填 是 或 否。"

    def show(self, value: Any, about: About) -> str:
        return "是" if value else "否"

    def take(self, text: str, about: About) -> Any:
        if text.lower() in YES:
            return True
        if text.lower() in NO:
            return False
        raise Wrong(f"“{text}”看不懂", "请填 是 或 否")

    def choices(self, world: World) -> list[str]:
        return ["是", "否"]

    @property
    def strict(self) -> bool:
        return True


@dataclass(frozen=True)
class Choice(Text):
    """One of the values that a field of the model allows, or several of them."""

    cls: type = object
    field: str = ""
    several: bool = False

    def _words(self) -> dict[str, str]:
        return {
            value: value if re.search("[\u4e00-\u9fff]", value) else said
            for value, said in values(self.cls, self.field).items()
        }

    def show(self, value: Any, about: About) -> str:
        words = self._words()
        return "、".join(words.get(one, str(one)) for one in (value if self.several else [value]))

    def take(self, text: str, about: About) -> Any:
        parts = [part.strip() for part in re.split(r"[、，,；;\n/]", text) if part.strip()] if self.several else [text]
        found = [self._one(part) for part in parts]
        return list(dict.fromkeys(found)) if self.several else found[0]

    def _one(self, text: str) -> str:
        words = self._words()
        for value, said in values(self.cls, self.field).items():
            if text in (value, said, words[value]):
                return str(value)
        raise Wrong(f"不能填“{text}”", nearest(text, words.values(), list(words.values())))

    def choices(self, world: World) -> list[str]:
        return list(self._words().values())

    @property
    def strict(self) -> bool:
        return not self.several


@dataclass(frozen=True)
class Refer(Text):
    """The name of something in the hall, or several of them."""

    noun: str = ""
    names: Callable[[World], Names] = field(default=lambda world: world.departments)
    several: bool = False

    def show(self, value: Any, about: About) -> str:
        names = self.names(about.world)
        return "、".join(names.show(str(one)) for one in (value if self.several else [value]))

    def take(self, text: str, about: About) -> Any:
        if not self.several:
            return self._one(text, about)
        return [self._one(part.strip(), about) for part in re.split(r"[、，,；;\n]", text) if part.strip()]

    def _one(self, text: str, about: About) -> str:
        names = self.names(about.world)
        found = names.find(text)
        if found is None:
            raise Wrong(f"没有“{text}”这个{self.noun}", names.nearest(text))
        return found

    def choices(self, world: World) -> list[str]:
        return self.names(world).all()

    @property
    def strict(self) -> bool:
        return not self.several


@dataclass(frozen=True)
class WindowNumbers(Text):
    """Windows by their numbers."""

    hint: str = "写窗口号，用顿号（、）隔开。"

    def show(self, value: Any, about: About) -> str:
        return "、".join(map(str, value))

    def take(self, text: str, about: About) -> Any:
        numbers = []
        for part in filter(None, (part.strip() for part in re.split(r"[、，,；;\n]", text))):
            number = about.world.window(part)
            if number is None:
                raise Wrong(f"没有“{part}”号窗口", nearest(part, about.world.windows, list(about.world.windows)))
            numbers.append(number)
        return numbers


@dataclass(frozen=True)
class When(Text):
    """In which situations it applies."""

    hint: str = "照“情形”表里的选项写；同一个问题的几个选项用顿号（、），不同问题之间用分号（；）。空着就是一直适用。"

    def show(self, value: Any, about: About) -> str:
        return show_when(value, about.new)

    def take(self, text: str, about: About) -> Any:
        return take_when(text, about.new, about.old)


def lines_of(text: str) -> list[str]:
    """The lines of a cell, without numbers in front where every line has one."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(NUMBERED.match(line) for line in lines):
        lines = [NUMBERED.sub("", line, count=1) for line in lines]
    return [line.strip() for line in lines if line.strip()]
