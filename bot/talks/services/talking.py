"""A person answers a call, writes, hears, hands over, and ends; one winner of every race."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from bot.cases import services as cases
from bot.cases.actors import Actor
from bot.cases.models import Origin, Secret
from bot.cases.services import Begun, Opened
from bot.knowledge.alarm import alarm
from bot.knowledge.messages import Message
from bot.store.writing import writing
from bot.talks import words
from bot.talks.desks import check_may_answer, post_of
from bot.talks.errors import Invalid, NobodyTalks, NotAllowed, Over, Taken, UnknownTalk
from bot.talks.models import How, Kind, Line, Side, State, Talk
from bot.talks.services.calls import active_in
from bot.talks.services.notes import noted
from bot.talks.services.steps import CODES_FROM, change, close, fresh, tell
from bot.text import mask

TEXT_MOST = 2000
NUMBERED_FROM = 1000
"""Placeholders of numbers that a person writes; those of the citizen's turns count from 1."""
_PLACEHOLDER = re.compile(r"⟦(\D+)(\d+)⟧")
ABANDONED = timedelta(seconds=40)
"""So long words may wait, or a page be closed, until a colleague may take a talk over."""


def answer(talk: Talk, user: User, now: datetime) -> Talk:
    """Takes a call; from here on the guide is silent in a typed talk. Exactly one person wins.

    Raises:
        NotAllowed: not this person's call, or hour. Taken: a colleague was first. Over. UnknownTalk.
    """
    check_may_answer(user, now, emergency=talk.kind == Kind.EMERGENCY)
    with writing():
        talk = fresh(talk)
        if talk.conversation_id is None and talk.kind != Kind.EMERGENCY:
            raise UnknownTalk
        typed = talk.kind == Kind.TYPED
        post = post_of(user)
        took = change(
            talk, State.RINGING, state=State.JOINED if typed else State.COMING, user=user, post=post.id if post else "",
            answered_at=now, waiting_since=now if typed else None, user_seen_at=now,
        )  # fmt: skip
        if not took:
            raise Taken if talk.active else Over(_why_over(talk))
        if typed and talk.conversation_id is not None:
            cases.set_joined(talk.conversation_id, True)
            cases.keep_alive(talk.conversation_id, now=now)
        if talk.kind != Kind.EMERGENCY:
            key = "call.joined" if typed else "call.coming"
            tell(talk, words.came(user, key), now=now, state=talk.state, by=user)
    return talk


def say(talk: Talk, user: User, text: str, now: datetime) -> Line:
    """A person's words to the citizen.

    Raises:
        Invalid: nothing, or too much. NotAllowed: somebody else's talk. Over: it has ended.
    """
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise Invalid({"text": ["请写一句话再发。"]})
    if len(plain) > TEXT_MOST:
        raise Invalid({"text": [f"一次最多写{TEXT_MOST}个字，请分几次发。"]})
    with writing():
        talk = _mine(talk, user, State.JOINED)
        if talk.conversation_id is None:
            raise Over("群众已经离开。")
        said = _masked(talk.conversation_id, plain)
        line = tell(talk, words.human(user, said), now=now, side=Side.PERSON, said=said, by=user)
        change(talk, State.JOINED, said_at=now, waiting_since=None, user_seen_at=now)
        cases.keep_alive(talk.conversation_id, now=now)
    assert line is not None
    return line


def deliver(begun: Begun, text: str, now: datetime) -> list[Message]:
    """A citizen's words to the person, and the end of the turn they came in. Raises NobodyTalks: the guide answers.

    Args:
        text: masked; blank is silence, which only shows that somebody is there.
    """
    with writing():
        talk = active_in(begun.conversation_id)
        if talk is None or talk.state != State.JOINED:
            raise NobodyTalks
        cases.pass_turn(begun, now=now)
        message = words.delivered()
        if text.strip():
            danger = alarm(words.release().hall.cues, text) or ""
            tell(talk, message, now=now, side=Side.CITIZEN, said=text, danger=danger, streamed=False)
            change(talk, State.JOINED, heard_at=now, citizen_seen_at=now, waiting_since=talk.waiting_since or now,
                   danger=danger or talk.danger)  # fmt: skip
    return [message]


def end(talk: Talk, user: User, how: str = How.BY_PERSON, *, now: datetime) -> Talk:
    """The person ends the talk; the guide is back and says so. Raises NotAllowed, Over, UnknownTalk."""
    with writing():
        talk = _mine(talk, user, State.JOINED, State.COMING)
        close(talk, how, now=now)
        if talk.kind != Kind.EMERGENCY:
            key = "call.arrived" if how == How.ARRIVED else "call.ended"
            tell(talk, words.told("notice", key), now=now, state=State.ENDED, by=user)
        noted(talk, now=now)
    return talk


def arrive(talk: Talk, user: User, now: datetime) -> Talk:
    """The person stands at the kiosk: there is nothing left to type. Raises NotAllowed, Over, UnknownTalk."""
    return end(talk, user, How.ARRIVED, now=now)


def abandoned(talk: Talk, now: datetime) -> bool:
    """Whether a talk has been left alone: words wait too long, or nobody has had it on the page."""
    if talk.state not in (State.JOINED, State.COMING):
        return False
    seen = talk.user_seen_at or talk.answered_at
    waits = talk.waiting_since is not None and now - talk.waiting_since >= ABANDONED
    return waits or (seen is not None and now - seen >= ABANDONED)


