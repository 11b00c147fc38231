"""The life of a conversation: opened, one numbered turn at a time, forgotten."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from bot.cases import vault
from bot.cases.errors import (
    ChoiceNotOffered,
    ConversationExpired,
    PersonAnswers,
    TurnLost,
    TurnRunning,
    UnknownConversation,
)
from bot.cases.models import Channel, Conversation, Secret, Turn
from bot.cases.services import repeats
from bot.cases.services.repeats import Key, Stored
from bot.store.writing import writing
from bot.text import mask

RUNNING = timedelta(seconds=10)
"""How long a turn may take before another one may take its place; the assistant has 2 s of it."""
CODE_KIND = "查询码"
ALWAYS = frozenset({"call:stop", "call:end"})
"""Choices about a person who is called or talks: taken whatever was offered last; the web does them itself."""
_OPEN = "⟦"


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A turn that is ours to answer. number: of this turn, 0 opens. said: masked. context: as stored.

    joined: a person answers in this conversation, as it stood when the turn began.
    """

    conversation_id: int
    ref: str
    channel: str
    kiosk: str
    number: int
    said: str
    choice: str | None
    context: dict[str, Any]
    counts: dict[str, int]
    simple_told: bool
    running_id: str
    key: Key | None
    joined: bool = False


def _token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _life(channel: str) -> timedelta:
    return timedelta(minutes=settings.KIOSK_MINUTES if channel == Channel.KIOSK else settings.WEB_MINUTES)


def life(channel: str) -> int:
    """Seconds a conversation lives after its last turn."""
    return int(_life(channel).total_seconds())


def find(token: str) -> Conversation:
    """Raises UnknownConversation when no conversation has this token."""
    row = Conversation.objects.filter(token_digest=_token_digest(token)).first()
    if row is None:
        raise UnknownConversation
    return row


def open_conversation(*, channel: str, kiosk: str = "", key: Key | None, now: datetime) -> tuple[Begun, str] | Stored:
    """Makes a conversation whose turn 0, the greeting, is ours to answer; returns it with its token.

    Raises:
        KeyReused, KeyRunning: see `repeats.peek`.
    """
    token, running_id = secrets.token_urlsafe(32), secrets.token_hex(16)
    with writing():
        if key is not None and (stored := repeats.peek(key, now)) is not None:
            return stored
        row = Conversation.objects.create(
            token_digest=_token_digest(token),
            ref=secrets.token_hex(16),
            channel=channel,
            kiosk=kiosk,
            running_id=running_id,
            running_until=now + RUNNING,
            opened_at=now,
            expires_at=now + _life(channel),
        )
        if key is not None:
            repeats.mark(key, now=now, until=now + RUNNING, conversation_id=row.pk)
    return _begun(row, number=0, said="", choice=None, counts={}, running_id=running_id, key=key), token


def begin_turn(token: str, *, text: str | None, choice: str | None, key: Key | None, now: datetime) -> Begun | Stored:
    """Claims the next turn by compare-and-set, masks the text and puts what was masked into the vault.

    Raises:
        UnknownConversation, ConversationExpired, ChoiceNotOffered, KeyReused: the turn can't be.
        TurnRunning, KeyRunning: not now; worth another try.
    """
    row = find(token)
    if key is not None and (stored := repeats.peek(key, now)) is not None:
        return stored
    if row.expires_at <= now:
        raise ConversationExpired
    if row.running_until is not None and row.running_until > now:
        raise TurnRunning
    if choice is not None and choice not in row.offered and choice not in ALWAYS:
        raise ChoiceNotOffered
    masked = mask.mask(text or "", start=row.counts)
    counts = dict(row.counts)
    for found in masked.found:
        counts[found.kind] = counts.get(found.kind, 0) + 1
    phones = [found.placeholder for found in masked.found if found.kind in ("手机号", "座机")]
    if phones:
        row.context = {**row.context, "phone": phones[-1]}
    running_id = secrets.token_hex(16)
    with writing(alone=False):
        ours = Conversation.objects.filter(
            pk=row.pk, turn=row.turn, running_id=row.running_id, running_until=row.running_until
        ).update(running_id=running_id, running_until=now + RUNNING, counts=counts)
        if not ours:
            raise TurnRunning
        if masked.found:
            Secret.objects.bulk_create(
                Secret(conversation=row, placeholder=found.placeholder, sealed=vault.seal(found.value))
                for found in masked.found
            )
        if key is not None:
            repeats.mark(key, now=now, until=now + RUNNING, conversation_id=row.pk)
    return _begun(row, number=row.turn, said=masked.text, choice=choice, counts=counts, running_id=running_id, key=key)


def _begun(
    row: Conversation,
    *,
    number: int,
    said: str,
    choice: str | None,
    counts: dict[str, int],
    running_id: str,
    key: Key | None,
) -> Begun:
    return Begun(
        conversation_id=row.pk,
        ref=row.ref,
        channel=row.channel,
        kiosk=row.kiosk,
        number=number,
        said=said,
        choice=choice,
        context=row.context,
        counts=counts,
        simple_told=row.simple_told,
        running_id=running_id,
        key=key,
        joined=row.joined,
    )


