"""The first view: life events, what is found while somebody types, and what the page knows while the web is away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.visit import KIOSK, LAPTOP, PHONE, WIDE, Screen, Visit, assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

ALL = (KIOSK, WIDE, PHONE, LAPTOP)
BEYOND = "() => { const main = document.querySelector('main'); return main.scrollWidth - main.clientWidth; }"
SMALL = """least => [...document.querySelectorAll('main button, .found li')]
  .map(one => [one.innerText, Math.round(one.getBoundingClientRect().height)]).filter(([, height]) => height && height < least)"""


def least(screen: Screen) -> int:
    return 60 if screen.path == "/kiosk" else 44


def list_of(here: Visit) -> Locator:
    """What is found, with its places: they come with the document that is loaded after the first paint."""
    return here.page.locator(".found [role=option]")


@pytest.mark.parametrize("screen", ALL, ids=str)
def test_a_life_event_leads_to_its_matters(visit: Callable[..., Visit], axe: str, screen: Screen) -> None:
    here = visit(screen)
    page = here.page
    event = page.locator(".lives [data-shelf]", has_text="买房")
    expect(event).to_be_attached()
    assert page.evaluate(BEYOND) <= 0
    assert page.evaluate(SMALL, least(screen)) == []
    here.touch(event)
    expect(page.get_by_role("heading", name="买房")).to_be_focused()
    expect(page.locator(".tiles.full .tile", has_text="住房公积金提取")).to_be_attached()
    assert_clean(page, axe, "life event")
    here.touch(page.get_by_role("button", name="返回"))
    expect(event).to_be_focused()
    here.touch(page.locator(".shelf-button.bundle", has_text="出生一件事"))
    expect(here.card.locator(".card-name")).to_contain_text("新生儿出生一件事")


@pytest.mark.parametrize("screen", ALL, ids=str)
def test_a_matter_is_found_while_it_is_typed(visit: Callable[..., Visit], axe: str, screen: Screen) -> None:
    here = visit(screen)
    page = here.page
    expect(page.locator(".lives")).to_be_attached()
    page.locator("#say").press_sequentially("sfz")
    wanted = list_of(here).filter(has_text="居民身份证丢失补领")
    expect(wanted).to_contain_text("1楼A厅2号窗口")
    assert page.evaluate(BEYOND) <= 0
    assert page.evaluate(SMALL, least(screen)) == []
    assert_clean(page, axe, "list")
    here.touch(wanted)
    expect(here.card.locator(".card-name")).to_have_text("居民身份证丢失补领")
    expect(list_of(here)).to_have_count(0)
    expect(page.locator("#say")).to_have_value("")


def test_the_list_is_chosen_from_by_keys(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    page, field = here.page, here.page.locator("#say")
    field.press_sequentially("shenfenzheng")
    expect(page.locator(".found-place [role=status]")).to_contain_text("按上下键")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".found [aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    name = chosen.locator("b").inner_text()
    page.keyboard.press("Escape")
    expect(list_of(here)).to_have_count(0)
    expect(field).to_have_value("shenfenzheng")
    field.press("g")
    field.press("Backspace")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(here.card.locator(".card-name")).to_have_text(name)


def test_enter_asks_the_guide(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    here.page.locator("#say").press_sequentially("身份证丢了怎么办")
    expect(list_of(here).first).to_be_visible()
    here.page.keyboard.press("Enter")
    expect(here.page.locator(".you")).to_have_text("您说：身份证丢了怎么办")


@pytest.mark.parametrize("screen", ALL, ids=str)
def test_the_page_goes_on_while_the_web_is_away(visit: Callable[..., Visit], axe: str, screen: Screen) -> None:
    here = visit(screen)
    page = here.page
    expect(page.locator(".lives")).to_be_attached()
    page.context.set_offline(True)
    strip = page.locator(".head .away")
    expect(strip).to_contain_text("网络断了")
    page.locator("#say").press_sequentially("hunyin")
    expect(list_of(here).first).to_be_visible()
    page.locator("#say").fill("结婚登记在哪里办")
    here.touch(page.get_by_role("button", name="发送"))
    expect(here.card.locator(".card-name")).to_have_text("结婚登记")
    expect(here.card.locator(".part-places")).to_contain_text("婚姻登记处")
    expect(here.card.locator(".part-materials .material").first).to_be_attached()
    expect(here.card.locator(".truth-text")).to_contain_text("未核实")
    expect(page.locator(".fault")).to_contain_text("小豹记得的")
    assert_clean(page, axe, "away")

    page.locator("#say").fill("营业执照怎么办")
    here.touch(page.get_by_role("button", name="发送"))
    here.touch(page.locator(".option", has_text="营业执照遗失补领"))
    expect(here.card.locator(".card-name")).to_have_text("营业执照遗失补领")
    here.touch(here.human)
    expect(page.locator(".strip.handoff")).to_contain_text("导办台")

    page.locator("#say").fill("我家门口的路灯坏了")
    here.touch(page.get_by_role("button", name="发送"))
    expect(page.locator(".fault")).to_contain_text("网络断了，没有送到")
    expect(page.locator("#say")).to_have_value("我家门口的路灯坏了")

    page.context.set_offline(False)
    expect(strip).to_have_count(0)
    expect(page.locator(".fault")).to_contain_text("网络好了")
    assert all("net::ERR" in fault for fault in here.faults)
    here.faults.clear()
    page.locator("#say").fill("结婚登记在哪里办")
    here.touch(page.get_by_role("button", name="发送"))
    expect(page.locator(".fault")).to_have_count(0)
    expect(here.card.locator(".card-name")).to_contain_text("结婚登记")
