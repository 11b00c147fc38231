"""One way of writing what people type in many: the form in which sentences are compared and searched."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import opencc

from bot.text.numbers import chinese_to_int

_CONFIG = "t2s"

SHORT = 300
"""Characters of a sentence that is worth remembering for a moment."""

_BREAKS = re.compile(r"[\s\x1c-\x1f\u2028\u2029]+")
_EMOJI = re.compile(
    "[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\u20e3\ufe00-\ufe0f"
    "\U0001f000-\U0001f0ff\U0001f10d-\U0001f10f\U0001f170-\U0001faff\U0001fb00-\U0001fbff\U000e0000-\U000e01ef]"
)

# NFKC makes ？！；， ASCII. A sentence keeps Chinese ones, whichever the keyboard gave; a comma or colon
# between digits is part of the number.
_SENTENCE = str.maketrans("?!;", "？！；")
_COMMA = re.compile(r"(?<![0-9]),|,(?![0-9])")

_PARTICLES = "啊呀呢吧吗哈嘛哦噢喔哎唉诶欸嘿呵哇哟嗯呃额唔"
_RUN_SHORT = re.compile(rf"([{_PARTICLES}，。？！；、~….·・—―_\- ])\1+")
_RUN_LONG = re.compile(r"([^\W\d_零〇○一二三四五六七八九十百千万亿幺两壹贰叁肆伍陆柒捌玖a-z])\1{2,}")
_RUN_LATIN = re.compile(r"([a-z])\1{3,}")

_NUMERAL = "零〇一二三四五六七八九十百千两幺"
_NUMBERED = re.compile(
    rf"(?<![{_NUMERAL}几数多])(?<!周)(?<!星期)(?<!礼拜)"
    rf"(?P<number>[{_NUMERAL}]{{1,7}})(?P<unit>号窗口|窗口|号(?![码召称外令])|楼|层(?![层次面级出]))"
)
_NOT_COUNTED = re.compile(r"[统同唯单任某每逐另万专合归划之其不]")
_POINTED_AT = re.compile(r"[这那哪上下]")

_HESITATION = r"[嗯呃唔]+[啊哦呀]?"
_OPENERS = (
    _HESITATION,
    r"(?:e+m+|h+m+|额+|啊|哎|诶|欸|喂)(?=[，。、…~ ])",
    # 那个 points at something when a noun or a verb of being follows
    r"那个(?!窗口|地方|人|表|楼|柜台|号|事|东西|材料|证件|多少|要|是|在|能|可|怎|咋|呢|吗|的|行|谁|有|啥|什么|[？。！]|$)",
    r"我?就?[想要]?(?:麻烦|打扰|劳驾)?[您你]?请?问(?:一下子|一下|下|一句|声|您|你)?[啊哈呀吧]?(?![题卷过答责他她它])",
    r"打扰一下|打扰了|劳驾",
    r"不好意思(?=[，。、…~ ])",
    r"(?:小豹)?[你您]好[啊呀哈哦]?(?![像歹些几多久慢烦吗不意凶坏厉])",
    r"(?:[早晚]上|[上中下]午|大家)好[啊呀哈]?(?!吗)",
    r"(?:哈喽|哈啰|hello|hi)(?![a-z0-9])",
    r"小豹(?=[，。！、…~ ])",
)
# All openers of one place at once: a line of two thousand of them must not take two thousand passes.
_FILLERS = re.compile(rf"(?:^|(?<=[，。？！；、…~ ]))(?:(?:{'|'.join(_OPENERS)})[，、。…~ ]*)+|{_HESITATION}")
_OPENING = re.compile(r"^[，。、；！…~\s]+")
_NOTHING_SAID = re.compile(rf"[\W_{_PARTICLES}了嘛的]*")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC(_CONFIG)


def simplified(text: str) -> str:
    """The same text in simplified characters, all else as it is."""
    return text if text.isascii() else _converter().convert(text)


def normalise(text: str) -> str:
    """Write a sentence in the one form in which sentences are compared; doing it twice changes nothing.

    Narrow digits and latin letters, small letters, simplified characters, Chinese ？！；，; no control or
    invisible characters, no emoji, no opening words (请问, 你好, 那个, 嗯), no dragged-out characters (啊啊啊,
    ？？？), window and floor numbers in digits (十二号窗口 → 12号窗口). A sentence that is nothing but a greeting
    or a filler is kept, since it is what was said. Doubles (妈妈, 看看) and rows of digits stay, and
    placeholders (⟦手机号1⟧) are untouched.

    Args:
        text: what a person typed or said, already masked.
    """
    return _short(text) if len(text) <= SHORT else _settled(text)


@lru_cache(maxsize=256)
def _short(text: str) -> str:
    """One sentence is asked for again and again while it is answered."""
    return _settled(text)


def _settled(text: str) -> str:
    while (written := _once(text)) != text:
        text = written
    return text


def _once(text: str) -> str:
    text = _tidy(_plain(text))
    spoken = _FILLERS.sub("", text)
    if spoken != text:
        spoken = _OPENING.sub("", spoken)
        if not _NOTHING_SAID.fullmatch(spoken):
            text = _tidy(spoken)
    return _NUMBERED.sub(_in_digits, text)


def _plain(text: str) -> str:
    """Settle width, script, case and sentence marks; drop what cannot be seen or read aloud."""
    text = _BREAKS.sub(" ", text)
    if not text.isascii():
        text = _EMOJI.sub("", unicodedata.normalize("NFKC", _EMOJI.sub("", text)))
        text = _converter().convert("".join([char for char in text if unicodedata.category(char)[0] != "C"]))
    else:
        text = "".join([char for char in text if char.isprintable()])
    return _COMMA.sub("，", text.lower().translate(_SENTENCE))


def _tidy(text: str) -> str:
    """Shorten dragged-out characters, and drop spaces at the edges."""
    return _RUN_LATIN.sub(r"\1", _RUN_LONG.sub(r"\1", _RUN_SHORT.sub(r"\1", text))).strip()


def _in_digits(found: re.Match[str]) -> str:
    said, unit = found["number"], found["unit"]
    before = found.string[found.start() - 1 : found.start()] if found.start() else ""
    pointed_at = unit not in ("号窗口", "楼") and _POINTED_AT.match(before)
    if said == "一" and (pointed_at or _NOT_COUNTED.match(before)):
        return found[0]
    if len(said) > 1 and not re.search("[十百千]", said) and not re.search("[零〇幺]", said):
        return found[0]  # 三四号窗口 is "three or four"
    number = chinese_to_int(said)
    return found[0] if number is None else f"{number}{unit}"
