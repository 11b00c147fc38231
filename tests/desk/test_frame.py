"""The frame of the staff pages: strict, Chinese to the last word, and the same for everybody's pages."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import unfold
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

from bot.cases.models import Case
from bot.desk import home
from bot.desk.home import Card
from bot.desk.menu import ENTRIES
from bot.paths import ROOT
from bot.staff.roles import may
from tests.web_personas import Citizen

DESK = ROOT / "bot" / "desk"
UNFOLD = Path(unfold.__file__).parent
WORDS = DESK / "locale" / "zh_Hans" / "LC_MESSAGES"
PAGES = [
    "/desk/login/",
    "/desk/",
    "/desk/cases/",
    "CASE",
    "/desk/account/",
    "/desk/account/two-steps/",
    "/desk/nowhere/",
]


@pytest.fixture
def case(citizen: Citizen) -> Case:
    citizen.post("/cases", {"kind": "help", "description": "楼道灯坏了", "contact": "13912345678", "consent": True})
    return Case.objects.get()


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, guide: User, case: Case) -> Any:
    path = request.param.replace("CASE", f"/desk/cases/{case.number}/")
    return client_of(None if "login" in path else guide).get(path)


def test_no_page_has_anything_inline_or_from_elsewhere(page: Any) -> None:
    text = page.content.decode()
    assert "'unsafe" not in page["Content-Security-Policy"]
    assert "<style" not in text
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son\w+\s*=", text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


def test_every_page_is_marked_as_a_sample_and_chinese(page: Any) -> None:
    text = page.content.decode()
    assert "这是示例大厅" in text
    assert '<html lang="zh-Hans"' in text
    seen = re.sub(
        r"<(head|script|code).*?</\1>|<span[^>]*aria-hidden=\"true\".*?</span>|<[^>]+>", " ", text, flags=re.S
    )
    labels = " ".join(re.findall(r"(?:title|placeholder|aria-label|alt|value)=\"([^\"]*[A-Za-z]{3}[^\"]*)\"", text))
    seen = re.sub(r"\b[0-9a-f]{12}\b", " ", seen)  # the name of a release
    english = set(re.findall(r"[A-Za-z]{3,}", seen)) - {"guide", "TOTP"}
    assert not english, english
    assert not re.search(r"(?<![\w/-])(?:Search|Filter|Home|Log|Change|Add|Toggle)\b", labels)


def _extends(file: Path) -> bool:
    return "unfold_crispy" in file.parts or "contrib" in file.parts


def _words_of_templates() -> Iterator[str]:
    for file in UNFOLD.rglob("*.html"):
        if not _extends(file):
            yield from _calls(ast.parse(_only_calls(templatize(file.read_text(), origin=str(file)))))


def _words_of_code() -> Iterator[str]:
    for file in UNFOLD.rglob("*.py"):
        if not _extends(file):
            yield from _calls(ast.parse(file.read_text()))


def _only_calls(source: str) -> str:
    """What Django's own makemessages would read: the calls, without the noise between them."""
    calls = r"(?:gettext|ngettext|_)\(u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")(?:,\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))?"
    return "\n".join(found + ")" for found in re.findall(calls, source, re.S))


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext", "gettext_lazy", "ngettext"):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_no_word_of_unfold_is_left_in_english() -> None:
    words = {*_words_of_templates(), *_words_of_code()}
    assert len(words) > 100, "the words are found"
    with translation.override("zh-hans"):
        left = [word for word in words if not re.search(r"[\u4e00-\u9fff]", translation.gettext(word)) and word.strip()]
        plural = {w for w in left if re.search(r"[\u4e00-\u9fff]", translation.ngettext(w, w, 2))}
    assert set(left) - plural == set()


def _read_po(text: str) -> dict[str, str]:
    entries: dict[str, str] = {}
    key, ours = "", ""
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if line.startswith('"'):
            entries[ours] += ast.literal_eval(line)
        elif word == "msgid":
            key = ours = ast.literal_eval(rest)
        elif word in ("msgstr", "msgstr[0]"):
            entries[key] = ast.literal_eval(rest)
    return entries


