"""What a citizen adds later: photos up to three in all, and danger, which makes the request urgent and is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import Invalid, NotAllowed, WrongState
from bot.cases.lifecycle import State
from bot.cases.models import Case, CaseEvent, Photo
from bot.cases.services.area import add_photos
from tests.cases.acting import START, open_one, standing
from tests.cases.test_photos import sent

LATER = START + timedelta(hours=2)


def waiting(many: int = 1) -> list[Photo]:
    return [services.keep_photo(services.read_photo(sent()), now=START) for _ in range(many)]


def test_photos_follow_those_that_came_with_the_request() -> None:
    case = open_one(photos=waiting()).case
    added = waiting(2)
    services.add_more(case, Actor.citizen(case), words="又拍了两张", photos=added, now=LATER)
    assert [one.number for one in services.photos_of(case)] == [1, 2, 3]
    assert services.photos_left(case) == 0
    row = CaseEvent.objects.filter(case=case).latest("seq")
    assert (row.action, row.said["words"]) == ("add_words", "又拍了两张")
    assert "第2、3张" in row.why
    assert row.said["photos"].split() == [one.digest for one in added]
    assert services.verify_all().broken is None


@pytest.mark.parametrize("before", [0, 1, 3])
def test_more_than_three_are_refused_and_nothing_is_kept(before: int) -> None:
    case = open_one(photos=waiting(before)).case
    with pytest.raises(Invalid) as refused:
        services.add_more(case, Actor.citizen(case), words="再补", photos=waiting(4 - before), now=LATER)
    assert "3张" in refused.value.errors["photos"][0]
    assert case.photos.count() == before
    assert CaseEvent.objects.filter(case=case).count() == 1
    assert Photo.objects.filter(case=None).count() == 4 - before


def test_photos_of_the_worker_take_no_place_from_the_citizen() -> None:
    case = open_one().case
    add_photos(case, [services.read_photo(sent())], now=START)
    assert services.photos_left(case) == 3
    services.add_more(case, Actor.citizen(case), photos=waiting(3), now=LATER)
    assert [one.number for one in services.photos_of(case)] == [1, 2, 3, 4]


def test_a_photo_alone_is_enough_and_nothing_at_all_is_not() -> None:
    case = open_one().case
    services.add_more(case, Actor.citizen(case), photos=waiting(), now=LATER)
    with pytest.raises(Invalid):
        services.add_more(case, Actor.citizen(case), now=LATER)


def test_what_was_asked_for_lets_the_clock_run_again(clerk: User) -> None:
    case = standing(State.WAITING_CITIZEN, clerk)
    services.add_more(case, Actor.citizen(case), photos=waiting(), now=LATER)
    assert Case.objects.get(pk=case.pk).state == State.IN_PROGRESS


def test_danger_makes_it_urgent_and_the_words_are_kept(clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    due = case.expected_at
    services.add_more(case, Actor.citizen(case), words="屋里有煤气味，老人晕倒了", danger=True, now=LATER)
    case = Case.objects.get(pk=case.pk)
    assert case.urgent
    assert case.expected_at < due
    assert case.expected_at.date() == LATER.date()
    row = CaseEvent.objects.filter(case=case).latest("seq")
    assert row.said["words"] == "屋里有煤气味，老人晕倒了"
    assert "标为紧急" in row.why
    told = services.progress(case, now=LATER).steps[-1]
    assert told.detail == "屋里有煤气味，老人晕倒了", "the citizen reads the own words only"
    assert services.verify_all().broken is None


def test_only_the_citizen_and_only_while_it_is_open(clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    with pytest.raises(NotAllowed):
        services.add_more(case, Actor.staff(clerk), words="我来补", now=LATER)
    over = standing(State.CLOSED, clerk)
    with pytest.raises(WrongState):
        services.add_more(over, Actor.citizen(over), words="再说一句", now=LATER)


pytestmark = pytest.mark.django_db
