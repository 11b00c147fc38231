"""Where things lie: the project's folder and the folder of what it makes while it runs."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HALL = ROOT / "data" / "hall"


def var() -> Path:
    """The folder for database, releases, models and secrets: XIAOBAO_VAR, else `var/` beside the project."""
    return Path(os.environ.get("XIAOBAO_VAR") or ROOT / "var").resolve()


def hall_folder() -> Path:
    """The folder of the hall's YAML files: XIAOBAO_HALL, else the sample hall."""
    return Path(os.environ.get("XIAOBAO_HALL") or HALL).resolve()


def releases() -> Path:
    """The shelf of releases."""
    return var() / "releases"
