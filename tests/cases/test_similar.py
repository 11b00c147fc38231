"""Open requests about the same matter, suggested to those who may know of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User

from bot.cases.lifecycle import State
from bot.cases.models import Case
from bot.cases.services import similar, visible_to
from tests.cases.acting import START, open_one, put

LAMP = "东街幼儿园门口的路灯坏了三天，晚上接孩子看不见路"


def opened(description: str, **more: Any) -> Case:
    return open_one(kind="help", subject="public_facilities", description=description, **more).case


def test_the_likest_comes_first_and_other_matters_do_not_come(dispatcher: User) -> None:
    case = opened(LAMP)
    near = opened("幼儿园门口路灯不亮好几天了，东街那边")
    nearer = opened("东街幼儿园门口路灯坏了三天没人修，接孩子看不见")
    opened("文化公园的健身器材断了，请来修一修")
    assert similar(case, dispatcher) == [nearer, near]
    assert similar(case, dispatcher, most=1) == [nearer]


def test_only_open_ones_and_never_itself(dispatcher: User) -> None:
    case, over = opened(LAMP), opened(LAMP)
    put(over, State.CLOSED)
    opened(LAMP, now=START - timedelta(days=200))
    assert similar(case, dispatcher) == []


def test_who_may_not_know_of_them_is_shown_none(personas: dict[str, User], dispatcher: User) -> None:
    case, other = opened(LAMP), opened(LAMP)
    assert similar(case, dispatcher) == [other]
    for name, user in personas.items():
        assert (other in similar(case, user)) is visible_to(user).filter(pk=other.pk).exists(), name
    assert similar(case, personas["administrator"]) == []
    assert similar(case, AnonymousUser()) == []


def test_the_unit_complained_of_is_not_shown_its_own(clerk: User, supervisor: User) -> None:
    words = "11号窗口办事员态度不好，让我跑了三趟"
    case, other = (open_one(kind="complaint", subject="window_service", description=words).case for _ in range(2))
    mine = open_one(kind="help", subject="window_service", item="id_card_reissue", description=words).case
    assert similar(case, supervisor) == [mine, other]
    assert similar(mine, clerk) == []


def test_texts_without_any_pair_are_like_nothing(dispatcher: User) -> None:
    case = opened("灯")
    opened("。")
    assert similar(case, dispatcher) == []
