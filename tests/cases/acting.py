"""Every verb with arguments that are right, and everybody who might try it; for tests that walk over the whole table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from bot.cases import services
from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.lifecycle import ACTIONS, State
from bot.cases.models import Case, Handling, Part
from bot.cases.services import Opened, Opinion, Reply, chronicle, codes, requests
from bot.cases.services.handling import _resume
from bot.cases.services.joining import split
from bot.citizen.releases import current

START = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Monday morning."""


def open_one(**changes: Any) -> Opened:
    given: dict[str, Any] = {
        "kind": "consult",
        "description": "几点开门",
        "channel": "web",
        "origin": "form",
        "release": "r+0",
        "calendar": current().release.hall.calendar,
        "now": START,
    }
    return services.open_case(**given | changes)


def put(case: Case, state: str, **changes: Any) -> Case:
    """Brings a request into a state without the verbs, by a row that fits the chain."""
    fresh = Case.objects.get(pk=case.pk)
    chronicle.append(fresh, at=START, actor=THE_SYSTEM, action="note", after=state, **changes)
    return fresh


def standing(state: str, clerk: User, **changes: Any) -> Case:
    """A request about an identity card that the clerk of its windows handles; the guide desk received it, 人社 helps."""
    case = open_one(kind="help", item="id_card_reissue", **changes).case
    more: dict[str, Any] = {"post": "clerk_hukou", "assigned_at": START}
    if state in (State.IN_PROGRESS, State.WAITING_CITIZEN, State.RESOLVED, State.CLOSED):
        more["holder"] = clerk
        Handling.objects.create(case=case, post="clerk_hukou", part=Part.LEAD, user=clerk, since=START)
    if state == State.WAITING_CITIZEN:
        more["paused_at"] = START
    if state in (State.RESOLVED, State.CLOSED):
        more |= {"answer": "已经办好了", "resolved_at": START}
    if state in (State.CLOSED, State.REJECTED, State.TRANSFERRED, State.TERMINATED, State.WITHDRAWN, State.DUPLICATE):
        more |= {"closed_at": START, "shown_why": "原因写在这里"}
    Handling.objects.create(case=case, post="clerk_hr", part=Part.HELPER, since=START)
    return put(case, state, **more)


Verb = Callable[[Case, Actor, datetime], object]
WHY = "这是写明的原因"


def _extension(case: Case, actor: Actor, now: datetime) -> object:
    return services.ask_extension(case, actor, days=2, why=WHY, now=now)


VERBS: dict[str, Verb] = {
    "solve_on_spot": lambda c, a, now: services.solve_on_spot(c, a, answer="当面说清楚了", now=now),
    "assign": lambda c, a, now: services.assign(c, a, post="clerk_hukou", now=now),
    "claim": lambda c, a, now: services.claim(c, a, now=now),
    "return": lambda c, a, now: services.give_back(c, a, why=WHY, proposed="clerk_hr", now=now),
    "contact": lambda c, a, now: services.contact(c, a, way="call", reached=False, now=now),
    "ask": lambda c, a, now: services.ask(c, a, missing="请补充门牌号", now=now),
    "supplement": lambda c, a, now: services.supplement(c, a, words="是三号楼", now=now),
    "add_words": lambda c, a, now: services.add_words(c, a, words="昨天又坏了", now=now),
    "resume": lambda c, a, now: _resume(c, a, now=now),
    "ask_extension": _extension,
    "extend": lambda c, a, now: services.extend(c, a, now=now),
    "refuse_extension": lambda c, a, now: services.refuse_extension(c, a, why=WHY, now=now),
    "resolve": lambda c, a, now: services.resolve(
        c, a, answer="已经修好了", replies=[Reply("修好了")] * c.points.filter(round=c.round).count(), now=now
    ),
    "transfer": lambda c, a, now: services.transfer(c, a, body="供电公司", telephone="95598", number="无", now=now),
    "follow_up": lambda c, a, now: services.follow_up(c, a, words="对方已经派人", now=now),
    "reject": lambda c, a, now: services.reject(c, a, reason="litigation", way="请到县法院立案庭", now=now),
    "terminate": lambda c, a, now: services.terminate(c, a, reason="gone", why=WHY, now=now),
    "withdraw": lambda c, a, now: services.withdraw(c, a, now=now),
    "evaluate": lambda c, a, now: services.evaluate(c, a, Opinion(solved="yes", satisfied=5), now=now),
    "evaluate_bad": lambda c, a, now: services.evaluate(c, a, Opinion(satisfied=1), now=now),
    "reopen": lambda c, a, now: services.reopen(c, a, why=WHY, now=now),
    "grant_reopen": lambda c, a, now: services.grant_reopen(c, a, why=WHY, now=now),
    "refuse_reopen": lambda c, a, now: services.refuse_reopen(c, a, why=WHY, now=now),
    "call_back": lambda c, a, now: services.call_back(c, a, reached=True, opinion=Opinion(satisfied=4), now=now),
    "accept": lambda c, a, now: services.accept(c, a, proof="到现场看过了", rule="没有改规定", now=now),
    "note": lambda c, a, now: services.note(c, a, words="下午再看", now=now),
    "list_points": lambda c, a, now: services.list_points(c, a, points=["灯不亮"], now=now),
    "add_helper": lambda c, a, now: services.add_helper(c, a, post="clerk_tax", now=now),
    "drop_helper": lambda c, a, now: services.drop_helper(c, a, post="clerk_hr", now=now),
    "sort": lambda c, a, now: services.sort(c, a, subject="other" if c.subject != "other" else "", now=now),
    "set_urgent": lambda c, a, now: services.set_urgent(c, a, urgent=not c.urgent, why=WHY, now=now),
    "name_unit": lambda c, a, now: services.name_unit(c, a, department="tax", now=now),
    "clear_unit": lambda c, a, now: services.clear_unit(c, a, why=WHY, now=now),
    "see_contact": lambda c, a, now: services.reveal_contact(c, a, why=WHY, now=now),
    "reissue": lambda c, a, now: codes._reissue(c, a, code="123456", facts=["day"], now=now),
    "call_again": lambda c, a, now: services.call_again(c, a, now=now),
    "split": lambda c, a, now: split(c, a, now=now),
    "merge": lambda c, a, now: services.merge(c, a, into=other_open(c), now=now),
    "erase": lambda c, a, now: requests._erase(c, a, why=WHY, now=now, contact_only=False),
}
"""Action → the verb; what opens a request and what only timers do has tests of its own."""
INNER = {"open", "record_later", "echo", "hand_over", "tell", "remind", "supervise", "take_over", "expire"}
assert set(VERBS) | INNER == set(ACTIONS)


def other_open(case: Case) -> Case:
    """Another open request; made where there is none."""
    found = Case.objects.exclude(pk=case.pk).filter(state=State.SUBMITTED, about_unit=False).first()
    return found or open_one(kind="help", item="id_card_reissue").case


def later(**gone: float) -> datetime:
    return START + timedelta(**gone)
