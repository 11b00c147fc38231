"""Answer templates: kept by departments, holding nothing of a person, offered where they suit."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from bot.cases.errors import NotAllowed, UnknownCase
from bot.cases.models import Wording
from bot.cases.services import wordings
from tests.cases.acting import START, open_one
from tests.web_personas import PERSONAS

PAGE, NEW = "/desk/wordings/", "/desk/wordings/new/"
KEEPS = {"editor", "other_editor", "reviewer", "manager"}
GIVEN = {
    "title": "已修好",
    "text": "{日期}，{岗位}：编号{编号}的事已经修好，有问题请打{电话}。",
    "kind": "",
    "subject": "",
}


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(START, tick=False):
        yield


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    words: str = response.content.decode()
    return words


def kept(user: User, **changes: str) -> Wording:
    return wordings.keep(user, now=START, **{**GIVEN, "department": "", **changes})


def test_each_role_may_what_its_row_says(personas: dict[str, User], stranger: Client) -> None:
    row = kept(personas["manager"])
    for name in PERSONAS:
        client = desk_of(personas[name])
        for path in (PAGE, NEW):
            assert (client.get(path).status_code == 200) == (name in KEEPS), (name, path)
        general = client.post(f"{PAGE}{row.pk}/", {**GIVEN, "department": "", "title": name})
        assert (general.status_code == 302) == (name in ("reviewer", "manager")), name
    for path in (PAGE, NEW, f"{PAGE}{row.pk}/"):
        assert stranger.get(path).status_code == 302


def test_an_editor_keeps_those_of_the_own_department_only(editor: User, other_editor: User, manager: User) -> None:
    desk_of(editor).post(NEW, {**GIVEN, "department": "police"})
    row = Wording.objects.get()
    assert (row.department, row.changed_by) == ("police", editor)
    for path in (f"{PAGE}{row.pk}/", f"{PAGE}{row.pk}/archive/"):
        assert desk_of(other_editor).post(path, {**GIVEN, "department": "hr"}).status_code == 403
    assert row.title not in text_of(desk_of(other_editor).get(PAGE))
    for department in ("", "hr"):
        assert desk_of(editor).post(NEW, {**GIVEN, "department": department}).status_code in (403, 422)
    assert Wording.objects.count() == 1
    with pytest.raises(NotAllowed):
        wordings.keep(editor, now=START, **{**GIVEN, "department": "hr"})
    with pytest.raises(NotAllowed):
        wordings.archive(other_editor, row, now=START)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{姓名}您好，已经办好了", "不能用{姓名}"),
        ("请打张三的手机13912345678问", "不能写个人的手机号"),
        ("好", "4到"),
    ],
)
def test_nothing_of_a_person_stands_in_a_template(editor: User, text: str, words: str) -> None:
    response = desk_of(editor).post(NEW, {**GIVEN, "department": "police", "text": text})
    assert response.status_code == 422
    assert text_of(response).count(words) >= 2, "on top and at the field"
    assert text in text_of(response), "what was typed stays"
    assert not Wording.objects.exists()


def test_what_suits_best_comes_first(clerk: User, manager: User, editor: User) -> None:
    case = open_one(kind="help", subject="housing", item="id_card_reissue").case
    for title, changes in (
        ("全大厅", {}),
        ("别的类型", {"kind": "consult"}),
        ("别的部门", {"department": "hr"}),
        ("本部门", {"department": "police"}),
        ("本类型", {"kind": "help"}),
        ("本分类", {"subject": "housing"}),
    ):
        kept(manager, title=title, **changes)
    wordings.archive(manager, kept(manager, title="停用的"), now=START)
    found = [one.title for one in wordings.templates_for(clerk, case)]
    assert found == ["本分类", "本类型", "本部门", "全大厅"]


def test_templates_tell_nothing_of_a_request_one_may_not_know_of(clerk: User, other_clerk: User, manager: User) -> None:
    case = open_one(kind="complaint", description="2号窗口的人骂人").case
    kept(manager)
    with pytest.raises(UnknownCase):
        wordings.templates_for(clerk, case)


def test_the_placeholders_are_those_of_the_request(clerk: User, manager: User) -> None:
    case = open_one(kind="help", item="id_card_reissue").case
    words = wordings.filled(kept(manager), case, START)
    assert words.startswith(f"2026年11月23日，户政窗口岗：编号{case.number}的事已经修好，有问题请打")
    assert "{" not in words


def test_one_is_tried_before_it_is_kept(editor: User) -> None:
    page = text_of(desk_of(editor).post(NEW, {**GIVEN, "department": "police", "preview": "1"}))
    assert "编号2000000000的事已经修好" in page
    assert not Wording.objects.exists()


def test_one_that_is_archived_comes_back(editor: User) -> None:
    client = desk_of(editor)
    row = kept(editor, department="police")
    client.post(f"{PAGE}{row.pk}/archive/")
    row.refresh_from_db()
    assert row.archived_at == START
    client.post(f"{PAGE}{row.pk}/archive/", {"back": "1"})
    row.refresh_from_db()
    assert row.archived_at is None
