"""Working days: the hall's table, then the library, then Monday to Friday, never an exception."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.calendar import add_working_days, is_open_weekday, is_working
from bot.knowledge.model import Calendar, Day

NONE = Calendar()
OWN = Calendar(
    years=(2026,),
    days=(
        Day(on=date(2026, 10, 1), works=True, name="照常上班"),
        Day(on=date(2026, 11, 23), works=False, name="本县节日"),
        Day(on=date(2026, 11, 28), works=True, name="调休"),
    ),
)
WEEK = (1, 2, 3, 4, 5)


def test_past_the_end_of_the_library_it_goes_on_and_says_so() -> None:
    assert add_working_days(NONE, date(2026, 12, 20), 13) == (date(2027, 1, 7), False)


def test_inside_the_library_it_is_sure() -> None:
    assert add_working_days(NONE, date(2026, 9, 29), 3) == (date(2026, 10, 9), True)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # 国庆调休
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), True),
    ],
)
def test_the_library_knows_holidays_and_moved_days(day: date, works: bool) -> None:
    assert is_working(NONE, day) == (works, True)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), True),
        (date(2026, 11, 23), False),
        (date(2026, 11, 28), True),
        (date(2026, 10, 2), True),  # the table speaks for the whole year
        (date(2026, 10, 10), False),
    ],
)
def test_the_halls_table_wins_over_the_library(day: date, works: bool) -> None:
    assert is_working(OWN, day) == (works, True)


@pytest.mark.parametrize("day", [date(2031, 1, 1), date(2031, 5, 1), date(2031, 10, 1), date(2031, 10, 3)])
def test_fixed_holidays_are_off_in_a_year_nobody_knows(day: date) -> None:
    assert is_working(NONE, day) == (False, False)


@pytest.mark.parametrize(
    ("day", "weekdays", "open_"),
    [
        (date(2026, 11, 23), WEEK, False),  # the county's own holiday, a Monday
        (date(2026, 11, 24), WEEK, True),
        (date(2026, 11, 28), WEEK, True),  # a Saturday that works
        (date(2026, 11, 29), WEEK, False),
        (date(2026, 11, 29), (1, 2, 3, 4, 5, 6, 7), True),
        (date(2026, 11, 26), (4,), True),
        (date(2026, 11, 28), (4,), False),  # 便民星期四 does not move to a Saturday
        (date(2026, 11, 25), (4,), False),
    ],
)
def test_a_place_is_open_on_its_days(day: date, weekdays: tuple[int, ...], open_: bool) -> None:
    assert is_open_weekday(OWN, day, weekdays) == (open_, True)


@pytest.mark.parametrize("calendar", [NONE, OWN])
def test_a_weekend_place_closes_on_a_holiday(calendar: Calendar) -> None:
    saturday = date(2026, 10, 3)
    expected = calendar is OWN  # the county's table knows no holiday on that day
    assert is_open_weekday(calendar, saturday, (6, 7)) == (expected, True)


def test_zero_days_is_the_same_day() -> None:
    assert add_working_days(NONE, date(2026, 11, 21), 0) == (date(2026, 11, 21), True)


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(1, 60))
def test_counting_ends_on_a_working_day_far_enough_away(start: date, days: int) -> None:
    end, _sure = add_working_days(NONE, start, days)
    assert is_working(NONE, end)[0]
    assert end - start >= timedelta(days=days)
    assert sum(is_working(NONE, start + timedelta(days=n))[0] for n in range(1, (end - start).days + 1)) == days
