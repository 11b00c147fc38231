"""The release and the bulletin that hold now."""

from __future__ import annotations

from typing import NamedTuple

from bot.cases import errors
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.release import NoRelease, Release
from bot.store.releases import shelf


class Current(NamedTuple):
    """What every answer of this moment comes from."""

    release: Release
    bulletin: Bulletin

    @property
    def name(self) -> str:
        """`<catalogue>+<bulletin>`."""
        return f"{self.release.id}+{self.bulletin.version}"


def current() -> Current:
    """Raises bot.cases.errors.NoRelease when nothing has been published."""
    try:
        return Current(shelf().active(), shelf().active_bulletin())
    except NoRelease as error:
        raise errors.NoRelease from error
