"""Spreadsheets as clerks make them, and the sample hall as plain data."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from typing import Any

from openpyxl import Workbook

from bot.catalogue.sheets import Applied, apply, read
from bot.knowledge.codec import encode
from bot.knowledge.files import load
from bot.knowledge.release import canonical
from bot.paths import HALL

Plain = dict[str, Any]


@lru_cache(maxsize=1)
def _text() -> str:
    return canonical(encode(load(HALL)))


def sample() -> Plain:
    """The sample hall, a fresh one for each who asks."""
    hall: Plain = json.loads(_text())
    return hall


def item(hall: Plain, key: str) -> Plain:
    return next(one for one in hall["items"] if one["id"] == key)


def xlsx(**sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def merged(hall: Plain | None = None, **sheets: list[list[Any]]) -> Applied:
    return apply(read(xlsx(**sheets), "表.xlsx"), hall or sample())


def said(made: Applied) -> list[tuple[str, int, str]]:
    """Sheet, row and column of each fault."""
    return [(fault.sheet, fault.row, fault.column) for fault in made.faults]
