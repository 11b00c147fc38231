"""A slip in a real browser: from the card to paper of two widths, opened again by its code, and gone with the person."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import KIOSK, LAPTOP, PHONE, SCREENS, Screen, Visit, assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

COUNTED = "() => { window.printed = 0; window.print = () => { window.printed += 1; }; }"
PER_MM = 72 / 25.4


def taken(here: Visit) -> str:
    """Asks, and takes the slip; its code without the gap."""
    here.page.evaluate(COUNTED)
    here.say("我身份证丢了咋办")
    here.touch(here.card.get_by_role("button", name="打印告知单"))
    strong = here.page.locator("xb-slip .slip-code strong")
    expect(strong).to_be_visible()
    return strong.inner_text().replace(" ", "")


def printed(page: Page, times: int) -> None:
    expect(page.locator("html")).to_have_class(re.compile("printing"))
    assert page.evaluate("() => window.printed") == times


def sides(pdf: Path) -> list[tuple[int, int]]:
    """Width and height in mm of each page."""
    found = re.findall(rb"MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes())
    return [(round(float(wide) / PER_MM), round(float(high) / PER_MM)) for wide, high in found]


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_a_card_becomes_a_slip_with_a_code_in_one_touch(visit: Callable[..., Visit], axe: str, screen: Screen) -> None:
    here = visit(screen)
    code = taken(here)
    assert len(code) == 8
    here.touch(here.page.locator("xb-slip summary"))
    expect(here.page.locator("xb-slip .leaflet")).to_contain_text("下面2样，带一样就行")
    expect(here.page.locator("xb-slip .leaflet")).to_contain_text("未核实")
    if screen is KIOSK:
        printed(here.page, 1)
        expect(here.page.locator("xb-slip")).to_contain_text("请拿好告知单")
    assert_clean(here.page, axe, f"slip on {screen}")


def test_on_paper_it_is_a_sheet_or_a_roll_and_then_it_is_gone(visit: Callable[..., Visit], tmp_path: Path) -> None:
    here = visit(LAPTOP)
    taken(here)
    page = here.page
    for name, times in (("打印（A4纸）", 1), ("打印（小票纸）", 2)):
        page.get_by_role("button", name=name).click()
        printed(page, times)
        pdf = tmp_path / f"{times}.pdf"
        page.pdf(path=pdf, prefer_css_page_size=True)
        if times == 1:
            assert set(sides(pdf)) == {(210, 297)}
        else:
            [(wide, high)] = sides(pdf)
            assert wide == 80
            assert 200 < high < 700
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator("body > .sheet")).to_have_count(0)
        assert page.evaluate("document.adoptedStyleSheets.length") == 0


def test_its_page_opens_without_script_and_says_what_was_printed(visit: Callable[..., Visit], axe: str) -> None:
    here = visit(PHONE)
    code = taken(here)
    page = here.page
    page.goto(f"{here.base}/slip/{code}")
    expect(page.get_by_role("heading", name="居民身份证丢失补领")).to_be_visible()
    expect(page.locator("main")).to_contain_text("没有变化")
    assert_clean(page, axe, "page of a slip")
    page.goto(f"{here.base}/slip")
    page.get_by_label("告知单上的单号").fill(f"{code[:4]} {code[4:]}".lower())
    here.touch(page.get_by_role("button", name="打开"))
    expect(page).to_have_url(f"{here.base}/slip/{code}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_at_a_machine_a_code_is_touched_and_walking_away_leaves_no_paper(visit: Callable[..., Visit], axe: str) -> None:
    here = visit(KIOSK)
    code = taken(here)
    page = here.page
    printed(page, 1)
    here.touch(page.get_by_role("button", name="重新开始"))
    expect(page.locator("#hello")).to_be_visible()
    expect(page.locator("body > .sheet")).to_have_count(0)
    assert f"{code[:4]} {code[4:]}" not in page.content()
    here.touch(page.get_by_role("button", name="查告知单"))
    assert_clean(page, axe, "field for a code")
    here.touch(page.get_by_role("button", name="打开"))
    expect(page.locator("#slip-wrong")).to_contain_text("8位单号")
    for sign in code:
        here.touch(page.locator(".signs").get_by_role("button", name=sign, exact=True))
    here.touch(page.get_by_role("button", name="打开"))
    expect(page.locator("xb-slip")).to_contain_text("打印以后没有变化")
    expect(page.locator("xb-slip .leaflet")).to_be_visible()
    assert page.evaluate("() => window.printed") == 1, "what was opened is printed on a touch only"
