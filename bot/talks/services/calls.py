"""A citizen calls a person, waits, and may stop waiting."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from bot.cases.models import Channel, Turn
from bot.cases.services import Begun
from bot.knowledge.alarm import alarm
from bot.knowledge.messages import Message
from bot.staff.roles import may
from bot.store.writing import writing
from bot.talks import words
from bot.talks.desks import RIGHT, paused, rings_for
from bot.talks.errors import NobodyTalks
from bot.talks.models import ACTIVE, How, Kind, State, Talk
from bot.talks.services.notes import noted
from bot.talks.services.steps import close, give_number, tell


def active_in(conversation_id: int) -> Talk | None:
    """The call or talk that goes on in a conversation; an emergency is none."""
    found = Talk.objects.filter(conversation_id=conversation_id, state__in=ACTIVE).exclude(kind=Kind.EMERGENCY)
    return found.select_related("conversation", "case", "user").first()


def ring(begun: Begun, *, about: str, item: str = "", now: datetime) -> tuple[Talk, bool]:
    """Calls a person: a walk to the kiosk, a typed talk everywhere else; the call, and whether it is new.

    Args:
        about: masked.
    """
    walk = begun.channel == Channel.KIOSK
    with writing():
        before = active_in(begun.conversation_id)
        if before is not None:
            return before, False
        talk = Talk.objects.create(
            conversation_id=begun.conversation_id, kind=Kind.WALK if walk else Kind.TYPED, channel=begun.channel,
            kiosk=begun.kiosk, about=about[:4000], item=item[:100], danger=_danger_before(begun), rang_at=now, heard_at=now,
            citizen_seen_at=now,
        )  # fmt: skip
        tell(talk, None, now=now, state=State.RINGING)
    return talk, True


def _danger_before(begun: Begun) -> str:
    """The class of danger that came up in this conversation; empty for none."""
    cues = words.release().hall.cues
    for turn in Turn.objects.filter(conversation_id=begun.conversation_id).order_by("-number"):
        if any(one["kind"] == "emergency" for one in turn.messages):
            return alarm(cues, turn.said) or "life"
    return ""


def ring_emergency(begun: Begun, *, danger: str, now: datetime) -> Talk | None:
    """Tells the desk that somebody at a kiosk speaks of danger: its place and the class, nothing that was said.

    None at other channels: nobody knows where they are. Once for each class while it rings.
    """
    if begun.channel != Channel.KIOSK:
        return None
    with writing():
        same = Talk.objects.filter(
            conversation_id=begun.conversation_id, kind=Kind.EMERGENCY, danger=danger, state__in=ACTIVE
        ).first()
        return same or Talk.objects.create(
            conversation_id=begun.conversation_id, kind=Kind.EMERGENCY, channel=begun.channel, kiosk=begun.kiosk,
            danger=danger, rang_at=now, citizen_seen_at=now,
        )  # fmt: skip


def ring_emergency_at(kiosk: str, *, danger: str, now: datetime) -> Talk:
    """The same for words that were typed into a page of the machine, outside of any conversation.

    Once for each class while it rings there; who is on the way already may be so for somebody else.

    Args:
        kiosk: number of a machine that has proven itself.
    """
    with writing():
        same = Talk.objects.filter(kiosk=kiosk, kind=Kind.EMERGENCY, danger=danger, state=State.RINGING).first()
        return same or Talk.objects.create(
            kind=Kind.EMERGENCY, channel=Channel.KIOSK, kiosk=kiosk, danger=danger, rang_at=now, citizen_seen_at=now
        )


def stop(begun: Begun, *, now: datetime) -> list[Message]:
    """The citizen waits no longer, and gets a number instead. Raises NobodyTalks: nothing rings."""
    with writing():
        talk = active_in(begun.conversation_id)
        if talk is None or talk.state == State.JOINED or not close(talk, How.STOPPED, state=State.STOPPED, now=now):
            raise NobodyTalks("没有正在等的呼叫。")
        message = give_number(talk, "call.stopped", now=now)
        tell(talk, message, now=now, state=State.STOPPED, streamed=False)
    return [message]


def hang_up(begun: Begun, *, now: datetime) -> list[Message]:
    """The citizen ends the talk; the guide is back. Raises NobodyTalks."""
    with writing():
        talk = active_in(begun.conversation_id)
        if talk is None or talk.state != State.JOINED or not close(talk, How.BY_CITIZEN, now=now):
            raise NobodyTalks
        message = words.told("notice", "call.ended_by_you")
        tell(talk, message, now=now, state=State.ENDED, streamed=False)
        noted(talk, now=now)
    return [message]


def standing(conversation_id: int) -> list[Message]:
    """How the last call of a conversation stands, for a citizen who chose too late; empty when there was none."""
    talk = Talk.objects.filter(conversation_id=conversation_id).exclude(kind=Kind.EMERGENCY).order_by("pk").last()
    if talk is None:
        return []
    if talk.state == State.JOINED and talk.user is not None:
        return [words.came(talk.user)]
    if talk.case is not None:
        return [words.standing(talk.case, "call.number_instead")]
    return [words.told("notice", "call.still_ringing" if talk.active else "call.ended_by_you")]


def ringing_for(user: User, now: datetime) -> list[Talk]:
    """The calls that wait and ring at this person's page, emergencies first, then the longest waiting.

    Who has paused still hears of an emergency: somebody else may be further away.
    """
    found = Talk.objects.filter(state=State.RINGING).select_related("conversation", "case")
    if not rings_for(user, now):
        if not may(user, RIGHT) or paused(user, now) is None:
            return []
        found = found.filter(kind=Kind.EMERGENCY)
    return sorted(found, key=lambda talk: (talk.kind != Kind.EMERGENCY, talk.rang_at, talk.pk))


def talks_of(user: User) -> list[Talk]:
    """What somebody has in hand now: talks and walks, in the order in which they were answered."""
    if not may(user, RIGHT):
        return []
    found = Talk.objects.filter(user=user, state__in=(State.JOINED, State.COMING))
    return list(found.select_related("conversation", "case").order_by("answered_at", "pk"))
