"""How a read sentence sounds: syllables with tones, for a voice that knows no Chinese characters well.

A voice's own dictionary reads 银行 as yin xing; here stands which words are read otherwise than their characters alone.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

from pypinyin.constants import PINYIN_DICT

_CALLED = """
ei1 bi4 xi1 di4 yi4 ai1-fu2 ji4 ai1-chi2 ai4 jie4 kei4 ai1-lou2 ai1-mu2 en1 ou1 pi4 kou1 a4 ai1-si1 ti4 you1 wei4
da2-bu4-liu4 ai1-ke4-si1 wai4 zei4
"""
LETTERS: dict[str, str] = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _CALLED.split(), strict=True))
"""How letters are called by people who speak Chinese."""

_READINGS: dict[str, str] = dict(
    line.split("\t")
    for line in (Path(__file__).parent / "readings.tsv").read_text(encoding="utf-8").splitlines()
    if "\t" in line and not line.startswith("#")
)
"""Words and characters that are read otherwise than the first reading of each of their characters."""

_KNOWN = re.compile("|".join([*sorted(_READINGS, key=len, reverse=True), r"[A-Z]", r"[，。！？]", "[㐀-鿿]"]))
_TONED = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_DOTS = "\u0308"
_PAUSE = {"，": ", ", "。": ". ", "！": ". ", "？": "? "}
_NOT, _ONE = "不", "一"
_ONE_CHANGES = re.compile(
    r"(?<![十百千万零一二三四五六七八九第年])一(?=[个般起样次下切直定些点共天份张件位种条项人名边旦律致时生百千万])"
)


def syllables(read: str) -> list[str]:
    """Syllables with tone numbers (shen1 fen4 zheng4) and the marks between them; 一 and 不 as they change before others.

    Args:
        read: as `reading.read` gives it.
    """
    found: list[str] = []
    changing = {match.start() for match in _ONE_CHANGES.finditer(read)}
    for token in _KNOWN.finditer(read):
        word = token[0]
        if word in _PAUSE:
            found.append(word)
        elif word in LETTERS:
            found += LETTERS[word].split("-")
        elif word in _READINGS:
            found += _READINGS[word].split()
        else:
            found.append(_NOT if word == "不" else _ONE if token.start() in changing else _alone(word))
    return _changed([one for one in found if one])


def for_voice(read: str) -> str:
    """What a voice that reads pinyin gets: syllables in a row, and marks where it rests."""
    return "".join(_PAUSE.get(one) or f"{one} " for one in syllables(read)).strip()


@lru_cache(maxsize=8192)
def _alone(character: str) -> str:
    readings = PINYIN_DICT.get(ord(character), "")
    return _numbered(readings.partition(",")[0]) if readings else ""


def _numbered(syllable: str) -> str:
    """qǐng → qing3, lǜ → lv4, le → le5."""
    tone, plain = "5", ""
    for mark in unicodedata.normalize("NFD", syllable):
        if mark in _TONED:
            tone = _TONED[mark]
        elif mark == _DOTS:
            plain = plain[:-1] + "v"
        elif mark.isalpha():
            plain += mark
    return plain + tone


def _changed(found: list[str]) -> list[str]:
    """不 and 一 rise before a falling tone; 一 falls before the others."""
    for place, one in enumerate(found):
        falls = place + 1 < len(found) and found[place + 1][-1] in "45"
        if one == _NOT:
            found[place] = "bu2" if falls and found[place + 1][-1] == "4" else "bu4"
        elif one == _ONE:
            found[place] = "yi2" if falls else "yi4"
    return found
