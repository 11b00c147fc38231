"""一次办成率: who counts, when, and what is not shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest
from django.contrib.auth.models import User

from bot.slips.figures import noted_today, success
from bot.slips.models import Outcome, OutcomeKind
from bot.slips.services import Missing, make_slip, record, take_back

pytestmark = pytest.mark.django_db
ID, OTHER = "id_card_reissue", "ss_card"
_tokens = count()


def visits(user: User, kinds: str, now: datetime, item: str = ID, *, slip: bool = True) -> list[Outcome]:
    """One visit for each letter: c complete, m missing, w wrong place; each with a slip of its own."""
    made = []
    for kind in kinds:
        made.append(
            record(
                {"c": "complete", "m": "missing", "w": "wrong"}[kind],
                item=item,
                slip=make_slip(item, {}, now) if slip else None,
                user=user,
                token=f"t{next(_tokens)}",
                now=now,
                missing=[Missing("某某表")],
                right_place="window:24",
            )
        )
    return made


def test_the_share_with_its_interval(clerk: User, now: datetime) -> None:
    visits(clerk, "ccccccccmw", now)
    found = success(now)
    assert (found.now.complete, found.now.n, found.now.words) == (8, 10, "80%")
    low, high = found.now.interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)  # Wilson, 8 of 10
    assert found.now.range_words == "49%–94%"
    assert (found.lines[0].missing, found.lines[0].wrong) == (1, 1)


def test_fewer_than_five_are_not_shown(clerk: User, now: datetime) -> None:
    visits(clerk, "cccc", now)
    assert success(now).now.words == "样本太少"
    assert success(now).now.range_words == ""
    visits(clerk, "c", now)
    assert success(now).now.words == "100%"


def test_only_the_first_visit_with_a_slip_counts(clerk: User, now: datetime) -> None:
    first = visits(clerk, "mccccc", now)[0]
    again = {"item": ID, "slip": first.slip, "user": clerk, "now": now + timedelta(hours=2)}
    record(OutcomeKind.COMPLETE, token="again", **again)
    assert (success(now + timedelta(days=1)).now.complete, success(now + timedelta(days=1)).now.n) == (5, 6)
    take_back(first, user=clerk, now=now)  # then the second one was the first
    assert (success(now + timedelta(days=1)).now.complete, success(now + timedelta(days=1)).now.n) == (6, 6)


def test_without_a_slip_nobody_was_sent_by_the_guide(clerk: User, now: datetime) -> None:
    visits(clerk, "cm", now, slip=False)
    found = success(now)
    assert (found.now.n, found.without) == (0, 2)
    assert [(paper.name, paper.times, paper.untold) for paper in found.lines[0].papers] == [("某某表", 1, 1)]


def test_thirty_days_and_the_thirty_before(clerk: User, now: datetime) -> None:
    visits(clerk, "m", now - timedelta(days=61))
    visits(clerk, "ccc", now - timedelta(days=45))
    visits(clerk, "cc", now - timedelta(days=29))
    found = success(now)
    assert (found.now.n, found.before.n) == (2, 3)


def test_the_worst_comes_first_and_too_few_last(clerk: User, now: datetime) -> None:
    items = ("passport", ID, OTHER)
    visits(clerk, "cccmm", now, items[0])
    visits(clerk, "ccccc", now, items[1])
    visits(clerk, "mmm", now, items[2])
    assert [line.item for line in success(now).lines] == list(items)


def test_a_department_sees_its_own(clerk: User, now: datetime) -> None:
    visits(clerk, "c", now)
    visits(clerk, "c", now, OTHER)
    assert {line.item for line in success(now, {"police"}).lines} == {ID}
    assert success(now, set()).lines == ()
    assert success(now, {"police"}).now.n == 1


def test_what_i_noted_today(clerk: User, other_clerk: User, now: datetime) -> None:
    mine = visits(clerk, "ccc", now)
    visits(clerk, "c", now - timedelta(days=1))
    visits(other_clerk, "c", now)
    take_back(mine[0], user=clerk, now=now)
    assert noted_today(clerk.pk, now) == 2
