"""Two at once: what is read and then written stays whole, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from bot.cases import services as cases
from bot.cases.errors import CasesError, TurnRunning, UnknownCase
from bot.cases.models import CodeMiss
from bot.cases.services import Begun
from bot.catalogue.errors import Conflict
from bot.catalogue.models import ChangeSet, Publication, Revision, Task
from bot.catalogue.models.tasks import TaskKind
from bot.catalogue.services import drafts, publishing
from bot.catalogue.services.tasks import open_task
from bot.desk import login, two_steps
from bot.desk.models import LoginMiss
from bot.reports.models import Group, Note, Tally
from bot.reports.services.groups import sort_notes
from bot.slips.models import Slip
from bot.slips.services import make_slip
from bot.slips.services import slips as slip_services
from bot.staff.errors import AlreadyHeld, DutyOverlap
from bot.staff.models import Duty, Holder
from bot.staff.services.posts import give_post
from bot.staff.services.rosters import add_duty
from bot.store.models import Lease
from bot.store.writing import writing
from bot.text.numbers import case_check_digit
from tests.seeded_catalogue import NOW
from tests.web_personas import member

pytestmark = pytest.mark.usefixtures("live_db")
MANY = 5


def slowly(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """After each look somebody else has time to come in between."""
    done = execute(sql, params, many, context)
    if sql.startswith("SELECT") and "pg_advisory" not in sql:
        time.sleep(0.005)
    return done


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What came of each, an exception as itself; each in a thread with a connection of its own."""
    gate, came = threading.Barrier(len(works)), [None] * len(works)

    def do(place: int, work: Callable[[], Any]) -> None:
        try:
            with connection.execute_wrapper(slowly):
                gate.wait()
                came[place] = work()
        except Exception as error:
            came[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def faults(came: list[Any]) -> list[Exception]:
    return [one for one in came if isinstance(one, Exception)]


def test_what_is_read_while_writing_is_nobody_elses() -> None:
    Lease.objects.create(name="count", holder="0")

    def count() -> None:
        with writing(), writing():
            lease = Lease.objects.get(name="count")
            lease.holder = str(int(lease.holder) + 1)
            lease.save()

    assert faults(at_once(*[count] * MANY)) == []
    assert Lease.objects.get().holder == str(MANY)


def test_who_fails_lets_the_next_one_in() -> None:
    def fail() -> None:
        with writing():
            Lease.objects.create(name="never")
            raise RuntimeError

    assert len(faults(at_once(*[fail] * MANY))) == MANY
    assert not Lease.objects.exists()


def test_nothing_alone_begins_in_what_is_shared() -> None:
    """Two that share the lock and both want it alone would wait for each other for ever."""
    with writing(), writing(alone=False), writing():
        pass
    with pytest.raises(RuntimeError), writing(alone=False), writing():
        pass
    with writing(alone=False), writing(alone=False):
        pass
    with writing():
        pass


def test_one_person_has_one_change_set_and_revisions_count_on(catalogue: Publication) -> None:
    user = member("editor", "郑编辑", "editor_police")
    found = drafts.current("item", "id_card_reissue")

    def change(number: int) -> Callable[[], Any]:
        content = {**(found or {}), "telephone": f"0000-111111{number}"}
        return lambda: drafts.propose(user, "item", "id_card_reissue", content, why="试一试", now=NOW)

    assert faults(at_once(*(change(number) for number in range(MANY)))) == []
    assert ChangeSet.objects.count() == 1
    numbers = Revision.objects.filter(entry__key="id_card_reissue").values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, MANY + 2))


def test_of_two_publications_at_once_one_is_refused(catalogue: Publication) -> None:
    def speak(name: str) -> Callable[[], Any]:
        def work() -> Publication:
            with writing():
                return publishing._record(name, publishing._last(catalogue.release), user=None, now=NOW)

        return work

    came = at_once(*(speak(f"release-{number}") for number in range(MANY)))
    assert {type(error) for error in faults(came)} == {Conflict}
    assert len(faults(came)) == MANY - 1
    assert sorted(Publication.objects.values_list("number", flat=True)) == [1, 2]


def test_one_open_task_about_a_thing(catalogue: Publication) -> None:
    def ask() -> Task:
        return open_task(kind=TaskKind.PAPER, about="paper:x:y", title="请核对", department="police", now=NOW)

    assert faults(at_once(*[ask] * MANY)) == []
    assert Task.objects.get().count == MANY


def test_every_miss_counts() -> None:
    def miss() -> None:
        login._count("who", 100, NOW)

    assert faults(at_once(*[miss] * MANY)) == []
    assert LoginMiss.objects.get().misses == MANY


