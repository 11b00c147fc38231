"""What time does to calls and talks; every step is a conditional change of one row, so none is done twice or lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q

from bot.store.releases import active_release
from bot.store.timers import every
from bot.store.writing import writing
from bot.talks import words
from bot.talks.desks import somebody_there
from bot.talks.models import ACTIVE, RINGS, How, Kind, State, Talk
from bot.talks.services.notes import noted
from bot.talks.services.steps import close, fresh, give_number, tell

log = logging.getLogger(__name__)

WALKS = timedelta(minutes=10)
"""A walk to a kiosk, or an emergency, that nobody ended: it is over, the number stands."""
PERSON_SILENT = timedelta(seconds=120)
"""Words of the citizen that wait so long make a request of the talk."""
CITIZEN_SILENT = timedelta(minutes=5)
"""A citizen who says nothing and whose page shows no life for so long has left."""
KEPT = timedelta(days=30)
"""As long as turns."""
BATCH = 200


@every(5, "talks.watch")
def watch(now: datetime) -> int:
    """Ends what is over its time; how many talks. Doing it again changes nothing more."""
    if active_release() is None:
        return 0
    done = 0
    ringing = Talk.objects.filter(state=State.RINGING)
    calls = ringing.exclude(kind=Kind.EMERGENCY)
    late = list(calls.filter(rang_at__lte=now - RINGS)[:BATCH])
    if calls.exists() and not somebody_there(now):
        late = list(calls[:BATCH])
    done += _each(late, lambda talk: _missed(talk, now))
    silent = Talk.objects.filter(state=State.JOINED, waiting_since__lte=now - PERSON_SILENT)
    done += _each(silent[:BATCH], lambda talk: _unanswered(talk, now))
    gone = Talk.objects.filter(state__in=ACTIVE, conversation=None).exclude(kind=Kind.EMERGENCY)
    done += _each(gone[:BATCH], lambda talk: _left(talk, now))
    quiet = Q(said_at__lte=now - CITIZEN_SILENT) & ~Q(heard_at__gt=now - CITIZEN_SILENT)
    unseen = Q(citizen_seen_at=None) | Q(citizen_seen_at__lte=now - CITIZEN_SILENT)
    over = Q(conversation__expires_at__lte=now)
    joined = Talk.objects.filter(state=State.JOINED, waiting_since=None)
    done += _each(joined.filter((quiet & unseen) | over)[:BATCH], lambda talk: _quiet(talk, now))
    walks = Talk.objects.filter(state=State.COMING, answered_at__lte=now - WALKS)
    danger = ringing.filter(kind=Kind.EMERGENCY, rang_at__lte=now - WALKS)
    done += _each([*walks[:BATCH], *danger[:BATCH]], lambda talk: _faded(talk, now))
    _tidy(now)
    return done


def _tidy(now: datetime) -> None:
    """Old calls go, and the words of a conversation that was forgotten go with it; writes only where there is something."""
    old = Talk.objects.exclude(state__in=ACTIVE).filter(rang_at__lte=now - KEPT)
    gone = list(old.values_list("pk", flat=True)[:BATCH])
    bare = Talk.objects.filter(conversation=None).exclude(about="")
    if gone or bare.exists():
        with writing():
            Talk.objects.filter(pk__in=gone).delete()
            bare.update(about="")


def _each(talks: object, step: Callable[[Talk], bool]) -> int:
    done = 0
    for talk in list(talks):  # type: ignore[call-overload]
        try:
            with writing():
                done += step(fresh(talk))
        except Exception:  # one that fails holds up no other; it comes again
            log.exception("a call could not be looked after")
    return done


def _missed(talk: Talk, now: datetime) -> bool:
    if talk.state != State.RINGING or not close(talk, How.NOBODY, state=State.MISSED, now=now):
        return False
    if talk.conversation_id is not None:
        tell(talk, give_number(talk, "call.missed", now=now), now=now, state=State.MISSED)
    return True


def _unanswered(talk: Talk, now: datetime) -> bool:
    waits = talk.waiting_since is not None and talk.waiting_since <= now - PERSON_SILENT
    if talk.state != State.JOINED or not waits or not close(talk, How.PERSON_SILENT, now=now):
        return False
    if talk.conversation_id is not None:
        tell(talk, give_number(talk, "call.unanswered", now=now), now=now, state=State.ENDED)
        noted(talk, now=now)
    return True


def _left(talk: Talk, now: datetime) -> bool:
    if talk.conversation_id is not None:
        return False
    return close(talk, How.LEFT, state=State.ENDED if talk.user_id else State.MISSED, now=now)


def _quiet(talk: Talk, now: datetime) -> bool:
    if talk.state != State.JOINED or talk.waiting_since is not None or not close(talk, How.CITIZEN_SILENT, now=now):
        return False
    tell(talk, words.told("notice", "call.quiet"), now=now, state=State.ENDED)
    noted(talk, now=now)
    return True


def _faded(talk: Talk, now: datetime) -> bool:
    """Somebody went and did not say so, or a call for help that nobody marked: the row is not left open for ever."""
    return close(talk, How.ARRIVED if talk.user_id else How.NOBODY,
                 state=State.ENDED if talk.user_id else State.MISSED, now=now)  # fmt: skip
