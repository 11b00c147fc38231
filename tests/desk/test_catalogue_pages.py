"""The editing pages: what goes through a form comes back whole, rows, faults, rights, conflicts, bulk changes, test lines."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from bot.catalogue import documents
from bot.catalogue.models import ChangeSet, Entry, Kind, Publication, Revision, TestLine
from bot.catalogue.services import checking, drafts, publishing
from bot.desk.catalogue.editor import Editor
from bot.desk.catalogue.ids import made_id
from bot.knowledge.faults import Report
from bot.knowledge.labels_phrases import PHRASES, SLOTS
from bot.knowledge.phrases import REQUIRED
from tests.desk.forms import Form
from tests.seeded_catalogue import NOW, sample

ITEM = "/desk/catalogue/item/id_card_reissue/"
NEW = "/desk/catalogue/item/+/"
WHY = {"__why": "县里来文调整"}
EVIL = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The change sets whose check was begun; the check itself has tests of its own."""
    begun: list[int] = []
    monkeypatch.setattr(checking, "start", lambda change_set: begun.append(change_set.pk))
    return begun


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(client: Client, path: str = ITEM) -> Form:
    answer = client.get(path)
    assert answer.status_code == 200
    return Form.of(answer.content.decode())


def content(key: str = "id_card_reissue", kind: str = "item") -> dict[str, Any]:
    found = drafts.current(kind, key)
    assert found is not None
    return found


def test_a_form_sent_back_as_it_stands_changes_nothing(catalogue: Publication, manager: User) -> None:
    client, losses = logged_in(manager), []
    for entry in Entry.objects.select_related("draft").exclude(kind=Kind.CUES):
        html = client.get(f"/desk/catalogue/{entry.kind}/{entry.key}/").content.decode()
        editor = Editor.posted(entry.kind, entry.key, Form.of(html).as_query())
        report = Report()
        text = documents.tidy(entry.kind, editor.plain, report)
        if text != entry.draft.content or editor.missing:
            losses.append((str(entry), [f.what for f in report.faults], editor.missing, text, entry.draft.content))
    assert losses == []


@pytest.mark.parametrize(
    ("kind", "key", "given"),
    [
        ("facility", "wc", {"truth": {}}),
        ("window", "24", {"hours": {"spans": ["08:30-12:00"], "weekdays": [6]}, "at": {"floor": 1, "x": 2.5, "y": 3.0}}),
        ("item", "id_card_reissue", {"truth_of": {"fee": {"source": ["文件甲"]}, "places": {"example": True}}}),
        ("item", "id_card_reissue", {"fee": {"charged": True, "basis": "某文", "standard": [{"text": "40元"}]}}),
        ("item", "id_card_reissue", {"promised_limit": [{"unit": "工作日", "number": 3}, {"unit": "当场"}]}),
        ("item", "id_card_reissue", {"notes": ["第一行\n第二行", "另一句"]}),
    ],
)  # fmt: skip
def test_what_the_sample_hall_does_not_hold_goes_through_a_form_too(
    catalogue: Publication, manager: User, kind: str, key: str, given: dict[str, Any]
) -> None:
    if not Entry.objects.filter(kind=kind, key=key).exists():
        key = Entry.objects.filter(kind=kind).values_list("key", flat=True)[0]
    drafts.propose(manager, kind, key, {**content(key, kind), **given}, why="试一试", now=NOW)
    held = content(key, kind)
    sent = form_of(logged_in(manager), f"/desk/catalogue/{kind}/{key}/")
    editor = Editor.posted(kind, key, sent.as_query())
    assert documents.tidy(kind, editor.plain, Report()) == documents.text(held)


def test_all_days_unticked_is_not_taken_for_monday_to_friday(catalogue: Publication, manager: User) -> None:
    sent = form_of(logged_in(manager), "/desk/catalogue/information/hall/")
    query = sent.as_query(**{"hours-weekdays": None})
    assert Editor.posted("information", "hall", query).plain["hours"]["weekdays"] == []


