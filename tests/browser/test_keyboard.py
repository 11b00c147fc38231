"""The whole story without a pointer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from bench.service import Service
from tests.browser.visit import LAPTOP, PASSWORD, Visit

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

FOCUSED = """() => {
  const one = document.activeElement;
  const { top, bottom, width, height } = one.getBoundingClientRect();
  return {
    text: (one === document.body ? '' : one.innerText || one.getAttribute('aria-label') || one.id || one.name || '').trim(),
    id: one.id,
    marked: getComputedStyle(one).outlineStyle !== 'none',
    seen: width > 0 && height > 0 && bottom > 0 && top < innerHeight,
  };
}"""
FAR = 60


def tab_to(page: Page, words: str, *, back: bool = False) -> None:
    """Walks with the Tab key until `words` has the keyboard; on the way the focus is always seen."""
    trail = []
    for _ in range(FAR):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        now = page.evaluate(FOCUSED)
        trail.append(now["text"][:12] or now["id"])
        if now["text"] or now["id"]:
            assert now["marked"], f"no mark around {now}"
            assert now["seen"], f"out of sight: {now}"
        if words in (now["id"], now["text"]) or (words in now["text"] and len(now["text"]) < 30):
            return
    raise AssertionError(f"{words} can't be reached with the Tab key: {trail}")


def test_from_the_first_word_to_the_number(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    page = here.page
    tab_to(page, "跳到主要内容")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "say")
    page.keyboard.type("我身份证丢了咋办")
    page.keyboard.press("Enter")
    expect(here.card.locator(".card-name")).to_have_text("居民身份证丢失补领")
    expect(page.locator("#say")).to_be_focused()

    tab_to(page, "在本县", back=True)
    page.keyboard.press("Enter")
    expect(here.card.locator(".situation")).to_contain_text("在本县")
    expect(page.locator("article.guide").last).to_be_focused()

    tab_to(page, "say")
    page.keyboard.type("那要多少钱")
    page.keyboard.press("Enter")
    expect(page.locator(".you")).to_have_count(3)
    here.answered()
    expect(here.card.locator(".part-fee")).to_contain_text("40元")

    tab_to(page, "人工")
    page.keyboard.press("Enter")
    expect(page.locator(".strip.handoff")).to_be_visible()
    here.answered()
    page.keyboard.press("1")  # 跳过: a number chooses while the conversation has the keyboard
    expect(page.locator(".option", has_text="确认提交")).to_be_visible()
    page.keyboard.press("1")
    here.number_and_code()

    tab_to(page, "重新开始", back=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="我再看看")).to_be_focused()
    page.keyboard.press("Escape")
    here.number_and_code()
    expect(page.get_by_role("button", name="重新开始")).to_be_focused()


def test_the_focus_is_never_lost_when_what_was_pressed_goes(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    page = here.page
    here.say("身份证丢了怎么办")
    held: list[Route] = []
    # what it tries a second time by itself fails at once
    page.route("**/messages", lambda route: route.abort() if held else held.append(route))
    with page.expect_request("**/messages"):
        here.press(page.locator(".option").first)
    expect(page.locator(".you").last).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="正在查")).to_be_visible()
    held[0].abort()
    again = page.locator(".fault").get_by_role("button", name="再试一次")
    expect(again).to_be_focused()
    page.unroute("**/messages")
    page.keyboard.press("Enter")
    expect(page.locator("article.guide").last).to_be_focused()

    page.get_by_role("button", name="这个回答没用").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".useful-said").last).to_be_focused()
    expect(page.locator(".useful-said").last).to_contain_text("记下了")
    assert all("ERR_FAILED" in fault for fault in here.faults)
    here.faults.clear()


def test_a_form_that_is_left_gives_the_focus_back(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    page = here.page
    here.say("身份证丢了怎么办")
    option = page.locator(".option").first
    option.focus()
    page.evaluate("document.querySelector('xiaobao-app').follow()")
    expect(page.locator("#status-number")).to_be_focused()
    here.press(page.locator("xb-status").get_by_role("button", name="返回"))
    expect(option).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.querySelector('xiaobao-app').register()")
    here.press(page.get_by_role("button", name="不登记了"))
    expect(page.locator("#say")).to_be_focused()


def test_who_hears_the_page_skips_to_the_field_and_finds_the_way_down_behind_it(visit: Callable[..., Visit]) -> None:
    page = visit(LAPTOP).page
    tab_to(page, "跳到提问框")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="往下看")).to_be_focused()
    expect(page.get_by_role("form", name="您想办什么事？")).to_be_visible()


def test_staff_log_in_and_open_a_request(visit: Callable[..., Visit], service: Service, clerk: str) -> None:
    citizen = visit(LAPTOP)
    citizen.say("我身份证丢了咋办")
    number, _ = citizen.open_a_request()
    page = visit(LAPTOP, home=False).page
    page.goto(service.base + "/desk/cases/?tab=all")
    expect(page.get_by_role("textbox", name="用户名")).to_be_focused()
    page.keyboard.type(clerk)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="诉求", level=1)).to_be_visible()
    tab_to(page, number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"诉求 {number}")).to_be_visible()
