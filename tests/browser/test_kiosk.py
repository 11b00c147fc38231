"""Who walks away from a kiosk leaves nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from bench.service import Service
from bot.paths import ROOT
from tests.browser.visit import KIOSK, LAPTOP, PASSWORD, WIDE, Screen, Visit, assert_clean, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

CHOSEN = "() => [...document.querySelectorAll('.display-panel [aria-pressed]')].map((one) => one.ariaPressed).join()"
STORES = """async () => ({
  local: { ...localStorage },
  session: { ...sessionStorage },
  databases: (await indexedDB.databases()).length,
  caches: 'caches' in window ? (await caches.keys()).length : 0,
  cookies: document.cookie,
  history: history.length,
})"""


def ask(here: Visit) -> None:
    """A question; any key ends the reading aloud, which counts as somebody being there."""
    here.say("我身份证丢了咋办")
    here.page.keyboard.press("Shift")


def make_staff(service: Service, name: str, post: str) -> None:
    command = [sys.executable, "-m", "bot", "createstaff", name, "--name", name, "--post", post, "--password-stdin"]
    subprocess.run(
        command, input=PASSWORD + "\n", text=True, check=True, capture_output=True, cwd=ROOT,
        env={**os.environ, "XIAOBAO_VAR": str(service.var)},
    )  # fmt: skip


def everything_in_memory(page: Page) -> str:
    """All strings of the page's heap, after it was swept."""
    tools = page.context.new_cdp_session(page)
    parts: list[str] = []
    tools.on("HeapProfiler.addHeapSnapshotChunk", lambda event: parts.append(event["chunk"]))
    tools.send("HeapProfiler.enable")
    tools.send("HeapProfiler.collectGarbage")
    tools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    tools.detach()
    return "\n".join(json.loads("".join(parts))["strings"])


def test_walking_away_leaves_nothing(visit: Callable[..., Visit], service: Service) -> None:
    here = visit(KIOSK, clock=True)
    page = here.page
    fresh = page.evaluate(STORES)
    here.say("我身份证丢了咋办，我电话13912345678")
    number, code = here.open_a_request()
    here.touch(page.locator(".size-huge"))
    page.locator("#say").fill("我叫王小二")

    page.clock.run_for(61_000)
    expect(page.get_by_role("heading", name="您还在吗？")).to_be_visible()
    page.clock.run_for(16_000)
    expect(page.get_by_role("heading", name="点一下屏幕")).to_be_visible()
    here.wake()
    expect(page.get_by_role("heading", name="您好，我是小豹")).to_be_visible()

    left = page.content() + page.locator("body").inner_text()
    for secret in (number, code, "13912345678", "5678", "我身份证丢了", "王小二"):
        assert secret not in left
    expect(page.locator("#say")).to_have_value("")
    expect(page.locator("html")).to_have_attribute("data-size", "normal")
    assert page.evaluate(STORES) == fresh
    assert not any(fresh[name] for name in ("local", "session", "databases", "caches", "cookies"))
    assert page.context.cookies() == []
    page.locator("#say").focus()
    page.keyboard.press("Control+z")
    expect(page.locator("#say")).to_have_value("")
    heap = everything_in_memory(page)
    for secret in ("13912345678", "我身份证丢了", "王小二"):
        assert secret not in heap
    assert "点一下屏幕" in heap, "the heap can be searched"

    with httpx.Client(base_url=service.base, trust_env=False) as http:
        assert here.tokens
        for token in here.tokens:
            assert http.get(f"/api/v1/conversations/{token}").status_code in (404, 410)
        assert http.get(f"/api/v1/cases/{number}", params={"code": code}).status_code == 200


def test_who_is_still_there_goes_on(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, clock=True)
    ask(here)
    here.page.clock.run_for(61_000)
    here.touch(here.page.get_by_role("button", name="我还在"))
    here.page.clock.run_for(30_000)
    expect(here.page.get_by_role("heading", name="您还在吗？")).to_have_count(0)
    here.say("那要多少钱")
    expect(here.card.locator(".card-name")).to_have_text("居民身份证丢失补领")


