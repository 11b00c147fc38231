"""Which actions there are, that none was forgotten, and that they stay on their side of the house."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from actions.case import AskField
from actions.turn import TurnAction
from bot.paths import ROOT


@pytest.fixture(scope="module")
def registered() -> dict[str, Any]:
    executor = ActionExecutor()
    executor.register_package("actions")
    return dict(executor.actions)


def actions_of_the_domain() -> list[str]:
    return sorted(
        name
        for file in (ROOT / "domain").glob("*.yml")
        for name in yaml.safe_load(file.read_text(encoding="utf-8")).get("actions", [])
    )


@pytest.mark.parametrize("name", actions_of_the_domain())
def test_every_action_of_the_domain_is_registered(registered: dict[str, Any], name: str) -> None:
    assert name in registered


def test_every_registered_action_stands_in_the_domain(registered: dict[str, Any]) -> None:
    assert sorted(registered) == actions_of_the_domain()


@pytest.mark.parametrize("base", [TurnAction, AskField])
def test_shared_bases_are_abstract(base: type) -> None:
    assert inspect.isabstract(base)
    with pytest.raises(TypeError):
        base()


def test_actions_are_coroutines(registered: dict[str, Any]) -> None:
    assert all(inspect.iscoroutinefunction(run) for run in registered.values())


@pytest.mark.parametrize("module", ["actions.case", "actions.turn", "bot.nlu.linker", "bot.channels.local"])
def test_nothing_of_the_assistant_loads_the_web(module: str) -> None:
    look = f"import {module}, sys; print(sorted(m for m in sys.modules if m.split('.')[0] in ('django', 'rest_framework')))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", look], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", sorted((ROOT / "actions").glob("*.py")), ids=lambda path: path.stem)
def test_no_action_speaks_chinese_of_its_own(path: Any) -> None:
    code = path.read_text(encoding="utf-8")
    words = [line for line in code.splitlines() if '"' in line and '"""' not in line and "#" not in line]
    assert not [line for line in words if any("\u4e00" <= char <= "\u9fff" for char in line)]
