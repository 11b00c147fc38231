"""Drafts: proposing new content for objects, one or many, into a change set; and giving it up again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max

from bot.catalogue import documents
from bot.catalogue.documents import ANYBODYS, STRUCTURE
from bot.catalogue.errors import Conflict, Invalid, Refused, Unchanged, Unknown
from bot.catalogue.models import ChangeSet, Entry, Kind, Revision
from bot.catalogue.models.changes import State
from bot.catalogue.models.entries import Source
from bot.knowledge.differences import differences
from bot.knowledge.faults import Report
from bot.knowledge.naming import Names, names_of
from bot.staff.roles import may
from bot.store.releases import active_hall
from bot.store.writing import writing

BATCH = 10
"""Objects that are written in one transaction; citizens' turns come in between."""
BREATH = 0.03
"""Seconds between two of them: the lock is not fair, who lets go and takes it again at once leaves nobody in."""
SYSTEM = "系统"


@dataclass(frozen=True)
class Proposal:
    """New content of one object: plain data as `codec.encode` makes it, None = to be removed."""

    kind: str
    key: str
    content: dict[str, Any] | None


def current(kind: str, key: str) -> dict[str, Any] | None:
    """The newest content of an object, draft or approved; None when there is none."""
    entry = Entry.objects.select_related("draft").filter(kind=kind, key=key).first()
    return documents.plain_of(entry.draft.content) if entry is not None and entry.draft is not None else None


def approved(kind: str, key: str) -> dict[str, Any] | None:
    """The approved content of an object; None when there is none."""
    entry = Entry.objects.select_related("approved").filter(kind=kind, key=key).first()
    return documents.plain_of(entry.approved.content) if entry is not None and entry.approved is not None else None


def may_edit(user: User, kind: str, department: str) -> bool:
    """Whether somebody may change an object of this kind and department."""
    if kind in STRUCTURE:
        return may(user, "catalogue.structure")
    return may(user, "catalogue.edit", department=None if kind in ANYBODYS and not department else department)


def propose(
    user: User,
    kind: str,
    key: str,
    content: dict[str, Any] | None,
    *,
    why: str,
    source: str = Source.DESK,
    now: datetime,
    change_set: ChangeSet | None = None,
    base: int | None = None,
) -> Revision:
    """New content of one object as its draft.

    Args:
        content: plain data; None removes the object. why: one sentence, shown in the history.
        change_set: where it belongs; the object's open one or the person's own by default.
        base: number of the revision that was edited; a newer one is a conflict.

    Raises:
        Refused: not this person's. Invalid: can't be read. Conflict: newer draft, or another change set holds it.
        Unchanged: same content as the draft.
    """
    text = _checked(kind, key, content)
    with writing():
        entry = Entry.objects.select_related("draft", "approved", "change_set").filter(kind=kind, key=key).first()
        _allowed(user, kind, key, content, entry)
        if base is not None and entry is not None and entry.draft is not None and entry.draft.number != base:
            raise Conflict(f"{entry.draft.by}刚刚改过这条资料，您的改动没有保存。请刷新页面，看了新内容再改。")
        if (entry is None or entry.draft is None or not entry.draft.content) and not text:
            raise Unknown
        if entry is not None and entry.draft is not None and entry.draft.content == text:
            raise Unchanged
        held = entry.change_set if entry is not None else None
        if held is not None and change_set is not None and held.pk != change_set.pk:
            raise Conflict(f"这条资料正在修改单“{held}”里，请先发布或放弃那一张。")
        into = held or change_set or own_change_set(user, now=now)
        if not into.open:
            raise Conflict("这张修改单已经结束，请刷新页面。")
        if entry is None:
            entry = Entry(kind=kind, key=key, position=_next_position(kind))
            describe(entry, content)
            entry.save()
        revision = _revision(entry, text, content, user, why=why, source=source, now=now, change_set=into)
        revision.number = _next_number(entry)
        revision.save()
        _hold(entry, revision, content, into)
        entry.save()
        reopen(into)
        return revision


def propose_many(
    user: User | None,
    proposals: Sequence[Proposal],
    *,
    title: str,
    why: str,
    source: str,
    now: datetime,
    by: str = SYSTEM,
) -> ChangeSet:
    """A change set of many objects, all or none of them; unchanged ones are left out. Written in batches.

    Args:
        user: None for the command line, whose word is `by`.

    Raises:
        Refused, Invalid: some of them are not this person's, or can't be read; nothing is proposed.
        Conflict: an object is in another open change set. Unchanged: nothing differs.
    """
    texts = _all_checked(proposals)
    entries = {(e.kind, e.key): e for e in Entry.objects.select_related("draft", "approved", "change_set")}
    new = [p for p in proposals if _differs(entries.get((p.kind, p.key)), texts[p.kind, p.key])]
    if not new:
        raise Unchanged
    faults = []
    for proposal in new:
        entry = entries.get((proposal.kind, proposal.key))
        if entry is not None and entry.change_set is not None:
            faults.append((str(entry), f"正在修改单“{entry.change_set}”里，请先发布或放弃那一张"))
        if user is not None:
            try:
                _allowed(user, proposal.kind, proposal.key, proposal.content, entry)
            except Refused as error:
                faults.append((f"{Kind(proposal.kind).label} {proposal.key}", str(error)))
    if faults:
        raise Invalid(faults)
    with writing():
        change_set = ChangeSet.objects.create(
            title=title[:120], state=State.LOADING, user=user, by=person_name(user) if user else by, at=now
        )
    try:
        for start in range(0, len(new), BATCH):
            time.sleep(BREATH if start else 0)
            _write(change_set, new[start : start + BATCH], texts, user, by, why=why, source=source, now=now)
    except BaseException:
        let_go(change_set, now=now)
        raise
    with writing():
        ChangeSet.objects.filter(pk=change_set.pk).update(state=State.DRAFT)
    change_set.state = State.DRAFT
    return change_set


