"""The story of the first step, on three screens: told, asked again, handed to people, seen by staff."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bench.service import Service
from tests.browser.visit import KIOSK, LAPTOP, PHONE, SCREENS, Screen, Visit, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_a_lost_identity_card(visit: Callable[..., Visit], service: Service, clerk: str, screen: Screen) -> None:
    here = visit(screen)
    here.say("我身份证丢了咋办")
    card = here.card
    expect(card.locator(".card-name")).to_have_text("居民身份证丢失补领")
    expect(card.locator(".part-places")).to_contain_text("2号窗口")
    expect(card.locator(".part-materials .material").first).to_be_visible()
    expect(card.locator(".part-fee")).to_contain_text("40元")
    expect(card.locator(".part-limits")).to_contain_text("60日")
    expect(card.locator(".truth-text")).to_contain_text("未核实")
    sources = card.locator(".sources")
    here.touch(sources.locator("summary"))
    expect(sources.locator("li").first).to_be_visible()
    assert sources.locator("li").first.inner_text().strip()
    expect(here.page.locator(".head .example")).to_contain_text("示例")

    here.choose("在本县")
    expect(here.card.locator(".situation")).to_contain_text("在本县")
    assert "在外地时要" not in here.card.inner_text()

    here.say("那要多少钱")
    expect(here.card.locator(".card-name")).to_have_text("居民身份证丢失补领")
    expect(here.card.locator(".part-fee")).to_contain_text("40元")
    expect(here.card.locator(".truth-text")).to_contain_text("未核实")

    here.say("没解决，我要找人工")
    expect(here.page.locator(".strip.handoff")).to_be_visible()
    here.choose("跳过")
    here.choose("确认提交")
    number, code = here.number_and_code()
    assert len(number) == 10
    assert number.isdigit()
    assert len(code) == 6
    assert here.page.context.cookies() == []

    staff = visit(LAPTOP, home=False).page
    log_in(staff, service.base, clerk)
    staff.get_by_role("link", name="诉求", exact=True).first.click()
    staff.goto(service.base + "/desk/cases/?tab=all")
    row = staff.locator(".board tbody tr", has_text=number)
    expect(row).to_contain_text("求助")
    expect(row).to_contain_text("居民身份证丢失补领")
    row.get_by_role("link", name=number).click()
    expect(staff.get_by_role("heading", name=f"诉求 {number}")).to_be_visible()
    assert code not in staff.content()


def test_the_contact_is_shown_for_a_reason_only(visit: Callable[..., Visit], service: Service, clerk: str) -> None:
    here = visit(PHONE)
    here.say("我要投诉，二楼12号窗口排了两个小时没人叫号")
    for _ in range(4):
        question = here.page.locator("xb-message").last.inner_text()
        if "电话" in question:
            break
        here.choose("跳过")
    here.say("13912345678")
    assert "13912345678" not in here.page.locator("xb-message").last.inner_text()
    here.choose("确认提交")
    number, _ = here.number_and_code()

    staff = visit(LAPTOP, home=False).page
    log_in(staff, service.base, clerk)
    staff.goto(service.base + "/desk/cases/?tab=all")
    staff.get_by_role("link", name=number).click()
    expect(staff.get_by_role("heading", name=f"诉求 {number}")).to_be_visible()
    assert "13912345678" not in staff.content()
    why = staff.get_by_label("为什么要看？")
    if not why.is_visible():
        staff.locator("summary", has_text="查看联系方式").click()
    assert_in_view(staff)
    staff.get_by_role("button", name="查看并记录").click()
    expect(why).to_be_focused()  # the browser itself refuses an empty reason
    why.fill("回电告知")
    staff.get_by_role("button", name="查看并记录").click()
    expect(staff.locator(".contact-shown")).to_have_text("13912345678")
    staff.get_by_role("link", name="返回诉求").click()
    expect(staff.locator("#history")).to_contain_text("回电告知")
    assert "13912345678" not in staff.content()


def assert_in_view(page: Page) -> None:
    """The form for the contact lies on the page, not beside it."""
    box = page.locator("form.contact").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= LAPTOP.width
    assert box["width"] > 400


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_a_tile_is_touched(visit: Callable[..., Visit], screen: Screen) -> None:
    here = visit(screen)
    here.touch(here.page.locator(".tiles.often button", has_text="身份证到期"))
    expect(here.card.locator(".card-name")).to_have_text("居民身份证换领")
    here.touch(here.page.get_by_role("button", name="重新开始"))
    expect(here.page.get_by_role("heading", name="您好，我是小豹")).to_be_visible()
    here.touch(here.page.locator(".shelf-button", has_text="出入境"))
    here.touch(here.page.locator(".tiles.full button").first)
    expect(here.card.locator(".card-name")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_the_person_button_never_moves(visit: Callable[..., Visit], screen: Screen) -> None:
    here = visit(screen)
    boxes = {"home": here.human.bounding_box()}
    here.say("你好")
    boxes["conversation"] = here.human.bounding_box()
    here.say("我身份证丢了咋办")
    boxes["card"] = here.human.bounding_box()
    here.say("我要投诉")
    boxes["form"] = here.human.bounding_box()
    assert len({str(box) for box in boxes.values()}) == 1, boxes
    box = boxes["home"]
    assert box is not None
    least = 60 if screen is KIOSK else 44
    assert box["height"] >= least
    assert box["width"] >= least


@pytest.mark.parametrize("screen", [PHONE, KIOSK], ids=str)
def test_words_survive_a_broken_network(visit: Callable[..., Visit], screen: Screen) -> None:
    here = visit(screen)
    here.say("你好")
    here.page.context.set_offline(True)
    here.page.locator("#say").fill("你们这里几点下班")
    here.touch(here.page.get_by_role("button", name="发送"))
    expect(here.page.locator(".fault")).to_contain_text("网络断了")
    expect(here.page.locator("#say")).to_have_value("你们这里几点下班")
    here.page.context.set_offline(False)
    assert here.faults
    assert all("net::ERR_INTERNET_DISCONNECTED" in fault for fault in here.faults)
    here.faults.clear()
    here.touch(here.page.get_by_role("button", name="再试一次"))
    expect(here.page.locator("xb-message")).to_have_count(2)
    expect(here.page.locator("#say")).to_have_value("")
    assert here.page.locator(".you", has_text="你们这里几点下班").count() == 1
