"""The staff's frame in a real browser: nothing is refused by the content policy, menus and filters work by hand and key."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from bench.service import Service
from tests.browser.visit import LAPTOP, PHONE, Screen, Visit, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]
LIST = "/desk/cases/"


@pytest.fixture
def desk(visit: Callable[..., Visit], service: Service, clerk: str) -> Callable[[Screen], Page]:
    """The desk on a screen, logged in. `visit` sees that the console stays silent: a refused style or script is said there."""

    def opened(screen: Screen) -> Page:
        page = visit(screen, home=False).page
        log_in(page, service.base, clerk)
        return page

    return opened


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=str)
def test_every_page_of_the_frame_fits_the_screen(
    desk: Callable[[Screen], Page], service: Service, screen: Screen
) -> None:
    page = desk(screen)
    for path in ("/desk/", LIST, "/desk/account/", "/desk/account/two-steps/", "/desk/password_change/"):
        page.goto(service.base + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        low = page.evaluate(
            "[...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]"
            ".filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44"
            " && !e.matches('.skip') && !e.closest('p')).map(e => e.outerHTML.slice(0, 120))"
        )
        assert low == [], path


def test_the_menu_on_a_phone_opens_by_hand_and_closes_by_key(desk: Callable[[Screen], Page], service: Service) -> None:
    page = desk(PHONE)
    menu, button = page.get_by_role("navigation", name="菜单"), page.get_by_role("button", name="菜单")
    expect(menu).to_be_hidden()
    button.tap()
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    menu.get_by_role("link", name="诉求", exact=True).focus()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    button.tap()
    menu.get_by_role("link", name="诉求", exact=True).tap()
    expect(page.get_by_role("heading", name="诉求", exact=True, level=1)).to_be_visible()


def test_filters_narrow_the_list_and_are_taken_back(desk: Callable[[Screen], Page], service: Service) -> None:
    page = desk(LAPTOP)
    page.goto(service.base + LIST)
    page.get_by_label("类型").select_option(label="表扬")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("没有符合条件的")).to_be_visible()
    expect(page.get_by_label("类型")).to_have_value("praise")
    page.get_by_role("link", name="清除条件").first.click()
    expect(page.get_by_label("类型")).to_have_value("")


def test_the_small_menu_leads_out(desk: Callable[[Screen], Page]) -> None:
    page = desk(LAPTOP)
    page.locator(".who summary").click()
    expect(page.get_by_role("link", name="我的账号")).to_be_visible()
    page.locator("h1").click()
    expect(page.get_by_role("link", name="我的账号")).to_be_hidden()
    page.locator(".who summary").press("Enter")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="已退出登录")).to_be_visible()


def test_two_steps_are_switched_on_and_off(desk: Callable[[Screen], Page], service: Service) -> None:
    page = desk(LAPTOP)
    page.goto(service.base + "/desk/account/two-steps/")
    page.get_by_role("button", name="开始设置").click()
    expect(page.locator("svg.qr")).to_be_visible()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("验证码").fill(code_of(secret))
    page.get_by_role("button", name="开启", exact=True).click()
    codes = page.locator(".codes code").all_inner_texts()
    assert all(re.fullmatch(r"\w{4}-\w{4}", code) for code in codes)
    page.goto(service.base + "/desk/account/two-steps/")
    page.locator("#off").fill(codes[0])
    page.get_by_role("button", name="关闭两步验证").click()
    expect(page.get_by_text("两步验证已经关闭")).to_be_visible()


def code_of(secret: str) -> str:
    from base64 import b32decode

    return f"{totp(b32decode(secret + '=' * (-len(secret) % 8))):06d}"