def own_change_set(user: User, *, now: datetime) -> ChangeSet:
    """The change set a person is working on, or a new one."""
    found = ChangeSet.objects.filter(user=user, state__in=(State.DRAFT, State.RETURNED)).order_by("-at").first()
    if found is not None:
        return found
    title = f"{person_name(user)} {now.astimezone().month}月{now.astimezone().day}日的修改"
    return ChangeSet.objects.create(title=title, user=user, by=person_name(user), at=now)


def reopen(change_set: ChangeSet) -> None:
    """What was checked or sent for review is no longer what it was."""
    if change_set.state == State.SUBMITTED:
        change_set.state = State.DRAFT
    change_set.report = {}
    change_set.save(update_fields=["state", "report"])


def rename(user: User, change_set: ChangeSet, title: str) -> None:
    """Another name for an open change set. Raises Refused, Invalid, Conflict."""
    if not (change_set.user_id == user.pk or user.pk in authors(change_set) or may(user, "catalogue.review")):
        raise Refused("只有建立人、改过的人和审核可以改名称。")
    title = title.strip()[:120]
    if not title:
        raise Invalid([("名称", "请给修改单起个名字，例如：11月电话更新")])
    if not change_set.open:
        raise Conflict("这张修改单已经结束了。")
    with writing():
        ChangeSet.objects.filter(pk=change_set.pk).update(title=title)


def take_out(user: User, entry: Entry, *, now: datetime) -> None:
    """Gives up the draft of one object; the approved content is its draft again. Raises Refused, Conflict."""
    with writing():
        entry = Entry.objects.select_related("approved", "draft", "change_set").get(pk=entry.pk)
        if not may_edit(user, entry.kind, entry.department):
            raise Refused
        if entry.change_set is None:
            raise Conflict("这条资料没有未发布的改动。")
        change_set = entry.change_set
        _release(entry)
        reopen(change_set)


def drop(user: User, change_set: ChangeSet, *, now: datetime) -> None:
    """Gives up a whole change set; its revisions stay in the history. Raises Refused, Conflict."""
    with writing():
        change_set.refresh_from_db()
        if not change_set.open:
            raise Conflict("这张修改单已经结束了。")
        if change_set.user_id != user.pk and not may(user, "catalogue.review"):
            raise Refused("只有建立人和审核可以放弃这张修改单。")
        let_go(change_set, now=now)


def let_go(change_set: ChangeSet, *, now: datetime) -> None:
    """Frees the objects of a change set and ends it."""
    with writing():
        for entry in Entry.objects.select_related("approved").filter(change_set=change_set):
            _release(entry)
        ChangeSet.objects.filter(pk=change_set.pk).update(state=State.DROPPED, closed_at=now)


def drop_unfinished(now: datetime) -> int:
    """Ends imports that a stopped process left half-way; how many. Called at start."""
    half = list(ChangeSet.objects.filter(state=State.LOADING))
    for change_set in half:
        let_go(change_set, now=now)
    return len(half)


def authors(change_set: ChangeSet) -> set[int]:
    """The accounts that wrote any of its revisions that still count."""
    rows = Revision.objects.filter(change_set=change_set, entry__change_set=change_set)
    return {user for user in rows.values_list("user_id", flat=True) if user is not None}


def _checked(kind: str, key: str, content: dict[str, Any] | None) -> str:
    if kind not in Kind.values:
        raise Unknown
    if content is None:
        if kind in documents.ONCE:
            raise Refused("这一类资料只有一份，不能删去。")
        return ""
    report = Report()
    report.mark((), documents.name_of(kind, key, content) if isinstance(content, dict) else key, 0)
    text = documents.tidy(kind, content, report)
    if report.faults:
        raise Invalid([(fault.file, f"{fault.what}。{fault.todo}") for fault in report.faults])
    named = documents.key_of(kind, content)
    if named is not None and named != key:
        raise Invalid([(key, f"编号不能改成“{named}”。请新建一条，再删去这一条")])
    return text


