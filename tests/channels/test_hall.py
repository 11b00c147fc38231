"""The hall's channel: its secret, its release, its context, and what it does when something fails."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import hall
from bot.channels.hall import HallChannel, defused, take_turn
from bot.knowledge import conversation
from bot.knowledge.release import NoRelease, Release
from bot.knowledge.shelf import Shelf
from tests.assistant import MONDAY, Citizen, run, store

pytestmark = pytest.mark.assistant
SECRET = "0123456789abcdef-of-this-test"


@pytest.fixture
def post(agent: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Call a route as Sanic would."""
    monkeypatch.setenv("XIAOBAO_CHANNEL_SECRET", SECRET)
    blueprint = HallChannel.from_credentials({}).blueprint(lambda message: None)
    routes = {route.uri: route.handler for route in blueprint._future_routes}

    def call(path: str, body: dict[str, Any] | None = None, *, given: str | None = f"Bearer {SECRET}") -> Any:
        headers = {"authorization": given} if given is not None else {}
        app = SimpleNamespace(ctx=SimpleNamespace(agent=agent))
        return run(routes[path](SimpleNamespace(headers=headers, app=app, json=body)))

    return call


def body(release: str, **changes: Any) -> dict[str, Any]:
    return {
        "conversation": "one", "turn": 1, "text": "驾照丢了", "context": {}, "channel": "web",
        "release": release, "bulletin": "0", "now": MONDAY,
    } | changes  # fmt: skip


# --- the secret


@pytest.mark.parametrize("given", [None, "", "Bearer ", "Bearer wrong", SECRET[:-1], f"bearer {SECRET}", "密钥"])
@pytest.mark.parametrize("path", ["/turn", "/health"])
def test_a_wrong_or_missing_secret_is_refused(post: Any, shelf: Shelf, path: str, given: str | None) -> None:
    answer = post(path, body(shelf.active_id()), given=given)
    assert answer.status == 401
    assert json.loads(answer.body) == {}


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_without_a_secret_the_channel_refuses_to_start(monkeypatch: pytest.MonkeyPatch, secret: str | None) -> None:
    monkeypatch.delenv("XIAOBAO_CHANNEL_SECRET", raising=False)
    if secret is not None:
        monkeypatch.setenv("XIAOBAO_CHANNEL_SECRET", secret)
    with pytest.raises(RuntimeError, match="XIAOBAO_CHANNEL_SECRET"):
        HallChannel.from_credentials({})


def test_a_turn_is_answered_as_the_contract_says(post: Any, shelf: Shelf) -> None:
    answer = post("/turn", body(shelf.active_id()))
    said = json.loads(answer.body)
    assert answer.status == 200
    assert set(said) == {"messages", "context", "do", "release"}
    assert said["messages"][0]["item"]["id"] == "driver_license_reissue"
    assert said["release"] == f"{shelf.active_id()}+0"
    assert {message["release"] for message in said["messages"]} == {said["release"]}
    assert json.loads(post("/health").body)["ready"] is True


def test_turn_zero_without_words_is_the_greeting(citizen: Citizen) -> None:
    citizen.open()
    assert citizen.kinds == ["greet"]


# --- the release


@pytest.fixture
def dearer(shelf: Shelf) -> str:
    """A second release, the same but for one fee."""
    old = shelf.active()
    items = []
    for item in old.hall.items:
        if item.id == "driver_license_reissue":
            assert item.fee is not None
            line = replace(item.fee.standard[0], text="88元")
            item = replace(item, fee=replace(item.fee, standard=(line,)))
        items.append(item)
    release = Release.of(replace(old.hall, items=tuple(items)))
    shelf.put(release)
    return release.id


