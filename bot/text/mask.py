"""Personal numbers out of what people write, before anything else reads it.

Each number becomes a placeholder (⟦手机号1⟧); the value goes to whoever may keep it. When in doubt a number
is masked: one masked too many costs a question, one leaked cannot be taken back.

Source: 个人信息保护法 art. 6, 28 (no more than needed; identity and account numbers are sensitive).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from bot.text.numbers import DIGIT_OF, is_birth_date, is_case_number, is_identity_number, is_luhn

Kind = Literal["手机号", "座机", "身份证号", "护照号", "通行证号", "银行卡号", "查询码"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_KIND = "|".join(KINDS)
_PLACEHOLDER = re.compile(rf"⟦({_KIND})([0-9]+)⟧")
_ANY_PLACEHOLDER = re.compile(rf"[⟦\[](?:{_KIND})[0-9]+[⟧\]]")
_BRACKETS = str.maketrans("⟦⟧", "[]")
_BLANK = "\uffff"

# What may stand between two digits of one number: spaces, dashes, dots, and what cannot be seen.
_GAP = (
    r"[\s\-\u2010-\u2015\u2212_.\u00b7\u30fb\u2022,，、/\\~*|()"
    r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\u20e3\ufeff]"
)
_GAPS = rf"{_GAP}{{0,4}}"
_COUNTRY = rf"(?:(?:\+|00)?86{_GAPS})"

_MOBILE = re.compile(rf"(?:\+?{_COUNTRY}|0{_GAPS}|17951{_GAPS})?(?P<own>1{_GAPS}[3-9](?:{_GAPS}[0-9]){{9}})")
_MOBILE_MISTYPED = re.compile(rf"(?P<own>1{_GAPS}[3-9](?:{_GAPS}[0-9]){{8}}(?:(?:{_GAPS}[0-9]){{2}})?)")
_LONG = {size: re.compile(rf"[1-9](?:{_GAPS}[0-9]){{{size - 1}}}") for size in (15, 16, 17, 18, 19)}
_IDENTITY_18 = re.compile(rf"[1-9](?:{_GAPS}[0-9]){{16}}{_GAPS}[0-9X]")
_AREA = rf"(?:1{_GAPS}0|2{_GAPS}[0-9]|[3-9]{_GAPS}[0-9]{_GAPS}[0-9])"
_LANDLINES = tuple(
    re.compile(rf"{before}{_AREA})(?P<own>(?:{_GAPS}[0-9]){{{size}}})")
    for size in (8, 7)
    for before in (rf"(?:\+{_COUNTRY}|\({_GAPS})?(?P<area>0{_GAPS}", rf"\+{_COUNTRY}(?P<area>")
)
_LANDLINE_SHORT = re.compile(rf"(?P<area>)(?P<own>[2-9][0-9]{{2,3}}{_GAPS}[0-9]{{4}})")
_PASSPORT = re.compile(
    rf"(?:[EGDSPH](?:{_GAPS}[0-9]){{8}}|E{_GAPS}[A-Z](?:{_GAPS}[0-9]){{7}}|[DSP]E(?:{_GAPS}[0-9]){{7}})"
)
_PERMIT = re.compile(
    rf"(?:[HM](?:{_GAPS}[0-9]){{10}}|[CHMTLW](?:{_GAPS}[0-9]){{8}}|[CLW]{_GAPS}[A-Z](?:{_GAPS}[0-9]){{7}})"
)
_PERMIT_DIGITS = re.compile(r"[0-9]{8}(?:[0-9]{2})?")
_CHUNK = re.compile(rf"[0-9](?:{_GAPS}[0-9])*")
_GROUP = re.compile(r"[0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_LIST_NUMBER = re.compile(r"1[.,，、)]")
_TIMED = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_REGION = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_AMOUNT = re.compile(r"\s*(?:元|块|万|亿|年|月|日|人|平|㎡)")

_NEAR_IDENTITY = re.compile(r"身份[证證]|身分[证證]|证件号|證件號|公民身份|居民[证證]|证号|證號")
_NEAR_CARD = re.compile(r"卡号|卡號|银行卡|銀行卡|储蓄卡|信用卡|借记卡|[账帐賬帳][号號户戶]|存折")
_NEAR_MOBILE = re.compile(r"手机|手機|电话|電話|联系|聯繫|号码|號碼|微信")
_NEAR_LANDLINE = re.compile(r"电话|電話|座机|座機|固话|固定|号码|號碼|联系|聯繫|TEL")
_NEAR_PASSPORT = re.compile(r"护照|護照|PASSPORT")
_NEAR_PERMIT = re.compile(r"通行[证證]|回[乡鄉][证證]|台胞[证證]|港澳|往来|往來")
_NEAR_PERMIT_DIGITS = re.compile(r"通行[证證]|回[乡鄉][证證]|台胞[证證]")
_NEAR_CODE = re.compile(r"码|碼|口令|CODE|PIN")
_NOT_CODE = re.compile(r"邮编|邮政编码|郵政編碼|区划代码")
_BESIDE_CASE = re.compile(r"[^0-9\uffff]{0,4}")


class _Plain(dict[int, str]):
    """Reads each character as the digit, capital letter or sign it stands for, one for one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = unicodedata.digit(char, None)
        folded = unicodedata.normalize("NFKC", char).upper()
        if digit is not None:
            char = str(digit)
        elif len(folded) == 1 and folded.isascii():
            char = folded
        elif char == "×":
            char = "X"
        self[code] = char
        return char