def test_saving_makes_a_draft_and_leads_on_to_its_check(
    catalogue: Publication, editor: User, started: list[int]
) -> None:
    client = logged_in(editor)
    answer = client.post(ITEM, form_of(client).post(telephone="0000-7654321", act="save", **WHY), follow=True)
    change_set = ChangeSet.objects.get()
    assert content()["telephone"] == "0000-7654321"
    assert started == [change_set.pk]
    assert f'<a href="/desk/changes/{change_set.pk}/">去检查和发布</a>' in answer.content.decode()
    revision = Revision.objects.latest("pk")
    assert (revision.by, revision.why) == ("郑编辑", "县里来文调整")


def test_saving_what_is_the_same_says_so(catalogue: Publication, editor: User, started: list[int]) -> None:
    client = logged_in(editor)
    answer = client.post(ITEM, form_of(client).post(act="save", **WHY), follow=True)
    assert "内容和现在的一样" in answer.content.decode()
    assert not ChangeSet.objects.exists()
    assert started == []


def test_the_enter_key_saves_and_never_deletes_a_row(catalogue: Publication, editor: User) -> None:
    client = logged_in(editor)
    sent = form_of(client)
    assert sent.buttons[0] == "enter"
    client.post(ITEM, sent.post(telephone="0000-7654321", act="enter", **WHY))
    assert content()["telephone"] == "0000-7654321"


def test_rows_are_added_filled_moved_and_deleted(catalogue: Publication, editor: User) -> None:
    client = logged_in(editor)
    before = [one["name"] for one in content()["materials"]]
    grown = Form.of(client.post(ITEM, form_of(client).post(act="add:materials")).content.decode())
    last = len(before)
    assert grown["materials-__rows"] == ",".join(map(str, range(last + 1)))
    filled = {f"materials-{last}-name": "居住证", "telephone": "0000-1"}
    moved = Form.of(client.post(ITEM, grown.post(act=f"up:materials-{last}", **filled)).content.decode())
    assert moved[f"materials-{last - 1}-name"] == "居住证"
    assert moved["telephone"] == "0000-1", "what was typed elsewhere is kept"
    less = Form.of(client.post(ITEM, moved.post(act="delete:materials-0")).content.decode())
    client.post(ITEM, less.post(act="save", **WHY))
    assert [one["name"] for one in content()["materials"]] == [*before[1 : last - 1], "居住证", before[-1]][-last:]


def test_an_empty_row_is_none(catalogue: Publication, editor: User) -> None:
    client = logged_in(editor)
    grown = Form.of(client.post(ITEM, form_of(client).post(act="add:materials")).content.decode())
    answer = client.post(ITEM, grown.post(act="save", **WHY))
    assert answer.status_code == 302
    assert not ChangeSet.objects.exists()


def test_a_situation_with_options_can_be_added_without_writing_ids(catalogue: Publication, editor: User) -> None:
    client = logged_in(editor)
    there = len(content().get("situations", []))
    name = f"situations-{there}"
    form = Form.of(client.post(ITEM, form_of(client).post(act="add:situations")).content.decode())
    asked = {f"{name}-ask": "您是成年人吗？"}
    form = Form.of(client.post(ITEM, form.post(act=f"add:{name}-options", **asked)).content.decode())
    form = Form.of(
        client.post(ITEM, form.post(act=f"add:{name}-options", **{f"{name}-options-0-label": "成年"})).content.decode()
    )
    answer = client.post(ITEM, form.post(act="save", **{f"{name}-options-1-label": "未成年"}, **WHY))
    assert answer.status_code == 302, Form.of(answer.content.decode()).sent
    made = content()["situations"][there]
    assert made["ask"] == "您是成年人吗？"
    assert [one["label"] for one in made["options"]] == ["成年", "未成年"]
    assert len({one["id"] for one in made["options"]}) == 2
    assert f"{made['id']}:{made['options'][0]['id']}" in client.get(ITEM).content.decode(), "materials may ask for it"


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(catalogue: Publication, editor: User) -> None:
    client = logged_in(editor)
    wrong = {
        "visits": "三趟", "name": "", "materials-0-name": "", "materials-0-note": "改了说明", "telephone": "0000-9",
        "__why": "",
    }  # fmt: skip
    answer = client.post(ITEM, form_of(client).post(act="save", **wrong))
    html = answer.content.decode()
    sent = Form.of(html)
    assert answer.status_code == 422
    assert (sent["visits"], sent["materials-0-note"], sent["telephone"], sent["name"]) == (
        "三趟",
        "改了说明",
        "0000-9",
        "",
    )
    summary = re.search(r'<div class="summary".*?</div>', html, re.S)
    assert summary is not None
    for field in ("visits", "name", "materials-0-name", "__why"):
        assert f'href="#{field}"' in summary[0]
        assert f'id="{field}"' in html
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', html) or field == "__why"
    assert "“visits”" not in html
    assert not ChangeSet.objects.exists()


