"""Server-sent events: what is told, how a dropped line is taken up again, and what open pages cost."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone

from bot.citizen import api_events, events
from bot.talks import services
from bot.talks.services import Cursor
from bot.web.handler import ThreadedHandler
from tests.talks.conftest import the_call
from tests.web_personas import Citizen, FakeAssistant, member, raise_guards


class Page:
    """One open page at the ASGI application, as a browser is one."""

    def __init__(self, handler: ThreadedHandler, token: str, last: str = "", query: str = "") -> None:
        headers = [(b"host", b"testserver"), *([(b"last-event-id", last.encode())] if last else [])]
        self.scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "headers": headers,
            "path": f"/api/v1/conversations/{token}/events", "query_string": query.encode(), "root_path": "",
            "server": ("testserver", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        self.status, self.body, self.ended = 0, b"", False
        self._gone = asyncio.Event()
        self._first = True
        self.task = asyncio.create_task(handler(self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if self._first:
            self._first = False
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")
            self.ended = not message.get("more_body", False)

    async def until(self, holds: Callable[[], bool], seconds: float = 20.0) -> None:
        late = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < late, self.body.decode()
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        self._gone.set()
        await self.task

    @property
    def told(self) -> list[tuple[str, dict[str, Any]]]:
        found = re.findall(r"event: (\w+)\ndata: (.*)\n", self.body.decode())
        return [(name, json.loads(data)) for name, data in found[1:]]

    @property
    def standing(self) -> dict[str, Any]:
        """What was told first: how the call stands."""
        found = re.search(r"event: talk\ndata: (.*)\n", self.body.decode())
        assert found is not None
        standing: dict[str, Any] = json.loads(found[1])
        return standing

    @property
    def last(self) -> str:
        return re.findall(r"^id: (.*)$", self.body.decode(), re.M)[-1]


@pytest.fixture
def handler(live_db: None, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedHandler]:
    raise_guards()
    hub = events.Hub()
    monkeypatch.setattr("bot.citizen.api_events.the_hub", lambda: hub)
    monkeypatch.setattr(events, "LOOK", 0.05)
    made = ThreadedHandler(threads=4)
    yield made
    for executor in made.idle_executors():
        executor.submit(connections.close_all).result()
        executor.shutdown()
    hub._thread.shutdown()


def in_thread(work: Callable[..., Any], *args: Any, **more: Any) -> Any:
    def run() -> Any:
        try:
            return work(*args, **more)
        finally:
            connections.close_all()

    return asyncio.to_thread(run)


@pytest.fixture
def joined(handler: ThreadedHandler, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> tuple[Citizen, User]:
    """A call that was answered; the hall is open whatever the hour."""
    monkeypatch.setattr("bot.talks.desks.opening_state", lambda *_: "open")
    user = member("guide", "张导办", "guide_desk")
    citizen = Citizen()
    citizen.open()
    citizen.say("人工")
    services.answer(the_call(), user, timezone.now())
    return citizen, user


def run(work: Callable[[], Any]) -> Any:
    return asyncio.run(work())


def test_words_come_and_a_dropped_line_is_taken_up_where_it_broke(
    handler: ThreadedHandler, joined: tuple[Citizen, User]
) -> None:
    citizen, user = joined

    async def work() -> None:
        page = Page(handler, citizen.conversation)
        await page.until(lambda: len(page.told) >= 3)
        assert page.status == 200
        assert page.headers["content-type"] == "text/event-stream"
        assert page.headers["cache-control"] == "no-store"
        assert (page.standing["state"], page.standing["from"]["name"]) == ("joined", "张导办")
        assert [name for name, _ in page.told] == ["talk", "message", "talk"]
        assert page.told[2][1]["state"] == "joined"
        await in_thread(services.say, the_call_now, user, "您好", timezone.now())
        await page.until(lambda: len(page.told) == 4)
        assert page.told[3][1]["text"] == "您好"
        await page.close()
        await in_thread(services.say, the_call_now, user, "还在吗", timezone.now())
        again = Page(handler, citizen.conversation, last=page.last)
        await again.until(lambda: bool(again.told))
        assert [data["text"] for _, data in again.told] == ["还在吗"]
        await again.close()

    the_call_now = the_call()
    run(work)


def test_a_page_that_comes_back_reads_on_from_where_its_history_ends(
    handler: ThreadedHandler, joined: tuple[Citizen, User]
) -> None:
    citizen, user = joined
    services.say(the_call(), user, "第一句", timezone.now())
    read = citizen.get(f"/conversations/{citizen.conversation}").json()["last_event_id"]
    services.say(the_call(), user, "第二句", timezone.now())

    async def work() -> None:
        page = Page(handler, citizen.conversation, query=f"after={read}")
        await page.until(lambda: bool(page.told))
        assert [data["text"] for _, data in page.told] == ["第二句"]
        await page.close()

    run(work)


def test_nobody_hears_what_was_said_in_another_conversation(
    handler: ThreadedHandler, joined: tuple[Citizen, User]
) -> None:
    _, user = joined
    talk = the_call()
    other = Citizen()
    other.open()

    async def work() -> None:
        page = Page(handler, other.conversation)
        await page.until(lambda: page.status == 200)
        await in_thread(services.say, talk, user, "只给一个人", timezone.now())
        await asyncio.sleep(0.3)
        assert page.told == []
        assert page.standing["state"] == "none"
        await page.close()

    run(work)


def test_a_change_of_the_request_is_told(handler: ThreadedHandler, joined: tuple[Citizen, User]) -> None:
    citizen, _ = joined
    services.watch(timezone.now() + timedelta(seconds=121))
    case = the_call().case
    assert case is not None

    async def work() -> None:
        page = Page(handler, citizen.conversation)
        await page.until(lambda: any(data.get("kind") == "case_created" for _, data in page.told))
        from bot.cases.services import dispatch

        await in_thread(dispatch, timezone.now())
        await page.until(lambda: page.told[-1][0] == "case")
        assert page.told[-1][1]["number"] == case.number
        assert page.told[-1][1]["code"] is None
        await page.close()

    run(work)


def test_open_pages_hold_no_thread(handler: ThreadedHandler, joined: tuple[Citizen, User]) -> None:
    citizen, _ = joined

    async def work() -> None:
        pages = [Page(handler, citizen.conversation) for _ in range(20)]
        for page in pages:
            await page.until(lambda page=page: page.status == 200)  # type: ignore[misc]
        assert handler._made <= 4
        # all threads come home while twenty pages are open
        await pages[0].until(lambda: handler._idle.qsize() == handler._made)
        assert sum(thread.name.startswith("events") for thread in threading.enumerate()) <= 1
        for page in pages:
            await page.close()

    run(work)


def test_a_stream_ends_by_itself_and_says_when_to_come_back(
    handler: ThreadedHandler, joined: tuple[Citizen, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen, _ = joined
    monkeypatch.setattr(events, "LIFE", 5.3)
    monkeypatch.setattr(events.random, "random", lambda: 1.0)
    monkeypatch.setattr(events, "HEARTBEAT", 0.1)

    async def work() -> None:
        page = Page(handler, citizen.conversation)
        await page.until(lambda: page.ended)
        assert page.body.startswith(b"retry: 1000\n\n")
        assert b"\n:\n\n" in page.body
        await page.close()

    run(work)


def test_a_signal_to_stop_ends_the_open_pages_at_once(
    handler: ThreadedHandler, joined: tuple[Citizen, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen, _ = joined
    hub = api_events.the_hub()
    monkeypatch.setattr(events, "the_hub", lambda: hub)
    got: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, frame: got.append(number))
    events.end_on(signal.SIGUSR1)

    async def work() -> None:
        page = Page(handler, citizen.conversation)
        await page.until(lambda: page.body != b"")
        signal.raise_signal(signal.SIGUSR1)
        await page.until(lambda: page.ended, seconds=10)
        await page.close()

    try:
        run(work)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert got == [signal.SIGUSR1], "the server hears it as well"


def test_too_many_pages_are_refused(handler: ThreadedHandler, joined: tuple[Citizen, User], settings: Any) -> None:
    citizen, _ = joined
    settings.STREAMS = 8

    async def work() -> None:
        pages = [Page(handler, citizen.conversation) for _ in range(2)]
        for page in pages:
            await page.until(lambda page=page: page.body != b"")  # type: ignore[misc]
        third = Page(handler, citizen.conversation)
        await third.until(lambda: third.ended)
        assert third.status == 429
        settings.STREAMS = 2
        fourth = Page(handler, citizen.conversation)
        await fourth.until(lambda: fourth.ended)
        assert fourth.status == 503
        for page in pages:
            await page.close()
        settings.STREAMS = 8
        fifth = Page(handler, citizen.conversation)
        await fifth.until(lambda: fifth.status == 200)
        await fifth.close()

    run(work)


@pytest.mark.django_db
def test_unknown_and_over(citizen: Citizen, assistant: FakeAssistant) -> None:
    assert citizen.get("/conversations/nobody/events").status_code == 404
    citizen.open()
    from bot.cases.models import Conversation

    Conversation.objects.update(expires_at=timezone.now())
    assert citizen.get(f"/conversations/{citizen.conversation}/events").status_code == 410


@pytest.mark.parametrize("text", ["", "1", "-", "a-1", "1-b", "١-1", "1--1", "9" * 50 + "-1"])
def test_a_strange_id_is_none(text: str) -> None:
    assert Cursor.of(text) is None


def test_an_id_comes_back_as_it_was() -> None:
    assert Cursor.of(str(Cursor(12, 7))) == Cursor(12, 7)
