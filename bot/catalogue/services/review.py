"""Looking at a change set before it is published: differences in words, the release it would make, and the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Sum

from bot.catalogue import documents, workshop
from bot.catalogue.documents import ANYBODYS, STRUCTURE
from bot.catalogue.models import ChangeSet, Entry, Kind, Publication, TestLine
from bot.catalogue.models.changes import OPEN
from bot.catalogue.services import compose
from bot.knowledge.differences import Change, differences
from bot.knowledge.naming import Names, names_of
from bot.knowledge.release import NoRelease
from bot.store.releases import active_hall, shelf
from bot.store.writing import writing

LOCAL_GROUPS = frozenset({"places", "progress"})
"""Groups of an item's facts that one person keeps."""
NEEDS_FIX, NEEDS_MANAGER = "fix", "manager"


def changes_of(entry: Entry, names: Names | None = None) -> list[Change]:
    """What a draft changes against what is approved, in words. names: of ids, as they stand now by default."""
    before = documents.plain_of(entry.approved.content) if entry.approved is not None else None
    after = documents.plain_of(entry.draft.content) if entry.draft is not None else None
    return differences(before, after, documents.SORTS[entry.kind].cls, names or names_of(active_hall()))


def entries_of(change_set: ChangeSet) -> list[Entry]:
    """The objects of an open change set, with their revisions."""
    return list(change_set.entries.select_related("approved", "draft").order_by("kind", "position"))


def two_people(change_set: ChangeSet) -> bool:
    """Whether somebody else must look at it: a 省统一 field is touched, or how the hall is made."""
    names = names_of(active_hall())
    return any(
        entry.kind in STRUCTURE
        or _comes_or_goes(entry)
        or any(not change.local or _signs(entry, change) for change in changes_of(entry, names))
        for entry in entries_of(change_set)
    )


def _comes_or_goes(entry: Entry) -> bool:
    """Is it nobody's in particular, and new or to be removed? A signpost to anywhere takes a second look."""
    old, new = entry.approved, entry.draft
    return entry.kind in ANYBODYS and (old is None or not old.content or new is None or not new.content)


def _signs(entry: Entry, change: Change) -> bool:
    """Does it sign for facts that are not 本地? Who signs and who publishes are then two."""
    if entry.kind not in (Kind.ITEM, Kind.BUNDLE) or not change.path:
        return False
    field, *rest = change.path
    return field == "truth" or (field == "truth_of" and (not rest or rest[0] not in LOCAL_GROUPS))


def active_id() -> str:
    """The release that is published last, empty before the first."""
    last = Publication.objects.values_list("release", flat=True).first()
    return last or ""


def check(
    change_set: ChangeSet, *, now: datetime, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Builds the release the change set would make and puts it through the gate; the report is kept with it.

    Returns:
        base, candidate: release ids (candidate empty where the loader finds faults) · at · two_people · objects: rows
        of kind, key, name, changes · faults: rows of kind, key, name, what, todo · review: what the gate reports
        (bot.knowledge.gate) · stops: rows of kind, text, todo, needs.

    Raises:
        Unready: the workshop fails.
    """
    base = active_id()
    built = workshop.build(compose.text_with(change_set), shelf().root)
    report: dict[str, Any] = {
        "base": base,
        "candidate": built.id or "",
        "lines": lines_mark(),
        "at": now.isoformat(timespec="seconds"),
        "two_people": two_people(change_set),
        "objects": objects_of(change_set),
        "faults": built.faults,
        "review": {},
        "stops": [],
    }
    if built.id and base:
        reviewed = workshop.review(base, built.id, shelf().root, test_lines(), now, progress=progress)
        report["review"] = reviewed
        report["stops"] = reviewed["stops"]
    with writing():
        # one that was published or given up meanwhile keeps the report it ended with
        ChangeSet.objects.filter(pk=change_set.pk, state__in=OPEN).update(report=report)
    change_set.report = report
    return report


def fresh(change_set: ChangeSet) -> bool:
    """Whether the kept report speaks of what would be published now."""
    report = change_set.report
    if not report or report["base"] != active_id() or not report["candidate"] or report["lines"] != lines_mark():
        return False
    return str(report["candidate"]) == compose.id_of(compose.text_with(change_set))


def lines_mark() -> str:
    """Changes whenever a test line is added or removed; they are never edited."""
    counted = TestLine.objects.aggregate(n=Count("pk"), last=Max("pk"), total=Sum("pk"))
    return f"{counted['n']}-{counted['last']}-{counted['total']}"


def test_lines() -> list[tuple[str, str, str]]:
    """The hall's test lines: text, item, aspect."""
    return list(TestLine.objects.values_list("text", "item", "aspect"))


def spoken(release: str) -> bool:
    """Is a release on the shelf?"""
    try:
        shelf().release(release)
    except NoRelease:
        return False
    return True


def objects_of(change_set: ChangeSet) -> list[dict[str, Any]]:
    """What each object of an open change set becomes: rows of kind, kind_name, key, name, change, changes."""
    names = names_of(active_hall())
    return [
        {
            "kind": entry.kind,
            "kind_name": entry.get_kind_display(),
            "key": entry.key,
            "name": entry.name or entry.key,
            "change": _how(entry),
            "changes": [change.as_row() for change in changes_of(entry, names)],
        }
        for entry in entries_of(change_set)
    ]


def _how(entry: Entry) -> str:
    if entry.draft is None or not entry.draft.content:
        return "删去"
    return "修改" if entry.approved is not None and entry.approved.content else "新增"