def test_faults_stand_at_the_row_as_it_is_painted_again(catalogue: Publication, editor: User) -> None:
    client = logged_in(editor)
    sent = form_of(client)
    first = {name: "" for name, _ in sent.sent if name.startswith("materials-0-") and "__" not in name}
    data = sent.post(act="save", **first, **{"materials-1-originals": "很多"}, **WHY)
    data = {name: values for name, values in data.items() if not name.startswith("materials-0-when")}
    html = client.post(ITEM, data).content.decode()
    assert 'href="#materials-0-originals"' in html
    assert Form.of(html)["materials-0-originals"] == "很多"


@pytest.mark.parametrize("persona", ["clerk", "guide", "supervisor", "area_worker", "other_editor", "duty_lead"])
def test_others_read_and_do_not_write(
    catalogue: Publication, request: pytest.FixtureRequest, persona: str, manager: User
) -> None:
    sent = form_of(logged_in(manager)).post(telephone="0000-6", act="save", **WHY)
    client = logged_in(request.getfixturevalue(persona))
    html = client.get(ITEM).content.decode()
    assert "居民身份证丢失补领" in html
    assert 'value="save"' not in html
    assert Form.of(html).buttons == []
    posts: list[tuple[str, dict[str, Any]]] = [
        (ITEM, sent), (f"{ITEM}remove/", {"why": "不要了"}), (f"{ITEM}give-up/", {}), (f"{ITEM}history/1/restore/", {}),
        (f"{ITEM}lines/", {"texts": "补身份证要多久"}), (f"{ITEM}lines/1/remove/", {}),
        ("/desk/catalogue/phrase/talk.greet/", {"texts": "你好"}),
    ]  # fmt: skip
    for path, data in posts:
        assert client.post(path, data).status_code == 403, path
    assert not ChangeSet.objects.exists()
    assert not TestLine.objects.exists()


def test_how_the_hall_is_made_is_the_managers(catalogue: Publication, editor: User, reviewer: User) -> None:
    for user in (editor, reviewer):
        client = logged_in(user)
        assert client.get("/desk/catalogue/department/+/").status_code == 403
        assert client.post("/desk/catalogue/calendar/hall/", {"act": "save"}).status_code == 403
        assert "您可以看，不能改" in client.get("/desk/catalogue/calendar/hall/").content.decode()


def test_who_was_overtaken_loses_nothing_and_may_decide(catalogue: Publication, editor: User, manager: User) -> None:
    client = logged_in(editor)
    mine = form_of(client)
    drafts.propose(manager, "item", "id_card_reissue", {**content(), "telephone": "0000-2"}, why="换号", now=NOW)
    answer = client.post(ITEM, mine.post(telephone="0000-3", act="save", **WHY))
    html = answer.content.decode()
    again = Form.of(html)
    assert answer.status_code == 409
    assert again["telephone"] == "0000-3"
    assert "王主管" in html
    assert "0000-2" in html
    assert content()["telephone"] == "0000-2"
    assert client.post(ITEM, again.post(act="save", **WHY)).status_code == 409, "without a word it stays so"
    assert client.post(ITEM, again.post(act="save", __anyway="2", **WHY)).status_code == 302
    assert content()["telephone"] == "0000-3"


