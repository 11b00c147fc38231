"""By when a request must be answered, by its kind."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.knowledge.deadlines import WORKING_DAYS, expected
from bot.knowledge.model import Calendar
from bot.knowledge.request import KINDS

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("kind", "opened", "due"),
    [
        ("consult", (2026, 11, 23, 10), (2026, 11, 26)),
        ("help", (2026, 11, 23, 23), (2026, 11, 26)),
        ("complaint", (2026, 11, 23, 10), (2026, 11, 30)),
        ("report", (2026, 11, 20, 10), (2026, 11, 27)),
        ("suggestion", (2026, 11, 21, 10), (2026, 11, 27)),  # a Saturday
        ("praise", (2026, 11, 23, 10), (2026, 12, 10)),
        ("consult", (2026, 9, 30, 9), (2026, 10, 10)),  # over the National Day, with a Saturday that works
    ],
)
def test_due_at_the_end_of_the_last_working_day(
    kind: str, opened: tuple[int, int, int, int], due: tuple[int, int, int]
) -> None:
    moment, sure = expected(Calendar(), kind, datetime(*opened, tzinfo=ZONE))
    assert moment == datetime(*due, 17, 30, tzinfo=ZONE)
    assert sure


def test_past_the_calendar_it_is_marked_unsure() -> None:
    moment, sure = expected(Calendar(), "praise", datetime(2026, 12, 20, 10, tzinfo=ZONE))
    assert (moment.date().isoformat(), sure) == ("2027-01-07", False)


def test_every_kind_has_a_limit() -> None:
    assert set(WORKING_DAYS) == set(KINDS)


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        expected(Calendar(), "wish", datetime(2026, 11, 23, tzinfo=ZONE))
