"""What a file holds, as it was read: sheets with their rows, each with the number that Excel shows, and the faults so far."""

from __future__ import annotations

from dataclasses import dataclass, field


class Refused(ValueError):
    """A file that can't be read at all; the message says in Chinese what to do."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. row: as Excel shows it, 0 = the whole sheet; column: its header, empty = the whole row."""

    sheet: str
    row: int
    column: str
    what: str
    todo: str

    def __str__(self) -> str:
        where = f"第{self.row}行" if self.row else ""
        column = f"“{self.column}”列" if self.column else ""
        return f"“{self.sheet}”{where}{column}：{self.what}。{self.todo}"


@dataclass
class Row:
    """number: as Excel shows it. values: header as the columns name it → text; only headers that the file has."""

    number: int
    values: dict[str, str]


@dataclass
class Sheet:
    """kind: a key of columns.KINDS. grid: every row of the file as text, from row 1, for giving it back marked.

    at: header → column of the grid, from 0. header_row: as Excel shows it.
    """

    kind: str
    title: str
    header_row: int
    at: dict[str, int]
    rows: list[Row]
    grid: list[list[str]]


@dataclass
class Book:
    """faults: what is wrong with headers and cells already. ignored: titles of sheets that hold nothing of ours."""

    filename: str
    sheets: list[Sheet] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def n_rows(self) -> int:
        """Rows with content, all sheets together."""
        return sum(len(sheet.rows) for sheet in self.sheets)
