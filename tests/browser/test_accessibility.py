"""Axe finds nothing wrong on any page that people or staff meet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from bench.service import Service
from tests.browser.visit import LAPTOP, SCREENS, Screen, Visit, assert_clean, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_citizens(visit: Callable[..., Visit], axe: str, screen: Screen) -> None:
    here = visit(screen)
    page = here.page
    assert_clean(page, axe, "home")
    here.touch(page.locator("[data-shelf]").first)
    assert_clean(page, axe, "shelf")
    here.touch(page.get_by_role("button", name="返回"))
    here.touch(page.get_by_role("button", name="登记一件事"))
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator(".wrong-text").first).to_be_visible()
    assert_clean(page, axe, "form")
    here.touch(page.get_by_role("button", name="不登记了"))
    here.say("我身份证丢了咋办")
    assert_clean(page, axe, "card")
    here.choose("在本县")
    here.say("没解决，我要找人工")
    assert_clean(page, axe, "handoff")
    here.choose("跳过")
    assert_clean(page, axe, "confirm")
    here.choose("确认提交")
    assert_clean(page, axe, "created")
    here.say("我不想活了")
    assert_clean(page, axe, "emergency")


def test_high_contrast_and_huge_letters(visit: Callable[..., Visit], axe: str) -> None:
    here = visit(LAPTOP)
    here.page.locator(".size-huge").click()
    here.page.get_by_role("button", name="高对比").click()
    assert_clean(here.page, axe, "home")
    here.say("我身份证丢了咋办")
    assert_clean(here.page, axe, "card")


def test_staff(visit: Callable[..., Visit], axe: str, service: Service, clerk: str) -> None:
    citizen = visit(LAPTOP)
    citizen.say("我身份证丢了咋办")
    citizen.open_a_request()
    page = visit(LAPTOP, home=False).page
    page.goto(service.base + "/desk/")
    assert_clean(page, axe, "login")
    log_in(page, service.base, clerk)
    assert_clean(page, axe, "overview")
    assert "Model name" not in page.content()
    for path in ("account/", "account/two-steps/", "password_change/"):
        page.goto(service.base + "/desk/" + path)
        assert_clean(page, axe, path)
    page.locator(".who summary").click()
    assert_clean(page, axe, "small menu")
    page.goto(service.base + "/desk/cases/?tab=all")
    assert_clean(page, axe, "list")
    page.locator(".board tbody th a").first.click()
    expect(page.locator("#history")).to_be_visible()
    page.evaluate("document.querySelectorAll('#content details').forEach(one => { one.open = true; })")
    assert_clean(page, axe, "request")
