"""A day at the desk, step by step: the test walks it and looks, the guide's pictures are taken on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Locator, Page, expect

from bench.service import Service
from bot.paths import ROOT
from tests.browser.visit import PASSWORD, Visit, log_in

STAFF = {
    "zheng": ("郑雪梅", "editor_police"),
    "chen": ("陈志远", "reviewer"),
    "zhou": ("周建国", "duty_lead"),
    "liwei": ("李薇", "clerk_hukou"),
}
"""Who works in the story: user name → name and post."""

LOST, TEMPORARY, RENEWED = "居民身份证丢失补领", "临时居民身份证申领", "居民身份证换领"
OLD_FEE, NEW_FEE, NEW_LIMIT = "丢失补领40元", "丢失补领45元", "1工作日"
WAYS = ("钱夹子落车上了", "硬片片不晓得丢哪去了")
"""Two ways of asking for LOST that the guide does not know."""
UNKNOWN, MEANT = "方向盘本本不见影了", "机动车驾驶证遗失补证"
"""Asked by somebody and not answered, and what was meant."""
PAUSED = "2"
PATIENCE = 240.0
"""Seconds a check or a sorted question may take on a busy machine."""

Look = Callable[..., Any]
"""Called at each step: name of the picture, page, and the parts of it that matter (all that is seen when none)."""


def hire(service: Service) -> None:
    """Makes the accounts of STAFF, by the command of the house."""
    for username, (name, post) in STAFF.items():
        subprocess.run(
            [sys.executable, "-m", "bot", "createstaff", username, "--name", name, "--post", post, "--password-stdin"],
            input=PASSWORD + "\n",
            text=True,
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "XIAOBAO_VAR": str(service.var)},
        )


def until(page: Page, wanted: Locator, *, look_again: bool = False) -> None:
    """Waits for what takes its time. look_again: the page does not change by itself and is opened anew."""
    if not look_again:
        expect(wanted.first).to_be_visible(timeout=PATIENCE * 1000)
        return
    late = time.monotonic() + PATIENCE
    while not wanted.first.is_visible():
        assert time.monotonic() < late, f"{wanted} did not come:\n{page.locator('main').inner_text()}"
        page.wait_for_timeout(1000)
        page.reload()


def main_of(page: Page) -> Locator:
    """The part of a staff page beside the menu."""
    return page.locator("main")


@dataclass
class Sheet:
    """A downloaded workbook as a clerk edits it, by the words in its first row and in its column 事项名称."""

    path: Path
    page: Worksheet = field(init=False)

    def __post_init__(self) -> None:
        self.book = load_workbook(self.path)
        self.page = self.book["事项"]
        self.columns = {str(cell.value): cell.column for cell in self.page[1]}
        named = self.columns["事项名称"]
        self.rows = {str(self.page.cell(row, named).value): row for row in range(2, self.page.max_row + 1)}

    def cell(self, item: str, column: str) -> Any:
        return self.page.cell(self.rows[item], self.columns[column])

    def save(self, name: str) -> Path:
        path = self.path.with_name(name)
        self.book.save(path)
        return path


@dataclass
class Story:
    """base: address of the web. folder: where files are downloaded to. look: what is done with each step."""

    base: str
    folder: Path
    look: Look

    def arrive(self, page: Page, username: str) -> None:
        """From the login to 今日."""
        page.goto(self.base + "/desk/")
        self.look("login", page)
        log_in(page, self.base, username)
        self.look("today", page)

    def menu(self, page: Page, title: str) -> None:
        """Opens a page from the menu."""
        page.get_by_role("navigation", name="菜单").get_by_role("link", name=title, exact=True).click()
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def fill_a_sheet(self, page: Page) -> Sheet:
        """Two items changed, and a row that will be refused: a window that is not there, a fee without its basis."""
        self.menu(page, "表格导入导出")
        self.look("sheets", page, page.locator("main h1"), page.locator("table.kinds"))
        empty = Sheet(self.download(page.get_by_role("link", name="下载事项的空白模板")))
        assert "事项名称" in empty.columns
        sheet = Sheet(self.download(page.get_by_role("link", name="导出事项，Excel 表格")))
        sheet.cell(LOST, "收费标准").value = NEW_FEE
        sheet.cell(TEMPORARY, "承诺时限").value = NEW_LIMIT
        sheet.cell(RENEWED, "办理地点").value = "88号窗口"
        sheet.cell(RENEWED, "收费依据").value = None
        return sheet

    def download(self, link: Locator) -> Path:
        with link.page.expect_download() as waiting:
            link.click()
        path = self.folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def upload(self, page: Page, path: Path) -> None:
        page.locator("#file").set_input_files(path)
        page.get_by_role("button", name="上传并检查").click()

    def hand_in_and_correct(self, page: Page, sheet: Sheet) -> None:
        """Uploads; the refused row is named by row, column and what to do; the marked file is corrected."""
        good = {name: load_workbook(sheet.path)["事项"].cell(sheet.rows[RENEWED], sheet.columns[name]).value
                for name in ("办理地点", "收费依据")}  # fmt: skip
        self.upload(page, sheet.save("身份证收费.xlsx"))
        until(page, page.get_by_role("heading", name="处要改"))
        faults = page.locator("table.faults tbody")
        expect(faults).to_contain_text("88号窗口")
        expect(faults).to_contain_text("是不是：8号窗口")
        assert {row.split("\t")[1] for row in faults.inner_text().splitlines()} == {str(sheet.rows[RENEWED])}
        self.look("refused", page, page.locator("main h1"), faults)

        marked = Sheet(self.download(page.get_by_role("link", name="下载标好的文件")))
        assert "没有“88号窗口”" in marked.cell(RENEWED, "办理地点").comment.text
        for column, value in good.items():
            marked.cell(RENEWED, column).value = value
        self.upload(page, marked.save("身份证收费，改好.xlsx"))
        until(page, page.get_by_role("heading", name="要这样改吗"))
        cells = page.locator("table.cells tbody tr")
        expect(cells).to_have_count(2)
        expect(cells.first).to_contain_text(OLD_FEE + "\t" + NEW_FEE, use_inner_text=True)
        page.get_by_label("修改单的名称").fill("身份证收费和时限")
        self.look("preview", page, page.locator("main h1"), page.locator("table.cells"))
        page.get_by_role("button", name="确认，生成修改单").click()
        until(page, page.get_by_role("heading", name="修改单做好了"))
        self.look("imported", page, main_of(page).locator("section.panel"))

    def teach(self, page: Page) -> None:
        """Two new ways of asking on the page of an item, tried out before they are saved."""
        self.menu(page, "资料")
        self.look("kinds", page)
        page.get_by_role("link", name="事项").first.click()
        page.get_by_label("查找").fill("sfz")
        page.get_by_role("button", name="查找").click()
        self.look("objects", page, main_of(page).locator("form"), main_of(page).locator("table"))
        page.get_by_role("link", name=LOST).click()
        self.look("item", page)
        ways = page.get_by_label("问法", exact=True)
        ways.fill("\n".join([ways.input_value(), *WAYS]))
        for way in WAYS:
            page.get_by_label("群众会怎么问").fill(f"我的{way}")
            page.get_by_role("button", name="问问看").click()
            tried = page.locator("#tried")
            expect(tried).to_contain_text(f"我的{way}")
            expect(tried.locator(".changed")).to_contain_text(LOST)
            expect(tried.locator("section").first).not_to_contain_text(f"{LOST}\n先取号", use_inner_text=True)
        self.look("tried", page, page.locator("aside.try"))
        page.get_by_label("问法", exact=True).scroll_into_view_if_needed()
        self.look("ways", page)
        page.get_by_label("为什么改").fill("群众常这样问")
        page.get_by_role("button", name="保存到修改单").click()
        expect(main_of(page)).to_contain_text("已保存到修改单“身份证收费和时限”")

    def check_and_send(self, page: Page) -> str:
        """What changes in plain words, which answers change, then sent for review. Returns the change set's address.

        Saving has begun the check.
        """
        self.menu(page, "修改单")
        page.get_by_role("link", name="身份证收费和时限").click()
        expect(main_of(page)).to_contain_text(f"{OLD_FEE} → {NEW_FEE}")
        expect(main_of(page)).to_contain_text(WAYS[1])
        self.look("change-set", page)
        until(page, page.get_by_role("heading", name="哪些回答会变"))
        expect(main_of(page)).to_contain_text("检查通过了")
        expect(main_of(page).locator(".worse")).to_have_count(0)
        better = main_of(page).locator(".better", has_text=WAYS[0])
        expect(better).to_contain_text(NEW_FEE)
        self.look("checked", page, page.get_by_role("heading", name="检查结果"), better)
        self.look("next", page, main_of(page).locator("section", has_text="下一步").last)
        page.get_by_role("button", name="送审", exact=True).click()
        expect(main_of(page)).to_contain_text("已送审")
        return page.url

    def ask(self, here: Visit, *questions: str) -> str:
        """A citizen opens the page anew and asks; the last answer."""
        here.home()
        for question in questions:
            here.say(question)
        return here.page.locator("xb-message").last.inner_text()

    def roll_back(self, page: Page) -> None:
        """To the publication before."""
        self.menu(page, "发布记录")
        before = main_of(page).locator("tbody tr").nth(1)
        before.get_by_text("退回到这一次").click()
        before.get_by_label("为什么退回").fill("收费还没有正式公布")
        self.look("back", page)
        before.get_by_role("button", name="退回").click()
        expect(main_of(page)).to_contain_text("已退回到第")

    def pause(self, page: Page) -> None:
        """A window is paused; what citizens will hear is read before it is confirmed."""
        page.goto(self.base + "/desk/bulletin/")
        self.look("windows", page)
        page.locator(f"#window-{PAUSED}").get_by_role("link", name="暂停").tap()
        page.get_by_label("设备维护").check()
        page.get_by_label("1小时后").check()
        page.get_by_label("3号 居住证").check()
        self.look("pause", page)
        page.get_by_role("button", name="下一步").tap()
        expect(page.get_by_role("heading", name="群众会听到")).to_be_visible()
        expect(main_of(page)).to_contain_text("2号窗口暂停办理（设备维护）")
        self.look("pause-heard", page)
        page.get_by_role("button", name="确认暂停").tap()
        expect(main_of(page)).to_contain_text("2号窗口已暂停")
        self.look("paused", page, page.locator(f"#window-{PAUSED}"))

    def resume(self, page: Page) -> None:
        page.locator(f"#window-{PAUSED}").get_by_role("button", name="恢复").tap()
        expect(main_of(page)).to_contain_text("2号窗口已恢复办理")

    def note_outcome(self, page: Page) -> None:
        """Somebody comes with a slip, a paper is missing."""
        made = page.request.post(self.base + "/api/v1/slips", data={"item": "id_card_reissue", "answers": {}})
        assert made.status == 201, made.text()
        self.menu(page, "窗口登记")
        self.look("counter", page)
        page.get_by_label("告知单单号").fill(made.json()["code"])
        page.get_by_role("button", name="查看").click()
        expect(main_of(page)).to_contain_text("打印以后没有变化")
        page.locator("details.missing summary").click()
        page.locator("details.missing").get_by_role("checkbox").first.check()
        self.look("outcome", page)
        page.get_by_role("button", name="登记缺材料").click()
        expect(page.get_by_role("status")).to_contain_text("已登记：缺材料")
        self.look("noted", page, page.get_by_role("status"))

    def link_a_question(self, page: Page) -> None:
        """What nobody could answer is linked to what was meant."""
        self.menu(page, "没答好的问题")
        until(page, page.get_by_role("link", name=UNKNOWN), look_again=True)
        self.look("questions", page)
        page.get_by_role("link", name=UNKNOWN).click()
        self.look("question", page)
        page.get_by_role("link", name="接到事项").click()
        page.get_by_label("找事项").fill("驾驶证")
        page.get_by_role("button", name="查找").click()
        page.get_by_label(MEANT).check()
        page.get_by_role("button", name="先看看效果").click()
        expect(page.locator("#tried")).to_contain_text("改了以后说")
        self.look("question-tried", page)
        page.get_by_role("button", name="保存成草稿").click()
        expect(main_of(page)).to_contain_text(f"已处理：接到事项 “{MEANT}”")
        self.look("question-done", page, main_of(page).locator("h1"), main_of(page).locator(".note").last)

    def sign(self, page: Page) -> None:
        """A fact is read with its source and signed for."""
        self.menu(page, "核对资料")
        page.get_by_label("名称").fill(TEMPORARY)
        page.get_by_role("button", name="查找").click()
        fact = main_of(page).locator("li", has_text="办理地点")
        fact.get_by_text("看内容和来源").click()
        self.look("truth", page)
        fact.get_by_role("button", name="核对无误，签字").click()
        expect(main_of(page)).to_contain_text("已签1条")
        self.look("signed", page)
