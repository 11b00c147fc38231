"""A photo on the desk: seen by who sees the request, by nobody else, kept by no cache."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bot.cases import services
from bot.cases.models import Case
from tests.cases.acting import START, open_one
from tests.cases.test_photos import seen, sent


@pytest.fixture
def case(db: None) -> Case:
    kept = services.keep_photo(services.read_photo(sent()), now=START)
    words = "我要投诉11号窗口，办事员骂人"
    return open_one(kind="complaint", description=words, photos=services.waiting_photos([kept.key])).case


def looked_at(user: User, path: str) -> tuple[int, bytes]:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    answer = client.get(path)
    return answer.status_code, answer.content


def test_the_photo_comes_as_a_jpeg_that_nothing_keeps(case: Case, supervisor: User) -> None:
    client = Client()
    client.force_login(supervisor)
    answer = client.get(f"/desk/photos/{case.number}/1/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert seen(answer.content).size == (60, 40)
    assert client.post(f"/desk/photos/{case.number}/1/").status_code == 405


def test_who_may_not_see_the_request_is_told_that_there_is_none(case: Case, personas: dict[str, User]) -> None:
    for name, user in personas.items():
        status, content = looked_at(user, f"/desk/photos/{case.number}/1/")
        may = services.visible_to(user).filter(pk=case.pk).exists()
        assert status == 200 if may else status in (403, 404), name
        if not may:
            assert case.number.encode() not in content.replace(f"/desk/photos/{case.number}/".encode(), b"")
    clerk = personas["other_clerk"]  # of the unit complained of: the same as where there is no such request
    for number in (case.number, "2000000002"):
        assert looked_at(clerk, f"/desk/photos/{number}/1/")[0] == 404


@pytest.mark.parametrize("nth", ["0", "2", "99999999999999999999"])
def test_a_photo_that_is_not_there(case: Case, supervisor: User, nth: str) -> None:
    assert looked_at(supervisor, f"/desk/photos/{case.number}/{nth}/")[0] == 404


def test_a_stranger_is_sent_to_the_login(case: Case) -> None:
    assert Client().get(f"/desk/photos/{case.number}/1/").status_code == 302
