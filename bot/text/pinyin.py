"""How words sound: toneless syllables, a fuzzy form for dialect and homophones, and initials (身份证 → sfz)."""

from __future__ import annotations

import os
import re
import unicodedata

# The phrase dictionary is not used here (see _READ_AS) and would cost 43 MB in every process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

from pypinyin.constants import PINYIN_DICT

# A character has one reading here, whatever its neighbours: both sides of a search read it alike, so
# that a phrase dictionary buys nothing. These words of the hall are the exceptions people would type
# by sound (yinhang, chongxin).
_READ_AS: dict[str, str] = {
    "银行": "yin hang",
    "行业": "hang ye",
    "同行": "tong hang",
    "商行": "shang hang",
    "重新": "chong xin",
    "重复": "chong fu",
    "重庆": "chong qing",
    "长期": "chang qi",
    "归还": "gui huan",
    "退还": "tui huan",
    "还款": "huan kuan",
    "还贷": "huan dai",
    "调整": "tiao zheng",
    "调解": "tiao jie",
    "空调": "kong tiao",
    "供给": "gong ji",
    "给付": "ji fu",
    "便宜": "pian yi",
    "首都": "shou du",
    "音乐": "yin yue",
    "会计": "kuai ji",
    "出差": "chu chai",
    "朝阳": "zhao yang",
    "西藏": "xi zang",
    "藏族": "zang zu",
    "厦门": "xia men",
    "没收": "mo shou",
    "着急": "zhao ji",
    "仔细": "zi xi",
    "了解": "liao jie",
}
_TOKEN = re.compile("|".join([*_READ_AS, "[0-9]+", "[A-Za-z]+", r"[^\W_]"]))
_FUZZY_INITIAL = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "f": "h"}
_INITIAL = re.compile(r"zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]")


class _Syllables(dict[str, tuple[str, ...]]):
    """Remembers how each token is read; holds at most one entry per character, words and numbers are not kept."""

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(token) > 1 or token.isascii():
            return (token.lower(),)
        readings = PINYIN_DICT.get(ord(token))
        self[token] = read = (_toneless(readings.partition(",")[0]) if readings else token,)
        return read


class _Fuzzy(dict[str, tuple[str, ...]]):
    """Remembers the fuzzy form of each token, as `_Syllables` does."""

    def __init__(self, *, r_as_l: bool) -> None:
        super().__init__()
        self._r_as_l = r_as_l

    def __missing__(self, token: str) -> tuple[str, ...]:
        read = _SYLLABLES[token]
        if token.isascii():
            return read
        self[token] = blurred = tuple(_blur(syllable, r_as_l=self._r_as_l) for syllable in read)
        return blurred


def _toneless(reading: str) -> str:
    """Take the tone off a syllable; ü is written v."""
    plain = unicodedata.normalize("NFD", reading.replace("ɡ", "g"))
    plain = plain.replace("u\u0308", "v")
    return "".join(char for char in plain if not unicodedata.combining(char)).replace("ê", "e")


def _blur(syllable: str, *, r_as_l: bool) -> str:
    """Write a syllable so that those often confused are alike."""
    found = _INITIAL.match(syllable)
    if not syllable.isascii() or found is None or found[0] == syllable:
        return syllable[:-1] if syllable in ("ang", "eng") else syllable
    initial, final = found[0], syllable[found.end() :]
    initial = _FUZZY_INITIAL.get(initial, initial)
    if r_as_l and initial == "r":
        initial = "l"
    return initial + (final[:-1] if final.endswith(("ang", "eng", "ing")) else final)


_SYLLABLES = _Syllables({word: tuple(read.split()) for word, read in _READ_AS.items()})
_FUZZY = _Fuzzy(r_as_l=False)
_FUZZY_R = _Fuzzy(r_as_l=True)


def syllables(text: str) -> tuple[str, ...]:
    """Give the toneless reading of every character; latin words and numbers are one lower-case token each.

    Punctuation and spaces are left out, ü is v, a character nobody knows how to read stands for itself.

    Args:
        text: simplified Chinese, any length.

    Returns:
        One token per character, word or number, in order.
    """
    read = _SYLLABLES
    return tuple([syllable for token in _TOKEN.findall(text) for syllable in read[token]])


def fuzzy(text: str, *, r_as_l: bool = False) -> tuple[str, ...]:
    """Give `syllables` with the sounds that speakers and keyboards confuse written alike.

    zh z, ch c, sh s, n l, f h at the start; an ang, en eng, in ing (also ian iang, uan uang) at the end.
    As many tokens as `syllables` gives.

    Args:
        text: simplified Chinese, any length.
        r_as_l: also write r as l.
    """
    read = _FUZZY_R if r_as_l else _FUZZY
    return tuple([syllable for token in _TOKEN.findall(text) for syllable in read[token]])


def initials(text: str) -> str:
    """Give the first letters people type instead of a name (身份证 → sfz); latin words and numbers stay whole."""
    read = _SYLLABLES
    parts: list[str] = []
    for token in _TOKEN.findall(text):
        parts.append(token.lower() if token.isascii() else "".join([syllable[0] for syllable in read[token]]))
    return "".join(parts)
