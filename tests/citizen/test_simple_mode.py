"""The assistant late, overloaded, down or strange: simple mode answers, says so once, and costs nothing."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import httpx
import pytest

from bot.citizen import turns
from bot.citizen.relay import FAILURES, Health, NoAnswer, Relay, understood
from tests.web_personas import Citizen, FakeAssistant, plain_message


def _raise(error: Exception) -> Any:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


STRANGE = {
    "status 500": lambda r: httpx.Response(500, json={}),
    "unauthorised": lambda r: httpx.Response(401, json={}),
    "redirect": lambda r: httpx.Response(302, headers={"Location": "http://elsewhere"}),
    "no JSON": lambda r: httpx.Response(200, text="<html>"),
    "no bytes": lambda r: httpx.Response(200, content=b"\xff\xfe"),
    "a list": lambda r: httpx.Response(200, json=[]),
    "nothing said": lambda r: httpx.Response(200, json={"messages": [], "context": {}, "do": None}),
    "blank text": lambda r: httpx.Response(200, json={"messages": [plain_message(" ")], "context": {}, "do": None}),
    "unknown kind": lambda r: httpx.Response(
        200, json={"messages": [plain_message(kind="advert")], "context": {}, "do": None}
    ),
    "unknown act": lambda r: httpx.Response(
        200, json={"messages": [], "context": {}, "do": {"do": "pay", "draft": {}}}
    ),
    "act without draft": lambda r: httpx.Response(200, json={"messages": [], "context": {}, "do": {"do": "open_case"}}),
    "huge context": lambda r: httpx.Response(
        200, json={"messages": [plain_message()], "context": {"x": "路" * 20_000}, "do": None}
    ),
    "deep answer": lambda r: httpx.Response(200, content=b"[" * 100_000),
    "huge answer": lambda r: httpx.Response(200, content=b"[" * 600_000),
    "timeout": _raise(httpx.ReadTimeout("late")),
    "broken": _raise(httpx.RemoteProtocolError("gone")),
    "down": _raise(httpx.ConnectError("refused")),
}


@pytest.mark.parametrize("fault", STRANGE)
def test_every_fault_is_answered_from_the_release(citizen: Citizen, assistant: FakeAssistant, fault: str) -> None:
    citizen.open()
    assistant.answer = STRANGE[fault]
    first = citizen.say("我身份证丢了咋办")
    assert first[0]["kind"] == "notice"
    assert any(m["item"] and m["item"]["id"] == "id_card_reissue" for m in first)
    second = citizen.say("那要多少钱")
    assert "notice" not in [m["kind"] for m in second]
    assert any(m["aspect"] == "fee" for m in second)


def test_down_from_the_start(citizen: Citizen, assistant: FakeAssistant) -> None:
    assistant.answer = STRANGE["down"]
    citizen.open()
    assert [m["kind"] for m in citizen.messages] == ["notice", "greet"]
    messages = citizen.say("人工")
    assert [m["kind"] for m in messages] == ["handoff", "case_created"]


def test_it_comes_back_and_the_talk_goes_on(citizen: Citizen, assistant: FakeAssistant) -> None:
    healthy = assistant.answer
    citizen.open()
    assistant.answer = STRANGE["timeout"]
    citizen.say("我身份证丢了咋办")
    assistant.answer = healthy
    citizen.say("那要多少钱")
    assert assistant.asked[-1]["turn"] == 2
    assert assistant.asked[-1]["context"]["item"] == "id_card_reissue"


def test_a_dead_assistant_is_left_alone_for_a_while() -> None:
    clock = [100.0]
    health = Health(lambda: clock[0])
    for _ in range(FAILURES - 1):
        health.failed()
    assert health.may_try()
    health.failed()
    assert not health.may_try()
    clock[0] += 1.1
    assert health.may_try()  # one tries
    assert not health.may_try()  # the others don't wait for it
    health.went_well()
    assert health.may_try()
    health.failed(refused=True)
    assert not health.may_try()


def test_one_persons_strange_answers_do_not_silence_the_assistant(citizen: Citizen, assistant: FakeAssistant) -> None:
    healthy = assistant.answer
    citizen.open()
    assistant.answer = STRANGE["status 500"]
    for _ in range(FAILURES + 2):
        citizen.say("怪话")
    assistant.answer = healthy
    other = Citizen()
    other.open()
    assert "notice" not in [m["kind"] for m in other.messages]


def test_more_than_sixteen_in_flight_go_to_simple_mode_at_once() -> None:
    inside, go = threading.Semaphore(0), threading.Event()

    def slow(request: httpx.Request) -> httpx.Response:
        inside.release()
        go.wait(5)
        return httpx.Response(200, json={"messages": [plain_message()], "context": {}, "do": None})

    relay = Relay("http://assistant", "s", timeout=5, in_flight=16, transport=httpx.MockTransport(slow))
    threads = [threading.Thread(target=relay.ask, args=({},)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for _ in range(16):
        assert inside.acquire(timeout=5)
    with pytest.raises(NoAnswer, match="in flight"):
        relay.ask({})
    assert all(thread.is_alive() for thread in threads), "it waited for none of them"
    go.set()
    for thread in threads:
        thread.join()
    assert relay.health.good
    relay.ask({})


def test_an_answer_that_trickles_in_too_late_is_dropped() -> None:
    class Trickle(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            for piece in (b'{"messages"', b": []", b"}"):
                time.sleep(0.08)
                yield piece

    transport = httpx.MockTransport(lambda r: httpx.Response(200, stream=Trickle()))
    relay = Relay("http://assistant", "s", timeout=0.1, in_flight=2, transport=transport)
    with pytest.raises(NoAnswer, match="late"):
        relay.ask({})


def test_options_and_messages_are_cut_to_the_contract() -> None:
    message = plain_message(options=[{"id": "human", "label": "找人工", "extra": 1}], extra="x")
    body = json.dumps({"messages": [message], "context": {}, "do": None, "release": 7}).encode()
    answer = understood(body)
    assert answer.messages[0]["options"] == [{"id": "human", "label": "找人工", "item": None}]
    assert "extra" not in answer.messages[0]
    assert answer.release == ""


def test_health_tells_how_it_stands(citizen: Citizen, assistant: FakeAssistant) -> None:
    body = citizen.client.get("/health").json()
    assert body["ready"] is True
    assert body["assistant"] is True
    assistant.answer = STRANGE["down"]
    citizen.open()
    assert citizen.client.get("/health").json()["assistant"] is False


def test_the_waiting_places_are_few() -> None:
    assert turns.WAITERS < 40 / 2
