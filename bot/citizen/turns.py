"""One turn: claimed, masked, relayed or answered in simple mode, then kept in one transaction with its effects."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.cases import services
from bot.cases.errors import KeyRunning, PersonAnswers, TurnRunning
from bot.cases.services import Begun, Key, Stored
from bot.citizen import acts, calls, deeds
from bot.citizen.relay import CONTEXT_BYTES, Answer, NoAnswer, Relay, context_bytes, the_relay
from bot.citizen.releases import Current, current
from bot.knowledge.messages import Message, message
from bot.knowledge.phrases import say
from bot.knowledge.simple import simple
from bot.store.writing import writing
from bot.talks.errors import NobodyTalks

log = logging.getLogger(__name__)

WAIT, STEP = 5.0, 0.02
"""Seconds a second turn waits for the first, and between two looks."""
WAITERS = 12
"""So many may wait at once; with more of them the threads would be gone. The next one gets its 409 at once."""
SIDES = 4
"""So often who answers may change during one turn."""
CLEAN_EVERY = timedelta(minutes=1)

_waiting = threading.BoundedSemaphore(WAITERS)
_cleaned_at: datetime | None = None

Clock = Callable[[], datetime]
T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """What the person is shown: a status and a body of the public interface."""

    status: int
    body: dict[str, Any]


def open_conversation(*, channel: str, kiosk: str, key: Key | None, clock: Clock, relay: Relay | None = None) -> Said:
    """Opens a conversation and greets. Raises what `services.open_conversation` raises."""
    now_is = current()
    clean(clock())
    opened = patiently(lambda now: services.open_conversation(channel=channel, kiosk=kiosk, key=key, now=now), clock)
    if isinstance(opened, Stored):
        return Said(opened.status, opened.answer)
    begun, token = opened
    return _take(begun, now_is, clock, relay or the_relay(), token=token)


def say_in(
    token: str, *, text: str | None, choice: str | None, key: Key | None, clock: Clock, relay: Relay | None = None
) -> Said:
    """Answers one text or choice. Raises what `services.begin_turn` raises."""
    now_is = current()
    begun = patiently(lambda now: services.begin_turn(token, text=text, choice=choice, key=key, now=now), clock)
    if isinstance(begun, Stored):
        return Said(begun.status, begun.answer)
    return _take(begun, now_is, clock, relay or the_relay())


def patiently(attempt: Callable[[datetime], T], clock: Clock) -> T:
    """Tries until nothing else is running, at most WAIT seconds; the last refusal is the answer."""
    try:
        return attempt(clock())
    except (TurnRunning, KeyRunning):
        if not _waiting.acquire(blocking=False):
            raise
    try:
        late = time.monotonic() + WAIT
        while True:
            time.sleep(STEP)
            try:
                return attempt(clock())
            except (TurnRunning, KeyRunning):
                if time.monotonic() >= late:
                    raise
    finally:
        _waiting.release()


def _take(begun: Begun, now_is: Current, clock: Clock, relay: Relay, token: str | None = None) -> Said:
    """One side answers: a person who talks here, else the guide. Who it is may change while the turn is on its way."""
    try:
        if begun.choice in calls.CHOICES:
            return _kept(begun, calls.choose, clock)
        if not begun.joined and (deed := deeds.meant(begun)) is not None:
            return _kept(deed, deeds.act, clock)
        for _ in range(SIDES):
            try:
                if begun.joined:
                    return _kept(begun, calls.deliver, clock)
                return _answered(begun, now_is, clock, relay, token)
            except PersonAnswers:  # a person came while the guide thought: what it would have said is dropped
                begun = replace(begun, joined=True)
            except NobodyTalks:  # the talk ended before the words came
                begun = replace(begun, joined=False)
        raise TurnRunning
    except Exception:
        services.abandon_turn(begun)
        raise


def _kept(begun: Begun, act: Callable[[Begun, datetime], list[Message]], clock: Clock) -> Said:
    """What a person or the web answers, without the assistant."""
    with writing():
        body = {"messages": services.shown(begun.conversation_id, act(begun, clock()))}
        services.keep_answer(begun.key, 200, body)
    return Said(200, body)


def _answered(begun: Begun, now_is: Current, clock: Clock, relay: Relay, token: str | None) -> Said:
    now = clock()
    in_simple_mode = False
    try:
        answer = relay.ask(_request(begun, now_is, now))
    except NoAnswer as why:
        log.warning("simple mode: %s", why)
        answer, in_simple_mode = _simply(begun, now_is, now), True
    status = 201 if token else 200
    in_danger = calls.in_danger(begun, answer.messages)
    with writing(alone=answer.do is not None or in_danger is not None):
        messages, context = acts.with_holder(answer.messages, answer.context, now_is), answer.context
        if in_danger is not None:
            calls.tell_desk(begun, in_danger, now)
        if answer.do is not None and answer.do["do"] == "call_human":
            messages, context = calls.call(begun, answer.do["draft"], messages, context, now_is, now)
        elif answer.do is not None:
            messages = acts.execute(begun, answer.do, messages, now_is, now)
            context = deeds.with_options(context, messages)
        services.finish_turn(
            begun,
            messages=messages,
            context=context,
            release=answer.release or now_is.name,
            simple=in_simple_mode,
            now=clock(),
        )
        body: dict[str, Any] = {"messages": services.shown(begun.conversation_id, messages)}
        if token:
            body = {"conversation": token, "expires_in": services.life(begun.channel), **body}
        services.keep_answer(begun.key, status, body)
    return Said(status, body)


def _request(begun: Begun, now_is: Current, now: datetime) -> dict[str, Any]:
    request: dict[str, Any] = {
        "conversation": begun.ref,
        "turn": begun.number,
        "context": begun.context,
        "channel": begun.channel,
        "release": now_is.release.id,
        "bulletin": now_is.bulletin.version,
        "now": now.isoformat(timespec="seconds"),
    }
    if begun.choice is not None:
        request["choice"] = begun.choice
    elif begun.number:
        request["text"] = begun.said
    return request


def _simply(begun: Begun, now_is: Current, now: datetime) -> Answer:
    """Simple mode: search, cue words and the form, after saying once that it is so."""
    text = begun.said if begun.number and begun.choice is None else None
    reply = simple(now_is.release, now_is.bulletin, text, begun.choice, begun.context, now)
    messages: list[Message] = list(reply.messages)
    if not begun.simple_told:
        words, speech = say(now_is.release, "notice.simple")
        messages = [message("notice", words, speech=speech, release=now_is.name), *messages]
    if not messages and reply.do is None:
        words, speech = say(now_is.release, "notice.try_again")
        messages = [message("notice", words, speech=speech, release=now_is.name)]
    context = reply.context if context_bytes(reply.context) <= CONTEXT_BYTES else begun.context
    return Answer(messages, context, reply.do, now_is.name)


def clean(now: datetime) -> None:
    """Forgets what is over its time, at most once a minute."""
    global _cleaned_at
    if _cleaned_at is None or not timedelta(0) <= now - _cleaned_at < CLEAN_EVERY:
        _cleaned_at = now
        services.forget_expired(now)
