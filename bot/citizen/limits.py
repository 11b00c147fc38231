"""How often one conversation or address may call, counted in memory by whole minutes."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict

from django.conf import settings
from django.http import HttpRequest

from bot.cases.errors import TooMany

MINUTE = 60.0
REMEMBERED = 20_000
SLIP_MISSES, SLIP_LOCKED = 10, 15 * MINUTE
"""Codes of no slip from one address, and the seconds in which they count: a whole hall may share an address."""
SPEECH_A_MINUTE = 240
"""Sentences read aloud or listened to for one address: a whole hall may share one."""
PHOTOS_AN_HOUR = 300
"""Photos from one address: a whole hall may share one."""
PRINTS_A_MINUTE = 10
"""Slips on one printer: nobody at the machine taps faster, and paper is not to be emptied for fun."""
SLIPS_AN_HOUR = 600
"""Slips made from one address: each is kept for two years, and a whole hall may share an address."""


class Limiter:
    """Counts calls by key, each in minutes that begin with its first call; forgets the keys longest unused."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._remembered = remembered

    def count(self, key: str, *, most: int, now: float, over: float = MINUTE) -> None:
        """Counts one call. most: calls in `over` seconds, 0 = any number. now: seconds.

        Raises:
            TooMany: it would be more; it is not counted then.
        """
        if not most:
            return
        with self._lock:
            since, calls = self._counts.get(key, (now, 0))
            if now - since >= over:
                since, calls = now, 0
            if calls >= most:
                raise TooMany(int(since + over - now) + 1)
            self._counts[key] = (since, calls + 1)
            self._counts.move_to_end(key)
            while len(self._counts) > self._remembered:
                self._counts.popitem(last=False)

    def check(self, key: str, *, most: int, now: float, over: float = MINUTE) -> None:
        """Raises TooMany where `count` would; counts nothing."""
        with self._lock:
            since, calls = self._counts.get(key, (now, 0))
            if now - since < over and calls >= most:
                raise TooMany(int(since + over - now) + 1)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._counts.clear()


limiter = Limiter()


def address(request: HttpRequest) -> str:
    """Whom a call counts for: the IPv4 address, or the /64 network of an IPv6 address."""
    peer = request.META.get("REMOTE_ADDR") or "unknown"
    try:
        parsed = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def count_address(request: HttpRequest, now: float) -> None:
    """Counts a call of this address. Raises TooMany."""
    limiter.count(f"address {address(request)}", most=settings.CALLS_PER_MINUTE, now=now)


def slow_guessing(request: HttpRequest, now: float) -> None:
    """Raises TooMany for an address that has just sent too many codes of no slip, whatever it sends now."""
    try:
        limiter.check(f"slips {address(request)}", most=SLIP_MISSES, now=now, over=SLIP_LOCKED)
    except TooMany as error:
        raise TooMany(error.retry_after, "编号输错次数太多，请15分钟后再试，或到导办台。") from error


def count_miss(request: HttpRequest, now: float) -> None:
    """Counts a code of no slip for this address; it is `slow_guessing` that refuses."""
    limiter.count(f"slips {address(request)}", most=SLIP_MISSES, now=now, over=SLIP_LOCKED)


def count_slip(request: HttpRequest, now: float) -> None:
    """Counts a slip that this address wants made. Raises TooMany."""
    limiter.count(f"slips made {address(request)}", most=SLIPS_AN_HOUR, now=now, over=60 * MINUTE)


def count_print(kiosk: str, now: float) -> None:
    """Counts a slip that the printer beside a machine is to print. Raises TooMany."""
    limiter.count(f"prints {kiosk}", most=PRINTS_A_MINUTE, now=now)


def count_photo(request: HttpRequest, now: float) -> None:
    """Counts a photo that this address sends. Raises TooMany."""
    limiter.count(f"photos {address(request)}", most=PHOTOS_AN_HOUR, now=now, over=60 * MINUTE)


def count_turn(token: str, now: float) -> None:
    """Counts a turn of this conversation. Raises TooMany."""
    limiter.count(f"turn {token}", most=settings.TURNS_PER_MINUTE, now=now)


def count_speech(request: HttpRequest, now: float) -> None:
    """Counts a sentence that is to be read aloud or understood for this address. Raises TooMany."""
    limiter.count(f"speech {address(request)}", most=SPEECH_A_MINUTE, now=now)
