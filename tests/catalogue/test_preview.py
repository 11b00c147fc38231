"""Trying out what would be said: both answers, and nothing that stays."""

from __future__ import annotations

import json
from pathlib import Path

from bot.catalogue import preview
from bot.catalogue.models import Publication
from bot.catalogue.services import compose
from bot.catalogue.workbench import build
from tests.seeded_catalogue import NOW

KEY, ASKED = "toilet", "厕所在哪"


def draft() -> str:
    """The text with another place for the toilets."""
    facilities = json.loads(compose.approved_text())["hall"]["facilities"]
    found = next(one for one in facilities if one["id"] == KEY)
    content = json.dumps({**found, "text": "厕所搬到三楼了。", "speech": "厕所搬到三楼了。"}, ensure_ascii=False)
    return compose.text_replacing(None, "facility", KEY, content)


def test_what_is_tried_out_does_not_fill_the_shelf(catalogue: Publication, own_shelf: Path) -> None:
    before = {path.name for path in own_shelf.iterdir()}
    said = preview.say(draft(), own_shelf, catalogue.release, ASKED, NOW)
    assert said["draft"] == ["厕所搬到三楼了。"] != said["now"]
    assert {path.name for path in own_shelf.iterdir()} == before


def test_what_was_built_to_be_published_stays(catalogue: Publication, own_shelf: Path) -> None:
    built = build(draft(), own_shelf)
    assert built.id is not None
    preview.say(draft(), own_shelf, catalogue.release, ASKED, NOW)
    assert (own_shelf / built.id / "catalogue.json").is_file()
    preview.say(compose.approved_text(), own_shelf, catalogue.release, ASKED, NOW)
    assert (own_shelf / catalogue.release / "catalogue.json").is_file()
