"""The streams of events that are open: one look into the database for all of them, four times a second.

A stream holds no thread and no connection of its own. It lives for less than a minute; the page comes back with the id
of the last event it read, and nothing is lost in between, because every event is a row.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import signal
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from bot.cases.errors import TooMany, Unready
from bot.talks import services as talks
from bot.talks.services import Cursor, Event

log = logging.getLogger(__name__)

LOOK = 0.25
"""Seconds between two looks: words must be there within one."""
LIFE = 55.0
"""Seconds of one stream; proxies cut what is silent for a minute."""
HEARTBEAT = 15.0
SEEN = 15.0
"""Seconds between two notes that these pages are open."""
RETRY = b"retry: 1000\n\n"


class Stream:
    """One open page. read: how far; nothing before it is told again."""

    def __init__(self, conversation_id: int, read: Cursor, address: str) -> None:
        self.conversation_id, self.read, self.address = conversation_id, read, address
        self.waiting: asyncio.Queue[bytes | None] = asyncio.Queue()

    def take(self, events: list[Event], top: Cursor) -> None:
        """Queues what is new to this page; from here on it has read everything up to `top`."""
        new = [
            one for one in events
            if one.conversation_id == self.conversation_id
            and (one.cursor.line > self.read.line if one.name != "case" else one.cursor.event > self.read.event)
        ]  # fmt: skip
        if new:
            self.waiting.put_nowait(b"".join(self._text(one, last=one is new[-1]) for one in new))
        self.read = _both(self.read, top)

    def _text(self, event: Event, *, last: bool) -> bytes:
        # The id stands at the end of what is sent at once: a line cut in the middle is told again, never skipped.
        self.read = _both(self.read, event.cursor)
        name = f"id: {self.read}\n" if last else ""
        return name.encode() + _text(event.name, event.data)


def _text(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _both(one: Cursor, other: Cursor) -> Cursor:
    return Cursor(max(one.line, other.line), max(one.event, other.event))


class Hub:
    """All open streams of this process, and the one task that looks for them.

    closing: the streams end. at_first: what is done once, when the first page opens, in the thread of the loop.
    """

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._addresses: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="events")
        self._task: asyncio.Task[None] | None = None
        self._seen_at = 0.0
        self.closing = False
        self.at_first: Callable[[], object] = lambda: None

    def check(self, address: str) -> None:
        """Raises TooMany for an address with too many open pages, Unready when there are too many altogether."""
        with self._lock:
            if len(self._streams) >= settings.STREAMS:
                raise Unready
            if self._addresses[address] >= max(1, settings.STREAMS // 4):  # a whole hall may share an address
                raise TooMany(10, "同时打开的页面太多，请稍后再试。")

    async def stream(
        self, conversation_id: int, read: Cursor, address: str, first: dict[str, Any]
    ) -> AsyncIterator[bytes]:
        """What is told to one page, as bytes of the event-stream format. first: how its call stands, told at once."""
        own = Stream(conversation_id, read, address)
        loop = asyncio.get_running_loop()
        ends = loop.time() + LIFE - random.random() * 5  # noqa: S311  (so that they do not all come back at once)
        self._add(own)
        try:
            yield RETRY + _text("talk", first)
            while (left := ends - loop.time()) > 0:
                try:
                    told = await asyncio.wait_for(own.waiting.get(), min(left, HEARTBEAT))
                except TimeoutError:
                    told = b":\n\n"
                if told is None:
                    return
                yield told
        finally:
            self._remove(own)

    def _add(self, stream: Stream) -> None:
        first, self.at_first = self.at_first, lambda: None
        first()
        with self._lock:
            self._streams.add(stream)
            self._addresses[stream.address] += 1
        if self._task is None or self._task.done() or self._task.get_loop() is not asyncio.get_running_loop():
            self._task = asyncio.get_running_loop().create_task(self._go())

    def _remove(self, stream: Stream) -> None:
        with self._lock:
            self._streams.discard(stream)
            self._addresses[stream.address] -= 1
            if self._addresses[stream.address] <= 0:
                del self._addresses[stream.address]

    async def _go(self) -> None:
        """Looks as long as there is a stream."""
        loop = asyncio.get_running_loop()
        try:
            while self._streams:
                streams = list(self._streams)
                if self.closing:
                    for stream in streams:
                        stream.waiting.put_nowait(None)
                try:
                    events, top = await loop.run_in_executor(self._thread, self._look, streams)
                except Exception as error:  # the database may be busy or gone for a while; the next look comes
                    log.warning("no look at events: %s", type(error).__name__)
                else:
                    for stream in streams:
                        stream.take(events, top)
                await asyncio.sleep(LOOK)
        finally:
            # run_in_executor would wait for a loop that may be ending
            self._thread.submit(connections.close_all)

    def _look(self, streams: list[Stream]) -> tuple[list[Event], Cursor]:
        close_old_connections()  # one that broke: the server may have been started anew
        top = talks.newest()
        now = timezone.now()
        if not 0 <= now.timestamp() - self._seen_at < SEEN:
            self._seen_at = now.timestamp()
            talks.citizens_seen({stream.conversation_id for stream in streams}, now)
        after: dict[int, Cursor] = {}
        for stream in streams:
            if stream.read.line >= top.line and stream.read.event >= top.event:
                continue
            least = after.get(stream.conversation_id, stream.read)
            after[stream.conversation_id] = Cursor(
                min(least.line, stream.read.line), min(least.event, stream.read.event)
            )
        return talks.events(after, top), top


def end_on(number: int) -> None:
    """Lets a signal that stops the server end the open pages first: it would wait seconds for them, and cut them then.

    To be called when the server has put up its own handler, which is after the application is loaded.
    """
    before = signal.getsignal(number)

    def stop(got: int, frame: Any) -> None:
        the_hub().closing = True
        if callable(before):
            before(got, frame)

    if callable(before) and threading.current_thread() is threading.main_thread():
        signal.signal(number, stop)


@lru_cache(maxsize=1)
def the_hub() -> Hub:
    """The one of this process, made at first use."""
    return Hub()
