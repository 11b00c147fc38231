"""A real browser in front of the real service: Debian's chromium, three screens, a watch on what it asks for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from bench.service import Service, serving
from bot.paths import ROOT
from tests.browser.visit import PASSWORD, Screen, Visit, missing

CHROMIUM = Path("/usr/bin/chromium")
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 15_000
"""Milliseconds a sentence may take to come true: the box may be busy with other tests."""


NO_CHROMIUM = "没有 chromium，请 apt-get install chromium"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser one test speaks for all, in one line."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    if CHROMIUM.is_file() or not ours:
        return
    if os.environ.get("XIAOBAO_BROWSER") != "required":
        config.hook.pytest_deselected(items=ours[1:])
        items[:] = [item for item in items if item not in ours[1:]]


@pytest.fixture(scope="session")
def chromium() -> Path:
    if not CHROMIUM.is_file():
        missing(NO_CHROMIUM)
    return CHROMIUM


@pytest.fixture(scope="session")
def service(chromium: Path) -> Iterator[Service]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: Path, service: Service) -> Iterator[Browser]:
    """One for each module: an open playwright keeps an event loop that asynchronous tests would stumble over."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=list(QUIET))
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, service: Service) -> Iterator[Callable[..., Visit]]:
    """Opens a screen; at the end nothing may have left the house, and the console must be silent."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def open_screen(screen: Screen, *, clock: bool = False, home: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            has_touch=screen.touch,
            is_mobile=screen.phone,
            locale="zh-CN",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        if clock:
            page.clock.install()
        one = Visit(page, screen, service.base)
        visits.append(one)
        page.on("request", one.heard)
        page.on("console", one.complained)
        page.on("pageerror", lambda fault: one.faults.append(str(fault)))
        if home:
            one.home()
        return one

    yield open_screen
    for context in contexts:
        context.close()
    for one in visits:
        assert one.foreign == [], "the page asked another host"
        assert one.faults == [], "the console complained"


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        missing("没有 axe-core，请在 frontend 里运行 npm ci")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def clerk(service: Service) -> str:
    """A member of staff, made by the command of the house."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "bot",
            "createstaff",
            "zhang",
            "--name",
            "张导办",
            "--post",
            "guide_desk",
            "--password-stdin",
        ],
        input=PASSWORD + "\n",
        text=True,
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "XIAOBAO_VAR": str(service.var)},
    )
    return "zhang"
