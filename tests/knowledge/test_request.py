"""The request form: what it asks, what an answer means, and what the web is told to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.knowledge import request
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.proposal import KINDS
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard
from bot.knowledge.request import FIELDS, SKIPPED, begin, kind_named, take

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
        ("我要举报他偷税", "report"),
        ("提个意见", "suggestion"),
        ("建议多放几把椅子", "suggestion"),
        ("我要表扬小王", "praise"),
        ("想问医保", "consult"),
        ("我要求助", "help"),
        ("路灯坏了", None),
        ("帮我登记一下", None),
        ("", None),
    ],
)
def test_the_words_name_the_kind(text: str, kind: str | None) -> None:
    assert kind_named(text) == kind


def test_a_kind_that_nobody_named_is_proposed_from_the_matter(sample: Release, now: datetime) -> None:
    begun = begin(sample, {}, Heard(text="我要登记一下，楼道灯坏了半个月没人修", intent="want_case"))
    assert begun["case_kind"] is None
    said, _ = asked(sample, now, "case_confirm", begun)
    assert said["case"]["kind"] == "complaint"
    assert said["case"]["subject"] == {"code": "property_heating", "name": "物业供热"}
    assert "类型：投诉" in said["text"]
    assert "分类：物业供热" in said["text"]
    day = datetime.fromisoformat(said["case"]["expected_datetime"])
    assert f"{day.month}月{day.day}日前" in said["text"]


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
    assert said["case"]["kind"] == kind
    assert said["case"]["kind_name"] == KINDS[kind]
    assert said["case"]["description"] == "路灯坏了"
    assert said["case"]["subject"] == {"code": "other", "name": "其他"}
    assert said["case"]["expected_datetime"] > now.isoformat()
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


def test_the_kind_is_chosen_from_a_list(tiny: Release, now: datetime) -> None:
    values = {"case_kind": "help", "case_description": "甲乙"}
    _, context = asked(tiny, now, "case_confirm", values)
    assert take(context, tiny, "case_confirm", Heard(text="改类型")) == {}
    said = again(tiny, now, values, context, Heard(text="改类型"))
    assert [one["label"] for one in said["options"][:-1]] == list(KINDS.values())
    context = {**context, "options": said["options"]}
    assert take(context, tiny, "case_confirm", Heard(text="投诉")) == {"case_kind": "complaint"}


@pytest.mark.parametrize("words", ["改分类", "分类不对", "这个分类错了"])
def test_the_subject_is_chosen_from_the_likeliest_and_the_rest(sample: Release, now: datetime, words: str) -> None:
    values = {"case_kind": "complaint", "case_description": "楼道灯坏了半个月没人修"}
    _, context = asked(sample, now, "case_confirm", values)
    assert take(context, sample, "case_confirm", Heard(text=words)) == {}
    offered = [one["id"] for one in again(sample, now, values, context, Heard(text=words))["options"]]
    assert offered[0] == "form:subject:property_heating"
    assert len(offered) == 6
    assert offered[-2:] == ["form:subject:other", "form:cancel"]


def again(release: Release, now: datetime, values: Slots, context: Slots, heard: Heard) -> dict[str, Any]:
    return request.ask(release, Bulletin(), "case_confirm", values, context, now, heard).messages[0]


def test_a_chosen_subject_stays_and_an_unknown_one_changes_nothing(sample: Release, now: datetime) -> None:
    assert take({}, sample, "case_confirm", Heard(choice="form:subject:education")) == {"case_subject": "education"}
    assert take({}, sample, "case_confirm", Heard(choice="form:subject:moon")) == {}
    said, _ = asked(sample, now, "case_confirm", {"case_description": "楼道灯坏了", "case_subject": "education"})
    assert said["case"]["subject"]["code"] == "education"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("分类改成教育", "education"),
        ("不是物业供热，是公共设施", "public_facilities"),
        ("这事应该归市场消费", "market"),
        ("地点是教育局门口", None),
        ("改一下，是路灯一直闪", None),
        ("教育", None),
    ],
)
def test_the_subject_is_put_right_in_words(sample: Release, text: str, subject: str | None) -> None:
    values = {"case_kind": "complaint", "case_description": "楼道灯坏了", "case_place": "东门", "case_phone": SKIPPED}
    context = {"form": {"requested": "case_confirm", "slots": values}}
    assert take(context, sample, "case_confirm", Heard(text=text)).get("case_subject") == subject


def test_what_is_urgent_says_so_and_is_due_the_same_day(sample: Release, now: datetime) -> None:
    said, _ = asked(sample, now, "case_confirm", {"case_description": "家里停暖一天一夜了，老人冷得受不了，快派人来"})
    assert said["case"]["urgent"]
    assert "当个工作日" in said["text"]
    assert said["case"]["expected_datetime"].startswith(now.date().isoformat())


COURT = "这个欠款的案子法院已经判了，我不服判决，要你们处理"


def test_what_the_hall_may_refuse_is_told_at_once_and_once_more_before_it_is_sent(
    sample: Release, now: datetime
) -> None:
    values = {"case_description": COURT}
    first = request.ask(sample, Bulletin(), "case_place", values, {}, now, Heard(text=COURT)).messages[0]
    assert "12368" in first["text"]
    later = request.ask(sample, Bulletin(), "case_phone", values, {}, now, Heard(text="东门")).messages[0]
    assert "12368" not in later["text"]
    last, context = asked(sample, now, "case_confirm", values)
    assert "12368" in last["text"]
    assert last["options"][0]["label"] == "还是要登记"
    assert take(context, sample, "case_confirm", Heard(text="还是要登记")) == {"case_confirm": "yes"}


def test_word_by_the_village_needs_a_place(tiny: Release, now: datetime) -> None:
    def filled(**values: Any) -> Slots:
        return {"form": {"requested": "case_phone", "slots": {"case_description": "甲乙", **values}}}

    by_village = {"case_phone": SKIPPED, "case_way": "village"}
    assert take(filled(case_place=SKIPPED), tiny, "case_phone", Heard(choice="form:village")) == {
        **by_village, "case_place": None,
    }  # fmt: skip
    assert take(filled(case_place="东河村"), tiny, "case_phone", Heard(text="请村里转告我")) == by_village
    said, _ = asked(tiny, now, "case_place", {"case_description": "甲乙", **by_village})
    assert "哪个村" in said["text"]
    assert take(filled(**by_village), tiny, "case_place", Heard(choice="form:skip")) == {
        "case_place": SKIPPED, "case_way": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "way", "words"),
    [
        ({"case_phone": PHONE}, "call", PHONE),
        ({"case_phone": PHONE, "case_way": "message"}, "message", "发短信"),
        ({"case_phone": SKIPPED}, "window", "没有留"),
        ({"case_phone": SKIPPED, "case_way": "village"}, "village", "村里转告"),
    ],
)
def test_four_ways_back(tiny: Release, now: datetime, values: Slots, way: str, words: str) -> None:
    values = {"case_description": "甲乙", **values}
    assert words in asked(tiny, now, "case_confirm", values)[0]["text"]
    reply = request.submit(tiny, values, {}, now)
    assert reply.do is not None
    assert reply.do["draft"]["way"] == way


def test_a_short_message_is_asked_for_with_the_number(tiny: Release) -> None:
    assert take({}, tiny, "case_phone", Heard(text=f"发短信到{PHONE}")) == {"case_phone": PHONE, "case_way": "message"}
    assert take({}, tiny, "case_phone", Heard(text="我自己来窗口问")) == {"case_phone": SKIPPED}


def test_the_confirmation_shows_what_will_be_sent(tiny: Release, now: datetime) -> None:
    values = {"case_kind": "complaint", "case_description": "路灯" * 100, "case_place": SKIPPED, "case_phone": PHONE}
    said, _ = asked(tiny, now, "case_confirm", values)
    assert "投诉" in said["text"]
    assert "地点：没有填" in said["text"]
    assert PHONE in said["text"]
    assert "……" in said["text"]
    assert said["options"][0]["id"] == "form:confirm"


def test_a_finished_form_asks_the_web_to_open_a_case(tiny: Release, now: datetime) -> None:
    values = {"case_kind": "complaint", "case_description": "路灯坏了", "case_place": "东门", "case_phone": PHONE}
    reply = request.submit(tiny, values, {"asked": "x", "misses": 2, "form": {"requested": "case_confirm"}}, now)
    assert reply.messages == ()
    assert reply.do is not None
    assert reply.do["do"] == "open_case"
    assert reply.do["draft"] | {"item": None} == {
        "kind": "complaint", "subject": "other", "description": "路灯坏了", "place": "东门", "phone": PHONE,
        "way": "call", "item": None,
    }  # fmt: skip
    assert (reply.context["form"], reply.context["asked"], reply.context["misses"]) == (None, None, 0)


def test_skipped_fields_are_absent_from_the_draft(tiny: Release, now: datetime) -> None:
    values = {"case_kind": "help", "case_description": "路灯坏了", "case_place": SKIPPED, "case_phone": SKIPPED}
    reply = request.submit(tiny, values, {}, now)
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


@pytest.mark.parametrize("intent", ["goodbye", "thanks", "greet", "wait", "repeat"])
def test_a_long_answer_is_no_small_talk_whatever_it_is_heard_as(sample: Release, intent: str) -> None:
    said = "路灯坏了好几天，晚上看不见路，这是第161处"
    heard = Heard(text=said, intent=intent, confidence=0.95)
    assert take({}, sample, "case_description", heard) == {"case_description": said}
    assert take({}, sample, "case_description", Heard(text="谢谢再见", intent=intent, confidence=0.95)) == {}
