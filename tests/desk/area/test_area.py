"""The area worker's phone page: only the own area, one tap is one step, results with photos, and the way upwards."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bot.cases import services
from bot.cases.actors import THE_SYSTEM
from bot.cases.lifecycle import State
from bot.cases.models import Case, CaseEvent, Handling
from bot.cases.services.area import add_photos
from bot.desk.area.seen import KINDS
from bot.desk.home import cards_for
from bot.store.releases import active_hall
from tests.cases.acting import START, open_one
from tests.web_personas import PERSONAS, member

PAGE, SEEN, RESULT = "/desk/area/", "/desk/area/seen/", "/desk/area/result/"


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def case(area_worker: User) -> Case:
    """Assigned to the area of 东河镇, with a contact."""
    return given(area_worker)


def given(area_worker: User, post: str = "grid_donghe", **more: Any) -> Case:
    found = open_one(kind="help", description="桥边堆了垃圾", place="东河镇桥头", contact="13912345678", **more).case
    return services.assign(found, THE_SYSTEM, post=post, now=START)


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    words: str = response.content.decode()
    return words


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


def path_of(case: Case, end: str = "") -> str:
    return f"{PAGE}{case.number}/{end}"


def thing(**changes: Any) -> dict[str, Any]:
    return {"what": "lamp", "place": "东河镇桥头", "words": "从上周五起", "token": "t" * 32} | changes


def test_only_area_workers_open_it(personas: dict[str, User], stranger: Client, case: Case) -> None:
    for name in PERSONAS:
        client = desk_of(personas[name])
        for path in (PAGE, SEEN, path_of(case)):
            assert (client.get(path).status_code == 200) == (name == "area_worker"), (name, path)
        if name != "area_worker":
            for end in ("claim/", "contact/", "called/", "up/"):
                assert client.post(path_of(case, end)).status_code == 403, (name, end)
            assert client.post(RESULT, {"number": case.number}).status_code == 403
            assert client.post(SEEN, thing()).status_code == 403
    assert stranger.get(PAGE).status_code == 302
    assert Case.objects.count() == 1


def test_an_area_worker_sees_the_own_area_only(area_worker: User, case: Case) -> None:
    other = given(area_worker, "grid_xishan")
    client = desk_of(area_worker)
    page = text_of(client.get(PAGE))
    assert case.number in page
    assert other.number not in page
    for end in ("", "claim/", "contact/", "called/", "up/"):
        response = client.post(path_of(other, end)) if end else client.get(path_of(other))
        assert response.status_code == 404, end
    assert client.post(RESULT, {"number": other.number, "result": "已经清走了"}).status_code == 404


def test_a_worker_of_several_posts_sees_only_areas_here(area_worker: User, case: Case) -> None:
    both = member("both", "双岗", "grid_xishan", "dispatcher")
    assert services.visible_to(both).filter(pk=case.pk).exists()
    assert case.number not in text_of(desk_of(both).get(PAGE))


def test_the_worker_complained_of_sees_nothing_of_it(area_worker: User) -> None:
    found = open_one(kind="complaint", description="卫网格收了我的东西", place="东河镇").case
    Handling.objects.create(case=found, post="grid_donghe", part="helper", since=START)
    assert found.about_unit
    client = desk_of(area_worker)
    for tab in ("open", "over", "seen"):
        assert found.number not in text_of(client.get(f"{PAGE}?tab={tab}"))
    assert client.get(path_of(found)).status_code == 404
    assert [card.count for card in cards_for(area_worker, START) if card.title == "本片要办的诉求"] == []


def test_claimed_called_and_brought_back_with_a_photo(area_worker: User, case: Case) -> None:
    client = desk_of(area_worker)
    assert "接办" in text_of(client.get(PAGE))
    client.post(path_of(case, "claim/"), {"token": "a" * 20})
    early = client.post(RESULT, {"number": case.number, "result": "已经清走了", "token": "b" * 20})
    assert early.status_code == 409
    assert "请先联系一次" in text_of(early)
    assert "已经清走了" in text_of(early), "nothing typed is lost"
    shown = text_of(client.post(path_of(case, "contact/"), {"why": "打电话问清情况"}))
    assert 'href="tel:13912345678"' in shown
    assert "13912345678" not in text_of(client.get(path_of(case)))
    client.post(path_of(case, "called/"), {"way": "call", "reached": "no", "token": "c" * 20})
    answer = {
        "number": case.number,
        "result": "垃圾已经清走",
        "told": "on",
        "photos": [photo(), photo()],
        "token": "d" * 20,
    }
    assert client.post(RESULT, answer)["Location"] == PAGE
    case.refresh_from_db()
    assert (case.state, case.answer, case.photos.count()) == (State.RESOLVED, "垃圾已经清走", 2)
    assert [(one.way, one.reached) for one in case.contacts.order_by("pk")] == [("call", False), ("visit", True)]
    assert CaseEvent.objects.filter(case=case, action="see_contact").count() == 1
    assert services.verify_all().broken is None
    assert case.number in text_of(client.get(f"{PAGE}?tab=over"))


def test_a_second_tap_does_nothing(area_worker: User, case: Case) -> None:
    client = desk_of(area_worker)
    for end, data in (("claim/", {}), ("called/", {"way": "call", "reached": "yes"})):
        for _ in range(2):
            assert client.post(path_of(case, end), {**data, "token": end * 4}).status_code == 302
    assert case.contacts.count() == 1
    for _ in range(2):
        answer = {"number": case.number, "result": "垃圾已经清走", "photos": [photo()], "token": "r" * 20}
        assert client.post(RESULT, answer).status_code == 302
    assert case.photos.count() == 1
    for _ in range(3):
        assert client.post(SEEN, thing(photos=[photo()])).status_code == 302
    assert Case.objects.filter(origin="area").count() == 1


def test_a_bad_photo_leaves_nothing_behind(area_worker: User, case: Case) -> None:
    client = desk_of(area_worker)
    client.post(path_of(case, "claim/"), {"token": "a" * 20})
    bad = SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")
    answer = client.post(
        RESULT, {"number": case.number, "result": "垃圾已经清走", "told": "on", "photos": [photo(), bad]}
    )
    assert answer.status_code == 422
    case.refresh_from_db()
    assert (case.state, case.photos.count(), case.contacts.count()) == (State.IN_PROGRESS, 0, 0)
    many = client.post(SEEN, thing(photos=[photo() for _ in range(4)]))
    assert many.status_code == 422
    assert "最多传3张" in text_of(many)


def test_photos_come_behind_those_of_the_citizen(area_worker: User, case: Case) -> None:

    made = services.read_photo(photo().read())
    assert add_photos(case, [made], now=START) == [1]
    assert add_photos(case, [made, made], now=START) == [2, 3]
    assert services.photo(area_worker, case.number, 3).startswith(b"\xff\xd8")


def test_what_is_not_for_here_goes_to_the_dispatcher(area_worker: User, case: Case) -> None:
    client = desk_of(area_worker)
    short = client.post(path_of(case, "up/"), {"why": "不", "token": "x" * 20})
    assert short.status_code == 422
    assert "至少4个字" in text_of(short)
    client.post(path_of(case, "up/"), {"why": "不在我的片区，在桥西", "to": "grid_xishan", "token": "u" * 20})
    case.refresh_from_db()
    assert (case.state, case.post, case.proposed_post) == (State.RETURNED, "dispatcher", "grid_xishan")


def test_after_its_day_the_dispatcher_is_called_in(
    area_worker: User, dispatcher: User, case: Case, monday: Any
) -> None:
    desk_of(area_worker).post(path_of(case, "claim/"), {"token": "a" * 20})
    monday.move_to(START + timedelta(days=3))
    page = text_of(
        desk_of(area_worker).post(path_of(case, "up/"), {"why": "要转给供电公司", "token": "u" * 20}, follow=True)
    )
    assert "已请派单员来协调" in page
    case.refresh_from_db()
    assert (case.state, case.post) == (State.IN_PROGRESS, "grid_donghe")
    assert case.handlings.filter(post="dispatcher", part="helper", ended_at=None).exists()
    assert "上报：要转给供电公司" in CaseEvent.objects.filter(case=case, action="note").latest("seq").why


def test_a_thing_seen_is_a_problem_of_our_own(area_worker: User) -> None:
    client = desk_of(area_worker)
    client.post(SEEN, thing(photos=[photo()]))
    case = Case.objects.get()
    assert (case.origin, case.self_found, case.subject, case.place) == ("area", True, "public_facilities", "东河镇桥头")
    assert (case.description, case.photos.count(), case.recorded_by) == ("路灯不亮。从上周五起", 1, area_worker)
    assert case.number in text_of(client.get(f"{PAGE}?tab=seen"))
    assert case.number not in text_of(client.get(PAGE)), "it waits for another post"


def test_what_is_missing_is_said_and_nothing_typed_is_lost(area_worker: User) -> None:
    response = desk_of(area_worker).post(SEEN, thing(what="", place=""))
    assert response.status_code == 422
    for words in ("请选看到了什么", "请写在哪里"):
        assert text_of(response).count(words) >= 2
    assert "从上周五起" in text_of(response)
    assert not Case.objects.exists()


def test_thirteen_kinds_of_subjects_there_are(area_worker: User) -> None:
    assert len({kind.code for kind in KINDS}) == 13
    assert {kind.subject for kind in KINDS} <= {one.id for one in active_hall().subjects}
    assert "示例，没有核实" in text_of(desk_of(area_worker).get(SEEN))


def test_danger_is_answered_with_the_number(area_worker: User) -> None:
    page = text_of(desk_of(area_worker).post(SEEN, thing(what="wires", words="着火了，有人还在里面"), follow=True))
    assert "119" in page
    assert Case.objects.get().urgent


def test_the_home_page_counts_the_area(area_worker: User, case: Case) -> None:
    card = next(card for card in cards_for(area_worker, START) if card.title == "本片要办的诉求")
    assert (card.count, card.urgent) == (1, False)
