"""Photos over the public interface: the file itself, once for one key, refused in plain words."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from django.test import Client

from bot.cases.models import Case, Photo
from bot.cases.pictures import BYTES_MOST
from bot.citizen import limits
from tests.cases.test_photos import sent
from tests.citizen.test_handler import ThreadedHandler, _run, handler  # noqa: F401
from tests.web_personas import Citizen, problem_of

FORM = {"kind": "complaint", "description": "楼道灯坏了"}


def send(data: bytes, *, kind: str = "image/jpeg", key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return Client(raise_request_exception=False).post("/api/v1/cases/photos", data, content_type=kind, headers=headers)


def test_a_photo_is_sent_and_then_belongs_to_the_request(citizen: Citizen) -> None:
    answer = send(sent(size=(90, 50)))
    assert answer.status_code == 201, answer.content.decode()
    body = answer.json()
    assert (body["width"], body["height"], body["expires_in"]) == (90, 50, 7200)
    assert citizen.post("/cases", {**FORM, "photos": [body["photo"]]}).status_code == 201
    assert [one.width for one in Case.objects.get().photos.all()] == [90]
    again = problem_of(citizen.post("/cases", {**FORM, "photos": [body["photo"]]}), 422)
    assert "重新选" in again["errors"]["photos"][0]
    assert Case.objects.count() == 1


def test_one_key_one_photo(db: None) -> None:
    data, key = sent(), "key-12345678"
    first = send(data, key=key).json()
    assert send(data, key=key).json() == first
    assert Photo.objects.count() == 1
    problem_of(send(sent(size=(31, 31)), key=key), 422)
    assert Photo.objects.count() == 1


def test_a_request_with_photos_is_opened_once_for_one_key(citizen: Citizen) -> None:
    form = {**FORM, "photos": [send(sent()).json()["photo"]]}
    first = citizen.post("/cases", form, "key-12345678").json()
    assert citizen.post("/cases", form, "key-12345678").json() == first
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"", "image/jpeg", 422),
        (b"no picture", "image/jpeg", 422),
        (sent("GIF"), "image/gif", 422),
        (sent("GIF"), "image/jpeg", 422),
        (json.dumps({"photo": "x"}).encode(), "application/json", 415),
        (b"x" * (BYTES_MOST + 1), "image/png", 413),
    ],
    ids=["nothing", "words", "gif", "gif as jpeg", "json", "too big"],
)
def test_what_is_no_photo_is_refused(db: None, data: bytes, kind: str, status: int) -> None:
    body = problem_of(send(data, kind=kind), status)
    if status == 422:
        assert "jpg" in body["errors"]["photo"][0]
    if status == 413:
        assert "5MB" in body["title"]
    assert not Photo.objects.exists()


def test_the_name_of_the_type_does_not_decide(db: None) -> None:
    assert send(sent("PNG"), kind="image/jpeg").status_code == 201


def test_one_address_cannot_send_without_end(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PHOTOS_AN_HOUR", 2)
    assert [send(sent()).status_code for _ in range(3)] == [201, 201, 429]


def test_a_big_file_comes_through_the_door_and_a_bigger_one_does_not(handler: ThreadedHandler) -> None:  # noqa: F811
    photo = sent() + b"\0" * 300_000  # readers ignore what follows a picture

    async def work(client: httpx.AsyncClient) -> list[httpx.Response]:
        async def post(path: str, data: bytes) -> httpx.Response:
            return await client.post(path, content=data, headers={"Content-Type": "image/jpeg"})

        return [
            await post("/api/v1/cases/photos", photo),
            await post("/api/v1/cases/photos", b"x" * (BYTES_MOST + 10)),
            await post("/api/v1/cases", photo),
        ]

    taken, bigger, elsewhere = _run(handler, work)
    assert taken.status_code == 201
    assert bigger.status_code == 413
    assert "5MB" in bigger.json()["title"]
    assert elsewhere.status_code == 413
