"""A hall that is always open: people come at any hour."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.service import Service, serving
from bot.paths import HALL, ROOT
from tests.browser.visit import ALL, PASSWORD, Screen, Visit

Coming = Callable[[], Visit]
HANDS = [(screen, keys) for screen in ALL for keys in (False, True)]


@pytest.fixture(scope="package")
def service(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    hall = tmp_path_factory.mktemp("open") / "hall"
    shutil.copytree(HALL, hall)
    page = hall / "hall.yml"
    text = page.read_text(encoding="utf-8")
    for old, new in (
        ("weekdays: [1, 2, 3, 4, 5]", "weekdays: [1, 2, 3, 4, 5, 6, 7]"),
        ('spans: ["08:30-12:00", "14:30-17:30"]', 'spans: ["00:00-23:59"]'),
        ('last_intake: ["11:40", "17:10"]', 'last_intake: ["23:58"]'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    page.write_text(text, encoding="utf-8")
    with serving(XIAOBAO_HALL=str(hall)) as running:
        yield running


@pytest.fixture(scope="package")
def guide(service: Service) -> str:
    """Somebody at the guide desk."""
    command = [sys.executable, "-m", "bot", "createstaff", "lin", "--name", "林导办", "--post", "guide_desk"]
    subprocess.run(
        [*command, "--password-stdin"], input=PASSWORD + "\n", text=True, check=True, capture_output=True, cwd=ROOT,
        env={**os.environ, "XIAOBAO_VAR": str(service.var)},
    )  # fmt: skip
    return "lin"


@pytest.fixture(params=HANDS, ids=lambda hands: f"{hands[0]}-{'keys' if hands[1] else 'touch'}")
def coming(request: pytest.FixtureRequest, visit: Callable[..., Visit]) -> Coming:
    """Somebody comes to one of the four screens and uses fingers, or keys alone."""
    screen, keys = request.param

    def came() -> Visit:
        here = visit(screen, home=False)
        here.keys = keys
        here.home()
        return here

    return came


@pytest.fixture(params=ALL, ids=str)
def screen(request: pytest.FixtureRequest) -> Screen:
    found: Screen = request.param
    return found
