"""A sentence as it is read aloud: numbers in words, telephones digit by digit, never a code or a number of somebody's.

What comes out holds only Chinese characters, capital letters, which are spelled, and 。，！？.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot.text.normalise import simplified
from bot.text.numbers import is_case_number, is_identity_number

ON_SCREEN = "请看屏幕"
"""Said in the place of what must not be read aloud in a hall."""

_DIGITS = "零一二三四五六七八九"
_PHONE_DIGITS = "零幺二三四五六七八九"
_WORDS = {"app": "应用", "wifi": "无线网", "wi-fi": "无线网", "http": "", "https": "", "www": ""}

_PLACEHOLDER = re.compile(r"⟦[^⟧]*⟧")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+|[\w.+-]+@[\w.-]+", re.ASCII)
_CODE_NAMED = re.compile(r"(查询码|编号|验证码|身份证号码?|告知单码)([是为：:\s]*)(?=[A-Z0-9])[A-Z0-9]{4,20}", re.ASCII)
_SLIP_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Z0-9]{0,7}[A-Z])(?=[A-Z0-9]{0,7}[0-9])[A-Z0-9]{8}(?![A-Za-z0-9])", re.ASCII
)
_MASKED = re.compile(r"\d{0,6}\*{2,}(\d{0,4})")
_YEAR_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年(?!以|内|后|来|级|多))")
_DOCUMENT_YEAR = re.compile(r"〔(\d{4})〕")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)")
_SPAN = re.compile(r"(?<=\d)\s*(?:[-–—~～]{1,2}|至)\s*(?=\d)")
_LANDLINE = re.compile(
    r"(?<!\d)(0\d{2,3})[-—\s]?(\d{7,8})(?!\d)|(?<!\d)(1[3-9]\d{9})(?!\d)|(?<!\d)([48]00)[-—]?(\d{3})[-—]?(\d{4})(?!\d)"
)
_MEASURE = "元|块|个|份|张|天|日|年|月|号|人|次|名|位|岁|周岁|小时|分钟|公里|平方|万|亿|吨|千克|公斤|项|条|件|户|级|页|寸|楼|层|米|毫米|厘米"
_SERVICE = re.compile(
    rf"(?<![\d.])(110|119|120|122|1[02]\d{{3}}|12[13]\d{{2}}|123\d{{2}}|1237\d|9[56]\d{{3}}|114)(?![\d.]|\s*(?:{_MEASURE}))"
)
_CALLED = re.compile(r"((?:打|拨|电话|热线|号码|转)[：:是为打个]{0,2}\s*)(\d{3,8})(?!\d|\s*(?:元|个|份|张|天|次))")
_MONEY = re.compile(r"[¥￥]\s*(\d[\d,]*(?:\.\d+)?)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_FRACTION = re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])")
_NUMBER = re.compile(r"\d[\d,]*\d|\d")
_DECIMAL = re.compile(r"(\d[\d,]*)\.(\d+)")
_PAIRS = re.compile(
    r"(?<![\d零一二三四五六七八九十百千万点第])2(?=个|份|张|天|名|位|次|件|条|项|本|套|户|元|块|人|年(?!级|代)|小时|分钟|周(?!岁)|种|家|处|台|页|米|公里|吨|倍|步|组|样|对|间|所|代)"
)
_TICKET = re.compile(r"(?<![A-Za-z])([A-Za-z])(\d{2,4})(?!\d)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z.-]*")
_COMMA = "→•—–…~～|；;：:（）()[]【】、,-"
_SILENT = "·“”‘’\"'《》〈〉〔*_`<>^\\$@「」"
_MARKS = {**dict.fromkeys(_COMMA, "，"), **dict.fromkeys(_SILENT, ""), "\n": "。", ".": "。", "!": "！", "?": "？", "〕": "号文第",
          "×": "乘", "÷": "除以", "+": "加", "＋": "加", "=": "等于", "㎡": "平方米", "℃": "度", "&": "和", "/": "或", "#": "井号",
          "%": "百分号"}  # fmt: skip
_NOT_SAID = re.compile(r"[^㐀-鿿A-Z，。！？]")
_STOPS = re.compile(r"[，。！？]{2,}")


def read(text: str) -> str:
    """The sentence as a voice should say it: 24号窗口 → 二十四号窗口, 12345 → 幺二三四五, 9:30 → 九点三十分.

    Case numbers, query and slip codes, identity numbers and what was masked are not said. The result holds
    only Chinese characters, capital letters and 。，！？; it is empty when nothing is to be said.
    """
    text = simplified(unicodedata.normalize("NFC", text))  # the page may show the other characters
    text = "".join(_narrow(character) for character in text)
    text = _ADDRESS.sub(ON_SCREEN, _PLACEHOLDER.sub("", text))
    text = _private(text)
    for pattern, say in _STEPS:
        text = pattern.sub(say, text)
    text = "".join(_MARKS.get(character, character) for character in text)
    text = _NOT_SAID.sub("", text)
    return _STOPS.sub(_strongest, text).strip("，")


def sentences(text: str) -> list[str]:
    """The read text in its sentences, so that one can be spoken while the next is made."""
    return [one for one in re.findall(r"[^。！？]+[。！？]?", read(text)) if one.strip("，。！？")]


def _narrow(character: str) -> str:
    """Full-width digits and letters as their ordinary ones; Chinese punctuation stays."""
    code = ord(character)
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A or character in "％＊－／＝":
        return unicodedata.normalize("NFKC", character)
    return character


def _private(text: str) -> str:
    text = _CODE_NAMED.sub(lambda found: f"{found[1]}{ON_SCREEN}", text)
    text = _SLIP_CODE.sub(ON_SCREEN, text)
    text = _MASKED.sub(lambda found: f"尾号{_one_by_one(found[1])}" if found[1] else "", text)
    return re.sub(r"(?<!\d)\d{10,18}[Xx]?(?!\d)", lambda found: ON_SCREEN if _of_somebody(found[0]) else found[0], text)


def _of_somebody(number: str) -> bool:
    return is_case_number(number) or is_identity_number(number) or len(number) > 12


def _one_by_one(digits: str, names: str = _PHONE_DIGITS) -> str:
    return "".join(names[int(digit)] for digit in digits if digit.isdigit())


def in_words(number: int) -> str:
    """A whole number below a hundred million million as it is said: 24 → 二十四, 10500 → 一万零五百."""
    if number < 0:
        return "负" + in_words(-number)
    if number < 10:
        return _DIGITS[number]
    groups, said, gap = [], "", False
    while number:
        number, rest = divmod(number, 10000)
        groups.append(rest)
    for place in range(len(groups) - 1, -1, -1):
        if groups[place] == 0:
            gap = bool(said)
            continue
        part = _below_ten_thousand(groups[place])
        said += ("零" if said and (gap or groups[place] < 1000) else "") + part + ("", "万", "亿", "万亿")[place]
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def _below_ten_thousand(number: int) -> str:
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + name
        gap = not digit
    return said


def _number(found: re.Match[str]) -> str:
    plain = found[0].replace(",", "")
    if (len(plain) > 1 and plain[0] == "0") or len(plain) > 14:
        return _one_by_one(plain, _DIGITS)
    return in_words(int(plain))


def _latin(found: re.Match[str]) -> str:
    word = found[0]
    known = _WORDS.get(word.lower().strip("."))
    return known if known is not None else "".join(letter for letter in word.upper() if letter.isalpha())


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    half = {0: "", 30: "半"}.get(minute)
    tail = half if half is not None else ("零" if minute < 10 else "") + in_words(minute) + "分"
    return ("两" if hour == 2 else in_words(hour)) + "点" + tail


def _landline(found: re.Match[str]) -> str:
    return "，".join(_one_by_one(part) for part in found.groups() if part)


def _strongest(found: re.Match[str]) -> str:
    return next((mark for mark in "。！？" if mark in found[0]), "，")


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_LANDLINE, _landline),
    (_YEAR_DAY, lambda f: f"{_one_by_one(f[1], _DIGITS)}年{in_words(int(f[2]))}月{in_words(int(f[3]))}日"),
    (_DOCUMENT_YEAR, lambda f: f"{_one_by_one(f[1], _DIGITS)}年"),
    (_YEAR, lambda f: _one_by_one(f[1], _DIGITS)),
    (_TIME, _time),
    (_CALLED, lambda f: f[1] + _one_by_one(f[2])),
    (_SERVICE, lambda f: _one_by_one(f[1])),
    (_MONEY, lambda f: f"{f[1]}元"),
    (_PERCENT, lambda f: f"百分之{f[1]}"),
    (_SPAN, lambda _: "到"),
    (re.compile(r"(?<=[分半点零一二三四五六七八九十日月年元])\s*[-–—~～]+\s*(?=[\d一二三四五六七八九十两])"), lambda _: "到"),
    (_FRACTION, lambda f: f"{in_words(int(f[2]))}分之{in_words(int(f[1]))}" if int(f[1]) < int(f[2]) else f"{f[1]}或{f[2]}"),
    (_TICKET, lambda f: f[1].upper() + _one_by_one(f[2], _DIGITS)),
    (_PAIRS, lambda _: "两"),
    (_DECIMAL, lambda f: f"{in_words(int(f[1].replace(',', '')))}点{_one_by_one(f[2], _DIGITS)}"),
    (_NUMBER, _number),
    (_LATIN, _latin),
)  # fmt: skip
