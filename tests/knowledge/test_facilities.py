"""What is answered about a facility: words always, a card that leads to the plan where a way is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import fresh
from bot.knowledge.facilities import facility_card, facility_message
from bot.knowledge.release import Release
from bot.knowledge.simple import simple


def test_the_card_leads_to_the_plan_and_says_that_it_is_an_example(sample: Release, now: datetime) -> None:
    copying = sample.facility("copying")
    assert copying is not None
    said = facility_message(sample, Bulletin(), copying, now)
    assert (said["kind"], said["text"], said["item"]) == ("hall_info", copying.text, None)
    (place,) = said["card"]["places"]
    assert place["id"] == "facility:copying"
    assert (place["name"], place["floor"], place["in_hall"]) == ("复印、打印和照相", 1, True)
    assert said["card"]["truth"]["state"] == "unverified"
    assert said["card"]["truth"]["example"] is True


def test_what_stands_on_two_floors_names_none(sample: Release, now: datetime) -> None:
    toilet = sample.facility("toilet")
    assert toilet is not None
    card = facility_card(sample, toilet, now)
    assert card is not None
    assert card["places"][0]["floor"] is None


@pytest.mark.parametrize("name", ["parking", "wifi"])
def test_what_nobody_drew_is_told_in_words_alone(sample: Release, now: datetime, name: str) -> None:
    facility = sample.facility(name)
    assert facility is not None
    assert facility_message(sample, Bulletin(), facility, now)["card"] is None


def test_a_spot_without_a_way_is_told_in_words_alone(sample: Release, now: datetime) -> None:
    bare = replace(sample, hall=replace(sample.hall, plan=replace(sample.hall.plan, starts=())))
    toilet = bare.facility("toilet")
    assert toilet is not None
    assert facility_card(bare, toilet, now) is None


def test_who_asks_for_the_toilet_is_shown_the_way(sample: Release, now: datetime) -> None:
    first = simple(sample, Bulletin(), "厕所在哪", None, fresh(), now).messages[0]
    assert first["card"]["places"][0]["id"] == "facility:toilet"


def test_who_asks_for_a_ticket_is_shown_the_machine(sample: Release, now: datetime) -> None:
    first = simple(sample, Bulletin(), "在哪取号", None, fresh(), now).messages[0]
    assert first["card"]["places"][0]["id"] == "facility:ticket_machine"
