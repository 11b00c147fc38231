from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.knowledge.model import Hall, Item
from bot.knowledge.release import Release, release_id
from bot.knowledge.shelf import shelf_at
from tests.web_personas import (  # noqa: F401
    clerk,
    fresh_memory,
    guide,
    manager,
    other_clerk,
    releases,
    shelf_root,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def now() -> datetime:
    """A Monday morning."""
    return NOW


@pytest.fixture(scope="session")
def sample() -> Release:
    """The sample hall's release."""
    return shelf_at(shelf_root()).active()


Publish = Callable[[Hall], Release]


@pytest.fixture
def publish(settings: Any, tmp_path: Path, sample: Release) -> Publish:
    """Makes a changed hall the active release of a shelf of one's own; the sample is active until then."""
    settings.RELEASES = tmp_path / "releases"
    shelf = shelf_at(settings.RELEASES)

    def activate(hall: Hall) -> Release:
        release = Release(release_id(hall), hall, sample.index)
        shelf.put(release)
        shelf.activate(release.id)
        return release

    activate(sample.hall)
    return activate


def with_item(hall: Hall, name: str, /, **changes: Any) -> Hall:
    """The hall with one item changed."""
    return replace(hall, items=tuple(replace(i, **changes) if i.id == name else i for i in hall.items))


def without_item(hall: Hall, name: str) -> Hall:
    """The hall without an item."""
    return replace(hall, items=tuple(i for i in hall.items if i.id != name))


def item_of(hall: Hall, name: str) -> Item:
    return next(item for item in hall.items if item.id == name)