def test_names_are_text_and_never_markup(catalogue: Publication, manager: User) -> None:
    window = Entry.objects.filter(kind="window")[0].key
    given = {
        ("item", "id_card_reissue"): {"clarify": EVIL, "notes": [EVIL], "ways": [EVIL], "name": EVIL},
        ("window", window): {"name": EVIL},
    }
    for (kind, key), changes in given.items():
        drafts.propose(manager, kind, key, {**content(key, kind), **changes}, why=EVIL, now=NOW)
    TestLine.objects.create(text=EVIL, item="id_card_reissue", at=NOW, by=EVIL)
    ChangeSet.objects.update(title=EVIL)
    client, pk = logged_in(manager), ChangeSet.objects.get().pk
    paths = [
        ITEM, f"{ITEM}history/", f"{ITEM}lines/", "/desk/catalogue/item/", f"/desk/catalogue/window/{window}/",
        "/desk/catalogue/window/", "/desk/changes/", f"/desk/changes/{pk}/", "/desk/",
    ]  # fmt: skip
    for path in paths:
        html = client.get(path).content.decode()
        assert EVIL not in html, path
    assert "&lt;script&gt;" in client.get(ITEM).content.decode()
    sent = form_of(client).post(act="save", telephone=EVIL, **WHY)
    assert EVIL not in client.post(ITEM, sent, follow=True).content.decode()
    assert EVIL not in client.post("/desk/catalogue/item/+/bulk/", {"keys": "id_card_reissue"}).content.decode()


def fresh(client: Client, **more: str) -> dict[str, list[str]]:
    given = {"name": "遛狗证办理", "category": "hukou", "department": "police", "audience": ["个人"], **more}
    form = form_of(client, NEW)
    given["category"] = form_of(client)["category"]
    return form.post(act="save", **given, **WHY)


def test_a_new_item_gets_an_id_from_its_name(catalogue: Publication, editor: User) -> None:
    client = logged_in(editor)
    answer = client.post(NEW, fresh(client))
    assert answer.status_code == 302, re.findall(r"<li>.*?</li>", answer.content.decode())
    assert answer["Location"] == "/desk/catalogue/item/liu_gou_zheng_ban_li/"
    assert client.get(answer["Location"]).status_code == 200
    second = client.post(NEW, fresh(client))
    assert second["Location"] == "/desk/catalogue/item/liu_gou_zheng_ban_li_2/"


def test_an_id_that_is_taken_overwrites_nothing(catalogue: Publication, editor: User) -> None:
    client = logged_in(editor)
    answer = client.post(NEW, fresh(client, id="id_card_reissue"))
    assert answer.status_code == 422
    assert "已经有了" in answer.content.decode()
    assert content()["name"] == "居民身份证丢失补领"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("遗失补领", "yi_shi_bu_ling"), ("A4纸 打印", "a_4_zhi_da_yin"), ("……", "x"),
        ("道路旅客运输经营许可", "dllkysjyxk"), ("法律援助", "fa_lv_yuan_zhu_2"),
    ],
)  # fmt: skip
def test_an_id_is_what_a_name_sounds_like(name: str, made: str) -> None:
    assert made_id(name, {"fa_lv_yuan_zhu"}) == made


def test_the_page_of_an_object_that_is_to_be_removed(catalogue: Publication, editor: User, clerk: User) -> None:
    client = logged_in(editor)
    client.post(f"{ITEM}remove/", {"why": "不再办理"})
    html = client.get(ITEM).content.decode()
    assert "要删去，还没发布" in html
    assert "居民身份证丢失补领" in html
    assert 'value="save"' not in html
    assert "要删去，没发布" in client.get("/desk/catalogue/item/?q=sfz").content.decode()
    assert "不删了，留着" not in logged_in(clerk).get(ITEM).content.decode()
    client.post(f"{ITEM}give-up/")
    assert content()["name"] == "居民身份证丢失补领"


def test_a_removed_object_leads_to_its_history_and_comes_back(
    catalogue: Publication, editor: User, manager: User
) -> None:
    key = Entry.objects.filter(kind="signpost")[0].key
    path = f"/desk/catalogue/signpost/{key}/"
    client = logged_in(editor)
    client.post(f"{path}remove/", {"why": "单位没有了"})
    publishing.publish(manager, ChangeSet.objects.get(), override_why="单位确实没有了", now=NOW)
    assert "已经删去" in client.get(path).content.decode()
    client.post(f"{path}history/1/restore/")
    assert content(key, "signpost")


