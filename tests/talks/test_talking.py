"""A typed talk: words reach the other side, the guide is silent, either side ends it, nothing is lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from bot.cases.models import Case, Conversation, Turn
from bot.citizen import turns
from bot.talks import services
from bot.talks.errors import Invalid, NotAllowed, Over, Taken
from bot.talks.models import Line, State
from tests.talks.conftest import the_call
from tests.web_personas import Citizen, FakeAssistant, plain_answer


@pytest.fixture
def talked(caller: Citizen, guide: User) -> Citizen:
    services.answer(the_call(), guide, timezone.now())
    return caller


def texts(citizen: Citizen) -> list[tuple[str, str]]:
    body = citizen.get(f"/conversations/{citizen.conversation}").json()
    return [(one["kind"], one["text"]) for one in body["messages"]]


def newest() -> services.Said:
    """The last line, as who answers reads it."""
    call = the_call()
    assert call.user is not None
    return services.lines(call, call.user)[-1]


def test_words_go_to_the_person_and_the_guide_is_silent(talked: Citizen, guide: User, assistant: FakeAssistant) -> None:
    asked = len(assistant.asked)
    (tick,) = talked.say("我的电话是13912345678，请打给我")
    assert tick["kind"] == "delivered"
    assert len(assistant.asked) == asked
    heard = newest()
    assert (heard.side, heard.text) == ("citizen", "我的电话是139****5678，请打给我")
    assert "13912345678" not in str(list(Line.objects.values()))
    services.say(the_call(), guide, "好的，我打给您", timezone.now())
    body = talked.get(f"/conversations/{talked.conversation}").json()
    human = body["messages"][-1]
    assert (human["kind"], human["text"]) == ("human", "好的，我打给您")
    assert human["from"] == {"name": "张导办", "post": "导办台"}
    assert body["talk"]["state"] == "joined"


def test_a_number_that_the_person_writes_reaches_the_citizen_whole(talked: Citizen, guide: User) -> None:
    services.say(the_call(), guide, "请打13800001111", timezone.now())
    assert "13800001111" not in str(list(Line.objects.values()))
    assert texts(talked)[-1] == ("human", "请打13800001111")
    assert newest().text == "请打138****1111"
    services.say(the_call(), guide, "或者13800002222", timezone.now())
    assert texts(talked)[-1] == ("human", "或者13800002222")


def test_a_tapped_option_reaches_the_person_in_words(caller: Citizen, guide: User) -> None:
    messages = caller.say("我身份证丢了咋办")
    option = next(one for message in messages for one in message["options"])
    services.answer(the_call(), guide, timezone.now())
    assert caller.choose(option["id"])[0]["kind"] == "delivered"
    assert newest().text == option["label"]


def test_only_who_answered_writes(talked: Citizen, guide: User, colleague: User) -> None:
    with pytest.raises(NotAllowed):
        services.say(the_call(), colleague, "我来说", timezone.now())
    with pytest.raises(NotAllowed):
        services.end(the_call(), colleague, now=timezone.now())
    for wrong in ("  ", "字" * 2001):
        with pytest.raises(Invalid):
            services.say(the_call(), guide, wrong, timezone.now())


def test_the_person_ends_and_the_guide_is_back(talked: Citizen, guide: User) -> None:
    services.end(the_call(), guide, now=timezone.now())
    assert texts(talked)[-1][0] == "notice"
    assert "小豹" in texts(talked)[-1][1]
    assert talked.say("我身份证丢了咋办")[0]["kind"] != "delivered"
    with pytest.raises(Over):
        services.say(the_call(), guide, "还有", timezone.now())


def test_the_citizen_ends_and_the_person_sees_it(talked: Citizen, guide: User) -> None:
    (said,) = talked.choose("call:end")
    assert said["kind"] == "notice"
    assert (the_call().state, the_call().how) == (State.ENDED, "citizen")
    assert services.talks_of(guide) == []
    assert talked.say("我身份证丢了咋办")[0]["kind"] != "delivered"


def test_a_turn_in_flight_when_a_person_joins_goes_to_the_person(
    caller: Citizen, guide: User, assistant: FakeAssistant
) -> None:
    def joins(request: httpx.Request) -> httpx.Response:
        services.answer(the_call(), guide, timezone.now())
        return httpx.Response(200, json=plain_answer(request, do={"do": "call_human", "draft": {}}))

    before = Turn.objects.count()
    assistant.answer = joins
    (said,) = caller.say("要带什么")
    assert said["kind"] == "delivered"
    assert Turn.objects.count() == before, "what the guide would have said is dropped"
    assert newest().text == "要带什么"
    assert not Case.objects.exists(), "and so is what it would have done"


def test_words_on_their_way_when_the_talk_ends_are_answered_by_the_guide(
    talked: Citizen, guide: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = turns._kept

    def ends(*args: Any) -> Any:
        services.end(the_call(), guide, now=timezone.now())
        return kept(*args)

    monkeypatch.setattr(turns, "_kept", ends)
    assert any(one["kind"] == "guide" for one in talked.say("我身份证丢了咋办"))


def test_the_same_key_delivers_once(talked: Citizen) -> None:
    first = talked.send({"text": "在吗"}, key="k" * 10)
    again = talked.send({"text": "在吗"}, key="k" * 10)
    assert first.json() == again.json()
    assert Line.objects.filter(side="citizen").count() == 1


def test_two_minutes_of_silence_with_words_waiting_give_a_number(talked: Citizen, guide: User) -> None:
    now = timezone.now()
    services.say(the_call(), guide, "您好", now)
    assert services.watch(now + timedelta(seconds=119)) == 0
    talked.say("身份证丢了")
    assert services.watch(now + timedelta(seconds=119)) == 0
    assert services.watch(now + timedelta(seconds=120)) == 1
    assert services.watch(now + timedelta(seconds=121)) == 0
    assert (the_call().state, the_call().how) == (State.ENDED, "silent")
    assert texts(talked)[-1][0] == "case_created"
    assert not Conversation.objects.get().joined
    assert Case.objects.count() == 1


def test_a_person_who_never_writes_after_answering_is_silent_too(talked: Citizen) -> None:
    assert services.watch(timezone.now() + timedelta(seconds=120)) == 1
    assert Case.objects.count() == 1


def test_a_citizen_who_has_gone_ends_it_gently(talked: Citizen, guide: User) -> None:
    now = timezone.now()
    services.say(the_call(), guide, "您好", now)
    assert services.watch(now + timedelta(minutes=4)) == 0
    assert services.watch(now + timedelta(minutes=6)) == 1
    assert the_call().how == "quiet"
    assert not Case.objects.exists()


def test_an_abandoned_talk_is_taken_over(talked: Citizen, guide: User, colleague: User) -> None:
    now = timezone.now()
    with pytest.raises(Taken):
        services.take_over(the_call(), colleague, now)
    later = now + timedelta(seconds=41)
    assert services.abandoned_for(colleague, later) == [the_call()]
    assert services.abandoned_for(guide, later) == []
    services.take_over(the_call(), colleague, later)
    assert the_call().user == colleague
    assert "王五" in texts(talked)[-1][1]
    with pytest.raises(NotAllowed):
        services.say(the_call(), guide, "我还在", later)
    services.say(the_call(), colleague, "我来", later)


def test_a_talk_is_handed_to_a_colleague_on_duty_only(
    talked: Citizen, guide: User, colleague: User, clerk: User
) -> None:
    with pytest.raises(Invalid):
        services.hand_over(the_call(), guide, clerk, timezone.now())
    services.hand_over(the_call(), guide, colleague, timezone.now())
    assert services.talks_of(colleague) == [the_call()]


def test_danger_in_a_talk_is_shown_to_the_person(talked: Citizen) -> None:
    talked.say("救命，有人晕倒了，没有呼吸了")
    assert newest().danger == "medical"
    assert the_call().danger == "medical"


def test_a_request_out_of_the_talk_gives_its_number_in_the_talk(talked: Citizen, guide: User) -> None:
    opened = services.open_request(the_call(), guide, kind="help", description="身份证丢了，请联系", now=timezone.now())
    kind, text = texts(talked)[-1]
    assert kind == "case_created"
    assert opened.code in text
    assert opened.code not in str(services.transcript(the_call(), guide))


def test_what_was_talked_stands_in_the_history_of_the_request(talked: Citizen, guide: User) -> None:
    talked.say("电话13912345678")
    opened = services.open_request(the_call(), guide, kind="help", description="身份证丢了，请联系", now=timezone.now())
    Case.objects.filter(pk=opened.case.pk).update(post="guide_desk")
    services.end(the_call(), guide, now=timezone.now())
    note = opened.case.events.get(action="note")
    assert "139****5678" in note.why
    assert "13912345678" not in note.why


def test_what_was_said_before_is_read_in_order(talked: Citizen, guide: User) -> None:
    talked.say("我在等您")
    said = services.transcript(the_call(), guide)
    citizen = [one.text for one in said if one.side == "citizen"]
    assert citizen == ["我身份证丢了咋办", "转人工", "我在等您"]
    assert [one.at for one in said] == sorted(one.at for one in said)


def test_the_unit_complained_of_reads_nothing_from_before(
    citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object
) -> None:
    citizen.open()
    slots = {"case_kind": "complaint", "case_description": "导办台态度不好"}
    Conversation.objects.update(context={"form": {"requested": "case_phone", "slots": slots}})
    assistant.says(
        do={"do": "call_human", "draft": {"about": "导办台态度不好", "item": None}},
        context={"form": {"requested": "case_phone", "slots": slots}},
    )
    citizen.say("人工")
    assert services.about(the_call(), guide) == ""
    assert "态度" not in json.dumps([one.text for one in services.transcript(the_call(), guide)], ensure_ascii=False)


def test_a_complaint_in_words_about_the_own_department_stays_hidden(
    citizen: Citizen, assistant: FakeAssistant, guide: User, duty_lead: User, clock: object
) -> None:
    citizen.open()
    citizen.say("9号窗口的人态度太差了")
    citizen.say("人工")
    assert not services.may_read_before(the_call(), guide), "window 9 is of the guide desk's department"
    assert "态度" not in services.about(the_call(), guide)


def test_ordinary_words_are_read(caller: Citizen, guide: User) -> None:
    assert services.may_read_before(the_call(), guide)
    assert services.about(the_call(), guide)
