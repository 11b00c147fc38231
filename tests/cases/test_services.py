"""Requests and conversations below the interface: history is final, contacts are guarded, what is over is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from bot.cases import services, vault
from bot.cases.actors import Actor
from bot.cases.errors import CasesError, Invalid, UnknownCase
from bot.cases.models import Case, CaseEvent, Conversation, IdempotencyKey, Secret, Turn
from bot.cases.services import Begun, Opened
from bot.citizen.releases import current
from bot.store import guards
from bot.text.numbers import is_case_number
from tests.web_personas import raise_guards


def open_one(**changes: Any) -> Opened:
    given: dict[str, Any] = {
        "kind": "consult",
        "description": "几点开门",
        "channel": "web",
        "origin": "form",
        "release": "r+0",
        "calendar": current().release.hall.calendar,
        "now": timezone.localtime(),
    }
    return services.open_case(**given | changes)


def test_opening_writes_history_in_the_same_breath(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    case = open_one().case
    (event,) = case.events.all()
    assert (event.seq, event.action, event.from_state, event.to_state) == (1, "open", "", "submitted")
    monkeypatch.setattr("bot.cases.services.chronicle.append", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_one()
    assert Case.objects.count() == 1


def test_numbers_are_random_and_checked(db: None) -> None:
    numbers = [open_one().case.number for _ in range(30)]
    assert len(set(numbers)) == 30
    assert all(is_case_number(number) for number in numbers)


def test_limits_differ_by_kind(db: None) -> None:
    now = timezone.localtime()
    short = open_one(kind="help", now=now).case.expected_at
    middle = open_one(kind="complaint", now=now).case.expected_at
    long = open_one(kind="praise", now=now).case.expected_at
    assert now < short < middle < long


@pytest.mark.parametrize("change", [{"kind": "joke"}, {"description": " "}])
def test_a_case_that_can_not_be(db: None, change: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        open_one(**change)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_caseevent SET actor = 'x'",
        "DELETE FROM cases_caseevent",
        "REPLACE INTO cases_caseevent (id, case_id, seq, at, actor, post, action, from_state, to_state, words_digest,"
        " previous, digest) SELECT id, case_id, seq, at, 'x', post, action, from_state, to_state, words_digest,"
        " previous, digest FROM cases_caseevent",
        "REPLACE INTO cases_caseevent (case_id, seq, at, actor, post, action, from_state, to_state, words_digest,"
        " previous, digest) SELECT case_id, seq, at, 'x', post, action, from_state, to_state, words_digest,"
        " previous, digest FROM cases_caseevent",
        "TRUNCATE cases_caseevent CASCADE",
        "TRUNCATE cases_case CASCADE",
        "INSERT INTO cases_caseevent SELECT * FROM cases_caseevent WHERE true"
        " ON CONFLICT (id) DO UPDATE SET actor = excluded.actor",
    ],
)
def test_history_can_not_be_rewritten_even_by_sql(db: None, statement: str) -> None:
    lacking = {"sqlite": "TRUNCATE", "postgresql": "REPLACE"}[connection.vendor]
    if statement.startswith(lacking):
        pytest.skip(f"{connection.vendor} has no {lacking}")
    raise_guards()
    open_one()
    if connection.vendor == "postgresql":  # what a commit would look at; TRUNCATE asks for it before any trigger
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="history is final"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert CaseEvent.objects.get().actor == "群众"


def test_history_can_not_be_rewritten_by_the_models(db: None) -> None:
    raise_guards()
    case = open_one().case
    event = case.events.get()
    event.actor = "x"
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        case.delete()


def test_no_guards_no_start() -> None:
    assert any("TRUNCATE" in statement for statement in guards.raised("postgresql"))
    with pytest.raises(ValueError, match="mysql"):
        guards.raised("mysql")


def test_a_contact_is_shown_for_a_reason_and_written_down(guide: User) -> None:
    case, actor = open_one(contact="13912345678").case, Actor.staff(guide)
    assert b"139" not in bytes(case.contact or b"")
    with pytest.raises(Invalid):
        services.reveal_contact(case, actor, why="  看 ", now=timezone.now())
    assert case.events.count() == 1
    assert services.reveal_contact(case, actor, why="回电告知结果", now=timezone.now()) == "13912345678"
    last = case.events.last()
    assert last is not None
    assert (last.seq, last.actor, last.action, last.why) == (2, "guide", "see_contact", "回电告知结果")
    assert "139" not in str(last.__dict__)


def test_an_anonymous_case_keeps_no_contact(guide: User) -> None:
    case = open_one(contact="13912345678", anonymous=True).case
    assert case.contact is None
    with pytest.raises(UnknownCase):
        services.reveal_contact(case, Actor.staff(guide), why="回电告知结果", now=timezone.now())


def test_keys_can_be_changed_without_losing_anything(db: None, settings: Any) -> None:
    opened = open_one(contact="13912345678")
    settings.VAULT_KEY = f"{Fernet.generate_key().decode()} {settings.VAULT_KEY}"
    assert services.look_up(opened.case.number, opened.code, now=timezone.now()) == opened.case
    assert vault.unseal(opened.case.contact or b"") == "13912345678"
    assert open_one(contact="13800138000").case.contact


def _begin(now: Any) -> tuple[Begun, str]:
    opened = services.open_conversation(channel="web", key=None, now=now)
    assert isinstance(opened, tuple)
    begun, token = opened
    services.finish_turn(begun, messages=[], context={"item": "x"}, release="r", simple=False, now=now)
    return begun, token


def test_what_is_over_is_forgotten_step_by_step(db: None) -> None:
    now = timezone.now()
    begun, token = _begin(now)
    key = services.key_for("/p", "12345678", {})
    services.begin_turn(token, text="电话13912345678", choice=None, key=key, now=now)
    case = open_one(conversation_id=begun.conversation_id).case
    assert Secret.objects.count() == 1
    assert services.forget_expired(now) == 0
    services.forget_expired(now + timedelta(minutes=31))
    assert Secret.objects.count() == 0
    assert Conversation.objects.get().context == {}
    assert Turn.objects.count() == 1
    services.forget_expired(now + timedelta(hours=25))
    assert IdempotencyKey.objects.count() == 0
    services.forget_expired(now + timedelta(days=31))
    assert Turn.objects.count() == 0
    case.refresh_from_db()
    assert case.conversation is None


def test_every_error_speaks_chinese() -> None:
    def all_of(kind: type[CasesError]) -> list[type[CasesError]]:
        return [kind, *(one for sub in kind.__subclasses__() for one in all_of(sub))]

    for kind in all_of(CasesError):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in kind.words)
        assert 400 <= kind.status < 600
