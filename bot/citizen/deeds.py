"""What a citizen does to the own request in the talk, by options under its status: evaluate, withdraw, add words.

The web does it without the assistant, in simple mode too. An option names its request; it is offered only where the
request was opened or after number and code, and a choice that was not offered is refused before it comes here.
Asking to have it done again, and objecting, need a form: that is on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CasesError
from bot.cases.lifecycle import State
from bot.cases.models import Case
from bot.cases.services import Begun
from bot.cases.services.evaluations import SOLVED
from bot.cases.services.progress import SATISFIED
from bot.citizen.releases import Current, current
from bot.knowledge.alarm import alarm
from bot.knowledge.context import complete
from bot.knowledge.conversation import emergency
from bot.knowledge.cues import wanted_by_words
from bot.knowledge.messages import Message, message, numbered, option
from bot.knowledge.phrases import say
from bot.knowledge.picking import chosen
from bot.talks import services as talks

PREFIX = "deed:"
ADDING = "adding"
"""Key of the context: the number of the request to which the next words are added. The guide drops it."""
_OFFERED = ("evaluate", "supplement", "withdraw")
_CONTACTED = {"y": True, "n": False}
_SOLVED = {"y": "yes", "p": "part", "n": "no"}
SKIPPED = "-"
_GIVEN_UP = re.compile(r"(?:那)?(?:算了|取消|不补充|不用|不要|不说|不写|没有|没)(?:了|吧)*[。！!]*")
Option = dict[str, Any]


def offers(case: Case, now_is: Current, now: datetime) -> list[Option]:
    """What can be done now to a request that this person may see."""
    can = {way.id for way in services.ways(case, now=now)}
    return [_option(now_is, name, case.number, key=name) for name in _OFFERED if name in can]


def with_options(context: dict[str, Any], messages: list[Message]) -> dict[str, Any]:
    """The context in which the options of a status can also be said."""
    found = [one for said in messages for one in said["options"] if one["id"].startswith(PREFIX)]
    return {**context, "options": found} if found else context


def meant(begun: Begun) -> Begun | None:
    """The turn as one of these deeds, by touch or by words; None: it is for the guide.

    Danger is, except in words that are to be added to a request: they are kept with it, after the number to call.
    """
    if begun.choice is not None:
        return begun if begun.choice.startswith(PREFIX) else None
    if not begun.said.strip():
        return None
    now_is, context = current(), begun.context
    cues = now_is.release.hall.cues
    in_danger = alarm(cues, begun.said) is not None
    if wanted_by_words(cues, begun.said) == "ask_human" or (in_danger and not context.get(ADDING)):
        return None
    if context.get(ADDING) and in_danger:
        return begun
    if context.get(ADDING):
        if wanted_by_words(cues, begun.said) == "cancel" or _GIVEN_UP.fullmatch(begun.said.strip()):
            return replace(begun, choice=f"{PREFIX}keep:{context[ADDING]}")
        return begun
    if not any(one["id"].startswith(PREFIX) for one in context.get("options") or ()):
        return None
    name = chosen(now_is.release, complete(context), begun.said)
    return replace(begun, choice=name) if name and name.startswith(PREFIX) else None


def act(begun: Begun, now: datetime) -> list[Message]:
    """Does it and ends the turn, inside the caller's transaction."""
    now_is = current()
    _, verb, number, extra = f"{begun.choice or f'{PREFIX}add:{begun.context[ADDING]}'}:".split(":", 3)
    case = Case.objects.filter(number=number).first()
    said: list[Message] = []
    if case is None:
        said = [_said(now_is, "notice", "notice.status_not_found")]
    else:
        try:
            said = _in_danger(verb, begun, now_is, now)
            said.append(_VERBS[verb](case, extra.strip(":"), begun, now_is, now))
        except CasesError as error:
            said = [*said, message("notice", str(error), release=now_is.name)]
    adding = number if verb == "supplement" and said[-1]["kind"] == "case_status" else None
    context = {**begun.context, "options": said[-1]["options"], ADDING: adding}
    services.finish_turn(begun, messages=said, context=context, release=now_is.name, simple=False, now=now)
    return said


