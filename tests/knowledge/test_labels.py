"""Every field and value of the model has words for a clerk."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from typing import Any, get_type_hints

import pytest

from bot.knowledge import model
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.check import DANGER
from bot.knowledge.labels import FIELDS, GROUPS, KINDS, NOUNS, WEEKDAYS, is_local, label, said, values

CLASSES = [cls for _, cls in inspect.getmembers(model, dataclasses.is_dataclass) if cls.__module__ == model.__name__]
EVERY = [(cls, f.name) for cls in CLASSES for f in dataclasses.fields(cls)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(("cls", "field"), EVERY, ids=lambda part: getattr(part, "__name__", part))
def test_every_field_has_a_name_and_help(cls: type, field: str) -> None:
    words = label(cls, field)
    assert CHINESE.search(words.name)
    assert len(words.name) <= 12
    assert words.help.endswith(("。", "？"))
    assert 5 <= len(words.help) <= 60
    assert field not in words.name + words.help.replace("id_card_lost", "")


def test_nothing_is_labelled_that_the_model_does_not_have() -> None:
    held = {cls: {f.name for f in dataclasses.fields(cls)} for cls in CLASSES}
    assert {cls: set(fields) for cls, fields in FIELDS.items()} == held


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_names_within_a_class_differ(cls: type) -> None:
    names = [words.name for words in FIELDS[cls].values()]
    assert len(set(names)) == len(names)


def test_every_value_that_can_be_chosen_is_chinese() -> None:
    chosen = {(cls, field): values(cls, field) for cls, field in EVERY if "Literal" in str(get_type_hints(cls)[field])}
    assert len(chosen) >= 10
    for (cls, field), words in chosen.items():
        assert words, (cls, field)
        assert all(CHINESE.search(word) for word in words.values())
        assert len(set(words.values())) == len(words)


def test_groups_aspects_and_weekdays() -> None:
    assert set(GROUPS) == set(typing.get_args(model.FactGroup))
    assert values(model.Item, "truth_of") == GROUPS
    assert values(model.Question, "aspect") == ASPECTS
    assert [WEEKDAYS[day] for day in range(1, 8)] == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
    assert values(model.Place, "kind")["online"] == "网上"
    assert values(model.Item, "name") == {}


def test_words_for_cues(sample_hall: model.Hall) -> None:
    cues = sample_hall.cues
    for field in ("aspects", "patterns", "intents", "alarm", "danger", "hint", "sounds"):
        assert set(getattr(cues, field)) <= set(values(model.Cues, field)), field
    assert set(cues.urgency) == set(DANGER) == set(values(model.Cues, "urgency"))


@pytest.mark.parametrize(
    ("field", "local"),
    [
        *((name, True) for name in ("short", "ways", "events", "places", "telephone", "complaint_telephone")),
        *((name, True) for name in ("help_service", "home_visit", "appointment", "self_service", "progress")),
        *((name, True) for name in ("clarify", "notes", "questions", "tiles")),
        *((name, False) for name in ("conditions", "materials", "fee", "statutory_limit", "promised_limit")),
        *((name, False) for name in ("basis", "kind", "result", "situations", "name", "department")),
    ],
)
def test_who_may_change_a_field_of_an_item(field: str, local: bool) -> None:
    assert is_local("item", field) is local
    assert is_local(model.Item, field) is local


@pytest.mark.parametrize("cls", [model.Window, model.Place, model.Facility, model.Signpost, model.Hours])
def test_places_are_local_altogether(cls: type) -> None:
    assert all(words.local for words in FIELDS[cls].values())


def test_kinds_have_nouns() -> None:
    assert {NOUNS[cls] for cls in KINDS.values()} >= {"事项", "窗口", "指路"}
    assert set(NOUNS) == set(KINDS.values())


def test_one_value_is_said() -> None:
    values_of: list[tuple[type, str, Any, str]] = [
        (model.Place, "kind", "group", "窗口组"),
        (model.Item, "tiles", True, "是"),
        (model.Material, "copies", 2, "2"),
        (model.Question, "aspect", "fee", "要多少钱"),
        (model.Hours, "weekdays", 3, "周三"),
    ]
    for cls, field, value, words in values_of:
        assert said(cls, field, value) == words
    with pytest.raises(TypeError):
        said(model.Item, "short", ["甲"])
    with pytest.raises(KeyError):
        label(model.Item, "colour")
