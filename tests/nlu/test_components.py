"""Tokenizer, linker and tracker store as Rasa uses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge.heard import intent_of, picked
from bot.knowledge.shelf import Shelf
from bot.nlu.linker import HallLinker
from bot.nlu.tokenizer import HallTokenizer
from bot.nlu.tracker_store import BoundedTrackerStore
from bot.paths import ROOT
from tests.assistant import run


def created(component: Any) -> Any:
    return component.create(component.get_default_config(), None, None, None)


def linked(text: str, ranking: list[tuple[str, float]], **metadata: str) -> Message:
    rows = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message = Message({"text": text, "intent_ranking": rows, "intent": rows[0], "metadata": metadata})
    return created(HallLinker).process([message])[0]


# --- tokenizer


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("补办驾照", ["补", "办", "驾", "照"]),
        ("補辦駕照", ["补", "办", "驾", "照"]),
        ("", []),
        ("   ", []),
    ],
)
def test_one_token_for_each_character_of_the_normalised_sentence(text: str, tokens: list[str]) -> None:
    message = created(HallTokenizer).process([Message({"text": text})])[0]
    assert [token.text for token in message.get("text_tokens")] == tokens


def test_an_intent_is_one_token() -> None:
    tokenizer = created(HallTokenizer)
    message = Message({"text": "在哪", "intent": "ask_location"})
    assert [token.text for token in tokenizer._split_name(message, "intent")] == ["ask_location"]


# --- linker


def test_candidates_are_set_beside_a_sure_intent() -> None:
    message = linked("补驾照多少钱", [("ask_fee", 0.9)])
    assert message.get("intent") == {"name": "ask_fee", "confidence": 0.9}
    assert message.get("candidates")[0]["id"] == "driver_license_reissue"


def test_the_release_of_the_metadata_is_used(shelf: Shelf) -> None:
    assert linked("补驾照", [("name_matter", 0.9)], release=shelf.active_id()).get("candidates")
    assert linked("补驾照", [("name_matter", 0.9)], release="000000000000").get("candidates") is None


def test_without_any_release_the_message_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_VAR", str(tmp_path))
    message = linked("着火了", [("name_matter", 0.9)])
    assert message.get("intent")["name"] == "name_matter"


@pytest.mark.parametrize("text", ["二楼着火了", "我不想活了", "有人拿刀"])
def test_phrases_of_danger_win_over_the_surest_classifier(text: str) -> None:
    assert linked(text, [("thanks", 0.99)]).get("intent") == {"name": "emergency", "confidence": 1.0}


@pytest.mark.parametrize("text", ["消防通道在哪边", "打我电话就行", "燃气过户"])
def test_a_classifier_that_only_guesses_danger_is_passed_over(text: str) -> None:
    message = linked(text, [("emergency", 0.95), ("ask_location", 0.5)])
    assert message.get("intent")["name"] == "ask_location"


@pytest.mark.parametrize(
    ("text", "ranking", "intent"),
    [
        ("嗯那个转人工吧", [("chitchat", 0.3)], "ask_human"),
        ("这事啥价啊，多少钱", [("chitchat", 0.3)], "ask_fee"),
        ("机动车驾驶证遗失补证", [("chitchat", 0.3)], "name_matter"),
        ("呜啦呜啦", [("chitchat", 0.3)], "chitchat"),
        ("呜啦呜啦", [("want_case", 0.3)], "nlu_fallback"),
        ("呜啦呜啦", [("cancel", 0.39)], "nlu_fallback"),
        ("呜啦呜啦", [], "nlu_fallback"),
        ("好", [("greet", 0.6)], "affirm"),
        ("不是。", [("greet", 0.6)], "deny"),
        ("我想表扬8号窗口", [("ask_window", 0.8)], "want_case"),
        ("我要投诉去哪里", [("ask_location", 0.8)], "ask_location"),
    ],
)
def test_where_the_classifier_is_unsure_words_decide(
    shelf: Shelf, text: str, ranking: list[tuple[str, float]], intent: str
) -> None:
    if not ranking:
        found = intent_of(shelf.active().hall.cues, text, [], [], 0.45, 0.4)
        assert found["name"] == intent
    else:
        assert linked(text, ranking).get("intent")["name"] == intent


# --- picking in words

OFFERED = [
    {"id": "item:passport", "label": "普通护照申领、换发、补发", "item": "passport"},
    {"id": "item:id_card_renew", "label": "居民身份证换领", "item": "id_card_renew"},
    {"id": "none", "label": "都不是", "item": None},
]
SITUATION = [
    {"id": "situation:age:adult", "label": "满16周岁", "item": "passport"},
    {"id": "situation:age:minor", "label": "未满16周岁", "item": "passport"},
]


def context(options: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"options": options, "pending": None, "form": None, "item": None, "answers": {}, **more}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("第二个", "item:id_card_renew"),
        ("1", "item:passport"),
        ("最后一个", "item:id_card_renew"),
        ("都不是", "none"),
        ("身份证换领", "item:id_card_renew"),
        ("第七个", None),
        ("护照多少钱", None),
        ("我想知道第二个和第三个有什么不一样", None),
        ("⟦手机号1⟧", None),
        ("", None),
    ],
)
def test_an_offered_matter_is_picked_in_words(shelf: Shelf, text: str, choice: str | None) -> None:
    assert picked(shelf.active(), context(OFFERED), text) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("未满16周岁", "situation:age:minor"),
        ("给我女儿办", "situation:age:minor"),
        ("没满16周岁", "situation:age:minor"),
        ("孩子走丢了", None),
        ("孩子的社保卡", None),
        ("女儿的要多少钱", None),
        ("不知道", None),
    ],
)
def test_an_open_question_is_answered_in_words(shelf: Shelf, text: str, choice: str | None) -> None:
    pending = {"item": "passport", "aspect": "overview", "situation": "age"}
    assert picked(shelf.active(), context(SITUATION, pending=pending, item="passport"), text) == choice


def test_inside_the_form_only_the_forms_own_options_are_picked(shelf: Shelf) -> None:
    options = [{"id": "form:skip", "label": "跳过", "item": None}, {"id": "human", "label": "找工作人员", "item": None}]
    form = {"requested": "case_place", "slots": {}}
    assert picked(shelf.active(), context(options, form=form), "跳过") == "form:skip"
    assert picked(shelf.active(), context(options, form=form), "找工作人员") is None


# --- tracker store


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain"))


def tracker(domain: Domain, name: str, events: int) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(name, [ActionExecuted("action_listen")] * events, domain.slots)


def test_the_store_keeps_only_the_newest_conversations(domain: Domain) -> None:
    kept = BoundedTrackerStore(domain, conversations=3)
    for name in "abcd":
        run(kept.save(tracker(domain, name, 2)))
    run(kept.save(tracker(domain, "b", 3)))
    run(kept.save(tracker(domain, "e", 2)))
    assert run(kept.keys()) == ["d", "b", "e"]
    assert run(kept.retrieve("a")) is None


def test_of_a_long_conversation_the_last_turns_are_kept_with_slots_and_form(domain: Domain) -> None:
    kept = BoundedTrackerStore(domain, turns=2)
    events: list[Any] = [SlotSet("case_kind", "complaint"), ActionExecuted("case_form"), ActiveLoop("case_form")]
    for number in range(50):
        events += [SlotSet("turn", number), UserUttered(f"words {number}"), ActionExecuted("action_listen")]
    run(kept.save(DialogueStateTracker.from_events("a", events, domain.slots)))
    back = run(kept.retrieve("a"))
    assert len(back.events) < 20
    assert [event.text for event in back.events if isinstance(event, UserUttered)] == ["words 48", "words 49"]
    assert back.get_slot("case_kind") == "complaint"
    assert back.get_slot("turn") == 49
    assert back.active_loop_name == "case_form"


def test_what_is_retrieved_is_a_copy(domain: Domain) -> None:
    kept = BoundedTrackerStore(domain)
    run(kept.save(tracker(domain, "a", 2)))
    run(kept.retrieve("a")).update(ActionExecuted("action_listen"))
    assert len(run(kept.retrieve("a")).events) == 2
