"""Races with real threads: one answers, one side speaks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone

from bot.cases.errors import CasesError
from bot.cases.models import Case, Conversation, Turn
from bot.talks import services
from bot.talks.models import Line, State, Talk
from tests.talks.conftest import the_call
from tests.web_personas import Citizen, FakeAssistant, from_the_release, member, raise_guards


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """All of them at the same moment, each in a thread; results or errors in order."""
    barrier = threading.Barrier(len(work))
    results: list[Any] = [None] * len(work)

    def one(number: int) -> None:
        try:
            barrier.wait()
            results[number] = work[number]()
        except CasesError as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def people(live_db: None, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> list[User]:
    raise_guards()
    monkeypatch.setattr("bot.talks.desks.opening_state", lambda *_: "open")
    return [member(f"guide{number}", f"导办{number}", "guide_desk") for number in range(8)]


def rung() -> Citizen:
    citizen = Citizen()
    citizen.open()
    citizen.say("人工")
    return citizen


def test_of_eight_one_answers(people: list[User]) -> None:
    for _ in range(5):
        rung()
        talk = Talk.objects.order_by("pk").last()
        assert talk is not None
        results = at_once(
            *(lambda user=user, talk=talk: services.answer(talk, user, timezone.now()) for user in people)
        )
        assert sum(isinstance(one, Talk) for one in results) == 1
        assert Line.objects.filter(talk=talk, state=State.JOINED).count() == 1


def test_a_turn_and_a_person_who_joins_at_the_same_moment(people: list[User], assistant: FakeAssistant) -> None:
    """Either the guide's answer stood before the person came, or the words went to the person: never both, never none."""
    sides = set()
    for number in range(12):
        citizen = rung()
        talk = Talk.objects.order_by("pk").last()
        assert talk is not None
        turns = Turn.objects.filter(conversation=talk.conversation).count()
        thought, joined = threading.Event(), threading.Event()

        def thinks(request: httpx.Request, thought: threading.Event = thought, joined: threading.Event = joined,
                   number: int = number) -> httpx.Response:  # fmt: skip
            thought.set()
            if number % 2:  # the person comes in the middle of a thought, however fast the machine is
                joined.wait(5)
            return from_the_release(request)

        assistant.answer = thinks

        def joins(talk: Talk = talk, thought: threading.Event = thought, joined: threading.Event = joined,
                  number: int = number) -> Any:  # fmt: skip
            if number % 2:
                thought.wait(5)
            try:
                return services.answer(talk, people[0], timezone.now())
            finally:
                joined.set()

        said, answered = at_once(lambda citizen=citizen: citizen.say("我身份证丢了咋办"), joins)
        assert isinstance(answered, Talk)
        heard = Line.objects.filter(talk=talk, side="citizen").count()
        stored = Turn.objects.filter(conversation=talk.conversation).count() - turns
        assert heard + stored == 1
        assert (said[0]["kind"] == "delivered") == (heard == 1)
        sides.add("person" if heard else "guide")
        assert citizen.say("还在吗")[0]["kind"] == "delivered"
        assistant.answer = from_the_release
    assert "person" in sides


def test_the_minute_ends_when_somebody_answers(people: list[User]) -> None:
    from datetime import timedelta

    for _ in range(6):
        rung()
        talk = Talk.objects.order_by("pk").last()
        assert talk is not None
        later = timezone.now() + timedelta(seconds=61)
        at_once(lambda talk=talk: services.answer(talk, people[0], timezone.now()),
                lambda later=later: services.watch(later), lambda later=later: services.watch(later))  # fmt: skip
        talk.refresh_from_db()
        numbers = Case.objects.filter(conversation=talk.conversation).count()
        joined = Conversation.objects.get(pk=talk.conversation_id).joined
        assert (talk.state, numbers, joined) in ((State.MISSED, 1, False), (State.JOINED, 0, True))
        services.watch(timezone.now() + timedelta(seconds=300))


def test_both_sides_end_at_once(people: list[User]) -> None:
    citizen = rung()
    services.answer(the_call(), people[0], timezone.now())
    talk = the_call()
    at_once(lambda: citizen.choose("call:end"), lambda: services.end(talk, people[0], now=timezone.now()))
    assert Line.objects.filter(state=State.ENDED).count() == 1
    assert not Conversation.objects.get().joined
