"""A folder of one's own for whatever a command writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.seeded_catalogue import catalogue, own_shelf  # noqa: F401
from tests.web_personas import releases  # noqa: F401

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XIAOBAO_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """The tests' tiny hall with the sample's words."""
    folder = tmp_path / "hall"
    shutil.copytree(ROOT / "tests" / "knowledge" / "hall", folder)
    for name in ("phrases.yml", "cues.yml", "danger.yml"):
        shutil.copy(ROOT / "data" / "hall" / name, folder / name)
    return folder
