"""Halls of any size for measurements."""

from __future__ import annotations

import pytest

from bench.generated_hall import generated, part
from bot.knowledge.files import load
from bot.knowledge.model import Hall
from bot.knowledge.release import checked, dumps
from bot.paths import HALL


@pytest.fixture(scope="module")
def hall() -> Hall:
    return load(HALL)


def test_a_generated_hall_is_valid_and_keeps_the_sample(hall: Hall) -> None:
    large = checked(generated(hall, 1000))
    assert (
        len(large.items) == len({item.id for item in large.items}) == len({item.name for item in large.items}) == 1000
    )
    assert large.items[: len(hall.items)] == hall.items


def test_the_same_seed_makes_the_same_hall(hall: Hall) -> None:
    assert dumps(generated(hall, 200)) == dumps(generated(hall, 200))
    assert dumps(generated(hall, 200)) != dumps(generated(hall, 200, seed=1))


def test_there_are_enough_combinations_and_too_many_are_refused(hall: Hall) -> None:
    assert len(generated(hall, 5000).items) == 5000
    with pytest.raises(ValueError, match="not 100000"):
        generated(hall, 100_000)


def test_a_part_is_valid_and_comes_from_every_category(hall: Hall) -> None:
    small = checked(part(hall, 28))
    assert len(small.items) == 28
    assert {item.category for item in small.items} == {item.category for item in hall.items}
    assert part(hall, len(hall.items)) == hall
