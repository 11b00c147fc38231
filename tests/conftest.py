"""Two workers share the tests by folder: a folder's services and tables are set up once."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each folder is one piece of work; the browser's, the longest, is begun first."""
    if not hasattr(config, "workerinput"):
        return
    for item in items:
        item.add_marker(pytest.mark.xdist_group(folder(item)))
    items.sort(key=lambda item: folder(item) != "browser")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file's bytes name no test: they hold the second in which they were made, and all workers must agree."""
    return f"{argname}:{len(val)}" if isinstance(val, bytes) and len(val) > 40 else None


def folder(item: pytest.Item) -> str:
    """Of tests/, or the module where it lies in none."""
    return item.path.relative_to(HERE).parts[0]
