"""What was talked goes into the history of the request, when there is one."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.cases import services as cases
from bot.cases.actors import Actor
from bot.cases.errors import CasesError
from bot.talks import words
from bot.talks.models import Line, Side, Talk
from bot.talks.services.steps import case_of

log = logging.getLogger(__name__)

LONGEST = 3_500
"""Characters of a talk in the history of a request, which takes 4,000."""


def noted(talk: Talk, *, now: datetime) -> bool:
    """Writes a note with the words of an ended talk, masked for good; False where there is no request, or no right."""
    case = case_of(talk)
    if case is None or talk.user is None or talk.answered_at is None or talk.conversation_id is None:
        return False
    lines = list(Line.objects.filter(talk=talk, side__in=(Side.CITIZEN, Side.PERSON)).order_by("pk"))
    if not lines:
        return False
    name = words.called(talk.user)
    begun, ended = talk.answered_at.astimezone(), now.astimezone()
    said = "\n".join(f"{'群众' if line.side == Side.CITIZEN else name}：{line.said}" for line in lines)
    (hidden,) = cases.hidden(talk.conversation_id, [said])
    if len(hidden) > LONGEST:
        hidden = f"{hidden[:LONGEST]}……（后面的没有记入）"
    text = f"{begun:%H:%M}到{ended:%H:%M}，{name}和群众打字交谈：\n{hidden}"
    try:
        cases.note(case, Actor.staff(talk.user), words=text, now=now)
    except CasesError:  # a person whose post has no part in the request writes no history of it
        log.info("a talk was not noted at its request")
        return False
    return True
