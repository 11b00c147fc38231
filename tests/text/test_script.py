"""Traditional characters for people who read them."""

from __future__ import annotations

import pytest

from bot.paths import HALL
from bot.text.normalise import normalise
from bot.text.script import traditional


@pytest.mark.parametrize(
    ("simplified", "written"),
    [
        ("身份证丢失补领，请到2楼C厅24号窗口", "身份證丟失補領，請到2樓C廳24號窗口"),
        ("软件开发", "軟件開發"),  # characters, not another region's words
        ("卫生间在柜台后面", "衛生間在櫃檯後面"),
        ("头发、发票、干部、晒干", "頭髮、發票、幹部、曬乾"),
        ("⟦手机号1⟧ id_card 12345", "⟦手機號1⟧ id_card 12345"),
        ("", ""),
    ],
)
def test_characters_change_and_words_do_not(simplified: str, written: str) -> None:
    assert traditional(simplified) == written
    assert len(written) == len(simplified)


def test_what_is_shown_is_understood_when_it_comes_back() -> None:
    """A tile is asked for by its name as it was shown."""
    lines = {line for file in HALL.rglob("*.yml") for line in file.read_text(encoding="utf-8").splitlines()}
    assert len(lines) > 1000
    wrong = [line for line in lines if normalise(traditional(line)) != normalise(line)]
    assert wrong == []