_PLAIN = _Plain()
_SAID = str.maketrans({**{char: str(value) for char, value in DIGIT_OF.items() if char != "两"}, "叉": "X"})
_DIGIT = re.compile(f"[0-9{''.join(DIGIT_OF)}]")


@dataclass(frozen=True)
class Found:
    """One personal number. value: digits and capitals without decoration (landlines keep one dash)."""

    kind: Kind
    placeholder: str
    value: str


@dataclass(frozen=True)
class Masked:
    """A text without personal numbers, and each different number once, in order of appearance."""

    text: str
    found: tuple[Found, ...]


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    kind: Kind
    value: str


class _Reading:
    """One look at a text: what it says in plain digits, and which places are already spoken for."""

    def __init__(self, text: str) -> None:
        blanked = _ANY_PLACEHOLDER.sub(lambda found: _BLANK * len(found[0]), text)
        self.written = blanked.translate(_PLAIN)
        self.said = self.written.translate(_SAID)
        self.spans: list[_Span] = []
        self._taken = bytearray(len(text))
        self._cases: list[tuple[int, int]] | None = None

    def free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def take(self, start: int, end: int, kind: Kind, value: str) -> None:
        self.spans.append(_Span(start, end, kind, value))
        self._taken[start:end] = b"\x01" * (end - start)

    def near(self, start: int, end: int, words: re.Pattern[str], *, before: int, after: int) -> bool:
        """Tell whether one of the words stands close: before, after in characters."""
        around = self.written[max(0, start - before) : start] + _BLANK + self.written[end : end + after]
        return words.search(around) is not None

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], bool]]:
        """Find a pattern wherever it does not cut through a number; also in Chinese digits (second value True).

        Chinese digits beside it are no boundary (…六七八一下), written digits are.
        """
        for text in (self.written,) if self.said == self.written else (self.written, self.said):
            at = 0
            while found := pattern.search(text, at):
                start, end = found.span()
                if self._whole(start, end) and self.free(start, end):
                    yield found, text is not self.written
                    at = end if not self.free(start, end) else start + 1
                else:
                    at = start + 1

    def _whole(self, start: int, end: int) -> bool:
        before = self.written[start - 1] if start else " "
        after = self.written[end] if end < len(self.written) else " "
        return not (_ascii_digit(before) and self.said[start].isdigit()) and not (
            _ascii_digit(after) and _ascii_digit(self.said[end - 1])
        )

    def cases(self) -> list[tuple[int, int]]:
        """Give where our own case numbers stand: written together, or as whole groups alone or beside a query code."""
        if self._cases is None:
            spans: set[tuple[int, int]] = set()
            for text in (self.written, self.said):
                spans.update(found.span() for found in _GROUP.finditer(text) if is_case_number(found[0]))
                for chunk in _CHUNK.finditer(text):
                    spans.update(_grouped_case(chunk))
            self._cases = sorted(spans)
        return self._cases

    def over_case(self, start: int, end: int) -> bool:
        return any(a < end and start < b for a, b in self.cases())


def _ascii_digit(char: str) -> bool:
    return "0" <= char <= "9"


def _digits(text: str) -> str:
    return "".join(char for char in text if _ascii_digit(char) or "A" <= char <= "Z")


def _grouped_case(chunk: re.Match[str]) -> list[tuple[int, int]]:
    """Give the case number that groups of digits make up, when nothing but a six-digit code is left over."""
    groups = [(found.start() + chunk.start(), found[0]) for found in _GROUP.finditer(chunk[0])]
    total = sum(len(digits) for _, digits in groups)
    if total not in (10, 16):
        return []
    for part in (groups[:cut] for cut in range(1, len(groups) + 1)):
        if is_case_number("".join(digits for _, digits in part)):
            return [(part[0][0], part[-1][0] + len(part[-1][1]))]
    for part in (groups[cut:] for cut in range(1, len(groups))):
        if is_case_number("".join(digits for _, digits in part)):
            return [(part[0][0], part[-1][0] + len(part[-1][1]))]
    return []


