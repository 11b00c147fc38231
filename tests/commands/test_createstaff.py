"""`xiaobao createstaff`: accounts with posts from the shell."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import User

from bot.__main__ import main
from bot.commands import createstaff
from bot.staff.models import StaffEvent
from bot.staff.roles import roles_of
from tests.web_personas import PASSWORD, releases  # noqa: F401


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The database and the release are the test's own."""
    monkeypatch.setattr(createstaff, "prepare_catalogue", lambda: None)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    return main(["createstaff", *arguments, "--password-stdin"])


def test_an_account_with_posts(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "zhang", "--name", "张三", "--post", "guide_desk", "duty_lead") == 0
    user = User.objects.get()
    assert user.first_name == "张三"
    assert user.check_password(PASSWORD)
    assert roles_of(user) == ["导办", "值班长"]
    assert {event.by for event in StaffEvent.objects.all()} == {"命令行"}
    assert "导办台、值班长" in capsys.readouterr().out


def test_without_a_post_it_says_what_that_means(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "zhang") == 0
    assert "什么也看不到" in capsys.readouterr().out
    assert run(monkeypatch, "boss", "--admin") == 0
    assert "看不到诉求" in capsys.readouterr().out
    assert roles_of(User.objects.get(username="boss")) == ["管理员"]


def test_an_unknown_post_lists_the_posts_and_makes_nothing(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "zhang", "--post", "guide_desk", "nowhere") == 1
    said = capsys.readouterr().err
    assert "没有岗位“nowhere”" in said
    assert "clerk_hukou（户政窗口岗）" in said
    assert not User.objects.exists()
