"""Paper from the printer beside a registered machine: once for a key, never in a transaction, honest when nothing comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases import services
from bot.cases.errors import NotAllowed, Unready
from bot.cases.services import Key
from bot.citizen import limits
from bot.citizen.api_devices import TOKEN_HEADER
from bot.devices.services import known
from bot.slips.errors import PrinterSilent
from bot.slips.services import has_printer
from bot.store.writing import writing

PRINTING = timedelta(seconds=20)
"""Longer than a printer is ever waited for."""


def printer_of(request: Request) -> str:
    """The number of the machine that asks, if it has proven itself and has a printer; else nothing."""
    device = known(request.headers.get(TOKEN_HEADER, ""))
    return device.number if device is not None and has_printer(device.number) else ""


def printer_for(request: Request, now: datetime) -> str:
    """The same, counted. Raises NotAllowed: there is none. TooMany."""
    kiosk = printer_of(request)
    if not kiosk:
        raise NotAllowed("这台机器没有接打印机，请到导办台。")
    limits.count_print(kiosk, now.timestamp())
    return kiosk


def printed(key: Key | None, now: datetime, work: Callable[[], None]) -> Response:
    """Does the work once for a key, so that a page that asks again gets one paper; what failed may be tried again.

    Raises:
        Unready: nothing came out, with the sentence that says why. What else the work raises.
    """
    with writing():
        stored = services.begin_key(key, now=now, until=now + PRINTING)
    if stored is not None:
        return Response(stored.answer, status=stored.status)
    done = False
    try:
        work()
        done = True
    except PrinterSilent as error:
        raise Unready(str(error)) from error
    finally:
        with writing():
            if done:
                services.keep_answer(key, 200, {"printed": True})
            else:
                services.release_key(key)
    return Response({"printed": True})
