"""Which steps of a request are news for its citizen, noted in the transaction of the step itself."""

from __future__ import annotations

from datetime import datetime

from bot.cases.lifecycle import State
from bot.cases.models import Case
from bot.cases.models.outgoing import Outgoing, What
from bot.cases.senders import the_sender

TELLS: dict[str, str] = {
    "resolve": What.RESOLVED,
    "ask": What.ASKED,
    "extend": What.EXTENDED,
    "transfer": What.TRANSFERRED,
    "reject": What.REJECTED,
    "terminate": What.TERMINATED,
    "refuse_reopen": What.DECIDED,
    "echo": What.TOGETHER,
}
"""Action → news. Solved on the spot or recorded from paper: the citizen was there."""
SETTLES = frozenset({"supplement", "resume", "evaluate", "evaluate_bad", "reopen", "withdraw", "erase", "grant_reopen"})
"""What the citizen does after having heard it, or what makes it old."""
WAITING = (Outgoing.State.QUEUED, Outgoing.State.TO_CALL)


def note_step(case: Case, action: str, *, before: str, now: datetime) -> None:
    """Notes what the citizen has to hear of a step just written, and drops what it makes old.

    Without a contact nothing, and nothing for who wanted to come to the counter. Inside the step's transaction.

    Args:
        before: the state before the step.
    """
    what = TELLS.get(action, "")
    if action == "remind" and case.state == State.WAITING_CITIZEN:  # the other kind warns staff
        what = What.REMINDER
    heard = action == "call_back" and case.state != before
    if what or heard or action in SETTLES:
        Outgoing.objects.filter(case=case, state__in=WAITING).update(state=Outgoing.State.DROPPED)
    if not what or case.contact is None or case.way_back == "window":
        return
    ways = the_sender().ways
    way = case.way_back or ("message" if "message" in ways else "call")
    Outgoing.objects.create(
        case=case, seq=case.last_seq, what=what, way=way, made_at=now, due_at=now,
        state=Outgoing.State.QUEUED if way in ways else Outgoing.State.TO_CALL,
    )  # fmt: skip
