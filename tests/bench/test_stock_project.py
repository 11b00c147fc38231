"""The project of stock Rasa that is generated for the comparison."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bench.generated_hall import part
from bench.stock import project
from bot.knowledge.files import load
from bot.knowledge.model import Hall
from bot.paths import HALL


@pytest.fixture(scope="module")
def hall() -> Hall:
    return part(load(HALL), 28)


def read(folder: Path, name: str) -> dict:
    return yaml.safe_load((folder / name).read_text(encoding="utf-8"))


def test_every_item_has_intent_rule_action_and_answer(hall: Hall, tmp_path: Path) -> None:
    project.build(hall, tmp_path, action_port=5999)
    names = [item.id for item in hall.items]
    domain, rules = read(tmp_path, "domain.yml"), read(tmp_path, "data/rules.yml")["rules"]
    assert domain["intents"] == names == [row["intent"] for row in read(tmp_path, "data/nlu.yml")["nlu"]]
    assert domain["actions"] == [f"action_{name}" for name in names]
    assert [rule["steps"][1]["action"] for rule in rules] == [*domain["actions"], project.FALLBACK]
    assert set(project.answers(hall)) == set(names)


def test_it_is_stock(hall: Hall, tmp_path: Path) -> None:
    project.build(hall, tmp_path, action_port=5999)
    config = read(tmp_path, "config.yml")
    parts = {row["name"]: row for row in config["pipeline"]}
    assert parts["DIETClassifier"]["epochs"] == 100
    assert {"JiebaTokenizer", "FallbackClassifier"} <= set(parts)
    assert not any("." in row["name"] for row in (*config["pipeline"], *config["policies"])), "nothing of ours"
    assert read(tmp_path, "endpoints.yml")["action_endpoint"]["url"] == "http://127.0.0.1:5999/webhook"


@pytest.mark.parametrize("examples", [project.asked, project.everything])
def test_no_example_stands_at_two_items(hall: Hall, examples: project.Examples) -> None:
    rows = project.nlu(hall.items, examples)["nlu"]
    lines = [line for row in rows for line in row["examples"].splitlines()]
    assert all(row["examples"].count("\n") >= 2 for row in rows)
    assert len(lines) == len(set(lines))


def test_everything_holds_what_is_asked_and_more(hall: Hall) -> None:
    for item in hall.items:
        assert set(project.asked(item)) < set(project.everything(item))


def test_the_action_server_imports_nothing_of_ours() -> None:
    assert "import bot" not in (code := project.ACTIONS.read_text(encoding="utf-8"))
    assert "from bot" not in code
    assert "from bench" not in code
