"""A catalogue with the sample hall in it, on a shelf of its own; what the workshop does is done in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalogue import workbench, workshop
from bot.catalogue.models import Publication
from bot.catalogue.services import checking, seeding
from bot.knowledge import files
from bot.knowledge.model import Hall
from tests.web_personas import HALL, shelf_root

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@lru_cache(maxsize=1)
def sample() -> Hall:
    return files.load(HALL)


def here(work: str, *given: Any, seconds: float = 0, job: str = "", progress: Any = None, **options: Any) -> Any:
    """The very function, without its process."""
    return workbench._done(work, given, options, progress or (lambda done, total: None))


@pytest.fixture
def own_shelf(releases: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "releases"
    shutil.copytree(shelf_root(), root)
    settings.RELEASES = root
    for bench in (workshop.builds, workshop.chores):
        monkeypatch.setattr(bench, "run", here)
    monkeypatch.setattr(workshop, "build_here", workbench.build)
    monkeypatch.setattr(checking, "get_ready", lambda: None)
    return root


@pytest.fixture
def catalogue(db: None, own_shelf: Path) -> Publication:
    """Seeded and spoken, without test lines."""
    return seeding.seed(sample(), None, now=NOW)


Lines = Callable[..., None]
