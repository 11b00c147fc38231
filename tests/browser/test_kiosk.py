"""Who walks away from a kiosk leaves nothing."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from bench.service import Service
from tests.browser.visit import KIOSK, Visit

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

STORES = """async () => ({
  local: { ...localStorage },
  session: { ...sessionStorage },
  databases: (await indexedDB.databases()).length,
  caches: 'caches' in window ? (await caches.keys()).length : 0,
  cookies: document.cookie,
  history: history.length,
})"""


def test_walking_away_leaves_nothing(visit: Callable[..., Visit], service: Service) -> None:
    here = visit(KIOSK, clock=True)
    page = here.page
    fresh = page.evaluate(STORES)
    here.say("我身份证丢了咋办，我电话13912345678")
    number, code = here.open_a_request()
    here.touch(page.locator(".size-huge"))
    page.locator("#say").fill("我叫王小二")

    page.clock.run_for(61_000)
    expect(page.get_by_role("heading", name="您还在吗？")).to_be_visible()
    page.clock.run_for(16_000)
    expect(page.get_by_role("heading", name="您好，我是小豹")).to_be_visible()

    left = page.content() + page.locator("body").inner_text()
    for secret in (number, code, "13912345678", "5678", "我身份证丢了", "王小二"):
        assert secret not in left
    expect(page.locator("#say")).to_have_value("")
    expect(page.locator("html")).to_have_attribute("data-size", "normal")
    assert page.evaluate(STORES) == fresh
    assert not any(fresh[name] for name in ("local", "session", "databases", "caches", "cookies"))
    assert page.context.cookies() == []

    with httpx.Client(base_url=service.base, trust_env=False) as http:
        assert here.tokens
        for token in here.tokens:
            assert http.get(f"/api/v1/conversations/{token}").status_code in (404, 410)
        assert http.get(f"/api/v1/cases/{number}", params={"code": code}).status_code == 200


def test_who_is_still_there_goes_on(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, clock=True)
    here.say("我身份证丢了咋办")
    here.page.clock.run_for(61_000)
    here.touch(here.page.get_by_role("button", name="我还在"))
    here.page.clock.run_for(30_000)
    expect(here.page.get_by_role("heading", name="您还在吗？")).to_have_count(0)
    here.say("那要多少钱")
    expect(here.card.locator(".card-name")).to_have_text("居民身份证丢失补领")
