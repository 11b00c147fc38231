"""Requests 诉求: opened with number, code and deadline, looked up by both; every change writes history."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from bot.cases import vault
from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import CodeLocked, Invalid, UnknownCase
from bot.cases.lifecycle import OPEN, WAYS_BACK, State
from bot.cases.models import Against, Case, CodeMiss, EventWords, Extension, Kind, Origin, Photo, Point
from bot.cases.services import routing
from bot.cases.services.limits import due
from bot.cases.services.photos import claim_photos, drop_photos
from bot.cases.services.steps import given, hall, permit, verb, write
from bot.knowledge.model import Calendar
from bot.store.writing import writing
from bot.text.normalise import normalise
from bot.text.numbers import case_check_digit, is_case_number

MISSES = 5
LOCKED = timedelta(minutes=15)
GONE = "（已依法删除）"
_ASKING = re.compile(r"(?:我|要|想|请|帮|给|再|来|登记|投诉|举报|反映|求助|建议|表扬|咨询|一下|个)+[，, ]*")
"""How a request is begun; the matter is what is left."""


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


def open_case(
    *,
    kind: str,
    description: str,
    channel: str,
    origin: str,
    release: str,
    calendar: Calendar,
    now: datetime,
    actor: Actor | None = None,
    place: str = "",
    item: str = "",
    window: str = "",
    subject: str = "",
    urgent: bool = False,
    against_department: str = "",
    against_person: User | None = None,
    contact: str | None = None,
    way_back: str = "",
    anonymous: bool = False,
    kiosk: str = "",
    conversation_id: int | None = None,
    received_at: datetime | None = None,
    expected_at: datetime | None = None,
    limit_days: int | None = None,
    limit_basis: str = "",
    self_found: bool = False,
    source: str = "",
    outside_number: str = "",
    paper_number: str = "",
    photos: Sequence[Photo] = (),
) -> Opened:
    """Opens a request and its first row of history, in one transaction. Somebody is responsible from then on.

    Args:
        description, place: masked already. contact: in the clear, stored encrypted.
        now: aware; the limit counts from it, or from `received_at`, in working days from the next day.
        actor: who puts it in; None = the citizen.
        expected_at: by when an outside order must be answered; limit_days: working days by another rule, with its basis.
        against_*: what is complained of, besides what the words name.
        photos: from `waiting_photos`; the history holds their digests.

    Raises:
        Invalid: unknown kind, empty description, a photo that is gone. NotAllowed: not for this actor.
    """
    who = actor or Actor.citizen()
    line = permit("open", None, who)
    if kind not in Kind.values:
        raise Invalid({"kind": ["请选择咨询、求助、投诉、举报、建议或表扬。"]})
    if way_back and way_back not in WAYS_BACK:
        raise Invalid({"way_back": ["请选电话、短信、来窗口或村里转告。"]})
    given(line, description=description[:1])
    code, reached, sealed = f"{secrets.randbelow(10**6):06d}", received_at or now, None
    if contact and not anonymous:
        sealed = vault.seal(contact)
    with writing():
        number, now_hall = _new_number(), hall()
        units: set[routing.Unit] = set()
        if kind in routing.ABOUT_OTHERS:
            units = routing.units_named(now_hall, f"{description} {place}", window=window,
                                        department=against_department, person=against_person)  # fmt: skip
        if limit_days is None:
            limit_days, basis = routing.legal_limit(now_hall, subject)
            limit_basis = limit_basis or basis
        way = routing.route(now_hall, kind=kind, origin=origin, item=item, window=window, place=place,
                            subject=subject, units=units)  # fmt: skip
        case = Case.objects.create(
            number=number,
            code_digest=vault.digest("code", number, code),
            kind=kind,
            subject=subject[:40],
            state=State.SUBMITTED,
            origin=origin,
            channel=channel,
            kiosk=kiosk,
            conversation_id=conversation_id,
            description=description,
            place=place[:500],
            item=item[:100],
            window=window[:20],
            contact=sealed,
            way_back=way_back,
            anonymous=anonymous,
            release=release,
            opened_at=now,
            received_at=reached,
            expected_at=expected_at or due(calendar, kind, reached, urgent=urgent, days=limit_days),
            limit_basis=limit_basis[:200],
            urgent=urgent,
            post=way.post,
            first_receiver=routing.first_receiver(now_hall, now, posts=who.posts, units=units),
            recorded_by=who.user,
            self_found=self_found,
            source=source[:40],
            outside_number=outside_number[:60],
            paper_number=paper_number[:60],
            about_unit=bool(units),
        )
        Against.objects.bulk_create(Against(case=case, unit=unit, key=key) for unit, key in sorted(units))
        claim_photos(case, photos)
        words = {"description": description, "place": place, "photos": " ".join(one.digest for one in photos)}
        if sealed is not None and contact:
            words["contact"] = vault.digest("contact", number, contact)
        write(case, line, who, now=now, words=words)
    return Opened(case, code)


def call_open_in(conversation_id: int) -> Case | None:
    """The call for a person that this conversation has already made and that is still open."""
    return (
        Case.objects.filter(conversation_id=conversation_id, origin=Origin.CALL, state__in=OPEN).order_by("-pk").first()
    )


def opened_before(conversation_id: int, description: str, place: str = "") -> Case | None:
    """An open request that this conversation has opened about the same matter: same words, no other place.

    Only the own conversation is looked at, so nobody learns of anybody else's request.
    """
    wanted = _bare(description), _bare(place)
    rows = Case.objects.filter(conversation_id=conversation_id, origin=Origin.CONVERSATION, state__in=OPEN)
    for case in rows.order_by("-pk")[:20]:
        said, where = _bare(case.description), _bare(case.place)
        if said == wanted[0] and (where == wanted[1] or not (where and wanted[1])):
            return case
    return None


def _bare(text: str) -> str:
    return "".join(one for one in normalise(_ASKING.sub("", text)) if one.isalnum())


def note_call_again(case: Case, *, now: datetime) -> None:
    """Writes into the history that the person is called once more."""
    call_again(case, Actor.citizen(case), now=now)


@verb
def call_again(case: Case, actor: Actor, *, now: datetime) -> Case:
    """Writes into the history that the person is called once more. Raises WrongState: it is over."""
    return write(case, permit("call_again", case, actor), actor, now=now)


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
        count_miss(number, now=now)
    raise UnknownCase


def count_miss(number: str, *, now: datetime, most: int = MISSES) -> None:
    """Counts one wrong try; `most` of them lock for a while. Inside the caller's transaction."""
    miss = CodeMiss.objects.filter(number=number).first() or CodeMiss(number=number, at=now)
    if miss.locked_until is not None or now - miss.at > LOCKED:  # an old series is over
        miss.misses, miss.locked_until = 0, None
    miss.misses, miss.at = miss.misses + 1, now
    if miss.misses >= most:
        miss.locked_until = now + LOCKED
    miss.save()


