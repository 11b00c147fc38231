"""Drafts: who may change what, into which change set, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from bot.catalogue.errors import Conflict, Invalid, Refused, Unchanged, Unknown
from bot.catalogue.models import ChangeSet, Entry, Publication, Revision
from bot.catalogue.models.changes import State
from bot.catalogue.services import compose, drafts, review, seeding
from bot.catalogue.services.drafts import Proposal
from bot.knowledge.release import dumps, release_id
from tests.seeded_catalogue import NOW, sample

ITEM = "id_card_reissue"


def changed(key: str = ITEM, **fields: Any) -> dict[str, Any]:
    found = drafts.current("item", key)
    assert found is not None
    return {**found, **fields}


def propose(user: User, content: dict[str, Any] | None, key: str = ITEM, **more: Any) -> Revision:
    return drafts.propose(user, "item", key, content, why="试一试", now=NOW, **more)


def test_what_is_seeded_is_the_hall_byte_for_byte(catalogue: Publication) -> None:
    assert compose.approved_text() == dumps(sample())
    assert catalogue.release == release_id(sample())


def test_a_change_is_a_draft_with_its_row_of_history(catalogue: Publication, editor: User) -> None:
    revision = propose(editor, changed(telephone="0000-1234567"))
    entry = Entry.objects.get(kind="item", key=ITEM)
    assert entry.draft == revision
    assert entry.approved is not None
    assert entry.approved.number == 1
    assert (revision.number, revision.by, revision.why) == (2, "郑编辑", "试一试")
    assert [row["after"] for row in revision.changes] == ["0000-1234567"]
    assert compose.approved_text() == dumps(sample())
    assert "0000-1234567" in compose.text_with(entry.change_set)


def test_all_changes_of_a_person_go_into_one_change_set(catalogue: Publication, editor: User) -> None:
    propose(editor, changed(telephone="0000-1234567"))
    propose(editor, changed("residence_permit", telephone="0000-1234567"), key="residence_permit")
    assert ChangeSet.objects.count() == 1
    assert ChangeSet.objects.get().entries.count() == 2


def test_an_object_is_in_one_open_change_set_only(catalogue: Publication, editor: User, reviewer: User) -> None:
    propose(editor, changed(telephone="0000-1234567"))
    propose(reviewer, changed(appointment="不用预约。"))
    assert ChangeSet.objects.count() == 1
    assert drafts.authors(ChangeSet.objects.get()) == {editor.pk, reviewer.pk}
    other = ChangeSet.objects.create(title="别的", user=reviewer, by="陈审核", at=NOW)
    with pytest.raises(Conflict, match="正在修改单"):
        propose(reviewer, changed(appointment="要预约。"), change_set=other)


def test_who_saw_an_older_draft_does_not_write_over_a_newer_one(catalogue: Publication, editor: User) -> None:
    propose(editor, changed(telephone="0000-1234567"), base=1)
    with pytest.raises(Conflict, match="郑编辑刚刚改过"):
        propose(editor, changed(telephone="0000-7654321"), base=1)


@pytest.mark.parametrize("persona", ["guide", "clerk", "duty_lead", "other_editor", "supervisor", "administrator"])
def test_others_may_not_change_an_item_of_the_police(
    catalogue: Publication, persona: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Refused):
        propose(request.getfixturevalue(persona), changed(telephone="0000-1234567"))
    assert Revision.objects.filter(number__gt=1).count() == 0


def test_an_item_is_not_moved_to_a_department_one_has_no_say_in(catalogue: Publication, editor: User) -> None:
    with pytest.raises(Refused):
        propose(editor, changed(department="hr"))


def test_how_the_hall_is_made_is_the_managers(catalogue: Publication, reviewer: User, manager: User) -> None:
    post = drafts.current("post", "editor_police")
    assert post is not None
    with pytest.raises(Refused):
        drafts.propose(reviewer, "post", "editor_police", {**post, "role": "主管"}, why="试试", now=NOW)
    drafts.propose(manager, "post", "editor_police", {**post, "name": "公安编辑"}, why="改名", now=NOW)


def test_what_cannot_be_read_is_refused_with_place_and_words(catalogue: Publication, editor: User) -> None:
    with pytest.raises(Invalid) as caught:
        propose(editor, changed(visits="两次"))
    assert "两次" in str(caught.value)
    with pytest.raises(Invalid):
        propose(editor, changed(id="other_id"))
    with pytest.raises(Unchanged):
        propose(editor, changed())
    with pytest.raises(Unknown):
        propose(editor, None, key="there_is_none")
    assert not ChangeSet.objects.exists()


def test_back_to_what_is_approved_leaves_the_change_set(catalogue: Publication, editor: User) -> None:
    before = changed()
    propose(editor, changed(telephone="0000-1234567"))
    propose(editor, before)
    assert Entry.objects.get(key=ITEM).change_set is None
    assert Revision.objects.filter(entry__key=ITEM).count() == 3


def test_giving_up_frees_the_objects_and_keeps_the_history(catalogue: Publication, editor: User) -> None:
    propose(editor, changed(telephone="0000-1234567"))
    change_set = ChangeSet.objects.get()
    drafts.drop(editor, change_set, now=NOW)
    change_set.refresh_from_db()
    entry = Entry.objects.get(key=ITEM)
    assert change_set.state == State.DROPPED
    assert entry.draft == entry.approved
    assert entry.revisions.count() == 2


def test_history_can_not_be_rewritten(catalogue: Publication, guarded_db: None, editor: User) -> None:
    revision = Revision.objects.create(
        entry=Entry.objects.create(kind="item", key="x", name="x"), number=1, by="a", at=NOW, source="desk"
    )
    for statement in (
        f"UPDATE catalogue_revision SET why = 'x' WHERE id = {revision.pk}",
        f"DELETE FROM catalogue_revision WHERE id = {revision.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_many_are_proposed_all_or_none(catalogue: Publication, editor: User) -> None:
    good = Proposal("item", ITEM, changed(telephone="0000-1234567"))
    bad = Proposal("item", "residence_permit", changed("residence_permit", visits="两次"))
    others = Proposal("item", "medical_register", drafts.current("item", "medical_register"))
    with pytest.raises(Invalid, match="两次"):
        drafts.propose_many(editor, [good, bad], title="导入", why="表格", source="sheet", now=NOW)
    assert not ChangeSet.objects.exists()
    made = drafts.propose_many(editor, [good, others], title="导入", why="表格", source="sheet", now=NOW)
    assert [entry.key for entry in made.entries.all()] == [ITEM], "what does not differ is left out"
    assert made.state == State.DRAFT
    again = Proposal("item", ITEM, changed(telephone="0000-7654321"))
    with pytest.raises(Invalid, match="正在修改单"):
        drafts.propose_many(editor, [again], title="导入", why="表格", source="sheet", now=NOW)


def test_a_row_of_another_department_refuses_the_whole_import(catalogue: Publication, editor: User) -> None:
    mine = Proposal("item", ITEM, changed(telephone="0000-1234567"))
    key = next(item.id for item in sample().items if item.department == "hr")
    theirs = Proposal("item", key, changed(key, telephone="0000-1234567"))
    with pytest.raises(Invalid, match="别的部门"):
        drafts.propose_many(editor, [mine, theirs], title="导入", why="表格", source="sheet", now=NOW)
    assert not Entry.objects.filter(change_set__isnull=False).exists()


def test_an_import_that_was_cut_off_is_given_up_at_the_next_start(
    catalogue: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [item.id for item in sample().items if item.department == "police"][:5]
    rows = [Proposal("item", key, changed(key, telephone="0000-1234567")) for key in keys]
    monkeypatch.setattr(drafts, "BATCH", 2)
    with monkeypatch.context() as patch:
        patch.setattr(drafts, "let_go", lambda change_set, now: None)  # the process is gone
        written = drafts._write
        calls: list[int] = []

        def cut(*given: Any, **more: Any) -> None:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            written(*given, **more)

        patch.setattr(drafts, "_write", cut)
        with pytest.raises(KeyboardInterrupt):
            drafts.propose_many(editor, rows, title="导入", why="表格", source="sheet", now=NOW)
    assert ChangeSet.objects.get().state == State.LOADING
    assert drafts.drop_unfinished(NOW) == 1
    assert not Entry.objects.filter(change_set__isnull=False).exists()
    assert compose.approved_text() == dumps(sample())


def test_what_is_local_needs_one_person_what_is_not_two(catalogue: Publication, editor: User) -> None:
    propose(editor, changed(telephone="0000-1234567", ways=[*changed()["ways"], "身份证掉水里了"]))
    change_set = ChangeSet.objects.get()
    assert not review.two_people(change_set)
    propose(editor, changed(visits=2, visits_why="采集指纹和领证"))
    assert review.two_people(change_set)


def test_files_enter_as_a_change_set(catalogue: Publication) -> None:
    from dataclasses import replace

    items = [replace(item, telephone="0000-1234567") if item.id == ITEM else item for item in sample().items]
    without = [item for item in items if item.id != "residence_permit"]
    made = seeding.import_files(replace(sample(), items=tuple(without)), by="命令行", why="整理", now=NOW)
    assert {entry.key: bool(entry.draft and entry.draft.content) for entry in made.entries.all()} == {
        ITEM: True,
        "residence_permit": False,
    }
    drafts.let_go(made, now=NOW)
    with pytest.raises(Unchanged):
        seeding.import_files(sample(), by="命令行", why="整理", now=NOW)


def test_only_whose_it_is_names_a_change_set(
    catalogue: Publication, editor: User, other_editor: User, reviewer: User
) -> None:
    """The name is what the reviewer reads first."""
    propose(editor, changed(telephone="0000-1234567"))
    change_set = ChangeSet.objects.get()
    with pytest.raises(Refused):
        drafts.rename(other_editor, change_set, "没什么要紧的")
    drafts.rename(editor, change_set, "11月电话")
    drafts.rename(reviewer, change_set, "11月电话更新")
    change_set.refresh_from_db()
    assert change_set.title == "11月电话更新"
