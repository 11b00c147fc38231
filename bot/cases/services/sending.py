"""News on its way to citizens: sent by the hall's sender with patience and never twice, or called by a clerk.

An attempt is noted before it is made and its outcome after it, each in a transaction of its own; nothing is written
while the gateway is waited for. A process that died in between leaves a row that no machine touches again: nobody
knows how far the message came, so a clerk calls.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from bot.cases import vault
from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import CasesError
from bot.cases.models import Case, ContactAttempt
from bot.cases.models.outgoing import Outgoing, What
from bot.cases.senders import Letter, NotSent, Refused, Sender, Unclear, mobile_in, the_sender, wording
from bot.cases.services.steps import hall, permit, verb, write
from bot.cases.services.visibility import visible_to
from bot.staff.roles import posts_of
from bot.store.releases import active_release
from bot.store.timers import every
from bot.store.writing import writing

log = logging.getLogger(__name__)

BATCH = 50
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""After the first, second … attempt that surely was not sent; after the last a clerk calls."""
DEAD = timedelta(minutes=10)
"""An attempt without an outcome for so long: its process died."""
BY_DAY = range(8, 21)
"""Hours in which a telephone may ring or buzz."""
CALLS_MOST, CALL_AGAIN = 3, timedelta(hours=2)
"""So often a clerk tries; after that the citizen finds the news by number and code."""
FIRST_TELLS = (What.TRANSFERRED, What.REJECTED, What.TERMINATED, What.TOGETHER)
"""News of requests that no post has in hand any more: whoever received them first tells."""
State = Outgoing.State


@every(15, "cases.sending")
def send_soon(now: datetime) -> int:
    """Sends what is due, one after the other; how many attempts were made."""
    if active_release() is None or now.astimezone().hour not in BY_DAY:
        return 0
    _left_by_the_dead(now)
    sender, done = the_sender(), 0
    for row in Outgoing.objects.filter(state=State.QUEUED, due_at__lte=now).select_related("case")[:BATCH]:
        done += _attempt(row, sender, now)
    return done


def _left_by_the_dead(now: datetime) -> None:
    with writing():
        Outgoing.objects.filter(state=State.SENDING, at__lte=now - DEAD).update(
            state=State.TO_CALL, due_at=now, attempts=0, error="发送时断了，不知道群众收到没有"
        )


def _attempt(row: Outgoing, sender: Sender, now: datetime) -> bool:
    with writing():
        ours = Outgoing.objects.filter(pk=row.pk, state=State.QUEUED, attempts=row.attempts).update(
            state=State.SENDING, attempts=row.attempts + 1, at=now
        )
    if not ours:
        return False
    row.attempts += 1
    try:
        sender.send(_letter(row, sender))
    except Refused as error:
        _ended(row, State.TO_CALL, str(error), now)
    except NotSent as error:
        again = row.attempts <= len(WAITS)
        wait = WAITS[row.attempts - 1] if again else timedelta(0)
        _ended(row, State.QUEUED if again else State.TO_CALL, str(error), now, due_at=now + wait)
    except Unclear as error:
        _ended(row, State.TO_CALL, f"{error}，不知道群众收到没有", now)
    except Exception:  # a sender of somebody else's: nobody knows how far it came
        log.exception("the sender failed")
        _ended(row, State.TO_CALL, "发送程序出错，不知道群众收到没有", now)
    else:
        _ended(row, State.SENT, "", now)
    return True


def _letter(row: Outgoing, sender: Sender) -> Letter:
    information = hall().information
    if row.way not in sender.ways:
        raise Refused("现在的发送方式不能这样发")
    try:
        contact = vault.unseal(row.case.contact) if row.case.contact is not None else ""
    except InvalidToken:
        raise Refused("联系方式打不开") from None
    to = mobile_in(contact)
    if to is None:
        raise Refused("联系方式不是一个手机号")
    text = wording(row.what, row.case.number, hall=information.name, telephone=information.telephone)
    return Letter(ref=f"{row.case.number}-{row.seq}", way=row.way, to=to, text=text, number=row.case.number)


def _ended(row: Outgoing, state: str, error: str, now: datetime, *, due_at: datetime | None = None) -> None:
    """The outcome of an attempt, with its row of history."""
    with writing():
        tries = 0 if state == State.TO_CALL else row.attempts  # a clerk's own are counted anew
        Outgoing.objects.filter(pk=row.pk, state=State.SENDING).update(
            state=state, error=error[:200], due_at=due_at or row.due_at, attempts=tries
        )
        try:
            _told(row.case, THE_SYSTEM, row=row, error=error, now=now)
        except CasesError:  # the outcome counts, also where no row of history can be written
            log.exception("an attempt could not be noted in the history")


@verb
def _told(case: Case, actor: Actor, *, row: Outgoing, error: str, now: datetime) -> Case:
    outcome = f"没有发成：{error}" if error else "已交给发送平台"
    detail = f"{row.get_way_display()}告诉群众“{row.get_what_display()}”，第{row.attempts}次，{outcome}"
    write(case, permit("tell", case, actor), actor, now=now, words={"detail": detail})
    # Handed to a gateway is not yet reached: that only a person can say.
    ContactAttempt.objects.create(case=case, round=case.round, seq=case.last_seq, at=now, way=row.way, reached=False)
    return case


def calls_to_make(user: User, now: datetime) -> QuerySet[Outgoing]:
    """The calls that somebody's posts have to make now, the oldest first; never about a request of the own unit."""
    own = {post.id for post in posts_of(user)}
    theirs = Q(what__in=FIRST_TELLS, case__first_receiver__in=own) | (~Q(what__in=FIRST_TELLS) & Q(case__post__in=own))
    # Asked call by call: there are few, and a list of all that somebody may see is as long as the years.
    seen = Exists(visible_to(user).order_by().filter(pk=OuterRef("case")))
    rows = Outgoing.objects.filter(theirs, seen, state=State.TO_CALL, due_at__lte=now)
    return rows.select_related("case")


def note_call(case: Case, *, reached: bool, now: datetime) -> None:
    """A clerk has tried to reach the citizen: whatever there was to tell is told, or tried again later.

    Inside the transaction of the contact.
    """
    waiting = Outgoing.objects.filter(case=case, state__in=(State.TO_CALL, State.QUEUED))
    if reached:
        waiting.update(state=State.TOLD, at=now)
        return
    for row in waiting.filter(state=State.TO_CALL):
        row.attempts, row.at, row.due_at, row.error = row.attempts + 1, now, now + CALL_AGAIN, "打了，没有联系上"
        row.state = State.MISSED if row.attempts >= CALLS_MOST else State.TO_CALL
        row.save()
