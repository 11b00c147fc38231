"""The pages of accounts, as 管理员 uses them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from bot.catalogue.models import ChangeSet
from bot.staff.models import Holder, StaffEvent
from bot.staff.roles import all_posts
from tests.web_personas import PASSWORD, member

WHY = "岗位调整"


@pytest.fixture
def desk(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def person(user: User, what: str = "") -> str:
    return f"/desk/accounts/person/{user.get_username()}/{what}"


def text(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_account_is_made_its_password_shown_once_and_changed_at_the_first_login(desk: Client) -> None:
    form = {"name": "张三", "username": "zhangsan", "post": "guide_desk", "rank": "B", "password": ""}
    made = text(desk.post("/desk/accounts/new/", form))
    secret = re.search(r'class="secret">([^<]+)<', made)
    assert secret is not None
    assert secret[1] not in text(desk.get("/desk/accounts/person/zhangsan/"))
    assert Holder.objects.get().rank == "B"

    own = Client()
    assert own.login(username="zhangsan", password=secret[1])
    for path in ("/desk/", "/desk/cases/"):
        assert own.get(path)["Location"] == "/desk/password_change/"
    wrong = own.post("/desk/password_change/", {"old": secret[1], "password": PASSWORD, "again": PASSWORD + "x"})
    assert wrong.status_code == 422
    assert "两次输入的新密码不一样" in text(wrong)
    done = own.post("/desk/password_change/", {"old": secret[1], "password": PASSWORD, "again": PASSWORD})
    assert done["Location"] == "/desk/"
    assert own.get("/desk/cases/").status_code == 200
    assert not Client().login(username="zhangsan", password=secret[1])


def test_nothing_typed_is_lost_and_every_fault_is_named(desk: Client, clerk: User) -> None:
    form = {"name": "张三", "username": "clerk", "post": "guide_desk", "rank": "A", "password": "short"}
    answer = desk.post("/desk/accounts/new/", form)
    assert answer.status_code == 422
    page = text(answer)
    for words in ("已经有人用", "密码太短", 'value="张三"', 'value="short"', 'role="alert"'):
        assert words in page
    assert User.objects.filter(first_name="张三").count() == 0


def test_people_are_found_by_initials(desk: Client, clerk: User, guide: User) -> None:
    page = text(desk.get("/desk/accounts/?q=lck"))
    assert "李窗口" in page
    assert "户政窗口岗 A岗" in page
    assert "张导办" not in page


def test_posts_are_given_and_taken_with_a_reason_in_the_log(desk: Client, clerk: User) -> None:
    refused = desk.post(person(clerk, "give/"), {"post": "guide_desk", "rank": "B", "why": ""})
    assert refused.status_code == 422
    assert desk.post(person(clerk, "give/"), {"post": "guide_desk", "rank": "B", "why": WHY}).status_code == 302
    assert "户政窗口岗就没有人了" in text(desk.get(person(clerk, "take/clerk_hukou/")))
    assert desk.post(person(clerk, "take/clerk_hukou/"), {"why": WHY}).status_code == 302
    assert [holder.post for holder in Holder.objects.filter(user=clerk, ended_at=None)] == ["guide_desk"]
    assert [(event.by, event.what, event.why) for event in StaffEvent.objects.all()] == [
        ("administrator", "taken", WHY),
        ("administrator", "given", WHY),
    ]


def test_a_post_for_oneself_is_seen_by_the_supervisor(desk: Client, administrator: User, supervisor: User) -> None:
    assert desk.get("/desk/cases/").status_code == 403
    assert "看得到" in text(desk.get(person(administrator, "give/")))
    desk.post(person(administrator, "give/"), {"post": "manager", "rank": "A", "why": WHY})
    page = text(logged_in(supervisor).get("/desk/accounts/log/"))
    assert "对自己" in page
    assert "中心主管 A岗" in page


def test_closing_hands_everything_over_and_ends_sessions(desk: Client, editor: User, other_editor: User) -> None:
    change = ChangeSet.objects.create(title="补办身份证改费用", user=editor, by="editor", at=timezone.now())
    theirs = logged_in(editor)
    assert theirs.get("/desk/").status_code == 200
    page = text(desk.get(person(editor, "close/")))
    assert "公安事项编辑" in page
    assert "补办身份证改费用" in page

    short = desk.post(person(editor, "close/"), {"to0": "other_editor", "why": "调走"})
    assert short.status_code == 422
    assert "请选好由谁接手" in text(short)
    editor.refresh_from_db()
    assert editor.is_active

    done = desk.post(person(editor, "close/"), {"to0": "other_editor", "to1": "other_editor", "why": "调走"})
    assert done.status_code == 302
    change.refresh_from_db()
    assert change.user == other_editor
    assert Holder.objects.filter(user=other_editor, post="editor_police", ended_at=None).exists()
    assert theirs.get("/desk/")["Location"].startswith("/desk/login/")
    assert not Client().login(username="editor", password=PASSWORD)


def test_the_last_administrator_can_not_be_closed(desk: Client, administrator: User) -> None:
    answer = desk.post(person(administrator, "close/"), {"why": "离职"})
    assert answer.status_code == 422
    assert "最后一位管理员" in text(answer)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_reopened_account_has_no_post_and_a_new_password(desk: Client, clerk: User, other_clerk: User) -> None:
    theirs = logged_in(clerk)
    desk.post(person(clerk, "close/"), {"to0": "other_clerk", "why": "借调"})
    made = text(desk.post(person(clerk, "reopen/"), {"password": "", "why": "回来了"}))
    assert re.search(r'class="secret">[^<]+<', made)
    assert theirs.get("/desk/")["Location"].startswith("/desk/login/")
    assert not Holder.objects.filter(user=clerk, ended_at=None).exists()


def test_a_reset_ends_the_sessions(desk: Client, clerk: User) -> None:
    theirs = logged_in(clerk)
    assert theirs.get("/desk/").status_code == 200
    desk.post(person(clerk, "password/"), {"password": "", "why": "忘记密码"})
    assert theirs.get("/desk/")["Location"].startswith("/desk/login/")


def test_two_step_login_is_switched_off_for_who_lost_the_telephone(desk: Client, clerk: User) -> None:
    assert "关闭两步验证" not in text(desk.get(person(clerk)))
    assert "没有开两步验证" in text(desk.post(person(clerk, "two-steps/"), {"why": "手机丢了"}))
    TOTPDevice.objects.create(user=clerk, confirmed=True)
    assert desk.post(person(clerk, "two-steps/"), {"why": ""}).status_code == 422
    assert TOTPDevice.objects.exists()
    assert "关闭两步验证" in text(desk.get(person(clerk)))
    assert desk.post(person(clerk, "two-steps/"), {"why": "手机丢了"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert [(event.what, event.why) for event in StaffEvent.objects.all()] == [("no_two_steps", "手机丢了")]


def test_a_link_from_elsewhere_changes_nothing(administrator: User, clerk: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    assert client.post(person(clerk, "close/"), {"why": "离职"}).status_code == 403
    clerk.refresh_from_db()
    assert clerk.is_active


def test_posts_without_anybody_are_today_s_work(desk: Client) -> None:
    member("qian", "钱七", "guide_desk")
    page = text(desk.get("/desk/"))
    assert "没有人的岗位" in page
    posts = text(desk.get("/desk/accounts/posts/"))
    assert posts.count("没有人") == len(all_posts()) - 1
    assert "钱七" in posts
