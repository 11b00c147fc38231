"""Which groups somebody sees, and which items a question may be linked to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from bot.catalogue.models import Entry, Kind
from bot.catalogue.services.drafts import may_edit
from bot.knowledge.release import Release
from bot.knowledge.search import Candidate
from bot.reports.models import Group
from bot.staff.roles import departments_for
from bot.store.releases import active_release
from bot.text.pinyin import initials, syllables

MOST = 12
"""So many items are offered for a search."""
CAPABILITY = "questions.handle"


@dataclass(frozen=True)
class Found:
    """choices: id and name of the items that may be chosen. others: (name, department) of those of other departments."""

    choices: list[tuple[str, str]]
    others: list[tuple[str, str]]


def visible(user: User) -> QuerySet[Group]:
    """The groups of somebody's departments, and those of nobody."""
    departments = departments_for(user, CAPABILITY)
    groups = Group.objects.all()
    return groups if departments is None else groups.filter(Q(department__in=departments) | Q(department=""))


def group_for(user: User, pk: int) -> Group:
    """One group. Raises PermissionDenied for another department's, Http404 when it is gone."""
    group = get_object_or_404(Group, pk=pk)
    if not visible(user).filter(pk=pk).exists():
        raise PermissionDenied
    return group


def matching(groups: QuerySet[Group], words: str) -> QuerySet[Group]:
    """Those of which a variant holds the words, or sounds like them (pinyin or initials)."""
    words = words.strip().lower()
    if not words:
        return groups
    if not words.isascii():
        return groups.filter(variants__text__icontains=words).distinct()
    bare = words.replace(" ", "")
    rows = groups.values_list("pk", "variants__text")
    found = {pk for pk, text in rows if text and (words in text.lower() or _sounds(text, bare))}
    return groups.filter(pk__in=found)


def departments() -> list[tuple[str, str]]:
    """Id and name of every department of the hall."""
    release = active_release()
    return [(one.id, one.name) for one in release.hall.departments] if release is not None else []


def choices(user: User, candidates: Iterable[Candidate], words: str, chosen: str, kinds: Iterable[str]) -> Found:
    """What can be chosen: the likeliest, what was looked for, and what is chosen already.

    Args:
        kinds: of objects that fit. words: name, short name, pinyin or initials. chosen: id, empty = none.
    """
    kinds = list(kinds)
    entries = Entry.objects.filter(kind__in=kinds).exclude(draft__content="")
    likely = [c.id for c in candidates if c.kind in kinds]
    wanted = {entry.key: entry for entry in entries.filter(key__in=[*likely, chosen])}
    order = [key for key in dict.fromkeys([*likely, chosen]) if key in wanted]
    if words.strip():
        bare = words.strip().lower()
        for entry in entries.filter(Q(search__contains=bare) | Q(name__icontains=bare))[:MOST]:
            wanted[entry.key] = entry
            order.append(entry.key)
    names = dict(departments())
    found = Found([], [])
    for key in dict.fromkeys(order):
        entry = wanted[key]
        department = names.get(entry.department, entry.department)
        if may_edit(user, entry.kind, entry.department):
            label = f"{entry.name}（{department}）" if entry.kind == Kind.ITEM else f"{entry.name}（一件事）"
            found.choices.append((key, label))
        else:
            found.others.append((entry.name, department))
    return found


def name_of(release: Release | None, target: str) -> str:
    """What people call `<kind>:<id>`."""
    kind, _, key = target.partition(":")
    entry = Entry.objects.filter(kind=kind, key=key).only("name").first()
    if entry is not None:
        return entry.name
    found = release.item(key) or release.bundle(key) or release.signpost(key) if release is not None else None
    return found.name if found is not None else key


def _sounds(text: str, bare: str) -> bool:
    return bare in "".join(syllables(text)) or bare in initials(text)
