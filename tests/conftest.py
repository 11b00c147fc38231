"""Two workers share the tests by folder: a folder's services and tables are set up once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each folder is one piece of work."""
    if hasattr(config, "workerinput"):
        for item in items:
            item.add_marker(pytest.mark.xdist_group(folder(item)))


@pytest.fixture(autouse=True)
def guards_again(request: pytest.FixtureRequest) -> Iterator[None]:
    """When the tables have been emptied the guards are up for the next test, whichever it is.

    It stands round every test because what it does must come last, in whatever order a test names its fixtures.
    """
    blocker = request.getfixturevalue("django_db_blocker") if "live_db" in request.fixturenames else None
    yield
    if blocker is None:
        return
    from tests.web_personas import raise_guards

    with blocker.unblock():
        raise_guards()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file's bytes name no test: a workbook holds the second of its making, and all workers must agree on the names."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None


def folder(item: pytest.Item) -> str:
    """Of tests/, or the module where it lies in none."""
    return item.path.relative_to(HERE).parts[0]
