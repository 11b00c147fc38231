"""Slips, and receipts of requests, on the receipt printer beside a machine."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from bot.config import SettingError
from bot.slips.errors import NoPrinter
from bot.slips.receipt import Receipt
from bot.slips.services.slips import look_up
from bot.slips.squares import TEXT, square


def has_printer(kiosk: str) -> bool:
    """Has the operator bound a printer to this machine?"""
    return bool(kiosk) and kiosk in settings.PRINTERS


def print_slip(code: str, kiosk: str, address: str, now: datetime) -> None:
    """Prints a slip beside a machine, as it was made. address: where phones reach the web, as `squares.square` takes it.

    Never inside a transaction: it may take seconds.

    Raises:
        NoPrinter: none is bound to this machine. UnknownSlip. PrinterSilent: nothing came out, or only a part.
    """
    if not has_printer(kiosk):
        raise NoPrinter
    from bot.slips.printers import address as printer  # ESC/POS is loaded where there is something to print
    from bot.slips.printers import deliver
    from bot.slips.strip import strip

    told, to = look_up(code, now), printer(settings.PRINTERS[kiosk])
    sheet = told.leaflet
    deliver(strip(sheet, square(sheet, address), to.millimetres), to)


def print_receipt(receipt: Receipt, kiosk: str) -> None:
    """Prints the receipt of a request beside a machine. Never inside a transaction: it may take seconds.

    Raises:
        NoPrinter: none is bound to this machine. PrinterSilent: nothing came out, or only a part.
    """
    if not has_printer(kiosk):
        raise NoPrinter
    from bot.slips.printers import address as printer
    from bot.slips.printers import deliver
    from bot.slips.strip import receipt_strip

    to = printer(settings.PRINTERS[kiosk])
    deliver(receipt_strip(receipt, to.millimetres), to)


def check_settings() -> None:
    """Looks over what the operator set for slips, at the start. Raises SettingError."""
    if settings.SLIP_QR not in ("", TEXT) and not settings.SLIP_QR.startswith(("https://", "http://")):
        raise SettingError("环境变量 XIAOBAO_SLIP_QR 要写手机打得开的 https:// 地址，或者写 text，或者不写。")
    if settings.PRINTERS:
        from bot.slips.printers import addresses

        addresses(settings.PRINTERS)
