"""Makes the pictures of docs/staff-guide.md again: `python -m tests.browser.staff_pictures docs/pictures`.

The sample hall is served in a folder of its own, the story of `staff_story` is walked, and each step is photographed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from bench.service import Service, serving
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.staff_story import UNKNOWN, WAYS, Story, hire, main_of
from tests.browser.visit import LAPTOP, PHONE, Screen, Visit, log_in

EDGE, TALLEST = 16, 1000
"""Pixels left around what matters, and the most that a picture is high."""
COLOURS = 256
"""So many colours are enough for a page, and make its picture half as large."""
FEE = "补身份证多少钱"


class Camera:
    """Writes `staff-<name>.png`; a step that is met again is not photographed again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: dict[str, int] = {}

    def __call__(self, name: str, page: Page, *parts: Locator) -> None:
        if name in self.taken:
            return
        path = self.folder / f"staff-{name}.png"
        if parts:
            boxes = [box for part in parts if (box := part.first.bounding_box())]
            scrolled = float(page.evaluate("scrollY"))
            left = max(0.0, min(box["x"] for box in boxes) - EDGE)
            top = max(0.0, min(box["y"] for box in boxes) + scrolled - EDGE)
            right = max(box["x"] + box["width"] for box in boxes) + EDGE
            bottom = max(box["y"] + box["height"] for box in boxes) + scrolled + EDGE
            height = min(bottom - top, TALLEST)
            page.screenshot(
                path=path, full_page=True, clip={"x": left, "y": top, "width": right - left, "height": height}
            )
        else:
            page.screenshot(path=path)
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(COLOURS)
        small.save(path, optimize=True)
        self.taken[name] = path.stat().st_size


@contextmanager
def opened(browser: Browser, screen: Screen) -> Iterator[Page]:
    """A page of that shape."""
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        has_touch=screen.touch,
        is_mobile=screen.phone,
        locale="zh-CN",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def photograph(browser: Browser, service: Service, folder: Path, camera: Camera) -> None:
    """Walks the whole story. folder: for the spreadsheets that are downloaded."""
    story = Story(service.base, folder, camera)
    with opened(browser, LAPTOP) as page:
        story.ask(Visit(page, LAPTOP, service.base), UNKNOWN)  # known to the desk a minute later
    with opened(browser, LAPTOP) as page:
        story.arrive(page, "zheng")
        page.goto(service.base + "/desk/account/two-steps/")
        camera("two-steps", page)
        story.hand_in_and_correct(page, story.fill_a_sheet(page))
        story.teach(page)
        address = story.check_and_send(page)
    with opened(browser, LAPTOP) as page:
        log_in(page, service.base, "chen")
        camera("today-reviewer", page)
        story.menu(page, "修改单")
        camera("waiting", page)
        page.goto(address.partition("#")[0])
        camera("publish", page, main_of(page).locator("section", has_text="下一步").last)
        page.get_by_role("button", name="发布").click()
        expect(main_of(page)).to_contain_text("已发布（第")
        with opened(browser, PHONE) as phone:
            citizen = Visit(phone, PHONE, service.base)
            story.ask(citizen, FEE)
            camera("citizen-new", phone)
            story.ask(citizen, f"我的{WAYS[0]}")
            camera("citizen-way", phone)
            story.roll_back(page)
            camera("rolled-back", page)
            story.ask(citizen, FEE)
            camera("citizen-old", phone)
    with opened(browser, PHONE) as page, opened(browser, PHONE) as phone:
        log_in(page, service.base, "zhou")
        story.pause(page)
        story.ask(Visit(phone, PHONE, service.base), "2号窗口现在办不办")
        camera("citizen-pause", phone)
        page.get_by_text("发一条公告").tap()
        camera("notice", page, page.locator("#notices"), page.locator("details.give"))
        story.resume(page)
    with opened(browser, LAPTOP) as page:
        log_in(page, service.base, "liwei")
        story.note_outcome(page)
    with opened(browser, LAPTOP) as page:
        log_in(page, service.base, "zheng")
        story.sign(page)
        story.link_a_question(page)


def main(folder: Path) -> None:
    """Photographs everything into a folder and says how large it became."""
    camera = Camera(folder)
    with serving() as service, tempfile.TemporaryDirectory() as downloads, sync_playwright() as playwright:
        expect.set_options(timeout=60_000)
        hire(service)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        photograph(browser, service, Path(downloads), camera)
        browser.close()
    sys.stdout.write("".join(f"{size / 1000:6.0f} kB  {name}\n" for name, size in camera.taken.items()))
    sys.stdout.write(f"{sum(camera.taken.values()) / 1000:6.0f} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
