"""What is over its time is deleted, a little at a time, so that nobody waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from bot.cases.models import CodeMiss, Conversation, IdempotencyKey, Secret
from bot.store.writing import writing

TURNS_KEPT = timedelta(days=30)
MISSES_KEPT = timedelta(days=1)
BATCH = 200


def forget_expired(now: datetime) -> int:
    """Deletes expired rows, at most BATCH of each kind; returns how many rows went.

    The vault of a conversation goes when it ends, and so does what it had in mind; its masked turns go
    after 30 days, stored answers after 24 hours, counts of wrong codes after a day.
    """
    over = Conversation.objects.filter(expires_at__lte=now)
    gone = 0
    with writing():
        gone += _delete(Secret.objects.filter(conversation__expires_at__lte=now))
        over.exclude(context={}).update(context={}, offered=[])
        gone += _delete(IdempotencyKey.objects.filter(expires_at__lte=now))
        gone += _delete(Conversation.objects.filter(expires_at__lte=now - TURNS_KEPT))
        gone += _delete(CodeMiss.objects.filter(at__lte=now - MISSES_KEPT))
    return gone


def _delete(rows: QuerySet) -> int:  # type: ignore[type-arg]
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return rows.model._default_manager.filter(pk__in=some).delete()[0] if some else 0
