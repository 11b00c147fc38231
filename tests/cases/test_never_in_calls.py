"""Calls, polls and streams give nothing away of a request about the unit that answers the calls.

The pages of the guide desk and what its scripts ask again and again are compared byte for byte, as in
test_never_at_that_unit.py: calls that ring, calls in hand and calls a colleague left, whose conversations have opened
a request about the very unit, or none. Streams of other citizens are compared in the same two worlds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bot.cases.lifecycle import State as CaseState
from bot.cases.models import Against, Case, Conversation
from bot.citizen.events import Stream
from bot.devices import services as devices
from bot.paths import ROOT
from bot.talks import services as talks
from bot.talks import words
from bot.talks.models import Kind, Side, State, Talk
from bot.talks.services import Cursor
from bot.talks.services.steps import give_number, tell
from tests.cases.acting import START, open_one, put
from tests.cases.test_never_at_that_unit import (
    SCENES,
    TOKEN,
    Scene,
    differing,
    hidden_world,
    look,
    ordinary_world,
    pages,
)
from tests.web_personas import member, personas  # noqa: F401

NOW = START + timedelta(minutes=1)
SAID = "我的材料被退回来三次，没有人说清楚为什么"
ANSWERERS = [
    *(Scene("department", "approval", who) for who in ("guide", "duty_lead")),
    *(Scene("person", "", who) for who in ("guide", "duty_lead")),
]
HOMES = ("desk:board", "desk:home", "admin:index")
POLL = re.compile(r"(?:data-(?:live|bell|facts)|hx-get)=\"\{% url '([^']+)'")


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def called_in(state: str, user: User | None = None, kind: str = Kind.TYPED) -> Talk:
    """A call in a conversation that has said who is complained of; the guide's form stood at that point."""
    number = Conversation.objects.count()
    conversation = Conversation.objects.create(
        token_digest=f"d{number}", ref=f"r{number}", channel="web", opened_at=START, expires_at=NOW + timedelta(hours=1),
        context={"form": {"requested": "case_phone", "slots": {"case_kind": "complaint"}}},
    )  # fmt: skip
    talk = Talk.objects.create(
        conversation=conversation, kind=kind, channel="web", state=state, about=SAID, rang_at=START, heard_at=START,
        user=user, answered_at=START if user else None, user_seen_at=NOW if user else None, citizen_seen_at=NOW,
    )  # fmt: skip
    tell(talk, None, now=START, side=Side.CITIZEN, said="您好，在吗", state=state)
    return talk


def calls_world(person: User) -> list[Talk]:
    """One rings, one is in this person's hands, one in a colleague's who has left it, one has just ended."""
    colleague = member("colleague", "王五", "guide_desk")
    left = called_in(State.JOINED, colleague)
    Talk.objects.filter(pk=left.pk).update(waiting_since=START)
    return [called_in(State.RINGING), called_in(State.JOINED, person), left, called_in(State.ENDED, person)]


def complained(scene: Scene, person: User, calls: list[Talk]) -> list[Case]:
    """Each of these conversations has a request about the unit, and its number stands in the talk."""
    made = []
    for talk in calls:
        opened = open_one(
            kind="complaint", description=SAID, origin="conversation", conversation_id=talk.conversation_id
        )
        Against.objects.create(case=opened.case, unit=scene.about, key=scene.key or str(person.pk))
        Case.objects.filter(pk=opened.case.pk).update(about_unit=True)
        fresh = Talk.objects.select_related("conversation", "case", "user").get(pk=talk.pk)
        tell(fresh, give_number(fresh, "call.unanswered", now=NOW), now=NOW)
        made.append(Case.objects.get(pk=opened.case.pk))
    return made


