"""The square on a slip: a phone reads from it where to look, or the slip itself where no network leads here."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from bot.slips.codes import tidied
from bot.slips.leaflet import Leaflet, brief

TEXT = "text"
"""The value of XIAOBAO_SLIP_QR that wants words, never an address."""
MOST = 420
"""Bytes of words in a square: with more its dots get too small for an old phone on 34 mm of thermal paper."""


@dataclass(frozen=True)
class Square:
    """text: what a phone reads. words: what is written beside it."""

    text: str
    words: str


def square(sheet: Leaflet, address: str) -> Square:
    """The square of a slip.

    Args:
        address: where the web was reached, ending in a slash; empty when only its own machine reaches it.
    """
    base = settings.SLIP_QR or address
    if base == TEXT or not base:
        return Square(brief(sheet, MOST), "手机扫一扫，把要点存在手机里。到窗口凭单号就能看到全部。")
    return Square(
        f"{base.rstrip('/')}/slip/{tidied(sheet.code)}", "手机扫一扫，看全部内容和有没有变化。到窗口凭单号也能看到。"
    )
