"""What the workshop does with spreadsheets: bytes and text in, plain data out. Run beside the web, never in its threads."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.catalogue.sheets.book import Fault, Refused
from bot.catalogue.sheets.merging import apply
from bot.catalogue.sheets.reading import read
from bot.catalogue.sheets.review import REVIEW_DAYS, spread_review
from bot.catalogue.sheets.writing import marked, template, write, write_csv

Progress = Callable[[int, int], None]
Plain = dict[str, Any]


def examine(
    data: bytes,
    filename: str,
    text: str,
    *,
    departments: list[str] | None,
    held: list[tuple[str, str, str]],
    today: str,
    progress: Progress = lambda done, total: None,
) -> Plain:
    """What a file would change, as plain data that a table can hold.

    Args:
        text: of a release. departments: see `apply`. held: kind, id and title of the change set. today: ISO.

    Returns:
        `refused`: why it can't be read; or counts, `faults`, `cells`, `notes`, `ignored`, and `contents`, rows of
        kind, id and content.
    """
    progress(1, 100)
    try:
        book = read(data, filename)
    except Refused as refusal:
        return {"refused": str(refusal)}
    progress(40, 100)
    hall = json.loads(text)["hall"]
    made = apply(
        book,
        hall,
        departments=None if departments is None else frozenset(departments),
        held={(kind, key): title for kind, key, title in held},
        progress=lambda done, total: progress(40 + 40 * done // max(1, total), 100),
    )
    days = int(hall["information"].get("review_days") or REVIEW_DAYS)
    contents = spread_review(made.contents, date.fromisoformat(today), days)
    spread = sum(content != made.contents[key] for key, content in contents.items())
    progress(100, 100)
    return {
        "rows": book.n_rows,
        "new": len(made.new),
        "changed": len(made.changed),
        "removed": len(made.removed),
        "unchanged": made.unchanged,
        "cleared": sum(bool(cell.before) and not cell.after for cell in made.cells),
        "spread": spread,
        "faults": [asdict(fault) for fault in made.faults],
        "cells": [asdict(cell) for cell in made.cells],
        "notes": made.notes,
        "ignored": book.ignored,
        "contents": [[kind, key, content] for (kind, key), content in contents.items()],
    }


def export(kind: str, form: str, text: str) -> bytes:
    """A sheet of what a release's text holds. form: xlsx or csv."""
    hall = json.loads(text)["hall"]
    return write_csv(kind, hall) if form == "csv" else write(kind, hall)


def empty(kind: str, text: str) -> bytes:
    """A template with the drop-downs of this hall."""
    return template(kind, json.loads(text)["hall"])


def corrected(data: bytes, filename: str, text: str, faults: list[Plain]) -> bytes:
    """The file with its faults marked."""
    return marked(read(data, filename), [Fault(**fault) for fault in faults], json.loads(text)["hall"])
