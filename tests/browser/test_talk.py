"""A person, now: citizen and guide desk before two screens. How long a ring and words take: `bench/open_pages.py`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.service import Service, serving
from bot.paths import HALL, ROOT
from tests.browser.visit import KIOSK, LAPTOP, PASSWORD, PHONE, Visit, assert_clean, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]
TIMES = 5


@pytest.fixture(scope="module")
def service(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A hall that is always open: the tests run at any hour."""
    hall = tmp_path_factory.mktemp("open") / "hall"
    shutil.copytree(HALL, hall)
    page = hall / "hall.yml"
    text = page.read_text(encoding="utf-8")
    for old, new in (
        ("weekdays: [1, 2, 3, 4, 5]", "weekdays: [1, 2, 3, 4, 5, 6, 7]"),
        ('spans: ["08:30-12:00", "14:30-17:30"]', 'spans: ["00:00-23:59"]'),
        ('last_intake: ["11:40", "17:10"]', 'last_intake: ["23:58"]'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    page.write_text(text, encoding="utf-8")
    with serving(XIAOBAO_HALL=str(hall)) as running:
        for name, called, post in (("zhang", "张导办", "guide_desk"), ("zhou", "周值班", "duty_lead")):
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "bot",
                    "createstaff",
                    name,
                    "--name",
                    called,
                    "--post",
                    post,
                    "--password-stdin",
                ],
                input=PASSWORD + "\n",
                text=True,
                check=True,
                capture_output=True,
                cwd=ROOT,
                env={**os.environ, "XIAOBAO_VAR": str(running.var)},
            )
        yield running


Visiting = Callable[..., Visit]


@pytest.fixture
def desk(visit: Visiting, service: Service) -> Callable[[str], Page]:
    """The guide desk's page, logged in as somebody."""

    def opened(name: str) -> Page:
        page = visit(LAPTOP, home=False).page
        log_in(page, service.base, name)
        page.goto(service.base + "/desk/talks/")
        expect(page.get_by_role("heading", name="人工呼叫")).to_be_visible()
        return page

    return opened


def calling(visit: Visiting) -> Visit:
    """Somebody on a phone who asked something and now wants a person."""
    one = visit(PHONE)
    one.say("身份证丢了怎么办")
    one.touch(one.human)
    expect(one.page.locator(".talk.ringing")).to_be_visible()
    return one


def answer(page: Page) -> None:
    page.locator(".ring .answer").first.click()
    expect(page.locator(".open-talk:visible")).to_be_visible()


def write(page: Page, text: str) -> None:
    page.locator(".open-talk:visible .say textarea").fill(text)
    page.keyboard.press("Enter")


def say(one: Visit, text: str) -> None:
    one.page.locator("#say").fill(text)
    one.touch(one.page.get_by_role("button", name="发送"))


def finish(page: Page) -> None:
    page.locator(".open-talk:visible summary", has_text="结束谈话").click()
    page.locator(".open-talk:visible .tool[open] .danger").click()
    expect(page.locator(".open-talk:visible .over")).to_be_visible()


def test_ring_and_words_arrive_and_the_guide_is_silent(visit: Visiting, desk: Callable[[str], Page], axe: str) -> None:
    page = desk("zhang")
    one = visit(PHONE)
    one.say("身份证丢了怎么办")
    one.touch(one.human)
    expect(page.locator(".ring .answer")).to_be_visible()
    expect(page).to_have_title(re.compile("有人呼叫"))
    answer(page)
    expect(one.page.locator(".talk.joined")).to_contain_text("张导办正在和您说话")
    expect(one.page.locator(".option")).to_have_count(0)
    for number in range(TIMES):
        write(page, f"第{number}句，您请说。")
        expect(one.page.locator(".bubble.person", has_text=f"第{number}句")).to_be_visible()
        guide = one.page.locator("xb-message:not(:has(.from-person))").count()
        say(one, f"我问第{number}件事，要多少钱")
        expect(page.locator(".lines .citizen", has_text=f"第{number}件事")).to_be_visible()
        expect(one.page.locator(".tick")).to_have_count(number + 1)
        assert one.page.locator("xb-message:not(:has(.from-person))").count() == guide, "the guide is silent"
    assert_clean(page, axe, "guide desk")
    assert_clean(one.page, axe, "citizen")
    one.touch(one.page.locator(".talk .button", has_text="结束"))
    expect(one.page.locator(".log")).to_contain_text("我回来了")
    expect(one.page.locator(".log .register")).to_have_count(0)
    assert_clean(one.page, axe, "is it settled")
    one.touch(one.page.get_by_role("button", name="没有解决"))
    expect(one.page.locator(".log .register")).to_be_visible()
    expect(page.locator(".open-talk .over")).to_be_visible()
    one.say("身份证要多少钱")
    expect(one.card).to_be_visible()


