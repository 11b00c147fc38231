"""A registered machine with a receipt printer: its receipts come out there, and danger in its forms brings somebody."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bench.service import Service, serving
from tests.browser.test_kiosk import make_staff
from tests.browser.test_status import look, opened
from tests.browser.visit import KIOSK, LAPTOP, Visit, assert_clean, log_in

PICTURES = os.environ.get("XIAOBAO_PICTURES", "")


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The printer beside k3: a file."""
    device = tmp_path_factory.mktemp("printer") / "lp0"
    device.touch()
    return device


@pytest.fixture(scope="module")
def service(chromium: Path, printer: Path) -> Iterator[Service]:
    """A service of its own: one that knows the printer."""
    with serving(XIAOBAO_PRINTERS=f"k3=file:{printer}") as running:
        yield running


@pytest.fixture(scope="module")
def machines() -> dict[str, str]:
    return {}


@pytest.fixture
def keeper(visit: Callable[..., Visit], service: Service, machines: dict[str, str]) -> Visit:
    """A duty lead at the desk."""
    if not machines:
        make_staff(service, "keeper", "duty_lead")
    staff = visit(LAPTOP, home=False)
    log_in(staff.page, service.base, "keeper")
    return staff


@pytest.fixture
def machine(visit: Callable[..., Visit], service: Service, keeper: Visit, machines: dict[str, str]) -> Visit:
    """The registered machine k3, and somebody who has just touched it."""
    here = visit(KIOSK, home=False)
    if not machines:
        page = keeper.page
        page.goto(service.base + "/desk/devices/add/")
        page.get_by_label("编号").fill("k3")
        page.get_by_label("名称").fill("3号一体机")
        page.get_by_label("具体位置").fill("东门里面右手边")
        page.get_by_role("button", name="添加，取登记码").click()
        code = page.locator(".panel strong").inner_text().replace(" ", "")
        here.page.goto(f"{service.base}/kiosk#code={code}")
        expect(here.page).to_have_url(re.compile("device="))
        machines["k3"] = here.page.url
        here.page.goto("about:blank")
    with here.page.expect_response("**/devices/heartbeat"):
        here.page.goto(machines["k3"])
    here.wake()
    return here


def picture(visit: Visit, name: str) -> None:
    if PICTURES:
        visit.page.screenshot(path=f"{PICTURES}/{name}.png")


def test_a_receipt_comes_out_beside_the_machine_or_the_browser_prints_it(
    machine: Visit, printer: Path, axe: str
) -> None:
    page = machine.page
    page.evaluate("() => { window.asked = 0; window.print = () => { window.asked += 1; }; }")
    machine.say("我身份证丢了咋办")
    number, code = machine.open_a_request()
    keep = page.locator(".keep").get_by_role("button")
    machine.touch(keep)
    expect(page.locator("xb-receipt [role=status]")).to_have_text("正在出纸，请拿好回执。")
    paper = printer.read_bytes().decode("gb18030", errors="replace")
    assert number.replace("\n", "") in paper.replace(" ", "")
    assert code.replace("\n", "") in paper.replace(" ", "")
    assert page.evaluate("window.asked") == 0
    expect(keep).to_have_text("再打一张")
    assert_clean(page, axe, "receipt on its way")
    picture(machine, "receipt-printed")
    away = printer.rename(printer.with_name("off"))
    try:
        machine.touch(keep)
        expect(page.locator("xb-receipt [role=status]")).to_have_text(
            "打印机没有反应，请到导办台。请先记下编号和查询码。"
        )
        assert_clean(page, axe, "printer silent")
        picture(machine, "receipt-silent")
        machine.touch(page.get_by_role("button", name="换一种方式打印"))
        page.wait_for_function("window.asked === 1")
    finally:
        away.rename(printer)
    assert all("503" in fault for fault in machine.faults)
    machine.faults.clear()  # the browser's own lines about the printer that was off


def test_danger_added_at_the_machine_rings_at_the_desk(machine: Visit, keeper: Visit, service: Service) -> None:
    card = opened(service)
    page = machine.page
    look(machine, card)
    machine.touch(page.get_by_role("button", name="补充情况"))
    page.locator("#deed-words").fill("现在着火了，楼道里全是烟，老人困在里面")
    machine.touch(page.get_by_role("button", name="提交"))
    expect(page.locator("xb-status .emergency")).to_contain_text("119")
    picture(machine, "danger-added")
    keeper.page.goto(service.base + "/desk/talks/")
    expect(keeper.page.locator("main")).to_contain_text("3号一体机（东门里面右手边）")
    expect(keeper.page.locator("main")).not_to_contain_text(card["number"])
    picture(keeper, "danger-desk")
