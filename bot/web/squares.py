"""Where the squares on paper lead a phone: one place for the citizen's page and for what the desk prints."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

LOOPBACK = ("localhost", "127.", "[::1]")
TEXT = "text"
"""The value of XIAOBAO_SLIP_QR that wants words, never an address."""


def address(request: HttpRequest) -> str:
    """Where a phone reaches the web, as far as this request knows; empty when only its own machine does."""
    return "" if request.get_host().startswith(LOOPBACK) else request.build_absolute_uri("/")


def base(request: HttpRequest) -> str:
    """The same, or the address that the hall has named for phones; empty where squares hold words."""
    named = str(settings.SLIP_QR)
    return "" if named == TEXT else (f"{named.rstrip('/')}/" if named else address(request))


def square_of(request: HttpRequest, number: str) -> str:
    """What a phone reads from the square of a request: the page that asks for its code, with the number filled in.

    The number stands in the address's fragment, which no browser sends, so that it gets into no log and no referrer.
    The query code is never in it: a photo of the square opens nothing. Without an address it is the number in words.
    """
    leads_to = base(request)
    return f"{leads_to}#case={number}" if leads_to else f"诉求编号 {number}"
