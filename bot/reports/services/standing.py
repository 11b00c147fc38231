"""What the guide says to a question now, whether that is what staff want, and what it would say with a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.catalogue import documents, workshop
from bot.catalogue.errors import CatalogueError
from bot.catalogue.models import Entry
from bot.catalogue.services import compose
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.decide import decide
from bot.knowledge.faults import Report
from bot.knowledge.messages import Message
from bot.knowledge.release import NoRelease, Release
from bot.knowledge.search import Candidate, search
from bot.knowledge.simple import simple
from bot.reports.models import Group
from bot.reports.services.handling import Change
from bot.store.releases import shelf


@dataclass(frozen=True)
class Standing:
    """candidates: best first. answers: of them the one that is answered outright, None = asked back or refused."""

    candidates: Sequence[Candidate]
    answers: Candidate | None


@dataclass(frozen=True)
class Tried:
    """now, draft: what is said, one text for each message. fault: why it can't be tried, in words."""

    question: str
    now: list[str] = field(default_factory=list)
    draft: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def same(self) -> bool:
        """Does nothing change?"""
        return self.now == self.draft


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


def tried(change: Change, question: str, now: datetime) -> Tried:
    """What is said now and with a change on top of the drafts beside it. Builds a release aside: takes a second or so."""
    report = Report()
    text = documents.tidy(change.kind, change.content, report)
    if not text:
        fault = report.faults[0]
        return Tried(question, fault=f"还不能试：{fault.what}。{fault.todo}")
    entry = Entry.objects.filter(kind=change.kind, key=change.key).first()
    try:
        whole = compose.text_replacing(entry.change_set_id if entry else None, change.kind, change.key, text)
        told = workshop.builds.run("bot.catalogue.preview:say", whole, shelf().root, shelf().active_id(), question, now)
    except (CatalogueError, NoRelease) as error:
        return Tried(question, fault=str(error))
    return Tried(question, now=told["now"], draft=told["draft"], fault=told["fault"])