def _sure_identities(reading: _Reading) -> None:
    for found, _ in reading.matches(_IDENTITY_18):
        value = _digits(found[0])
        if is_identity_number(value):
            reading.take(*found.span(), "身份证号", value)


def _likely_identities(reading: _Reading) -> None:
    for found, _ in reading.matches(_IDENTITY_18):
        value, (start, end) = _digits(found[0]), found.span()
        if reading.over_case(start, end) or not is_birth_date(value[6:14]):
            continue
        together = len(value) == end - start and _REGION.match(value)
        if together or reading.near(start, end, _NEAR_IDENTITY, before=30, after=20):
            reading.take(start, end, "身份证号", value)
    for found, _ in reading.matches(_LONG[15]):
        value, (start, end) = _digits(found[0]), found.span()
        if not is_identity_number(value) or reading.over_case(start, end) or _TIMED.match(value):
            continue
        groups = [len(digits) for digits in _GROUP.findall(found[0])]
        near = reading.near(start, end, _NEAR_IDENTITY, before=30, after=20)
        if near or (_REGION.match(value) and 11 not in groups):
            reading.take(start, end, "身份证号", value)
    for size in (18, 17, 16, 15) if _NEAR_IDENTITY.search(reading.written) else ():
        for found, _ in reading.matches(_LONG[size]):
            start, end = found.span()
            if end - start == size and reading.near(start, end, _NEAR_IDENTITY, before=12, after=8):
                tail = reading.written[end : end + 1] == "X"
                reading.take(start, end + tail, "身份证号", _digits(reading.said[start : end + tail]))


def _mobiles(reading: _Reading) -> None:
    for found, _ in reading.matches(_MOBILE):
        own = found["own"]
        listed = _LIST_NUMBER.match(own) and reading.over_case(*found.span())
        if not listed and not _THOUSANDS.fullmatch(own):
            reading.take(*found.span(), "手机号", _digits(own))
    for found, _ in reading.matches(_MOBILE_MISTYPED):
        start, end = found.span()
        if len(_digits(found[0])) < end - start or _AMOUNT.match(reading.written, end):
            continue
        if reading.near(start, end, _NEAR_MOBILE, before=8, after=6) and not reading.over_case(start, end):
            reading.take(start, end, "手机号", _digits(found[0]))


def _union_cards(reading: _Reading) -> None:
    """Take the cards that begin with 62 before a part of one, written apart, looks like a mobile."""
    _cards(reading, first="62")


def _cards(reading: _Reading, *, first: str = "") -> None:
    for size in (19, 18, 17, 16):
        for found, _ in reading.matches(_LONG[size]):
            value, (start, end) = _digits(found[0]), found.span()
            if not value.startswith(first):
                continue
            near = reading.near(start, end, _NEAR_CARD, before=12, after=8)
            if not near and (not is_luhn(value) or _TIMED.match(value)):
                continue
            if not _card_hides_case(reading, start, end, value):
                reading.take(start, end, "银行卡号", value)


def _card_hides_case(reading: _Reading, start: int, end: int, value: str) -> bool:
    """Tell whether a row of digits is a case number and its neighbour rather than a card.

    A case number inside it is chance; one that begins it, or ends it when the rest is no bank's, is meant.
    """
    inside = [(a, b) for a, b in reading.cases() if a < end and start < b]
    return any(a <= start or (b >= end and not value.startswith("62")) for a, b in inside)


def _papers(reading: _Reading) -> None:
    for pattern, kind in ((_PASSPORT, "护照号"), (_PERMIT, "通行证号")):
        for found, said in reading.matches(pattern):
            start, end = found.span()
            beside = reading.written[start - 1 : start] if start else ""
            if said or (beside.isascii() and beside.isalnum()):
                continue
            value = _digits(found[0])
            permit = reading.near(start, end, _NEAR_PERMIT, before=12, after=8)
            passport = reading.near(start, end, _NEAR_PASSPORT, before=12, after=8)
            fits = bool(_PERMIT.fullmatch(value))
            shown = "通行证号" if fits and not passport and (permit or value[0] in "HM") else kind
            reading.take(start, end, cast(Kind, shown), value)
    for found, said in reading.matches(_PERMIT_DIGITS):
        start, end = found.span()
        if said or is_birth_date(found[0]) or reading.over_case(start, end):
            continue
        if reading.near(start, end, _NEAR_PERMIT_DIGITS, before=8, after=6):
            reading.take(start, end, "通行证号", found[0])


