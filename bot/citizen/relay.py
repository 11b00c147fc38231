"""The wire to the assistant: one answer within its time, or none, and a dead assistant costs nothing."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx
from django.conf import settings

from bot.knowledge.messages import KINDS

log = logging.getLogger(__name__)

ANSWER_BYTES = 512 * 1024
CONTEXT_BYTES = 48 * 1024
"""16 k characters of Chinese: a description of 4,000 may stand in it twice."""
DOES = frozenset({"open_case", "call_human", "case_status"})
FAILURES = 3
"""Failures in a row after which the assistant is left alone for a while."""
PAUSE, PAUSE_MOST = 1.0, 8.0
"""Seconds it is left alone, doubled each time up to the most."""
_KEYS = ("speech", "item", "aspect", "card", "case", "from", "release")


class NoAnswer(Exception):
    """The assistant can't answer this turn; the text says why, for the log, and holds nobody's words."""


class Late(NoAnswer):
    """It came, but after its time."""


@dataclass(frozen=True)
class Answer:
    """What the assistant said and wants done. do: null, or one of DOES with its draft."""

    messages: list[dict[str, Any]]
    context: dict[str, Any]
    do: dict[str, Any] | None
    release: str


class Health:
    """Remembers failures: after FAILURES in a row, or one refused connection, nobody waits for a while.

    Only what costs time counts. A strange answer costs none, and one person's words must not be able to
    send everybody else into simple mode.

    clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._failures, self._pause, self._closed_until = 0, PAUSE, 0.0

    def may_try(self) -> bool:
        """Whether to ask. After a pause one turn tries, the others keep going round until it has succeeded."""
        with self._lock:
            if not self._closed_until:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + self._pause
            return True

    def went_well(self) -> None:
        with self._lock:
            self._failures, self._pause, self._closed_until = 0, PAUSE, 0.0

    def failed(self, *, refused: bool = False) -> None:
        with self._lock:
            self._failures += 1
            if refused or self._failures >= FAILURES:
                self._closed_until = self._clock() + self._pause
                self._pause = min(self._pause * 2, PAUSE_MOST)

    @property
    def good(self) -> bool:
        return not self._closed_until


class Relay:
    """Asks the assistant over kept connections. timeout: seconds for a whole answer. transport: for tests."""

    def __init__(
        self, url: str, secret: str, *, timeout: float, in_flight: int, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.health = Health()
        self._timeout = timeout
        self._slots = threading.BoundedSemaphore(in_flight)
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {secret}"},
            timeout=timeout,
            limits=httpx.Limits(max_connections=in_flight, max_keepalive_connections=in_flight, keepalive_expiry=60),
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )

    def ask(self, turn: dict[str, Any]) -> Answer:
        """One turn, docs/turn.md.

        Raises:
            NoAnswer: down, overloaded, late or strange.
        """
        if not self.health.may_try():
            raise NoAnswer("left alone for a while after failures")
        if not self._slots.acquire(blocking=False):
            raise NoAnswer("too many turns in flight")
        try:
            answer = understood(self._fetch(turn))
        except Late:
            self.health.failed()
            raise
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            self.health.failed(refused=True)
            raise NoAnswer("no connection") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self.health.failed()
            raise NoAnswer(type(error).__name__) from error
        finally:
            self._slots.release()
        self.health.went_well()
        return answer

    def _fetch(self, turn: dict[str, Any]) -> bytes:
        late = time.monotonic() + self._timeout
        body = b""
        with self._client.stream("POST", "/webhooks/hall/turn", json=turn) as response:
            if response.status_code != 200:
                raise NoAnswer(f"status {response.status_code}")
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > ANSWER_BYTES:
                    raise NoAnswer("answer too long")
                if time.monotonic() > late:
                    break
        if time.monotonic() > late:
            raise Late("late")
        return body


def understood(body: bytes) -> Answer:
    """The answer, checked key by key: what doesn't fit the contract counts as no answer.

    Raises:
        NoAnswer: it doesn't fit.
    """
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("no JSON") from error
    if not isinstance(plain, dict):
        raise NoAnswer("no object")
    messages, context, do = plain.get("messages"), plain.get("context"), plain.get("do")
    if not isinstance(messages, list) or not isinstance(context, dict) or not _may_do(do):
        raise NoAnswer("strange shape")
    if not messages and do is None:
        raise NoAnswer("empty")
    if context_bytes(context) > CONTEXT_BYTES:
        raise NoAnswer("context too large")
    release = plain.get("release")
    return Answer([_message(one) for one in messages], context, do, release if isinstance(release, str) else "")


def context_bytes(context: dict[str, Any]) -> int:
    """How much a context weighs when stored."""
    return len(json.dumps(context, ensure_ascii=False).encode())


def _may_do(do: Any) -> bool:
    if do is None:
        return True
    if not isinstance(do, dict) or do.get("do") not in DOES or not isinstance(do.get("draft"), dict):
        return False
    return all(value is None or isinstance(value, str) for value in do["draft"].values())


def _message(one: Any) -> dict[str, Any]:
    if not isinstance(one, dict) or one.get("kind") not in KINDS:
        raise NoAnswer("strange message")
    text, options = one.get("text"), one.get("options") or []
    if not isinstance(text, str) or not text.strip() or not isinstance(options, list):
        raise NoAnswer("message without text")
    kept = [_option(option) for option in options]
    return {"kind": one["kind"], "text": text, "options": kept, **{key: one.get(key) for key in _KEYS}}


def _option(one: Any) -> dict[str, Any]:
    if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not isinstance(one.get("label"), str):
        raise NoAnswer("strange option")
    return {"id": one["id"], "label": one["label"], "item": one.get("item")}


@lru_cache(maxsize=1)
def the_relay() -> Relay:
    """The web's own relay, made at first use."""
    return Relay(
        settings.ASSISTANT_URL,
        settings.CHANNEL_SECRET,
        timeout=settings.ASSISTANT_TIMEOUT_MS / 1000,
        in_flight=settings.ASSISTANT_IN_FLIGHT,
    )
