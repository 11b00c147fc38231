"""Requests 诉求: opened with number, code and deadline, looked up by both; every change writes history."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from bot.cases import vault
from bot.cases.errors import CodeLocked, Invalid, UnknownCase
from bot.cases.models import Case, CaseEvent, CodeMiss, Kind, Origin, State
from bot.knowledge.deadlines import expected
from bot.knowledge.model import Calendar
from bot.store.writing import writing
from bot.text.numbers import case_check_digit, is_case_number

MISSES = 5
LOCKED = timedelta(minutes=15)
REASON_MIN, REASON_MAX = 4, 500


@dataclass(frozen=True, repr=False)
class Opened:
    """A new request and its query code, which is known only here and now."""

    case: Case
    code: str


def _new_number() -> str:
    while True:
        nine = secrets.choice("235") + f"{secrets.randbelow(10**8):08d}"
        number = nine + case_check_digit(nine)
        if not Case.objects.filter(number=number).exists():
            return number


def _event(case: Case, *, at: datetime, actor: str, action: str, before: str, after: str, why: str = "") -> None:
    last = case.events.aggregate(last=Max("seq"))["last"] or 0
    CaseEvent.objects.create(
        case=case, seq=last + 1, at=at, actor=actor, action=action, from_state=before, to_state=after, why=why
    )


def open_case(
    *,
    kind: str,
    description: str,
    channel: str,
    origin: str,
    release: str,
    calendar: Calendar,
    now: datetime,
    place: str = "",
    item: str = "",
    window: str = "",
    contact: str | None = None,
    anonymous: bool = False,
    kiosk: str = "",
    conversation_id: int | None = None,
) -> Opened:
    """Opens a request and its first row of history, in one transaction.

    Args:
        description, place: masked already. contact: in the clear, stored encrypted.
        now: aware; the limit counts in working days from the next day.

    Raises:
        Invalid: unknown kind or empty description.
    """
    if kind not in Kind.values:
        raise Invalid({"kind": ["请选择咨询、求助、投诉、举报、建议或表扬。"]})
    if not description.strip():
        raise Invalid({"description": ["请说一下是什么事。"]})
    code = f"{secrets.randbelow(10**6):06d}"
    with writing():
        number = _new_number()
        case = Case.objects.create(
            number=number,
            code_digest=vault.digest("code", number, code),
            kind=kind,
            state=State.SUBMITTED,
            origin=origin,
            channel=channel,
            kiosk=kiosk,
            conversation_id=conversation_id,
            description=description,
            place=place[:500],
            item=item[:100],
            window=window[:20],
            contact=vault.seal(contact) if contact and not anonymous else None,
            anonymous=anonymous,
            release=release,
            opened_at=now,
            expected_at=expected(calendar, kind, now)[0],
        )
        _event(case, at=now, actor="群众", action="open", before="", after=State.SUBMITTED)
    return Opened(case, code)


def call_open_in(conversation_id: int) -> Case | None:
    """The call for a person that this conversation has already made and that is still open."""
    return (
        Case.objects.filter(conversation_id=conversation_id, origin=Origin.CALL, state=State.SUBMITTED)
        .order_by("-pk")
        .first()
    )


def note_call_again(case: Case, *, now: datetime) -> None:
    """Writes into the history that the person is called once more."""
    with writing():
        _event(case, at=now, actor="群众", action="call_again", before=case.state, after=case.state)


def told_in_same_conversation(number: str, conversation_id: int) -> Case | None:
    """The request with this number, if it was opened in this very conversation: then no code is needed."""
    return Case.objects.filter(number=number, conversation_id=conversation_id).first()


def look_up(number: str, code: str, *, now: datetime) -> Case:
    """The request with this number and query code.

    Wrong codes are counted for every well-formed number, existing or not: a lock gives nothing away.

    Raises:
        UnknownCase: no such pair. CodeLocked: too many misses, for 15 minutes, whatever the code.
    """
    if not is_case_number(number):
        raise UnknownCase
    with writing():
        miss = CodeMiss.objects.filter(number=number).first()
        if miss is not None and miss.locked_until is not None and miss.locked_until > now:
            raise CodeLocked(int((miss.locked_until - now).total_seconds()))
        case = Case.objects.filter(number=number).first()
        right = vault.same(case.code_digest if case else "", vault.digest("code", number, code))
        if case is not None and right:
            if miss is not None:
                miss.delete()
            return case
        _count_miss(miss or CodeMiss(number=number, at=now), now)
    raise UnknownCase


def _count_miss(miss: CodeMiss, now: datetime) -> None:
    if miss.locked_until is not None or now - miss.at > LOCKED:  # an old series is over
        miss.misses, miss.locked_until = 0, None
    miss.misses, miss.at = miss.misses + 1, now
    if miss.misses >= MISSES:
        miss.locked_until = now + LOCKED
    miss.save()


def reveal_contact(case_id: int, *, actor: str, why: str, now: datetime) -> str:
    """The contact in the clear, for a member of staff with a reason; who, when and why go into the history.

    Raises:
        Invalid: no reason given. UnknownCase: no such request, or it has no contact.
    """
    reason = why.strip()
    if not REASON_MIN <= len(reason) <= REASON_MAX:
        raise Invalid({"why": ["请写明查看联系方式的原因，至少4个字。"]})
    with writing():
        case = Case.objects.filter(pk=case_id).first()
        if case is None or case.contact is None:
            raise UnknownCase("这件诉求没有留联系方式。")
        _event(case, at=now, actor=actor, action="see_contact", before=case.state, after=case.state, why=reason)
        return vault.unseal(case.contact)
