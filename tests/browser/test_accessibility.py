"""Axe finds nothing wrong on any page that people or staff meet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from bench.service import Service
from tests.browser.visit import KIOSK, LAPTOP, PHONE, SCREENS, Screen, Visit, assert_clean, log_in

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


COUNTS = """() => {
  window.told = [];
  const place = document.querySelector('.found-place [role=status]');
  new MutationObserver(() => window.told.push(place.textContent.trim())).observe(place, { childList: true, characterData: true, subtree: true });
}"""


def test_what_is_found_is_told_once_the_person_pauses_and_in_words_for_a_finger(visit: Callable[..., Visit]) -> None:
    page = visit(PHONE).page
    expect(page.locator(".lives")).to_be_attached()
    page.evaluate(COUNTS)
    page.locator("#say").press_sequentially("shenfenzheng", delay=40)
    expect(page.locator(".found-place [role=status]")).to_contain_text("点一下就看")
    told = [words for words in page.evaluate("window.told") if words]
    assert len(told) == 1
    page.locator("#say").fill("")
    expect(page.locator(".found-place [role=status]")).to_be_empty()


def test_a_machine_says_aloud_once_that_it_will_clear_the_page(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, clock=True)
    page = here.page
    page.locator("#say").fill("身份证")
    page.evaluate("window.said = []; addEventListener('xb-speak', ({ detail }) => window.said.push(detail.text))")
    page.clock.run_for(61_000)
    expect(page.get_by_role("button", name="我还在")).to_be_focused()
    page.clock.run_for(5_000)
    said = page.evaluate("window.said")
    assert len(said) == 1
    assert "您还在吗？15秒后" in said[0]


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
