"""Personal numbers: none gets through, nothing else changes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.text.mask import KINDS, Found, hide, mask, restore
from bot.text.numbers import case_check_digit, identity_check_digit, is_luhn

CASE = "212345678" + case_check_digit("212345678")
IDENTITY = "11010119900307109X"
REGIONS = ("110101", "150102", "320102", "510104", "650102", "810000")

words = st.text(st.sampled_from("我的身份证手机电话银行卡号是丢了，。？ 一下在哪里办abc\n⟦⟧"), max_size=12)
said = str.maketrans("0123456789", "零一二三四五六七八九")
said_yao = str.maketrans("0123456789", "零幺二三四五六七八九")
unsaid = str.maketrans("０１２３４５６７８９零一二三四五六七八九幺", "012345678901234567891")
wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def of_digits(size: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=size, max_size=size)


def _with_luhn(front: str) -> str:
    return next(front + last for last in "0123456789" if is_luhn(front + last))


mobiles = st.builds(lambda second, rest: "1" + second + rest, st.sampled_from("3456789"), of_digits(9))
identities = st.builds(
    lambda region, born, serial: region + born.strftime("%Y%m%d") + serial,
    st.sampled_from(REGIONS),
    st.dates(date(1920, 1, 1), date(2026, 1, 1)),
    of_digits(3),
).map(lambda front: front + identity_check_digit(front))
cards = st.integers(13, 16).flatmap(of_digits).map(lambda rest: _with_luhn("62" + rest))
personal = st.one_of(mobiles, identities, cards)


@st.composite
def decorated(draw: st.DrawFn, number: str) -> str:
    script = draw(st.sampled_from(["plain", "wide", "said", "said_yao", "small"]))
    if script == "wide":
        number = number.translate(wide)
    elif script == "small":
        number = number.lower()
    elif script != "plain":
        number = number.translate(said if script == "said" else said_yao)
    gaps = draw(
        st.one_of(
            st.just([""]),
            st.sampled_from([" ", "-", "－", " - ", "\u200b", "."]).map(lambda gap: [gap]),
            st.lists(st.sampled_from(["", "", "", " ", "-", "–", "　", "\u200d"]), min_size=1, max_size=20),
        )
    )
    return "".join(char + (gaps[at % len(gaps)] if at < len(number) - 1 else "") for at, char in enumerate(number))


def digits_left(text: str) -> str:
    plain = re.sub(r"⟦\w+?\d+⟧", "", text)
    return re.sub(r"[^0-9]", "", plain.translate(unsaid))


@given(personal.flatmap(decorated), words, words)
def test_no_digit_of_a_number_survives(typed: str, before: str, after: str) -> None:
    assume(not before.endswith("一") and not after.startswith("一"))
    masked = mask(before + typed + after)
    assert len(masked.found) == 1
    assert digits_left(masked.text) == digits_left(before + after)


@given(personal.flatmap(decorated), words, words)
def test_all_else_stays_as_typed(typed: str, before: str, after: str) -> None:
    assume(not before.endswith("一") and not after.startswith("一"))
    masked = mask(before + typed + after)
    brackets = str.maketrans("⟦⟧", "[]")
    placeholder = masked.found[0].placeholder
    assert masked.text == before.translate(brackets) + placeholder + after.translate(brackets)


any_text = st.one_of(
    st.text(),
    st.lists(
        st.one_of(
            personal.flatmap(decorated),
            words,
            of_digits(6),
            of_digits(8),
            st.text("0123456789 -—.,:/一二三", max_size=40),
            st.sampled_from(["查询码", "电话", "身份证", "卡号", "护照E", "通行证", CASE, "0471-", "+86", "元"]),
        ),
        max_size=8,
    ).map("".join),
)


@given(any_text)
def test_masking_what_was_masked_finds_nothing(text: str) -> None:
    assert mask(mask(text).text).found == ()


@given(any_text)
def test_every_placeholder_in_the_text_was_made_here(text: str) -> None:
    masked = mask(text)
    assert set(re.findall("⟦[^⟦⟧]*⟧", masked.text)) == {found.placeholder for found in masked.found}
    assert masked.text.count("⟦") == masked.text.count("⟧")


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        ("电话139-1234-5678", "电话⟦手机号1⟧"),
        ("+86 139 1234 5678", "⟦手机号1⟧"),
        ("8613912345678", "⟦手机号1⟧"),
        ("打幺三九一二三四五六七八一下", "打⟦手机号1⟧一下"),
        ("给我打一三九一二三四五六七八", "给我打⟦手机号1⟧"),
        ("手机139123456", "手机139123456"),
        ("手机号1391234567", "手机号⟦手机号1⟧"),
        ("0471-1234567 (0471)12345678", "⟦座机1⟧ ⟦座机2⟧"),
        ("010-12345678", "⟦座机1⟧"),
        ("+86 10 62345678", "⟦座机1⟧"),
        ("座机6543210", "座机⟦座机1⟧"),
        (f"我是{IDENTITY}", "我是⟦身份证号1⟧"),
        ("我的身份证110101199003071090", "我的身份证⟦身份证号1⟧"),
        ("身份证1101011990030712", "身份证⟦身份证号1⟧"),
        ("110101 19900307 109×", "⟦身份证号1⟧"),
        ("老身份证110101900307123", "老身份证⟦身份证号1⟧"),
        ("护照E12345678", "护照⟦护照号1⟧"),
        ("EA1234567", "⟦护照号1⟧"),
        ("港澳通行证C12345678", "港澳通行证⟦通行证号1⟧"),
        ("回乡证H0123456700", "回乡证⟦通行证号1⟧"),
        ("台胞证12345678", "台胞证⟦通行证号1⟧"),
        ("4111 1111 1111 1111", "⟦银行卡号1⟧"),
        ("卡号6222021234567890", "卡号⟦银行卡号1⟧"),
        ("6222021234567890", "6222021234567890"),
        ("查询码123456", "查询码⟦查询码1⟧"),
        ("密码是 123 456", "密码是 ⟦查询码1⟧"),
        ("１２３４５６是我的查询码", "⟦查询码1⟧是我的查询码"),
        (f"{CASE} 123456", f"{CASE} ⟦查询码1⟧"),
        (f"123456，{CASE}", f"⟦查询码1⟧，{CASE}"),
        ("⟦手机号7⟧", "[手机号7]"),
    ],
)
def test_a_personal_number_is_masked(typed: str, masked: str) -> None:
    assert mask(typed).text == masked


@pytest.mark.parametrize(
    "typed",
    [
        "拨12345还是12333，还是110",
        "2025年11月21日和20251121，2025-11-21 09:00-11:00",
        "3楼12号窗口",
        "押金1500元，一共123456元，价格1,234,567,890元",
        f"我的诉求{CASE}到哪了",
        f"电话里说的号码是{CASE}",
        "密码是什么",
        "邮政编码010000",
        "热线4008123456",
        "一二三四五六七八九十",
        "A012号",
        "电话20251121",
    ],
)
def test_an_ordinary_number_stays(typed: str) -> None:
    assert mask(typed).text == typed


@given(of_digits(8), st.sampled_from("235"), words)
def test_a_case_number_stays_readable(rest: str, first: str, before: str) -> None:
    number = first + rest + case_check_digit(first + rest)
    assert number in mask(f"{before}：{number}").text


@given(of_digits(8), st.sampled_from("235"), of_digits(6))
def test_the_code_beside_a_case_number_goes(rest: str, first: str, code: str) -> None:
    number = first + rest + case_check_digit(first + rest)
    assert mask(f"{number} {code}").text == f"{number} ⟦查询码1⟧"


def test_one_number_has_one_placeholder_and_counting_goes_on() -> None:
    masked = mask("13912345678，139-1234-5678，13812345678", start={"手机号": 2})
    assert masked.text == "⟦手机号3⟧，⟦手机号3⟧，⟦手机号4⟧"
    assert masked.found == (
        Found("手机号", "⟦手机号3⟧", "13912345678"),
        Found("手机号", "⟦手机号4⟧", "13812345678"),
    )


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("手机号", "13912345678", "139****5678"),
        ("身份证号", IDENTITY, "110***********109X"),
        ("身份证号", "110101900307123", "110********7123"),
        ("座机", "0471-1234567", "********4567"),
        ("护照号", "E12345678", "*****5678"),
        ("银行卡号", "6222021234567890123", "***************0123"),
        ("查询码", "123456", "******"),
        ("别的", "12", "*2"),
    ],
)
def test_little_of_a_number_is_shown(kind: str, value: str, shown: str) -> None:
    assert hide(value, kind) == shown


@given(st.text(), st.sampled_from(KINDS))
def test_at_most_seven_characters_are_shown(value: str, kind: str) -> None:
    assert len(hide(value, kind)) == len(value)
    assert len(hide(value.replace("*", ""), kind).replace("*", "")) <= 7


def test_what_is_shown_is_hidden_and_unknown_placeholders_stay() -> None:
    masked = mask("打13912345678，证件11010119900307109X")
    values = {found.placeholder: found.value for found in masked.found}
    assert restore(masked.text, values) == "打139****5678，证件110***********109X"
    assert restore(masked.text, {}) == masked.text
    assert restore(masked.text, values, lambda value, kind: f"<{kind}>") == "打<手机号>，证件<身份证号>"


@pytest.mark.parametrize("char", ["1", "1 ", "一", "13", "5  -"])
def test_a_long_row_of_digits_ends(char: str) -> None:
    masked = mask((char * 4000)[:4000])
    assert mask(masked.text).found == ()
