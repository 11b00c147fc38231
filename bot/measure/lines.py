"""Lines with the item and aspect that a careful reader gives them, and what the assistant made of each.

Definitions: `bot.knowledge.verdict`.
"""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.knowledge.verdict import outside, verdict

PLACES = frozenset({"window", "location"})
Ask = Callable[[str], Awaitable[list[dict[str, Any]]]]
"""One sentence in a fresh conversation → the messages."""


class BadFile(ValueError):
    """A file of lines can't be read; the words say where and what to do."""


@dataclass(frozen=True)
class Line:
    """question: as it was said. item: an id, or `OOS:` and what was wanted. aspect: `other` = overview. style: of speech."""

    question: str
    item: str
    aspect: str
    style: str

    @property
    def outside(self) -> bool:
        """Is it none of the catalogue's items?"""
        return outside(self.item)


@dataclass(frozen=True)
class Outcome:
    """line, its class (`verdict`), what came first, and the aspect that was answered (None when nothing was)."""

    line: Line
    verdict: str
    kind: str
    item: str | None
    aspect: str | None

    @property
    def stated(self) -> bool:
        """Does the aspect of this line count? Only where one is stated and the item is right."""
        return self.verdict == "right" and self.line.aspect not in ("other", "overview", "")

    @property
    def aspect_right(self) -> bool:
        """Window and location are one question to a citizen."""
        return self.aspect == self.line.aspect or {self.aspect, self.line.aspect} <= PLACES

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **asdict(self.line),
            "verdict": self.verdict,
            "kind": self.kind,
            "got": self.item,
            "got_aspect": self.aspect,
        }


def read_lines(path: Path) -> list[Line]:
    """The lines of a TSV with the columns question, item, aspect and kind or style. Raises BadFile."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except FileNotFoundError as error:
        raise BadFile(f"没有找到 {path}") from error
    except UnicodeDecodeError as error:
        raise BadFile(f"{path} 不是 UTF-8 编码，请另存为 UTF-8") from error
    if not rows or not {"question", "item"} <= set(rows[0]):
        raise BadFile(f"{path} 的第一行要写列名 question、item、aspect、style，用制表符隔开")
    lines = []
    for number, row in enumerate(rows, 2):
        if not row["question"] or not row["item"]:
            raise BadFile(f"{path} 第{number}行缺少 question 或 item")
        lines.append(
            Line(row["question"], row["item"], row.get("aspect") or "other", row.get("style") or row.get("kind") or "")
        )
    return lines


async def judge(lines: Iterable[Line], ask: Ask) -> list[Outcome]:
    """Ask every line and judge the answer."""
    return [judged(line, await ask(line.question)) for line in lines]


def judged(line: Line, messages: list[dict[str, Any]]) -> Outcome:
    """The outcome of one line."""
    first: dict[str, Any] = (
        messages[0] if messages else {"kind": "nothing", "item": None, "aspect": None, "options": []}
    )
    item = (first["item"] or {}).get("id")
    said = verdict(line.item, first["kind"], item, [option["id"] for option in first["options"]])
    return Outcome(line, said, first["kind"], item, first["aspect"])
