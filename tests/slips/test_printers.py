"""Printers of the hall: named by the operator, asked first, and honest when nothing comes out."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.config import SettingError
from bot.slips import printers
from bot.slips.errors import PrinterSilent
from bot.slips.printers import Address, address, addresses, deliver
from bot.slips.services import check_settings

pytestmark = pytest.mark.enable_socket


class Printer:
    """One on loopback. answers: to the questions for paper and state; None = says nothing."""

    def __init__(self, answers: dict[bytes, bytes] | None) -> None:
        self.answers, self.got = answers, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.done = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self.server.getsockname()[1], "", 80)

    def serve(self) -> None:
        line, _ = self.server.accept()
        with line:
            while data := line.recv(65536):
                self.got += data
                answer = (self.answers or {}).get(data)
                if answer:
                    line.sendall(answer)
        self.done.set()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(printers, "QUEUE_SECONDS", 0.05)
    monkeypatch.setattr(printers, "WRITE_SECONDS", 0.3)


PAPER, STATE = b"\x10\x04\x04", b"\x10\x04\x02"


@pytest.mark.parametrize("answers", [None, {PAPER: b"\x12", STATE: b"\x12"}, {PAPER: b"\xff", STATE: b"\x12"}])
def test_a_printer_that_is_well_or_says_nothing_gets_the_slip(quick: None, answers: Any) -> None:
    printer = Printer(answers)
    deliver(b"slip" * 1000, printer.address)
    assert printer.done.wait(5)
    assert printer.got.endswith(b"slip" * 1000)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({PAPER: b"\x72"}, "没有纸"),
        ({PAPER: b"\x12", STATE: b"\x16"}, "盖子"),
        ({PAPER: b"\x12", STATE: b"\x52"}, "没有反应"),
    ],
)
def test_a_printer_that_is_not_well_is_told(quick: None, answers: dict[bytes, bytes], words: str) -> None:
    printer = Printer(answers)
    with pytest.raises(PrinterSilent, match=words):
        deliver(b"slip", printer.address)
    assert printer.done.wait(5)
    assert b"slip" not in printer.got


def test_a_printer_that_is_off_is_told(quick: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PrinterSilent, match="请到导办台"):
        deliver(b"slip", Address("127.0.0.1", port, "", 80))


@pytest.fixture
def stuck() -> Iterator[Address]:
    """A printer that takes the line and nothing else."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Address("127.0.0.1", server.getsockname()[1], "", 80)


def test_nobody_waits_for_ever_and_the_next_is_told_at_once(
    quick: None, stuck: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PrinterSilent):
        deliver(b"slip" * 5_000_000, stuck)
    monkeypatch.setattr(printers, "WAITING", 0)
    with pytest.raises(PrinterSilent, match="稍等"):
        deliver(b"slip", stuck)


def test_a_device_file_gets_the_slip_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    for _ in range(2):
        deliver(b"slip", Address("", 0, str(device), 80))
    assert device.read_bytes() == b"slipslip"
    with pytest.raises(PrinterSilent):
        deliver(b"slip", Address("", 0, str(tmp_path / "lp9"), 80))


def test_addresses_are_read() -> None:
    assert addresses({"k3": "tcp://192.168.1.50", "k4": "file:/dev/usb/lp0?mm=58", "k5": "tcp://[fd00::5]:9101"}) == {
        "k3": Address("192.168.1.50", 9100, "", 80),
        "k4": Address("", 0, "/dev/usb/lp0", 58),
        "k5": Address("fd00::5", 9101, "", 80),
    }


@pytest.mark.parametrize(
    "text",
    ["", "lp0", "http://192.168.1.50", "tcp://8.8.8.8:9100", "tcp://printer.example:9100", "tcp://192.168.1.50:99999",
     "tcp://192.168.1.50?mm=57", "file:lp0", "tcp://"],
)  # fmt: skip
def test_no_other_address_and_no_host_outside_of_the_house(text: str) -> None:
    with pytest.raises(SettingError, match="XIAOBAO_PRINTERS"):
        address(text)


@pytest.mark.parametrize("wrong", [{"SLIP_QR": "hall.example"}, {"PRINTERS": {"k3": "tcp://8.8.8.8"}}])
def test_a_setting_that_cannot_work_stops_the_start(settings: Any, wrong: dict[str, Any]) -> None:
    check_settings()
    for name, value in wrong.items():
        setattr(settings, name, value)
    with pytest.raises(SettingError, match="XIAOBAO_"):
        check_settings()
