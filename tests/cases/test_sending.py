"""News of a request reaches its citizen: by a clerk's call or the hall's gateway, once, and never about whose case it is not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from bot.cases import senders, services
from bot.cases.actors import Actor
from bot.cases.errors import AgainstRule
from bot.cases.lifecycle import State
from bot.cases.models import Case, ContactAttempt, Outgoing
from bot.cases.senders import SENTENCES, HttpSender, Letter, NotSent, Refused, Unclear, mobile_in, wording
from bot.cases.services import sending
from bot.cases.services.messages import TELLS
from bot.config import SettingError
from tests.cases.acting import START, later, open_one, standing

PHONE = "13912345678"


class Gateway:
    """A short-message gateway on loopback. answers: statuses to come, then 202; got: what it was sent."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[dict[str, Any]] = []
        self.heads: list[dict[str, str]] = []
        me = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                me.heads.append(dict(self.headers))
                me.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                status = me.answers.pop(0) if me.answers else 202
                if status == 0:  # hangs up without a word
                    self.connection.close()
                    return
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def gateway(socket_enabled: None, settings: Any) -> Iterator[Gateway]:
    one = Gateway()
    settings.SENDER = "bot.cases.senders.HttpSender"
    settings.SENDER_URL, settings.SENDER_SECRET, settings.SENDER_WAYS = one.url, "g4teway", ["message"]
    senders._made.cache_clear()
    yield one
    senders._made.cache_clear()
    one.stop()


def answered(clerk: User, **changes: Any) -> Case:
    """A request that was just answered by the clerk, after a call that nobody took."""
    case = standing(State.IN_PROGRESS, clerk, **{"contact": PHONE, "way_back": "message"} | changes)
    actor = Actor.staff(clerk)
    services.contact(case, actor, way="call", reached=False, now=START)
    return services.resolve(case, actor, answer="已经修好了", now=START)


def the_one(case: Case) -> Outgoing:
    return Outgoing.objects.get(case=case)


def test_without_a_sender_an_answer_is_a_call_for_the_clerk(clerk: User, other_clerk: User) -> None:
    case = answered(clerk)
    (row,) = services.calls_to_make(clerk, START)
    assert (row.case, row.what, row.way, row.state) == (case, "resolved", "message", Outgoing.State.TO_CALL)
    assert not services.calls_to_make(other_clerk, START)
    assert sending.send_soon(later(minutes=5)) == 0
    services.contact(case, Actor.staff(clerk), way="call", reached=True, now=later(hours=1))
    assert not services.calls_to_make(clerk, later(hours=1))
    assert the_one(case).state == Outgoing.State.TOLD


def test_without_a_contact_nothing_and_nothing_for_who_comes_to_the_counter(clerk: User) -> None:
    services.resolve(standing(State.IN_PROGRESS, clerk), Actor.staff(clerk), answer="已经修好了", now=START)
    answered(clerk, way_back="window")
    assert not Outgoing.objects.exists()


def test_nobody_answers_three_times_and_the_list_is_free_again(clerk: User) -> None:
    case = answered(clerk)
    for number in range(3):
        now = later(hours=3 * number)
        assert services.calls_to_make(clerk, now).count() == 1, "it comes again after two hours"
        services.contact(case, Actor.staff(clerk), way="call", reached=False, now=now)
        assert not services.calls_to_make(clerk, now)
    assert the_one(case).state == Outgoing.State.MISSED
    assert not services.calls_to_make(clerk, later(days=2))


def test_the_unit_complained_of_is_never_told_to_call(clerk: User, supervisor: User) -> None:
    case = answered(clerk)
    assert services.calls_to_make(clerk, START).exists()
    services.name_unit(case, Actor.staff(supervisor), department="police", now=START)
    assert not services.calls_to_make(clerk, START).exists()


def test_who_received_a_request_first_tells_where_it_went(clerk: User, guide: User, dispatcher: User) -> None:
    case = standing(State.ASSIGNED, clerk, contact=PHONE)
    services.transfer(case, Actor.staff(dispatcher), body="供电公司", telephone="95598", number="无", now=START)
    assert not services.calls_to_make(clerk, START)
    (row,) = services.calls_to_make(guide, START)
    assert row.what == "transferred"
    services.contact(row.case, Actor.staff(guide), way="call", reached=True, now=START)
    assert the_one(case).state == Outgoing.State.TOLD


