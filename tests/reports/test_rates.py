"""The figures: worked out twice, by the program from rows and here by somebody who watched; and case by case."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.cases import services
from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import CasesError
from bot.cases.lifecycle import ACTIONS, OPEN, State
from bot.cases.models import Case, CaseEvent, Evaluation
from bot.cases.services import Opinion
from bot.reports import rounds
from bot.reports.periods import Period, days_of, named
from bot.reports.rates import FEWEST, Rates, Share, rates, rates_by, standing_by
from bot.staff.roles import all_posts
from tests.cases.acting import START, VERBS, open_one, standing

WHO = ("citizen", "clerk", "other_clerk", "dispatcher", "supervisor", "guide", "system")
STEPS = [code for code in VERBS if code not in ("erase", "name_unit", "clear_unit", "merge", "split", "see_contact")]
PUSHED = ("claim", "contact", "resolve", "evaluate", "evaluate_bad", "reopen", "return", "assign", "call_back")


@dataclass
class Watched:
    """What somebody wrote down who saw every step: ends of rounds, answers that never came, contacts."""

    case: Case
    since: datetime = START
    ends: list[dict[str, Any]] = field(default_factory=list)
    reached: list[tuple[int, datetime, bool]] = field(default_factory=list)
    returns: list[tuple[datetime, str]] = field(default_factory=list)

    def saw(self, before: Case, after: Case, now: datetime) -> None:
        new = list(after.events.filter(seq__gt=before.last_seq).order_by("seq"))
        for row in new:
            if row.action == "return":
                self.returns.append((now, row.post))
            if row.action == "contact":
                self.reached.append((before.reopens + 1, now, "没有联系上" not in row.why))
        if before.state in OPEN and after.state not in OPEN:
            self.ends.append({"round": before.reopens + 1, "at": now, "due": after.expected_at, "action": new[0].action,
                              "able": before.contact is not None, "since": self.since, "post": after.post})  # fmt: skip
        if before.state not in OPEN and after.state in OPEN:
            self.since = now


def _walk(seed: int, people: dict[str, User]) -> tuple[list[Watched], datetime]:
    dice, now, seen = Random(seed), START, []
    for number in range(5):
        contact = None if number % 3 == 0 else "13912345678"
        case = open_one(kind=dice.choice(["help", "consult"]), item="id_card_reissue", contact=contact, now=now).case
        one = Watched(case, now)
        seen.append(one)
        for _ in range(dice.randrange(4, 15)):
            now += timedelta(hours=dice.choice((1, 3, 30)), days=dice.choice((0, 0, 0, 0, 8)))
            before = Case.objects.get(pk=case.pk)
            code, who = _chosen(before, dice, people)
            with suppress(CasesError):
                VERBS[code](before, _actor(before, who, people), now)
            one.saw(before, Case.objects.get(pk=case.pk), now)
        now += timedelta(hours=2)
        if dice.random() < 0.5:  # time passes for all of them
            held = {other.case.pk: Case.objects.get(pk=other.case.pk) for other in seen}
            services.tick(now)
            for other in seen:
                other.saw(held[other.case.pk], Case.objects.get(pk=other.case.pk), now)
    return seen, now


def _actor(case: Case, who: str, people: dict[str, User]) -> Actor:
    return {"citizen": Actor.citizen(case), "system": THE_SYSTEM}.get(who) or Actor.staff(people[who])


def _chosen(case: Case, dice: Random, people: dict[str, User]) -> tuple[str, str]:
    tokens = {who: _actor(case, who, people).tokens(case) for who in WHO}
    able = [(code, who) for code in STEPS for who in WHO
            if case.state in ACTIONS[code].sources and tokens[who] & set(ACTIONS[code].by)]  # fmt: skip
    pushed = [pair for pair in able if pair[0] in PUSHED]
    return dice.choice((pushed if dice.random() < 0.75 else able) or able or [("note", "supervisor")])


def _by_hand(seen: list[Watched], period: Period, now: datetime) -> dict[str, Any]:
    """The figures as docs/figures.md says them, from what was watched."""
    count: dict[str, Any] = dict.fromkeys(
        ("received", "answered", "in_time", "late", "able", "reached", "said", "evaluated", "silent", "unsaid", "solved",
         "said_solved", "satisfied", "said_satisfied", "redone", "returns", "open", "overdue"), 0)  # fmt: skip
    minutes = []

    def within(moment: datetime) -> bool:
        return period.start <= moment < period.end

    for one in seen:
        case = Case.objects.get(pk=one.case.pk)
        count["received"] += within(case.received_at)
        count["returns"] += sum(within(at) for at, _ in one.returns)
        opinions = {row.round: row for row in Evaluation.objects.filter(case=case)}
        for end in one.ends:
            answer = end["action"] in ("resolve", "solve_on_spot")
            spot = end["action"] == "solve_on_spot"
            in_time, late = end["at"] <= end["due"], end["at"] > end["due"]
            talked = any(ok and nth == end["round"] and at <= end["due"] for nth, at, ok in one.reached)
            if (answer and in_time and within(end["at"])) or (late and within(end["due"])):
                count["in_time"] += in_time
                count["late"] += late
                if end["able"] or (spot and in_time):
                    count["able"] += 1
                    count["reached"] += talked or (spot and in_time)
            if not (answer and within(end["at"])):
                continue
            count["answered"] += 1
            minutes.append(int((end["at"] - end["since"]).total_seconds() // 60))
            again = case.reopens >= end["round"]
            count["redone"] += again
            said = opinions.get(end["round"])
            wanted = again or (case.reopens + 1 == end["round"] and bool(case.reopen_asked_at or case.reopen_refused))
            if said is not None:
                count["evaluated"] += 1
                count["said_solved"] += said.solved != ""
                count["solved"] += said.solved == "yes"
                count["said_satisfied"] += said.satisfied is not None
                count["satisfied"] += (said.satisfied or 0) >= 3
            elif wanted:
                count["unsaid"] += 1
            elif case.closed_at is not None:
                count["silent"] += 1
        if case.state in OPEN:
            count["open"] += 1
            stopped = case.state == State.WAITING_CITIZEN and case.paused_at is not None
            late = case.expected_at < now and not (stopped and case.paused_at <= case.expected_at)
            count["overdue"] += late
            if late and within(case.expected_at):
                count["late"] += 1
                if case.contact is not None:
                    count["able"] += 1
                    nth = case.reopens + 1
                    count["reached"] += any(ok and n == nth and at <= case.expected_at for n, at, ok in one.reached)
    return {**count, "minutes": sorted(minutes)}


@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_two_ways_of_working_them_out_agree(seed: int, personas: dict[str, User]) -> None:
    Case.objects.update(self_found=True)  # what earlier examples left
    seen, now = _walk(seed, personas)
    ours = Case.objects.filter(pk__in=[one.case.pk for one in seen])
    first, last = timezone.localtime(START).date(), timezone.localtime(now).date()
    half = first + (last - first) // 2
    for period in (days_of(first, last), days_of(first, half), days_of(half, last), named("week", now)):
        hand, made = _by_hand(seen, period, now), rates(ours, period, now)
        assert made.received == hand["received"]
        assert made.answered == hand["answered"]
        assert made.on_time == Share(hand["in_time"], hand["in_time"] + hand["late"])
        assert made.contacted == Share(hand["reached"], hand["able"])
        assert made.solved == Share(hand["solved"], hand["said_solved"] + hand["unsaid"])
        assert made.satisfied == Share(hand["satisfied"], hand["said_satisfied"])
        assert (made.evaluated, made.silent, made.redone_unsaid) == (hand["evaluated"], hand["silent"], hand["unsaid"])
        assert made.evaluated + made.silent + made.redone_unsaid + made.waiting == made.answered
        assert made.redone == Share(hand["redone"], hand["answered"])
        assert made.returns == hand["returns"]
        assert list(made.minutes) == hand["minutes"]
        with mock.patch("bot.reports.rates.MANY", 0):  # as over a long period
            assert rates(ours, period, now) == made
        stands, _ = standing_by(ours, now)
        assert (stands.open, stands.overdue) == (hand["open"], hand["overdue"])
        _parts_make_the_whole(ours, period, now, made)
        _lists_hold_what_was_counted(ours, period, now, made)


def _parts_make_the_whole(ours: Any, period: Period, now: datetime, whole: Rates) -> None:
    for key in ("post", "subject", "kind", "channel"):
        parts = rates_by(ours, period, now, key=key)[1].values()
        for name in ("received", "answered", "silent", "returns", "evaluated", "waiting", "tried"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name), (key, name)
        for name in ("on_time", "contacted", "solved", "satisfied", "redone"):
            shares = [getattr(part, name) for part in parts]
            assert Share(sum(s.hits for s in shares), sum(s.n for s in shares)) == getattr(whole, name), (key, name)
        assert sorted(m for part in parts for m in part.minutes) == list(whole.minutes)
        stands, apart = standing_by(ours, now, key=key)
        assert sum(one.open for one in apart.values()) == stands.open
    for post in {post.id for post in all_posts()}:
        alone = rates(ours, period, now, posts=[post])
        assert alone == rates_by(ours, period, now, key="post")[1].get(post, alone)


def _lists_hold_what_was_counted(ours: Any, period: Period, now: datetime, whole: Rates) -> None:
    """A request counted twice, for two rounds, stands in the list once."""
    stands, _ = standing_by(ours, now)
    counted = {"received": whole.received, "answered": whole.answered, "late": whole.on_time.n - whole.on_time.hits,
               "uncontacted": whole.contacted.n - whole.contacted.hits, "silent": whole.silent,
               "unsolved": whole.solved.n - whole.solved.hits, "redone": whole.redone.hits, "open": stands.open,
               "unsatisfied": whole.satisfied.n - whole.satisfied.hits, "overdue": stands.overdue}  # fmt: skip
    for what, n in counted.items():
        found = rounds.behind(ours, what, period, now).count()
        assert found <= n, what
        assert bool(found) == bool(n), what


@pytest.fixture
def week() -> Period:
    return named("week", START)


def _figures(now: datetime = START + timedelta(days=2)) -> Rates:
    return rates(Case.objects.all(), named("week", START), now)


def test_silence_never_counts_as_satisfied(clerk: User) -> None:
    for _ in range(FEWEST):
        case = standing(State.IN_PROGRESS, clerk)
        services.resolve(case, Actor.staff(clerk), answer="已经办好了", now=START)
        services.expire(case, now=START + timedelta(days=7))
    made = _figures(START + timedelta(days=8))
    assert (made.answered, made.silent, made.satisfied, made.solved) == (5, 5, Share(), Share())
    assert made.unanswered_satisfied == Share(5, 5)
    assert made.satisfied.words == "没有"


def test_a_late_answer_counts_when_it_fell_due_and_an_open_one_too(clerk: User) -> None:
    due = START + timedelta(days=1)
    late = standing(State.IN_PROGRESS, clerk, expected_at=due)
    standing(State.IN_PROGRESS, clerk, expected_at=due)
    assert _figures(START + timedelta(hours=1)).on_time == Share(0, 0)
    assert _figures(START + timedelta(days=2)).on_time == Share(0, 2)
    services.resolve(late, Actor.staff(clerk), answer="已经办好了", now=START + timedelta(days=9))
    assert _figures(START + timedelta(days=10)).on_time == Share(0, 2)
    after = rates(Case.objects.all(), days_of(due.date() + timedelta(days=6), due.date() + timedelta(days=12)), START)
    assert (after.on_time, after.answered) == (Share(0, 0), 1)


def test_done_again_does_not_mend_a_late_answer(clerk: User) -> None:
    due, late = START + timedelta(days=1), START + timedelta(days=2)
    case = standing(State.IN_PROGRESS, clerk, expected_at=due)
    services.resolve(case, Actor.staff(clerk), answer="已经办好了", now=late)
    services.evaluate(case, Actor.citizen(case), Opinion(solved="no", satisfied=1), now=late)
    services.claim(case, Actor.staff(clerk), now=late)
    services.resolve(case, Actor.staff(clerk), answer="重新办好了", now=late)
    made = _figures(START + timedelta(days=3))
    assert (made.on_time, made.redone, made.solved) == (Share(1, 2), Share(1, 2), Share(0, 1))


def test_what_came_from_paper_already_answered_has_no_time(guide: User) -> None:
    services.record_later(Actor.staff(guide), kind="consult", description="几点开门", received_at=START - timedelta(days=20),
                          paper="A1", why="停电时写在纸上", release="r+0", now=START, state="closed", answer="九点开门")  # fmt: skip
    made = _figures()
    assert (made.answered, made.on_time, list(made.minutes)) == (0, Share(), [])


def test_our_own_findings_are_no_requests_of_citizens(clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk, self_found=True)
    services.resolve(case, Actor.staff(clerk), answer="已经修好了", now=START)
    made = _figures()
    assert (made.received, made.answered, standing_by(Case.objects.all(), START)[0].open) == (0, 0, 0)


def test_contacted_means_reached_by_the_limit_and_a_try_is_told_apart(clerk: User) -> None:
    actor = Actor.staff(clerk)
    for reached in (True, False):
        case = standing(State.IN_PROGRESS, clerk, contact="13912345678")
        services.contact(case, actor, way="call", reached=reached, now=START)
        services.resolve(case, actor, answer="已经办好了", now=START)
    services.resolve(standing(State.IN_PROGRESS, clerk), actor, answer="没有留电话", now=START)
    made = _figures()
    assert (made.contacted, made.tried) == (Share(1, 2), 1)


def test_erasing_the_contact_changes_no_figure(clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk, contact="13912345678")
    services.contact(case, Actor.staff(clerk), way="call", reached=True, now=START)
    services.resolve(case, Actor.staff(clerk), answer="已经办好了", now=START)
    before = _figures()
    services.requests.erase(case, why="联系方式保存满2年", now=START + timedelta(days=800), contact_only=True)
    assert _figures() == before
    assert before.contacted == Share(1, 1)


@pytest.mark.parametrize(("minutes", "median", "ninety"), [
    ([60] * 4, None, None), ([60, 120, 180, 240, 300], 3.0, 5.0), (list(range(6, 606, 6)), 5.0, 9.0),
])  # fmt: skip
def test_median_and_nine_of_ten(minutes: list[int], median: float | None, ninety: float | None) -> None:
    made = Rates(minutes=minutes)
    assert (made.median, made.ninety) == (median, ninety)
    if median is not None:
        assert sum(m <= median * 60 for m in minutes) >= math.ceil(len(minutes) / 2)


@pytest.mark.parametrize(("share", "words"), [(Share(0, 0), "没有"), (Share(4, 4), "样本太少"), (Share(5, 6), "83.3%")])
def test_few_are_not_shown_as_a_share(share: Share, words: str) -> None:
    assert share.words == words


def test_the_ends_of_rounds_are_final(clerk: User) -> None:
    from django.db import DatabaseError, connection, transaction

    services.resolve(standing(State.IN_PROGRESS, clerk), Actor.staff(clerk), answer="已经办好了", now=START)
    for statement in ("UPDATE cases_roundend SET due_at = at", "DELETE FROM cases_roundend"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert CaseEvent.objects.filter(action="resolve").count() == 1


def test_periods() -> None:
    week = named("week", START)
    assert week.words == "2026年11月23日至11月29日"
    assert week.before.words == named("last_week", START).words == "2026年11月16日至11月22日"
    month = named("month", START)
    assert (month.words, month.before.words) == ("2026年11月1日至11月30日", "2026年10月1日至10月31日")
    assert named("last_month", datetime(2027, 1, 31, tzinfo=START.tzinfo)).words == "2026年12月1日至12月31日"
