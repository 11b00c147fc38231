"""How a request runs: one hop into one of a fixed number of threads, each with its own kept connection.

Django would start a thread for every request, and with it a new database connection; for SQLite the
last one to close also folds the write-ahead log back, on every turn. Here the threads stay.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import IO, Any, cast

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from bot.web.headers import API_POLICY
from bot.web.problems import problem

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
EVENTS = "text/event-stream"
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class _Body:
    """Counts what arrives; once it is too much, takes the rest in and keeps nothing of it."""

    def __init__(self, receive: Receive, most: int) -> None:
        self.receive, self.most, self.seen = receive, most, 0

    @property
    def too_big(self) -> bool:
        return self.seen > self.most

    async def __call__(self) -> Mapping[str, Any]:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        return {**message, "body": b""} if self.too_big and message["type"] == "http.request" else message


class _Thread:
    """The thread of one request, given back once."""

    def __init__(self, executor: ThreadPoolExecutor, idle: asyncio.LifoQueue[ThreadPoolExecutor]) -> None:
        self._executor, self._idle, self._given = executor, idle, False

    def give_back(self) -> None:
        """A caller that hung up leaves work running: the thread is idle again only behind it."""
        if self._given:
            return
        self._given = True
        loop = asyncio.get_running_loop()
        self._executor.submit(_nothing).add_done_callback(
            lambda _: loop.is_closed() or loop.call_soon_threadsafe(self._idle.put_nowait, self._executor)
        )


_own: ContextVar[_Thread] = ContextVar("thread of this request")


class ThreadedHandler(ASGIHandler):
    """Django's ASGI handler over a fixed set of threads; bodies above the limit are never stored."""

    def __init__(self, threads: int) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = threads
        self._idle: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        self._made = 0
        self._lock = threading.Lock()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError("only http is served")
        executor = await self._take()
        own = _Thread(executor, self._idle)
        token = _own.set(own)
        try:
            async with ThreadSensitiveContext(executor=executor):
                await self.handle(scope, _Body(receive, _most(scope)), send)
        finally:
            own.give_back()
            _own.reset(token)

    def idle_executors(self) -> list[ThreadPoolExecutor]:
        """Takes out the threads that have nothing to do, to be ended by the caller."""
        found = []
        while not self._idle.empty():
            found.append(self._idle.get_nowait())
        return found

    async def _take(self) -> ThreadPoolExecutor:
        if self._idle.empty():
            with self._lock:
                if self._made < self._threads:
                    self._made += 1
                    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"web-{self._made}")
        return await self._idle.get()

    async def read_body(self, receive: Receive) -> IO[bytes]:
        body = await super().read_body(receive)
        if isinstance(receive, _Body) and receive.too_big:
            body.too_big = True  # type: ignore[attr-defined]
        return body

    def create_request(self, scope: Mapping[str, Any], body_file: IO[bytes]) -> Any:
        if getattr(body_file, "too_big", False):
            if scope["path"] in settings.UPLOADS:  # a person is at that page: it says so in words
                return None, HttpResponseRedirect(settings.UPLOADS[scope["path"]][1])
            refused = problem(413, settings.OPEN_UPLOADS.get(scope["path"], (0, None))[1])
            refused.headers["Content-Security-Policy"] = API_POLICY
            refused.headers["Referrer-Policy"] = "no-referrer"
            return None, refused
        return super().create_request(scope, body_file)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        response = await sync_to_async(self._answer)(cast(ASGIRequest, request))
        if response.headers.get("Content-Type", "").startswith(EVENTS):
            _own.get().give_back()  # it is sent from the loop; only its end, which takes no time, needs a thread again
        return response

    def _answer(self, request: ASGIRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.streaming and not response.is_async:  # type: ignore[attr-defined]
            # Files of ours are small: read here, in the thread, rather than chunk by chunk from the loop.
            chunks = list(response.streaming_content)  # type: ignore[attr-defined]
            response.streaming_content = _replay(chunks)  # type: ignore[attr-defined]
        return response


def _most(scope: Mapping[str, Any]) -> int:
    """Bytes that a body may have: sheets come only from who is logged in, as far as the cookie says."""
    if scope["path"] in settings.OPEN_UPLOADS:
        photo: int = settings.OPEN_UPLOADS[scope["path"]][0]
        return photo
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    if scope["path"] in settings.UPLOADS and f"{settings.SESSION_COOKIE_NAME}=" in cookies:
        most: int = settings.UPLOADS[scope["path"]][0]
        return most
    default: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return default


async def _replay(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def _nothing() -> None:
    return None