def polled(person: User, calls: list[Talk], number: str, pk: int) -> dict[Any, tuple[int, bytes, str]]:
    """The pages of calls and everything that scripts ask for by themselves, as scripts and as people ask."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    have = ",".join(f"{talk.pk}:0" for talk in calls)
    found = [one for one in pages(person, number, pk) if one.name.startswith("desk:talks") or one.name in HOMES]
    found += [one._replace(path=f"{one.path}?have={have}") for one in found if one.name == "desk:talks_live"]
    seen: dict[Any, tuple[int, bytes, str]] = {one: look(client, one) for one in found}
    for one in found:
        if one.method == "get":
            response = client.get(one.path, headers={"HX-Request": "true", "Accept": "application/json"})
            seen[one._replace(method="script")] = (response.status_code, TOKEN.sub(b"*", response.content), "")
    return seen


@pytest.mark.parametrize("scene", ANSWERERS, ids=str)
def test_calls_look_the_same_whether_or_not_a_request_about_the_unit_came_of_them(
    personas: dict[str, User],  # noqa: F811
    scene: Scene,
) -> None:
    person = personas[scene.who]
    calls = calls_world(person)
    sealed = transaction.savepoint()
    cases = complained(scene, person, calls)
    after = polled(person, calls, cases[0].number, cases[0].pk)
    whole = b"".join(seen[1] for seen in after.values()).decode()
    transaction.savepoint_rollback(sealed)
    assert differing(polled(person, calls, cases[0].number, cases[0].pk), after) == []
    assert "您好，在吗" in whole, "the talk itself is read"
    assert not [case.number for case in cases[1:] if case.number in whole], "the first is searched for"
    assert SAID not in whole


def test_the_walk_would_notice_a_number_in_a_call(personas: dict[str, User]) -> None:  # noqa: F811
    person = personas["guide"]
    calls = calls_world(person)
    cases = complained(Scene("department", "police", "guide"), person, calls)
    whole = b"".join(seen[1] for seen in polled(person, calls, cases[0].number, cases[0].pk).values()).decode()
    assert cases[1].number in whole, "a request about others is told to who has the talk"


@pytest.mark.parametrize("scene", ANSWERERS, ids=str)
def test_danger_added_to_such_a_request_at_a_machine_rings_without_it(
    personas: dict[str, User],  # noqa: F811
    scene: Scene,
) -> None:
    person = personas[scene.who]
    _, code = devices.add(personas["duty_lead"], number="k3", name="3号一体机", zone="", spot="东门", now=NOW)
    _, token = devices.register(code, now=NOW)
    opened = open_one(kind="complaint", description=SAID, origin="form")
    Against.objects.create(case=opened.case, unit=scene.about, key=scene.key or str(person.pk))
    Case.objects.filter(pk=opened.case.pk).update(about_unit=True)
    sent = Client().post(
        f"/api/v1/cases/{opened.case.number}/supplement", {"code": opened.code, "words": "现在着火了，老人困在里面"},
        content_type="application/json", headers={"X-Device-Token": token},
    )  # fmt: skip
    assert sent.status_code == 200
    ring = Talk.objects.get()
    assert (ring.kind, ring.case, ring.conversation, ring.about) == (Kind.EMERGENCY, None, None, "")
    whole = b"".join(seen[1] for seen in polled(person, [ring], "2000000000", 1).values()).decode()
    assert "3号一体机" in whole
    for secret in (opened.case.number, SAID, "老人困在里面"):
        assert secret not in whole


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_what_scripts_ask_for_is_the_same(personas: dict[str, User], scene: Scene) -> None:  # noqa: F811
    """Every persona's bell, board and home, as a script asks for them."""
    person = personas[scene.who]
    main = ordinary_world(personas["other_clerk"])
    sealed = transaction.savepoint()
    hidden = hidden_world(scene, person, main)
    after = polled(person, [], hidden[0].number, hidden[0].pk)
    transaction.savepoint_rollback(sealed)
    assert differing(polled(person, [], hidden[0].number, hidden[0].pk), after) == []


def test_every_poll_of_the_desk_is_among_the_pages_that_are_walked(personas: dict[str, User]) -> None:  # noqa: F811
    templates = Path(ROOT, "bot/desk/templates").rglob("*.html")
    asked = {name for one in templates for name in POLL.findall(one.read_text())}
    assert {"desk:talks_live", "desk:talks_bell", "desk:board"} <= asked
    walked = {page.path.partition("?")[0] for who in personas.values() for page in pages(who, "2000000000", 1)}
    plain = {name for name in asked if name != "desk:check_state"}  # of a change set, by its number
    assert {reverse(name) for name in plain} <= walked


def streamed(conversation: Conversation) -> bytes:
    """All that a page of this conversation would be told now, but for how far it has read."""
    stream = Stream(conversation.pk, Cursor(), "10.0.0.1")
    top = talks.newest()
    stream.take(talks.events({conversation.pk: Cursor()}, top), top)
    told = b"".join(iter(lambda: stream.waiting.get_nowait() if not stream.waiting.empty() else b"", b""))
    return re.sub(rb"id: \d+-\d+\n", b"", told)


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_streams_of_others_tell_nothing_of_it(personas: dict[str, User], scene: Scene) -> None:  # noqa: F811
    """Another citizen's page, also where the own request is the one that those were joined to."""
    person = personas[scene.who]
    own = called_in(State.JOINED, personas["guide"])
    main = ordinary_world(personas["other_clerk"])
    Case.objects.filter(pk=main.pk).update(conversation_id=own.conversation_id)
    put(main, CaseState.IN_PROGRESS)
    assert own.conversation is not None
    sealed = transaction.savepoint()
    hidden = hidden_world(scene, person, main)
    for number, talk in enumerate([called_in(State.JOINED, person), called_in(State.RINGING)]):
        Case.objects.filter(pk=hidden[number].pk).update(conversation_id=talk.conversation_id)
        tell(talk, words.numbered(hidden[number], "⟦查询码1⟧", "call.missed"), now=NOW, state=State.MISSED)
    after = streamed(own.conversation)
    transaction.savepoint_rollback(sealed)
    before = streamed(own.conversation)
    assert after == before
    assert before.count(b"event: ") >= 2, "the stream tells of the own call and the own request"
