"""A hall's requests of a year, written in bulk: faithful rows with their history, chained as the services chain them.

Made for measuring pages only. `services.verify_all` holds afterwards; what no page reads (conversations, codes that
work) is left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from bot.cases import chain, vault
from bot.cases.lifecycle import OPEN, State
from bot.cases.models import (
    Against,
    Case,
    CaseEvent,
    ContactAttempt,
    Evaluation,
    EventWords,
    Handling,
    Kind,
    Outgoing,
    Part,
    RoundEnd,
)
from bot.cases.services.limits import due
from bot.knowledge.model import Hall
from bot.text.numbers import case_check_digit

BATCH = 500
LIFE: dict[str, tuple[tuple[str, str, float], ...]] = {
    State.SUBMITTED: (),
    State.ASSIGNED: (("assign", State.ASSIGNED, 0.5),),
    State.IN_PROGRESS: (("assign", State.ASSIGNED, 0.5), ("claim", State.IN_PROGRESS, 3), ("contact", State.IN_PROGRESS, 5)),
    State.WAITING_CITIZEN: (
        ("assign", State.ASSIGNED, 0.5), ("claim", State.IN_PROGRESS, 3), ("ask", State.WAITING_CITIZEN, 6),
    ),
    State.RETURNED: (("assign", State.ASSIGNED, 0.5), ("return", State.RETURNED, 4)),
    State.RESOLVED: (
        ("assign", State.ASSIGNED, 0.5), ("claim", State.IN_PROGRESS, 3), ("contact", State.IN_PROGRESS, 5),
        ("resolve", State.RESOLVED, 30),
    ),
}  # fmt: skip
"""State → the steps to it: action, state after it, hours after receipt."""
LIFE[State.CLOSED] = (*LIFE[State.RESOLVED], ("evaluate", State.CLOSED, 60))
LIFE[State.REJECTED] = (("reject", State.REJECTED, 8),)
LIFE[State.WITHDRAWN] = (*LIFE[State.ASSIGNED], ("withdraw", State.WITHDRAWN, 9))
SHARES = {
    State.CLOSED: 86, State.RESOLVED: 3, State.IN_PROGRESS: 4, State.ASSIGNED: 2, State.SUBMITTED: 1,
    State.WAITING_CITIZEN: 1, State.RETURNED: 1, State.REJECTED: 1, State.WITHDRAWN: 1,
}  # fmt: skip
MATTERS = (
    "路灯坏了好几天",
    "井盖没了",
    "垃圾没有人收",
    "医保卡刷不出来",
    "窗口排队太久",
    "楼上半夜装修",
    "工资拖了三个月",
    "自来水发黄",
)
PLACES = ("东河镇建设路", "西山镇东头", "第二小学门口", "县城人民路", "南湾社区3号楼")
ABOUT_UNITS, DEPARTMENTS = 0.1, ("police", "approval")
"""How many complaints and reports are about a unit, and which units."""


@dataclass
class Rows:
    """What belongs to one request. words: of each event, in the order of the events."""

    case: Case
    events: list[CaseEvent]
    words: list[dict[str, str]]
    salts: list[str]


def fill(hall: Hall, people: dict[str, list[User]], number: int, now: datetime, seed: int = 5) -> None:
    """Writes so many requests. people: post → who holds it."""
    chance = random.Random(seed)  # noqa: S311  (the same every time)
    numbers: set[str] = set()
    while len(numbers) < number:
        nine = chance.choice("235") + f"{chance.randrange(10**8):08d}"
        numbers.add(nine + case_check_digit(nine))
    ready = sorted(numbers)
    chance.shuffle(ready)
    for start in range(0, number, BATCH):
        _write([_request(hall, people, one, chance, now) for one in ready[start : start + BATCH]])


def _request(hall: Hall, people: dict[str, list[User]], number: str, chance: random.Random, now: datetime) -> Rows:
    state = chance.choices(list(SHARES), list(SHARES.values()))[0]
    back = chance.uniform(0.2, 6) if state in OPEN | {State.RESOLVED} else chance.uniform(4, 365)
    opened = now - timedelta(days=back)
    post = chance.choice(sorted(people))
    holder = chance.choice(people[post])
    kind = chance.choice(list(Kind.values))
    subject = chance.choice(hall.subjects).id
    matter, place = chance.choice(MATTERS), f"{chance.choice(PLACES)}{chance.randrange(200)}号"
    steps = [step for step in LIFE[state] if opened + timedelta(hours=step[2]) < now or state in OPEN]
    moments = [min(now, opened + timedelta(hours=step[2])) for step in steps]
    final = str(steps[-1][1]) if steps else State.SUBMITTED
    about = kind in (Kind.COMPLAINT, Kind.REPORT) and chance.random() < ABOUT_UNITS
    when = {action: at for (action, _, _), at in zip(steps, moments, strict=True)}
    case = Case(
        number=number, code_digest=vault.digest("code", number, "000000"), kind=kind, subject=subject, state=final,
        origin=chance.choice(("form", "conversation", "counter", "note", "import")), channel="web",
        description=f"{matter}，已经第{chance.randrange(2, 9)}天了，请来看看", place=place, opened_at=opened,
        received_at=opened, expected_at=due(hall.calendar, kind, opened), urgent=chance.random() < 0.03,
        contact=SEALED if chance.random() < 0.7 else None, post=post if "assign" in when else "dispatcher",
        holder=holder if "claim" in when else None, first_receiver="guide_desk", assigned_at=when.get("assign"),
        claimed_at=when.get("claim"), resolved_at=when.get("resolve"), returns=int(final == State.RETURNED),
        closed_at=moments[-1] if final in (State.CLOSED, State.REJECTED, State.WITHDRAWN) else None,
        paused_at=when.get("ask"), paused_why="请补充门牌号" if "ask" in when else "",
        answer="已经派人修好" if "resolve" in when else "", level=chance.choice((0, 0, 0, 1)) if final in OPEN else 0,
        self_found=chance.random() < 0.02, about_unit=about,
    )  # fmt: skip
    made = Rows(case, [], [], [])
    _append(made, "open", State.SUBMITTED, opened, "群众", "", {"description": case.description, "place": place})
    for (action, after, _), at in zip(steps, moments, strict=True):
        by = "系统" if action == "assign" else "群众" if action in ("evaluate", "withdraw") else holder.username
        _append(made, action, str(after), at, by, post if by == holder.username else "", {"detail": f"{matter}的记录"})
    return made


SEALED: bytes | None = None
"""One contact for all: to encrypt 20,000 would measure nothing."""


def _append(made: Rows, action: str, after: str, at: datetime, actor: str, post: str, words: dict[str, str]) -> None:
    case, salt = made.case, chain.new_salt()
    last = made.events[-1] if made.events else None
    event = CaseEvent(
        case=case, seq=len(made.events) + 1, at=at, actor=actor, post=post, action=action,
        from_state=last.to_state if last else "", to_state=after, words_digest=chain.words_digest(salt, words),
        previous=last.digest if last else "",
    )  # fmt: skip
    event.digest = chain.row_digest(
        number=case.number, seq=event.seq, at=at, actor=actor, post=post, action=action, before=event.from_state,
        after=after, words=event.words_digest, previous=event.previous,
    )  # fmt: skip
    made.events.append(event)
    made.words.append(words)
    made.salts.append(salt)
    case.last_seq, case.head = event.seq, chain.head(case.number, event.seq, event.digest)


def _write(some: list[Rows]) -> None:
    Case.objects.bulk_create([one.case for one in some])
    events = [event for one in some for event in one.events]
    for event in events:
        event.case_id = event.case.pk
    CaseEvent.objects.bulk_create(events)
    pairs = [(event, one.salts[n], one.words[n]) for one in some for n, event in enumerate(one.events)]
    EventWords.objects.bulk_create(EventWords(event=event, salt=salt, words=words) for event, salt, words in pairs)
    Handling.objects.bulk_create(_handlings(some))
    ContactAttempt.objects.bulk_create(
        ContactAttempt(case=one.case, seq=event.seq, at=event.at, by=one.case.holder, way="call", reached=True)
        for one in some for event in one.events if event.action == "contact"
    )  # fmt: skip
    Evaluation.objects.bulk_create(
        Evaluation(case=one.case, at=event.at, contacted=True, solved="yes", satisfied=3 + event.case_id % 3)
        for one in some for event in one.events if event.action == "evaluate" and event.case_id % 5
    )  # fmt: skip
    RoundEnd.objects.bulk_create(_ends(some))
    Against.objects.bulk_create(
        Against(case=one.case, unit=Against.Unit.DEPARTMENT, key=DEPARTMENTS[int(one.case.number) % len(DEPARTMENTS)])
        for one in some if one.case.about_unit
    )  # fmt: skip
    Outgoing.objects.bulk_create(
        Outgoing(
            case=one.case, seq=event.seq, what="resolved", way="call", made_at=event.at, due_at=event.at,
            state="to_call" if one.case.state == State.RESOLVED and event.case_id % 3 == 0 else "told",
        )
        for one in some for event in one.events if event.action == "resolve" and one.case.contact is not None
    )  # fmt: skip


def _handlings(some: list[Rows]) -> Iterator[Handling]:
    for one in some:
        case = one.case
        if case.assigned_at is None:
            continue
        over: Any = case.closed_at
        yield Handling(
            case=case, post=case.post, part=Part.LEAD, user=case.holder, since=case.assigned_at, ended_at=over
        )


def _ends(some: list[Rows]) -> Iterator[RoundEnd]:
    for one in some:
        case = one.case
        end = next((e for e in one.events if e.from_state in OPEN and e.to_state not in OPEN), None)
        if end is not None:
            minutes = int((end.at - case.received_at).total_seconds() // 60)
            yield RoundEnd(case=case, action=end.action, since=case.received_at, at=end.at, due_at=case.expected_at,
                           minutes=minutes, post=case.post, contactable=case.contact is not None)  # fmt: skip