def _landlines(reading: _Reading) -> None:
    for pattern in _LANDLINES:
        for found, _ in reading.matches(pattern):
            start, end = found.span()
            area, own = _digits(found["area"]), _digits(found["own"])
            if not reading.over_case(start, end):
                reading.take(start, end, "座机", f"{area if area.startswith('0') else '0' + area}-{own}")
    for found, _ in reading.matches(_LANDLINE_SHORT):
        start, end = found.span()
        value = _digits(found[0])
        if is_birth_date(value) or _AMOUNT.match(reading.written, end) or reading.over_case(start, end):
            continue
        if reading.near(start, end, _NEAR_LANDLINE, before=10, after=6):
            reading.take(start, end, "座机", value)


def _codes(reading: _Reading) -> None:
    for text in (reading.written, reading.said):
        for pattern in (_GROUP, _CHUNK):
            for found in pattern.finditer(text):
                start, end = found.span()
                value = _digits(found[0])
                if len(value) != 6 or not reading.free(start, end) or reading.over_case(start, end):
                    continue
                if _decimal(reading.written, start, end) or _AMOUNT.match(reading.written, end):
                    continue
                if _asked_for(reading, start, end) or _beside_case(reading, start, end):
                    reading.take(start, end, "查询码", value)


def _decimal(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"[0-9]\.$", text[:start]) or re.match(r"\.[0-9]", text[end:]))


def _asked_for(reading: _Reading, start: int, end: int) -> bool:
    postal = reading.near(start, end, _NOT_CODE, before=8, after=0)
    return not postal and reading.near(start, end, _NEAR_CODE, before=10, after=8)


def _beside_case(reading: _Reading, start: int, end: int) -> bool:
    return any(
        (b <= start and _BESIDE_CASE.fullmatch(reading.written, b, start) is not None)
        or (end <= a and _BESIDE_CASE.fullmatch(reading.written, end, a) is not None)
        for a, b in reading.cases()
    )


def mask(text: str, *, start: Mapping[str, int] | None = None) -> Masked:
    """Replace every personal number by a placeholder such as ⟦手机号1⟧; all else stays as it was typed.

    Numbers are found with spaces, dashes or invisible characters inside, in wide or Chinese digits. Case
    numbers, amounts, dates, window and short service numbers (12345, 110) stay readable. ⟦ and ⟧ typed by
    a person become [ and ] first, so that nobody can type a placeholder. Masking what was masked finds
    nothing. The same number twice has one placeholder.

    Args:
        text: what a person wrote, any length.
        start: kind → the last number already used in this conversation, >= 0; missing kinds begin at 1.
    """
    text = text.translate(_BRACKETS)
    if len(_DIGIT.findall(text.translate(_PLAIN))) < 6:
        return Masked(text, ())
    last = dict(start or {})
    found: dict[tuple[Kind, str], Found] = {}
    while spans := _spans(text):
        text = _replace(text, spans, found, last)
    return Masked(text, tuple(found.values()))


def _spans(text: str) -> list[_Span]:
    """Find the numbers of one look, from the surest kind to the one that needs its neighbours' words."""
    reading = _Reading(text)
    for look in (_sure_identities, _union_cards, _likely_identities, _mobiles, _cards, _papers, _landlines, _codes):
        look(reading)
    return sorted(reading.spans, key=lambda span: span.start)


def _replace(text: str, spans: list[_Span], found: dict[tuple[Kind, str], Found], last: dict[str, int]) -> str:
    parts: list[str] = []
    at = 0
    for span in spans:
        key = (span.kind, span.value)
        if key not in found:
            last[span.kind] = last.get(span.kind, 0) + 1
            found[key] = Found(span.kind, f"⟦{span.kind}{last[span.kind]}⟧", span.value)
        parts += [text[at : span.start], found[key].placeholder]
        at = span.end
    return "".join([*parts, text[at:]])


def hide(value: str, kind: str) -> str:
    """Give the form in which a number may be shown: enough for its owner to know it, too little for others.

    手机号 first 3 and last 4, 身份证号 first 3 and last 4, 查询码 nothing, every other kind the last 4 and
    never more than half of it.

    Args:
        value: the whole number.
        kind: one of `KINDS`; an unknown kind is hidden like a card.
    """
    if kind == "查询码":
        return "*" * len(value)
    if kind in ("手机号", "身份证号") and len(value) >= 10:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    kept = min(4, len(value) // 2)
    return "*" * (len(value) - kept) + value[len(value) - kept :]


def restore(text: str, values: Mapping[str, str], shown: Callable[[str, str], str] = hide) -> str:
    """Put numbers back in the form in which they may be shown; a placeholder without a value stays.

    Args:
        text: a masked text.
        values: placeholder → value.
        shown: value, kind → what is shown.
    """
    return _PLACEHOLDER.sub(
        lambda found: shown(values[found[0]], found[1]) if found[0] in values else found[0],
        text,
    )
