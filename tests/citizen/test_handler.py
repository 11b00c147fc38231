"""The ASGI handler: a fixed number of threads, kept connections, bodies that are too long."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from django.db import connection, connections

from bot.web.handler import ThreadedHandler
from tests.web_personas import FakeAssistant


@pytest.fixture
def handler(guarded_db: None, assistant: FakeAssistant) -> Any:
    made = ThreadedHandler(threads=4)
    yield made
    for executor in made.idle_executors():
        executor.submit(connections.close_all).result()
        executor.shutdown()


def _run(handler: ThreadedHandler, work: Any) -> Any:
    async def main() -> Any:
        transport = httpx.ASGITransport(app=handler, raise_app_exceptions=False)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            result = await work(client)
            await asyncio.sleep(0.05)  # the last thread comes home
            return result

    return asyncio.run(main())


def test_many_requests_share_a_few_threads_and_connections(
    handler: ThreadedHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    wrapper: Any = type(connections["default"])
    connect = wrapper.get_new_connection

    def counted(self: Any, params: Any) -> Any:
        opened.append(threading.current_thread().name)
        return connect(self, params)

    monkeypatch.setattr(wrapper, "get_new_connection", counted)

    async def work(client: httpx.AsyncClient) -> list[int]:
        async def talk() -> int:
            answer = await client.post("/api/v1/conversations", json={"channel": "web"})
            token = answer.json()["conversation"]
            return (await client.post(f"/api/v1/conversations/{token}/messages", json={"text": "你好"})).status_code

        return await asyncio.gather(*(talk() for _ in range(20)))

    assert set(_run(handler, work)) == {200}
    assert 1 <= len(opened) <= 4
    assert len(set(opened)) == len(opened)


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_long_is_refused_and_not_kept(handler: ThreadedHandler, declared: bool) -> None:
    content = json.dumps({"text": "路" * 100_000}).encode()

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 10_000):
            yield content[start : start + 10_000]

    async def work(client: httpx.AsyncClient) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        return await client.post(
            "/api/v1/conversations/x/messages", content=content if declared else chunks(), headers=headers
        )

    response = _run(handler, work)
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_static_files_are_served_without_collecting_them(handler: ThreadedHandler) -> None:
    response = _run(handler, lambda client: client.get("/static/admin/css/base.css"))
    assert response.status_code == 200
    assert "text/css" in response.headers["Content-Type"]
    assert len(response.content) > 1000
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_caller_who_hangs_up_loses_nothing_and_blocks_nobody(
    handler: ThreadedHandler, assistant: FakeAssistant
) -> None:
    key = {"Idempotency-Key": "key-12345678"}
    inside, go = threading.Event(), threading.Event()
    answer = assistant.answer

    def slow(request: httpx.Request) -> httpx.Response:
        inside.set()
        go.wait(5)
        return answer(request)

    async def work(client: httpx.AsyncClient) -> tuple[int, int]:
        token = (await client.post("/api/v1/conversations", json={"channel": "web"})).json()["conversation"]
        address = f"/api/v1/conversations/{token}/messages"
        assistant.answer = slow
        call = asyncio.create_task(client.post(address, json={"text": "人工"}, headers=key))
        await asyncio.to_thread(inside.wait, 5)
        call.cancel()
        assert (await client.get("/api/v1/hall")).status_code == 200
        go.set()
        again = await client.post(address, json={"text": "人工"}, headers=key)
        return again.status_code, len(assistant.asked)

    assert _run(handler, work) == (200, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (1,)


def test_only_http_is_served(handler: ThreadedHandler) -> None:
    with pytest.raises(ValueError, match="http"):
        asyncio.run(handler({"type": "websocket"}, None, None))  # type: ignore[arg-type]


def test_only_the_upload_page_takes_a_file_and_says_when_it_is_too_big(handler: ThreadedHandler) -> None:
    content = b"x" * 200_000

    async def work(client: httpx.AsyncClient) -> list[httpx.Response]:
        async def post(path: str, size: int, cookie: str) -> httpx.Response:
            return await client.post(path, content=content * size, headers={"Cookie": cookie})

        return [
            await post("/desk/sheets/upload/", 1, "xiaobao_staff=x"),
            await post("/desk/sheets/upload/", 60, "xiaobao_staff=x"),
            await post("/desk/sheets/upload/", 1, "other=x"),
            await post("/desk/login/", 1, "xiaobao_staff=x"),
        ]

    taken, big, stranger, elsewhere = _run(handler, work)
    assert taken.status_code in (302, 403), "it came as far as the page, which asks for a login"
    assert (big.status_code, big.headers["location"]) == (302, "/desk/sheets/?too_big=1")
    assert stranger.headers["location"] == "/desk/sheets/?too_big=1"
    assert elsewhere.status_code == 413
