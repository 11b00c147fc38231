"""The chain of history: what was changed is found, what was erased by law still fits, old rows are taken over."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from bot.__main__ import main
from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.lifecycle import State
from bot.cases.models import Case, CaseEvent, EventWords
from bot.cases.services import chronicle
from bot.cases.services.chronicle import walk
from bot.store import guards
from tests.cases.acting import START, open_one, standing


@pytest.fixture
def case(clerk: User) -> Case:
    found = standing(State.IN_PROGRESS, clerk, contact="13912345678")
    services.note(found, Actor.staff(clerk), words="下午再看", now=START)
    return services.contact(found, Actor.staff(clerk), way="call", reached=True, words="说好明天去", now=START)


@pytest.fixture
def unguarded(db: None) -> None:
    """Somebody who may do anything at the database."""
    with connection.cursor() as cursor:
        for statement in guards.lowered(connection.vendor):
            cursor.execute(statement)


def test_a_chain_fits(case: Case) -> None:
    assert walk(case) == (4, None)
    walked = services.verify_all()
    assert (walked.cases, walked.rows, walked.broken) == (1, 4, None)


def test_a_request_that_goes_on_while_it_is_walked_is_no_fault(
    case: Case, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = iter(("打了电话", "看过现场"))

    def meanwhile(one: Case) -> tuple[int, object]:
        if words := next(steps, None):
            services.note(Case.objects.get(pk=case.pk), Actor.staff(clerk), words=words, now=START)
        return walk(one)

    monkeypatch.setattr(chronicle, "walk", meanwhile)
    walked = services.verify_all()
    assert (walked.cases, walked.rows, walked.broken) == (1, 6, None)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ({"actor": "别人"}, 3),
        ({"action": "contact"}, 3),
        ({"to_state": "closed"}, 3),
        ({"post": "clerk_tax"}, 3),
        ({"words_digest": ""}, 3),
        ({"at": START.replace(year=2025)}, 3),
    ],
)
def test_a_changed_row_is_found(case: Case, change: dict[str, object], seq: int) -> None:
    CaseEvent.objects.filter(case=case, seq=3).update(**change)
    broken = services.verify_all().broken
    assert broken is not None
    assert (broken.number, broken.seq) == (case.number, seq)


@pytest.mark.usefixtures("unguarded")
def test_a_missing_row_is_found_also_at_the_end(case: Case) -> None:
    EventWords.objects.filter(event__case=case, event__seq=4).delete()
    CaseEvent.objects.filter(case=case, seq=4)._raw_delete(using="default")
    broken = services.verify_all().broken
    assert broken is not None
    assert "末尾" in broken.words
    Case.objects.filter(pk=case.pk).update(last_seq=3)
    assert services.verify_all().broken is not None


def test_changed_words_and_a_changed_state_are_found(case: Case) -> None:
    assert services.verify_all().broken is None
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED)
    assert "状态" in str(services.verify_all().broken)
    Case.objects.filter(pk=case.pk).update(state=State.IN_PROGRESS)
    words = EventWords.objects.get(event__case=case, event__seq=3)
    EventWords.objects.filter(pk=words.pk).update(words={"words": "上午再看"})
    assert "改过" in str(services.verify_all().broken)
    EventWords.objects.filter(pk=words.pk).update(words={}, salt="", erased_at=START)
    assert "没有按规定删除" in str(services.verify_all().broken)


def test_words_are_erased_by_law_and_the_chain_still_fits(case: Case) -> None:
    only = services.erase(case, why="联系方式保存期满", now=START, contact_only=True)
    assert only.contact is None
    assert only.events.get(seq=3).why == "下午再看"
    services.erase(case, why="本人依法要求删除", now=START)
    assert services.verify_all().broken is None
    kept = Case.objects.get(pk=case.pk)
    assert (kept.description, kept.place) == ("（已依法删除）", "")
    assert case.events.get(seq=3).why == "（已依法删除）"
    assert not EventWords.objects.exclude(erased_at=None).exclude(words={}, salt="").exists()
    assert "下午再看" not in str(list(EventWords.objects.values()))


def test_a_salt_hides_the_same_words(case: Case, clerk: User) -> None:
    services.note(case, Actor.staff(clerk), words="下午再看", now=START)
    assert len(set(case.events.filter(action="note", seq__gt=2).values_list("words_digest", flat=True))) == 2


@pytest.mark.usefixtures("unguarded")
def test_the_command_names_the_first_that_is_broken(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    other = open_one().case
    assert main(["cases", "verify"]) == 0
    assert "核对了2件诉求、5条记录" in capsys.readouterr().out
    CaseEvent.objects.filter(case=other).update(actor="别人")
    assert main(["cases", "verify"]) == 1
    said = capsys.readouterr()
    assert other.number in said.out + said.err
    assert "第1条内容被改过" in said.out + said.err


def test_who_reads_the_history_reads_what_was_written(case: Case) -> None:
    assert [event.why for event in case.events.all()][2:] == ["下午再看", "说好明天去；电话，联系上了"]