def test_every_wrong_query_code_counts() -> None:
    number = "234567890" + case_check_digit("234567890")

    def guess() -> None:
        cases.look_up(number, "000000", now=NOW)

    came = faults(at_once(*[guess] * (MANY + 2)))
    assert len(came) == MANY + 2
    assert all(isinstance(error, CasesError) for error in came)
    assert sum(isinstance(error, UnknownCase) for error in came) == MANY, "the rest finds it locked"
    assert CodeMiss.objects.get().misses == MANY


def test_a_recovery_code_is_good_for_once() -> None:
    user = member("zhang", "张三", "guide_desk")
    two_steps.begin(user)
    (code, *_) = two_steps.new_codes(user)
    assert sorted(at_once(*[lambda: two_steps.is_right(user, code)] * MANY)) == [False] * (MANY - 1) + [True]


def test_one_turn_at_a_time(catalogue: Publication) -> None:
    begun = cases.open_conversation(channel="web", key=None, now=NOW)
    assert isinstance(begun, tuple)
    cases.abandon_turn(begun[0])

    def say() -> Any:
        return cases.begin_turn(begun[1], text="你好", choice=None, key=None, now=NOW)

    came = at_once(*[say] * MANY)
    assert sum(isinstance(one, Begun) for one in came) == 1
    assert sum(isinstance(one, TurnRunning) for one in came) == MANY - 1


def test_one_effect_for_one_key() -> None:
    key, effects = cases.key_for("/cases", "key-12345678", {"a": 1}), []

    def act() -> Any:
        with writing():
            stored = cases.claim_key(key, now=NOW)
            if stored is None:
                effects.append(1)
                cases.keep_answer(key, 201, {"number": 7})
                return {"number": 7}
            return stored.answer

    assert at_once(*[act] * MANY) == [{"number": 7}] * MANY
    assert len(effects) == 1


def test_a_code_is_given_to_one_slip(catalogue: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, codes = threading.Lock(), ["34679ACD"] * MANY + [f"3467{sign}ACD" for sign in "EFGHJKMNPQ"]

    def next_code() -> str:
        with lock:
            return codes.pop(0)

    monkeypatch.setattr(slip_services, "new_code", next_code)
    came = at_once(*[lambda: make_slip("id_card_reissue", {}, NOW)] * MANY)
    assert faults(came) == []
    assert Slip.objects.values("code").distinct().count() == MANY


def test_questions_are_sorted_once(releases: Any) -> None:
    Note.objects.bulk_create(Note(text="这里能给狗办证吗", reason="unanswered", day=NOW.date()) for _ in range(6))
    assert faults(at_once(*[lambda: sort_notes(NOW, rest=0)] * 3)) == []
    assert not Note.objects.exists()
    assert Group.objects.count() == 1
    assert (Group.objects.get().times, Tally.objects.get().times) == (6, 6)


def test_a_post_is_given_once_and_nobody_stands_in_two_places() -> None:
    user = member("zhang", "张三", "duty_lead")

    def give() -> Holder:
        return give_post(user, "guide_desk", by="x", why="试一试", now=NOW)

    assert [type(error) for error in faults(at_once(*[give] * MANY))] == [AlreadyHeld] * (MANY - 1)
    nine, ten = NOW.time().replace(hour=9), NOW.time().replace(hour=10)
    day = (NOW + timedelta(days=3)).date()
    came = at_once(*[lambda: add_duty("guide_desk", user, day, nine, ten, now=NOW)] * MANY)
    assert [type(error) for error in faults(came)] == [DutyOverlap] * (MANY - 1)
    assert Duty.objects.count() == 1


def test_one_administrator_stays() -> None:
    for name in ("one", "two"):
        member(name, name, administrator=True)
    from bot.staff.services import closing

    def close(name: str) -> Callable[[], Any]:
        return lambda: closing.close_account(User.objects.get(username=name), {}, by="x", why="试一试", now=NOW)

    came = at_once(close("one"), close("two"))
    assert len(faults(came)) == 1
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1


def test_the_page_says_honestly_that_the_database_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that does not end: the next one is told so after its patience, and nothing hangs for ever."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite queues in the process")
    inside, go = threading.Event(), threading.Event()

    def hold() -> None:
        with writing():
            inside.set()
            go.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(5)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    answer = Client(raise_request_exception=False).post(
        "/api/v1/conversations", {"channel": "web"}, content_type="application/json"
    )
    go.set()
    holder.join()
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
    assert answer.status_code == 503
    assert "稍后再试" in answer.json()["title"]
