"""One effect for one Idempotency-Key: the key, the effect and the answer stand or fall together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.cases import vault
from bot.cases.errors import KeyReused, KeyRunning
from bot.cases.models import IdempotencyKey

KEPT = timedelta(hours=24)
_RENEWED = ["body", "conversation", "status", "answer", "running_until", "expires_at"]


@dataclass(frozen=True)
class Key:
    """scope: digest of path and key. body: digest of what was asked."""

    scope: str
    body: str


@dataclass(frozen=True)
class Stored:
    """The answer given the first time."""

    status: int
    answer: Any


def key_for(path: str, key: str, body: Any) -> Key:
    """Digests of a request; neither the token in the path nor the words in the body can be read from them."""
    return Key(vault.digest("key", path, key), vault.digest("body", json.dumps(body, sort_keys=True)))


def peek(key: Key, now: datetime) -> Stored | None:
    """The stored answer, or None when the request may run.

    Raises:
        KeyReused: another body came with this key. KeyRunning: the first one is still at work.
    """
    row = IdempotencyKey.objects.filter(scope=key.scope, expires_at__gt=now).first()
    if row is None:
        return None
    if not vault.same(row.body, key.body):
        raise KeyReused
    if row.status is not None and row.answer is not None:
        return Stored(row.status, json.loads(vault.unseal(row.answer)))
    if row.running_until > now:
        raise KeyRunning
    return None


def mark(key: Key, *, now: datetime, until: datetime, conversation_id: int | None = None) -> None:
    """Notes that the request is at work; takes the place of a dead or expired one."""
    row = IdempotencyKey(
        scope=key.scope,
        body=key.body,
        conversation_id=conversation_id,
        running_until=until,
        expires_at=now + KEPT,
    )
    IdempotencyKey.objects.bulk_create([row], update_conflicts=True, unique_fields=["scope"], update_fields=_RENEWED)


def claim_key(key: Key | None, *, now: datetime) -> Stored | None:
    """Inside the transaction that has the effect: returns the stored answer, or marks the key as ours."""
    if key is None:
        return None
    stored = peek(key, now)
    if stored is None:
        mark(key, now=now, until=now)
    return stored


def begin_key(key: Key | None, *, now: datetime, until: datetime) -> Stored | None:
    """The same for an effect outside of any transaction, that is over by `until`: it is then kept or released."""
    if key is None:
        return None
    stored = peek(key, now)
    if stored is None:
        mark(key, now=now, until=until)
    return stored


def keep_answer(key: Key | None, status: int, answer: Any) -> None:
    """Stores the answer, encrypted: it may hold a conversation token or a query code."""
    if key is not None:
        sealed = vault.seal(json.dumps(answer, ensure_ascii=False))
        IdempotencyKey.objects.filter(scope=key.scope).update(status=status, answer=sealed)


def release_key(key: Key | None) -> None:
    """Forgets a key whose request had no effect."""
    if key is not None:
        IdempotencyKey.objects.filter(scope=key.scope, status=None).delete()
