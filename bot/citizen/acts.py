"""What the assistant asks the web to do: open a request, look a request up; calling a person is `calls`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.cases import services
from bot.cases.errors import CodeLocked, UnknownCase
from bot.cases.lifecycle import OPEN, WAYS_BACK, State, plain
from bot.cases.models import Case, Kind, Origin
from bot.cases.services import Begun, routing
from bot.cases.services.proposing import prospect
from bot.citizen import deeds
from bot.citizen.releases import Current, current
from bot.knowledge.messages import Message, message, numbered
from bot.knowledge.phrases import say
from bot.text.numbers import is_case_number

Draft = dict[str, str | None]


def execute(begun: Begun, do: dict[str, Any], messages: list[Message], now_is: Current, now: datetime) -> list[Message]:
    """Does what is asked, inside the caller's transaction; returns all messages of the turn, placeholders unresolved."""
    draft: Draft = do["draft"]
    if do["do"] == "open_case":
        return [*messages, _open_case(begun, draft, now_is, now)]
    return [*messages, _case_status(begun, draft, now_is, now)]


def case_card(case: Case, code: str | None = None) -> dict[str, Any]:
    """The `case` of a message. code: only where it is handed out."""
    return {
        "number": case.number,
        "code": code,
        "kind": case.kind,
        "subject": subject_card(case.subject),
        "state": case.state,
        "state_text": plain(case.state),
        "requested_datetime": case.opened_at.astimezone().isoformat(timespec="seconds"),
        "expected_datetime": case.expected_at.astimezone().isoformat(timespec="seconds"),
        "holder": services.holder_text(case),
    }


def subject_card(subject: str) -> dict[str, str] | None:
    """A subject by code and name; None where the hall has no such subject (any more)."""
    found = next((one for one in current().release.hall.subjects if one.id == subject), None)
    return {"code": found.id, "name": found.name} if found is not None else None


def emergency_text(kind: str | None, now_is: Current) -> str | None:
    """What is said first to somebody in danger; None where nobody is."""
    if kind is None:
        return None
    if kind == "child":
        desk = now_is.release.hall.information.guide_desk.rstrip("。")
        return say(now_is.release, "emergency.child", guide_desk=desk)[0]
    return say(now_is.release, f"emergency.{kind}")[0]


def date_text(moment: datetime) -> str:
    """A deadline as it is said: 11月26日."""
    local = moment.astimezone()
    return f"{local.month}月{local.day}日"


def created_message(case: Case, code: str, now_is: Current) -> Message:
    """Number, code and deadline; never read aloud are the first two."""
    date = date_text(case.expected_at)
    text, _ = say(now_is.release, "case.created", number=case.number, code=code, date=date)
    _, speech = say(now_is.release, "case.created_speech", date=date)
    return message("case_created", text, speech=speech, case=case_card(case, code), release=now_is.name)


def status_message(
    case: Case, now_is: Current, options: Sequence[dict[str, Any]] = (), now: datetime | None = None
) -> Message:
    """How a request stands; with `now` also what was answered, or what is asked for."""
    told = services.progress(case, now=now) if now is not None else None
    state = told.state if told else plain(case.state)
    named: dict[str, Any] = {"number": case.number, "kind": case.get_kind_display(), "state": state}
    if case.state in OPEN and case.state != State.WAITING_CITIZEN:
        text, speech = say(now_is.release, "case.status", date=date_text(case.expected_at), **named)
    else:
        text, speech = say(now_is.release, "case.status_over", **named)
    for key, more in (("case.answer", told.answer or told.ended), ("case.pause", told.pause)) if told else ():
        if more:
            text, speech = (
                f"{before}{after}"
                for before, after in zip((text, speech), say(now_is.release, key, text=more), strict=True)
            )
    shown = numbered(text, options) if options else text
    return message("case_status", shown, speech=speech, options=options, case=case_card(case), release=now_is.name)


def with_holder(messages: list[Message], context: dict[str, Any], now_is: Current) -> list[Message]:
    """The questions of the form with the post that would get the request, which only the web knows."""
    slots = (context.get("form") or {}).get("slots") or {}
    return [
        {**one, "case": {**one["case"], "holder": _holder(one["case"], slots, now_is)}}
        if one["kind"] == "ask_field" and isinstance(one.get("case"), dict) and isinstance(one["case"].get("subject"), dict)
        else one
        for one in messages
    ]  # fmt: skip


