"""One effect for one Idempotency-Key, and one turn at a time, with real threads on a real file."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bot.cases.models import Case, Conversation, IdempotencyKey, Turn
from bot.citizen import turns
from tests.web_personas import Citizen, FakeAssistant, plain_answer, problem_of

KEY = "key-12345678"
FORM = {"kind": "consult", "description": "几点开门", "consent": True}


def test_same_key_same_body_gets_the_stored_answer(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    first = citizen.send({"text": "我身份证丢了咋办"}, KEY)
    second = citizen.send({"text": "我身份证丢了咋办"}, KEY)
    assert second.status_code == first.status_code == 200
    assert second.json() == first.json()
    assert Turn.objects.count() == 2


def test_a_stored_answer_outlives_what_made_it_possible(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    option = next(o["id"] for m in citizen.say("我身份证丢了咋办") for o in m["options"])
    first = citizen.send({"choice": option}, KEY)
    assistant.says()
    citizen.say("好")  # nothing is offered any more
    assert citizen.send({"choice": option}, KEY).json() == first.json()
    problem_of(citizen.send({"choice": option}), 409)


def test_same_key_other_body_is_refused(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.send({"text": "你好"}, KEY)
    assert "Idempotency-Key" in problem_of(citizen.send({"text": "再见"}, KEY), 422)["errors"]


@pytest.mark.parametrize("key", ["short", "x" * 65])
def test_keys_have_eight_to_sixty_four_characters(citizen: Citizen, assistant: FakeAssistant, key: str) -> None:
    problem_of(citizen.post("/conversations", {"channel": "web"}, key), 422)
    problem_of(citizen.post("/cases", FORM, key), 422)


def test_the_same_key_elsewhere_is_another_key(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.send({"text": "你好"}, KEY)
    citizen.open()
    citizen.send({"text": "再见"}, KEY)
    assert citizen.post("/cases", FORM, KEY).status_code == 201


def test_opening_again_with_the_key_gives_the_same_conversation(citizen: Citizen, assistant: FakeAssistant) -> None:
    first = citizen.post("/conversations", {"channel": "web"}, KEY)
    second = citizen.post("/conversations", {"channel": "web"}, KEY)
    assert second.status_code == 201
    assert second.json() == first.json()
    assert Conversation.objects.count() == 1
    assert first.json()["conversation"].encode() not in bytes(IdempotencyKey.objects.get().answer)


def test_a_form_sent_twice_opens_one_case(citizen: Citizen, assistant: FakeAssistant) -> None:
    first = citizen.post("/cases", FORM, KEY)
    second = citizen.post("/cases", FORM, KEY)
    assert second.json() == first.json()
    assert Case.objects.count() == 1
    problem_of(citizen.post("/cases", {**FORM, "description": "别的"}, KEY), 422)


def test_a_key_whose_request_died_may_be_used_again(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.send({"text": "你好"}, KEY)
    IdempotencyKey.objects.update(status=None, answer=None, running_until=timezone.now())
    assert citizen.send({"text": "你好"}, KEY).status_code == 200


class Slow:
    """An assistant that holds a turn until it is let go."""

    def __init__(self) -> None:
        self.inside, self.go = threading.Event(), threading.Event()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.inside.set()
        self.go.wait(5)
        return httpx.Response(200, json=plain_answer(request))


def _in_thread(citizen: Citizen, body: Any, key: str | None = None) -> Any:
    other = Citizen()
    other.conversation = citizen.conversation
    try:
        return other.send(body, key)
    finally:
        connection.close()


def test_a_second_turn_waits_and_both_are_numbered(
    guarded_db: None, citizen: Citizen, assistant: FakeAssistant
) -> None:
    citizen.open()
    slow = Slow()
    assistant.answer = slow
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(_in_thread, citizen, {"text": "一"})
        assert slow.inside.wait(5)
        second = pool.submit(_in_thread, citizen, {"text": "二"})
        time.sleep(0.1)
        assert not second.done()
        assert len(assistant.asked) == 2
        slow.go.set()
        assert first.result().status_code == second.result().status_code == 200
    assert list(Turn.objects.order_by("number").values_list("number", "said")) == [(0, ""), (1, "一"), (2, "二")]
    assert [turn["turn"] for turn in assistant.asked] == [0, 1, 2]


def test_waiting_ends_with_a_conflict(
    guarded_db: None, citizen: Citizen, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "WAIT", 0.1)
    citizen.open()
    slow = Slow()
    assistant.answer = slow
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(_in_thread, citizen, {"text": "一"}, KEY)
        assert slow.inside.wait(5)
        problem_of(_in_thread(citizen, {"text": "二"}), 409)
        problem_of(_in_thread(citizen, {"text": "一"}, KEY), 409)
        problem_of(_in_thread(citizen, {"text": "二"}, KEY), 422)
        slow.go.set()
        assert first.result().status_code == 200


def test_the_same_key_at_once_has_one_effect(guarded_db: None, citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: _in_thread(citizen, {"text": "人工"}, KEY), range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.count() == 1


def test_forms_at_once_with_one_key_open_one_case(guarded_db: None, assistant: FakeAssistant) -> None:
    def post(_: int) -> Any:
        try:
            return Citizen().post("/cases", FORM, KEY)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(post, range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.count() == 1


def test_many_conversations_at_once(guarded_db: None, assistant: FakeAssistant) -> None:
    def talk(number: int) -> list[int]:
        citizen = Citizen()
        try:
            citizen.open()
            return [
                citizen.send({"text": text}, f"{number}-{text}-key").status_code for text in ("你好", "人工", "再见")
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert all(codes == [200, 200, 200] for codes in pool.map(talk, range(24)))
    assert Case.objects.count() == 24
    assert Turn.objects.count() == 24 * 4


def test_a_late_answer_of_a_lost_turn_changes_nothing(
    guarded_db: None, citizen: Citizen, assistant: FakeAssistant
) -> None:
    citizen.open()
    slow = Slow()
    assistant.answer = slow
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(_in_thread, citizen, {"text": "一"})
        assert slow.inside.wait(5)
        Conversation.objects.update(running_until=timezone.now())  # its time is over
        assistant.says()
        assert citizen.send({"text": "二"}).status_code == 200
        slow.go.set()
        problem_of(first.result(), 409)
    assert list(Turn.objects.order_by("number").values_list("said", flat=True)) == ["", "二"]


def test_a_conversation_forgotten_in_the_middle_of_a_turn(
    guarded_db: None, citizen: Citizen, assistant: FakeAssistant
) -> None:
    citizen.open()
    slow = Slow()
    assistant.answer = slow
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(_in_thread, citizen, {"text": "一"})
        assert slow.inside.wait(5)
        assert citizen.client.delete(f"/api/v1/conversations/{citizen.conversation}").status_code == 204
        slow.go.set()
        problem_of(first.result(), 409)
    assert Turn.objects.count() == 0


def test_two_write_transactions_for_one_turn(guarded_db: None, citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    with CaptureQueriesContext(connection) as queries:
        citizen.send({"text": "我身份证丢了咋办"}, KEY)
    told = [query["sql"][:80] for query in queries if "pg_advisory" not in query["sql"]]
    assert sum(query.startswith("BEGIN") for query in told) == 2
    assert len(told) <= 12, json.dumps(told, indent=1)
