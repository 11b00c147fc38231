"""The table of syllables that the keys of a kiosk offer characters from."""

from __future__ import annotations

import runpy

from bot.knowledge.files import load
from bot.paths import HALL, ROOT

FRONTEND = ROOT / "frontend"
MADE = runpy.run_path(str(FRONTEND / "syllables.py"))


def test_the_committed_table_is_what_is_made() -> None:
    assert (FRONTEND / "src" / "syllables.js").read_text(encoding="utf-8") == MADE["written"]()


def test_common_characters_can_all_be_typed() -> None:
    typed = set("".join(MADE["table"]().values()))
    assert set(MADE["common"]()) <= typed
    names = {character for item in load(HALL).items for character in item.name if "\u4e00" <= character <= "\u9fff"}
    assert names - typed == set()


def test_what_people_say_comes_first() -> None:
    table = MADE["table"]()
    for sound, character in (("wo", "我"), ("de", "的"), ("zheng", "证"), ("le", "了"), ("ma", "妈"), ("shen", "身")):
        assert character in table[sound][:3]
    assert "行" in table["hang"]
    assert "长" in table["chang"]
    assert "女" in table["nv"]