def test_a_warning_over_a_question_gives_the_focus_back_to_it(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, clock=True)
    page = here.page
    ask(here)
    here.open_a_request()
    page.keyboard.press("Shift")
    here.touch(page.locator(".bar").get_by_role("button", name="重新开始"))
    go = page.locator(".question").get_by_role("button", name="重新开始")
    go.focus()
    page.clock.run_for(61_000)
    stay = page.get_by_role("button", name="我还在")
    expect(stay).to_be_focused()
    here.touch(stay)
    expect(page.locator(".question")).to_have_count(1)
    expect(go).to_be_focused()


def test_a_machine_waits_again_when_nobody_does_anything(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, clock=True)
    here.page.clock.run_for(59_000)
    expect(here.page.locator(".attract")).to_have_count(0)
    here.page.clock.run_for(2_000)
    expect(here.page.locator(".attract")).to_be_visible()
    here.wake()


def test_what_few_need_lies_behind_one_button(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, clock=True)
    page = here.page
    more = page.get_by_role("button", name="更多显示")
    expect(page.locator(".contrast")).not_to_be_visible()
    here.touch(more)
    expect(more).to_have_attribute("aria-expanded", "true")
    page.locator(".contrast").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".contrast")).not_to_be_visible()
    expect(more).to_be_focused()
    here.touch(more)
    here.touch(page.locator(".contrast"))
    expect(page.locator("html")).to_have_attribute("data-contrast", "high")
    page.clock.run_for(61_000)
    page.clock.run_for(16_000)
    here.wake()
    expect(page.locator("html")).to_have_attribute("data-contrast", "normal")
    expect(page.locator(".contrast")).not_to_be_visible()


def test_who_asked_for_more_time_gets_twice_as_much(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, clock=True)
    here.display(here.page.locator(".slow"))
    here.page.clock.run_for(119_000)
    expect(here.page.get_by_role("heading", name="您还在吗？")).to_have_count(0)
    here.page.clock.run_for(2_000)
    expect(here.page.get_by_role("heading", name="您还在吗？")).to_be_visible()
    here.page.clock.run_for(31_000)
    expect(here.page.locator(".attract")).to_be_visible()
    expect(here.page.locator("html")).to_have_attribute("data-pace", "normal")


def test_a_machine_that_slept_shows_nobodys_words(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, clock=True)
    ask(here)
    here.page.clock.fast_forward(600_000)
    here.page.clock.run_for(17_000)
    expect(here.page.locator(".attract")).to_be_visible()
    assert "我身份证丢了" not in here.page.content()


def test_the_waiting_page_and_the_low_page_are_clean(visit: Callable[..., Visit], axe: str) -> None:
    here = visit(KIOSK, home=False)
    here.page.goto(here.base + "/kiosk")
    expect(here.page.locator(".attract")).to_be_visible()
    assert_clean(here.page, axe, "waiting")
    here.wake()
    here.touch(here.page.get_by_role("button", name="放低"))
    top = here.page.locator(".head").bounding_box()
    assert top is not None
    assert top["y"] > 1920 * 0.35, "everything stands in the lower part"
    assert_clean(here.page, axe, "low")


def test_any_key_begins_and_its_letter_is_not_lost(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, home=False)
    here.page.goto(here.base + "/kiosk")
    expect(here.page.locator(".attract")).to_be_visible()
    here.page.keyboard.press("s")
    expect(here.page.locator("#say")).to_have_value("s")


