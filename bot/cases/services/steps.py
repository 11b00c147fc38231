"""One step of a request: looked up, permitted by the table, its needs checked, and written with its row of history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from bot.cases.actors import Actor, handlers
from bot.cases.errors import AgainstRule, Invalid, NoRelease, NotAllowed, UnknownCase, WrongState
from bot.cases.lifecycle import ACTIONS, CITIZEN, PLAIN, REASON_MAX, SYSTEM, Action, State
from bot.cases.models import Case
from bot.cases.services import chronicle, rounds
from bot.cases.services.limits import clock_again
from bot.cases.services.messages import note_step
from bot.cases.services.visibility import visible_to
from bot.knowledge.model import Hall
from bot.store.releases import active_release
from bot.store.writing import writing

P = ParamSpec("P")
NOT_THERE = "没有这件诉求，或您不能看。"


def verb(function: Callable[Concatenate[Case, Actor, P], Case]) -> Callable[Concatenate[Case, Actor, P], Case]:
    """One transaction around a verb, which gets the request as it stands in it instead of as somebody last saw it.

    Raises:
        UnknownCase: this actor may not know of the request.
    """

    @wraps(function)
    def whole(case: Case, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> Case:
        with writing():
            return function(_seen(case.pk, actor), actor, *args, **kwargs)

    return whole


def _seen(pk: int, actor: Actor) -> Case:
    found = visible_to(actor.user) if actor.user is not None else Case.objects.all()
    if (actor.kind == "staff" and actor.user is None) or (actor.kind == "citizen" and pk != actor.case_id):
        raise UnknownCase(NOT_THERE)
    case = found.filter(pk=pk).first()
    if case is None:
        raise UnknownCase(NOT_THERE)
    return case


def permit(code: str, case: Case | None, actor: Actor) -> Action:
    """The line of the table, when this actor may do it to the request as it stands.

    Args:
        case: None = there is no request yet.

    Raises:
        NotAllowed, WrongState, AgainstRule.
    """
    line = ACTIONS[code]
    _check(line, case, actor, actor.tokens(case))
    return line


def permitted(case: Case, actor: Actor) -> list[str]:
    """Every action that this actor may do to the request as it stands, in the table's order; for pages that offer them."""
    tokens, found = actor.tokens(case), []
    for code, line in ACTIONS.items():
        try:
            _check(line, case, actor, tokens)
        except (NotAllowed, WrongState, AgainstRule):
            continue
        found.append(code)
    return found


def _check(line: Action, case: Case | None, actor: Actor, tokens: set[str]) -> None:
    allowed = bool(tokens & set(line.by)) and (not line.own_post or case is None or "承办岗位" in tokens)
    staff = set(line.by) - {CITIZEN, SYSTEM}
    if not allowed and not (staff and actor.overrides()):
        raise NotAllowed(f"您的岗位不能{line.name}。" if actor.kind == "staff" else "这一步要由工作人员来做。")
    if (case.state if case is not None else "") not in line.sources:
        raise WrongState(_wrong(line, case, actor))
    if line.other and case is not None and actor.user is not None and actor.user.pk in handlers(case):
        raise AgainstRule(f"经办过这件诉求的人不能{line.name}，请由别人来做。")


def _wrong(line: Action, case: Case | None, actor: Actor) -> str:
    if case is None:
        return f"还没有登记，不能{line.name}。"
    if actor.kind != "staff":
        return f"现在是“{PLAIN[case.state]}”，这一步已经不能做了，请重新查一次。"
    return f"这件诉求现在是“{State(case.state).label}”，不能{line.name}，请刷新后再看。"


def given(line: Action, **fields: str) -> dict[str, str]:
    """The fields of an action without blanks at their ends, after its needs have been checked.

    Raises:
        Invalid: with a sentence for each field that is missing or too long.
    """
    clean = {name: text.strip() for name, text in fields.items()}
    errors: dict[str, Sequence[str]] = {
        need.field: [need.words] for need in line.needs if need.field in clean and len(clean[need.field]) < need.least
    }
    errors |= {name: ["最多写4000个字。"] for name, text in clean.items() if len(text) > REASON_MAX}
    if errors:
        raise Invalid(errors)
    return clean


def write(case: Case, line: Action, actor: Actor, *, now: datetime, to: str | None = None,
          words: Mapping[str, str] | None = None, **changes: object) -> Case:  # fmt: skip
    """Writes one step with its row of history and the news for the citizen. to: where the table leaves the target open."""
    before = case.state
    after = to if to is not None else line.target if line.target is not None else case.state
    if case.state == State.WAITING_CITIZEN and after != State.WAITING_CITIZEN:
        changes = {**clock_again(hall().calendar, case, now), **changes}
    chronicle.append(case, at=now, actor=actor, action=line.code, after=str(after), words=words, **changes)
    rounds.note_end(case, before=before, action=line.code, now=now)
    note_step(case, line.code, before=before, now=now)
    return case


def hall() -> Hall:
    """The hall as it is spoken of now. Raises NoRelease, as an error of this app."""
    release = active_release()
    if release is None:
        raise NoRelease
    return release.hall
