"""How well the pipeline hears what is asked, on lines that training never saw."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge.aspects import ASPECTS
from bot.paths import ROOT
from bot.text.normalise import normalise
from tests.assistant import run

pytestmark = pytest.mark.assistant
ENOUGH = 0.80
"""Share of the lines, at least."""


def lines() -> list[tuple[str, str]]:
    table = yaml.safe_load(Path(__file__).with_name("aspects.yml").read_text(encoding="utf-8"))
    return [(aspect, str(line)) for aspect, rows in table.items() for line in rows]


def intent_of(aspect: str) -> str:
    return "name_matter" if aspect == "overview" else f"ask_{aspect}"


def test_the_lines_cover_every_aspect_and_none_is_trained() -> None:
    rows = lines()
    assert {aspect for aspect, _ in rows} == set(ASPECTS)
    assert len(rows) >= 150
    assert len({normalise(line) for _, line in rows}) == len(rows)
    trained = set()
    for file in (ROOT / "data" / "nlu").glob("*.yml"):
        for part in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            trained |= {
                normalise(line.removeprefix("- ").strip()) for line in (part.get("examples") or "").splitlines()
            }
    assert not trained & {normalise(line) for _, line in rows}


def test_what_is_asked_is_heard(agent: Any) -> None:
    wrong = []
    for aspect, line in lines():
        heard = run(agent.parse_message(line))["intent"]
        if heard["name"] != intent_of(aspect):
            wrong.append((aspect, heard["name"].removeprefix("ask_"), round(heard["confidence"], 2), line))
    share = 1 - len(wrong) / len(lines())
    told = "\n".join(f"{said} → {took} {sure} {line}" for said, took, sure, line in wrong)
    print(f"aspects: {share:.3f} of {len(lines())}\n{told}")
    assert share >= ENOUGH, f"{share:.3f}; {Counter((said, took) for said, took, *_ in wrong).most_common(8)}\n{told}"
