"""Scripts and styles go packed over the wire."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.test import Client

from bot.paths import ROOT

pytestmark = pytest.mark.django_db
FOLDER = ROOT / "bot" / "citizen" / "static" / "citizen"
FIRST = 150_000
"""Bytes of the first load: page, style, script and what it brings along."""


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("name", ["app.js", "app.css", "leopard.svg"])
def test_a_file_is_packed_for_whoever_can_unpack(name: str) -> None:
    path, bytes_ = f"/static/citizen/{name}", (FOLDER / name).read_bytes()
    packed = Client().get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(body(packed)) == bytes_
    assert int(packed["Content-Length"]) == len(body(packed))
    plain = Client().get(path)
    assert "Content-Encoding" not in plain
    assert body(plain) == bytes_
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert packed["ETag"] != plain["ETag"]


def test_what_is_known_is_not_sent_again() -> None:
    client = Client(headers={"Accept-Encoding": "gzip"})
    tag = client.get("/static/citizen/app.js")["ETag"]
    for _ in range(2):
        again = client.get("/static/citizen/app.js", headers={"If-None-Match": tag})
        assert (again.status_code, body(again)) == (304, b"")
    assert client.get("/static/citizen/app.js", headers={"If-None-Match": '"other"'}).status_code == 200


def test_nothing_else_is_touched() -> None:
    client = Client(headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in client.get("/api/v1/schema/")
    assert client.get("/static/citizen/nothing.js").status_code == 404
    assert "Content-Encoding" not in client.head("/static/citizen/app.js")


def test_the_first_load_is_light() -> None:
    client = Client(headers={"Accept-Encoding": "gzip"})
    files = {"app.css", *brought("app.js")}
    assert len(files) > 2
    assert sum(len(body(client.get(f"/static/citizen/{name}"))) for name in files) < FIRST


def brought(name: str) -> set[str]:
    """A script with all that it imports at once; what a call imports comes later."""
    script = FOLDER / name
    names = re.findall(r'(?:from|import)"(\.[^"]+\.js)"', script.read_text(encoding="utf-8"))
    found = [(script.parent / one).resolve().relative_to(FOLDER).as_posix() for one in names]
    return {name}.union(*map(brought, found))
