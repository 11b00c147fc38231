"""From talks to groups, tasks and drafts, against the real tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User

from bot.cases.models import Turn
from bot.catalogue import documents
from bot.catalogue.models import Entry, Revision, Task, TestLine
from bot.catalogue.services import drafts
from bot.knowledge.search import Candidate
from bot.reports.errors import Handled, NoSuchTarget, NotYours
from bot.reports.models import Group, Note, Outcome, Progress, State, Tally, Variant
from bot.reports.services import groups, handling
from bot.reports.services.groups import about_of, forget_old, guessed, sort_notes
from bot.reports.services.notes import QUIET, collect
from bot.reports.services.standing import holds
from bot.store.releases import active_hall, active_release
from tests.web_personas import Citizen, FakeAssistant, problem_of

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
UNKNOWN = "量子计算机怎么登记"

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> None:
    """The items that these tests change, as the catalogue holds them."""
    for kind, key, plain in documents.split(active_hall()):
        if kind in ("item", "bundle") and key in ("id_card_reissue", "ss_card", "birth"):
            entry = Entry(kind=kind, key=key)
            drafts.describe(entry, plain)
            entry.save()
            text = documents.text(plain)
            entry.approved = entry.draft = Revision.objects.create(
                entry=entry, number=1, content=text, by="系统", at=NOW, source="seed"
            )
            entry.save()


def note(text: str, reason: str = "unanswered", day: date = TODAY, times: int = 1) -> None:
    Note.objects.bulk_create(Note(text=text, reason=reason, day=day) for _ in range(times))


def sort(now: datetime = NOW) -> None:
    while Note.objects.exists():
        sort_notes(now, rest=0)


def group_of(text: str) -> Group:
    return Group.objects.get(variants__text=text)


def test_a_talk_becomes_a_group_and_names_nobody(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.say(UNKNOWN)
    citizen.say("社保卡怎么办")
    last = Turn.objects.order_by("-pk")[0]
    assert collect(last.at) == 0, "not yet: what comes of it is not known"
    assert collect(last.at + QUIET) == 3
    assert collect(last.at + QUIET) == 0, "once"
    assert [(n.text, n.reason) for n in Note.objects.all()] == [(UNKNOWN, "unanswered")]
    sort()
    assert group_of(UNKNOWN).times == 1
    fields = {f.name for model in (Group, Variant, Tally, Note) for f in model._meta.get_fields()}
    assert not fields & {"conversation", "turn", "kiosk", "channel", "at", "created_at", "user", "address"}
    assert Progress.objects.get().turn == last.pk


def test_a_person_called_later_counts_for_what_was_read_before(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.say(UNKNOWN)
    collect(Turn.objects.order_by("-pk")[0].at + QUIET)
    citizen.say("人工")
    assistant.says(do={"do": "call_human", "draft": {"about": UNKNOWN, "item": None}})
    citizen.say("人工")
    collect(Turn.objects.order_by("-pk")[0].at + QUIET)
    assert [n.reason for n in Note.objects.all()] == ["unanswered", "person"]


def test_what_was_forgotten_before_it_was_read_leaves_nothing(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.say(UNKNOWN)
    at = Turn.objects.order_by("-pk")[0].at
    citizen.client.delete(f"/api/v1/conversations/{citizen.conversation}")
    collect(at + QUIET)
    assert not Note.objects.exists()


def test_useless_is_noted_once_without_who(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    citizen.say("社保卡怎么办")
    path = f"/conversations/{citizen.conversation}/feedback"
    for _ in range(2):
        assert citizen.post(path, {"useful": False}).status_code == 204
    assert citizen.post(path, {"useful": False, "turn": 1}).status_code == 204
    assert [(n.text, n.reason) for n in Note.objects.all()] == [("社保卡怎么办", "useless")]


def test_feedback_says_what_is_wrong(citizen: Citizen, assistant: FakeAssistant) -> None:
    citizen.open()
    path = f"/conversations/{citizen.conversation}/feedback"
    assert "turn" in problem_of(citizen.post(path, {"useful": False, "turn": 7}), 422)["errors"]
    assert "useful" in problem_of(citizen.post(path, {"useful": True}), 422)["errors"]
    assert "useful" in problem_of(citizen.post(path, {}), 422)["errors"]
    problem_of(citizen.post("/conversations/nobody/feedback", {"useful": False}), 404)
    assert not Note.objects.exists()


def test_near_questions_are_one_group_whatever_the_order() -> None:
    for text in ("狗狗公墓在哪里", "请问狗狗公墓在哪", "量子计算机怎么登记", "狗狗公墓怎么买"):
        note(text)
    sort()
    assert Group.objects.count() == 2
    group = group_of("狗狗公墓怎么买")
    assert (group.text, group.times, group.variants.count()) == ("狗狗公墓在哪里", 3, 3)


def test_an_answer_is_unsure_only_when_it_was_a_guess() -> None:
    note("身份证丢了怎么补办", "unsure")
    note("我想给孩子上户口", "unsure")
    sort()
    assert not Group.objects.exists()

    def found(score: float) -> list[Candidate]:
        return [Candidate("item", "x", "x", score, 1, 1)]

    assert guessed(found(0.7))
    assert not guessed(found(0.8))
    assert guessed([])


def test_the_department_is_that_of_the_likeliest_item() -> None:
    note("身份证丢了怎么补办")
    note(UNKNOWN)
    sort()
    known = group_of("身份证丢了怎么补办")
    assert (known.likely, known.department) == ("item:id_card_reissue", "police")
    assert group_of(UNKNOWN).department == ""


@pytest.mark.parametrize(
    ("reason", "times", "due"),
    [
        ("unanswered", 2, False),
        ("unanswered", 3, True),
        ("useless", 1, True),
        ("person", 1, False),
        ("person", 2, True),
    ],
)
def test_when_a_group_becomes_a_task(reason: str, times: int, due: bool) -> None:
    note("身份证丢了怎么补办", reason, times=times)
    sort()
    tasks = Task.objects.filter(about=about_of(Group.objects.get()), done_at=None)
    assert tasks.exists() is due
    if due:
        assert (tasks[0].kind, tasks[0].department, tasks[0].item) == ("question", "police", "id_card_reissue")
        assert tasks[0].due > NOW.date()
        note("身份证丢了怎么补办", reason, times=5)
        sort()
        assert Task.objects.get().count == 1


def test_what_was_asked_longer_ago_does_not_count_for_a_task() -> None:
    note(UNKNOWN, day=NOW.date() - timedelta(days=7), times=2)
    note(UNKNOWN, times=2)
    sort()
    assert not Task.objects.exists()


def test_linking_makes_a_draft_a_test_line_and_ends_the_task(catalogue: None, editor: User) -> None:
    note("身份正掉河里头了", "useless")
    sort()
    group = Group.objects.get()
    into = handling.link(editor, group, "id_card_reissue", "身份证掉河里了", now=NOW)
    content = drafts.current("item", "id_card_reissue")
    assert content is not None
    assert content["ways"][-1] == "身份证掉河里了"
    assert drafts.approved("item", "id_card_reissue") != content, "a draft, not published"
    line = TestLine.objects.get()
    assert (line.text, line.item, line.origin, line.by) == ("身份正掉河里头了", "id_card_reissue", "question", "郑编辑")
    revision = Revision.objects.latest("pk")
    assert (revision.source, revision.change_set) == ("question", into)
    assert (group.state, group.outcome, group.target) == (State.HANDLED, Outcome.LINKED, "item:id_card_reissue")
    assert Task.objects.get().done_by == "郑编辑"
    with pytest.raises(Handled):
        handling.dismiss(editor, group, "晚了", now=NOW)


def test_only_the_own_departments_items_are_changed(catalogue: None, other_editor: User, reviewer: User) -> None:
    note(UNKNOWN)
    sort()
    group = Group.objects.get()
    with pytest.raises(NotYours):
        handling.link(other_editor, group, "id_card_reissue", UNKNOWN, now=NOW)
    with pytest.raises(NoSuchTarget):
        handling.link(reviewer, group, "nothing", UNKNOWN, now=NOW)
    group.refresh_from_db()
    assert group.state == State.OPEN
    assert not TestLine.objects.exists()
    handling.link(reviewer, group, "id_card_reissue", UNKNOWN, now=NOW)


def test_a_common_question_is_written(catalogue: None, editor: User) -> None:
    note("补身份证要不要带照片")
    sort()
    handling.write_question(
        editor, Group.objects.get(), "id_card_reissue", "要带照片吗？", answer="窗口现场免费拍。", aspect="", now=NOW
    )
    content = drafts.current("item", "id_card_reissue")
    assert content is not None
    assert content["questions"][-1] == {"ask": "要带照片吗？", "answer": "窗口现场免费拍。"}
    assert TestLine.objects.get().item == "id_card_reissue"


def test_a_signpost_is_made_and_tested_as_not_done_here(editor: User) -> None:
    note(UNKNOWN)
    sort()
    change = handling.signpost_change(
        name="量子登记", words=["量子计算机"], office="县科技局", telephone="", how="请到县科技局问。", source="示例"
    )
    handling.make_signpost(editor, Group.objects.get(), change, now=NOW)
    content = drafts.current("signpost", change.key)
    assert content is not None
    assert content["office"] == "县科技局"
    assert TestLine.objects.get().item == "OOS:量子登记"


def test_what_was_dismissed_comes_back_when_it_is_asked_as_often_again(editor: User) -> None:
    note(UNKNOWN, times=4)
    sort()
    group = Group.objects.get()
    handling.dismiss(editor, group, "听不出问什么", now=NOW)
    assert not Task.objects.filter(done_at=None).exists()
    note(UNKNOWN, times=3)
    sort()
    group.refresh_from_db()
    assert (group.state, group.again) == (State.HANDLED, 3)
    note(UNKNOWN)
    sort()
    group.refresh_from_db()
    assert (group.state, group.times, group.again) == (State.OPEN, 4, 0)
    assert Task.objects.filter(done_at=None).exists()


def test_what_was_taught_has_a_week_before_it_comes_back(catalogue: None, editor: User) -> None:
    note(UNKNOWN, times=3)
    sort()
    group = Group.objects.get()
    handling.link(editor, group, "id_card_reissue", UNKNOWN, now=NOW)
    note(UNKNOWN, times=5)
    sort(NOW + timedelta(days=6))
    group.refresh_from_db()
    assert group.state == State.HANDLED
    note(UNKNOWN)
    sort(NOW + timedelta(days=8))
    group.refresh_from_db()
    assert group.state == State.OPEN


def test_whether_the_active_release_answers_as_taught() -> None:
    release = active_release()
    assert release is not None
    right = Group(text="身份证丢了怎么补办", target="item:id_card_reissue")
    wrong = Group(text="身份证丢了怎么补办", target="item:ss_card")
    assert holds(release, right) is True
    assert holds(release, wrong) is False
    assert holds(release, Group(text="身份证丢了怎么补办")) is None


def test_passing_on_moves_the_task_too(editor: User) -> None:
    note("身份证丢了怎么补办", "useless")
    sort()
    handling.pass_on(editor, Group.objects.get(), "hr", now=NOW)
    assert (Group.objects.get().department, Task.objects.get().department) == ("hr", "hr")


def test_old_questions_go_unless_they_were_handled(editor: User) -> None:
    note(UNKNOWN, "useless")
    note("狗狗公墓在哪里")
    sort()
    handling.dismiss(editor, group_of("狗狗公墓在哪里"), "不是政务", now=NOW)
    assert forget_old(NOW + timedelta(days=180)) == 0
    assert forget_old(NOW + timedelta(days=181)) == 1
    assert [g.text for g in Group.objects.all()] == ["狗狗公墓在哪里"]
    assert not Task.objects.filter(done_at=None).exists()
    assert not Variant.objects.filter(text=UNKNOWN).exists()


def test_thousands_of_questions_do_not_fill_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "MOST", 2)
    note(UNKNOWN, times=3)
    note("火星移民找谁盖章", "useless")
    note("恐龙化石怎么寄存", "useless")
    note("潜水艇年检在哪个码头", "useless")
    sort()
    assert {group.text for group in Group.objects.all()} == {UNKNOWN, "潜水艇年检在哪个码头"}
    assert Task.objects.filter(done_at__isnull=True).count() == 2, "the tasks of those that went are closed"
    sort_notes(NOW, rest=0)
    assert Group.objects.count() == 2
