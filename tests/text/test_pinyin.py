"""Sounds: plain, fuzzy, initials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.pinyin import fuzzy, initials, syllables


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("身份证", ("shen", "fen", "zheng")),
        ("绿卡", ("lv", "ka")),
        ("银行WiFi，12号!", ("yin", "hang", "wifi", "12", "hao")),
        ("重新还款", ("chong", "xin", "huan", "kuan")),
        ("", ()),
    ],
)
def test_every_character_is_read_without_tone(text: str, read: tuple[str, ...]) -> None:
    assert syllables(text) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("身份证", "深奋正"),
        ("身份证", "森很怎"),
        ("知此", "资吃"),
        ("难蓝", "蓝难"),
        ("年连", "娘良"),
        ("关光", "光关"),
        ("金京", "京金"),
        ("安昂", "昂安"),
        ("女绿", "绿女"),
    ],
)
def test_sounds_often_confused_are_alike(one: str, other: str) -> None:
    assert fuzzy(one) == fuzzy(other)


def test_sounds_not_confused_differ() -> None:
    assert fuzzy("东") != fuzzy("当")
    assert fuzzy("热") != fuzzy("乐")
    assert fuzzy("热", r_as_l=True) == fuzzy("乐", r_as_l=True)


def test_latin_words_keep_their_letters() -> None:
    assert fuzzy("zhang 12") == ("zhang", "12")


@pytest.mark.parametrize(
    ("text", "short"), [("身份证", "sfz"), ("ETC办理", "etcbl"), ("12345热线", "12345rx"), ("", "")]
)
def test_initials_are_what_people_type(text: str, short: str) -> None:
    assert initials(text) == short


@given(st.text())
def test_any_text_has_as_many_fuzzy_tokens_as_syllables(text: str) -> None:
    assert len(fuzzy(text)) == len(syllables(text))
    assert all(syllables(text))
    assert isinstance(initials(text), str)