def test_an_old_version_is_taken_as_a_draft(catalogue: Publication, editor: User, started: list[int]) -> None:
    client = logged_in(editor)
    client.post(ITEM, form_of(client).post(telephone="0000-1", act="save", **WHY))
    assert "恢复这一版" in client.get(f"{ITEM}history/").content.decode()
    client.post(f"{ITEM}history/1/restore/")
    assert content().get("telephone") != "0000-1"


@pytest.mark.parametrize("words", ["sfz", "shenfenzheng", "补身份证", "丢失补领", "SFZ 补"])
def test_lists_are_searched_by_pinyin_initials_and_short_names(catalogue: Publication, clerk: User, words: str) -> None:
    html = logged_in(clerk).get("/desk/catalogue/item/", {"q": words}).content.decode()
    assert ITEM in html
    assert "/desk/catalogue/item/deed_tax/" not in html


def test_lists_show_what_matters(catalogue: Publication, clerk: User) -> None:
    client = logged_in(clerk)
    expected = {"window": ["和大厅一样", "A厅"], "item": ["未核实", "县公安局"], "signpost": ["该去哪里"], "phrase": ["问好"],
                "place": ["自助机"], "post": ["编辑"], "category": ["个</td>"],
                "subject": ["物业及供热治理", "物业供热诉求岗"]}  # fmt: skip
    for kind, words in expected.items():
        html = client.get(f"/desk/catalogue/{kind}/").content.decode()
        assert [one for one in words if one not in html] == [], kind


def test_every_phrase_says_what_it_is_for(catalogue: Publication, manager: User) -> None:
    assert set(PHRASES) == set(REQUIRED)
    assert set().union(*REQUIRED.values()) <= set(SLOTS)
    html = logged_in(manager).get("/desk/catalogue/phrase/guide.fee/").content.decode()
    assert "<code>{fee}</code> 收费" in html
    assert logged_in(manager).post("/desk/catalogue/phrase/guide.fee/remove/", {"why": "不要"}).status_code == 404


def test_items_are_changed_together(catalogue: Publication, editor: User, started: list[int]) -> None:
    client, path = logged_in(editor), "/desk/catalogue/item/+/bulk/"
    keys = ["id_card_reissue", "id_card_renew", "deed_tax"]
    html = client.post(path, {"keys": keys}).content.decode()
    assert "要改的 2 个事项" in html
    assert "有 1 个事项由别的部门管" in html
    wrong = client.post(path, {"keys": ",".join(keys), "act": "save", "field": "telephone", "to_telephone": "0000-5"})
    assert wrong.status_code == 422
    assert 'value="0000-5"' in wrong.content.decode()
    client.post(path, {"keys": keys, "act": "save", "field": "telephone", "to_telephone": "0000-5", "why": "换了总机"})
    change_set = ChangeSet.objects.get()
    assert started == [change_set.pk]
    assert {e.key for e in change_set.entries.all()} == set(keys[:2])
    assert content("id_card_renew")["telephone"] == "0000-5"
    assert content("deed_tax").get("telephone") != "0000-5"
    assert {(r.why, r.by) for r in Revision.objects.filter(change_set=change_set)} == {("换了总机", "郑编辑")}
    assert "正在别的修改单里" in client.post(path, {"keys": keys}).content.decode()


def test_all_that_a_list_shows_are_changed_together(catalogue: Publication, manager: User) -> None:
    client, path = logged_in(manager), "/desk/catalogue/item/+/bulk/"
    html = client.post(path, {"all": "1", "query": "q=&department=police"}).content.decode()
    expected = Entry.objects.filter(kind="item", department="police").count()
    assert f"要改的 {expected} 个事项" in html
    data = {
        "keys": Form.of(html, "panel")["keys"],
        "act": "save",
        "field": "owner",
        "to_owner": "editor_hr",
        "why": "调整",
    }
    client.post(path, data)
    assert ChangeSet.objects.get().entries.count() == expected