def reveal_contact(case: Case, actor: Actor, *, why: str, now: datetime) -> str:
    """The contact in the clear, for a member of staff with a reason; who, when and why go into the history.

    Raises:
        Invalid: no reason given. UnknownCase: not for this person, or it has no contact. NotAllowed.
    """
    shown = _reveal(case, actor, why=why, now=now)
    if shown.contact is None:
        raise UnknownCase("这件诉求没有留联系方式。")
    return vault.unseal(shown.contact)


@verb
def _reveal(case: Case, actor: Actor, *, why: str, now: datetime) -> Case:
    line = permit("see_contact", case, actor)
    if case.contact is None:
        raise UnknownCase("这件诉求没有留联系方式。")
    return write(case, line, actor, now=now, words=given(line, why=why))


def erase(case: Case, *, why: str, now: datetime, contact_only: bool = False) -> Case:
    """Erases the words of a request as the law wants it: texts, contact and salts go, the rows and the chain stay.

    Args:
        contact_only: only the contact, after its time; the words stay.

    Raises:
        Invalid: no reason. UnknownCase.
    """
    return _erase(case, THE_SYSTEM, why=why, now=now, contact_only=contact_only)


@verb
def _erase(case: Case, actor: Actor, *, why: str, now: datetime, contact_only: bool) -> Case:
    line = permit("erase", case, actor)
    words = given(line, why=why)
    if contact_only:
        return write(case, line, actor, now=now, words=words, contact=None)
    EventWords.objects.filter(event__case=case, erased_at=None).update(words={}, salt="", erased_at=now)
    drop_photos(case)
    Point.objects.filter(case=case).update(text="", reply="")
    Extension.objects.filter(case=case).update(why="")
    texts = {name: GONE for name in ("answer", "shown_why", "paused_why") if getattr(case, name)}
    return write(case, line, actor, now=now, words=words, contact=None, description=GONE, place="", **texts)
