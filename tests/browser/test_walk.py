"""The way to a window: opened from the card, drawn and in words, by touch and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.visit import KIOSK, LAPTOP, PHONE, Visit, assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

UPSTAIRS = "营业执照遗失补领"
HALL_KIOSK = replace(KIOSK, path="/kiosk?id=kiosk-1")
WIDE = replace(KIOSK, name="wide", path="/kiosk?id=kiosk-2", width=1920, height=1080)


@pytest.mark.parametrize(
    ("screen", "first"),
    [
        (HALL_KIOSK, "背对这台机器，往前走"),
        (WIDE, "面对这台机器，往左走"),
        (PHONE, "从大门进来，往前走"),
        (LAPTOP, "从大门进来，往前走"),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_the_way_is_drawn_and_told_from_where_one_stands(
    visit: Callable[..., Visit], axe: str, screen: object, first: str
) -> None:
    here = visit(screen)
    page = here.page
    here.say(UPSTAIRS)
    here.touch(here.card.locator(".find").first)
    plan = here.card.locator("xb-plan")
    steps = plan.locator(".plan-steps li")
    expect(steps.first).to_have_text(first)
    expect(steps.last).to_contain_text("到C厅，营业执照窗口（24号、25号）在您前面")
    if screen is PHONE:  # the steps in words stand first there
        plan.locator(".plan-map").scroll_into_view_if_needed()
    expect(plan.locator(".plan-map")).to_be_in_viewport()
    if screen is not WIDE:
        here.touch(plan.get_by_role("button", name="2楼"))
    expect(plan.locator(".plan-goal")).to_contain_text("24、25号")
    expect(plan.locator(".plan-line")).to_have_count(1)
    assert_clean(page, axe, "plan")
    if screen is not WIDE:
        stairs = plan.get_by_role("button", name="走楼梯")
        stairs.focus()
        page.keyboard.press("Enter")
        expect(stairs).to_have_attribute("aria-pressed", "true")
        expect(steps.filter(has_text="走楼梯到2楼")).to_have_count(1)
    here.touch(here.card.locator(".find").first)
    expect(plan).to_have_count(0)


def test_what_is_ready_stays_ticked_until_the_visit_ends(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK)
    page = here.page
    here.say(UPSTAIRS)
    here.card.locator(".material input").first.check()
    expect(here.card.locator(".progress")).to_contain_text("已备好 1 样")
    here.say("多少钱")
    here.say(UPSTAIRS)
    expect(here.card.locator(".material input").first).to_be_checked()
    here.touch(page.get_by_role("button", name="重新开始"))
    here.say(UPSTAIRS)
    expect(here.card.locator(".material input").first).not_to_be_checked()


def test_an_answer_that_did_not_help_is_said_so_once(visit: Callable[..., Visit]) -> None:
    here = visit(PHONE)
    here.say(UPSTAIRS)
    here.touch(here.card.get_by_role("button", name="这个回答没用"))
    expect(here.card.locator(".useful-said")).to_contain_text("记下了")
    expect(here.card.get_by_role("button", name="这个回答没用")).to_have_count(0)
