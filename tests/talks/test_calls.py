"""人工: who is rung, what the citizen is told, and a number where nobody can come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from bot.cases.models import Case, Conversation
from bot.talks import services
from bot.talks.errors import NotAllowed, Taken
from bot.talks.models import Line, State, Talk
from tests.talks.conftest import on_roster, the_call
from tests.web_personas import Citizen, FakeAssistant, member


def kinds(messages: list[dict]) -> list[str]:
    return [one["kind"] for one in messages]


def test_asking_for_a_person_rings_the_guide_desk(caller: Citizen, guide: User, clerk: User) -> None:
    (told,) = caller.messages
    assert told["kind"] == "handoff"
    assert [one["id"] for one in told["options"]] == ["call:stop"]
    assert "一分钟" in told["text"]
    talk = the_call()
    assert (talk.state, talk.kind, talk.item) == (State.RINGING, "typed", "id_card_reissue")
    assert services.ringing_for(guide, timezone.now()) == [talk]
    assert services.ringing_for(clerk, timezone.now()) == [], "never a serving window"
    assert not Case.objects.exists()


@pytest.mark.parametrize("post", ["help_desk", "unresolved_desk", "clerk_hukou", "supervisor", "dispatcher"])
def test_a_post_with_a_window_or_another_role_is_not_rung(caller: Citizen, post: str) -> None:
    user = member("somebody", "某人", post)
    assert services.ringing_for(user, timezone.now()) == []
    with pytest.raises(NotAllowed):
        services.answer(the_call(), user, timezone.now())


def test_the_roster_says_who_is_rung(caller: Citizen, guide: User, colleague: User, duty_lead: User) -> None:
    on_roster(colleague)
    assert services.ringing_for(guide, timezone.now()) == []
    assert len(services.ringing_for(colleague, timezone.now())) == 1
    assert len(services.ringing_for(duty_lead, timezone.now())) == 1
    with pytest.raises(NotAllowed):
        services.answer(the_call(), guide, timezone.now())


def test_calling_again_rings_once(caller: Citizen) -> None:
    (told,) = caller.say("人工")
    assert "还在" in told["text"]
    assert Talk.objects.count() == 1


def test_while_it_rings_the_guide_still_answers(caller: Citizen) -> None:
    assert any(one["kind"] == "guide" for one in caller.say("驾照丢了怎么办"))


def test_at_a_kiosk_a_person_walks_there_and_a_number_is_given(
    citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object
) -> None:
    citizen.open("kiosk", kiosk="3")
    first = citizen.say("人工")
    assert kinds(first) == ["handoff", "case_created"]
    assert "走到这台机器" in first[0]["text"]
    talk = the_call()
    assert (talk.kind, talk.kiosk, talk.case) == ("walk", "3", Case.objects.get())
    services.answer(talk, guide, timezone.now())
    assert the_call().state == State.COMING
    assert not Conversation.objects.get().joined, "the guide helps until the person is there"
    services.arrive(talk, guide, timezone.now())
    assert the_call().how == "arrived"


def test_one_of_two_answers_wins(caller: Citizen, guide: User, colleague: User) -> None:
    talk = the_call()
    services.answer(talk, guide, timezone.now())
    with pytest.raises(Taken):
        services.answer(talk, colleague, timezone.now())
    assert the_call().user == guide


def test_outside_hours_there_is_a_number_and_the_time_when_somebody_is_there(
    citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object
) -> None:
    clock.move_to("2026-11-21T20:00:00+08:00")  # type: ignore[attr-defined]
    citizen.open()
    said = citizen.say("人工")
    assert kinds(said) == ["handoff", "case_created"]
    assert "11月23日8:30" in said[0]["text"]
    assert not Talk.objects.exists()


def test_with_nobody_on_duty_there_is_a_number_at_once(
    citizen: Citizen, assistant: FakeAssistant, clock: object
) -> None:
    citizen.open()
    assert kinds(citizen.say("人工")) == ["handoff", "case_created"]
    assert kinds(citizen.say("人工")) == ["handoff", "case_status"]
    assert Case.objects.count() == 1


def test_nobody_for_a_minute_gives_a_number_once(caller: Citizen, clock: object) -> None:
    now = timezone.now()
    assert services.watch(now + timedelta(seconds=59)) == 0
    assert services.watch(now + timedelta(seconds=60)) == 1
    assert services.watch(now + timedelta(seconds=65)) == 0
    case = Case.objects.get()
    assert the_call().state == State.MISSED
    assert the_call().case == case
    told = caller.get(f"/conversations/{caller.conversation}").json()["messages"][-1]
    assert told["kind"] == "case_created"
    assert told["case"]["number"] == case.number
    assert caller.get(f"/cases/{case.number}?code={told['case']['code']}").status_code == 200
    assert told["case"]["code"] not in str(Line.objects.last().message)


def test_when_the_desk_goes_off_duty_the_call_does_not_wait(caller: Citizen, guide: User) -> None:
    guide.is_active = False
    guide.save()
    assert services.watch(timezone.now()) == 1
    assert Case.objects.count() == 1


def test_who_waits_no_longer_gets_a_number(caller: Citizen) -> None:
    assert kinds(caller.choose("call:stop")) == ["case_created"]
    assert the_call().state == State.STOPPED
    assert kinds(caller.choose("call:stop")) == ["case_status"], "too late, but it is said how it stands"
    assert Case.objects.count() == 1


def test_nobody_waits_who_never_called(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    assert citizen.send({"choice": "call:stop"}).status_code == 409
    assert citizen.send({"choice": "call:end"}).status_code == 409


def test_a_phone_said_before_is_the_contact_of_the_number(caller: Citizen) -> None:
    caller.say("我的电话是13912345678")
    caller.choose("call:stop")
    assert Case.objects.get().contact is not None


def test_a_form_that_a_call_began_is_dropped_and_an_open_one_goes_on(
    citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object
) -> None:
    citizen.open()
    form = {"requested": "case_phone", "slots": {"case_description": "灯坏了"}}
    ask = {"kind": "ask_field", "text": "留个电话？", "options": []}
    hand = {"kind": "handoff", "text": "好的，帮您找人。", "options": []}
    do = {"do": "call_human", "draft": {"about": "灯坏了", "item": None}}
    assistant.says(do=do, messages=[hand, ask], context={"form": form})
    assert kinds(citizen.say("人工")) == ["handoff"]
    assert Conversation.objects.get().context["form"] is None
    Conversation.objects.update(context={"form": form})
    assert kinds(citizen.say("人工")) == ["handoff", "ask_field"]
    assert Conversation.objects.get().context["form"] == form


def test_nobody_there_and_a_form_that_follows_gives_no_second_number(
    citizen: Citizen, assistant: FakeAssistant, clock: object
) -> None:
    citizen.open()
    ask = {"kind": "ask_field", "text": "留个电话？", "options": []}
    do = {"do": "call_human", "draft": {"about": "灯坏了", "item": None}}
    assistant.says(do=do, messages=[ask], context={"form": {"requested": "case_phone", "slots": {}}})
    assert kinds(citizen.say("人工")) == ["handoff", "ask_field"]
    assert not Case.objects.exists()


def test_danger_at_a_kiosk_tells_the_desk_place_and_class_only(
    citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object
) -> None:
    citizen.open("kiosk", kiosk="3")
    said = citizen.say("救命，有人晕倒了，没有呼吸了")
    assert "emergency" in kinds(said)
    (ring,) = services.ringing_for(guide, timezone.now())
    assert (ring.kind, ring.kiosk, ring.danger, ring.about) == ("emergency", "3", "medical", "")
    citizen.say("救命，有人晕倒了，没有呼吸了")
    assert Talk.objects.count() == 1
    services.answer(ring, guide, timezone.now())
    services.arrive(ring, guide, timezone.now())
    assert services.ringing_for(guide, timezone.now()) == []


def test_danger_before_a_call_is_marked_on_it(
    citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object
) -> None:
    citizen.open()
    citizen.say("救命，有人晕倒了，没有呼吸了")
    citizen.say("人工")
    assert the_call().danger == "medical"


def test_old_calls_go_after_thirty_days(caller: Citizen) -> None:
    now = timezone.now()
    caller.choose("call:stop")
    services.watch(now + timedelta(days=29))
    assert Talk.objects.exists()
    services.watch(now + timedelta(days=30))
    assert not Talk.objects.exists()
    assert Case.objects.exists()


def test_danger_on_a_phone_rings_nobody(citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object) -> None:
    citizen.open()
    citizen.say("救命，有人晕倒了，没有呼吸了")
    assert not Talk.objects.exists()


def test_a_forgotten_conversation_takes_its_words_along(caller: Citizen, guide: User) -> None:
    services.answer(the_call(), guide, timezone.now())
    services.say(the_call(), guide, "您好", timezone.now())
    assert caller.client.delete(f"/api/v1/conversations/{caller.conversation}").status_code == 204
    services.watch(timezone.now())
    talk = the_call()
    assert (talk.state, talk.how, talk.about) == (State.ENDED, "left", "")
    assert not Line.objects.exists()
