"""Opening: the state at every minute edge, and the next opening."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.hours import hours_text, opening, parse_span
from bot.knowledge.model import Calendar, Day, Hours

ZONE = ZoneInfo("Asia/Shanghai")
HALL = Hours(spans=("08:30-12:00", "14:30-17:30"), last_intake=("11:40", "17:10"))
PLAIN = Hours(spans=("09:00-11:00",))
EVERY_DAY = Hours(weekdays=(1, 2, 3, 4, 5, 6, 7), spans=("00:00-23:59",))


def at(day: int, hour: int, minute: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("clock", "state", "until"),
    [
        ((0, 0), "before", (8, 30)),
        ((8, 29), "before", (8, 30)),
        ((8, 30), "open", (11, 40)),
        ((11, 39), "open", (11, 40)),
        ((11, 40), "last_intake", (12, 0)),
        ((11, 59), "last_intake", (12, 0)),
        ((12, 0), "lunch", (14, 30)),
        ((14, 29), "lunch", (14, 30)),
        ((14, 30), "open", (17, 10)),
        ((17, 10), "last_intake", (17, 30)),
    ],
)
def test_the_state_at_the_minute(clock: tuple[int, int], state: str, until: tuple[int, int]) -> None:
    how = opening(HALL, Calendar(), at(23, *clock))
    assert (how.state, how.until, how.sure) == (state, at(23, *until), True)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(23, 17, 30), at(24, 8, 30)),
        (at(23, 23, 59), at(24, 8, 30)),
        (at(20, 17, 30), at(23, 8, 30)),  # Friday evening
        (at(21, 10, 0), at(23, 8, 30)),  # Saturday
        (at(30, 18, 0, 9), at(8, 8, 30, 10)),  # over the National Day
        (at(9, 18, 0, 10), at(10, 8, 30, 10)),  # the Saturday after it works
    ],
)
def test_closed_names_the_next_opening(now: datetime, until: datetime) -> None:
    how = opening(HALL, Calendar(), now)
    assert (how.state, how.until) == ("closed", until)


def test_without_last_intake_it_is_open_to_the_end() -> None:
    assert opening(PLAIN, Calendar(), at(23, 10, 59)).state == "open"
    assert opening(PLAIN, Calendar(), at(23, 11, 0)).state == "closed"


def test_a_thursday_place_waits_for_thursday() -> None:
    thursday = Hours(weekdays=(4,), spans=("09:00-11:00",))
    assert opening(thursday, Calendar(), at(23, 10, 0)).until == at(26, 9, 0)


def test_no_opening_within_a_month_is_none() -> None:
    year = date(2026, 1, 1)
    shut = Calendar(
        years=(2026, 2027),
        days=tuple(Day(on=year + timedelta(days=n), works=False, name="停") for n in range(500)),
    )
    assert opening(EVERY_DAY, shut, at(23, 10, 0)).until is None


def test_a_year_nobody_knows_is_unsure() -> None:
    assert opening(HALL, Calendar(), datetime(2031, 3, 5, 10, tzinfo=ZONE)).sure is False


@given(
    st.datetimes(datetime(2026, 6, 1), datetime(2027, 6, 1), timezones=st.just(ZONE)),
    st.sampled_from([HALL, PLAIN, EVERY_DAY, Hours(weekdays=(7,), spans=("10:00-10:01",))]),
)
def test_any_moment_has_a_state_and_a_later_until(now: datetime, hours: Hours) -> None:
    how = opening(hours, Calendar(), now)
    assert how.state in {"open", "last_intake", "lunch", "before", "closed"}
    assert how.until is None or how.until > now


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (HALL, "周一至周五 08:30-12:00、14:30-17:30（11:40、17:10 停止取号）"),
        (Hours(weekdays=(4,), spans=("09:00-11:00",), note="便民星期四"), "周四 09:00-11:00，便民星期四"),
        (Hours(weekdays=(1, 3), spans=("09:00-11:00",)), "周一、周三 09:00-11:00"),
        (Hours(weekdays=(6, 7), spans=("09:00-11:00",)), "周六、周日 09:00-11:00"),
    ],
)
def test_hours_in_words(hours: Hours, text: str) -> None:
    assert hours_text(hours) == text


@pytest.mark.parametrize(
    "span", ["", "-", "08:30", "08:30-", "12:00-08:30", "08:30-08:30", "24:00-25:00", "8:30-9:00", "0830-0900"]
)
def test_what_is_no_span(span: str) -> None:
    assert parse_span(span) is None