def finish_turn(
    begun: Begun,
    *,
    messages: Sequence[Mapping[str, Any]],
    context: Mapping[str, Any],
    release: str,
    simple: bool,
    now: datetime,
) -> None:
    """Stores the turn and hands the conversation on. To be called inside the transaction with the effects.

    Raises:
        TurnLost: somebody else has taken the place, or the conversation was forgotten.
        PersonAnswers: a person has come meanwhile; what the guide would have said is not said.
    """
    offered = [option["id"] for message in messages for option in message.get("options") or ()]
    mine = Conversation.objects.filter(pk=begun.conversation_id, running_id=begun.running_id)
    ours = mine.filter(joined=False).update(
        turn=begun.number + 1,
        context=context,
        counts=begun.counts,
        offered=offered,
        simple_told=begun.simple_told or simple,
        running_id="",
        running_until=None,
        expires_at=now + _life(begun.channel),
    )
    if not ours:
        raise PersonAnswers if mine.exists() else TurnLost
    Turn.objects.create(
        conversation_id=begun.conversation_id,
        number=begun.number,
        said=begun.said,
        choice=begun.choice or "",
        messages=list(messages),
        release=release,
        simple=simple,
        at=now,
    )


def pass_turn(begun: Begun, *, now: datetime) -> None:
    """Ends a turn whose words went to a person. To be called inside the transaction that keeps the words.

    Raises:
        TurnLost: somebody else has taken the place, or the conversation was forgotten.
    """
    ours = Conversation.objects.filter(pk=begun.conversation_id, running_id=begun.running_id).update(
        running_id="", running_until=None, expires_at=now + _life(begun.channel)
    )
    if not ours:
        raise TurnLost


def label_of(begun: Begun) -> str:
    """What stood on the option that was taken, as the person read it; empty for a turn of words."""
    if begun.choice is None:
        return ""
    last = Turn.objects.filter(conversation_id=begun.conversation_id).order_by("number").last()
    options = [one for message in (last.messages if last else []) for one in message.get("options") or ()]
    return next((one["label"] for one in options if one["id"] == begun.choice), "")


def set_joined(conversation_id: int, joined: bool) -> bool:
    """Lets a person answer, or the guide again; False when the conversation is gone, or it stood so already."""
    return bool(Conversation.objects.filter(pk=conversation_id, joined=not joined).update(joined=joined))


def keep_alive(conversation_id: int, *, now: datetime) -> None:
    """A person's words make a conversation live on, as the citizen's do."""
    row = Conversation.objects.filter(pk=conversation_id).first()
    if row is not None and row.expires_at > now:
        Conversation.objects.filter(pk=conversation_id).update(expires_at=now + _life(row.channel))


def keep_secret(conversation_id: int, placeholder: str, value: str) -> str:
    """Puts something that the hall itself tells into the vault, under a name of its own; returns the name."""
    Secret.objects.create(conversation_id=conversation_id, placeholder=placeholder, sealed=vault.seal(value), ours=True)
    return placeholder


def abandon_turn(begun: Begun) -> None:
    """Gives the place back after a failure of our own, so that the person can try again at once."""
    with writing():
        Conversation.objects.filter(pk=begun.conversation_id, running_id=begun.running_id).update(
            running_id="", running_until=None
        )
        repeats.release_key(begun.key)


def remember_own(begun: Begun, value: str) -> str:
    """Puts a query code that we give out into the vault; returns the placeholder that is stored in its stead."""
    number = begun.counts.get(CODE_KIND, 0) + 1
    begun.counts[CODE_KIND] = number
    placeholder = f"⟦{CODE_KIND}{number}⟧"
    Secret.objects.create(
        conversation_id=begun.conversation_id, placeholder=placeholder, sealed=vault.seal(value), ours=True
    )
    return placeholder


def unmask(conversation_id: int, text: str) -> str:
    """The text with every placeholder replaced by its value. For effects only, never for showing or storing."""
    if _OPEN not in text:
        return text
    for row in Secret.objects.filter(conversation_id=conversation_id):
        if row.placeholder in text:
            text = text.replace(row.placeholder, vault.unseal(row.sealed))
    return text


def shown(conversation_id: int, messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The messages as the person sees them: own numbers in hidden form (139****5678), our codes whole."""
    plain = [dict(message) for message in messages]
    dumped = json.dumps(plain, ensure_ascii=False)
    if _OPEN not in dumped:
        return plain
    codes: dict[str, str] = {}
    values: dict[str, str] = {}
    for row in Secret.objects.filter(conversation_id=conversation_id):
        if row.placeholder in dumped:
            (codes if row.ours else values)[row.placeholder] = vault.unseal(row.sealed)

    def put_back(part: Any) -> Any:
        if isinstance(part, str):
            if _OPEN not in part:
                return part
            for placeholder, code in codes.items():
                part = part.replace(placeholder, code)
            return mask.restore(part, values)
        if isinstance(part, list):
            return [put_back(one) for one in part]
        if isinstance(part, dict):
            return {name: put_back(one) for name, one in part.items()}
        return part

    return [put_back(message) for message in plain]


def hidden(conversation_id: int, texts: Sequence[str]) -> list[str]:
    """Masked texts as staff read them: numbers in hidden form (139****5678), codes not at all."""
    if not any(_OPEN in text for text in texts):
        return list(texts)
    rows = Secret.objects.filter(conversation_id=conversation_id)
    values = {row.placeholder: vault.unseal(row.sealed) for row in rows if any(row.placeholder in one for one in texts)}
    return [mask.restore(text, values) for text in texts]


def history(token: str, now: datetime) -> tuple[list[dict[str, Any]], int]:
    """All messages so far as shown, and the seconds the conversation still lives.

    Raises:
        UnknownConversation, ConversationExpired.
    """
    row = find(token)
    if row.expires_at <= now:
        raise ConversationExpired
    messages = [message for turn in row.turns.order_by("number") for message in turn.messages]
    return shown(row.pk, messages), int((row.expires_at - now).total_seconds())


def forget(token: str) -> None:
    """Deletes the conversation, its turns and its vault. Requests that were opened in it stay.

    Raises:
        UnknownConversation.
    """
    with writing():
        find(token).delete()