def test_the_compiled_words_are_those_of_the_source() -> None:
    source = _read_po((WORDS / "django.po").read_text(encoding="utf-8"))
    with (WORDS / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    flat = {key[0] if isinstance(key, tuple) else key: text for key, text in compiled.items()}
    assert flat == source
    assert all(text for text in source.values())


def test_the_menu_shows_what_one_may_do_and_marks_where_one_is(guide: User, administrator: User) -> None:
    page = client_of(guide).get("/desk/cases/").content.decode()
    assert re.search(r'<a href="/desk/cases/" aria-current="page">', page)
    assert page.count('aria-current="page"') == 1
    for user in (guide, administrator):
        shown = client_of(user).get("/desk/").content.decode()
        menu = shown[shown.index('<nav class="menu"') : shown.index("</nav>", shown.index('<nav class="menu"'))]
        for entry in ENTRIES:
            allowed = any(may(user, capability) for capability in entry.capabilities)
            assert (f"</span>{entry.title}" in menu) is allowed, entry


def test_home_says_who_i_am(guide: User) -> None:
    page = client_of(guide).get("/desk/").content.decode()
    for words in ("今日工作", "导办台", "导办"):
        assert words in page
    assert "最近" not in page


def test_home_shows_what_to_do_urgent_first(guide: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(user: User, now: datetime) -> list[Card]:
        return [
            Card("待核对", 7, "这周到期。", "/a/"),
            Card("空的", 0, "没有。", "/b/"),
            Card("超期", 2, "今天要办。", "/c/", urgent=True),
        ]

    monkeypatch.setattr(home, "PROVIDERS", [work])
    page = client_of(guide).get("/desk/").content.decode()
    assert page.index("超期") < page.index("待核对")
    assert "要先办" in page
    assert "空的" not in page
    assert "没有要办的事" not in page


def test_home_is_friendly_when_nothing_is_to_do(guide: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "PROVIDERS", [])
    assert "现在没有要办的事" in client_of(guide).get("/desk/").content.decode()


def test_an_account_without_a_post_is_told_what_to_do(db: None) -> None:
    user = User.objects.create_user("xin", is_staff=True, first_name="新来的")
    assert "请找管理账号的同事" in client_of(user).get("/desk/").content.decode()


@pytest.mark.parametrize(("path", "status", "words"), [
    ("/desk/nowhere/", 404, "从菜单重新进入"),
    ("/desk/cases/", 403, "您的岗位不能用这个页面"),
])  # fmt: skip
def test_refusals_stand_in_the_frame_and_say_what_to_do(
    administrator: User, path: str, status: int, words: str
) -> None:
    answer = client_of(administrator).get(path)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert '<nav class="menu"' in page
    assert "回到今日工作" in page


def test_a_fault_of_ours_is_said_without_the_database(guide: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(user: User, now: datetime) -> list[Card]:
        raise RuntimeError("13912345678")

    monkeypatch.setattr(home, "PROVIDERS", [broken])
    answer = client_of(guide).get("/desk/")
    assert answer.status_code == 500
    assert "系统出了点问题" in answer.content.decode()
    assert "13912345678" not in answer.content.decode()


def test_an_old_form_is_refused_in_chinese(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/desk/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "请返回上一页，刷新以后再提交一次" in answer.content.decode()


def test_the_frame_asks_htmx_for_no_style_and_no_eval(db: None, stranger: Client) -> None:
    page = stranger.get("/desk/login/").content.decode()
    assert '"includeIndicatorStyles": false' in page
    assert '"allowEval": false' in page


def test_the_engine_of_unfolds_pages_is_ours_and_needs_no_eval() -> None:
    from django.contrib.staticfiles.finders import find

    engine = Path(str(find("unfold/js/alpine/alpine.js")))
    assert engine.is_relative_to(DESK)
    assert "AsyncFunction" not in engine.read_text()
    assert (engine.parent / "LICENSE").is_file()


def test_nobody_leaves_by_a_link(guide: User) -> None:
    client = client_of(guide)
    assert client.get("/desk/logout/").status_code == 405
    answer = client.post("/desk/logout/")
    assert "已退出登录" in answer.content.decode()
    assert client.get("/desk/").status_code == 302