def _ask_contacted(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    options = [_option(now_is, "contacted", case.number, key=key, more=f":{value}")
               for value, key in (("y", "contacted_yes"), ("n", "contacted_no"), (SKIPPED, "skip"))]  # fmt: skip
    return _said(now_is, "rating", "case.ask_contacted", options)


def _ask_solved(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    options = [
        option(f"{PREFIX}solved:{case.number}:{extra[:1]}{value}", SOLVED[name]) for value, name in _SOLVED.items()
    ]
    options.append(_option(now_is, "solved", case.number, key="skip", more=f":{extra[:1]}{SKIPPED}"))
    return _said(now_is, "rating", "case.ask_solved", options)


def _ask_satisfied(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    options = [option(f"{PREFIX}rate:{case.number}:{extra}{value}", name) for value, name in SATISFIED.items()]
    if not extra.endswith(SKIPPED):  # one of the two says how it was
        options.append(_option(now_is, "rate", case.number, key="skip", more=f":{extra}{SKIPPED}"))
    return _said(now_is, "rating", "case.ask_satisfied", options)


def _rate(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    contacted, solved, satisfied = extra[:1], extra[1:2], extra[2:]
    opinion = services.Opinion(
        contacted=_CONTACTED.get(contacted), solved=_SOLVED.get(solved, ""),
        satisfied=int(satisfied) if satisfied.isdigit() else None,
    )  # fmt: skip
    after = services.evaluate(case, Actor.citizen(case), opinion, now=now)
    if after.reopen_asked_at is not None:
        return _said(now_is, "rating", "case.rated_decided")
    return _said(now_is, "rating", "case.rated_again" if after.state == State.REOPENED else "case.rated")


def _ask_withdraw(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    options = [
        _option(now_is, "keep", case.number, key="withdraw_not"),
        _option(now_is, "withdrawn", case.number, key="withdraw"),
    ]
    return _said(now_is, "case_status", "case.ask_withdraw", options)


def _withdraw(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    services.withdraw(case, Actor.citizen(case), now=now)
    return _said(now_is, "cancelled", "case.withdrawn")


def _keep(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    return _said(now_is, "chitchat", "case.kept")


def _ask_words(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    return _said(now_is, "case_status", "case.ask_words", [_option(now_is, "keep", case.number, key="cancel")])


def _add(case: Case, extra: str, begun: Begun, now_is: Current, now: datetime) -> Message:
    danger = alarm(now_is.release.hall.cues, begun.said) is not None
    services.add_more(case, Actor.citizen(case), words=begun.said, danger=danger, now=now)
    added = _said(now_is, "chitchat", "case.words_added")
    return {**added, "text": f"{added['text']}{say(now_is.release, 'case.urgent')[0]}"} if danger else added


def _in_danger(verb: str, begun: Begun, now_is: Current, now: datetime) -> list[Message]:
    """The number to call, before anything else, where words that are to be added tell of danger; the desk is told too."""
    kind = alarm(now_is.release.hall.cues, begun.said) if verb == "add" else None
    if kind is None:
        return []
    talks.ring_emergency(begun, danger=kind, now=now)
    return list(emergency(now_is.release, now_is.bulletin, kind, begun.context).messages)


_VERBS: dict[str, Callable[[Case, str, Begun, Current, datetime], Message]] = {
    "evaluate": _ask_contacted, "contacted": _ask_solved, "solved": _ask_satisfied, "rate": _rate,
    "withdraw": _ask_withdraw, "withdrawn": _withdraw, "keep": _keep, "supplement": _ask_words, "add": _add,
}  # fmt: skip


def _option(now_is: Current, verb: str, number: str, *, key: str, more: str = "") -> Option:
    return option(f"{PREFIX}{verb}:{number}{more}", say(now_is.release, f"option.{key}")[0])


def _said(now_is: Current, kind: str, key: str, options: list[Option] | None = None) -> Message:
    text, speech = say(now_is.release, key)
    shown = numbered(text, options) if options else text
    return message(kind, shown, speech=speech, options=options or [], release=now_is.name)
