"""The tiny hall of these tests, the sample hall of the project, and a Monday morning."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.knowledge.check import check
from bot.knowledge.faults import Fault
from bot.knowledge.files import load, read
from bot.knowledge.model import Hall
from bot.knowledge.release import Release

TINY = Path(__file__).parent / "hall"
SAMPLE = Path(__file__).parents[2] / "data" / "hall"
WORDS = ("phrases.yml", "cues.yml", "danger.yml")


def copy_tiny(folder: Path) -> Path:
    """A folder of one's own with the tiny hall and the sample's phrases and cues."""
    shutil.copytree(TINY, folder)
    for name in WORDS:
        shutil.copy(SAMPLE / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def tiny_hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return load(copy_tiny(tmp_path_factory.mktemp("tiny") / "hall"))


@pytest.fixture(scope="session")
def tiny(tiny_hall: Hall) -> Release:
    return Release.of(tiny_hall)


@pytest.fixture(scope="session")
def sample_hall() -> Hall:
    return load(SAMPLE)


@pytest.fixture(scope="session")
def sample(sample_hall: Hall) -> Release:
    return Release.of(sample_hall)


@pytest.fixture(scope="session")
def now() -> datetime:
    """Monday 23 November 2026, ten in the morning: the hall is open."""
    return datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny hall as files that a test may spoil."""
    return copy_tiny(tmp_path / "hall")


Spoil = Callable[[dict[str, Any]], None]


@pytest.fixture
def spoiled(folder: Path) -> Callable[[str, Spoil], list[Fault]]:
    """Change one file's tree, read and check the hall, give its faults."""

    def faults(name: str, spoil: Spoil) -> list[Fault]:
        tree = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        for day in tree.get("calendar", {}).get("days", ()):
            day["on"] = day.pop(True)  # YAML 1.1 takes a bare `on` for true
        spoil(tree)
        (folder / name).write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
        hall, report = read(folder)
        if hall is not None:
            check(hall, report)
        return sorted(report.faults)

    return faults


@pytest.fixture
def with_item(tiny_hall: Hall) -> Callable[..., Release]:
    """The tiny release with some fields of one item changed."""

    def changed(name: str, **fields: Any) -> Release:
        items = tuple(replace(item, **fields) if item.id == name else item for item in tiny_hall.items)
        return Release.of(replace(tiny_hall, items=items))

    return changed
