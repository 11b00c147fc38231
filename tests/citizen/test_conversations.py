"""The conversation endpoints, with an assistant that is well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bot.cases.models import Case, Conversation, Turn
from tests.web_personas import Citizen, FakeAssistant, plain_message, problem_of

MESSAGE_KEYS = {"kind", "text", "speech", "item", "aspect", "card", "options", "case", "from", "release"}
PHONE, IDENTITY = "13912345678", "11010519491231002X"


def test_opening_gives_a_token_and_a_greeting(citizen: Citizen, assistant: FakeAssistant) -> None:
    body = citizen.open().json()
    assert set(body) == {"conversation", "expires_in", "messages"}
    assert len(body["conversation"]) >= 32
    assert body["expires_in"] == 1800
    assert [m["kind"] for m in body["messages"]] == ["greet"]
    assert all(set(m) == MESSAGE_KEYS for m in body["messages"])
    assert assistant.asked[0]["turn"] == 0
    assert "text" not in assistant.asked[0]
    assert assistant.authorizations == ["Bearer s3cret"]
    assert assistant.asked[0]["conversation"] not in body["conversation"]


def test_a_kiosk_lives_three_minutes(citizen: Citizen, assistant: FakeAssistant) -> None:
    assert citizen.open("kiosk", kiosk="hall-1").json()["expires_in"] == 180


def test_token_is_stored_as_a_digest_only(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    row = Conversation.objects.get()
    assert citizen.conversation not in str(row.__dict__)


def test_a_turn_is_answered_and_the_context_goes_along(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    first = citizen.say("我身份证丢了咋办")
    assert {m["item"]["id"] for m in first if m["item"]} == {"id_card_reissue"}
    second = citizen.say("那要多少钱")
    assert any(m["item"] and m["item"]["id"] == "id_card_reissue" and m["aspect"] == "fee" for m in second)
    assert [turn["turn"] for turn in assistant.asked] == [0, 1, 2]
    assert assistant.asked[2]["context"]["item"] == "id_card_reissue"


def test_an_offered_choice_is_taken_and_another_is_refused(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    messages = citizen.say("我身份证丢了咋办")
    option = next(o["id"] for m in messages for o in m["options"])
    problem_of(citizen.send({"choice": "item:made_up"}), 409)
    citizen.choose(option)
    assert assistant.asked[-1]["choice"] == option
    assert "text" not in assistant.asked[-1]


def test_blank_text_is_silence(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    assert citizen.say("  ")
    assert assistant.asked[-1]["text"].strip() == ""


@pytest.mark.parametrize(
    "body", [{}, {"text": "好", "choice": "human"}, {"text": 5}, {"text": None}, {"text": ["好"]}, ["好"], "好"]
)
def test_a_body_that_is_neither_text_nor_choice(citizen: Citizen, assistant: FakeAssistant, body: Any) -> None:
    citizen.open()
    assert problem_of(citizen.send(body), 422)["errors"]


def test_four_thousand_characters_pass_and_one_more_does_not(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.say("路" * 4000)
    assert len(assistant.asked[-1]["text"]) == 4000
    problem_of(citizen.send({"text": "路" * 4001}), 413)
    problem_of(citizen.send({"text": "路" * 40000}), 413)


def test_unknown_expired_and_forgotten(citizen: Citizen, assistant: FakeAssistant) -> None:
    problem_of(citizen.post("/conversations/nobody/messages", {"text": "好"}), 404)
    problem_of(citizen.get("/conversations/nobody"), 404)
    citizen.open()
    Conversation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    problem_of(citizen.send({"text": "好"}), 410)
    problem_of(citizen.get(f"/conversations/{citizen.conversation}"), 410)
    citizen.open()
    address = f"/api/v1/conversations/{citizen.conversation}"
    assert citizen.client.delete(address).status_code == 204
    problem_of(citizen.client.delete(address), 404)
    problem_of(citizen.send({"text": "好"}), 404)


def test_every_turn_slides_the_end(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    Conversation.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    citizen.say("你好")
    assert Conversation.objects.get().expires_at > timezone.now() + timedelta(minutes=29)


def test_reading_gives_all_messages_so_far(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    said = [*citizen.messages, *citizen.say("你好")]
    body = citizen.get(f"/conversations/{citizen.conversation}").json()
    assert body["messages"] == said
    assert 0 < body["expires_in"] <= 1800


@pytest.mark.parametrize(
    "body", [{}, {"channel": "fax"}, {"channel": "kiosk", "kiosk": "a b"}, {"channel": "web", "kiosk": "x" * 65}]
)
def test_opening_wrongly(citizen: Citizen, assistant: FakeAssistant, body: Any) -> None:
    assert problem_of(citizen.post("/conversations", body), 422)["errors"]


def test_personal_numbers_are_masked_for_the_assistant_and_hidden_for_the_person(
    citizen: Citizen, assistant: FakeAssistant
) -> None:
    citizen.open()
    assistant.answer = lambda request: _echo(request)
    (message,) = citizen.say(f"我电话{PHONE}，身份证{IDENTITY}")
    asked = assistant.asked[-1]
    assert "⟦手机号1⟧" in asked["text"]
    assert "⟦身份证号1⟧" in asked["text"]
    assert asked["context"]["phone"] == "⟦手机号1⟧"
    assert PHONE not in str(asked)
    assert "139****5678" in message["text"]
    assert IDENTITY not in str(message)
    assert "⟦" not in str(message)
    assert "⟦手机号1⟧" in Turn.objects.last().said
    citizen.say("还有13800138000")
    assert "⟦手机号2⟧" in assistant.asked[-1]["text"]


def _echo(request: Any) -> Any:
    import json

    import httpx

    turn = json.loads(request.content)
    answer = {"messages": [plain_message(turn["text"])], "context": {}, "do": None, "release": "r+0"}
    return httpx.Response(200, json=answer)


def test_a_typed_placeholder_reveals_nothing(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    assistant.answer = _echo
    citizen.say(f"电话{PHONE}")
    (message,) = citizen.say("⟦手机号1⟧")
    assert "5678" not in message["text"]


def test_twenty_turns_a_minute(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    for _ in range(20):
        citizen.say("你好")
    response = citizen.send({"text": "你好"})
    problem_of(response, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 61


def test_calls_from_one_address_are_limited(citizen: Citizen, assistant: FakeAssistant, settings: Any) -> None:
    settings.CALLS_PER_MINUTE = 3
    for _ in range(3):
        citizen.open()
    response = citizen.post("/conversations", {"channel": "web"})
    problem_of(response, 429)
    other = Citizen(REMOTE_ADDR="198.51.100.7")
    assert other.open().status_code == 201


def test_open_case_gives_number_and_code_and_stores_no_code(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    draft = {"kind": "complaint", "description": "窗口没人", "place": "一楼", "phone": "⟦手机号1⟧", "item": None}
    citizen.say(f"电话{PHONE}")
    assistant.says(do={"do": "open_case", "draft": draft}, messages=[])
    (message,) = citizen.say("提交")
    case = message["case"]
    row = Case.objects.get()
    assert message["kind"] == "case_created"
    assert case["number"] == row.number
    assert len(case["code"]) == 6
    assert case["code"] in message["text"]
    assert case["code"] not in message["speech"]
    assert case["number"] not in message["speech"]
    assert row.kind == "complaint"
    assert [e.action for e in row.events.all()] == ["open"]
    assert case["code"] not in str(Turn.objects.last().messages)
    again = citizen.get(f"/conversations/{citizen.conversation}").json()["messages"][-1]
    assert again["case"]["code"] == case["code"]
    found = citizen.get(f"/cases/{row.number}?code={case['code']}")
    assert found.status_code == 200
    assert found.json()["code"] is None


def test_calling_a_person_gives_one_number_for_one_conversation(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.say("我身份证丢了咋办")
    first = citizen.say("没解决，我要找人工")
    assert [m["kind"] for m in first] == ["handoff", "case_created"]
    row = Case.objects.get()
    assert row.kind == "help"
    assert row.item == "id_card_reissue"
    second = citizen.say("转人工")
    assert [m["kind"] for m in second] == ["handoff", "case_status"]
    assert Case.objects.count() == 1
    assert [e.action for e in row.events.all()] == ["open", "call_again"]


def test_status_by_number_and_code_in_words(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.say("人工")
    case = citizen.messages[-1]["case"]
    other = Citizen()
    other.open()
    assistant.says(do={"do": "case_status", "draft": {"number": case["number"], "code": "⟦查询码1⟧"}}, messages=[])
    (message,) = other.say(f"查一下{case['number']}，查询码{case['code']}")
    assert message["kind"] == "case_status"
    assert message["case"]["number"] == case["number"]
    assistant.says(do={"do": "case_status", "draft": {"number": case["number"], "code": None}}, messages=[])
    (message,) = other.say("再查一下")
    assert message["kind"] == "notice"
    (message,) = citizen.say("我的办得怎么样了")
    assert message["kind"] == "case_status"


def test_an_act_that_fails_leaves_nothing_behind(
    citizen: Citizen, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.open()
    monkeypatch.setattr("bot.citizen.turns.services.keep_answer", lambda *_: 1 / 0)
    response = citizen.send({"text": "人工"}, key="k" * 8)
    problem_of(response, 500)
    assert Case.objects.count() == 0
    assert Turn.objects.count() == 1
    monkeypatch.undo()
    assert Conversation.objects.get().running_until is None
