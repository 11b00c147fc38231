"""How the sample hall's sentences sound: every one of them is Chinese, none falls back to English."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.files import load
from bot.speech.reading import read
from bot.speech.sounds import for_voice, syllables

ESPEAK = shutil.which("espeak-ng")
HALL = Path(__file__).parents[2] / "data" / "hall"
SYLLABLE = re.compile(r"[a-z]{1,6}[1-5]")


def strings(part: Any) -> Iterator[str]:
    """Every Chinese string of the hall, whatever it is for."""
    if isinstance(part, str):
        if re.search("[㐀-鿿]", part):
            yield part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from strings(getattr(part, field.name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, (list, tuple, frozenset, set)):
        for value in part:
            yield from strings(value)


@pytest.fixture(scope="module")
def spoken() -> list[str]:
    """All of the sample hall, as it is read."""
    found = sorted({read(text) for text in strings(load(HALL))} - {""})
    assert len(found) > 3000
    return found


@pytest.mark.parametrize(
    ("said", "sounds"),
    [
        ("银行", "yin2 hang2"),
        ("变更登记", "bian4 geng1 deng1 ji4"),
        ("不是", "bu2 shi4"),
        ("不收费", "bu4 shou1 fei4"),
        ("部分", "bu4 fen4"),
        ("一个", "yi2 ge4"),
        ("一般", "yi4 ban1"),
        ("十一月一号", "shi2 yi1 yue4 yi1 hao4"),
        ("子女", "zi3 nv3"),
        ("C厅", "xi1 ting1"),
        ("为准", "wei2 zhun3"),
        ("还款", "huan2 kuan3"),
    ],
)
def test_words_are_read_as_people_read_them(said: str, sounds: str) -> None:
    assert " ".join(syllables(said)) == sounds


def test_every_character_of_the_sample_hall_has_a_sound(spoken: list[str]) -> None:
    for text in spoken:
        sounds = [one for one in syllables(text) if one not in "，。！？"]
        assert all(SYLLABLE.fullmatch(one) for one in sounds), text
        assert len(sounds) >= len(re.findall("[㐀-鿿]", text)), text


def phonemes(pinyin: list[str]) -> list[str]:
    """What the voice makes of each line; a fall back to English would stand there as (en)."""
    if ESPEAK is None:
        assert not os.environ.get("CI"), "espeak-ng is needed here: apt-get install espeak-ng"
        pytest.skip("espeak-ng is not installed")
    made = subprocess.run(
        [ESPEAK, "-v", "cmn-latn-pinyin", "-q", "-x", "--stdin"],
        input="\n\n".join(pinyin).encode(), capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    return [line.strip() for line in made.stdout.decode().splitlines() if line.strip()]


def test_every_syllable_of_the_sample_hall_is_one_to_the_voice(spoken: list[str]) -> None:
    """A sentence reaches the voice as syllables alone, so that what holds for each of them holds for all sentences.

    A syllable that the voice does not know would be spelled in English letters: more than one tone would come.
    """
    known = sorted({one for text in spoken for one in syllables(text) if one not in "，。！？"})
    heard = phonemes([f"{one}." for one in known])
    assert len(heard) == len(known)
    assert not [
        (one, line) for one, line in zip(known, heard, strict=True) if len(re.findall(r"\d+", line)) != 1 or "(" in line
    ]


def test_whole_sentences_hold_no_english(spoken: list[str]) -> None:
    longest = sorted(spoken, key=len)[-100:]
    assert "(en)" not in " ".join(phonemes([for_voice(text) for text in longest]))


def test_characters_alone_would_be_spelled_in_english_by_the_other_voice() -> None:
    """The trap that this guards against, so that the tests above are known to be able to fail."""
    assert "(en)" in "".join(_other("请到C厅24号窗口"))


def _other(text: str) -> str:
    if ESPEAK is None:
        pytest.skip("espeak-ng is not installed")
    done = subprocess.run(
        [ESPEAK, "-v", "cmn", "-q", "-x", "--stdin"], input=text.encode(), capture_output=True, check=True
    )
    return done.stdout.decode()
