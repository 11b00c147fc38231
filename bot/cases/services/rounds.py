"""The ends of rounds, written down when they happen: later the limit has moved and the contact is gone."""

from __future__ import annotations

from datetime import datetime

from bot.cases.lifecycle import OPEN, State
from bot.cases.models import Case, CaseEvent, RoundEnd


def note_end(case: Case, *, before: str, action: str, now: datetime) -> None:
    """Keeps the end of a round when this step was one. before: the state from which it came; `case` stands after it."""
    if before not in OPEN or case.state in OPEN:
        return
    since = _since(case)
    RoundEnd.objects.create(
        case=case, round=case.round, action=action, since=since, at=now, due_at=case.expected_at, post=case.post,
        minutes=max(0, int((now - since).total_seconds() // 60)), contactable=case.contact is not None,
    )  # fmt: skip


def _since(case: Case) -> datetime:
    if case.round == 1:
        return case.received_at
    again = CaseEvent.objects.filter(case=case, to_state=State.REOPENED).exclude(from_state=State.REOPENED)
    return again.order_by("-seq").values_list("at", flat=True).first() or case.received_at
