"""The request form: what it asks, what an answer means, and what the web is told to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.knowledge import request
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard
from bot.knowledge.request import FIELDS, KINDS, SKIPPED, begin, kind_of, take

PHONE = "⟦手机号1⟧"
Slots = dict[str, Any]


def asked(release: Release, now: datetime, field: str, values: Slots, **context: Any) -> tuple[dict[str, Any], Slots]:
    reply = request.ask(release, Bulletin(), field, values, context, now)
    assert len(reply.messages) == 1
    return reply.messages[0], reply.context


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我要投诉窗口态度", "complaint"),
        ("路灯坏了", "complaint"),
        ("我要举报他偷税", "report"),
        ("提个意见", "suggestion"),
        ("建议多放几把椅子", "suggestion"),
        ("我要表扬小王", "praise"),
        ("想问医保", "consult"),
        ("帮帮我", "help"),
        ("", "help"),
    ],
)
def test_the_words_name_the_kind(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "description"),
    [("我要投诉门口路灯坏了没人修", "我要投诉门口路灯坏了没人修"), ("我要投诉", None), ("帮我登记一下", None)],
)
def test_what_was_just_said_counts_as_the_matter(tiny: Release, text: str, description: str | None) -> None:
    assert begin(tiny, {}, Heard(text=text, intent="want_case"))["case_description"] == description


def test_what_was_asked_before_becomes_the_matter_of_a_call_for_help(tiny: Release) -> None:
    context = {"asked": "要多少钱", "item": "id_card"}
    begun = begin(tiny, context, Heard(text="没解决，找人工", intent="ask_human"))
    assert begun["case_kind"] == "help"
    assert begun["case_description"] == "身份证补领：要多少钱"
    assert begun["case_item"] == "id_card"


def test_a_complaint_is_not_about_the_last_question(tiny: Release) -> None:
    context = {"asked": "要多少钱", "item": "id_card"}
    begun = begin(tiny, context, Heard(text="我要投诉", intent="want_case"))
    assert [begun[name] for name in ("case_kind", "case_description", "case_item")] == ["complaint", None, None]


def test_a_chosen_kind_wins(tiny: Release) -> None:
    assert begin(tiny, {}, Heard(choice="case:praise"), kind="praise")["case_kind"] == "praise"


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_question_can_be_given_up(tiny: Release, now: datetime, field: str, kind: str) -> None:
    values = {"case_kind": kind, "case_description": "路灯坏了"}
    said, context = asked(tiny, now, field, values)
    assert said["kind"] == "ask_field"
    assert "form:cancel" in [o["id"] for o in said["options"]]
    assert said["case"] == {"kind": kind, "kind_name": KINDS[kind], "description": "路灯坏了"}
    assert context["options"] == said["options"]
    assert all(o["label"] in said["text"] for o in said["options"])


@pytest.mark.parametrize(
    ("field", "skippable"), [(FIELDS[0], False), (FIELDS[1], True), (FIELDS[2], True), (FIELDS[3], False)]
)
def test_place_and_phone_may_be_skipped(tiny: Release, now: datetime, field: str, skippable: bool) -> None:
    said, _ = asked(tiny, now, field, {})
    assert ("form:skip" in [o["id"] for o in said["options"]]) is skippable
    expected = {field: SKIPPED} if skippable else {}
    assert take({}, tiny, field, Heard(choice="form:skip")) == expected


def test_a_phone_said_before_is_offered(tiny: Release, now: datetime) -> None:
    said, context = asked(tiny, now, "case_phone", {}, phone=PHONE)
    assert PHONE in said["text"]
    assert said["options"][0]["id"] == "form:phone"
    assert take(context, tiny, "case_phone", Heard(choice="form:phone")) == {"case_phone": PHONE}
    assert take(context, tiny, "case_phone", Heard(text="1")) == {"case_phone": PHONE}


def test_no_phone_said_before_is_none_to_use(tiny: Release) -> None:
    assert take({}, tiny, "case_phone", Heard(choice="form:phone")) == {}


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        (f"我的电话{PHONE}", PHONE),
        ("⟦座机2⟧", "⟦座机2⟧"),
        ("不用了", SKIPPED),
        ("不用了，谢谢", SKIPPED),
        ("没有电话", SKIPPED),
        ("我不想留", SKIPPED),
        ("不方便", SKIPPED),
        ("⟦身份证号1⟧", None),
        ("要带什么材料", None),
        ("", None),
    ],
)
def test_a_phone_is_a_placeholder_or_a_refusal(tiny: Release, text: str, phone: str | None) -> None:
    assert take({}, tiny, "case_phone", Heard(text=text)) == ({} if phone is None else {"case_phone": phone})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("东门口", "东门口"),
        ("无锡路口", "无锡路口"),
        ("没有路灯的那个路口", "没有路灯的那个路口"),
        ("没有", SKIPPED),
        ("不知道在哪", SKIPPED),
        ("跳过", SKIPPED),
        ("", None),
        ("  ", None),
    ],
)
def test_a_place_is_what_is_said_or_a_refusal(tiny: Release, text: str, place: str | None) -> None:
    assert take({}, tiny, "case_place", Heard(text=text)) == ({} if place is None else {"case_place": place})


def test_a_phone_in_answer_to_the_place_is_a_phone(tiny: Release) -> None:
    assert take({}, tiny, "case_place", Heard(text=f"电话{PHONE}")) == {"case_phone": PHONE}


@pytest.mark.parametrize(
    "text", ["路灯坏了三天没人修", "停车难", "路灯坏了三天没人修。" * 400], ids=["plain", "short", "long"]
)
def test_the_matter_is_kept_whole(tiny: Release, text: str) -> None:
    assert take({}, tiny, "case_description", Heard(text=text)) == {"case_description": text}


@pytest.mark.parametrize("text", ["", "我要投诉", "嗯", "？？", PHONE])
def test_what_says_nothing_is_no_matter(tiny: Release, text: str) -> None:
    assert take({}, tiny, "case_description", Heard(text=text)) == {}


@pytest.mark.parametrize("text", ["是", "对的", "好", "可以，提交吧", "嗯嗯", "没错", "行啊", "确认"])
def test_consent_is_taken(tiny: Release, text: str) -> None:
    assert take({}, tiny, "case_confirm", Heard(text=text)) == {"case_confirm": "yes"}


@pytest.mark.parametrize(
    "text", ["不对", "好像不对", "对不起", "是不是要钱", "中午再说", "可以改吗", "行不行", "等一下", "不", ""]
)
def test_what_is_no_consent_opens_nothing(tiny: Release, text: str) -> None:
    assert take({}, tiny, "case_confirm", Heard(text=text)) == {}


def test_the_classifier_may_hear_consent(tiny: Release) -> None:
    assert take({}, tiny, "case_confirm", Heard(text="妥了妥了", intent="affirm", confidence=0.9)) == {
        "case_confirm": "yes"
    }


@pytest.mark.parametrize("field", FIELDS[:3])
def test_consent_too_early_confirms_nothing(tiny: Release, field: str) -> None:
    assert "case_confirm" not in take({}, tiny, field, Heard(choice="form:confirm"))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_fee", "那要多少钱"),
        ("ask_materials", "要带什么材料"),
        ("ask_human", "找人工"),
        ("emergency", "着火了"),
        ("repeat", "再说一遍"),
    ],
)
def test_a_question_in_between_is_no_field(tiny: Release, field: str, intent: str, text: str) -> None:
    assert take({}, tiny, field, Heard(text=text, intent=intent, confidence=0.95)) == {}


def test_a_guess_of_a_question_is_still_the_answer(tiny: Release) -> None:
    heard = Heard(text="东街收费站旁边", intent="ask_fee", confidence=0.3)
    assert take({}, tiny, "case_place", heard) == {"case_place": "东街收费站旁边"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", FIELDS)
def test_the_kind_can_be_corrected(tiny: Release, field: str, kind: str) -> None:
    assert take({}, tiny, field, Heard(choice=f"form:kind:{kind}")) == {"case_kind": kind}


def test_an_unknown_kind_changes_nothing(tiny: Release) -> None:
    assert take({}, tiny, "case_confirm", Heard(choice="form:kind:wish")) == {}


def test_the_kind_can_be_corrected_in_words(tiny: Release, now: datetime) -> None:
    said, context = asked(tiny, now, "case_confirm", {"case_kind": "help", "case_description": "甲乙"})
    label = next(o["label"] for o in said["options"] if o["id"] == "form:kind:complaint")
    assert take(context, tiny, "case_confirm", Heard(text=label)) == {"case_kind": "complaint"}


def test_the_confirmation_shows_what_will_be_sent(tiny: Release, now: datetime) -> None:
    values = {"case_kind": "complaint", "case_description": "路灯" * 100, "case_place": SKIPPED, "case_phone": PHONE}
    said, _ = asked(tiny, now, "case_confirm", values)
    assert "投诉" in said["text"]
    assert "地点：没有填" in said["text"]
    assert PHONE in said["text"]
    assert "……" in said["text"]
    assert said["options"][0]["id"] == "form:confirm"


def test_a_finished_form_asks_the_web_to_open_a_case() -> None:
    values = {"case_kind": "complaint", "case_description": "路灯坏了", "case_place": "东门", "case_phone": PHONE}
    reply = request.submit(values, {"asked": "x", "misses": 2, "form": {"requested": "case_confirm"}})
    assert reply.messages == ()
    assert reply.do is not None
    assert reply.do["do"] == "open_case"
    assert reply.do["draft"] | {"item": None} == {
        "kind": "complaint", "description": "路灯坏了", "place": "东门", "phone": PHONE, "item": None,
    }  # fmt: skip
    assert (reply.context["form"], reply.context["asked"], reply.context["misses"]) == (None, None, 0)


def test_skipped_fields_are_absent_from_the_draft() -> None:
    values = {"case_description": "路灯坏了", "case_place": SKIPPED, "case_phone": SKIPPED}
    reply = request.submit(values, {})
    assert reply.do is not None
    draft = reply.do["draft"]
    assert (draft["kind"], draft["place"], draft["phone"]) == ("help", None, None)


@pytest.mark.parametrize(("running", "kind"), [(True, "cancelled"), (False, "chitchat")])
def test_giving_up(tiny: Release, running: bool, kind: str) -> None:
    reply = request.cancel(tiny, Bulletin(), {"form": {"requested": "case_place"}}, running=running)
    assert reply.messages[0]["kind"] == kind
    assert reply.context["form"] is None
    assert reply.do is None


@pytest.mark.parametrize(("hour", "words"), [(10, "现在可以办"), (20, "现在不办理")])
def test_a_call_for_a_person_says_where_and_when(tiny: Release, now: datetime, hour: int, words: str) -> None:
    context = {"asked": "要多少钱", "item": "id_card"}
    reply = request.handoff(tiny, Bulletin(), context, now.replace(hour=hour))
    said = reply.messages[0]
    assert said["kind"] == "handoff"
    assert all(word in said["text"] for word in (words, "导办台", "12345"))
    assert "。。" not in said["text"]
    assert reply.do == {"do": "call_human", "draft": {"about": "要多少钱", "item": "id_card"}}
