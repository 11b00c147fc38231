"""The guide desk's page: what rings, who may answer it, what is read of the citizen, and what its script is given."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bot.cases.models import Case
from bot.staff.models import Holder, Rank
from bot.talks.models import State, Talk
from tests.cases.acting import START
from tests.web_personas import PERSONAS, Citizen, FakeAssistant, member

PAGE, LIVE, BELL, FACTS = "/desk/talks/", "/desk/talks/live/", "/desk/talks/bell/", "/desk/talks/facts/"
ANSWERS = {"guide", "duty_lead"}
JSON = {"Accept": "application/json"}
PHONE = "13912345678"


@pytest.fixture(autouse=True)
def monday() -> Any:
    """A working day at a working hour."""
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(guide: User) -> Client:
    return desk_of(guide)


@pytest.fixture
def caller(citizen: Citizen, assistant: FakeAssistant, guide: User) -> Citizen:
    """Somebody at home who asked something, said a phone number, and then asked for a person."""
    citizen.open()
    citizen.say("身份证丢了怎么办")
    citizen.say(f"我的电话是{PHONE}，补身份证要多少钱")
    assistant.says({"do": "call_human", "draft": {"about": "补身份证要多少钱", "item": "id_card_reissue"}})
    citizen.say("人工")
    return citizen


@pytest.fixture
def walker(assistant: FakeAssistant, guide: User, db: None) -> Citizen:
    """Somebody at a kiosk who asked for a person."""
    one = Citizen()
    one.open("kiosk", kiosk="3")
    assistant.says({"do": "call_human", "draft": {"about": "找不到窗口", "item": None}})
    one.say("人工")
    return one


def talk() -> Talk:
    return Talk.objects.get()


def act(client: Client, verb: str, *, script: bool = True, **form: Any) -> Any:
    return client.post(f"{PAGE}{talk().pk}/{verb}/", form, headers=JSON if script else {})


def text_of(response: Any) -> str:
    words: str = response.content.decode()
    return words


@pytest.mark.parametrize("name", PERSONAS)
def test_only_the_guide_desk_and_the_duty_lead_see_the_page(personas: dict[str, User], name: str) -> None:
    for path in (PAGE, LIVE, BELL, FACTS):
        assert desk_of(personas[name]).get(path).status_code == (200 if name in ANSWERS else 403), path


@pytest.mark.parametrize("verb", ["answer", "arrive", "say", "end", "over", "hand", "request"])
def test_others_can_do_nothing_with_a_call(
    caller: Citizen, personas: dict[str, User], stranger: Client, verb: str
) -> None:
    for name in set(PERSONAS) - ANSWERS:
        assert act(desk_of(personas[name]), verb, text="x").status_code == 403, name
    assert act(stranger, verb, text="x").status_code == 302
    assert talk().state == State.RINGING
    assert desk_of(personas["guide"]).get(f"{PAGE}{talk().pk}/{verb}/").status_code == 405


def test_a_call_rings_with_what_it_is_about_and_what_was_said(caller: Citizen, desk: Client) -> None:
    page = text_of(desk.get(PAGE))
    assert "网页上的群众" in page
    assert "补身份证要多少钱" in page
    assert "139****5678" in page
    assert PHONE not in page
    assert "您在值班" in page
    assert desk.get(BELL).json()["ringing"][0]["words"] == "有人呼叫人工：网页上的群众"


def test_the_menu_shows_the_page_and_the_bell_only_to_those_who_answer(personas: dict[str, User]) -> None:
    for name, user in personas.items():
        assert ("data-bell" in text_of(desk_of(user).get("/desk/"))) == (name in ANSWERS), name


def test_somebody_off_duty_reads_who_answers(caller: Citizen) -> None:
    second = member("second", "钱导办", "guide_desk")
    Holder.objects.filter(user=second).update(rank=Rank.B)
    page = text_of(desk_of(second).get(PAGE))
    assert "您现在不在值班" in page
    assert "张导办" in page
    assert "接<span" not in page


def test_answering_opens_the_talk_with_all_that_was_said(caller: Citizen, desk: Client) -> None:
    assert act(desk, "answer").json() == {"talk": talk().pk}
    assert talk().state == State.JOINED
    page = text_of(desk.get(PAGE))
    assert f'id="talk-{talk().pk}"' in page
    assert "补领居民身份证" in page or "身份证" in page
    assert "139****5678" in page
    assert PHONE not in page


def test_the_second_to_answer_is_told_so(caller: Citizen, desk: Client, duty_lead: User) -> None:
    assert act(desk, "answer").status_code == 200
    late = act(desk_of(duty_lead), "answer")
    assert late.status_code == 409
    assert "同事" in late.json()["title"]


def test_the_script_gets_only_what_is_new(caller: Citizen, desk: Client) -> None:
    before = desk.get(LIVE).json()
    assert before["ringing"]
    assert "接<span" in before["rings"]
    assert desk.get(LIVE).json()["key"] == before["key"], "a list that did not change is not drawn again"
    act(desk, "answer")
    first = desk.get(LIVE).json()
    assert first["key"] != before["key"]
    (whole,) = first["talks"]
    assert "补身份证要多少钱" in whole["section"]
    caller.say("要带户口本吗")
    (news,) = desk.get(LIVE, {"have": f"{talk().pk}:0"}).json()["talks"]
    assert "要带户口本吗" in news["lines"]
    assert news["heard"]
    (nothing,) = desk.get(LIVE, {"have": f"{talk().pk}:{news['last']}"}).json()["talks"]
    assert nothing["lines"] == ""
    assert not nothing["heard"]


def test_what_a_citizen_writes_is_text_for_the_script_too(caller: Citizen, desk: Client) -> None:
    act(desk, "answer")
    caller.say("<b id=x>要</b>")
    (news,) = desk.get(LIVE, {"have": f"{talk().pk}:0"}).json()["talks"]
    assert "&lt;b id=x&gt;" in news["lines"]
    assert "<b id=x>" not in news["lines"]


@pytest.mark.parametrize("have", ["x", "1:", ":1", "1:2:3", "９:1", "1:1," * 99, f"{9**30}:1"])
def test_a_strange_list_of_what_is_there_is_no_fault(desk: Client, have: str) -> None:
    assert desk.get(LIVE, {"have": have}).status_code == 200


def test_nobody_reads_a_talk_that_is_not_theirs(caller: Citizen, desk: Client, duty_lead: User) -> None:
    act(desk, "answer")
    act(desk, "say", text="您好")
    news = desk_of(duty_lead).get(LIVE, {"have": f"{talk().pk}:0"}).json()["talks"]
    assert all("您好" not in one.get("lines", "") for one in news)


def test_words_reach_the_citizen_and_mistakes_keep_them(caller: Citizen, desk: Client) -> None:
    act(desk, "answer")
    assert act(desk, "say", text="您好，带户口本来就行。").status_code == 200
    messages = caller.get(f"/conversations/{caller.conversation}").json()["messages"]
    assert messages[-1]["kind"] == "human"
    assert messages[-1]["from"]["name"] == "张导办"
    assert act(desk, "say", text=" ").status_code == 422
    refused = act(desk, "say", text="长" * 2001, script=False)
    assert refused.status_code == 422
    assert "长" * 2001 in text_of(refused), "what was typed is still in its field"


def test_without_a_script_every_button_leads_back_to_the_page(caller: Citizen, desk: Client) -> None:
    for verb, form in (("answer", {}), ("say", {"text": "您好"}), ("end", {})):
        answer = act(desk, verb, script=False, **form)
        assert (answer.status_code, answer["Location"]) == (302, PAGE), verb
    assert talk().state == State.ENDED


def test_a_kiosk_is_walked_to(walker: Citizen, desk: Client) -> None:
    page = text_of(desk.get(PAGE))
    assert "3号一体机" in page
    assert "我去" in page
    act(desk, "answer")
    page = text_of(desk.get(PAGE))
    assert "到了" in page
    assert "写给群众" not in page, "there is nobody to write to"
    assert act(desk, "arrive").status_code == 200
    assert talk().state == State.ENDED


def test_an_emergency_tells_the_place_and_the_class_and_no_words(assistant: FakeAssistant, desk: Client) -> None:
    one = Citizen()
    one.open("kiosk", kiosk="3")
    one.say("我爸晕倒了，在大厅里，心脏不好")
    page = text_of(desk.get(PAGE))
    assert "紧急" in page
    assert "3号一体机" in page
    assert "我爸" not in page
    act(desk, "answer")
    assert "我爸" not in text_of(desk.get(PAGE))


def test_a_talk_left_alone_is_taken_over(caller: Citizen, desk: Client, duty_lead: User, monday: Any) -> None:
    act(desk, "answer")
    caller.say("还在吗")
    other = desk_of(duty_lead)
    assert "我来接着说" not in text_of(other.get(PAGE))
    monday.shift(timedelta(seconds=60))
    assert "我来接着说" in text_of(other.get(PAGE))
    assert act(other, "over").status_code == 200
    assert talk().user == duty_lead
    (news,) = desk.get(LIVE, {"have": f"{talk().pk}:0"}).json()["talks"]
    assert news["over"]
    assert "周值班" in news["head"]


def test_a_talk_is_handed_to_a_colleague_on_duty(caller: Citizen, desk: Client) -> None:
    second = member("second", "钱导办", "guide_desk")
    act(desk, "answer")
    assert "交给同事" in text_of(desk.get(PAGE))
    for nobody in ("", "x", "0", "９"):
        assert act(desk, "hand", to=nobody).status_code == 422, nobody
    assert act(desk, "hand", to=second.pk).status_code == 200
    assert talk().user == second


def test_a_request_is_opened_in_the_talk_and_its_number_told(caller: Citizen, desk: Client) -> None:
    act(desk, "answer")
    assert act(desk, "request", kind="help", description="").status_code == 422
    assert act(desk, "request", kind="help", description="想让人帮忙补身份证").status_code == 200
    case = Case.objects.get()
    last = caller.get(f"/conversations/{caller.conversation}").json()["messages"][-1]
    assert last["case"]["number"] == case.number
    assert last["case"]["code"]
    (news,) = desk.get(LIVE, {"have": f"{talk().pk}:0"}).json()["talks"]
    assert case.number in news["head"]
    assert last["case"]["code"] not in text_of(desk.get(PAGE)), "the code is for the citizen alone"


def test_facts_are_those_of_the_release(desk: Client) -> None:
    found = text_of(desk.get(FACTS, {"q": "sfz", "part": "1"}))
    assert "身份证" in found
    assert "data-insert" in found
    assert "要带什么材料" in found
    assert "没有找到" in text_of(desk.get(FACTS, {"q": "龙卷风啊啊啊", "part": "1"}))
    assert "<html" in text_of(desk.get(FACTS, {"q": "sfz"}))


def test_looking_keeps_the_talk_in_hand(caller: Citizen, desk: Client, duty_lead: User, monday: Any) -> None:
    act(desk, "answer")
    act(desk, "say", text="您好")
    for _ in range(4):
        monday.shift(timedelta(seconds=20))
        desk.get(LIVE, {"have": f"{talk().pk}:0"})
    assert "我来接着说" not in text_of(desk_of(duty_lead).get(PAGE))
    assert talk().user_seen_at == timezone.now()


def test_the_home_page_says_who_waits(caller: Citizen, personas: dict[str, User]) -> None:
    for name, user in personas.items():
        assert ("有人呼叫人工" in text_of(desk_of(user).get("/desk/"))) == (name in ANSWERS), name
    act(desk_of(personas["guide"]), "answer")
    page = text_of(desk_of(personas["guide"]).get("/desk/"))
    assert "我的谈话还没有结束" in page
    assert "有人呼叫人工" not in page