def test_bulk_is_for_editors(catalogue: Publication, clerk: User) -> None:
    client = logged_in(clerk)
    assert client.post("/desk/catalogue/item/+/bulk/", {"keys": "id_card_reissue"}).status_code == 403
    assert "一起改" not in client.get("/desk/catalogue/item/").content.decode()


def test_test_lines_are_listed_with_how_they_are_answered(catalogue: Publication, editor: User) -> None:
    client, path = logged_in(editor), f"{ITEM}lines/"
    client.post(path, {"texts": "身份证丢了怎么补\n\n 今天天气怎么样 \n身份证丢了怎么补"})
    held = list(TestLine.objects.values_list("text", "item", "by"))
    assert held == [(text, "id_card_reissue", "郑编辑") for text in ("身份证丢了怎么补", "今天天气怎么样")]
    html = client.get(path).content.decode()
    assert "现在答对 1 句" in html
    assert "还差 1 句" in html
    assert "答对了" in html
    other = client.post("/desk/catalogue/item/id_card_renew/lines/", {"texts": "今天天气怎么样"})
    assert other.status_code == 422
    assert "今天天气怎么样</textarea>" in other.content.decode()
    assert "“居民身份证丢失补领”的测试问句" in other.content.decode()
    client.post(f"{path}{TestLine.objects.get(text='今天天气怎么样').pk}/remove/")
    assert TestLine.objects.count() == 1


@pytest.mark.parametrize("persona", ["area_worker", "other_editor"])
def test_only_who_may_change_it_tries_it_out(
    catalogue: Publication, persona: str, request: pytest.FixtureRequest
) -> None:
    """Each trial is a release that is built."""
    client = logged_in(request.getfixturevalue(persona))
    assert client.post(f"{ITEM}preview/", {"__ask": "身份证丢了"}).status_code == 403


def test_nobody_tries_out_patterns_of_their_own(catalogue: Publication, manager: User) -> None:
    """One that never ends would hold what builds releases."""
    assert logged_in(manager).post("/desk/catalogue/cues/hall/preview/", {"__ask": "啊"}).status_code == 403


def test_a_row_that_is_named_again_and_again_is_one_row() -> None:
    again = ",".join(["0"] * 200)
    post = QueryDict(mutable=True)
    post.update({"situations-__rows": again, "situations-0-ask": "谁来办", "situations-0-options-__rows": again})
    post.update({"situations-0-options-0-label": "本人"})
    (situation,) = Editor.posted("item", "id_card_reissue", post).plain["situations"]
    assert [option["label"] for option in situation["options"]] == ["本人"]


def test_a_number_without_end_is_no_version(catalogue: Publication, editor: User) -> None:
    assert logged_in(editor).post(ITEM, {"act": "save", "__base": "9" * 5000}).status_code == 422


def test_who_edits_alone_does_not_take_away_what_the_gate_asks(
    catalogue: Publication, editor: User, reviewer: User
) -> None:
    key = "id_card_reissue"
    shipped = TestLine.objects.create(text="身份证没了咋整", item=key, origin="shipped", at=NOW)
    own = TestLine.objects.create(text="身份证弄丢了怎么弄", item=key, origin="desk", at=NOW)
    client = logged_in(editor)
    assert client.post(f"{ITEM}lines/{shipped.pk}/remove/").status_code == 403
    assert client.post(f"{ITEM}lines/{own.pk}/remove/").status_code == 302
    assert list(TestLine.objects.filter(item=key)) == [shipped]
    assert logged_in(reviewer).post(f"{ITEM}lines/{shipped.pk}/remove/").status_code == 302
    assert not TestLine.objects.filter(item=key).exists()


def test_an_editor_sees_the_own_department_s_items_first(catalogue: Publication, editor: User) -> None:
    page = logged_in(editor).get("/desk/catalogue/item/").content.decode()
    own = [item.id for item in sample().items if item.department == "police"]
    others = [item.id for item in sample().items if item.department != "police"]
    places = {key: page.find(f"/desk/catalogue/item/{key}/") for key in (*own, *others)}
    shown = [place for place in places.values() if place >= 0]
    assert max(places[key] for key in own) < min(place for key, place in places.items() if key in others and place >= 0)
    assert len(shown) == 50