def test_a_turn_is_answered_wholly_from_the_release_it_names(agent: Any, shelf: Shelf, dearer: str) -> None:
    before, after = Citizen(agent, shelf), Citizen(agent, shelf)
    after.talk.release = dearer
    for text in ("补驾照多少钱", "再说一遍", "要带什么", "那收费多少"):
        before.say(text)
        after.say(text)
        assert before.answer["release"] == f"{shelf.active_id()}+0"
        assert after.answer["release"] == f"{dearer}+0"
        assert {m["release"] for m in after.answer["messages"]} == {after.answer["release"]}
        assert "88元" not in before.text
        assert "：10元" not in after.text
    assert "10元" in before.text
    assert "88元" in after.text


def test_a_release_may_change_in_the_middle_of_a_conversation(citizen: Citizen, dearer: str) -> None:
    citizen.say("补驾照多少钱")
    assert "10元" in citizen.text
    citizen.talk.release = dearer
    citizen.say("多少钱")
    assert "88元" in citizen.text


@pytest.mark.parametrize("changes", [{"release": "000000000000"}, {"bulletin": "ffff"}, {"release": "../../etc"}])
def test_an_unknown_release_is_an_error_and_nothing_else(post: Any, shelf: Shelf, changes: dict[str, str]) -> None:
    answer = post("/turn", body(shelf.active_id()) | changes)
    assert answer.status == 500
    assert json.loads(answer.body) == {"error": NoRelease.__name__}


