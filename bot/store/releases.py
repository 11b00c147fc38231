"""The shelf of releases at the place that the settings name."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from bot.knowledge.model import Hall
from bot.knowledge.release import NoRelease, Release
from bot.knowledge.shelf import Shelf, shelf_at


def shelf() -> Shelf:
    """The one shelf of this process."""
    return shelf_at(Path(settings.RELEASES))


def active_release() -> Release | None:
    """The release that holds now; None before the first one is published."""
    try:
        return shelf().active()
    except NoRelease:
        return None


def active_hall() -> Hall:
    """The hall as it is spoken of now. Raises NoRelease before the first release is published."""
    return shelf().active().hall