def test_nothing_that_is_being_written_is_lost_while_lists_change(visit: Visiting, desk: Callable[[str], Page]) -> None:
    page = desk("zhang")
    first = calling(visit)
    answer(page)
    field = page.locator(".open-talk:visible .say textarea")
    field.fill("写到一半")
    second = calling(visit)
    expect(page.locator(".ring .answer")).to_be_visible()
    say(first, "还在吗")
    expect(page.locator(".lines .citizen", has_text="还在吗")).to_be_visible()
    expect(field).to_have_value("写到一半")
    expect(field).to_be_focused()
    answer(page)
    expect(page.locator("[role=tab]")).to_have_count(2)
    say(first, "我先说")
    expect(page.locator("[role=tab]", has_text="新消息")).to_be_visible()
    page.locator("[role=tab]", has_text="新消息").click()
    expect(page.locator(".open-talk:visible .say textarea")).to_have_value("写到一半")
    finish(page)
    expect(first.page.locator(".talk.joined")).to_have_count(0)
    page.locator("[role=tab]").last.click()
    finish(page)
    expect(second.page.locator(".log")).to_contain_text("我回来了")


def test_a_dropped_line_loses_nothing(visit: Visiting, desk: Callable[[str], Page]) -> None:
    page = desk("zhang")
    one = calling(visit)
    answer(page)
    expect(one.page.locator(".talk.joined")).to_be_visible()
    one.page.context.set_offline(True)
    write(page, "断线时写的")
    expect(page.locator(".lines .person", has_text="断线时写的")).to_be_visible()
    expect(one.page.locator(".talk-lost")).to_contain_text("网络断了")
    one.page.context.set_offline(False)
    expect(one.page.locator(".bubble.person", has_text="断线时写的")).to_have_count(1)
    expect(one.page.locator(".talk-lost")).to_be_empty()
    one.faults.clear()  # the browser itself tells of the line that was cut
    finish(page)


def test_a_talk_left_alone_is_taken_over_by_a_colleague(visit: Visiting, desk: Callable[[str], Page]) -> None:
    page = desk("zhang")
    one = calling(visit)
    answer(page)
    page.goto("about:blank")
    say(one, "还有人吗")
    other = desk("zhou")
    take = other.get_by_role("button", name="我来接着说")
    expect(take).to_be_visible(timeout=60_000)
    take.click()
    expect(other.locator(".open-talk:visible")).to_contain_text("还有人吗")
    expect(one.page.locator(".talk.joined")).to_contain_text("周值班")
    write(other, "我是周值班，接着说。")
    expect(one.page.locator(".bubble.person", has_text="接着说")).to_be_visible()
    finish(other)


def test_who_does_not_want_to_wait_gets_a_number(visit: Visiting, desk: Callable[[str], Page]) -> None:
    page = desk("zhang")
    one = calling(visit)
    one.touch(one.page.locator(".talk .button", has_text="不等了"))
    number, code = one.number_and_code()
    assert number
    assert code
    expect(one.page.locator(".talk.ringing")).to_have_count(0)
    expect(page.locator(".ring")).to_have_count(0)


def test_when_nobody_answers_there_is_a_number(visit: Visiting, desk: Callable[[str], Page]) -> None:
    desk("zhang")
    one = calling(visit)
    expect(one.page.locator(".case.created .case-number strong")).to_have_count(2, timeout=80_000)
    expect(one.page.locator(".talk.ringing")).to_have_count(0)


def test_a_person_walks_to_the_kiosk(visit: Visiting, desk: Callable[[str], Page], axe: str, service: Service) -> None:
    page = desk("zhang")
    one = visit(KIOSK, home=False)
    one.page.goto(f"{service.base}/kiosk?id=3")
    one.wake()
    one.touch(one.human)
    expect(one.page.locator(".talk.ringing")).to_be_visible()
    number, _ = one.number_and_code()
    expect(one.page.locator(".talk")).to_contain_text(number)
    expect(page.locator(".ring")).to_contain_text("3号一体机")
    page.get_by_role("button", name="我去").click()
    expect(one.page.locator(".talk.coming")).to_contain_text("张导办正走过来，请稍等")
    assert_clean(one.page, axe, "kiosk")
    page.get_by_role("button", name="到了").click()
    expect(one.page.locator(".talk.coming")).to_have_count(0)


def test_who_leaves_the_desk_pauses_and_comes_back(visit: Visiting, desk: Callable[[str], Page], axe: str) -> None:
    page = desk("zhang")
    page.get_by_role("button", name="暂停接听").click()
    expect(page.locator(".paused-head")).to_have_text("您暂停了接听")
    assert_clean(page, axe, "guide desk, paused")
    one = visit(PHONE)
    one.say("身份证丢了怎么办")
    one.touch(one.human)
    expect(one.page.locator(".talk.ringing")).to_have_count(0)
    expect(one.page.locator(".log .handoff")).to_be_visible()
    page.get_by_role("button", name="恢复接听").click()
    expect(page.locator(".duty")).to_contain_text("您在值班")


def test_who_ends_a_talk_asks_whether_it_is_settled(visit: Visiting, desk: Callable[[str], Page]) -> None:
    page = desk("zhang")
    one = calling(visit)
    answer(page)
    finish(page)
    expect(one.page.locator("#settled-question")).to_be_visible()
    one.touch(one.page.get_by_role("button", name="解决了", exact=True))
    expect(one.page.locator(".settled")).to_contain_text("有事再来问我")
    expect(one.page.locator(".log .register")).to_have_count(0)
