"""Publishing: a change set becomes approved and the active release, in one step; and the way back."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F

from bot.catalogue import workshop
from bot.catalogue.documents import ANYBODYS
from bot.catalogue.errors import Conflict, Invalid, Refused, Stopped, Unchanged, Unknown, Unready
from bot.catalogue.models import ChangeSet, Entry, Publication
from bot.catalogue.models.changes import OPEN, State
from bot.catalogue.services import compose, review
from bot.catalogue.services.drafts import SYSTEM, authors, person_name
from bot.catalogue.services.review import NEEDS_FIX
from bot.knowledge.release import NoRelease
from bot.staff.roles import may
from bot.store.releases import shelf
from bot.store.writing import writing

log = logging.getLogger(__name__)

KEPT = 5
"""So many of the last publications can be gone back to without being built anew."""
REASON_MIN = 4
"""Characters of a reason that are the least."""


def submit(user: User, change_set: ChangeSet, *, now: datetime) -> None:
    """Sends a change set for review. Raises Refused, Conflict, Unchanged."""
    with writing():
        change_set.refresh_from_db()
        if change_set.state not in (State.DRAFT, State.RETURNED):
            raise Conflict("这张修改单已经送审或结束了。")
        if not change_set.entries.exists():
            raise Unchanged("这张修改单是空的，没有什么可送审。")
        if not (change_set.user_id == user.pk or user.pk in authors(change_set) or may(user, "catalogue.review")):
            raise Refused
        change_set.state, change_set.submitted_by, change_set.submitted_at = State.SUBMITTED, person_name(user), now
        change_set.returned_why = ""
        change_set.save()


def give_back(user: User, change_set: ChangeSet, *, why: str, now: datetime) -> None:
    """Returns a change set to its author with a reason. Raises Refused, Conflict, Invalid."""
    if not may(user, "catalogue.review"):
        raise Refused
    reason = _reason(why, "请写明退回的原因，至少4个字。")
    with writing():
        change_set.refresh_from_db()
        if change_set.state != State.SUBMITTED:
            raise Conflict("这张修改单不在待审核里。")
        change_set.state, change_set.returned_why = State.RETURNED, reason
        change_set.save()


def may_publish(user: User, change_set: ChangeSet) -> str:
    """Why somebody may not publish a change set, in words; empty when they may."""
    if review.two_people(change_set):
        if not may(user, "catalogue.review"):
            return "这张修改单改了省统一的内容，要由审核发布。请送审。"
        if user.pk in authors(change_set):
            return "改的人和发布的人要是两个人。请送审，由另一位审核发布。"
        return ""
    if not (change_set.user_id == user.pk or user.pk in authors(change_set) or may(user, "catalogue.review")):
        return "这张修改单是同事做的，请本人发布，或者送审由审核发布。"
    for entry in review.entries_of(change_set):
        department = None if entry.kind in ANYBODYS and not entry.department else entry.department
        if not may(user, "catalogue.publish_local", department=department):
            return f"“{entry.name}”由别的部门管，请由他们或审核发布。"
    return ""


def publish(user: User, change_set: ChangeSet, *, why: str = "", override_why: str = "", now: datetime) -> Publication:
    """Approves a change set and speaks it. Other drafts are untouched.

    Args:
        override_why: why the manager publishes although the gate stops it.

    Raises:
        Refused: not this person's. Stopped: the check found something; the report says what. Conflict: somebody
        published in between. Unchanged: empty. Unready: it can't be built or switched.
    """
    change_set.refresh_from_db()
    if not change_set.open:
        raise Conflict("这张修改单已经结束了，或还在导入。")
    if not change_set.entries.exists():
        raise Unchanged("这张修改单是空的，没有什么可发布。")
    refusal = may_publish(user, change_set)
    if refusal:
        raise Refused(refusal)
    report = change_set.report if review.fresh(change_set) else review.check(change_set, now=now)
    override = _overridden(user, report, override_why)

    def commit() -> Publication:
        with writing():
            last = _last(report["base"])
            wanted = ChangeSet.objects.get(pk=change_set.pk)
            if not wanted.open or compose.id_of(compose.text_with(wanted)) != report["candidate"]:
                raise Conflict("检查之后这张修改单又改过，没有发布。请再看一遍检查结果。")
            Entry.objects.filter(change_set=wanted).update(approved=F("draft"), change_set=None)
            wanted.state, wanted.closed_at = State.PUBLISHED, now
            wanted.save()
            return _record(
                report["candidate"], last, user=user, now=now, change_set=wanted, why=why,
                override_why=override, report=report,
            )  # fmt: skip

    published = _switch(report["candidate"], commit)
    change_set.refresh_from_db()
    return published


def rollback(user: User, publication: Publication, *, why: str, now: datetime) -> Publication:
    """Speaks the facts of an earlier publication again: a new release of its revisions, which are approved anew.

    Drafts in open change sets stay. Raises Refused, Invalid, Conflict, Unready.
    """
    if not may(user, "catalogue.rollback"):
        raise Refused
    reason = _reason(why, "请写明为什么退回，至少4个字。")
    base = review.active_id()
    built = workshop.build(compose.text_of(publication.approved), shelf().root)
    if built.id is None:
        raise Unready("那个版本的内容已经通不过现在的检查，不能退回。请改正资料后发布。")
    candidate = built.id
    if candidate == base:
        raise Unchanged("现在用的就是这个版本的内容。")

    def commit() -> Publication:
        with writing():
            last = _last(base)
            _approve_again(publication)
            return _record(candidate, last, user=user, now=now, restored=publication, why=reason)

    return _switch(candidate, commit)


def releases_in_use(now: datetime) -> set[str]:
    """The releases of the last publications, and those that open change sets were checked with: they stay on the shelf."""
    last = Publication.objects.values_list("release", flat=True)[:KEPT]
    checked = ChangeSet.objects.filter(state__in=OPEN).values_list("report__candidate", flat=True)
    return {name for name in (*last, *checked) if name}


def reconcile(now: datetime) -> str:
    """Makes the release that was published last the active one again, building it anew if it is lost; its id.

    A newer program may write releases otherwise, or say more: then what is approved is published anew by the system.

    Raises:
        Unknown: nothing was published yet. Unready: it can't be built.
    """
    last = Publication.objects.first()
    if last is None:
        raise Unknown("还没有发布过。")
    on_shelf = shelf()
    try:
        if on_shelf.active_id() == last.release and review.spoken(last.release):
            return last.release
    except NoRelease:
        pass
    if review.spoken(last.release):
        on_shelf.activate(last.release)
        log.warning("启用的版本和发布记录对不上，已恢复为 %s", last.release)
        return last.release
    built = workshop.build_here(compose.text_of(last.approved), on_shelf.root)
    if built.id == last.release:
        on_shelf.activate(built.id)
        return built.id
    return _renewed(last, now).release


def _renewed(last: Publication, now: datetime) -> Publication:
    built = workshop.build_here(compose.approved_text(), shelf().root)
    if built.id is None:
        raise Unready(f"上次发布的版本现在做不出来：{'；'.join(row['what'] for row in built.faults[:3])}")
    name = built.id

    def commit() -> Publication:
        with writing():
            return _record(name, _last(last.release), user=None, now=now, why="软件更新后重新制作")

    return _switch(name, commit)


def _overridden(user: User, report: dict[str, Any], override_why: str) -> str:
    """The recorded reason, empty when nothing stops. Raises Stopped, Invalid."""
    stops = report["stops"]
    if report["faults"] or not report["candidate"] or any(stop["needs"] == NEEDS_FIX for stop in stops):
        raise Stopped(report)
    if not stops:
        return ""
    if not may(user, "catalogue.override"):
        raise Stopped(report, "检查没有通过，没有发布。请按提示改正，或请主管说明理由后发布。")
    return _reason(override_why, "检查没有通过。要照样发布，请写明理由，至少4个字。")


def _switch(name: str, commit: Any) -> Publication:
    made: list[Publication] = []
    try:
        shelf().activate(name, commit=lambda: made.append(commit()))
    except NoRelease as error:
        raise Unready(str(error)) from error
    except OSError as error:
        raise Unready(f"新版本写不进磁盘（{error.strerror}），原来的版本照常使用。请管理员检查磁盘空间。") from error
    return made[0]


def _last(base: str) -> Publication | None:
    last = Publication.objects.first()
    if (last.release if last is not None else "") != base:
        raise Conflict("刚刚有人发布了别的修改，没有发布。请再检查一遍。")
    return last


def _record(release: str, last: Publication | None, *, user: User | None, now: datetime, **more: Any) -> Publication:
    approved = Entry.objects.filter(approved__isnull=False).exclude(approved__content="")
    return Publication.objects.create(
        number=(last.number if last is not None else 0) + 1,
        release=release,
        previous=last.release if last is not None else "",
        user=user,
        by=person_name(user) if user is not None else SYSTEM,
        at=now,
        approved={str(pk): revision for pk, revision in approved.values_list("pk", "approved_id")},
        **more,
    )


def _approve_again(publication: Publication) -> None:
    """Sets the approved revisions back; objects that are being changed keep their drafts."""
    changed = []
    for entry in Entry.objects.all():
        revision = publication.approved.get(str(entry.pk))
        if entry.approved_id != revision:
            entry.approved_id = revision
            if entry.change_set_id is None:
                entry.draft_id = revision
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["approved", "draft"], batch_size=200)


def _reason(why: str, words: str) -> str:
    reason = why.strip()
    if len(reason) < REASON_MIN:
        raise Invalid([("理由", words)])
    return reason[:300]
