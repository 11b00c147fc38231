"""Receipt printers of the hall: named by the operator, bound to a machine, asked first, and never waited for long."""

from __future__ import annotations

import ipaddress
import os
import select
import socket
import stat
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.config import SettingError
from bot.slips.errors import PrinterSilent
from bot.slips.strip import ROLLS

PORT = 9100
REACH_SECONDS, WRITE_SECONDS, ANSWER_SECONDS = 2.5, 5.0, 0.6
"""Until it is reached, has taken everything, and has answered how it is. Together less than a page waits."""
QUEUE_SECONDS = 4.0
WAITING = 4
"""So many slips wait for one printer; who comes then is told at once."""
_PAPER, _STATE = b"\x10\x04\x04", b"\x10\x04\x02"
"""DLE EOT: how much paper is left; why it does not print."""


@dataclass(frozen=True)
class Address:
    """Where a printer is. host empty: a device file at `path`. millimetres: of its roll."""

    host: str
    port: int
    path: str
    millimetres: int


def address(text: str) -> Address:
    """tcp://192.168.1.50:9100, file:/dev/usb/lp0, each with ?mm=58 for a narrow roll.

    Raises:
        SettingError: it is something else, or a host outside of the house.
    """
    parts = urlsplit(text)
    wanted = parse_qs(parts.query).get("mm", ["80"])[-1]
    roll = int(wanted) if wanted.isdecimal() and int(wanted) in ROLLS else 0
    try:
        port = parts.port or PORT
    except ValueError:
        port = 0
    if roll and parts.scheme == "file" and parts.path.startswith("/"):
        return Address("", 0, parts.path, roll)
    if roll and port and parts.scheme == "tcp" and _inside(parts.hostname or ""):
        return Address(parts.hostname or "", port, "", roll)
    raise SettingError(
        f"环境变量 XIAOBAO_PRINTERS 里的“{text}”看不懂：请写 tcp://内网IP:9100 或 file:/dev/usb/lp0，58毫米的纸在后面加 ?mm=58。"
    )


def addresses(pairs: Mapping[str, str]) -> dict[str, Address]:
    """The number of a machine → its printer. Raises SettingError."""
    return {kiosk: address(text) for kiosk, text in pairs.items()}


def deliver(data: bytes, to: Address) -> None:
    """Gives bytes to a printer, one slip after the other.

    Raises:
        PrinterSilent: it cannot be reached, does not take them, has no paper or is open; nothing is printed then, or
            only a part.
    """
    with _turn(to):
        try:
            if to.host:
                _over_the_net(data, to)
            else:
                _into_a_file(data, to.path)
        except OSError as error:
            raise PrinterSilent from error


def _inside(host: str) -> bool:
    try:
        return host == "localhost" or not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _over_the_net(data: bytes, to: Address) -> None:
    with socket.create_connection((to.host, to.port), timeout=REACH_SECONDS) as line:
        line.settimeout(ANSWER_SECONDS)
        _ask(line)
        line.settimeout(WRITE_SECONDS)
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)


def _ask(line: socket.socket) -> None:
    """Asks for paper and state. Many printers answer, some do not: silence is no fault."""
    for question in (_PAPER, _STATE):
        line.sendall(question)
        try:
            answer = line.recv(1)
        except TimeoutError:
            return
        if not answer:
            raise PrinterSilent
        # Bits 1 and 4 of such an answer are always set: anything else is not one.
        if answer[0] & 0x93 != 0x12:
            continue
        if question == _PAPER and answer[0] & 0x60:
            raise PrinterSilent("打印机没有纸了，请到导办台。")
        if question == _STATE and answer[0] & 0x24:
            raise PrinterSilent("打印机没有纸了，或盖子没有盖好，请到导办台。")
        if question == _STATE and answer[0] & 0x40:
            raise PrinterSilent


def _into_a_file(data: bytes, path: str) -> None:
    """Without blocking: the device of a printer that is off takes nothing, for ever."""
    flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY
    handle = os.open(path, flags)
    try:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.lseek(handle, 0, os.SEEK_END)
        end = time.monotonic() + WRITE_SECONDS
        left = memoryview(data)
        while left:
            patience = end - time.monotonic()
            if patience <= 0 or not select.select([], [handle], [], patience)[1]:
                raise TimeoutError
            try:
                left = left[os.write(handle, left) :]
            except BlockingIOError:
                time.sleep(0.05)
    finally:
        os.close(handle)


_locks: dict[Address, threading.Semaphore] = {}
_queues: dict[Address, int] = {}
_guard = threading.Lock()


@contextmanager
def _turn(to: Address) -> Iterator[None]:
    """One slip at a time for a printer. Raises PrinterSilent when it takes too long to get there."""
    with _guard:
        lock = _locks.setdefault(to, threading.Semaphore())
        if _queues.get(to, 0) >= WAITING:
            raise PrinterSilent("打印的人太多，请稍等再按。")
        _queues[to] = _queues.get(to, 0) + 1
    try:
        if not lock.acquire(timeout=QUEUE_SECONDS):
            raise PrinterSilent
        try:
            yield
        finally:
            lock.release()
    finally:
        with _guard:
            _queues[to] -= 1
