"""What holds for the whole interface: problems, headers, no cookie, the schema, the pages."""

from __future__ import annotations

from typing import Any

import pytest

from bot.citizen.limits import Limiter, address
from tests.web_personas import Citizen, FakeAssistant, problem_of

NOT_BUILT = [
    "/conversations/x/nothing",
    "/ratings",
    "/cases/2000000000/nothing",
    "/docs",
    "/",
    "",
]


@pytest.mark.parametrize("path", NOT_BUILT)
def test_what_is_not_built_is_not_found(citizen: Citizen, path: str) -> None:
    problem_of(citizen.get(path), 404)
    problem_of(citizen.post(path, {}), 404)


def test_wrong_method(citizen: Citizen) -> None:
    problem_of(citizen.client.put("/api/v1/hall"), 405)
    problem_of(citizen.client.options("/api/v1/hall"), 405)
    problem_of(citizen.get("/cases"), 405)
    problem_of(citizen.post("/hall", {}), 405)


@pytest.mark.parametrize(
    "content", [b"{", b"", b"\xff", b'{"channel": NaN', b"[" * 60000], ids=["open", "empty", "bytes", "nan", "deep"]
)
def test_malformed_json(citizen: Citizen, content: bytes) -> None:
    response = citizen.client.post("/api/v1/conversations", content, content_type="application/json")
    assert response.status_code in (400, 422)
    problem_of(response, response.status_code)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"]
)
def test_other_media_types(citizen: Citizen, kind: str) -> None:
    problem_of(citizen.client.post("/api/v1/conversations", b"channel=web", content_type=kind), 415)


def test_an_error_of_ours(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.citizen.api_catalogue.today", lambda *_: 1 / 0)
    problem_of(citizen.get("/hall"), 500)


def test_a_locked_database_is_an_honest_error(citizen: Citizen, assistant: FakeAssistant, monkeypatch: Any) -> None:
    from django.db import OperationalError

    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("bot.citizen.turns.services.open_conversation", locked)
    response = citizen.post("/conversations", {"channel": "web"})
    problem_of(response, 503)
    assert response.headers["Retry-After"]


@pytest.mark.parametrize(
    "path", ["/api/v1/hall", "/api/v1/nothing", "/", "/kiosk", "/nothing", "/desk/login/", "/health"]
)
def test_security_headers(citizen: Citizen, path: str) -> None:
    headers = citizen.client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == ("same-origin" if path.startswith("/desk") else "no-referrer")
    assert "no-store" in headers["Cache-Control"]
    assert not any(name.lower().startswith("access-control") for name in headers)


def test_the_interface_sets_and_reads_no_cookie(citizen: Citizen, assistant: FakeAssistant, manager: Any) -> None:
    citizen.client.force_login(manager)  # a staff session in the same browser changes nothing
    for response in (citizen.open(), citizen.send({"text": "你好"}), citizen.get("/hall"), citizen.get("/nothing")):
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


def test_pages_are_rendered_for_their_channel(citizen: Citizen) -> None:
    page, machine = citizen.client.get("/"), citizen.client.get("/kiosk")
    assert "示例县政务服务中心" in page.content.decode()
    assert 'data-channel="web"' in page.content.decode()
    assert 'data-channel="kiosk"' in machine.content.decode()
    assert not page.cookies
    assert "<script>" not in page.content.decode()
    assert "style=" not in page.content.decode()
    assert citizen.client.get("/nothing").status_code == 404


def test_schema_names_what_is_built_and_nothing_else(citizen: Citizen) -> None:
    schema = citizen.get("/schema/").json()
    assert schema["openapi"].startswith("3.")
    assert schema["servers"] == [{"url": "/", "description": "本站"}]
    assert set(schema["paths"]) == {
        f"/api/v1/{path}"
        for path in (
            "conversations", "conversations/{conversation}", "conversations/{conversation}/messages",
                "conversations/{conversation}/events",
            "conversations/{conversation}/feedback", "hall", "offline", "plan", "plan/way", "speech", "hearing",
            "items", "items/{item}", "windows", "windows/{number}", "cases", "cases/proposal", "cases/photos",
            "cases/{number}",
            "cases/{number}/qr", "cases/{number}/receipt", "cases/{number}/supplement", "cases/{number}/withdraw", "cases/{number}/reopen",
            "cases/{number}/evaluation",
            "devices", "devices/heartbeat", "slips", "slips/{code}", "slips/{code}/qr",
            "slips/{code}/print",
        )
    }  # fmt: skip
    assert "securitySchemes" not in schema.get("components", {})


def test_the_schema_fits_what_is_answered(citizen: Citizen, assistant: FakeAssistant) -> None:
    from bot.citizen import serializers, serializers_cases, serializers_slips

    def fits(kind: Any, body: dict[str, Any]) -> None:
        assert set(kind().get_fields()) == set(body)

    fits(serializers.Opened, citizen.open().json())
    fits(serializers.Spoken, citizen.send({"text": "人工"}).json())
    fits(serializers.SoFar, citizen.get(f"/conversations/{citizen.conversation}").json())
    fits(serializers.Message, citizen.say("我身份证丢了咋办")[0])
    fits(serializers.Hall, citizen.get("/hall").json())
    fits(serializers.Items, citizen.get("/items").json())
    fits(serializers.ItemLine, citizen.get("/items").json()["items"][0])
    fits(serializers.ItemPage, citizen.get("/items/id_card_reissue").json())
    fits(serializers.Windows, citizen.get("/windows").json())
    window = citizen.get("/windows").json()["windows"][0]
    fits(serializers.Window, window)
    fits(serializers.WindowPage, citizen.get(f"/windows/{window['number']}").json())
    fits(serializers.CaseCard, citizen.post("/cases", {"kind": "praise", "description": "谢谢"}).json())
    opened = citizen.post("/cases", {"kind": "praise", "description": "谢谢"}).json()
    fits(serializers_cases.CasePage, citizen.get(f"/cases/{opened['number']}?code={opened['code']}").json())
    slip = citizen.post("/slips", {"item": "id_card_reissue"}).json()
    fits(serializers_slips.Slip, slip)
    fits(serializers_slips.SlipPaper, slip["papers"][0])
    fits(serializers_slips.Slip, citizen.get(f"/slips/{slip['code']}").json())


def test_addresses_count_by_network_and_memory_is_bounded(rf: Any) -> None:
    assert address(rf.get("/", REMOTE_ADDR="2001:db8::1")) == address(rf.get("/", REMOTE_ADDR="2001:db8::2"))
    assert address(rf.get("/", REMOTE_ADDR="192.0.2.1")) != address(rf.get("/", REMOTE_ADDR="192.0.2.2"))
    few = Limiter(remembered=10)
    for number in range(100):
        few.count(str(number), most=1, now=0.0)
    assert len(few._counts) == 10