def test_after_a_failure_the_form_goes_on(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen.say("我要投诉")
    with monkeypatch.context() as broken:
        broken.setattr("bot.knowledge.request.take", lambda *_: 1 / 0)
        broken.setattr("bot.knowledge.request.ask", lambda *_: 1 / 0)
        broken.setattr(conversation, "guide", lambda *_: 1 / 0)
        with pytest.raises(hall.NothingSaid):
            citizen.say("路灯整夜不亮")
    citizen.talk.turn += 1  # the web answered it in simple mode
    citizen.say("路灯整夜不亮")
    assert citizen.form is not None
    assert citizen.form["requested"] == "case_place"


@pytest.mark.parametrize("missing", ["conversation", "turn", "release", "bulletin"])
def test_a_request_with_a_key_missing_is_an_error(post: Any, shelf: Shelf, missing: str) -> None:
    request = body(shelf.active_id())
    del request[missing]
    assert post("/turn", request).status == 500


# --- the context


WORDS = ("我要投诉", "路灯整夜不亮", "南塘镇卫生院门口", "不留", "提交")


@pytest.mark.parametrize("lost_before", range(1, len(WORDS)))
def test_a_tracker_lost_in_the_form_changes_nothing(agent: Any, shelf: Shelf, lost_before: int) -> None:
    whole, broken = Citizen(agent, shelf), Citizen(agent, shelf)
    for number, words in enumerate(WORDS):
        if number == lost_before:
            broken.lose_tracker()
        whole.say(words)
        broken.say(words)
        assert (broken.form, broken.kinds, broken.text) == (whole.form, whole.kinds, whole.text)
    assert broken.answer["do"]["draft"] == {
        "kind": "complaint", "description": "路灯整夜不亮", "place": "南塘镇卫生院门口", "phone": None, "item": None,
        "subject": "public_facilities", "way": "window",
    }  # fmt: skip


def test_a_tracker_that_is_behind_is_rebuilt_from_the_context(citizen: Citizen) -> None:
    citizen.say("我要投诉")
    citizen.say("路灯整夜不亮")
    assert citizen.form is not None
    slots = {**citizen.form["slots"], "case_place": "南塘镇卫生院门口"}
    citizen.talk.context = {**citizen.context, "form": {"requested": "case_phone", "slots": slots}}
    citizen.talk.turn += 1  # the web answered one turn without the assistant
    citizen.say("不留")
    assert citizen.form is not None
    assert citizen.form["requested"] == "case_confirm"
    assert citizen.form["slots"]["case_place"] == "南塘镇卫生院门口"


def test_a_tracker_that_is_behind_forgets_a_form_that_the_context_has_not(citizen: Citizen) -> None:
    citizen.say("我要投诉")
    citizen.talk.context = {**citizen.context, "form": None, "options": []}
    citizen.talk.turn += 1
    citizen.say("驾照丢了")
    assert citizen.kinds == ["guide"]
    assert citizen.form is None


def test_a_foreign_key_in_the_context_is_dropped(agent: Any, shelf: Shelf) -> None:
    answer = run(take_turn(agent, body(shelf.active_id(), context={"admin": True, "item": None})))
    assert "admin" not in answer["context"]


def test_a_long_conversation_stays_right_and_small(citizen: Citizen) -> None:
    asked = [("驾照丢了", "driver_license_reissue"), ("要带什么", "driver_license_reissue"),
             ("结婚登记", "marriage_register"), ("在哪里办", "marriage_register")]  # fmt: skip
    for turn in range(60):
        text, item = asked[turn % len(asked)]
        citizen.say(text)
        assert citizen.context["item"] == item, turn
        assert len(store(citizen.agent)._kept.get(citizen.talk.name, [])) <= 160
        assert len(json.dumps(citizen.context, ensure_ascii=False).encode()) < 16_000
    citizen.say("我要投诉，路灯整夜不亮")
    assert citizen.form is not None
    assert citizen.form["requested"] == "case_place"


def test_conversations_do_not_mix(agent: Any, shelf: Shelf) -> None:
    one, other = Citizen(agent, shelf), Citizen(agent, shelf)
    one.say("驾照丢了")
    other.say("我要投诉")
    one.say("多少钱")
    assert one.form is None
    assert "10元" in one.text
    assert other.form is not None


# --- forced intents


@given(st.text(alphabet="/／⁄∕ \t\n\u200b\u200d\u2060\ufeff", max_size=12), st.text(max_size=30))
def test_nothing_that_is_typed_can_force_an_intent(before: str, rest: str) -> None:
    plain = defused(before + rest)
    assert not plain.strip().startswith("/")
    assert not plain.lstrip().upper().startswith("EXTERNAL:")
    assert defused(plain) == plain


@given(st.sampled_from(["", "/", " ／", "\u200b/"]), st.sampled_from(["EXTERNAL: ", "external:", "ExTernal:\t"]))
def test_outside_events_can_not_be_typed(before: str, mark: str) -> None:
    assert defused(f"{before}{mark}{before}want_case") == "want_case"


@given(st.text(alphabet="身份证丢了怎么办1/2号", min_size=1).filter(lambda text: not text.startswith("/")))
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


# --- failures


def test_a_failing_action_is_an_error_and_not_an_empty_answer(
    post: Any, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise ValueError("broken on purpose")

    monkeypatch.setattr(conversation, "guide", fails)
    answer = post("/turn", body(shelf.active_id()))
    assert answer.status == 500
    assert "messages" not in json.loads(answer.body)


def test_a_failing_answer_of_the_voice_is_an_error(post: Any, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise ValueError("broken on purpose")

    monkeypatch.setattr("bot.nlu.voice.talk", fails)
    assert post("/turn", body(shelf.active_id(), text="谢谢")).status == 500


def test_no_word_of_a_person_is_logged(
    post: Any, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(logging.WARNING)
    said = "隔壁老王家的狗咬坏了驾照"
    post("/turn", body(shelf.active_id(), text=said))
    post("/turn", body(shelf.active_id(), text=f"/{said}", turn=9))
    post("/turn", body("000000000000", text=said))
    monkeypatch.setattr(conversation, "guide", lambda *_, **__: 1 / 0)
    post("/turn", body(shelf.active_id(), text=said, turn=20))
    logged = caplog.text + "".join(capfd.readouterr())
    assert "老王" not in logged


def test_plain_text_of_rasas_own_is_never_passed_on(agent: Any) -> None:
    collector = hall.Collector()
    run(collector.send_response("one", {"text": "utter_default"}))
    assert collector.messages == []
    assert collector.do is None
