"""Fields that hold more than a word, one line each in a cell: limits, sums, places of an item, opening times."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from bot.catalogue.sheets.conditions import Plain, Wrong, show_when, take_when
from bot.catalogue.sheets.forms import About, Text
from bot.catalogue.sheets.world import World, nearest
from bot.knowledge.codec import decode
from bot.knowledge.faults import Report
from bot.knowledge.hours import WEEKDAYS, hours_text
from bot.knowledge.model import Does, Hours

_WHEN = re.compile(r"(?P<rest>.*?)\s*【(?P<when>[^】]+)】", re.S)
_LIMIT = re.compile(
    r"(?P<number>[0-9]{1,4})?\s*个?(?P<unit>工作日|小时|日|天|月|当场办结|当场|即时)(?:办结)?\s*(?:[：:]\s*(?P<text>.+))?",
    re.S,
)
_UNITS = {"天": "日", "月": "个月", "当场办结": "当场", "即时": "当场"}
_DETAILS = {
    "取号": "ticket",
    "能做什么": "does",
    "给谁办": "for_whom",
    "预约": "appointment",
    "时间": "hours",
    "说明": "note",
}
_DETAIL = re.compile(rf"(?:^|[；;])\s*({'|'.join(_DETAILS)})[：:]")
_CLOCK = r"[0-9]{1,2}[:：][0-9]{2}"
_SPAN = re.compile(rf"({_CLOCK})\s*[-—–~至到]+\s*({_CLOCK})")
_HOURS = re.compile(
    rf"(?P<days>周[^0-9]*?)\s*(?P<spans>{_SPAN.pattern}(?:[、，,；;\s]+{_SPAN.pattern})*)"
    rf"\s*(?:[（(](?P<last>{_CLOCK}(?:[、，,]\s*{_CLOCK})*)\s*停止取号[)）])?(?:[，,；;]\s*(?P<note>.+))?",
    re.S,
)


class _Rows(Text, ABC):
    """A list of objects, one line each. A line that reads as one of the present ones keeps that one whole."""

    def show(self, value: Any, about: About) -> str:
        return "\n".join(self.line(row, about) for row in value)

    def take(self, text: str, about: About) -> Any:
        held = {self.line(row, about): row for row in about.held or ()}
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return [held[line] if line in held else self.row(line, about) for line in lines]

    @abstractmethod
    def line(self, row: Plain, about: About) -> str:
        """A present one as its line."""

    @abstractmethod
    def row(self, line: str, about: About) -> Plain:
        """What a line says. Raises Wrong."""


@dataclass(frozen=True)
class Limits(_Rows):
    """5工作日 · 当场 · 60日：60日内发证【在本县】."""

    hint: str = "写成：5工作日、20日、3个月、当场。要说明的写在冒号后面，例如 60日：60日内发证。分情形的一行一种，情形写在【】里。"

    def line(self, row: Plain, about: About) -> str:
        said = f"：{row['text']}" if row.get("text") else ""
        return f"{row.get('number', '')}{row['unit']}{said}{_bracket(row, about)}"

    def row(self, line: str, about: About) -> Plain:
        rest, when = _apart(line, about)
        found = _LIMIT.fullmatch(rest)
        if found is None:
            raise Wrong(f"看不懂时限“{rest}”", "请写成 5工作日、20日、3个月 或 当场；要说明的写成 5工作日：说明")
        unit = found["unit"]
        row: Plain = {"unit": _UNITS.get(unit, unit)}
        if found["number"]:
            row["number"] = int(found["number"])
        if found["text"]:
            row["text"] = found["text"].strip()
        return row | when


@dataclass(frozen=True)
class Sums(_Rows):
    """首次申领20元【一般情况】."""

    hint: str = "一行一项，照着念的话，例如：换领20元。只在某种情形下收的，把情形写在行尾的【】里。"

    def line(self, row: Plain, about: About) -> str:
        return f"{row['text']}{_bracket(row, about)}"

    def row(self, line: str, about: About) -> Plain:
        rest, when = _apart(line, about)
        return {"text": rest} | when


@dataclass(frozen=True)
class Uses(_Rows):
    """24号窗口（取号：营业执照；给谁办：仅本县户籍）【本人办】."""

    hint: str = (
        "一行一个办理点，主要的写在最前面，例如：24号窗口（取号：营业执照）。"
        "括号里还可以写 能做什么、给谁办、预约、说明，用分号隔开；只在某种情形下去的，把情形写在行尾的【】里。"
    )

    def line(self, row: Plain, about: About) -> str:
        details = []
        for word, name in _DETAILS.items():
            if name in row and name != "hours":
                details.append(f"{word}：{row[name]}")
            elif name in row:
                details.append(f"{word}：{_said(row[name])}")
        inside = f"（{'；'.join(details)}）" if details else ""
        return f"{about.world.show_place(row['place'])}{inside}{_bracket(row, about)}".replace("\n", " ")

    def row(self, line: str, about: About) -> Plain:
        rest, when = _apart(line, about)
        for name, inside in _heads(rest):
            place = about.world.place(name)
            if place is None:
                continue
            row: Plain = {"place": place} | _details(inside)
            return row | when
        name = re.split(r"[（(]", rest)[0].strip()
        raise Wrong(f"没有“{name}”这个窗口或办理点", _nearest_place(name, about.world))


@dataclass(frozen=True)
class OpeningTimes(Text):
    """周一至周五 08:30-12:00、14:30-17:30（11:40、17:10 停止取号），节假日休息."""

    hint: str = "例如：周一至周五 08:30-12:00、14:30-17:30。停止取号写成（11:40、17:10 停止取号），别的话写在逗号后面。"

    def show(self, value: Any, about: About) -> str:
        return _said(value)

    def take(self, text: str, about: About) -> Any:
        return hours_of(text)


def hours_of(text: str) -> Plain:
    """Opening times as plain data. Raises Wrong."""
    found = _HOURS.fullmatch(text.strip())
    days = _weekdays(found["days"]) if found else []
    if found is None or not days:
        raise Wrong(f"看不懂时间“{text}”", "请写成：周一至周五 08:30-12:00、14:30-17:30")
    hours: Plain = {"spans": [f"{_clock(a)}-{_clock(b)}" for a, b in _SPAN.findall(found["spans"])]}
    if days != [1, 2, 3, 4, 5]:
        hours["weekdays"] = days
    if found["last"]:
        hours["last_intake"] = [_clock(one) for one in re.findall(_CLOCK, found["last"])]
    if found["note"]:
        hours["note"] = found["note"].strip()
    return hours


def _weekdays(text: str) -> list[int]:
    number = {day: at for at, day in enumerate(WEEKDAYS, 1)} | {"天": 7}
    days: list[int] = []
    for part in filter(None, re.split(r"[、，,\s]+", text)):
        found = re.fullmatch(r"(?:周|星期)?([一二三四五六日天])(?:[至到\-—~](?:周|星期)?([一二三四五六日天]))?", part)
        if found is None:
            return []
        days += range(number[found[1]], number[found[2] or found[1]] + 1)
    return days


def _clock(text: str) -> str:
    hour, minute = re.split("[:：]", text)
    return f"{int(hour):02d}:{minute}"


def _said(hours: Plain) -> str:
    value = decode(hours, Hours, Report())
    return hours_text(value) if value is not None else ""


def _bracket(row: Plain, about: About) -> str:
    return f"【{show_when(row['when'], about.new)}】" if row.get("when") else ""


def _apart(line: str, about: About) -> tuple[str, Plain]:
    found = _WHEN.fullmatch(line)
    if found is None:
        return line.strip(), {}
    return found["rest"].strip(), {"when": take_when(found["when"], about.new, about.old)}


def _heads(text: str) -> Iterator[tuple[str, str]]:
    """Where a name may end and the details in brackets begin: the whole first, then at each bracket."""
    yield text, ""
    if text.endswith(("）", ")")):
        for found in re.finditer(r"[（(]", text):
            yield text[: found.start()].strip(), text[found.end() : -1].strip()


def _details(inside: str) -> Plain:
    if not inside:
        return {}
    parts = _DETAIL.split(inside)
    if parts[0].strip():
        raise Wrong(f"括号里的“{parts[0].strip()}”看不懂", f"请写明是哪一项，例如：取号：{parts[0].strip()}")
    row: Plain = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        name, value = _DETAILS[word], value.strip()
        if name == "does" and value not in get_args(Does):
            raise Wrong(f"能做什么不能填“{value}”", f"请从这些里选：{'、'.join(get_args(Does))}")
        if value:
            row[name] = hours_of(value) if name == "hours" else value
    return row


def _nearest_place(name: str, world: World) -> str:
    if re.search(r"[0-9]", name):
        return nearest(name, [f"{number}号窗口" for number in world.windows], [])
    return world.places.nearest(name)