def _all_checked(proposals: Sequence[Proposal]) -> dict[tuple[str, str], str]:
    texts: dict[tuple[str, str], str] = {}
    faults: list[tuple[str, str]] = []
    for proposal in proposals:
        try:
            texts[proposal.kind, proposal.key] = _checked(proposal.kind, proposal.key, proposal.content)
        except Invalid as error:
            faults += error.errors
    if faults:
        raise Invalid(faults)
    return texts


def _allowed(user: User, kind: str, key: str, content: dict[str, Any] | None, entry: Entry | None) -> None:
    """Both the department it is in and the one it goes to must be this person's."""
    departments = {entry.department} if entry is not None else set()
    if content is not None:
        departments.add(documents.department_of(kind, key, content))
    if not all(may_edit(user, kind, department) for department in departments):
        raise Refused("这条资料由别的部门管，您的岗位不能改。")


def _differs(entry: Entry | None, text: str) -> bool:
    return text != (entry.draft.content if entry is not None and entry.draft is not None else "")


def _write(
    change_set: ChangeSet,
    proposals: Sequence[Proposal],
    texts: dict[tuple[str, str], str],
    user: User | None,
    by: str,
    *,
    why: str,
    source: str,
    now: datetime,
) -> None:
    with writing():
        keys = [(p.kind, p.key) for p in proposals]
        kinds = {kind for kind, _ in keys}
        positions = {kind: _next_position(kind) for kind in kinds}
        there = set(Entry.objects.filter(kind__in=kinds, key__in=[key for _, key in keys]).values_list("kind", "key"))
        for kind, key in keys:
            if (kind, key) not in there:
                Entry.objects.create(kind=kind, key=key, position=positions[kind])
                positions[kind] += 1
        rows = (
            Entry.objects.select_related("draft", "approved")
            .filter(kind__in=kinds, key__in=[key for _, key in keys])
            .annotate(last=Max("revisions__number"))
        )
        entries = {(e.kind, e.key): e for e in rows}
        revisions, names = [], names_of(active_hall())
        for proposal in proposals:
            entry = entries[proposal.kind, proposal.key]
            if entry.change_set_id is not None:
                raise Conflict(f"{entry}刚刚被别人放进了另一张修改单，没有导入。")
            revision = _revision(
                entry, texts[proposal.kind, proposal.key], proposal.content, user,
                why=why, source=source, now=now, change_set=change_set, by=by, names=names,
            )  # fmt: skip
            revision.number = (entry.last or 0) + 1
            revisions.append(revision)
        Revision.objects.bulk_create(revisions)
        for proposal, revision in zip(proposals, revisions, strict=True):
            _hold(entries[proposal.kind, proposal.key], revision, proposal.content, change_set)
        Entry.objects.bulk_update(
            entries.values(), ["name", "department", "owner", "search", "draft", "change_set"], batch_size=BATCH
        )


def next_revision(entry: Entry, text: str, *, now: datetime) -> Revision:
    """A revision by the system itself, kept; only for what comes with the program."""
    return Revision.objects.create(
        entry=entry, number=_next_number(entry), content=text, by=SYSTEM, at=now, why="随软件更新", source=Source.SEED
    )


def _revision(
    entry: Entry,
    text: str,
    content: dict[str, Any] | None,
    user: User | None,
    *,
    why: str,
    source: str,
    now: datetime,
    change_set: ChangeSet | None,
    by: str = SYSTEM,
    names: Names | None = None,
) -> Revision:
    before = documents.plain_of(entry.draft.content) if entry.draft is not None else None
    after = documents.plain_of(text)
    changes = differences(before, after, documents.SORTS[entry.kind].cls, names or names_of(active_hall()))
    return Revision(
        entry=entry, number=0, content=text, change_set=change_set, user=user,
        by=person_name(user) if user is not None else by, at=now, why=why.strip()[:300], source=source,
        changes=[change.as_row() for change in changes],
    )  # fmt: skip


def _hold(entry: Entry, revision: Revision, content: dict[str, Any] | None, change_set: ChangeSet) -> None:
    """The revision is the draft; when it is what is approved already, nothing is left to publish."""
    entry.draft = revision
    same = entry.approved is not None and entry.approved.content == revision.content
    nothing = entry.approved is None and not revision.content
    entry.change_set = None if same or nothing else change_set
    describe(entry, content)


def _release(entry: Entry) -> None:
    entry.draft, entry.change_set = entry.approved, None
    describe(entry, documents.plain_of(entry.approved.content) if entry.approved is not None else None)
    entry.save()


def describe(entry: Entry, content: dict[str, Any] | None) -> None:
    """Name, department, owner and search words of an object from its content; a removed one keeps what it had."""
    if content is None:
        return
    entry.name = documents.name_of(entry.kind, entry.key, content)[:200]
    entry.department = documents.department_of(entry.kind, entry.key, content)
    entry.owner = str(content.get("owner") or "")
    entry.search = documents.search_words(entry.kind, entry.key, content)


def _next_position(kind: str) -> int:
    last: int | None = Entry.objects.filter(kind=kind).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _next_number(entry: Entry) -> int:
    last: int | None = entry.revisions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def person_name(user: User) -> str:
    """How colleagues know somebody."""
    return user.get_full_name().strip() or user.get_username()
