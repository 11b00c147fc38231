"""A talk, turn by turn: answering, following up, switching, picking, correcting, repeating, giving up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.knowledge import again, conversation, corrections
from bot.knowledge.bulletin import Bulletin, Notice
from bot.knowledge.check import DANGER
from bot.knowledge.context import Context, after, complete, fresh
from bot.knowledge.picking import chosen
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply

Verb = Callable[..., Reply | None]


class Talk:
    """A conversation with a release; remembers the context."""

    def __init__(self, release: Release, now: datetime) -> None:
        self.release, self.now = release, now
        self.context: Context = {}
        self.reply: Reply | None = None

    def do(self, verb: Verb, text: str = "", **heard: Any) -> list[dict[str, Any]]:
        reply = verb(self.release, Bulletin(), Heard(text=text, **heard), self.context, self.now)
        assert reply is not None
        self.reply, self.context = reply, reply.context
        return list(reply.messages)

    def say(self, text: str, **heard: Any) -> list[dict[str, Any]]:
        return self.do(conversation.guide, text, **heard)

    def pick(self, text: str = "", **heard: Any) -> list[dict[str, Any]]:
        return self.do(conversation.pick, text, **heard)


@pytest.fixture
def talk(tiny: Release, now: datetime) -> Talk:
    return Talk(tiny, now)


@pytest.fixture
def full(sample: Release, now: datetime) -> Talk:
    return Talk(sample, now)


def item_of(said: list[dict[str, Any]]) -> str | None:
    return said[0]["item"] and said[0]["item"]["id"]


def test_the_greeting_names_the_hall_and_the_notices(tiny: Release, now: datetime) -> None:
    notices = (Notice(text="明天停电", since=now), Notice(text="过去的事", since=now, until=now))
    bulletin = Bulletin(notices=notices)
    reply = conversation.open_talk(tiny, bulletin, Heard(), {}, now)
    assert [said["kind"] for said in reply.messages] == ["greet", "notice"]
    assert "示例小厅" in reply.messages[0]["text"]
    assert reply.messages[1]["text"] == "明天停电"
    assert reply.messages[1]["release"] == f"{tiny.id}+{bulletin.version}"


def test_a_matter_is_answered_and_one_question_asked(talk: Talk) -> None:
    said = talk.say("身份证丢了咋办")
    assert [m["kind"] for m in said] == ["guide", "clarify"]
    assert item_of(said) == "id_card"
    assert said[0]["options"] == []
    assert [o["id"] for o in said[1]["options"]] == ["situation:hukou:local", "situation:hukou:away"]
    assert talk.context["pending"] == {"item": "id_card", "aspect": "overview", "situation": "hukou"}


def test_a_follow_up_is_about_the_same_item(talk: Talk) -> None:
    talk.say("身份证丢了咋办")
    said = talk.say("那要多少钱")
    assert (item_of(said), said[0]["aspect"]) == ("id_card", "fee")


def test_two_questions_get_two_answers(talk: Talk) -> None:
    said = talk.say("迁户口要带什么，多少钱")
    assert [m["aspect"] for m in said] == ["materials", "fee"]


def test_switch_to_another_matter_and_back(talk: Talk) -> None:
    talk.say("身份证丢了咋办")
    talk.pick("在外地")
    assert item_of(talk.say("营业执照办理要多久")) == "licence"
    said = talk.say("补身份证要多少钱")
    assert item_of(said) == "id_card"
    assert "异地补领45元" in said[0]["text"]
    assert "在本县" not in said[0]["text"]


def test_what_was_said_at_once_is_not_asked_again(talk: Talk) -> None:
    said = talk.say("外省来的，身份证丢了咋办")
    assert [m["kind"] for m in said] == ["guide"]
    assert talk.context["answers"] == {"id_card": {"hukou": "away"}}


@pytest.mark.parametrize("text", ["外地户口还是本地户口身份证丢了咋办"])
def test_both_options_in_one_sentence_answer_nothing(talk: Talk, text: str) -> None:
    talk.say(text)
    assert talk.context["answers"] == {}


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ("1", "local"),
        ("第一个", "local"),
        ("第二个", "away"),
        ("最后一个", "away"),
        ("在本县", "local"),
        ("我是本地户口", "local"),
        ("外地户口", "away"),
        ("不在本县", "away"),
        ("不是本地户口", "away"),
        ("没在外地", "local"),
    ],
)
def test_an_option_is_picked_by_number_label_or_word(talk: Talk, words: str, option: str) -> None:
    talk.say("身份证丢了咋办")
    said = talk.pick(words)
    assert item_of(said) == "id_card"
    assert talk.context["answers"]["id_card"]["hukou"] == option


@pytest.mark.parametrize("words", ["未满16周岁", "还没满16周岁", "孩子没满16周岁", "2"])
def test_under_sixteen_is_not_over_sixteen(full: Talk, words: str) -> None:
    full.say("办护照")
    full.pick(words)
    assert full.context["answers"]["passport"] == {"age": "minor"}


@pytest.mark.parametrize("words", ["第三个", "第九个", "0", "两个", "倒数第二个啊啊", "嗯"])
def test_words_that_pick_nothing(talk: Talk, words: str) -> None:
    talk.say("身份证丢了咋办")
    assert chosen(talk.release, talk.context, words) is None


def test_the_next_question_follows_the_answer(talk: Talk) -> None:
    talk.say("身份证丢了咋办")
    said = talk.pick(choice="situation:hukou:local")
    assert [o["id"] for o in said[1]["options"]] == ["situation:who:self", "situation:who:proxy"]
    said = talk.pick(choice="situation:who:proxy")
    assert [m["kind"] for m in said] == ["guide"]
    assert [m["name"] for m in said[0]["card"]["materials"]] == ["户口簿", "委托书", "旧证"]
    assert talk.context["pending"] is None


def test_the_answer_keeps_the_question_that_was_asked(talk: Talk) -> None:
    talk.say("补身份证要多少钱")
    said = talk.pick("在外地")
    assert said[0]["aspect"] == "fee"
    assert "45元" in said[0]["text"]


def test_several_matters_are_offered_and_picked(full: Talk) -> None:
    said = full.say("身份证")
    assert said[0]["kind"] == "clarify"
    offered = [o["id"] for o in said[0]["options"]]
    assert len(offered) <= 5
    assert offered[-1] == "none"
    assert "1. " in said[0]["text"]
    assert f"item:{item_of(full.pick('第二个'))}" == offered[1]


def test_none_of_them_is_an_honest_no(full: Talk) -> None:
    full.say("身份证")
    said = full.pick("都不是")
    assert said[0]["kind"] == "refuse"
    assert [o["id"] for o in said[0]["options"]] == ["human", "case"]


@pytest.mark.parametrize("choice", ["human", "case", "case:complaint", "form:skip", "form:cancel", "form:confirm"])
def test_a_choice_for_somebody_else_is_left_to_him(tiny: Release, now: datetime, choice: str) -> None:
    assert conversation.pick(tiny, Bulletin(), Heard(choice=choice), {}, now) is None


@pytest.mark.parametrize(
    ("choice", "kind", "words"),
    [
        ("item:hukou", "guide", "户口迁入"),
        ("bundle:move_in", "guide", "落户一件事"),
        ("signpost:legal_aid", "refuse", "12348"),
        ("signpost:train", "refuse", "火车站"),
        ("facility:toilet", "hall_info", "左手边"),
        ("item:gone", "refuse", "没有查到"),
        ("signpost:gone", "refuse", "没有查到"),
        ("facility:gone", "refuse", "没有查到"),
        ("situation:hukou:local", "refuse", "没有查到"),
    ],
)
def test_a_tapped_choice_does_what_it_says(talk: Talk, choice: str, kind: str, words: str) -> None:
    said = talk.pick(choice=choice)
    assert said[0]["kind"] == kind
    assert words in said[0]["text"]


def test_an_aspect_is_tapped_about_the_item(talk: Talk) -> None:
    talk.say("迁户口")
    said = talk.pick(choice="aspect:fee")
    assert (item_of(said), said[0]["aspect"]) == ("hukou", "fee")


def test_two_noes_in_a_row_offer_a_person(talk: Talk) -> None:
    assert talk.say("今天心情如何")[0]["kind"] == "refuse"
    second = talk.say("心情真好呀")
    assert second[0]["kind"] == "handoff"
    assert "还是没帮上您" in second[0]["text"]
    assert second[0]["options"][0]["id"] == "human"
    assert talk.reply is not None
    assert talk.reply.do is None


def test_an_answer_in_between_starts_the_count_again(talk: Talk) -> None:
    talk.say("附近哪里有好吃的")
    talk.say("迁户口")
    assert talk.context["misses"] == 0
    assert talk.say("附近哪里有好吃的")[0]["kind"] == "refuse"


@pytest.mark.parametrize("choice", ["signpost:legal_aid", "facility:toilet", "item:hukou", "bundle:move_in"])
def test_whatever_helped_starts_the_count_again(talk: Talk, choice: str) -> None:
    talk.say("今天心情如何")
    talk.pick(choice=choice)
    assert talk.context["misses"] == 0


def test_unsolved_offers_a_person(talk: Talk) -> None:
    talk.say("迁户口")
    for _ in range(2):
        said = talk.do(conversation.unsolved, "没解决")
        assert said[0]["kind"] == "handoff"
        assert [o["id"] for o in said[0]["options"]] == ["human", "case"]


def test_the_last_words_are_said_again_with_their_options(talk: Talk) -> None:
    first = talk.say("身份证丢了咋办")
    before = talk.context
    said = talk.do(again.repeat, "再说一遍")
    assert [m["text"] for m in said] == [m["text"] for m in first]
    assert [(m["kind"], m["item"], m["aspect"], m["card"]) for m in said] == [
        (m["kind"], m["item"], m["aspect"], m["card"]) for m in first
    ]
    assert said[-1]["options"] == first[-1]["options"]
    assert talk.context == before
    assert item_of(talk.pick("第二个")) == "id_card"


def test_nothing_was_said_yet(talk: Talk) -> None:
    assert "还没说什么" in talk.do(again.repeat, "再说一遍")[0]["text"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我问的是营业执照办理", "licence"),
        ("不是身份证，是迁户口", "hukou"),
        ("错了，我要户口迁入", "hukou"),
    ],
)
def test_a_correction_counts_what_stands_last(talk: Talk, text: str, name: str) -> None:
    talk.say("身份证丢了咋办")
    assert item_of(talk.do(corrections.correct, text)) == name


def test_a_correction_of_the_action_keeps_the_thing(full: Talk) -> None:
    full.say("身份证丢了咋办")
    assert item_of(full.do(corrections.correct, "不是补办是到期换领")) == "id_card_renew"


@pytest.mark.parametrize(
    "intent", ["greet", "thanks", "goodbye", "chitchat", "abuse", "nonsense", "silence", "affirm", "deny"]
)
def test_small_talk_says_something(talk: Talk, intent: str) -> None:
    said = talk.do(conversation.talk, "", intent=intent)
    assert len(said) == 1
    assert said[0]["text"]
    assert talk.context["misses"] == (1 if intent in ("nonsense", "silence") else 0)


def test_abuse_is_answered_with_a_person_not_with_a_reproach(talk: Talk) -> None:
    said = talk.do(conversation.talk, "什么破机器", intent="abuse")[0]
    assert said["options"][0]["id"] == "human"


@pytest.mark.parametrize("kind", DANGER)
def test_danger_says_the_number_at_once(talk: Talk, kind: str) -> None:
    reply = conversation.emergency(talk.release, Bulletin(), kind, {})
    assert reply.messages[0]["kind"] == "emergency"
    assert any(
        number in reply.messages[0]["text"] for number in ("110", "119", "120", "122", "12356", "96110", "燃气抢修")
    )
    assert reply.messages[0]["options"] == []


@pytest.mark.parametrize("kind", ["violence", "suicide"])
def test_what_others_must_not_hear_is_not_read_aloud(talk: Talk, kind: str) -> None:
    assert conversation.emergency(talk.release, Bulletin(), kind, {}).messages[0]["speech"] == "请看屏幕。"


@pytest.mark.parametrize(
    ("text", "words"), [("厕所在哪", "左手边"), ("几点开门", "08:30-12:00"), ("大厅在哪", "示例路1号")]
)
def test_about_the_hall_itself(talk: Talk, text: str, words: str) -> None:
    said = talk.do(conversation.hall_info, text)
    assert said[0]["kind"] == "hall_info"
    assert words in said[0]["text"]


def test_a_matter_of_elsewhere_is_pointed_to_with_its_telephone(talk: Talk) -> None:
    said = talk.say("打官司没钱请律师")
    assert said[0]["kind"] == "refuse"
    assert "县司法局" in said[0]["text"]
    assert "12348" in said[0]["text"]


def test_a_common_question_is_answered(talk: Talk) -> None:
    talk.say("补身份证")
    assert "先开户籍证明再来" in talk.say("没有户口簿行不行", aspects=("missing_material",), confidence=0.9)[0]["text"]


@pytest.mark.parametrize(
    ("aspects", "text", "asked"),
    [
        (("fee",), "", ("fee",)),
        (("overview",), "", ()),
        (("moon",), "", ()),
        (("fee",), "要多久", ("time_limit",)),
        ((), "要多久，多少钱，在哪办", 2),
        ((), "护照", ()),
    ],
)
def test_what_is_asked_comes_from_the_words(
    tiny: Release, aspects: tuple[str, ...], text: str, asked: tuple[str, ...] | int
) -> None:
    heard = conversation.asked(tiny, Heard(text=text, aspects=aspects))
    assert (len(heard) if isinstance(asked, int) else heard) == asked


def test_an_item_that_left_the_release_is_an_honest_no(talk: Talk) -> None:
    talk.context = {"item": "gone", "answers": {"gone": {"a": "b"}}}
    assert talk.say("多少钱")[0]["kind"] == "refuse"
    assert talk.context["item"] is None


def test_options_that_left_the_release_are_forgotten(talk: Talk) -> None:
    talk.context = {"item": "id_card", "answers": {"id_card": {"hukou": "moon", "gone": "x"}}}
    said = talk.say("补身份证多少钱")
    assert "40元" in said[0]["text"]
    assert talk.context["pending"]["situation"] == "hukou"


# the context


def test_the_context_has_every_key_and_no_other() -> None:
    assert complete({"item": "a", "secret": 1, "__class__": "x"}) == {**fresh(), "item": "a"}
    assert complete(None) == fresh()


def test_completing_changes_nothing_that_was_handed_in() -> None:
    given: Context = {"item": "a", "other": 1}
    complete(given)
    assert given == {"item": "a", "other": 1}


def test_what_is_kept_of_the_messages_is_bounded() -> None:
    said = [
        {
            "kind": "guide",
            "item": None,
            "aspect": None,
            "text": "长" * 5000,
            "speech": "长" * 5000,
            "options": [{"id": f"o{n}{k}", "label": "甲"} for k in range(9)],
        }
        for n in range(5)
    ]
    context = after(fresh(), said)
    assert len(context["last"]) == 3
    assert len(context["options"]) == 12
    assert max(len(row["text"]) for row in context["last"]) == 600


def test_no_verb_changes_the_context_it_was_given(talk: Talk) -> None:
    talk.say("身份证丢了咋办")
    before = json.dumps(talk.context, ensure_ascii=False, sort_keys=True)
    kept = talk.context
    for verb in (
        conversation.guide,
        conversation.pick,
        again.repeat,
        corrections.correct,
        conversation.unsolved,
    ):
        verb(talk.release, Bulletin(), Heard(text="第二个"), kept, talk.now)
    assert json.dumps(kept, ensure_ascii=False, sort_keys=True) == before


def test_two_hundred_turns_keep_the_context_small(full: Talk) -> None:
    items = full.release.hall.items
    for turn in range(200):
        item = items[turn % len(items)]
        full.say((item.ways or item.short or (item.name,))[0])
        if full.context["options"]:
            full.pick("第一个")
        full.now += timedelta(seconds=20)
        assert len(json.dumps(full.context, ensure_ascii=False).encode()) <= 16_000
    assert json.loads(json.dumps(full.context)) == full.context


def test_the_same_words_are_not_said_twice_in_a_row(talk: Talk) -> None:
    first, second = (talk.do(conversation.talk, "", intent="thanks")[0]["text"] for _ in range(2))
    assert first != second
    assert talk.do(conversation.talk, "", intent="thanks")[0]["text"] == first
