"""A page shown twice as large, or 320 pixels wide: all of it can be read by going down alone (WCAG 1.4.4, 1.4.10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bench.service import Service
from tests.browser.stories.test_access import ZOOMED, views
from tests.browser.visit import LAPTOP, Screen, Visit, log_in

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]
SMALL = Screen("small", "/", 320, 640, touch=True, phone=True)
TOLD = "您好，请带户口簿和身份证，到一楼A厅找2号窗口，下班以前都来得及。"

LOOK = """() => {
  const seen = (one) => one.checkVisibility({ checkVisibilityCSS: true }) && !one.closest('.sr, .skip, .listening.none, svg');
  const name = (one) => `${one.localName}.${one.className?.baseVal ?? one.className} ${one.textContent.trim().slice(0, 12)}`;
  const main = document.querySelector('main');
  const dock = document.querySelector('.dock');
  const faults = [];
  for (const one of [document.documentElement, document.body, document.querySelector('xiaobao-app'), main, dock]) {
    if (one.scrollWidth > one.clientWidth + 1) faults.push(`sideways: ${one.localName} ${one.scrollWidth} in ${one.clientWidth}`);
  }
  for (const one of document.querySelectorAll('body *')) {
    const { left, right, width } = one.getBoundingClientRect();
    if (width > 2 && (left < -1 || right > innerWidth + 1) && seen(one)) faults.push(`outside: ${name(one)} ${Math.round(left)}-${Math.round(right)}`);
  }
  const scrolls = getComputedStyle(main).overflowY !== 'visible';
  if (scrolls && main.clientHeight < innerHeight * 0.3) faults.push(`little room: ${main.clientHeight} of ${innerHeight}`);
  if (document.querySelector('dialog[open], .found')) return faults; // they lie over the page on purpose
  const scroller = scrolls ? main : document.querySelector('xiaobao-app');
  const before = scroller.scrollTop;
  for (const one of main.querySelectorAll('button, a[href], input, textarea, summary, p, li, h2, h3')) {
    const box = one.getBoundingClientRect();
    if (box.width < 3 || box.height < 3 || !seen(one)) continue;
    one.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { left, right, top, height } = one.getBoundingClientRect();
    if (height > innerHeight / 3) continue; // read in parts, each of them looked at by itself
    const there = document.elementFromPoint((left + right) / 2, top + height / 2);
    if (there && !main.contains(there)) faults.push(`covered: ${name(one)} by ${name(there)}`);
  }
  scroller.scrollTop = before;
  return faults;
}"""


def faults(page: Page) -> Any:
    return page.evaluate(LOOK)


@pytest.fixture(params=[SMALL, ZOOMED], ids=str)
def here(request: pytest.FixtureRequest, visit: Callable[..., Visit]) -> Visit:
    return visit(request.param)


def test_every_view_is_read_by_going_down_alone(here: Visit) -> None:
    found = {view: said for view in views(here) if (said := faults(here.page))}
    assert found == {}


def test_the_toilet_and_the_way_to_it_too(here: Visit) -> None:
    here.say("厕所在哪")
    assert faults(here.page) == []
    here.touch(here.card.locator(".find"))
    expect(here.card.locator(".plan-goal")).to_contain_text("卫生间")
    expect(here.card.locator(".plan-steps li").last).to_have_text("卫生间在您前面")
    assert faults(here.page) == []


def test_a_talk_with_a_person_leaves_room_to_read(
    here: Visit, visit: Callable[..., Visit], service: Service, guide: str
) -> None:
    desk = visit(LAPTOP, home=False).page
    log_in(desk, service.base, guide)
    desk.goto(service.base + "/desk/talks/")
    answers = desk.locator(".ring .answer")
    before = answers.count()  # others may still be calling
    here.say("身份证丢了怎么办")
    here.touch(here.human)
    expect(here.page.locator(".talk.ringing")).to_be_visible()
    assert faults(here.page) == []
    expect(answers).to_have_count(before + 1)
    answers.last.click()
    expect(here.page.locator(".talk.joined")).to_be_visible()
    desk.locator(".open-talk:visible .say textarea").fill(TOLD)
    desk.keyboard.press("Enter")
    expect(here.page.locator("xb-message").last).to_contain_text("请带户口簿和身份证")
    assert faults(here.page) == []
    here.touch(here.page.locator("xb-talk .button"))
    expect(here.page.locator(".talk.joined")).to_have_count(0)


def test_the_choices_of_the_display_can_all_be_pressed(visit: Callable[..., Visit]) -> None:
    here = visit(SMALL)
    here.touch(here.page.locator(".bar-display"))
    panel = here.page.locator(".display-panel")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box
    assert box["y"] >= 0
    here.touch(panel.locator(".size-huge"))
    here.touch(here.page.locator(".hello"))
    expect(panel).not_to_be_visible()
    assert faults(here.page) == []
