"""The value of a cell as text, in one form; and text as a cell that no program takes for a formula."""

from __future__ import annotations

import re
from datetime import date, datetime, time

_SPACES = " \t\r\n\u3000\xa0\u200b\ufeff"
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u200e\u200f]")
LONGEST = 32_000
"""Characters that are shown of a cell; Excel holds 32,767."""
NO_RESULT = "#没有结果"
"""Stands for a formula whose result the file does not hold."""
ERRORS = frozenset({NO_RESULT, "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def text_of(value: object) -> str:
    """A cell's value as text: 24.0 is 24, a date is 2026-01-31, yes and no are 是 and 否, edges without spaces."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return clean(str(value))


def clean(text: str) -> str:
    """Lines without spaces at their ends, one kind of line break, nothing invisible."""
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_UNSEEN.sub("", line).strip(_SPACES) for line in text.strip(_SPACES).split("\n"))


def writable(text: str) -> str:
    """Text that a cell can hold."""
    return _UNSEEN.sub("", text)[:LONGEST]


def is_risky(text: str) -> bool:
    """Would a spreadsheet take this text for a formula?"""
    return _FORMULA.match(text) is not None


def quoted(text: str) -> str:
    """Text for CSV: what a spreadsheet would run gets a ' in front. Source: OWASP, CSV Injection."""
    return f"'{text}" if is_risky(text) else text


def unquoted(text: str) -> str:
    """`quoted` taken back."""
    return text[1:] if text.startswith("'") and is_risky(text) else text
