"""A citizen looks after the own request: number and code, the status, a supplement, a withdrawal, an evaluation, the paper."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bench.service import Service
from bot.paths import ROOT
from tests.browser.test_form import photo
from tests.browser.visit import KIOSK, PHONE, Screen, Visit, assert_clean

ANSWERED = """
import sys, django
django.setup()
from django.utils import timezone
from bot.cases.actors import THE_SYSTEM
from bot.cases.models import Case
from bot.cases.services import chronicle
from bot.store.writing import writing
now = timezone.now()
with writing():
    case = Case.objects.get(number=sys.argv[1])
    chronicle.append(case, at=now, actor=THE_SYSTEM, action="resolve", after="resolved", answer="路灯换好了", resolved_at=now)
"""


def opened(service: Service) -> dict[str, Any]:
    form = {"kind": "complaint", "description": "东河镇政府门口的路灯坏了三天"}
    request = urllib.request.Request(
        f"{service.base}/api/v1/cases", json.dumps(form).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        card: dict[str, Any] = json.load(answer)
    return card


def answer(service: Service, number: str) -> None:
    """What the staff do, without their pages."""
    env = {**os.environ, "XIAOBAO_VAR": str(service.var), "DJANGO_SETTINGS_MODULE": "bot.settings"}
    subprocess.run([sys.executable, "-c", ANSWERED, number], check=True, capture_output=True, cwd=ROOT, env=env)


def look(visit: Visit, card: dict[str, Any]) -> None:
    """From the home page to the status; at the kiosk without a keyboard."""
    page = visit.page
    visit.touch(page.get_by_role("button", name="查办理进度"))
    expect(page.locator("#status-number")).to_be_focused()
    if visit.screen is KIOSK:
        for digit in f"{card['number']}{card['code']}":
            visit.touch(page.locator(".keypad").get_by_role("button", name=digit))
        expect(page.locator("#status-number")).to_have_value(card["number"])
    else:
        page.locator("#status-number").fill(f"{card['number'][:3]} {card['number'][3:]}")
        page.locator("#status-code").fill(card["code"])
    visit.touch(page.get_by_role("button", name="查看", exact=True))
    expect(page.locator(".status-card")).to_be_visible()


def targets_are_large(page: Page, least: int) -> None:
    small = page.locator("xb-status button:visible, xb-status .kind:visible, xb-status summary:visible").evaluate_all(
        "(all, least) => all.filter((one) => one.getBoundingClientRect().height < least).map((one) => one.textContent)",
        least,
    )
    assert small == []


@pytest.mark.parametrize("screen", [PHONE, KIOSK], ids=str)
def test_a_citizen_supplements_and_withdraws(
    visit: Callable[..., Visit], service: Service, axe: str, screen: Screen
) -> None:
    at, card = visit(screen), opened(service)
    page = at.page
    at.touch(page.get_by_role("button", name="查办理进度"))
    at.touch(page.get_by_role("button", name="查看", exact=True))
    expect(page.get_by_text("请填10位编号")).to_be_visible()
    assert_clean(page, axe, f"{screen}: errors")
    at.touch(page.get_by_role("button", name="返回"))
    look(at, card)
    assert_clean(page, axe, f"{screen}: status")
    targets_are_large(page, 60 if screen is KIOSK else 44)
    at.touch(page.get_by_role("button", name="补充情况"))
    expect(page.locator("#deed-heading")).to_be_focused()
    at.touch(page.get_by_role("button", name="提交"))
    expect(page.locator("#deed-words")).to_be_focused()
    page.locator("#deed-words").fill("昨天晚上有老人摔了一跤")
    assert_clean(page, axe, f"{screen}: supplement")
    at.touch(page.get_by_role("button", name="提交"))
    expect(page.locator("#status-done")).to_have_text("收到了，已经交给办理的人。")
    at.touch(page.get_by_role("button", name="撤回"))
    at.touch(page.get_by_role("button", name="不撤回"))
    expect(page.locator(".case-state")).not_to_contain_text("撤回")
    at.touch(page.get_by_role("button", name="撤回"))
    at.touch(page.locator("dialog").get_by_role("button", name="撤回", exact=True))
    expect(page.locator(".case-state")).to_contain_text("您已撤回")
    assert "昨天晚上有老人摔了一跤" in page.locator(".history").text_content()  # type: ignore[operator]


@pytest.mark.parametrize("screen", [PHONE, KIOSK], ids=str)
def test_a_citizen_evaluates_in_three_questions(
    visit: Callable[..., Visit], service: Service, axe: str, screen: Screen
) -> None:
    at, card = visit(screen), opened(service)
    answer(service, card["number"])
    page = at.page
    look(at, card)
    expect(page.locator(".told.answer")).to_contain_text("路灯换好了")
    at.touch(page.get_by_role("button", name="评价一下"))
    at.touch(page.get_by_role("button", name="交评价"))
    expect(page.get_by_text("请选一下：事情解决了吗")).to_be_visible()
    targets_are_large(page, 60 if screen is KIOSK else 44)
    for question, said in (("contacted", "联系过"), ("solved", "解决了一部分"), ("satisfied", "基本满意")):
        at.touch(page.locator(f".kinds.{question}").get_by_text(said, exact=True))
    assert_clean(page, axe, f"{screen}: evaluation")
    at.touch(page.get_by_role("button", name="交评价"))
    expect(page.locator("#status-done")).to_have_text("谢谢您的评价。")
    expect(page.locator(".case-facts")).to_contain_text("联系过您，部分解决，基本满意")
    expect(page.get_by_role("button", name="评价一下")).to_have_count(0)


def test_by_keyboard_alone(visit: Callable[..., Visit], service: Service) -> None:
    at, card = visit(PHONE), opened(service)
    page = at.page
    page.get_by_role("button", name="查办理进度").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#status-number")).to_be_focused()
    page.keyboard.type(card["number"])
    page.keyboard.press("Tab")
    page.keyboard.type(card["code"])
    page.keyboard.press("Enter")
    expect(page.locator("#status-heading")).to_be_focused()


def test_the_square_leads_to_the_number_and_the_code_is_asked(visit: Callable[..., Visit], service: Service) -> None:
    at, card = visit(PHONE, home=False), opened(service)
    page = at.page
    page.goto(f"{service.base}/#case={card['number']}")
    expect(page.locator("#status-number")).to_have_value(card["number"])
    expect(page.locator("#status-code")).to_be_focused()
    assert page.url == f"{service.base}/"
    page.locator("#status-code").fill("0" * 6 if card["code"] != "0" * 6 else "1" * 6)
    page.keyboard.press("Enter")
    expect(page.locator(".fault")).to_contain_text("编号或查询码不对")
    expect(page.locator("#status-number")).to_have_value(card["number"])
    at.faults = [fault for fault in at.faults if "404" not in fault]  # the browser notes the answer itself


def test_number_and_code_stand_large_and_alone_on_paper(visit: Callable[..., Visit]) -> None:
    at = visit(KIOSK)
    page = at.page
    at.say("我身份证丢了咋办")
    number, code = at.open_a_request()
    assert (len(number), len(code)) == (10, 6)
    assert page.locator(".receipt .qr").evaluate("(one) => one.complete && one.naturalWidth > 0")
    page.evaluate("window.print = () => {}")
    at.touch(page.get_by_role("button", name="打印", exact=True))
    page.emulate_media(media="print")
    assert page.locator("xiaobao-app").is_hidden()
    paper = page.locator(".sheet")
    expect(paper).to_be_visible()
    for words in (number, code, "预计答复", "负责", "咨询电话"):
        expect(paper).to_contain_text(words)
    page.emulate_media(media="screen")
    at.touch(page.get_by_role("button", name="重新开始"))
    at.touch(page.locator("dialog").get_by_role("button", name="重新开始"))
    expect(page.locator("#hello")).to_be_visible()
    assert number not in page.content()
    assert code not in page.content()


def test_photos_and_danger_come_with_a_supplement(visit: Callable[..., Visit], service: Service, axe: str) -> None:
    at, card = visit(PHONE), opened(service)
    page = at.page
    look(at, card)
    at.touch(page.get_by_role("button", name="补充情况"))
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": photo()} for n in range(2)]
    page.set_input_files("xb-photos input", files)  # type: ignore[arg-type]
    expect(page.locator(".photo-list .button")).to_have_count(2)
    assert_clean(page, axe, "supplement with photos")
    at.touch(page.get_by_role("button", name="提交"))
    expect(page.locator("#status-done")).to_be_visible()
    at.touch(page.get_by_role("button", name="补充情况"))
    expect(page.locator("#photo-hint")).to_contain_text("最多1张")
    page.fill("#deed-words", "现在着火了，楼道里全是烟，老人困在里面")
    expect(page.locator(".deed .emergency")).to_contain_text("119")
    at.touch(page.get_by_role("button", name="提交"))
    expect(page.locator(".status-card > .form-danger .emergency")).to_contain_text("119")
    assert_clean(page, axe, "danger in a supplement")
    assert "楼道里全是烟" in page.locator(".history").text_content()  # type: ignore[operator]


def test_a_machine_has_no_camera_and_names_the_phone_only_where_one_gets_there(
    visit: Callable[..., Visit], service: Service
) -> None:
    at, card = visit(KIOSK), opened(service)
    look(at, card)
    at.touch(at.page.get_by_role("button", name="补充情况"))
    expect(at.page.locator("xb-photos")).to_have_count(0)
    expect(at.page.locator(".deed")).not_to_contain_text("补照片")
    at.page.evaluate("document.documentElement.dataset.scan = ''")
    at.touch(at.page.get_by_role("button", name="不写了"))
    at.touch(at.page.get_by_role("button", name="补充情况"))
    expect(at.page.locator(".deed")).to_contain_text("就可以补照片")
