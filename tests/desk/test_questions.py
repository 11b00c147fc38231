"""The pages of questions that were not answered: who sees what, and what each button does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bot.catalogue import documents, preview, workshop
from bot.catalogue.models import Entry, Revision, Task, TestLine
from bot.catalogue.services import drafts
from bot.desk.home import cards_for
from bot.reports.models import Group, Note, State
from bot.reports.services.groups import sort_notes
from bot.store.releases import active_hall
from tests.web_personas import PERSONAS

ROOT = "/desk/questions/"
MAY = ("editor", "other_editor", "reviewer", "manager")
UNKNOWN = "量子计算机怎么登记"
KNOWN = "身份证丢了怎么补办"
PAGES = ("", "link/", "common/", "signpost/", "dismiss/", "pass/")

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> None:
    """Everything that is published, as the catalogue holds it."""
    now = timezone.now()
    for position, (kind, key, plain) in enumerate(documents.split(active_hall())):
        entry = Entry(kind=kind, key=key, position=position)
        drafts.describe(entry, plain)
        entry.save()
        text = documents.text(plain)
        entry.approved = entry.draft = Revision.objects.create(
            entry=entry, number=1, content=text, by="系统", at=now, source="seed"
        )
        entry.save()


@pytest.fixture
def groups() -> dict[str, Group]:
    """One that belongs to the police, and one of nobody."""
    for text in (KNOWN, KNOWN, UNKNOWN):
        Note.objects.create(text=text, reason="useless", day=timezone.localdate())
    sort_notes(timezone.now(), rest=0)
    return {text: Group.objects.get(text=text) for text in (KNOWN, UNKNOWN)}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview is built in this process, not in the workshop beside it."""

    def run(work: str, *given: object, **options: object) -> object:
        assert work == "bot.catalogue.preview:say"
        return preview.say(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(workshop.builds, "run", run)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_stranger_is_sent_to_the_login(stranger: Client, groups: dict[str, Group]) -> None:
    for part in PAGES:
        for answer in (stranger.get(f"{ROOT}1/{part}"), stranger.post(f"{ROOT}1/{part}")):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/desk/login/")


@pytest.mark.parametrize("name", PERSONAS)
def test_who_may_come_in(name: str, personas: dict[str, User], groups: dict[str, Group]) -> None:
    client = at(personas[name])
    allowed = name in MAY
    assert client.get(ROOT).status_code == (200 if allowed else 403)
    for text, group in groups.items():
        own = allowed and (name != "other_editor" or text == UNKNOWN)
        for part in PAGES:
            path = f"{ROOT}{group.pk}/{part}"
            assert client.get(path).status_code == (200 if own else 403), (name, path)
            if not own:
                assert client.post(path, {"why": "随便", "department": ""}).status_code == 403
    assert Group.objects.filter(state=State.OPEN).count() == 2


def test_the_list_holds_only_the_own_departments(editor: User, other_editor: User, groups: dict[str, Group]) -> None:
    page = at(editor).get(ROOT).content.decode()
    assert page.index(KNOWN) < page.index(UNKNOWN), "most frequent first"
    page = at(other_editor).get(ROOT).content.decode()
    assert KNOWN not in page
    assert UNKNOWN in page
    assert KNOWN not in at(other_editor).get(f"{ROOT}?q=身份证&state=all").content.decode()
    assert KNOWN not in at(other_editor).get(f"{ROOT}?department=police").content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=丢了", [KNOWN]), ("q=shenfenzheng", [KNOWN]), ("q=LZJSJ", [UNKNOWN]), ("q=nichts", []),
        ("department=none", [UNKNOWN]), ("department=police", [KNOWN]), ("reason=useless", [KNOWN, UNKNOWN]),
        ("reason=person", []), ("state=handled", []), ("state=all", [KNOWN, UNKNOWN]),
        ("reason=x&state=x&page=x", [KNOWN, UNKNOWN]),
    ],
)  # fmt: skip
def test_filters(reviewer: User, groups: dict[str, Group], query: str, shown: list[str]) -> None:
    page = at(reviewer).get(f"{ROOT}?{query}").content.decode()
    assert [text for text in (KNOWN, UNKNOWN) if f'/">{text}' in page] == shown


def test_a_group_shows_what_the_guide_says_now(editor: User, groups: dict[str, Group]) -> None:
    page = at(editor).get(f"{ROOT}{groups[KNOWN].pk}/").content.decode()
    for words in ("市民说没用 2次", "居民身份证", "现在问这句话", "前处理"):
        assert words in page
    assert "style=" not in page.split("<main", 1)[-1].split("</main", 1)[0]


