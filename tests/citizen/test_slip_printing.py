"""The words of a slip, its square, and the printer beside a registered machine, over the public interface."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from bot.citizen import limits
from bot.devices.services import add, register
from bot.slips.errors import PrinterSilent
from tests.web_personas import Citizen, FakeAssistant, problem_of

ID = "id_card_reissue"


def made(citizen: Citizen, **body: Any) -> dict[str, Any]:
    response = citizen.post("/slips", {"item": ID, **body})
    assert response.status_code == 201, response.content.decode()
    slip: dict[str, Any] = response.json()
    return slip


@pytest.fixture
def token(duty_lead: User) -> str:
    """What the registered machine k3 proves itself with."""
    now = timezone.now()
    _, code = add(duty_lead, number="k3", name="3号一体机", zone="", spot="东门", now=now)
    return register(code, now=now)[1]


@pytest.fixture
def printer(settings: Any, tmp_path: Path) -> Path:
    """The printer beside k3: a file."""
    device = tmp_path / "lp0"
    device.touch()
    settings.PRINTERS = {"k3": f"file:{device}"}
    return device


def print_slip(citizen: Citizen, code: str, token: str, key: str = "") -> Any:
    more = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    return citizen.client.post(
        f"/api/v1/slips/{code}/print", b"", content_type="application/json", HTTP_X_DEVICE_TOKEN=token, **more
    )


def test_the_whole_slip_comes_in_words(citizen: Citizen) -> None:
    slip = made(citizen)
    sheet = slip["leaflet"]
    assert sheet["item"] == slip["item"]["name"]
    assert sheet["code"].replace(" ", "") == slip["code"]
    assert [section["key"] for section in sheet["sections"]][:3] == ["now", "places", "materials"]
    assert slip["printer"] is False
    assert citizen.get(f"/slips/{slip['code']}").json()["leaflet"] == sheet


def test_the_options_a_card_was_told_for_make_its_slip(citizen: Citizen) -> None:
    situation = citizen.get(f"/items/{ID}").json()["situations"][0]
    told = made(citizen, answers={situation["id"]: situation["options"][1]["id"]})
    asked = told["message"]["card"]["situation"]["asked"]
    again = made(citizen, answers={row["id"]: row["option"] for row in asked})
    assert again["leaflet"]["situations"] == told["leaflet"]["situations"] == [situation["options"][1]["label"]]


def test_nothing_that_was_typed_is_on_a_slip(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open("kiosk", kiosk="k7")
    citizen.say("我是王小二，电话13912345678，身份证丢了")
    words = json.dumps(made(citizen, kiosk="k7"), ensure_ascii=False)
    for secret in ("王小二", "13912345678", "139", "⟦", "k7"):
        assert secret not in words


@pytest.mark.parametrize(
    ("host", "setting", "link"),
    [("hall.local", "", True), ("127.0.0.1:8000", "", False), ("localhost", "https://hall.gov.example", True), ("hall.local", "text", False)],
)  # fmt: skip
def test_the_square_leads_to_the_slip_or_tells_it(
    citizen: Citizen, settings: Any, monkeypatch: pytest.MonkeyPatch, host: str, setting: str, link: bool
) -> None:
    said: list[str] = []

    class Drawn:
        def save(self, out: Any, **_: Any) -> None:
            out.write(b"<svg/>")

    monkeypatch.setattr("bot.citizen.api_slips.segno.make", lambda text, **_: (said.append(text), Drawn())[1])
    settings.SLIP_QR = setting
    code = made(citizen)["code"]
    response = citizen.client.get(f"/api/v1/slips/{code}/qr", HTTP_HOST=host)
    assert response["Content-Type"].startswith("image/svg+xml")
    if link:
        base = setting or f"http://{host}"
        assert said == [f"{base}/slip/{code}"]
    else:
        assert said[0].startswith(f"一次性告知单 {code[:4]} {code[4:]}\n居民身份证丢失补领\n")
        assert "http" not in said[0]


def test_a_square_is_an_image_and_a_wrong_code_has_none(citizen: Citizen) -> None:
    code = made(citizen)["code"]
    assert citizen.get(f"/slips/{code}/qr").content.startswith(b"<svg")
    problem_of(citizen.get("/slips/ACDEFGHJ/qr"), 404)


def test_a_registered_machine_prints_beside_it(citizen: Citizen, token: str, printer: Path) -> None:
    slip = citizen.client.post(
        "/api/v1/slips", json.dumps({"item": ID, "kiosk": "k3"}), content_type="application/json",
        HTTP_X_DEVICE_TOKEN=token,
    ).json()  # fmt: skip
    assert slip["printer"] is True
    response = print_slip(citizen, slip["code"], token)
    assert (response.status_code, response.json()) == (200, {"printed": True})
    assert slip["leaflet"]["code"].encode("gb18030") in printer.read_bytes()
    assert "居民身份证".encode("gb18030") in printer.read_bytes()


def test_one_key_prints_once(citizen: Citizen, token: str, printer: Path) -> None:
    code = made(citizen)["code"]
    for _ in range(2):
        assert print_slip(citizen, code, token, key="12345678").status_code == 200
    assert printer.read_bytes().count(b"\x1b@") == 1


def test_nobody_else_prints(citizen: Citizen, token: str, printer: Path) -> None:
    code = made(citizen)["code"]
    for wrong in ("", "x", token + "x"):
        assert "请到导办台" in problem_of(print_slip(citizen, code, wrong), 403)["title"]
    assert printer.read_bytes() == b""


def test_a_machine_without_a_printer_is_told(citizen: Citizen, token: str, settings: Any) -> None:
    settings.PRINTERS = {"k4": "file:/dev/null"}
    problem_of(print_slip(citizen, made(citizen)["code"], token), 403)


def test_a_printer_that_does_not_answer_is_an_honest_error_and_may_be_tried_again(
    citizen: Citizen, token: str, printer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = made(citizen)["code"]
    with monkeypatch.context() as patch:
        patch.setattr("bot.slips.printers.os.write", lambda *_: (_ for _ in ()).throw(OSError()))
        assert problem_of(print_slip(citizen, code, token, "12345678"), 503)["title"] == str(PrinterSilent())
    assert print_slip(citizen, code, token, "12345678").status_code == 200
    assert printer.read_bytes()


def test_a_code_of_no_slip_prints_nothing(citizen: Citizen, token: str, printer: Path) -> None:
    problem_of(print_slip(citizen, "ACDEFGHJ", token), 404)
    assert printer.read_bytes() == b""


def test_paper_is_not_emptied_for_fun(
    citizen: Citizen, token: str, printer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PRINTS_A_MINUTE", 2)
    code = made(citizen)["code"]
    for _ in range(2):
        assert print_slip(citizen, code, token).status_code == 200
    problem_of(print_slip(citizen, code, token), 429)