def test_the_gateway_gets_number_and_nothing_personal(gateway: Gateway, clerk: User) -> None:
    case = answered(clerk, description="井盖没了，我家在东河3号楼")
    assert sending.send_soon(START) == 1
    assert sending.send_soon(later(minutes=1)) == 0, "never twice"
    (body,) = gateway.got
    assert body == {
        "id": f"{case.number}-{the_one(case).seq}", "way": "message", "to": PHONE, "number": case.number,
        "text": body["text"],
    }  # fmt: skip
    assert case.number in body["text"]
    assert "答复" in body["text"]
    for word in (PHONE, "井盖", "东河", "修好", "李窗口"):
        assert word not in body["text"]
    assert gateway.heads[0]["Authorization"] == "Bearer g4teway"
    assert gateway.heads[0]["Idempotency-Key"] == body["id"]
    assert the_one(case).state == Outgoing.State.SENT
    assert not services.calls_to_make(clerk, later(minutes=1))
    attempt = ContactAttempt.objects.get(case=case, by=None)
    assert not attempt.reached, "a gateway is not a person"
    told = case.events.get(action="tell")
    assert told.seq == attempt.seq
    assert "已交给发送平台" in told.why
    assert PHONE not in told.why
    assert services.walk(Case.objects.get(pk=case.pk))[1] is None


def test_what_was_surely_not_sent_is_tried_again_with_patience_then_called(gateway: Gateway, clerk: User) -> None:
    case = answered(clerk)
    gateway.answers = [503] * 9
    now, tried = START, []
    for _ in range(60 * 4):
        if sending.send_soon(now):
            tried.append(now - START)
        now += timedelta(minutes=1)
    assert tried == [timedelta(minutes=minutes) for minutes in (0, 1, 6, 36, 156)]
    row = the_one(case)
    assert (row.state, row.attempts) == (Outgoing.State.TO_CALL, 0)
    assert "发送平台忙" in row.error
    assert {head["Idempotency-Key"] for head in gateway.heads} == {f"{case.number}-{row.seq}"}
    assert case.events.filter(action="tell").count() == 5


@pytest.mark.parametrize(("status", "words"), [(0, "不知道"), (500, "不知道"), (400, "不收"), (302, "不收")])
def test_what_may_have_been_sent_is_never_sent_again(gateway: Gateway, clerk: User, status: int, words: str) -> None:
    case = answered(clerk)
    gateway.answers = [status]
    assert sending.send_soon(START) == 1
    assert the_one(case).state == Outgoing.State.TO_CALL
    assert words in the_one(case).error
    assert services.calls_to_make(clerk, START).exists()
    assert sending.send_soon(later(hours=3)) == 0
    assert len(gateway.got) == 1