def _holder(case: dict[str, Any], slots: dict[str, Any], now_is: Current) -> str | None:
    hall, kind, place = now_is.release.hall, str(case.get("kind")), str(slots.get("case_place") or "")
    words = f"{case.get('description') or ''} {place}"
    units = routing.units_named(hall, words) if kind in routing.ABOUT_OTHERS else set()
    way = routing.route(hall, kind=kind, origin=Origin.CONVERSATION, item=slots.get("case_item") or "", place=place,
                        subject=str(case["subject"].get("code") or ""), units=units)  # fmt: skip
    return next((post.name for post in hall.posts if post.id == way.post), None)


def _new(
    begun: Begun, draft: Draft, *, kind: str, what: str, origin: str, now_is: Current, now: datetime, **more: Any
) -> tuple[Case, str]:
    phone = services.unmask(begun.conversation_id, draft.get("phone") or "").strip()
    opened = services.open_case(
        kind=kind,
        description=what,
        place=draft.get("place") or "",
        item=draft.get("item") or "",
        contact=phone or None,
        channel=begun.channel,
        kiosk=begun.kiosk,
        origin=origin,
        conversation_id=begun.conversation_id,
        release=now_is.name,
        calendar=now_is.release.hall.calendar,
        now=now,
        **more,
    )
    return opened.case, services.remember_own(begun, opened.code)


def _open_case(begun: Begun, draft: Draft, now_is: Current, now: datetime) -> Message:
    """Opens it; what this conversation has opened already keeps its number."""
    what, place = (draft.get("description") or "").strip() or begun.said.strip(), draft.get("place") or ""
    before = services.opened_before(begun.conversation_id, what, place)
    if before is not None:
        return _opened_before(before, now_is)
    kind = draft.get("kind") or ""
    known = kind if kind in Kind.values else "" if what else Kind.CONSULT.value
    found = prospect(now_is.release, what, origin=Origin.CONVERSATION, now=now, kind=known,
                     subject=draft.get("subject") or "", item=draft.get("item") or "", place=place)  # fmt: skip
    way = draft.get("way") or ""
    case, code = _new(begun, draft, kind=found.kind, what=what or Kind(found.kind).label, origin=Origin.CONVERSATION,
                      now_is=now_is, now=now, subject=found.subject_id, urgent=found.urgent,
                      way_back=way if way in WAYS_BACK else "")  # fmt: skip
    return created_message(case, code, now_is)


def _opened_before(case: Case, now_is: Current) -> Message:
    text, speech = say(now_is.release, "case.opened_before", number=case.number, date=date_text(case.expected_at))
    return message("case_status", text, speech=speech, case=case_card(case), release=now_is.name)


def call_number(begun: Begun, draft: Draft, now_is: Current, now: datetime) -> tuple[Case, Message]:
    """The number of a call, with its message: one open call for each conversation, which keeps its number."""
    before = services.call_open_in(begun.conversation_id)
    if before is not None:
        services.note_call_again(before, now=now)
        return before, status_message(before, now_is)
    what = (draft.get("about") or "").strip() or begun.said.strip() or "请导办台联系"
    case, code = _new(begun, draft, kind=Kind.HELP, what=what, origin=Origin.CALL, now_is=now_is, now=now)
    return case, created_message(case, code, now_is)


def _case_status(begun: Begun, draft: Draft, now_is: Current, now: datetime) -> Message:
    number = (draft.get("number") or "").strip()
    code = services.unmask(begun.conversation_id, draft.get("code") or "").strip()
    case: Case | None = None
    key = "notice.status_not_found"
    if is_case_number(number):
        case = services.told_in_same_conversation(number, begun.conversation_id)
        if case is None and code:
            try:
                case = services.look_up(number, code, now=now)
            except CodeLocked:
                key = "notice.locked"
            except UnknownCase:
                pass
    if case is not None:
        return status_message(case, now_is, deeds.offers(case, now_is, now), now)
    text, speech = say(now_is.release, key)
    return message("notice", text, speech=speech, release=now_is.name)
