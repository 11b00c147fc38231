"""Taking questions out of talks: a little after they were asked, and when somebody says that an answer was no use.

Talks are only read here, beside the turns; a turn does nothing for it. What is noted names no talk. A talk that is
forgotten before it was read leaves nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.cases.models import Turn
from bot.cases.services.conversations import find
from bot.reports.models import Note, Progress, Reason
from bot.reports.talk import Asked, question_of, questions
from bot.store.releases import active_release
from bot.store.writing import writing

QUIET = timedelta(seconds=50)
"""A turn is read when it is so old: what came of it (a pick, a person) is mostly known, and a person who walks away
from a kiosk is forgotten after 75 seconds."""
BATCH = 200
"""So many turns are read in one round."""
REST = 0.02
"""Seconds of rest after each talk: turns of the same process come first."""
TURNS = "turns"


def collect(now: datetime, rest: float = REST) -> int:
    """Notes the questions of the turns that nobody has read yet; how many turns were read. rest: after each talk, s."""
    release = active_release()
    if release is None:
        return 0
    seen = _seen()
    settled = list(Turn.objects.filter(pk__gt=seen).order_by("pk")[:BATCH])
    unsettled = next((place for place, turn in enumerate(settled) if turn.at > now - QUIET), len(settled))
    settled = settled[:unsettled]
    if not settled:
        return 0
    fresh = {(turn.conversation_id, turn.number): turn.at for turn in settled}
    found: list[tuple[Asked, date]] = []
    for conversation in dict.fromkeys(turn.conversation_id for turn in settled):
        turns = list(Turn.objects.filter(conversation=conversation).order_by("number"))
        for asked in questions(release, turns):
            # read before, and only now it is known how it ended: the question counts for that, too
            at = fresh.get((conversation, asked.number)) or fresh.get((conversation, asked.ended))
            if at is not None:
                found.append((asked, at.astimezone().date()))
        time.sleep(rest)
    with writing():
        ours = Progress.objects.filter(name=TURNS, turn=seen).update(turn=settled[-1].pk)
        if ours:  # else another process was faster
            Note.objects.bulk_create(Note(text=asked.text, reason=asked.reason, day=day) for asked, day in found)
    return len(settled)


def note_useless(token: str, number: int | None, now: datetime, *, first: Callable[[int], bool]) -> int | None:
    """Notes that an answer was of no use.

    Args:
        number: of the turn, the last one by default. first: is it the first time that this turn is called useless?

    Returns:
        The number of the turn, None when the talk has no such turn.

    Raises:
        UnknownConversation: there is no such talk.
    """
    turns = list(Turn.objects.filter(conversation=find(token)).order_by("number"))
    release = active_release()
    numbers = [turn.number for turn in turns]
    number = numbers[-1] if number is None and numbers else number
    if release is None or number is None or number not in numbers:
        return None
    text = question_of(release, turns, number)
    if text is not None and first(number):
        with writing():
            Note.objects.create(text=text, reason=Reason.USELESS, day=now.astimezone().date())
    return number


def _seen() -> int:
    progress = Progress.objects.filter(name=TURNS).first()
    if progress is None:
        with writing():
            progress, _ = Progress.objects.get_or_create(name=TURNS)
    return progress.turn
