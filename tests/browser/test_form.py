"""The request form in a real browser: what is proposed is seen and changed, photos arrive, danger comes first."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.visit import KIOSK, PHONE, Visit, assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

LAMP = "我们小区楼道灯坏了半个月，物业不修，晚上老人下楼看不见"
COURT = "这个欠款的案子法院已经判了，我不服判决，要你们处理"


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2600, 1300), "navy").save(out, "PNG")
    return out.getvalue()


def opened(here: Visit) -> Page:
    here.touch(here.page.get_by_role("button", name="登记一件事"))
    return here.page


def test_what_is_proposed_is_shown_changed_and_registered_with_a_photo(visit: Callable[..., Visit], axe: str) -> None:
    here = visit(PHONE)
    page = opened(here)
    page.fill("#form-what", LAMP)
    expect(page.locator(".expected")).to_contain_text("前答复")
    expect(page.locator("[name=kind][value=complaint]")).to_be_checked()
    expect(page.locator("#form-subject")).to_have_value("property_heating")
    page.select_option("#form-subject", "public_facilities")
    here.touch(page.locator(".kind", has_text="求助"))
    expect(page.locator("[name=kind][value=help]")).to_be_checked()
    page.set_input_files("xb-photos input", [{"name": "灯.png", "mimeType": "image/png", "buffer": photo()}])
    expect(page.locator(".photo-list .button")).to_be_visible()
    expect(page.get_by_role("group", name="照片").get_by_role("img", name="第1张照片")).to_be_visible()
    expect(page.locator("xb-photos [role=status]")).to_have_text("第1张传好了")
    assert_clean(page, axe, "form with a photo")
    here.touch(page.locator(".kind", has_text="我自己来窗口问"))
    expect(page.locator("#form-phone")).to_be_hidden()
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator(".created")).to_contain_text("公共设施")
    expect(page.locator(".created")).to_contain_text("求助")


def test_a_way_back_asks_for_what_it_needs_and_nothing_typed_is_lost(visit: Callable[..., Visit]) -> None:
    here = visit(PHONE)
    page = opened(here)
    page.fill("#form-what", LAMP)
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator("#wrong-contact")).to_be_visible()
    expect(page.locator("#wrong-consent")).to_contain_text("请勾选同意")  # all at once, not one after the other
    page.fill("#form-phone", "13800000000")
    expect(page.locator("#wrong-contact")).to_be_empty()
    expect(page.locator("#wrong-consent")).to_contain_text("请勾选同意")
    here.touch(page.locator(".kind", has_text="请村里转告"))
    expect(page.get_by_role("status").filter(has_text="哪个村")).to_be_visible()
    expect(page.locator("#form-where")).to_have_attribute("aria-required", "true")
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator("#wrong-address")).to_contain_text("哪个村")
    expect(page.locator("#form-what")).to_have_value(LAMP)
    page.fill("#form-where", "东河镇李家村三组")
    expect(page.locator("#wrong-address")).to_be_empty()
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator(".created")).to_be_visible()


def test_danger_comes_first_and_the_right_way_before_it_is_sent(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK)
    page = opened(here)
    expect(page.locator("xb-photos")).to_have_count(0)
    page.fill("#form-what", "家里着火了，火很大")
    expect(page.locator(".form-danger .emergency")).to_contain_text("119")
    page.fill("#form-what", COURT)
    here.touch(page.locator(".kind", has_text="我自己来窗口问"))
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator(".outlook")).to_contain_text("12368")
    expect(page.locator(".form-danger .emergency")).to_have_count(0)
    expect(page.locator(".created")).to_have_count(0)
    expect(page.locator(".outlook .notice")).to_be_focused()
    here.touch(page.get_by_role("button", name=re.compile("^提交")))
    expect(page.locator(".created")).to_be_visible()


def test_a_notice_that_stood_there_before_is_heard_when_it_stops_the_form(visit: Callable[..., Visit]) -> None:
    here = visit(PHONE)
    page = opened(here)
    page.fill("#form-what", COURT)
    expect(page.locator(".outlook .notice")).to_be_visible()
    here.touch(page.locator(".kind", has_text="我自己来窗口问"))
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator(".outlook .notice")).to_be_focused()
    expect(page.locator(".created")).to_have_count(0)


def test_what_is_missing_is_said_with_the_choice_and_no_longer_once_it_is_made(
    visit: Callable[..., Visit], axe: str
) -> None:
    here = visit(PHONE)
    page = opened(here)
    here.touch(page.get_by_role("button", name="提交"))
    expect(page.locator("#form-what")).to_be_focused()
    kind = page.get_by_role("radio", name="建议")
    expect(kind).to_have_accessible_description("请选一种。")
    assert_clean(page, axe, "form with faults")
    here.touch(page.locator(".kind", has_text="建议"))
    expect(page.locator("#wrong-kind")).to_be_empty()
    expect(page.locator("#wrong-description")).to_contain_text("是什么事")


def test_a_photo_that_is_taken_out_leaves_the_focus_where_the_next_is_chosen(visit: Callable[..., Visit]) -> None:
    here = visit(PHONE)
    page = opened(here)
    page.set_input_files("xb-photos input", [{"name": "灯.png", "mimeType": "image/png", "buffer": photo()}])
    here.touch(page.get_by_role("button", name="去掉第1张照片"))
    expect(page.locator("xb-photos input")).to_be_focused()
    expect(page.locator("xb-photos [role=status]")).to_have_text("第1张去掉了")
