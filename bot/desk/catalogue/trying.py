"""Trying out: a question answered by what is published, and by what stands in an editor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from bot.catalogue import documents, workshop
from bot.catalogue.errors import CatalogueError
from bot.catalogue.models import Entry
from bot.catalogue.services import compose
from bot.desk.catalogue.editor import Editor
from bot.knowledge.faults import Report
from bot.knowledge.release import NoRelease
from bot.store.releases import shelf

LONGEST = 200


@dataclass(frozen=True)
class Tried:
    """now, draft: what is said, one text for each message. fault: why it can't be tried."""

    question: str
    now: list[str] = field(default_factory=list)
    draft: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def same(self) -> bool:
        """Does nothing change?"""
        return self.now == self.draft


def tried(editor: Editor, question: str) -> Tried:
    """Both answers; the draft is that of its change set with the editor's content on top."""
    question = question.strip()[:LONGEST]
    if not question:
        return Tried("", fault="请先写一句群众会问的话，例如：身份证丢了怎么补。")
    report = Report()
    text = documents.tidy(editor.kind, editor.plain, report)
    if not text:
        return Tried(question, fault="有内容还没填好，先点“保存”看看哪里要改。")
    entry = Entry.objects.filter(kind=editor.kind, key=editor.key_now).first()
    try:
        whole = compose.text_replacing(entry.change_set_id if entry else None, editor.kind, editor.key_now, text)
        said: dict[str, Any] = workshop.builds.run(
            "bot.catalogue.preview:say", whole, shelf().root, shelf().active_id(), question, timezone.localtime()
        )
    except (CatalogueError, NoRelease) as error:
        return Tried(question, fault=str(error))
    return Tried(question, now=said["now"], draft=said["draft"], fault=said["fault"])
