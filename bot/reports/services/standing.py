"""What the guide says to a question now, whether that is what staff want, and what it would say with a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.catalogue import documents
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.decide import decide
from bot.knowledge.faults import Report
from bot.knowledge.messages import Message
from bot.knowledge.release import Release
from bot.knowledge.search import Candidate, search
from bot.knowledge.simple import simple
from bot.reports.models import Group
from bot.reports.services.handling import Change

PREVIEW_MOST = 300
"""With more items than that a preview takes seconds; then the check of the change set shows what changes."""


@dataclass(frozen=True)
class Standing:
    """candidates: best first. answers: of them the one that is answered outright, None = asked back or refused."""

    candidates: Sequence[Candidate]
    answers: Candidate | None


def standing(release: Release, text: str) -> Standing:
    """How a question stands in a release, asked as the first one of a talk."""
    found = search(release, text, limit=4)
    decision = decide(found, asks=False, follows=None)
    return Standing(found, decision.first if decision.act == "answer" else None)


def holds(release: Release, group: Group) -> bool | None:
    """Does the release answer a question as it was taught? None when nothing was taught."""
    if not group.target:
        return None
    kind, _, key = group.target.partition(":")
    answers = standing(release, group.text).answers
    return answers is not None and (answers.kind, answers.id) == (kind, key)


def said(release: Release, bulletin: Bulletin, text: str, now: datetime) -> list[Message]:
    """What somebody is told who asks this first."""
    return list(simple(release, bulletin, text, None, {}, now).messages)


def with_change(release: Release, change: Change) -> Release | None:
    """The release with a change in place; None when that takes too long here, or the content can't be read."""
    if len(release.hall.items) > PREVIEW_MOST:
        return None
    report = Report()
    value: Any = documents.read(change.kind, change.content, report)
    if value is None or report.faults:
        return None
    field = documents.SORTS[change.kind].field
    held = getattr(release.hall, field)
    there = any(one.id == change.key for one in held)
    changed = tuple(value if one.id == change.key else one for one in held) if there else (*held, value)
    fields: dict[str, Any] = {field: changed}
    return Release.of(replace(release.hall, **fields))
