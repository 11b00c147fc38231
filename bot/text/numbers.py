"""Numbers as people say and write them, and the check digits that tell one kind of number from another."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange

DIGIT_OF: dict[str, int] = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("壹贰叁肆伍陆柒捌玖", start=1)},
    **{"〇": 0, "○": 0, "幺": 1, "两": 2, "貳": 2, "叄": 3, "參": 3, "陸": 6},
}
"""What one Chinese digit is worth, spoken (幺, 两) and formal (壹) forms included."""

_PLAIN = "零一二三四五六七八九"
_UNITS = str.maketrans("拾佰仟", "十百千")
_ALL_DIGITS = "".join(DIGIT_OF)
_ONE_TO_NINE = "".join(char for char, value in DIGIT_OF.items() if value)
_ZERO = "".join(char for char, value in DIGIT_OF.items() if not value)
_WITH_UNITS = re.compile(
    rf"(?:(?P<thousands>[{_ONE_TO_NINE}])千)?(?P<zero_hundreds>[{_ZERO}])?"
    rf"(?:(?P<hundreds>[{_ONE_TO_NINE}])百)?(?P<zero_tens>[{_ZERO}])?"
    rf"(?:(?P<tens>[{_ONE_TO_NINE}])?(?P<ten>十))?(?P<zero_ones>[{_ZERO}])?(?P<ones>[{_ONE_TO_NINE}])?"
)
_DIGITS_ONLY = re.compile(rf"[{_ALL_DIGITS}]{{1,4}}")

_ORDINAL = re.compile(
    r"(?:(?:我|就|那就|那)?(?:要|选|选择|办|点|看|是)?)(?P<back>倒数)?(?:第|选项|选择)?"
    r"(?P<number>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?P<unit>个|项|条|种|号|件|样|类)?"
    r"(?:选项|事项|那个|的)?(?:吧|啊|呀|呢|嘛|了|哈)?"
)
_LAST = re.compile(
    r"(?:我|就|那就|那)?(?:要|选|选择|办|点|看|是)?(?:最后|最末|末尾|最下面|最底下)(?:面)?的?"
    r"(?:那|那一|一|这)?(?:个|项|条|种|号|件|样|类)(?:选项|事项)?(?:吧|啊|呀|呢|嘛|了|哈)?"
)
_EDGES = " \t\r\n,，.。、!！?？;；:：()（）"

_CASE_FIRST = frozenset("235")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_CASE = re.compile(r"[0-9]{10}")
_IDENTITY_18 = re.compile(r"[1-9][0-9]{16}[0-9Xx]")
_IDENTITY_15 = re.compile(r"[1-9][0-9]{14}")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECK = "10X98765432"


def chinese_to_int(text: str) -> int | None:
    """Give the number a Chinese numeral stands for, or None when it is not exactly one numeral.

    Units (二十四, 一千零五), the spoken short form (一百五 is 150), digit by digit (一零三 is 103) and
    formal characters are understood. The inverse of `int_to_chinese`.

    Args:
        text: the numeral alone, without spaces; 0–9999.
    """
    text = text.translate(_UNITS).replace("廿", "二十").replace("卅", "三十")
    if _DIGITS_ONLY.fullmatch(text):
        return int("".join(str(DIGIT_OF[char]) for char in text))
    found = _WITH_UNITS.fullmatch(text)
    if not text or found is None:
        return None
    thousands, hundreds, ones = (DIGIT_OF.get(found[name] or "", 0) for name in ("thousands", "hundreds", "ones"))
    tens = (DIGIT_OF[found["tens"]] if found["tens"] else 1) if found["ten"] else 0
    if not _zeros_in_place(found):
        return None
    zeros = found["zero_hundreds"] or found["zero_tens"] or found["zero_ones"]
    spoken_short = ones and not found["ten"] and not zeros
    if spoken_short and hundreds:
        return thousands * 1000 + hundreds * 100 + ones * 10
    if spoken_short and thousands:
        return thousands * 1000 + ones * 100
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


def _zeros_in_place(found: re.Match[str]) -> bool:
    """Tell whether every 零 has something before and after it, and at most one stands in each gap."""
    text = found[0]
    if any(text[at] in _ZERO and (at == 0 or at == len(text) - 1) for at in range(len(text))):
        return False
    return not re.search(rf"[{_ZERO}]{{2}}", text)


def int_to_chinese(number: int) -> str:
    """Write a number in Chinese the way it is said (12 → 十二, 105 → 一百零五).

    Args:
        number: 0–9999.

    Raises:
        ValueError: the number is outside 0–9999.
    """
    if not 0 <= number <= 9999:
        raise ValueError("only 0 to 9999 can be written in Chinese")
    if number < 10:
        return _PLAIN[number]
    said = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += _PLAIN[digit] + name
        elif said and not said.endswith("零"):
            said += "零"
    said = said.rstrip("零")
    return said[1:] if said.startswith("一十") else said


def ordinal(text: str) -> int | None:
    """Give the place in a list that a short reply names, or None when it names none.

    "第二个", "2", "选二", "第2项" → 2; "最后一个" → -1, "倒数第二个" → -2. A quantity ("两个"), a floor,
    a window or anything longer is None, so the reply can be read as ordinary words.

    Args:
        text: the whole reply of a person.
    """
    said = unicodedata.normalize("NFKC", text).strip(_EDGES)
    if _LAST.fullmatch(said):
        return -1
    found = _ORDINAL.fullmatch(said)
    if found is None:
        return None
    number = int(found["number"]) if found["number"].isdigit() else chinese_to_int(found["number"])
    prefixed = bool(re.search(r"第|选", said[: found.start("number")]))
    if not number or (found["back"] and "第" not in said):
        return None
    if found["unit"] and found["unit"] != "号" and not prefixed:
        return None
    return -number if found["back"] else number


def case_check_digit(nine: str) -> str:
    """Give the tenth digit of a case number: one wrong digit or most swaps no longer fit.

    Args:
        nine: the first nine digits, ASCII.

    Raises:
        ValueError: not exactly nine digits.

    Source: ISO/IEC 7064, MOD 11,10.
    """
    if not _NINE_DIGITS.fullmatch(nine):
        raise ValueError("a check digit needs exactly nine digits")
    product = 10
    for char in nine:
        product = ((product + int(char)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_case_number(text: str) -> bool:
    """Tell whether this is one of our case numbers: ten digits, first 2, 3 or 5, last the check digit.

    Source: ISO/IEC 7064, MOD 11,10.
    """
    return bool(_CASE.fullmatch(text)) and text[0] in _CASE_FIRST and case_check_digit(text[:9]) == text[9]


def is_birth_date(text: str) -> bool:
    """Tell whether eight digits (YYYYMMDD, 1900–2099) or six (YYMMDD of 19YY) are a day of the calendar."""
    if len(text) == 6:
        text = "19" + text
    if not re.fullmatch(r"(?:19|20)[0-9]{6}", text):
        return False
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def identity_check_digit(seventeen: str) -> str:
    """Give the eighteenth character of an identity number: a digit or X.

    Args:
        seventeen: the first seventeen digits, ASCII.

    Raises:
        ValueError: not exactly seventeen digits.

    Source: GB 11643-1999 (ISO 7064, MOD 11-2).
    """
    if not re.fullmatch(r"[0-9]{17}", seventeen):
        raise ValueError("a check digit needs exactly seventeen digits")
    total = sum(int(char) * weight for char, weight in zip(seventeen, _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECK[total % 11]


def is_identity_number(text: str) -> bool:
    """Tell whether this can be a resident identity number: 18 with check and birth date, or 15 with birth date.

    Args:
        text: the number alone, without spaces; x may be small.

    Source: GB 11643-1999; GB 11643-1989 for the 15-digit form.
    """
    if _IDENTITY_18.fullmatch(text):
        return is_birth_date(text[6:14]) and identity_check_digit(text[:17]) == text[17].upper()
    return bool(_IDENTITY_15.fullmatch(text)) and is_birth_date(text[6:12])


def is_luhn(text: str) -> bool:
    """Tell whether a row of digits ends with its Luhn check digit, as bank cards do.

    Source: ISO/IEC 7812-1, annex B.
    """
    if not re.fullmatch(r"[0-9]{2,}", text):
        return False
    total = sum(int(char) for char in text[-1::-2])
    return (total + sum(sum(divmod(int(char) * 2, 10)) for char in text[-2::-2])) % 10 == 0
