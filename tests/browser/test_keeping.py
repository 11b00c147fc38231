"""Hall staff keep the facts: from a spreadsheet to what citizens are told, and back; by people who don't program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.service import Service
from tests.browser.staff_story import LOST, NEW_FEE, OLD_FEE, PAUSED, UNKNOWN, WAYS, Story, hire, main_of
from tests.browser.test_keyboard import tab_to
from tests.browser.visit import LAPTOP, PHONE, Screen, Visit, assert_clean, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

Desk = Callable[..., Page]
PRICE, ABOUT_WINDOW = "补身份证多少钱", f"{PAUSED}号窗口现在办不办"


@pytest.fixture(scope="module")
def staff(service: Service, browser: Browser) -> None:
    """The accounts; and somebody asks what the desk knows of only a minute later."""
    page = browser.new_page(locale="zh-CN")
    citizen = Visit(page, LAPTOP, service.base)
    citizen.home()
    citizen.say(UNKNOWN)
    page.close()
    hire(service)


@pytest.fixture
def desk(visit: Callable[..., Visit], service: Service, staff: None) -> Desk:
    """A screen with somebody logged in."""

    def opened(username: str, screen: Screen = LAPTOP) -> Page:
        page = visit(screen, home=False).page
        log_in(page, service.base, username)
        return page

    return opened


@pytest.fixture
def story(service: Service, axe: str, tmp_path: Path) -> Story:
    """Every step is looked over: axe finds nothing, and nothing has to be pushed sideways."""

    def look(name: str, page: Page, *parts: Any) -> None:
        assert_clean(page, axe, name)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name

    return Story(service.base, tmp_path, look)


def test_from_a_spreadsheet_to_the_citizen_and_back(visit: Callable[..., Visit], desk: Desk, story: Story) -> None:
    citizen = visit(LAPTOP)
    assert OLD_FEE in story.ask(citizen, PRICE)
    assert all(OLD_FEE not in story.ask(citizen, f"我的{way}") for way in WAYS)

    editor = visit(LAPTOP, home=False).page
    story.arrive(editor, "zheng")
    story.hand_in_and_correct(editor, story.fill_a_sheet(editor))
    story.teach(editor)
    address = story.check_and_send(editor)
    expect(main_of(editor).get_by_role("button", name="发布")).to_have_count(0)
    assert OLD_FEE in story.ask(citizen, PRICE), "what is only sent for review was said"

    reviewer = desk("chen")
    publish_by_key(reviewer, story, address)
    assert NEW_FEE in story.ask(citizen, PRICE)
    for way in WAYS:
        told = story.ask(citizen, f"我的{way}")
        assert told.removeprefix("朗读").lstrip().startswith(LOST)
        assert NEW_FEE in told

    story.roll_back(reviewer)
    assert OLD_FEE in story.ask(citizen, PRICE)
    assert all(OLD_FEE not in story.ask(citizen, f"我的{way}") for way in WAYS)


def publish_by_key(page: Page, story: Story, address: str) -> None:
    """The reviewer finds what waits, reads it, publishes it, and never touches the mouse."""
    page.goto(story.base + "/desk/")
    for words in ("修改单", "身份证收费和时限"):
        tab_to(page, words)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=words, level=1)).to_be_visible()
    assert page.url == address.partition("#")[0]
    story.look("to be reviewed", page)
    tab_to(page, "why")
    page.keyboard.type("核对过文件")
    page.keyboard.press("Tab")
    assert "发布" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    expect(main_of(page)).to_contain_text("已发布（第")
    story.look("published", page)


def test_a_window_is_paused_on_a_phone_and_citizens_hear_it(
    visit: Callable[..., Visit], desk: Desk, story: Story
) -> None:
    citizen, lead = visit(PHONE), desk("zhou", PHONE)
    story.pause(lead)
    assert "暂停办理（设备维护）" in story.ask(citizen, ABOUT_WINDOW)
    story.resume(lead)
    assert "暂停" not in story.ask(citizen, ABOUT_WINDOW)


def test_a_question_is_linked_an_outcome_noted_a_fact_signed(desk: Desk, story: Story) -> None:
    story.note_outcome(desk("liwei"))
    editor = desk("zheng")
    story.sign(editor)
    story.link_a_question(editor)
