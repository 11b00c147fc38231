"""Codes: random, plain to read, forgiving to type."""

from __future__ import annotations

import pytest

from bot.slips.codes import ALPHABET, grouped, is_code, new_code, tidied


def test_no_sign_looks_like_another() -> None:
    for alike in ("0OQD"[:2], "1IL", "2Z", "5S", "8B", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert len(ALPHABET) ** 8 > 10**11


def test_codes_are_random_and_valid() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(is_code(code) for code in codes)
    assert {sign for code in codes for sign in code} == set(ALPHABET)


@pytest.mark.parametrize("typed", ["a7kp3xrm", "A7KP 3XRM", " a7kp-3xrm ", "Ａ７ＫＰ　３ＸＲＭ", "A7KP\t3XRM"])
def test_typing_is_forgiven(typed: str) -> None:
    assert tidied(typed) == "A7KP3XRM"
    assert grouped(tidied(typed)) == "A7KP 3XRM"


@pytest.mark.parametrize("typed", ["", "A7KP3XR", "A7KP3XRMM", "A7KP3XR0", "身份证身份证身份", "A" * 5000])
def test_what_is_no_code(typed: str) -> None:
    assert not is_code(tidied(typed))
