"""Slips over the public interface."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from bot.citizen import limits
from bot.citizen.limits import SLIP_MISSES
from bot.slips.codes import ALPHABET, is_code
from bot.slips.models import Slip
from bot.slips.services import KEPT
from bot.store.releases import shelf
from tests.web_personas import Citizen, problem_of

ID = "id_card_reissue"


def made(citizen: Citizen, **body: Any) -> dict[str, Any]:
    response = citizen.post("/slips", {"item": ID, **body})
    assert response.status_code == 201, response.content.decode()
    slip: dict[str, Any] = response.json()
    return slip


def test_a_slip_is_made_and_found_again(citizen: Citizen) -> None:
    slip = made(citizen)
    assert is_code(slip["code"])
    assert slip["item"] == {"id": ID, "name": "居民身份证丢失补领"}
    assert slip["changed"] == []
    assert slip["message"]["kind"] == "guide"
    assert slip["release"] == slip["message"]["release"] == f"{shelf().active_id()}+0"
    assert slip["papers"][0] == {
        "name": "居民户口簿 或 居住证", "names": ["居民户口簿", "居住证"], "detail": "在外地时", "necessity": "必要",
    }  # fmt: skip
    assert slip["day"] == timezone.localdate().isoformat()
    found = citizen.get(f"/slips/{slip['code'].lower()}")
    assert found.status_code == 200
    assert found.json() == slip


def test_the_answers_are_kept_and_tell_other_papers(citizen: Citizen) -> None:
    situation = citizen.get(f"/items/{ID}").json()["situations"][0]
    slips = [made(citizen, answers={situation["id"]: option["id"]}) for option in situation["options"]]
    assert slips[0]["papers"] != slips[1]["papers"]
    assert slips[0]["answers"] == {situation["id"]: situation["options"][0]["id"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "item"),
        ({"item": None}, "item"),
        ({"item": ""}, "item"),
        ({"item": "nothing"}, "item"),
        ({"item": "x" * 101}, "item"),
        ({"item": ID, "answers": {"nothing": "x"}}, "answers.nothing"),
        ({"item": ID, "answers": ["x"]}, "answers"),
        ({"item": ID, "answers": {"x": {"y": "z"}}}, "answers.x"),
        ({"item": ID, "answers": {str(n): "x" for n in range(31)}}, "answers"),
    ],
)
def test_what_is_unknown_is_refused_by_field(citizen: Citizen, body: Any, field: str) -> None:
    errors = problem_of(citizen.post("/slips", body), 422)["errors"]
    assert set(errors) == {field}
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in words) for words in errors[field])
    assert not Slip.objects.exists()


def test_an_unknown_option_names_the_known_ones(citizen: Citizen) -> None:
    situation = citizen.get(f"/items/{ID}").json()["situations"][0]
    body = {"item": ID, "answers": {situation["id"]: "nothing"}}
    words = problem_of(citizen.post("/slips", body), 422)["errors"][f"answers.{situation['id']}"][0]
    assert situation["options"][0]["label"] in words


def test_one_key_makes_one_slip(citizen: Citizen) -> None:
    bodies = [citizen.post("/slips", {"item": ID}, key="12345678").json() for _ in range(2)]
    assert bodies[0] == bodies[1]
    assert Slip.objects.count() == 1
    assert "Idempotency-Key" in problem_of(citizen.post("/slips", {"item": "passport"}, key="12345678"), 422)["errors"]
    problem_of(citizen.post("/slips", {"item": ID}, key="short"), 422)


def test_unknown_codes(citizen: Citizen) -> None:
    for code in ("ACDEFGHJ", "x", "ACDEFGHJK", "%00", "告知单"):
        assert "单号" in problem_of(citizen.get(f"/slips/{code}"), 404)["title"]


def test_guessing_is_slow_and_a_neighbour_is_not_locked_out(citizen: Citizen) -> None:
    code = made(citizen)["code"]
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        for number in range(SLIP_MISSES):
            assert citizen.get(f"/slips/{code}").status_code == 200
            wrong = ALPHABET[number % len(ALPHABET)] * 8
            problem_of(citizen.get(f"/slips/{wrong}"), 404)
        response = citizen.get(f"/slips/{code}")  # the right one is refused as well: nothing is given away
        problem_of(response, 429)
        assert 0 < int(response.headers["Retry-After"]) <= 15 * 60 + 1
        assert Citizen(REMOTE_ADDR="198.51.100.9").get(f"/slips/{code}").status_code == 200
        traveller.shift(timedelta(minutes=15, seconds=1))
        assert citizen.get(f"/slips/{code}").status_code == 200


def test_one_address_cannot_fill_the_disk_with_slips(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SLIPS_AN_HOUR", 2)
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        for _ in range(2):
            made(citizen)
        problem_of(citizen.post("/slips", {"item": ID}), 429)
        assert Slip.objects.count() == 2
        made(Citizen(REMOTE_ADDR="198.51.100.9"))
        traveller.shift(timedelta(hours=1, seconds=1))
        made(citizen)


def test_no_log_line_names_the_code_of_a_slip(
    citizen: Citizen, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    code = made(citizen)["code"]
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(SLIP_MISSES):
            citizen.get(f"/slips/{ALPHABET[number] * 8}")
        assert citizen.get(f"/slips/{code}").status_code == 429
    assert "/slips/…" in caplog.text
    assert code not in caplog.text


def test_calls_are_limited_like_others(citizen: Citizen, settings: Any) -> None:
    settings.CALLS_PER_MINUTE = 2
    code = made(citizen)["code"]
    assert citizen.get(f"/slips/{code}").status_code == 200
    problem_of(citizen.get(f"/slips/{code}"), 429)
    problem_of(citizen.post("/slips", {"item": ID}), 429)


def test_before_the_first_release(citizen: Citizen, settings: Any, tmp_path: Any) -> None:
    settings.RELEASES = tmp_path
    problem_of(citizen.post("/slips", {"item": ID}), 503)
    problem_of(citizen.get("/slips/ACDEFGHJ"), 503)


def test_a_slip_of_two_years_ago_is_not_told(citizen: Citizen) -> None:
    code = made(citizen)["code"]
    Slip.objects.update(made_at=timezone.now() - KEPT - timedelta(minutes=1))
    problem_of(citizen.get(f"/slips/{code}"), 404)