def test_linking_from_search_to_draft(catalogue: None, editor: User, here: None) -> None:
    text = "小卡片没了咋整"
    Note.objects.create(text=text, reason="unanswered", day=timezone.localdate())
    sort_notes(timezone.now(), rest=0)
    group = Group.objects.get()
    client, path = at(editor), f"{ROOT}{group.pk}/link/"
    found = client.post(path, {"words": "sfz", "sentence": "小卡片没了", "find": "1"}).content.decode()
    assert 'value="id_card_reissue"' in found
    assert 'value="小卡片没了"' in found, "nothing typed is lost"
    given = {"words": "sfz", "item": "id_card_reissue", "sentence": "小卡片没了"}
    tried = client.post(path, {**given, "try": "1"}).content.decode()
    assert "居民身份证" in tried.split("改了以后说")[1].split("<form")[0]
    assert not TestLine.objects.exists(), "trying changes nothing"
    saved = client.post(path, {**given, "save": "1"}, follow=True).content.decode()
    assert "已存进修改单" in saved
    assert "现在还没有答对" in saved
    content = drafts.current("item", "id_card_reissue")
    assert content is not None
    assert content["ways"][-1] == "小卡片没了"
    assert TestLine.objects.get().text == text
    again = client.post(path, {**given, "save": "1"})
    assert again.status_code == 400
    assert "已经有人处理了" in again.content.decode()


def test_an_item_of_another_department_cannot_be_chosen(
    catalogue: None, other_editor: User, groups: dict[str, Group]
) -> None:
    path = f"{ROOT}{groups[UNKNOWN].pk}/link/"
    client = at(other_editor)
    page = client.post(path, {"words": "身份证补领", "sentence": "x", "find": "1"}).content.decode()
    assert 'value="id_card_reissue"' not in page
    assert "转给别的部门" in page
    refused = client.post(path, {"words": "身份证", "item": "id_card_reissue", "sentence": "量子", "save": "1"})
    assert refused.status_code == 400
    assert not TestLine.objects.exists()


def test_a_common_question_needs_an_answer(catalogue: None, editor: User, groups: dict[str, Group]) -> None:
    path = f"{ROOT}{groups[KNOWN].pk}/common/"
    client = at(editor)
    given = {"item": "id_card_reissue", "ask": "丢了几天能补？", "save": "1"}
    page = client.post(path, given)
    assert page.status_code == 400
    for words in ("还不能保存", "请写回答", "丢了几天能补？"):
        assert words in page.content.decode()
    assert client.post(path, {**given, "aspect": "time_limit"}).status_code == 302
    content = drafts.current("item", "id_card_reissue")
    assert content is not None
    assert content["questions"][-1] == {"ask": "丢了几天能补？", "aspect": "time_limit"}


def test_a_signpost_is_made(catalogue: None, other_editor: User, groups: dict[str, Group], here: None) -> None:
    path = f"{ROOT}{groups[UNKNOWN].pk}/signpost/"
    client = at(other_editor)
    given = {
        "name": "量子登记", "words": "量子计算机\n量子登记", "office": "县科技局", "telephone": "abc",
        "how": "请到县科技局问。", "source": "示例",
    }  # fmt: skip
    wrong = client.post(path, {**given, "save": "1"})
    assert wrong.status_code == 400
    assert "电话只写数字" in wrong.content.decode()
    given["telephone"] = "0999-8123456"
    tried = client.post(path, {**given, "try": "1"}).content.decode()
    assert "县科技局" in tried.split("改了以后说")[1].split("<form")[0]
    assert client.post(path, {**given, "save": "1"}).status_code == 302
    entry = Entry.objects.get(kind="signpost", name="量子登记")
    assert entry.approved is None
    assert entry.change_set is not None


def test_dismissing_needs_a_reason(editor: User, groups: dict[str, Group]) -> None:
    client, path = at(editor), f"{ROOT}{groups[UNKNOWN].pk}/dismiss/"
    assert client.post(path, {"why": ""}).status_code == 400
    assert client.post(path, {"why": "听不出问什么"}).status_code == 302
    groups[UNKNOWN].refresh_from_db()
    assert (groups[UNKNOWN].state, groups[UNKNOWN].handled_by) == (State.HANDLED, "郑编辑")


def test_passing_on_takes_it_out_of_ones_list(editor: User, groups: dict[str, Group]) -> None:
    client = at(editor)
    assert client.post(f"{ROOT}{groups[KNOWN].pk}/pass/", {"department": "hr"}).status_code == 302
    assert client.get(f"{ROOT}{groups[KNOWN].pk}/").status_code == 403
    assert client.post(f"{ROOT}{groups[UNKNOWN].pk}/pass/", {"department": "nowhere"}).status_code == 400


def test_nothing_is_changed_by_looking(reviewer: User, groups: dict[str, Group]) -> None:
    client = at(reviewer)
    for part in PAGES:
        client.get(f"{ROOT}{groups[KNOWN].pk}/{part}?why=x&department=hr&save=1")
    assert Group.objects.filter(state=State.OPEN, department="police").count() == 1


def test_a_page_without_a_token_is_refused(editor: User, groups: dict[str, Group]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(f"{ROOT}{groups[UNKNOWN].pk}/dismiss/", {"why": "听不出"}).status_code == 403


def test_the_home_card(editor: User, other_editor: User, clerk: User, groups: dict[str, Group]) -> None:
    now = timezone.now()

    def card(user: User, when: object = now) -> tuple[int, bool] | None:
        found = [one for one in cards_for(user, when) if one.title == "没答好的问题"]  # type: ignore[arg-type]
        return (found[0].count, found[0].urgent) if found else None

    assert card(editor) == (2, False)
    assert card(other_editor) == (1, False)
    assert card(clerk) is None
    last = max(Task.objects.values_list("due", flat=True))
    assert card(editor, now + timedelta(days=(last - now.date()).days + 1)) == (2, True)
