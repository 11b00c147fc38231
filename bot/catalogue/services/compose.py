"""The text of a release from revisions: the approved ones, with the drafts of one change set in place of theirs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from bot.catalogue.documents import ONCE, SORTS
from bot.catalogue.models import ChangeSet, Entry, Kind, Revision
from bot.knowledge.release import document

CHUNK = 500
"""So many rows are asked for at once."""
Row = tuple[str, str, str]
"""Kind, key, content."""


def id_of(text: str) -> str:
    """The id of the release of this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def approved_text() -> str:
    """The text of the release of everything that is approved."""
    return _text(Entry.objects.filter(approved__isnull=False).values_list("kind", "key", "approved__content"))


def text_with(change_set: ChangeSet) -> str:
    """The same with the drafts of a change set in place."""
    mine = Q(change_set=change_set)
    rows = Entry.objects.filter(Q(approved__isnull=False) | mine).values_list(
        "kind", "key", "approved__content", "draft__content", "change_set_id"
    )
    return _text((kind, key, (new if of == change_set.pk else old) or "") for kind, key, old, new, of in rows)


def text_replacing(change_set: int | None, kind: str, key: str, content: str) -> str:
    """The text with the drafts of a change set (pk, None = no drafts) and one object's content on top."""
    rows = Entry.objects.values_list("kind", "key", "approved__content", "draft__content", "change_set_id")
    found = [(k, n, (new if of is not None and of == change_set else old) or "") for k, n, old, new, of in rows]
    if (kind, key) in {(k, n) for k, n, _ in found}:
        return _text((k, n, content if (k, n) == (kind, key) else held) for k, n, held in found)
    return _text([*found, (kind, key, content)])


def text_of(approved: dict[str, int]) -> str:
    """The text of the release of these revisions. approved: entry pk (as JSON keeps it) → revision pk."""
    wanted = sorted(approved.values())
    rows: list[tuple[str, int, str, str]] = []
    for start in range(0, len(wanted), CHUNK):
        some = Revision.objects.filter(pk__in=wanted[start : start + CHUNK])
        rows += some.values_list("entry__kind", "entry__position", "entry__key", "content")
    return _text((kind, key, content) for kind, _, key, content in sorted(rows))


def _text(rows: Iterable[Row]) -> str:
    plain: dict[str, Any] = {sort.field: [] for sort in SORTS.values() if sort.field != "items"}
    plain["phrases"] = {}
    items: list[str] = []
    for kind, key, content in rows:
        if not content:
            continue
        if kind == Kind.ITEM:
            items.append(content)
        elif kind in ONCE:
            plain[SORTS[kind].field] = json.loads(content)
        elif kind == Kind.PHRASE:
            plain["phrases"][key] = json.loads(content)
        else:
            plain[SORTS[kind].field].append(json.loads(content))
    return document(plain, items)
