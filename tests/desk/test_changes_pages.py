"""Change sets on their pages: differences, the check and what it finds, review, publishing, the way back, the home's cards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bot.catalogue.models import ChangeSet, Publication, TestLine
from bot.catalogue.models.changes import State
from bot.catalogue.services import checking, drafts, review
from bot.desk.changes.cards import cards
from bot.desk.changes.report import FIRST, Shown
from bot.store.releases import active_hall
from tests.seeded_catalogue import NOW

ITEM = "id_card_reissue"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check is made where it is asked for, not beside."""
    monkeypatch.setattr(checking, "start", lambda change_set: checking._look(change_set.pk, NOW, lambda a, b: None))


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edit(user: User, key: str = ITEM, **fields: Any) -> ChangeSet:
    found = drafts.current("item", key)
    assert found is not None
    content = {name: value for name, value in {**found, **fields}.items() if value is not None}
    change_set = drafts.propose(user, "item", key, content, why="试一试", now=NOW).change_set
    assert change_set is not None
    return change_set


def page_of(client: Client, change_set: ChangeSet) -> str:
    answer = client.get(f"/desk/changes/{change_set.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def spoken() -> Any:
    return next(item for item in active_hall().items if item.id == ITEM)


def test_a_local_change_is_checked_and_published_by_its_author(catalogue: Publication, editor: User) -> None:
    change_set, client = edit(editor, telephone="0000-1"), logged_in(editor)
    path = f"/desk/changes/{change_set.pk}/"
    assert "先点“检查”" in page_of(client, change_set)
    client.post(f"{path}check/")
    html = page_of(client, change_set)
    assert "检查通过了" in html
    assert "→ 0000-1" in html
    assert "发布，马上生效" in html
    answer = client.post(f"{path}publish/", {"why": "换了电话"}, follow=True)
    assert "从现在起，小豹照新的说" in answer.content.decode()
    assert spoken().telephone == "0000-1"


def test_differences_name_what_ids_stand_for(catalogue: Publication, editor: User) -> None:
    window = next(window for window in active_hall().windows if window.number == "31")
    found = drafts.current("item", ITEM)
    assert found is not None
    change_set = edit(editor, places=[*found["places"], {"place": "window:31"}], owner="editor_hr", category="medical")
    html = page_of(logged_in(editor), change_set)
    assert f"{window.number}号窗口" in html
    post = next(post for post in active_hall().posts if post.id == "editor_hr")
    assert post.name in html
    assert "window:31" not in html
    assert "editor_hr" not in html
    history = logged_in(editor).get(f"/desk/catalogue/item/{ITEM}/history/").content.decode()
    assert post.name in history


def test_what_is_common_goes_to_a_second_person(catalogue: Publication, editor: User, reviewer: User) -> None:
    change_set = edit(editor, visits=2, visits_why="采集指纹和领证")
    path, author, second = f"/desk/changes/{change_set.pk}/", logged_in(editor), logged_in(reviewer)
    author.post(f"{path}check/")
    assert "要由审核发布" in page_of(author, change_set)
    assert "发布，马上生效" not in page_of(author, change_set)
    assert author.post(f"{path}publish/").status_code == 403
    author.post(f"{path}submit/")
    assert author.post(f"{path}return/", {"why": "次数不对，请核对"}).status_code == 403
    second.post(f"{path}return/", {"why": "次数不对，请核对"})
    assert "退回原因：次数不对，请核对" in page_of(author, change_set)
    author.post(f"{path}submit/")
    assert "发布，马上生效" in page_of(second, change_set)
    second.post(f"{path}publish/")
    assert spoken().visits == 2


def test_a_stop_is_overridden_by_the_manager_alone_with_a_reason(
    catalogue: Publication, editor: User, reviewer: User, manager: User
) -> None:
    change_set = edit(editor, materials=None)
    path = f"/desk/changes/{change_set.pk}/"
    logged_in(editor).post(f"{path}check/")
    assert "检查没有通过" in page_of(logged_in(reviewer), change_set)
    assert logged_in(reviewer).post(f"{path}publish/", {"override_why": "我看可以发布"}).status_code == 409
    chief = logged_in(manager)
    short = chief.post(f"{path}publish/", {"override_why": "好", "why": "写好的说明"})
    assert short.status_code == 422
    assert 'value="写好的说明"' in short.content.decode()
    chief.post(f"{path}publish/", {"override_why": "县里来文，不再收材料"})
    assert spoken().materials == ()
    assert "县里来文，不再收材料" in chief.get("/desk/changes/releases/").content.decode()


def test_faults_lead_to_the_object_and_nobody_may_pass_them(
    catalogue: Publication, editor: User, manager: User
) -> None:
    change_set = edit(editor, places=[{"place": "window:99"}])
    path, chief = f"/desk/changes/{change_set.pk}/", logged_in(manager)
    chief.post(f"{path}check/")
    html = page_of(chief, change_set)
    assert "改正以后才能发布" in html
    assert f'<a href="/desk/catalogue/item/{ITEM}/">' in html
    assert "override_why" not in html
    assert chief.post(f"{path}publish/", {"override_why": "主管说可以发布"}).status_code == 409
    assert spoken().places


def test_the_way_back_is_for_reviewers_and_with_a_reason(
    catalogue: Publication, editor: User, reviewer: User, clerk: User
) -> None:
    before = spoken().telephone
    change_set, client = edit(editor, telephone="0000-1"), logged_in(editor)
    client.post(f"/desk/changes/{change_set.pk}/publish/")
    assert spoken().telephone == "0000-1"
    for user in (editor, clerk):
        assert logged_in(user).post("/desk/changes/releases/1/back/", {"why": "说错了，退回"}).status_code == 403
    second = logged_in(reviewer)
    second.post("/desk/changes/releases/1/back/", {"why": "错"})
    assert spoken().telephone == "0000-1"
    answer = second.post("/desk/changes/releases/1/back/", {"why": "说错了，退回"}, follow=True)
    assert "已退回到第1次发布的内容" in answer.content.decode()
    assert spoken().telephone == before


def test_new_ways_of_asking_that_do_not_lead_anywhere_are_told(catalogue: Publication, editor: User) -> None:
    found = drafts.current("item", ITEM)
    assert found is not None
    change_set = edit(editor, ways=[*found.get("ways", []), "谢谢你"])
    client = logged_in(editor)
    client.post(f"/desk/changes/{change_set.pk}/check/")
    change_set.refresh_from_db()
    assert change_set.report["review"]["unheard"]
    assert "群众说了还是找不到" in page_of(client, change_set)


def test_a_new_item_is_led_to_its_test_lines_and_a_check_asks_the_new_ones(
    catalogue: Publication, editor: User, manager: User
) -> None:
    found = drafts.current("item", ITEM)
    assert found is not None
    content = {
        **{name: found[name] for name in ("category", "department", "audience", "places")},
        "id": "dog_licence",
        "name": "遛狗证办理",
    }
    change_set = drafts.propose(editor, "item", "dog_licence", content, why="新增", now=NOW).change_set
    assert change_set is not None
    client, path = logged_in(editor), f"/desk/changes/{change_set.pk}/"
    client.post(f"{path}check/")
    lines = "/desk/catalogue/item/dog_licence/lines/"
    assert f'<a href="{lines}">去写测试问句</a>' in page_of(client, change_set)
    client.post(lines, {"texts": "遛狗证办理\n遛狗证怎么办理\n办个遛狗证"})
    client.post(f"{path}check/")
    html = page_of(client, change_set)
    assert "去写测试问句" not in html
    assert "（新事项）" in html, "its share of right lines"
    assert "3 句" in html


def test_shares_are_shown_of_changed_items_and_of_those_that_fell() -> None:
    share = {"name": "x", "lines": 4, "before": 3, "after": 3}
    report = {
        "review": {
            "shares": [{**share, "item": "mine"}, {**share, "item": "same"}, {**share, "item": "fell", "after": 1}]
        },
        "objects": [{"kind": "item", "key": "mine"}],
    }
    seen = Shown.of(ChangeSet(state=State.PUBLISHED, report=report))
    assert [one["item"] for one in seen.shares] == ["mine", "fell"]


def test_all_worse_answers_are_open_the_others_folded() -> None:
    rows = [{"mark": mark, "text": f"{mark}{n}"} for mark in ("worse", "better", "text") for n in range(6)]
    seen = Shown.of(ChangeSet(state=State.PUBLISHED, report={"review": {"rows": rows, "left_out": 2}}))
    assert [row["text"] for row in seen.first] == [row["text"] for row in rows[: 6 + FIRST]]
    assert len(seen.first) + len(seen.rest) == len(rows)
    assert seen.more_answers == 2


def test_the_page_asks_on_while_a_check_runs_and_is_drawn_anew_when_it_ends(
    catalogue: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_set, client = edit(editor, telephone="0000-1"), logged_in(editor)
    monkeypatch.setitem(checking._running, change_set.pk, (3, 10))
    html = page_of(client, change_set)
    state = f"/desk/changes/{change_set.pk}/state/"
    assert f'hx-get="{state}" hx-trigger="every 1s"' in html
    assert "问了 3 句，共 10 句" in html
    assert "看看好了没有" in html, "without JavaScript"
    assert "HX-Refresh" not in client.get(state).headers
    checking._running.pop(change_set.pk)
    assert client.get(state).headers["HX-Refresh"] == "true"


def test_a_check_that_is_overtaken_looks_again(
    catalogue: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    looks: list[int] = []
    change_set = edit(editor, telephone="0000-1")

    def look(pk: int, now: datetime, told: Callable[[int, int], None]) -> None:
        looks.append(pk)
        if len(looks) == 1:
            checking.start(change_set)

    monkeypatch.setattr(checking, "_look", look)
    monkeypatch.setattr(checking.connection, "close", lambda: None)
    monkeypatch.setitem(checking._running, change_set.pk, (0, 0))
    checking._check(change_set.pk, NOW)
    assert looks == [change_set.pk] * 2
    assert checking.progress(change_set) is None


def test_a_check_leaves_the_report_of_what_has_ended(catalogue: Publication, editor: User) -> None:
    change_set = edit(editor, telephone="0000-1")
    ChangeSet.objects.filter(pk=change_set.pk).update(state=State.PUBLISHED, report={"at": "then"})
    review.check(change_set, now=NOW)
    change_set.refresh_from_db()
    assert change_set.report == {"at": "then"}


def test_the_home_says_what_is_to_review_to_mend_and_to_publish(
    catalogue: Publication, editor: User, reviewer: User, clerk: User
) -> None:
    def told(user: User, now: datetime = NOW) -> dict[str, tuple[int, bool]]:
        return {card.title: (card.count, card.urgent) for card in cards(user, now) if card.count}

    change_set = edit(editor, visits=2, visits_why="采集指纹和领证")
    assert told(editor) == {"我没发布的修改单": (1, False)}
    assert told(reviewer) == told(clerk) == {}
    ChangeSet.objects.filter(pk=change_set.pk).update(state=State.SUBMITTED, submitted_at=NOW)
    assert told(editor) == {}
    assert told(reviewer) == {"等我审核的修改单": (1, False)}
    assert told(reviewer, NOW + timedelta(days=2)) == {"等我审核的修改单": (1, False)}
    assert told(reviewer, NOW + timedelta(days=3)) == {"等我审核的修改单": (1, True)}
    ChangeSet.objects.filter(pk=change_set.pk).update(state=State.RETURNED)
    assert told(editor) == {"退回给我的修改单": (1, True)}
    assert "退回给我的修改单" in logged_in(editor).get("/desk/").content.decode()


@pytest.mark.parametrize("persona", ["clerk", "guide", "supervisor", "area_worker", "duty_lead"])
def test_who_only_reads_may_do_nothing(
    catalogue: Publication, request: pytest.FixtureRequest, persona: str, editor: User
) -> None:
    change_set, client = edit(editor, telephone="0000-1"), logged_in(request.getfixturevalue(persona))
    html = page_of(client, change_set)
    assert "下一步" not in html
    assert "<button" not in html.partition('id="content"')[2]
    for what in ("check", "rename", "submit", "return", "drop", "publish"):
        assert client.post(f"/desk/changes/{change_set.pk}/{what}/", {"why": "不要这样做"}).status_code == 403, what


def test_what_is_another_departments_is_not_published_by_an_editor(
    catalogue: Publication, editor: User, other_editor: User
) -> None:
    change_set, client = edit(editor, telephone="0000-1"), logged_in(other_editor)
    for what in ("publish", "drop", "submit"):
        assert client.post(f"/desk/changes/{change_set.pk}/{what}/").status_code == 403, what
    change_set.refresh_from_db()
    assert change_set.state == State.DRAFT
    assert spoken().telephone != "0000-1"
    assert TestLine.objects.count() == 0