def test_a_process_that_died_while_sending_leaves_it_to_a_clerk(
    gateway: Gateway, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = answered(clerk)

    def dies(self: HttpSender, letter: Letter) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(HttpSender, "send", dies)
        with pytest.raises(SystemExit):
            sending.send_soon(START)
    assert the_one(case).state == Outgoing.State.SENDING
    assert sending.send_soon(later(minutes=9)) == 0
    assert the_one(case).state == Outgoing.State.SENDING
    sending.send_soon(later(minutes=10))
    assert the_one(case).state == Outgoing.State.TO_CALL
    assert gateway.got == []


def test_two_processes_at_once_send_once(live_db: None, gateway: Gateway, clerk: User) -> None:
    cases = [answered(clerk) for _ in range(6)]
    gate = threading.Barrier(4)

    def looks() -> None:
        gate.wait()
        try:
            sending.send_soon(START)
        finally:
            connection.close()

    threads = [threading.Thread(target=looks) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(body["number"] for body in gateway.got) == sorted(case.number for case in cases)


def test_nothing_buzzes_at_night(gateway: Gateway, clerk: User) -> None:
    answered(clerk)
    assert sending.send_soon(START.replace(hour=21)) == 0
    assert sending.send_soon(START.replace(hour=7)) == 0
    assert sending.send_soon(later(days=1)) == 1


@pytest.mark.parametrize("contact", ["0550-6395001", "139 1234 567", f"{PHONE} 或 13800138000", "村口老李"])
def test_what_is_no_mobile_number_is_called(gateway: Gateway, clerk: User, contact: str) -> None:
    case = answered(clerk, contact=contact)
    sending.send_soon(START)
    assert gateway.got == []
    assert the_one(case).state == Outgoing.State.TO_CALL


def test_who_wants_a_call_is_called_and_who_said_nothing_gets_a_message(gateway: Gateway, clerk: User) -> None:
    assert the_one(answered(clerk, way_back="call")).state == Outgoing.State.TO_CALL
    assert the_one(answered(clerk, way_back="village")).state == Outgoing.State.TO_CALL
    assert the_one(answered(clerk, way_back="")).state == Outgoing.State.QUEUED


def test_news_that_grew_old_is_not_told(gateway: Gateway, clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk, contact=PHONE)
    services.ask(case, Actor.staff(clerk), missing="请补充门牌号", now=START)
    services.supplement(case, Actor.citizen(case), words="是三号楼", now=later(minutes=1))
    assert the_one(case).state == Outgoing.State.DROPPED
    assert sending.send_soon(later(minutes=2)) == 0


def test_a_reminder_is_news_and_a_warning_is_not(clerk: User) -> None:
    asked = standing(State.IN_PROGRESS, clerk, contact=PHONE)
    services.ask(asked, Actor.staff(clerk), missing="请补充门牌号", now=START)
    running = standing(State.IN_PROGRESS, clerk, contact=PHONE)
    services.tick(later(days=3))
    assert [row.what for row in asked.outgoing.order_by("seq")] == ["asked", "reminder"]
    assert [row.state for row in asked.outgoing.order_by("seq")] == ["dropped", "to_call"]
    assert not running.outgoing.exists()
    assert running.events.filter(action__in=("remind", "supervise")).exists()


def test_who_was_joined_to_another_is_told_too(clerk: User, dispatcher: User) -> None:
    main = standing(State.IN_PROGRESS, clerk)
    other = open_one(kind="help", item="id_card_reissue", contact=PHONE).case
    services.merge(other, Actor.staff(dispatcher), into=main, now=START)
    services.resolve(main, Actor.staff(clerk), answer="已经修好了", now=START)
    assert the_one(other).what == "together"


def test_an_erased_contact_is_told_nothing_more(gateway: Gateway, clerk: User) -> None:
    case = answered(clerk)
    services.erase(case, why="本人要求删除", now=START)
    assert sending.send_soon(START) == 0
    assert the_one(case).state == Outgoing.State.DROPPED


def test_a_machines_message_is_no_excuse_for_not_calling(gateway: Gateway, clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk, contact=PHONE)
    actor = Actor.staff(clerk)
    services.ask(case, actor, missing="请补充门牌号", now=START)
    sending.send_soon(START)
    services.supplement(case, Actor.citizen(case), words="三号楼", now=START)
    with pytest.raises(AgainstRule, match="先联系一次"):
        services.resolve(case, actor, answer="已经修好了", now=START)


def test_each_piece_of_news_has_its_sentence_and_holds_only_the_number() -> None:
    assert set(TELLS.values()) | {"reminder"} == set(SENTENCES)
    for what in SENTENCES:
        text = wording(what, "2345678901", hall="示例县政务服务中心", telephone="12345")
        assert text.count("2345678901") == 1
        assert len(text) <= 140


@pytest.mark.parametrize("url", ["http://sms.example.com/", "http://8.8.8.8/", "ftp://127.0.0.1/", "", "x"])
def test_a_message_leaves_the_house_only_encrypted(url: str) -> None:
    with pytest.raises(SettingError, match="XIAOBAO_SENDER_URL"):
        HttpSender(url, "", frozenset({"message"}))


@pytest.mark.parametrize(
    "url", ["https://sms.example.com/", "http://127.0.0.1:9/", "http://10.2.3.4/", "http://[::1]/"]
)
def test_a_gateway_in_the_house_may_be_plain(url: str) -> None:
    HttpSender(url, "", frozenset({"message"}))


def test_a_sender_nobody_knows_is_said_at_the_start(settings: Any) -> None:
    settings.SENDER = "bot.cases.senders.Nobody"
    with pytest.raises(SettingError, match="XIAOBAO_SENDER"):
        senders.the_sender()


def test_errors_of_a_sender_are_of_three_kinds() -> None:
    assert issubclass(Refused, NotSent)
    assert not issubclass(Unclear, NotSent)


@pytest.mark.parametrize(("contact", "found"), [(PHONE, PHONE), ("手机 139-1234-5678 王", PHONE), ("无", None)])
def test_the_mobile_number_is_found_in_what_was_written(contact: str, found: str | None) -> None:
    assert mobile_in(contact) == found
