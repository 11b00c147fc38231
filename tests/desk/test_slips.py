"""The window's page: code or item, what was told, three outcomes; the table of the share done at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bot.catalogue.models import Task
from bot.desk.home import cards_for
from bot.slips.models import Outcome, Slip
from bot.slips.services import make_slip, record
from tests.web_personas import PERSONAS

PAGE, NOTE, FIGURES = "/desk/slips/", "/desk/slips/outcomes/", "/desk/slips/figures/"
ID = "id_card_reissue"
SEES = set(PERSONAS) - {"area_worker", "administrator"}
NOTES = {"guide", "clerk", "other_clerk", "duty_lead"}
FIGURES_SEEN = {"duty_lead", "editor", "other_editor", "reviewer", "supervisor", "manager"}


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(clerk: User) -> Client:
    return desk_of(clerk)


@pytest.fixture
def slip(db: None) -> Slip:
    return make_slip(ID, {}, timezone.now())


def text_of(response: Any) -> str:
    words: str = response.content.decode()
    return words


@pytest.mark.parametrize("path", [PAGE, NOTE, FIGURES, f"{NOTE}1/back/", f"{PAGE}window/"])
def test_a_stranger_is_sent_to_the_login(stranger: Client, path: str) -> None:
    for response in (stranger.get(path), stranger.post(path, {"kind": "complete", "item": ID})):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/desk/login/")
    assert not Outcome.objects.exists()


def test_each_role_may_what_its_row_says(personas: dict[str, User]) -> None:
    for name, user in personas.items():
        client = desk_of(user)
        assert (client.get(PAGE).status_code == 200) == (name in SEES), name
        assert (client.get(FIGURES).status_code == 200) == (name in FIGURES_SEEN), name
        before = Outcome.objects.count()
        noted = client.post(NOTE, {"kind": "complete", "item": ID})
        assert noted.status_code == (302 if name in NOTES else 403), name
        assert Outcome.objects.count() == before + (name in NOTES), name
        window = client.post(f"{PAGE}window/", {"window": ""})
        assert window.status_code == (302 if name in NOTES else 403), name
        page = text_of(client.get(f"{PAGE}?item={ID}"))
        assert ("材料齐了" in page) == (name in NOTES), name


def test_what_was_told_is_seen_however_the_code_is_typed(desk: Client, slip: Slip) -> None:
    typed = f" {slip.code[:4].lower()}-{slip.code[4:]} "
    page = text_of(desk.get(PAGE, {"code": typed}))
    for words in (
        "居民身份证丢失补领",
        "居民户口簿 或 居住证",
        "1楼A厅2号窗口",
        "丢失补领40元",
        "打印以后没有变化",
        "齐全",
        "缺材料",
        "走错",
    ):
        assert words in page
    assert f"{slip.code[:4]} {slip.code[4:]}" in page
    assert "style=" not in page
    assert "<script>" not in page


def test_an_unknown_code_says_what_to_do_and_keeps_what_was_typed(desk: Client) -> None:
    response = desk.get(PAGE, {"code": "abcd1234"})
    assert response.status_code == 404
    page = text_of(response)
    assert "没有这张告知单，请核对单号" in page
    assert 'value="abcd1234"' in page


@pytest.mark.parametrize("query", ["身份证丢失", "sfzds", "shenfenzhengdiushi", "jmsfzds"])
def test_an_item_is_found_without_a_code(desk: Client, query: str) -> None:
    assert f"?item={ID}" in text_of(desk.get(PAGE, {"q": query}))
    page = text_of(desk.get(PAGE, {"item": ID}))
    assert "没有告知单，下面是指南现在的内容" in page
    assert "没有找到“zzzzqq”" in text_of(desk.get(PAGE, {"q": "zzzzqq"}))
    assert desk.get(PAGE, {"item": "nothing"}).status_code == 404


def test_items_of_the_own_windows_are_at_hand(desk: Client, other_clerk: User) -> None:
    assert f"?item={ID}" in text_of(desk.get(PAGE))
    assert f"?item={ID}" not in text_of(desk_of(other_clerk).get(PAGE))


def test_two_steps_and_it_is_noted(desk: Client, slip: Slip, clerk: User) -> None:
    page = text_of(desk.get(PAGE, {"code": slip.code}))
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token is not None
    form = {"kind": "complete", "code": slip.code, "token": token[1]}
    for _ in range(2):  # a second tap
        response = desk.post(NOTE, form)
        assert response.headers["Location"] == PAGE
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.slip, outcome.user, outcome.post) == ("complete", slip, clerk, "clerk_hukou")
    after = text_of(desk.get(PAGE))
    assert "已登记：齐全" in after
    assert "点错了，撤回" in after
    assert "已登记：齐全" not in text_of(desk.get(PAGE))


def test_missing_papers(desk: Client, slip: Slip) -> None:
    desk.post(
        NOTE,
        {
            "kind": "missing", "code": slip.code, "missing": ["居民户口簿 或 居住证", "没有这样的"], "other_paper": "报案回执",
            "named": "no",
        },
    )  # fmt: skip
    outcome = Outcome.objects.get()
    assert outcome.missing == [
        {"name": "居民户口簿 或 居住证", "named": True},
        {"name": "报案回执", "named": False},
    ]
    assert Task.objects.get().about == f"paper:{ID}:报案回执"


def test_the_right_place(desk: Client, slip: Slip) -> None:
    desk.post(NOTE, {"kind": "wrong", "code": slip.code, "right_place": "window:24", "other_place": ""})
    desk.post(NOTE, {"kind": "wrong", "item": ID, "right_place": "", "other_place": "邮局"})
    assert [outcome.right_place for outcome in Outcome.objects.order_by("pk")] == ["window:24", "邮局"]
    assert "应到24号窗口" in text_of(desk.get(PAGE))


@pytest.mark.parametrize(
    ("form", "words", "kept"),
    [
        ({"kind": "missing", "other_paper": ""}, "请勾选缺的材料", '<details class="one missing" name="outcome" open>'),
        ({"kind": "missing", "other_paper": "长" * 61}, "最多60个字", "长" * 61),
        ({"kind": "wrong"}, "请选择应到的窗口", '<details class="one astray" name="outcome" open>'),
        ({"kind": "wrong", "other_place": "远" * 101}, "最多100个字", "远" * 101),
        ({"kind": "nothing"}, "请选择齐全、缺材料或走错", "居民身份证丢失补领"),
    ],
)
def test_a_mistake_loses_nothing(desk: Client, slip: Slip, form: dict[str, str], words: str, kept: str) -> None:
    response = desk.post(NOTE, {"code": slip.code, **form})
    assert response.status_code == 422
    page = text_of(response)
    assert page.count(words) >= 1
    assert 'role="alert"' in page
    assert kept in page
    assert not Outcome.objects.exists()


def test_without_a_slip_or_item_nothing_is_noted(desk: Client) -> None:
    assert desk.post(NOTE, {"kind": "complete"}).status_code == 422
    assert desk.post(NOTE, {"kind": "complete", "code": "ACDEFGHJ"}).status_code == 404
    assert desk.get(NOTE).status_code == 405
    assert not Outcome.objects.exists()


def test_a_mis_tap_is_taken_back_for_ten_minutes_by_its_author(desk: Client, slip: Slip, other_clerk: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        for _ in range(2):
            desk.post(NOTE, {"kind": "complete", "code": slip.code})
        first, second = Outcome.objects.order_by("pk")
        assert desk_of(other_clerk).post(f"{NOTE}{first.pk}/back/").status_code == 403
        assert slip.code in desk.post(f"{NOTE}{first.pk}/back/").headers["Location"]
        first.refresh_from_db()
        assert first.taken_back_at is not None
        assert "已撤回" in text_of(desk.get(PAGE))
        traveller.shift(timedelta(minutes=10, seconds=1))
        late = desk.post(f"{NOTE}{second.pk}/back/", follow=True)
        assert "现在不能撤回了" in text_of(late)
        second.refresh_from_db()
        assert second.taken_back_at is None
        assert desk.post(f"{NOTE}999/back/").status_code == 404


def test_the_own_window_is_remembered_and_no_other(desk: Client, slip: Slip) -> None:
    assert desk.post(f"{PAGE}window/", {"window": "24"}).status_code == 403
    desk.post(f"{PAGE}window/", {"window": "3"})
    desk.post(NOTE, {"kind": "complete", "code": slip.code})
    assert Outcome.objects.get().window == "3"


def test_forms_need_their_token_of_the_session(clerk: User, slip: Slip) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    assert client.post(NOTE, {"kind": "complete", "code": slip.code}).status_code == 403
    assert not Outcome.objects.exists()


def noted(user: User, item: str, complete: int, of: int) -> None:
    now = timezone.now()
    for number in range(of):
        kind, place = ("complete", "") if number < complete else ("wrong", "window:40")
        record(
            kind,
            item=item,
            slip=make_slip(item, {}, now),
            user=user,
            token=f"{item}{number}",
            now=now,
            right_place=place,
        )


def test_the_table_is_the_worst_first_and_few_are_hidden(clerk: User, manager: User) -> None:
    noted(clerk, "passport", 3, 5)
    noted(clerk, ID, 6, 6)
    noted(clerk, "ss_card", 1, 2)
    page = text_of(desk_of(manager).get(FIGURES))
    assert page.index("60%") < page.index("100%") < page.index("样本太少", page.index("100%"))
    assert "77%" in page  # 10 of 13


def test_an_editor_sees_the_items_of_the_own_department(clerk: User, editor: User, other_editor: User) -> None:
    noted(clerk, ID, 6, 6)
    noted(clerk, "ss_card", 5, 5)
    mine, theirs = (text_of(desk_of(user).get(FIGURES)) for user in (editor, other_editor))
    assert "居民身份证丢失补领" in mine
    assert "社会保障卡" not in mine
    assert "居民身份证丢失补领" not in theirs
    assert [card.count for card in cards_for(editor, timezone.now()) if card.url == FIGURES] == [6]


def test_the_home_shows_what_was_noted_and_the_share(clerk: User, manager: User) -> None:
    noted(clerk, ID, 4, 5)
    assert [(card.count, "今天登记了5件" in card.text) for card in cards_for(clerk, timezone.now())] == [(5, True)]
    card = next(card for card in cards_for(manager, timezone.now()) if card.url == FIGURES)
    assert card.count == 5
    assert "一次办成率80%" in card.text
