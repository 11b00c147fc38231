"""The first content of the database, from the hall's files; afterwards files enter only as a change set."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import OuterRef, Subquery

from bot.catalogue import documents, workshop
from bot.catalogue.errors import Unready
from bot.catalogue.models import ChangeSet, Entry, Kind, Publication, Revision, TestLine
from bot.catalogue.models.entries import Source
from bot.catalogue.models.lines import Origin
from bot.catalogue.services import compose, drafts
from bot.catalogue.services.drafts import Proposal
from bot.knowledge.codec import encode
from bot.knowledge.model import Hall
from bot.knowledge.phrases import REQUIRED
from bot.store.releases import shelf
from bot.store.writing import writing


def seeded() -> bool:
    """Has anything been published?"""
    return Publication.objects.exists()


def seed(hall: Hall, lines: Path | None, *, now: datetime) -> Publication:
    """Takes a checked hall as the first approved content and speaks it: whole, or not at all.

    Args:
        lines: a TSV of test lines (question, item, aspect, style); those about items that are not here are left out.

    Raises:
        Unready: the release can't be built.
    """
    with writing():
        entries, revisions, positions = [], [], dict.fromkeys(documents.SORTS, 0)
        for kind, key, plain in documents.split(hall):
            entry = Entry(kind=kind, key=key, position=positions[kind])
            positions[kind] += 1
            drafts.describe(entry, plain)
            entries.append(entry)
            revisions.append(documents.text(plain))
        Entry.objects.bulk_create(entries)
        made = Revision.objects.bulk_create(
            Revision(entry=entry, number=1, content=text, by=drafts.SYSTEM, at=now, why="初始资料", source=Source.SEED)
            for entry, text in zip(entries, revisions, strict=True)
        )
        first = Subquery(Revision.objects.filter(entry=OuterRef("pk")).values("pk")[:1])
        Entry.objects.update(approved=first, draft=first)
        if lines is not None and lines.is_file():
            _add_lines(lines, {item.id for item in hall.items}, now)
        built = workshop.build_here(compose.approved_text(), shelf().root)
        if built.id is None:
            raise Unready(f"资料有错，不能启用：{'；'.join(row['what'] for row in built.faults[:3])}")
        publication = Publication.objects.create(
            number=1, release=built.id, by=drafts.SYSTEM, at=now, why="初始资料",
            approved={str(revision.entry_id): revision.pk for revision in made},
        )  # fmt: skip
    shelf().activate(built.id)
    return publication


def complete(hall: Hall, *, now: datetime) -> list[str]:
    """Adds what a newer program needs and the catalogue lacks, from the shipped files: phrases, and subjects if it has none.

    They are approved at once: without the phrases nothing could be built any more. They are spoken from the next
    publication. A subject comes with the post that gets it, where no such post is there.

    Returns:
        the keys of what was added.
    """
    phrases = _kept(Kind.PHRASE)
    lacking = [key for key in REQUIRED if key not in phrases and key in hall.phrases]
    added: list[tuple[str, str, dict[str, Any]]] = [(Kind.PHRASE, key, encode(hall.phrases[key])) for key in lacking]
    if not Entry.objects.filter(kind=Kind.SUBJECT).exists():
        there, departments = _kept(Kind.POST), _kept(Kind.DEPARTMENT)
        wanted = {subject.post for subject in hall.subjects} - there
        for post in (post for post in hall.posts if post.id in wanted):
            department = post.department if post.department in departments else None
            added.append((Kind.POST, post.id, encode(replace(post, department=department, windows=()))))
        added += [(Kind.SUBJECT, subject.id, encode(subject)) for subject in hall.subjects]
    with writing():
        places = {kind: Entry.objects.filter(kind=kind).count() for kind in {kind for kind, _, _ in added}}
        for kind, key, plain in added:
            entry, _ = Entry.objects.get_or_create(kind=kind, key=key, defaults={"position": places[kind]})
            places[kind] += 1
            drafts.describe(entry, plain)
            entry.approved = entry.draft = drafts.next_revision(entry, documents.text(plain), now=now)
            entry.change_set = None
            entry.save()
    return [key for _, key, _ in added]


def _kept(kind: str) -> set[str]:
    """The keys of what is approved and not removed."""
    held = Entry.objects.filter(kind=kind, approved__isnull=False).exclude(approved__content="")
    return set(held.values_list("key", flat=True))


def import_files(hall: Hall, *, by: str, why: str, now: datetime) -> ChangeSet:
    """A change set of everything in which the files differ from the newest content; what they lack is removed.

    Raises what `drafts.propose_many` raises.
    """
    there = {(kind, key): plain for kind, key, plain in documents.split(hall)}
    proposals = [Proposal(kind, key, plain) for (kind, key), plain in there.items()]
    gone = Entry.objects.filter(draft__isnull=False).exclude(draft__content="").values_list("kind", "key")
    proposals += [Proposal(kind, key, None) for kind, key in gone if (kind, key) not in there]
    day = now.astimezone()
    title = f"资料文件导入 {day.month}月{day.day}日"
    return drafts.propose_many(None, proposals, title=title, why=why, source=Source.FILES, now=now, by=by)


def _add_lines(path: Path, items: set[str], now: datetime) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    TestLine.objects.bulk_create(
        (
            TestLine(
                text=row["question"], item=row["item"], aspect=row.get("aspect") or "other",
                style=row.get("style") or "", origin=Origin.SHIPPED, by=drafts.SYSTEM, at=now,
            )
            for row in rows
            if row["item"] in items or row["item"].startswith("OOS")
        ),
        ignore_conflicts=True,
    )  # fmt: skip
