"""What is seen without scrolling when the answer comes: what to do, the number, floor and zone, open or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.visit import ALL, PHONE, Screen, Visit

pytestmark = [pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket]

WITHIN = """(one) => {
  const box = one.getBoundingClientRect();
  const main = document.querySelector('main').getBoundingClientRect();
  return box.height > 0 && box.top >= main.top && box.bottom <= main.bottom && box.left >= 0 && box.right <= innerWidth;
}"""


def within(part: Locator) -> None:
    """All of it lies in the page's middle, above the field; scrolling may still be on its way."""
    expect(part).to_be_visible()
    part.page.wait_for_function(WITHIN, arg=part.element_handle(), timeout=5_000)


@pytest.mark.parametrize("screen", ALL, ids=str)
def test_the_first_answer_shows_where_to_go_without_scrolling(visit: Callable[..., Visit], screen: Screen) -> None:
    here = visit(screen)
    here.say("身份证丢了怎么办")
    place = here.card.locator("xb-place").first
    for part in (here.card.locator(".now").first, place.locator(".place-spot"), place.locator(".place-number").first):
        within(part)
    within(place.locator(".open").first)
    expect(place.locator(".place-number").first).to_have_text("2号窗口")
    within(here.page.locator(".option").first)  # the question that makes the card shorter


@pytest.mark.parametrize("screen", [one for one in ALL if one.width > 1200], ids=str)
def test_where_there_is_room_the_papers_stand_beside_the_place(visit: Callable[..., Visit], screen: Screen) -> None:
    here = visit(screen)
    here.say("身份证丢了怎么办")
    places, papers = (here.card.locator(f".part-{name}").bounding_box() for name in ("places", "materials"))
    assert places
    assert papers
    assert papers["x"] > places["x"] + places["width"]
    assert abs(papers["y"] - places["y"]) < 2
    here.touch(here.card.locator(".find").first)  # a plan needs all the width
    expect(here.card.locator(".plan-map")).to_be_visible()
    wide = here.card.locator(".part-places").bounding_box()
    assert wide
    assert wide["width"] > places["width"] * 1.5


def test_a_short_answer_on_a_phone_leaves_the_question_in_sight(visit: Callable[..., Visit]) -> None:
    here = visit(PHONE)
    here.say("厕所在哪")
    within(here.page.locator(".you").last)