@pytest.mark.parametrize("screen", [KIOSK, WIDE], ids=str)
def test_one_finger_types_by_initials_and_sends(visit: Callable[..., Visit], screen: Screen, axe: str) -> None:
    here = visit(screen)
    here.touch(here.page.locator("#say"))
    keys = here.page.locator(".keys")
    expect(keys).to_be_visible()

    def press(*names: str) -> None:
        for name in names:
            here.touch(keys.locator(f'.hg-button[data-skbtn="{name}"]'))

    press("s", "f", "z")
    expect(keys.locator(".keys-list button").first).to_have_text("身份证")
    small = here.page.evaluate(
        """() => [...document.querySelectorAll('.keys .hg-button, .keys-row button')]
            .map((key) => key.getBoundingClientRect()).filter(({ width, height }) => width < 60 || height < 60).length"""
    )
    assert small == 0
    assert_clean(here.page, axe, "keys")
    here.touch(keys.locator(".keys-list button").first)
    press("d", "i", "u", "l", "e", "{space}", "x")
    press("{bksp}", "{bksp}")
    expect(here.page.locator("#say")).to_have_value("身份证丢")
    expect(here.page.locator("#say")).to_be_focused()
    before = here.page.evaluate(CHOSEN)
    press("{enter}")
    expect(keys).to_be_hidden()
    assert here.page.evaluate(CHOSEN) == before, "what moved under the finger was not pressed"
    expect(here.card.locator(".card-name")).to_have_text("居民身份证丢失补领")
    expect(keys.locator(".hg-activeButton")).to_have_count(0)


def test_keys_follow_the_fields_and_go_with_them(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK)
    page, keys = here.page, here.page.locator(".keys")
    here.touch(page.get_by_role("button", name="登记一件事").first)
    here.touch(page.locator("xb-form textarea").first)
    expect(keys).to_have_attribute("data-kind", "letters")
    here.touch(page.locator("xb-form input[type=tel]"))
    expect(keys).to_have_attribute("data-kind", "digits")
    for digit in "139":
        here.touch(keys.locator(f'.hg-button[data-skbtn="{digit}"]'))
    page.keyboard.type("12345678")
    expect(page.locator("xb-form input[type=tel]")).to_have_value("13912345678")
    here.touch(page.locator("xb-form label", has_text="您的电话").first)
    expect(keys).to_be_visible()
    page.locator("main").evaluate("(main) => main.focus()")
    expect(keys).to_be_hidden()


def test_a_key_calls_a_person_from_anywhere_and_says_so(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, home=False)
    page = here.page
    page.add_init_script(
        "window.spoken = []; addEventListener('xb-speak', ({ detail }) => window.spoken.push(detail.text))"
    )
    page.goto(here.base + "/kiosk#key=F12")
    expect(page.locator(".attract")).to_be_visible()
    page.keyboard.press("F12")
    expect(page.locator("xb-message").first).to_be_visible()
    here.answered()
    page.wait_for_function("window.spoken.length >= 2")
    said = page.evaluate("window.spoken")
    assert "叫工作人员" in said[0]
    assert not re.search(r"\d{4}", "".join(said)), "no number is said aloud"


def test_a_machine_registers_with_a_code_and_proves_its_place(visit: Callable[..., Visit], service: Service) -> None:
    staff = visit(LAPTOP, home=False).page
    make_staff(service, "keeper", "duty_lead")
    log_in(staff, service.base, "keeper")
    staff.goto(service.base + "/desk/devices/add/")
    staff.get_by_label("编号").fill("k3")
    staff.get_by_label("名称").fill("3号一体机")
    staff.get_by_label("具体位置").fill("东门里面右手边")
    staff.get_by_role("button", name="添加，取登记码").click()
    code = staff.locator(".panel strong").inner_text().replace(" ", "")

    here = visit(KIOSK, home=False)
    here.page.goto(service.base + "/kiosk#register")
    for digit in code:
        here.touch(here.page.locator(".register .keypad").get_by_role("button", name=digit, exact=True))
    here.touch(here.page.get_by_role("button", name="登记", exact=True))
    expect(here.page.get_by_role("heading", name="登记好了")).to_be_visible()
    address = here.page.locator(".register-address").inner_text()

    again = visit(KIOSK, home=False)
    with again.page.expect_response("**/devices/heartbeat"):
        again.page.goto(address)
    again.wake()
    with again.page.expect_request("**/api/v1/conversations") as asked:
        again.say("我身份证丢了咋办")
    assert asked.value.headers.get("x-device-token")
    assert asked.value.post_data_json["kiosk"] == "k3"
    staff.goto(service.base + "/desk/devices/")
    expect(staff.locator("tbody tr").first).to_contain_text("k3")
    expect(staff.locator("tbody .tag").first).to_have_text(re.compile("正常|有人在用"))
