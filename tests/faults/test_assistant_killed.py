"""The real service, with its assistant killed in the middle of the request form."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from bench.service import Service, serving

pytestmark = [pytest.mark.assistant, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


def open_talk(http: httpx.Client) -> str:
    return str(http.post("/api/v1/conversations", json={"channel": "web"}).json()["conversation"])


def say(http: httpx.Client, token: str, text: str) -> list[dict]:
    answer = http.post(f"/api/v1/conversations/{token}/messages", json={"text": text})
    assert answer.status_code == 200, answer.text
    return answer.json()["messages"]


def wait_for_assistant(http: httpx.Client) -> None:
    for _ in range(600):
        if http.get("/health").json()["assistant"]:
            return
        time.sleep(0.2)
    raise AssertionError("the assistant was not restarted")


def test_nothing_is_lost_when_the_assistant_dies_in_the_middle_of_the_form(service: Service) -> None:
    with httpx.Client(base_url=service.base, timeout=30, trust_env=False) as http:
        token = open_talk(http)
        say(http, token, "我要投诉")
        asked = say(http, token, "学校门口的井盖没了好几天，娃差点掉下去")
        assert asked[-1]["kind"] == "ask_field"

        service.child("assistant").kill()
        meanwhile = say(http, token, "结婚登记在哪儿办")
        assert any(m["kind"] == "notice" for m in meanwhile), "simple mode says so"
        assert any(m["kind"] == "guide" for m in meanwhile), "and answers all the same"

        wait_for_assistant(http)
        for _ in range(150):
            asked = say(http, token, "在第二小学门口")
            if asked[-1]["kind"] == "ask_field":
                break
            time.sleep(0.4)
        assert "电话" in asked[-1]["text"]
        say(http, token, "跳过")
        created = say(http, token, "确认提交")
        assert created[-1]["kind"] == "case_created"
        case = created[-1]["case"]
        found = http.get(f"/api/v1/cases/{case['number']}", params={"code": case["code"]}).json()
        assert found["number"] == case["number"]
        assert re.search("complaint", found["kind"])


def test_a_dead_web_is_started_again(service: Service) -> None:
    with httpx.Client(base_url=service.base, timeout=5, trust_env=False) as http:
        service.child("web").kill()
        for _ in range(150):
            try:
                if http.get("/health").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.2)
        else:
            raise AssertionError("the web was not restarted")
        assert open_talk(http)
