"""Tables of the catalogue."""

from bot.catalogue.models.bulletin import Announcement
from bot.catalogue.models.changes import ChangeSet, Publication
from bot.catalogue.models.entries import Entry, Kind, Revision
from bot.catalogue.models.imports import ImportJob
from bot.catalogue.models.lines import TestLine
from bot.catalogue.models.tasks import Task

__all__ = ["Announcement", "ChangeSet", "Entry", "ImportJob", "Kind", "Publication", "Revision", "Task", "TestLine"]
