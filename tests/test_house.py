"""The house itself: what must be true of the tree, the routes, the docs and the sample hall."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bot.__main__ import VERBS, parser
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.files import load
from bot.knowledge.phrases import REQUIRED
from bot.paths import HALL, ROOT

CODE = [p for folder in ("bot", "actions", "bench", "tests") for p in (ROOT / folder).rglob("*.py")]
DOCS = "\n".join(p.read_text() for p in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PUBLIC = {
    "", "kiosk", "slip", "slip/<str:code>", "health", "api/v1/schema/", "api/v1/conversations", "api/v1/hall", "api/v1/items", "api/v1/windows",
    "api/v1/cases", "desk/login/",
}  # fmt: skip
"""Routes that need no login. Parametrised ones of the public interface stand in PUBLIC_PREFIXES."""
PUBLIC_PREFIXES = ("api/v1/",)


def yaml_of(folder: str) -> list[dict]:
    return [yaml.safe_load(p.read_text()) or {} for p in sorted((ROOT / folder).glob("*.yml"))]


def intents() -> list[str]:
    return [intent for part in yaml_of("domain") for intent in part.get("intents", [])]


@pytest.mark.parametrize("intent", intents())
def test_every_intent_has_examples(intent: str) -> None:
    rows = [row for part in yaml_of("data/nlu") for row in part["nlu"] if row.get("intent") == intent]
    examples = [line for row in rows for line in row["examples"].splitlines() if line.startswith("- ")]
    assert len(examples) >= 38, "about forty for each intent"


@pytest.mark.parametrize("intent", intents())
def test_every_intent_has_a_rule_or_a_story(intent: str) -> None:
    text = "\n".join(p.read_text() for f in ("data/rules", "data/stories") for p in (ROOT / f).glob("*.yml"))
    assert re.search(rf"intent: {intent}\b", text)


def test_an_item_is_never_an_intent() -> None:
    hall = load(HALL)
    assert not {item.id for item in hall.items} & set(intents())
    assert len(intents()) < 45


def test_every_aspect_can_be_asked() -> None:
    assert {f"ask_{aspect}" for aspect in ASPECTS if aspect != "overview"} <= set(intents())


def test_no_training_example_stands_twice() -> None:
    rows = [row for part in yaml_of("data/nlu") for row in part["nlu"]]
    raw = [line.removeprefix("- ") for row in rows for line in row["examples"].splitlines() if line.strip()]
    lines = [re.sub(r"\W", "", line) or line for line in raw]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_is_in_the_readme_and_has_chinese_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"`{verb}" in (ROOT / "README.md").read_text()
    with pytest.raises(SystemExit):
        parser(verb).parse_args([verb, "--help"])
    said = capsys.readouterr().out
    assert "用法" in said
    assert re.search(r"[\u4e00-\u9fff]", said)


def test_every_setting_is_documented() -> None:
    from bot import settings  # noqa: F401  (reading it fills the list)
    from bot.config import SETTINGS

    words = (ROOT / "docs" / "settings.md").read_text()
    assert [name for name in SETTINGS if f"`{name}`" not in words] == []


def test_every_folder_of_code_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    folders = [p.parent.relative_to(ROOT).as_posix() for p in ROOT.glob("bot/*/__init__.py")]
    assert [f for f in folders if f not in readme] == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    reasons = {"bot/knowledge/model.py": "the model is one document", "bot/text/mask.py": "one list of patterns"}
    long = {p.relative_to(ROOT).as_posix() for p in CODE if len(p.read_text().splitlines()) > 400}
    assert {name for name in long if not name.startswith("tests/")} <= set(reasons)


def routes(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).lstrip("^")
        found += routes(entry, path) if isinstance(entry, URLResolver) else [path]
        assert isinstance(entry, URLResolver | URLPattern)
    return found


@pytest.mark.django_db
def test_every_route_needs_a_login_or_is_public() -> None:
    client = Client(raise_request_exception=False)
    for route in routes(get_resolver()):
        if route in PUBLIC or route.startswith(PUBLIC_PREFIXES):
            continue
        path = "/" + re.sub(r"<[^>]+>|\(\?P[^)]*\)", "1", route).rstrip("$").replace("\\Z", "")
        answer = client.get(path)
        assert answer.status_code in (301, 302, 403, 404, 405), f"{path} answers a stranger with {answer.status_code}"
        if answer.status_code == 302:
            assert answer["location"].startswith("/desk/")


def test_no_page_or_bundle_names_an_outside_host() -> None:
    allowed = ("www.w3.org", "lit.dev", "127.0.0.1", "localhost")
    for folder in ("bot/citizen/static", "bot/citizen/templates", "bot/desk/templates"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in (".js", ".css", ".html", ".svg"):
                said = re.sub(
                    r"/\*!.*?\*/", "", file.read_text(), flags=re.DOTALL
                )  # notices of licences name their homes
                hosts = re.findall(r"https?://([\w.-]+)", said)
                assert [h for h in hosts if h not in allowed] == [], file.name


def test_every_phrase_is_used() -> None:
    code = "\n".join(
        p.read_text() for f in ("bot", "actions") for p in (ROOT / f).rglob("*.py") if p.name != "phrases.py"
    )
    built = ("talk.", "guide.", "fact.", "emergency.", "truth.", "way.")
    pressed = [key for key in REQUIRED if key.startswith("option.") and f'"{key.partition(".")[2]}"' in code]
    unused = [key for key in REQUIRED if f'"{key}"' not in code and not key.startswith(built) and key not in pressed]
    assert unused == []
    assert set(load(HALL).phrases) == set(REQUIRED)


def test_the_sample_hall_is_what_the_issue_asked_for() -> None:
    hall = load(HALL)
    assert hall.information.name == "示例县政务服务中心"
    assert hall.information.example
    assert "示例" in hall.information.banner
    assert len(hall.items) == 69
    assert len(hall.windows) == 40
    assert len(hall.departments) == 7
    assert len({zone.floor for zone in hall.plan.zones}) == 2
    assert len(hall.facilities) >= 12
    assert len(hall.signposts) == 50
    assert len(hall.bundles) == 2
    assert len(hall.information.towns) == 3
    assert sum(bool(item.situations) for item in hall.items) >= 20
    assert any(place.kind == "group" and place.name == "综合窗口" for place in hall.places)
    groups = [place.id for place in hall.places if place.kind == "station_group"]
    assert len(groups) >= 6
    for group in groups:
        towns = {place.town for place in hall.places if group in place.group}
        assert towns == set(hall.information.towns)
    assert any(window.number == "24" and window.zone == "c" for window in hall.windows)
    assert all(window.at for window in hall.windows)


def test_every_fact_of_the_sample_hall_has_a_source_or_is_unsigned() -> None:
    for item in load(HALL).items:
        for truth in (item.truth, *item.truth_of.values()):
            assert truth.source or truth.example, item.id
            assert truth.verified_on is None, f"{item.id}: nobody signed the facts of an example"


@pytest.mark.parametrize(
    ("item", "never"),
    [
        ("passport", r"\b(120|160|200|220)元"),
        ("disability_cert", r"(5|10|五|十)年"),
        ("marriage_register", r"9元"),
        ("marriage_cert_reissue", r"9元"),
        ("construction_permit", r"30万|100万|300平|500平"),
        ("deed_tax", r"[1-5](\.5)?%|90平|140平"),
    ],
)
def test_no_contradictory_figure_is_said(item: str, never: str) -> None:
    text = "\n".join(p.read_text() for p in (HALL / "items").glob("*.yml"))
    block = re.search(rf"- id: {item}\n(.*?)(?=\n- id: |\Z|\n  - id: )", text, re.S)
    assert block is not None
    assert not re.search(never, block.group(1)), item


def test_the_project_names_no_machine() -> None:
    words = (str(ROOT), f"{Path.home()}/")
    for file in [*CODE, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.yml")]:
        text = file.read_text()
        assert [word for word in words if word in text] == [], file


def test_the_story_policy_is_asked_about_every_intent_of_the_stories() -> None:
    config = yaml.safe_load((ROOT / "config.yml").read_text())
    asked = next(p["intents"] for p in config["policies"] if p["name"] == "bot.nlu.stories.StoryPolicy")
    stories = [
        step["intent"]
        for part in yaml_of("data/stories")
        for s in part["stories"]
        for step in s["steps"]
        if "intent" in step
    ]
    assert set(asked) == set(stories)
