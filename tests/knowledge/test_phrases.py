"""Everything the guide says: every phrase can be filled, every wording has its turn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge.model import Phrase
from bot.knowledge.phrases import REQUIRED, say, slots
from bot.knowledge.release import Release


@pytest.mark.parametrize("key", REQUIRED)
def test_every_phrase_of_the_sample_can_be_said(sample: Release, key: str) -> None:
    values = {name: f"〈{name}〉" for name in REQUIRED[key]}
    for variant in range(len(sample.hall.phrases[key].texts)):
        for words in say(sample, key, variant=variant, **values):
            assert words.strip()
            assert "{" not in words
            assert "}" not in words


def test_the_sample_has_no_phrase_that_nobody_says(sample: Release) -> None:
    assert set(sample.hall.phrases) - set(REQUIRED) == set()


@pytest.mark.parametrize(("variant", "text"), [(0, "甲"), (1, "乙"), (2, "甲"), (-1, "乙"), (10**9 + 1, "乙")])
def test_the_wordings_take_turns(tiny: Release, variant: int, text: str) -> None:
    phrases = {**tiny.hall.phrases, "talk.thanks": Phrase(texts=("甲", "乙"))}
    release = replace(tiny, hall=replace(tiny.hall, phrases=phrases))
    assert say(release, "talk.thanks", variant=variant) == (text, text)


def test_the_short_form_is_read_aloud(tiny: Release) -> None:
    phrases = {**tiny.hall.phrases, "talk.greet": Phrase(texts=("这里是{hall}",), speech="欢迎到{hall}")}
    release = replace(tiny, hall=replace(tiny.hall, phrases=phrases))
    assert say(release, "talk.greet", hall="甲") == ("这里是甲", "欢迎到甲")


def test_a_phrase_that_does_not_exist_is_an_error(tiny: Release) -> None:
    with pytest.raises(KeyError):
        say(tiny, "talk.secret")


def test_a_persons_braces_are_no_slots(tiny: Release) -> None:
    text, _ = say(tiny, "guide.cross_area", name="{telephone}", text="{0}")
    assert "{telephone}" in text
    assert "{0}" in text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", set()),
        ("{a}和{b}{a}", {"a", "b"}),
        ("{{a}}", set()),
        ("{", {"括号不成对"}),
        ("}", {"括号不成对"}),
        ("{a!r}", {"a!r"}),
    ],
)
def test_the_slots_of_a_phrase(text: str, names: set[str]) -> None:
    assert slots(text) == names
