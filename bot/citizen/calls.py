"""人工: a person is called, or a number is given where nobody can come; words go to the person who talks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.cases import services
from bot.cases.errors import ChoiceNotOffered
from bot.cases.models import Channel
from bot.cases.services import Begun
from bot.citizen.acts import Draft, call_number
from bot.citizen.releases import Current
from bot.devices.services import known
from bot.knowledge.alarm import alarm
from bot.knowledge.messages import Message, message
from bot.knowledge.phrases import say
from bot.store.writing import writing
from bot.talks import services as talks
from bot.talks import words
from bot.talks.errors import NobodyTalks
from bot.talks.models import Kind, Talk

CHOICES = (words.STOP, words.END)
Context = dict[str, Any]


def call(
    begun: Begun, draft: Draft, messages: list[Message], context: Context, now_is: Current, now: datetime
) -> tuple[list[Message], Context]:
    """Rings the guide desk, inside the caller's transaction; the messages and the context of the turn.

    A form that 人工 itself began is for when nobody can come: it is dropped when somebody is called. One that was open
    before goes on, except at a kiosk, where a person comes to help.
    """
    if talks.active_in(begun.conversation_id) is None and not talks.somebody_there(now):
        return _nobody(begun, draft, messages, context, now_is, now), context
    about = (draft.get("about") or "").strip() or begun.said.strip()
    talk, new = talks.ring(begun, about=about, item=draft.get("item") or "", now=now)
    walk = talk.kind == Kind.WALK
    goes_on = bool(begun.context.get("form")) and not walk
    said = [one for one in messages if one["kind"] not in ("handoff", "ask_field")]
    said.append(_ringing(talk, new, now_is))
    if goes_on:
        said += [one for one in messages if one["kind"] == "ask_field"]
    else:
        context = {**context, "form": None}
    if walk:
        case, number = call_number(begun, draft, now_is, now)
        talks.link(talk, case)
        said.append(number)
    return said, context


def _ringing(talk: Talk, new: bool, now_is: Current) -> Message:
    if talk.kind == Kind.WALK:
        text, speech = say(now_is.release, "call.walking")
    else:
        text, speech = say(now_is.release, "call.ringing" if new else "call.still_ringing")
    options = [words.stop_option()] if talk.kind == Kind.TYPED else []
    return message("handoff", text, speech=speech, options=options, release=now_is.name)


def _nobody(
    begun: Begun, draft: Draft, messages: list[Message], context: Context, now_is: Current, now: datetime
) -> list[Message]:
    """Says plainly that nobody can come now; a form that follows takes what is needed, else there is a number at once."""
    release = now_is.release
    telephone = release.hall.information.telephone
    if talks.open_now(now):
        why, speech = say(release, "call.nobody", telephone=telephone)
    else:
        when = words.next_opening(release.hall, now)
        why, speech = say(release, "call.closed", when=when, telephone=telephone)
    instead, and_so = say(release, "call.number_instead")
    told = message("handoff", f"{why}{instead}", speech=f"{speech}{and_so}", release=now_is.name)
    rest = [one for one in messages if one["kind"] != "handoff"]
    if context.get("form"):
        return [told, *rest]
    return [told, *rest, call_number(begun, draft, now_is, now)[1]]


def deliver(begun: Begun, now: datetime) -> list[Message]:
    """The citizen's words, or the option that was taken, to the person. Raises NobodyTalks: the guide answers."""
    return talks.deliver(begun, begun.said or services.label_of(begun), now)


def choose(begun: Begun, now: datetime) -> list[Message]:
    """Waits no longer, or ends the talk; whoever comes too late with it learns how it stands.

    Raises:
        ChoiceNotOffered: nobody was ever called here.
    """
    try:
        messages = (talks.stop if begun.choice == words.STOP else talks.hang_up)(begun, now=now)
    except NobodyTalks:
        messages = talks.standing(begun.conversation_id)
        if not messages:
            raise ChoiceNotOffered from None
    services.pass_turn(begun, now=now)
    return messages


def in_danger(begun: Begun, messages: list[Message]) -> str | None:
    """The class of danger that a turn at a kiosk told of, or None."""
    if begun.channel != Channel.KIOSK or not any(one["kind"] == "emergency" for one in messages):
        return None
    return alarm(words.release().hall.cues, begun.said) or "life"


def tell_desk(begun: Begun, danger: str, now: datetime) -> None:
    """Tells the guide desk where the kiosk stands and the class of danger; nothing that was said."""
    talks.ring_emergency(begun, danger=danger, now=now)


def tell_desk_of_machine(token: str, danger: str | None, key: services.Key | None, now: datetime) -> None:
    """The same for words in a form, when a registered machine sent them: nothing but its place and the class.

    In a transaction of its own and before anything else: somebody walks there whatever becomes of the words. Once for
    the key of the request. Elsewhere nobody knows where the person is: there the number to call must do.

    Args:
        token: what the machine proves itself with, or nothing.
    """
    device = known(token) if danger is not None else None
    if device is None or danger is None:
        return
    own = services.key_for(key.scope, "desk", danger) if key is not None else None
    with writing():
        if services.claim_key(own, now=now) is None:
            talks.ring_emergency_at(device.number, danger=danger, now=now)
            services.keep_answer(own, 200, None)
