"""What every step of a talk has in common: the talk as it stands in the transaction, a conditional change, its line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from bot.cases import services as cases
from bot.cases.lifecycle import OPEN
from bot.cases.models import Case, Origin
from bot.cases.models import Kind as CaseKind
from bot.cases.services import Opened
from bot.knowledge.messages import Message
from bot.talks import words
from bot.talks.errors import Over, UnknownTalk
from bot.talks.models import Line, Side, State, Talk


def fresh(talk: Talk) -> Talk:
    """The talk as it stands now. Raises UnknownTalk."""
    found = Talk.objects.filter(pk=talk.pk).select_related("conversation", "case", "user").first()
    if found is None:
        raise UnknownTalk
    return found


def change(talk: Talk, *states: str, **changes: Any) -> bool:
    """Changes a talk that is in one of these states; False when it has gone on."""
    if not Talk.objects.filter(pk=talk.pk, state__in=states).update(**changes):
        return False
    for name, value in changes.items():
        setattr(talk, name, value)
    return True


def tell(talk: Talk, message: Message | None, *, now: datetime, state: str = "", side: str = Side.SYSTEM, said: str = "",
         by: User | None = None, danger: str = "", streamed: bool = True) -> Line | None:  # fmt: skip
    """Writes one line of a talk; None when the conversation was forgotten and there is nobody to tell."""
    if talk.conversation_id is None:
        return None
    return Line.objects.create(
        talk=talk, conversation_id=talk.conversation_id, side=side, said=said, message=message, state=state, by=by,
        danger=danger, streamed=streamed, at=now,
    )  # fmt: skip


def close(talk: Talk, how: str, *, state: str = State.ENDED, now: datetime) -> bool:
    """Ends an active talk and lets the guide speak again; False when somebody ended it already."""
    if not change(talk, State.RINGING, State.JOINED, State.COMING, state=state, how=how, ended_at=now,
                  waiting_since=None):  # fmt: skip
        return False
    if talk.conversation_id is not None:
        cases.set_joined(talk.conversation_id, False)
    return True


def case_of(talk: Talk) -> Case | None:
    """The open request that this conversation has because of the call, or opened while it rang or was talked."""
    if talk.case is not None and talk.case.state in OPEN:
        return talk.case
    if talk.conversation_id is None:
        return None
    called = cases.call_open_in(talk.conversation_id)
    later = Case.objects.filter(conversation_id=talk.conversation_id, opened_at__gte=talk.rang_at, state__in=OPEN)
    return called or later.order_by("pk").first()


def give_number(talk: Talk, key: str, *, now: datetime) -> Message:
    """The message with the one number of a talk: the one it has, or a new request. key: the phrase that says why."""
    found = case_of(talk)
    if found is not None:
        link(talk, found)
        return words.standing(found, key)
    opened = open_call(talk, now=now)
    assert talk.conversation_id is not None
    placeholder = cases.keep_secret(talk.conversation_id, f"⟦查询码{CODES_FROM + talk.pk}⟧", opened.code)
    return words.numbered(opened.case, placeholder, key)


CODES_FROM = 100_000
"""Placeholders that stand for codes given in talks; those of a turn count from 1 and never come so far."""


def open_call(talk: Talk, *, now: datetime) -> Opened:
    """Opens the request of a call, with the phone said before in the conversation, if there is one."""
    conversation = talk.conversation
    if conversation is None:
        raise Over
    phone = (conversation.context or {}).get("phone") or ""
    contact = cases.unmask(conversation.pk, phone).strip()
    release = words.release()
    opened = cases.open_case(
        kind=CaseKind.HELP,
        description=talk.about or "请导办台联系",
        item=talk.item,
        contact=contact if contact and "⟦" not in contact else None,
        channel=talk.channel,
        kiosk=talk.kiosk,
        origin=Origin.CALL,
        conversation_id=conversation.pk,
        release=words.version(),
        calendar=release.hall.calendar,
        now=now,
    )
    link(talk, opened.case)
    return opened


def link(talk: Talk, case: Case) -> None:
    """Notes which request has the number of a call."""
    Talk.objects.filter(pk=talk.pk).update(case=case)
    talk.case = case
