"""Numbers: there and back, replies that choose from a list, and check digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.numbers import (
    case_check_digit,
    chinese_to_int,
    identity_check_digit,
    int_to_chinese,
    is_case_number,
    is_identity_number,
    is_luhn,
    ordinal,
)

digits = st.text("0123456789", min_size=9, max_size=9)


@given(st.integers(0, 9999))
def test_a_number_comes_back_from_chinese(number: int) -> None:
    assert chinese_to_int(int_to_chinese(number)) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十四", 24),
        ("一百五", 150),
        ("一百零五", 105),
        ("两千", 2000),
        ("一千零五十", 1050),
        ("一零三", 103),
        ("廿四", 24),
        ("贰拾", 20),
        ("", None),
        ("百", None),
        ("十二号", None),
        ("零十", None),
        ("十零", None),
    ],
)
def test_a_numeral_is_read_as_it_is_said(said: str, number: int | None) -> None:
    assert chinese_to_int(said) == number


@pytest.mark.parametrize("number", [-1, 10000])
def test_a_number_too_large_or_negative_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        int_to_chinese(number)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("第二个", 2),
        ("2", 2),
        ("２。", 2),
        ("二", 2),
        ("选二", 2),
        ("第2项", 2),
        ("选项3", 3),
        ("就第一个吧", 1),
        ("第十二个", 12),
        ("最后一个", -1),
        ("最后一项吧", -1),
        ("倒数第二个", -2),
        ("两个", None),
        ("2号窗口", None),
        ("二楼", None),
        ("0", None),
        ("12345", None),
        ("身份证", None),
        ("", None),
    ],
)
def test_a_reply_names_a_place_in_the_list(said: str, place: int | None) -> None:
    assert ordinal(said) == place


@given(digits.map(lambda nine: "2" + nine[1:]), st.integers(0, 9), st.integers(1, 9))
def test_a_case_number_with_one_wrong_digit_is_none(nine: str, at: int, more: int) -> None:
    number = nine + case_check_digit(nine)
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert is_case_number(number)
    assert not is_case_number(wrong)


@given(digits)
def test_a_case_number_begins_with_2_3_or_5(nine: str) -> None:
    assert is_case_number(nine + case_check_digit(nine)) == (nine[0] in "235")


@pytest.mark.parametrize("nine", ["", "12345678", "1234567890", "12345678x", "１２３４５６７８９"])
def test_a_check_digit_needs_nine_digits(nine: str) -> None:
    with pytest.raises(ValueError, match="nine"):
        case_check_digit(nine)


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("11010119900307109X", True),
        ("11010119900307109x", True),
        ("110101199003071090", False),
        ("110101199013071233", False),
        ("110101900307123", True),
        ("110101901307123", False),
        ("110101900229123", False),
        ("1101011990030712", False),
        ("", False),
    ],
)
def test_an_identity_number_needs_its_check_digit_and_a_birthday(number: str, fits: bool) -> None:
    assert is_identity_number(number) is fits


def test_an_identity_check_digit_needs_seventeen_digits() -> None:
    assert identity_check_digit("11010119900307109") == "X"
    with pytest.raises(ValueError, match="seventeen"):
        identity_check_digit("1101")


def test_a_card_number_ends_with_its_check_digit() -> None:
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111112")
    assert not is_luhn("")
