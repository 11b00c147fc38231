"""Golden conversations: real words in, real words out, through the real assistant and its actions.

A file holds conversations `{conversation, now?, steps, never?}`. A step is one of `open: true`, `say: words`,
`choose: id or label`, `silence: true`, `forget: true` (the assistant is started anew), with `expect:` and `never:`:

kind, item, aspect   what some message of the answer has, a list: each of them; `item: nothing` when no message has one
kinds                the kinds of all messages, in order
says, never          words that stand, or must not stand, in the answer (a string or a list)
options              ids that are offered, besides others; `options: nothing` when there are none
do, draft            what the web is asked to do, and values of its draft; `do: none`
form, slots          the field that the form asks for next, and its values so far; `form: none`
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge.shelf import Shelf
from tests.assistant import MONDAY, Citizen

HERE = Path(__file__).parent
DRAWERS = ("happy", "corrections", "interruptions", "unhappy", "safety")
NOBODY_SAYS = ("utter_", "action_", "{", "None", "nlu_fallback", "您符合", "您不符合", "一定能办", "并案", "退回改派")
"""What must never be heard, whatever was said."""
STEPS = {"open", "say", "choose", "silence", "forget"}
EXPECTED = {"kind", "kinds", "item", "aspect", "says", "options", "do", "draft", "form", "slots"}

pytestmark = pytest.mark.assistant


def conversations() -> list[Any]:
    found = []
    for file in sorted(HERE.glob("*/*.yml")):
        for told in yaml.safe_load(file.read_text(encoding="utf-8")):
            name = f"{file.parent.name}/{file.stem}: {told['conversation']}"
            found.append(pytest.param(told, id=name))
    return found


@pytest.mark.parametrize("told", conversations())
def test_conversation(told: dict[str, Any], agent: Any, shelf: Shelf) -> None:
    citizen = Citizen(agent, shelf, now=told.get("now", MONDAY))
    for number, step in enumerate(told["steps"], 1):
        where = f"step {number} ({step.get('say') or step.get('choose') or 'silence'})"
        if step.get("forget"):
            citizen.lose_tracker()
            continue
        if step.get("open"):
            citizen.open()
        elif step.get("silence"):
            citizen.silence()
        elif "choose" in step:
            citizen.choose(step["choose"])
        else:
            citizen.say(step["say"])
        faults = wrong(citizen, step, listed(told.get("never")))
        assert not faults, f"{where}: {'; '.join(faults)}\nanswered: {citizen.kinds} {citizen.text}\n{citizen.options}"


def wrong(citizen: Citizen, step: dict[str, Any], never: list[str]) -> list[str]:
    """What is not as the step expects, in words."""
    answer, expect, faults = citizen.answer, step.get("expect") or {}, []
    if not answer["messages"] and answer["do"] is None:
        faults.append("nothing was said")
    for word in [*NOBODY_SAYS, *never, *listed(step.get("never"))]:
        if word in citizen.text:
            faults.append(f"says {word}")
    for word in listed(expect.get("says")):
        if word not in citizen.text:
            faults.append(f"does not say {word}")
    items = [message["item"]["id"] for message in answer["messages"] if message["item"]]
    aspects = [message["aspect"] for message in answer["messages"] if message["aspect"]]
    for key, had in (("kind", citizen.kinds), ("item", items), ("aspect", aspects), ("options", citizen.options)):
        for value in listed(expect.get(key)):
            if (value == "nothing" and had) or (value != "nothing" and value not in had):
                faults.append(f"{key} is {had}, not {value}")
    if "kinds" in expect and citizen.kinds != expect["kinds"]:
        faults.append(f"kinds are {citizen.kinds}")
    do = answer["do"] or {"do": "none", "draft": {}}
    if "do" in expect and do["do"] != expect["do"]:
        faults.append(f"do is {do}")
    for key, value in (expect.get("draft") or {}).items():
        if do["draft"].get(key) != value:
            faults.append(f"draft has {key} {do['draft'].get(key)}")
    form = citizen.form
    if "form" in expect and (form["requested"] if form else "none") != expect["form"]:
        faults.append(f"form is {form}")
    for key, value in (expect.get("slots") or {}).items():
        if (form or {"slots": {}})["slots"].get(key) != value:
            faults.append(f"{key} is {(form or {'slots': {}})['slots'].get(key)}")
    return faults


def listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def test_every_drawer_holds_conversations_written_rightly() -> None:
    names = []
    for file in sorted(HERE.glob("*/*.yml")):
        assert file.parent.name in DRAWERS, file
        for told in yaml.safe_load(file.read_text(encoding="utf-8")):
            assert set(told) <= {"conversation", "now", "steps", "never"}, told["conversation"]
            names.append((file.parent.name, told["conversation"]))
            for step in told["steps"]:
                assert len(STEPS & set(step)) == 1, (told["conversation"], step)
                assert set(step) <= {*STEPS, "expect", "never"}, (told["conversation"], step)
                assert set(step.get("expect") or {}) <= EXPECTED, (told["conversation"], step)
    assert len(names) == len(set(names)) >= 60
    assert {drawer for drawer, _ in names} == set(DRAWERS)
