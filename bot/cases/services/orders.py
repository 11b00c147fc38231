"""Outside orders: a checked file is opened order by order, each number once, going on where it was after a stop."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from bot.cases import vault
from bot.cases.actors import Actor
from bot.cases.errors import CasesError, Invalid, UnknownCase, WrongState
from bot.cases.models import BatchState, Case, Channel, OrderBatch, Origin
from bot.cases.services.requests import open_case
from bot.cases.services.steps import hall
from bot.cases.services.visibility import visible_to
from bot.knowledge.proposal import propose
from bot.store.releases import active_release, shelf
from bot.store.timers import every
from bot.store.writing import writing
from bot.text.mask import mask

Row = dict[str, Any]
SLICE = 8
"""Orders of one transaction: citizens wait for it, so it must be short."""
AT_ONCE = 48
"""So many orders are opened while the person waits; the rest follows by a timer."""
KEPT = timedelta(hours=24)
"""A file that nobody confirmed is forgotten after this time: it holds contacts."""


@dataclass
class Contents:
    """What a file held. rows: orders without fault. faults: row, column, what, todo. notes: what else to know."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_in(user: User, filename: str, rows: Iterable[Row], faults: Sequence[Row], notes: Sequence[str], *,
             total: int, now: datetime) -> OrderBatch:  # fmt: skip
    """Keeps a file that was read until it is confirmed, encrypted. Words are masked here, before anything is stored."""
    clean = [{**row, "description": mask(row["description"]).text, "place": mask(row["place"]).text} for row in rows]
    faulty = len({fault["row"] for fault in faults})
    with writing():
        return OrderBatch.objects.create(
            user=user, filename=filename[:200], made_at=now, total=total, faulty=faulty,
            sealed=_sealed(Contents(clean, list(faults), list(notes))),
        )  # fmt: skip


def contents(batch: OrderBatch) -> Contents:
    """What is still known of a file; empty when it is over."""
    if batch.sealed is None:
        return Contents()
    return Contents(**json.loads(vault.unseal(batch.sealed)))


def known(rows: Iterable[Mapping[str, str]]) -> set[tuple[str, str]]:
    """Which of these orders have a request already, by source and number."""
    wanted = {(row["source"], row["number"]) for row in rows}
    numbers = sorted({number for _, number in wanted})
    found: set[tuple[str, str]] = set()
    for at in range(0, len(numbers), 500):
        some = Case.objects.filter(outside_number__in=numbers[at : at + 500])
        found |= set(some.values_list("source", "outside_number"))
    return found & wanted


def confirm(batch: OrderBatch, user: User, *, good_only: bool, now: datetime) -> OrderBatch:
    """Opens the orders of a file.

    Args:
        good_only: leave out the rows with faults; else a single fault stops the whole file.

    Raises:
        UnknownCase: another's file. WrongState: it was confirmed or dropped. Invalid: it has faults.
    """
    with writing():
        row = _own(batch, user)
        if row.state != BatchState.CHECKED:
            raise WrongState("这个文件已经处理过了。")
        if row.faulty and not good_only:
            raise Invalid({"mode": [f"有{row.faulty}行有错，一条都没有导入。请改好再上传，或者选“先导入没有错的”。"]})
        OrderBatch.objects.filter(pk=row.pk).update(state=BatchState.RUNNING)
    go_on(row.pk, now, most=AT_ONCE)
    row.refresh_from_db()
    return row


def drop(batch: OrderBatch, user: User, *, now: datetime) -> None:
    """Gives a file up; nothing of it stays. Raises UnknownCase, WrongState."""
    with writing():
        row = _own(batch, user)
        if row.state != BatchState.CHECKED:
            raise WrongState("这个文件已经处理过了。")
        OrderBatch.objects.filter(pk=row.pk).update(state=BatchState.DROPPED, sealed=None, ended_at=now)


def go_on(pk: int, now: datetime, *, most: int) -> int:
    """Opens the next orders of a running file, at most `most`; how many rows were looked at."""
    done = 0
    while done < most:
        step = _slice(pk, now)
        done += step
        if not step:
            break
    return done


