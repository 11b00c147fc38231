"""The receipt of a request as it is printed: number, query code, what happens next, a square; nothing of the person."""

from __future__ import annotations

from dataclasses import dataclass

from bot.slips.squares import Square

KEEP_SAFE = "查询码请不要告诉别人。丢了可以到导办台补。"


@dataclass(frozen=True)
class Receipt:
    """What stands on it. rows: label and text. how: how to ask for it later. made: when it was printed, in words."""

    hall: str
    number: str
    code: str
    rows: tuple[tuple[str, str], ...]
    how: str
    square: Square
    made: str


def grouped(digits: str) -> str:
    """2123456789 → 212 345 6789, as the page shows it; the field for it takes the gaps."""
    return " ".join(part for part in (digits[:3], digits[3:6], digits[6:]) if part)
