"""What people come for, from the first view to the last, by touch and by keys alone, on all four screens."""

from __future__ import annotations

import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import expect

from bench.service import Service
from tests.browser.stories.conftest import Coming
from tests.browser.test_status import answer
from tests.browser.visit import KIOSK, LAPTOP, WIDE, Visit, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]
MACHINES = (KIOSK, WIDE)


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "navy").save(out, "PNG")
    return out.getvalue()


def test_guided_shown_the_way_and_given_a_slip_that_opens(coming: Coming) -> None:
    here = coming()
    page = here.page
    page.evaluate("window.print = () => {}")
    here.say("我身份证丢了咋办")
    expect(here.card.locator(".card-name")).to_have_text("居民身份证丢失补领")
    here.choose("在本县")
    expect(here.card.locator(".situation")).to_contain_text("在本县")
    here.press(here.card.locator(".material label").first) if here.keys else here.touch(
        here.card.locator(".material-name").first
    )
    expect(here.card.locator(".progress")).to_be_visible()

    here.touch(here.card.locator(".find").first)
    expect(here.card.locator(".plan-map")).to_be_visible()
    assert here.card.locator(".plan-steps li").count() >= 1
    expect(here.card.locator(".plan-steps")).to_contain_text("2号")

    here.touch(here.card.get_by_role("button", name="打印告知单"))
    slip = page.locator("xb-slip").last
    expect(slip.locator(".slip-code strong")).to_be_visible()
    code = re.sub(r"\W", "", slip.locator(".slip-code strong").inner_text())
    assert len(code) == 8

    here.touch(page.get_by_role("button", name="重新开始"))
    expect(page.locator("#hello")).to_be_visible()
    here.touch(page.get_by_role("button", name="查告知单").first)
    if here.screen in MACHINES and not here.keys:
        for sign in code:
            here.touch(page.locator(".signs").get_by_role("button", name=sign, exact=True))
    else:
        page.locator("#slip-code").fill(code)
    here.touch(page.locator(".find-slip").get_by_role("button", name="打开"))
    expect(page.locator("xb-slip .leaflet").last).to_contain_text("居民身份证丢失补领")


def test_a_request_with_a_photo_is_followed_and_evaluated(coming: Coming, service: Service) -> None:
    here = coming()
    page = here.page
    here.touch(page.get_by_role("button", name="登记一件事").first)
    page.locator("#form-what").fill("我们小区楼道灯坏了半个月，物业不修，晚上老人下楼看不见")
    expect(page.locator(".expected")).to_contain_text("前答复")
    if here.screen not in MACHINES:  # nobody has a photo at a machine in the hall
        page.set_input_files("xb-photos input", [{"name": "灯.png", "mimeType": "image/png", "buffer": photo()}])
        expect(page.locator(".photo-list .button")).to_be_visible()
    here.touch(page.locator(".kind", has_text="我自己来窗口问"))
    here.touch(page.get_by_role("button", name="提交"))
    number, code = here.number_and_code()
    answer(service, number.replace(" ", ""))

    here.touch(page.get_by_role("button", name="重新开始"))
    here.touch(page.locator("dialog").get_by_role("button", name="重新开始"))
    here.touch(page.get_by_role("button", name="查办理进度").first)
    page.locator("#status-number").fill(number)
    page.locator("#status-code").fill(code)
    here.touch(page.get_by_role("button", name="查看", exact=True))
    expect(page.locator(".told.answer")).to_contain_text("路灯换好了")
    here.touch(page.get_by_role("button", name="评价一下"))
    for question, said in (("solved", "解决了"), ("satisfied", "满意")):
        chosen = page.locator(f".kinds.{question} .kind").filter(has=page.get_by_text(said, exact=True))
        here.touch(chosen)
    here.touch(page.get_by_role("button", name="交评价"))
    expect(page.locator("#status-done")).to_have_text("谢谢您的评价。")


def test_a_person_comes_or_writes(coming: Coming, visit: Callable[..., Visit], service: Service, guide: str) -> None:
    here = coming()
    desk = visit(LAPTOP, home=False).page
    log_in(desk, service.base, guide)
    desk.goto(service.base + "/desk/talks/")
    expect(desk.locator("h1").first).to_be_visible()
    answers = desk.locator(".ring .answer")
    before = answers.count()  # others may still be calling
    here.say("身份证丢了怎么办")
    here.touch(here.human)
    expect(here.page.locator(".talk.ringing")).to_be_visible()
    expect(answers).to_have_count(before + 1)
    answers.last.click()
    if here.screen in MACHINES:
        expect(here.page.locator(".talk.coming")).to_be_visible()
        return
    expect(here.page.locator(".talk.joined")).to_be_visible()
    desk.locator(".open-talk:visible .say textarea").fill("您好，请带户口簿过来。")
    desk.keyboard.press("Enter")
    expect(here.page.locator("xb-message").last).to_contain_text("请带户口簿过来")
    here.touch(here.page.locator("xb-talk .button"))
    expect(here.page.locator(".talk.joined")).to_have_count(0)


def test_who_reads_traditional_characters_reads_them(coming: Coming, service: Service) -> None:
    here = coming()
    page = here.page
    choice = page.locator("xb-script button")
    here.display(choice)
    expect(page.locator("#hello")).to_have_text("您好，我是小豹")
    expect(page.locator(".head .hall b")).to_have_text("示例縣政務服務中心")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.locator("#say").fill("身份证丢了")
    page.keyboard.press("Enter")
    expect(here.card.locator(".card-name")).to_have_text("居民身份證丟失補領")
    here.display(choice)  # what was said is written anew
    expect(here.card.locator(".card-name")).to_have_text("居民身份证丢失补领")


@pytest.mark.parametrize("machine", MACHINES, ids=str)
def test_who_walks_away_takes_everything_along(visit: Callable[..., Visit], service: Service, machine: object) -> None:
    here = visit(machine, clock=True)
    page = here.page
    here.display(page.locator("xb-script button"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.locator("#say").fill("我身份證丟了，我叫王小二")
    page.keyboard.press("Enter")
    expect(here.card.locator(".card-name")).to_be_visible()
    here.answered()
    page.keyboard.press("Shift")
    page.clock.run_for(61_000)
    expect(page.locator("dialog")).to_be_visible()
    page.clock.run_for(16_000)
    expect(page.locator(".attract")).to_be_visible()
    assert "王小二" not in page.content()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    for token in here.tokens:
        request = urllib.request.Request(f"{service.base}/api/v1/conversations/{token}")
        with pytest.raises(urllib.error.HTTPError) as gone:
            urllib.request.urlopen(request)
        assert json.load(gone.value)["status"] in (404, 410)