def abandoned_for(user: User, now: datetime) -> list[Talk]:
    """The talks of colleagues that this person may take over."""
    try:
        check_may_answer(user, now)
    except NotAllowed:
        return []
    others = Talk.objects.filter(state__in=(State.JOINED, State.COMING)).exclude(user=user)
    return [talk for talk in others.select_related("conversation", "case", "user") if abandoned(talk, now)]


def take_over(talk: Talk, user: User, now: datetime) -> Talk:
    """Goes on with a talk that a colleague has left alone. Raises NotAllowed, Taken: it is in good hands; Over."""
    check_may_answer(user, now)
    with writing():
        talk = fresh(talk)
        if not talk.active:
            raise Over(_why_over(talk))
        if talk.user_id == user.pk or not abandoned(talk, now):
            raise Taken("同事正在和群众说话，不用接手。")
        return _give(talk, user, now)


def hand_over(talk: Talk, user: User, to: User, now: datetime) -> Talk:
    """Hands a talk to a colleague who answers calls now. Raises NotAllowed, Over, Invalid: not to this person."""
    try:
        check_may_answer(to, now)
    except NotAllowed as error:
        raise Invalid({"to": [f"{words.called(to)}现在不值班，请选别的同事。"]}) from error
    with writing():
        return _give(_mine(talk, user, State.JOINED, State.COMING), to, now)


def open_request(talk: Talk, user: User, *, kind: str, description: str, place: str = "", now: datetime) -> Opened:
    """Opens a request out of a talk; number and code stand in the talk at once, for the citizen.

    Raises:
        Invalid, NotAllowed: as bot.cases says. Over.
    """
    with writing():
        talk = _mine(talk, user, State.JOINED)
        if talk.conversation_id is None:
            raise Over("群众已经离开。")
        context = talk.conversation.context if talk.conversation is not None else {}
        phone = cases.unmask(talk.conversation_id, str(context.get("phone") or ""))
        opened = cases.open_case(
            kind=kind, description=_masked(talk.conversation_id, description.strip()),
            place=_masked(talk.conversation_id, place.strip()), item=talk.item, channel=talk.channel,
            contact=phone if phone and "⟦" not in phone else None, origin=Origin.CONVERSATION,
            conversation_id=talk.conversation_id, release=words.version(), calendar=words.release().hall.calendar,
            now=now, actor=Actor.staff(user),
        )  # fmt: skip
        number = CODES_FROM * 10 + opened.case.pk
        code = cases.keep_secret(talk.conversation_id, f"⟦查询码{number}⟧", opened.code)
        tell(talk, words.numbered(opened.case, code, "call.opened"), now=now, by=user)
        change(talk, State.JOINED, case=opened.case)
    return opened


def seen(user: User, talks: Sequence[Talk], now: datetime) -> None:
    """Notes that somebody has the own talks on the page; written at most every few seconds."""
    late = [talk.pk for talk in talks if talk.user_id == user.pk and not _just(talk.user_seen_at, now)]
    if late:
        with writing():
            Talk.objects.filter(pk__in=late, user=user).update(user_seen_at=now)


def citizens_seen(conversations: Collection[int], now: datetime) -> None:
    """Notes that these conversations have an open page; writes only where somebody is called or talks."""
    open_now = Talk.objects.filter(conversation_id__in=conversations, state__in=(State.RINGING, State.JOINED))
    if open_now.exists():
        with writing():
            open_now.update(citizen_seen_at=now)


def _just(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and timedelta(0) <= now - moment < timedelta(seconds=5)


def _mine(talk: Talk, user: User, *states: str) -> Talk:
    talk = fresh(talk)
    if talk.user_id != user.pk:
        raise NotAllowed("这次对话不是您接的。" if talk.user_id is None else "这次对话已经由同事接着说。")
    if talk.state not in states:
        raise Over(_why_over(talk))
    return talk


def _give(talk: Talk, user: User, now: datetime) -> Talk:
    post = post_of(user)
    change(talk, State.JOINED, State.COMING, user=user, post=post.id if post else "", user_seen_at=now,
           waiting_since=now if talk.waiting_since else None)  # fmt: skip
    if talk.kind != Kind.EMERGENCY:
        key = "call.taken_over" if talk.kind == Kind.TYPED else "call.coming"
        tell(talk, words.came(user, key), now=now, state=talk.state, by=user)
    return talk


def _why_over(talk: Talk) -> str:
    return {
        State.MISSED: "时间到了没有人接，已经给群众登记了编号。",
        State.STOPPED: "群众不等了，已经登记了编号。",
    }.get(State(talk.state), f"这次对话已经结束（{talk.get_how_display() or talk.get_state_display()}）。")


def _masked(conversation_id: int, text: str) -> str:
    """A person's words as they are kept: what they hold of numbers goes into the vault, and the citizen sees it whole."""
    start: dict[str, int] = {}
    for placeholder in Secret.objects.filter(conversation_id=conversation_id).values_list("placeholder", flat=True):
        found_kind = _PLACEHOLDER.fullmatch(placeholder)
        if found_kind is None:
            continue
        kind, number = found_kind[1], int(found_kind[2])
        start[kind] = max(start.get(kind, NUMBERED_FROM), number if number < CODES_FROM else 0)
    masked = mask.mask(text, start={str(kind): start.get(kind, NUMBERED_FROM) for kind in mask.KINDS})
    for found in masked.found:
        cases.keep_secret(conversation_id, found.placeholder, found.value)
    return masked.text
