"""The receipt of a request on the printer beside a registered machine: for who has number and code, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.models import Case
from bot.citizen import limits
from bot.devices.services import add, register
from bot.slips.errors import PrinterSilent
from tests.cases.acting import START, later
from tests.web_personas import Citizen, problem_of

SAID, PLACE, CONTACT = "东河镇政府门口的路灯坏了三天", "东河镇政府门口", "13912345678"


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def token(duty_lead: User) -> str:
    """What the registered machine k3 proves itself with."""
    _, code = add(duty_lead, number="k3", name="3号一体机", zone="", spot="东门", now=START)
    return register(code, now=START)[1]


@pytest.fixture
def printer(settings: Any, tmp_path: Path) -> Path:
    """The printer beside k3: a file."""
    device = tmp_path / "lp0"
    device.touch()
    settings.PRINTERS = {"k3": f"file:{device}"}
    return device


@pytest.fixture
def card(citizen: Citizen) -> dict[str, Any]:
    """A request as its citizen has just got it."""
    form = {
        "kind": "complaint",
        "description": SAID,
        "address": PLACE,
        "contact": CONTACT,
        "consent": True,
        "channel": "kiosk",
    }
    told: dict[str, Any] = citizen.post("/cases", form).json()
    return told


def prints(citizen: Citizen, number: str, code: str | None, token: str, key: str = "", host: str = "hall.local") -> Any:
    more = {name: said for name, said in (("X-Device-Token", token), ("Idempotency-Key", key)) if said}
    body = {} if code is None else {"code": code}
    return citizen.client.post(
        f"/api/v1/cases/{number}/receipt", json.dumps(body), content_type="application/json", headers=more,
        HTTP_HOST=host,
    )  # fmt: skip


def read(paper: Path) -> str:
    return paper.read_bytes().decode("gb18030", errors="replace").replace("\n", "")


def test_number_code_what_happens_next_and_the_telephone(
    citizen: Citizen, card: dict[str, Any], token: str, printer: Path
) -> None:
    response = prints(citizen, card["number"], card["code"], token)
    assert (response.status_code, response.json()) == (200, {"printed": True})
    paper, number, code = read(printer), card["number"], card["code"]
    for words in (
        "诉求回执", f"{number[:3]} {number[3:6]} {number[6:]}", f"{code[:3]} {code[3:]}", card["holder"],
        "11月30日前给您答复", citizen.get("/hall").json()["telephone"], "查询码请不要告诉别人",
    ):  # fmt: skip
        assert words in paper, words


def test_nothing_of_the_person_and_nothing_that_was_said(
    citizen: Citizen, card: dict[str, Any], token: str, printer: Path
) -> None:
    prints(citizen, card["number"], card["code"], token)
    paper = read(printer)
    assert paper
    for secret in (SAID, PLACE, "路灯", CONTACT, CONTACT[-4:], "投诉", "k3"):
        assert secret not in paper, secret


@pytest.mark.parametrize(("host", "leads"), [("hall.local", True), ("127.0.0.1:8000", False)])
def test_the_square_leads_to_the_status_without_the_code(
    citizen: Citizen, card: dict[str, Any], token: str, printer: Path, monkeypatch: pytest.MonkeyPatch, host: str,
    leads: bool,
) -> None:  # fmt: skip
    drawn: list[str] = []
    monkeypatch.setattr("bot.slips.strip.Strip.square", lambda self, text: drawn.append(text))
    assert prints(citizen, card["number"], card["code"], token, host=host).status_code == 200
    assert drawn == [f"http://{host}/#case={card['number']}" if leads else f"诉求编号 {card['number']}"]
    assert ("补照片" in read(printer)) is leads


def test_one_key_prints_once(citizen: Citizen, card: dict[str, Any], token: str, printer: Path) -> None:
    for _ in range(2):
        assert prints(citizen, card["number"], card["code"], token, key="12345678").status_code == 200
    assert printer.read_bytes().count(b"\x1b@") == 1


@pytest.mark.parametrize("code", [None, "", "000000x", "123"])
def test_the_number_alone_prints_nothing(
    citizen: Citizen, card: dict[str, Any], token: str, printer: Path, code: str | None
) -> None:
    response = prints(citizen, card["number"], code, token)
    problem_of(response, 404 if code else 422)
    assert printer.read_bytes() == b""


def test_guessing_codes_is_locked(citizen: Citizen, card: dict[str, Any], token: str, printer: Path) -> None:
    wrong = "111111" if card["code"] != "111111" else "222222"
    for _ in range(5):
        problem_of(prints(citizen, card["number"], wrong, token), 404)
    problem_of(prints(citizen, card["number"], card["code"], token), 429)
    assert printer.read_bytes() == b""


def test_nobody_else_prints(citizen: Citizen, card: dict[str, Any], token: str, printer: Path) -> None:
    for wrong in ("", "x", token + "x"):
        assert "请到导办台" in problem_of(prints(citizen, card["number"], card["code"], wrong), 403)["title"]
    assert printer.read_bytes() == b""


def test_a_printer_without_paper_is_an_honest_error_and_may_be_tried_again(
    citizen: Citizen, card: dict[str, Any], token: str, printer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def empty(*_: object) -> None:
        raise PrinterSilent("打印机没有纸了，请到导办台。")

    with monkeypatch.context() as patch:
        patch.setattr("bot.slips.printers.deliver", empty)
        refused = problem_of(prints(citizen, card["number"], card["code"], token, key="12345678"), 503)
        assert refused["title"] == "打印机没有纸了，请到导办台。"
    assert prints(citizen, card["number"], card["code"], token, key="12345678").status_code == 200
    assert printer.read_bytes()


def test_paper_is_not_emptied_for_fun(
    citizen: Citizen, card: dict[str, Any], token: str, printer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PRINTS_A_MINUTE", 2)
    for _ in range(2):
        assert prints(citizen, card["number"], card["code"], token).status_code == 200
    problem_of(prints(citizen, card["number"], card["code"], token), 429)


def test_a_request_that_is_late_or_over_promises_no_day(
    citizen: Citizen, card: dict[str, Any], token: str, printer: Path, monday: time_machine.Coordinates
) -> None:
    case = Case.objects.get(number=card["number"])
    monday.move_to(later(days=30))
    assert prints(citizen, card["number"], card["code"], token).status_code == 200
    services.withdraw(case, Actor.citizen(case), now=later(days=30))
    assert prints(citizen, card["number"], card["code"], token).status_code == 200
    paper = read(printer)
    assert "前给您答复" not in paper
    assert "现在：您已撤回" in paper


def test_the_machine_learns_that_a_printer_stands_beside_it(citizen: Citizen, token: str, settings: Any) -> None:
    def told() -> Any:
        return citizen.client.post(
            "/api/v1/devices/heartbeat", b"{}", content_type="application/json", headers={"X-Device-Token": token}
        ).json()["device"]["printer"]

    assert told() is False
    settings.PRINTERS = {"k3": "file:/dev/null"}
    assert told() is True