@every(5, "cases.orders")
def run_orders(now: datetime) -> int:
    """Goes on with files that are being imported, and forgets those that nobody confirmed."""
    if active_release() is None:
        return 0
    with writing():
        OrderBatch.objects.filter(state=BatchState.CHECKED, made_at__lte=now - KEPT).update(
            state=BatchState.DROPPED, sealed=None, ended_at=now
        )
    running = list(OrderBatch.objects.filter(state=BatchState.RUNNING).values_list("pk", flat=True))
    return sum(go_on(pk, now, most=8 * AT_ONCE) for pk in running)


def answered(user: User, *, source: str = "", since: datetime | None = None, until: datetime | None = None
             ) -> QuerySet[Case]:  # fmt: skip
    """The outside orders that somebody may know of, in the order in which they were received."""
    found = visible_to(user).filter(~Q(outside_number=""))
    if source:
        found = found.filter(source=source)
    if since is not None:
        found = found.filter(received_at__gte=since)
    if until is not None:
        found = found.filter(received_at__lt=until)
    return found.order_by("received_at", "pk")


def _slice(pk: int, now: datetime) -> int:
    release = shelf().active()
    batch = OrderBatch.objects.get(pk=pk)
    if batch.state != BatchState.RUNNING:
        return 0
    held = contents(batch)
    some = held.rows[batch.position : batch.position + SLICE]
    proposed = [propose(release, row["description"]) for row in some]  # before the transaction: it takes its time
    name = f"{release.id}+{shelf().active_bulletin().version}"
    with writing():
        row = OrderBatch.objects.get(pk=pk)
        if row.state != BatchState.RUNNING or row.position != batch.position:
            return 0  # another process is at it
        there = known(some)
        for order, words in zip(some, proposed, strict=True):
            if (order["source"], order["number"]) in there:
                row.known += 1
                continue
            try:
                _open(
                    order, words.kind, words.subject.id if words.subject else "", words.item or "", row.user, name, now
                )
                row.opened += 1
            except CasesError as error:
                row.failed += 1
                held.faults.append(
                    {"row": order["row"], "column": "", "what": _said(error), "todo": "请改好，单独再导入这一条"}
                )
        row.position += len(some)
        if row.position >= len(held.rows):
            row.state, row.ended_at = BatchState.DONE, now
            row.sealed = _sealed(Contents([], held.faults, held.notes)) if held.faults else None
        elif row.failed != batch.failed:
            row.sealed = _sealed(held)
        row.save()
    return len(some)


def _open(order: Row, kind: str, subject: str, item: str, user: User, release: str, now: datetime) -> None:
    received = datetime.fromisoformat(order["received_at"]) if order["received_at"] else now
    wanted = datetime.fromisoformat(order["expected_at"]) if order["expected_at"] else None
    kind = order["kind"] or kind
    with writing():  # a row that fails leaves nothing behind
        opened = open_case(
            kind=kind, description=order["description"], place=order["place"], subject=order["subject"] or subject,
            item=item if kind not in ("complaint", "report") else "", contact=order["contact"] or None,
            way_back="call" if order["contact"] else "", channel=Channel.API, origin=Origin.IMPORT, release=release,
            calendar=hall().calendar, now=now, received_at=received, expected_at=wanted,
            limit_basis=f"{order['source']}要求的时限" if wanted else "", source=order["source"],
            outside_number=order["number"], actor=Actor.citizen(through=user),
        )  # fmt: skip
        Case.objects.filter(pk=opened.case.pk).update(recorded_by=user)


def _own(batch: OrderBatch, user: User) -> OrderBatch:
    row = OrderBatch.objects.filter(pk=batch.pk, user=user).first()
    if row is None:
        raise UnknownCase("没有这个文件，或者是别人上传的。")
    return row


def _sealed(held: Contents) -> bytes:
    return vault.seal(json.dumps(held.__dict__, ensure_ascii=False))


def _said(error: CasesError) -> str:
    if isinstance(error, Invalid):
        return "".join(word for words in error.errors.values() for word in words)
    return str(error)
