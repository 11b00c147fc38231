"""Publishing: two people where it needs two, the gate, the manager's override, the way back, and what a stop leaves behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User

from bot.catalogue import workshop
from bot.catalogue.errors import Conflict, Invalid, Refused, Stopped, Unchanged, Unready
from bot.catalogue.models import ChangeSet, Entry, Publication, TestLine
from bot.catalogue.models.changes import State
from bot.catalogue.services import compose, drafts, publishing, review
from bot.knowledge.model import Phrase
from bot.knowledge.release import NoRelease, dumps
from bot.store.releases import active_hall, shelf
from tests.seeded_catalogue import NOW, sample
from tests.web_personas import member

ITEM = "id_card_reissue"
WINDOW_OF_TAX = "window:31"


def edit(user: User, key: str = ITEM, kind: str = "item", **fields: Any) -> ChangeSet:
    found = drafts.current(kind, key)
    assert found is not None
    content = {name: value for name, value in {**found, **fields}.items() if value is not None}
    revision = drafts.propose(user, kind, key, content, why="试一试", now=NOW)
    assert revision.change_set is not None
    return revision.change_set


def spoken(key: str = ITEM) -> Any:
    return next(item for item in active_hall().items if item.id == key)


def test_a_local_change_is_published_by_its_author_and_spoken(catalogue: Publication, editor: User) -> None:
    change_set = edit(editor, telephone="0000-1234567")
    made = publishing.publish(editor, change_set, now=NOW)
    assert spoken().telephone == "0000-1234567"
    assert shelf().active_id() == made.release
    assert (made.number, made.by, made.previous) == (2, "郑编辑", catalogue.release)
    assert change_set.state == State.PUBLISHED
    assert not Entry.objects.filter(change_set__isnull=False).exists()


def test_a_change_of_what_is_common_needs_a_second_person(
    catalogue: Publication, editor: User, reviewer: User, manager: User
) -> None:
    change_set = edit(editor, visits=2, visits_why="采集指纹和领证")
    with pytest.raises(Refused, match="审核"):
        publishing.publish(editor, change_set, now=NOW)
    publishing.submit(editor, change_set, now=NOW)
    publishing.publish(reviewer, change_set, now=NOW)
    assert spoken().visits == 2
    mine = edit(reviewer, visits=1)
    with pytest.raises(Refused, match="两个人"):
        publishing.publish(reviewer, mine, now=NOW)
    publishing.publish(manager, mine, now=NOW)
    assert spoken().visits == 1


def test_who_only_reviews_again_what_he_wrote_himself_is_refused_even_as_a_second_author(
    catalogue: Publication, editor: User, reviewer: User
) -> None:
    change_set = edit(editor, visits=2, visits_why="采集指纹和领证")
    edit(reviewer, conditions=["要本人到场。"])
    with pytest.raises(Refused, match="两个人"):
        publishing.publish(reviewer, change_set, now=NOW)


def test_other_drafts_are_untouched(catalogue: Publication, editor: User, other_editor: User) -> None:
    theirs = next(item.id for item in sample().items if item.department == "hr")
    mine, other = edit(editor, telephone="0000-1234567"), edit(other_editor, theirs, telephone="0000-7654321")
    publishing.publish(editor, mine, now=NOW)
    assert spoken(theirs).telephone != "0000-7654321"
    assert other.entries.count() == 1
    publishing.publish(other_editor, other, now=NOW)
    assert spoken(theirs).telephone == "0000-7654321"
    assert spoken().telephone == "0000-1234567"


def test_a_reviewer_gives_back_with_a_reason(catalogue: Publication, editor: User, reviewer: User) -> None:
    change_set = edit(editor, visits=2, visits_why="采集指纹和领证")
    publishing.submit(editor, change_set, now=NOW)
    with pytest.raises(Invalid, match="原因"):
        publishing.give_back(reviewer, change_set, why="不", now=NOW)
    with pytest.raises(Refused):
        publishing.give_back(editor, change_set, why="不要这样", now=NOW)
    publishing.give_back(reviewer, change_set, why="次数不对，请再核对", now=NOW)
    assert change_set.state == State.RETURNED
    edit(editor, visits=1)
    publishing.submit(editor, change_set, now=NOW)
    assert change_set.returned_why == ""


def fee_without_basis() -> dict[str, Any]:
    return {"fee": {"charged": True, "standard": [{"text": "换领20元"}]}}


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a place that does not exist": ({"places": [{"place": "window:99"}]}, "fix"),
    "fee without basis": (fee_without_basis(), "fix"),
    "two items of one name": ({"name": "居民身份证换领", "clarify": None}, "fix"),
    "a window of another department": ({"places": [{"place": WINDOW_OF_TAX}]}, "manager"),
    "a date that is over": ({"truth": {"source": ["x"], "effective_to": "2026-01-31"}}, "manager"),
    "a document that is lost": ({"materials": None}, "manager"),
}


@pytest.mark.parametrize("bad", BAD)
def test_the_gate_stops_each_kind_of_bad_edit(
    catalogue: Publication, editor: User, reviewer: User, manager: User, bad: str
) -> None:
    for text in ("补身份证", "身份证丢了", "身份证挂失"):
        TestLine.objects.create(text=text, item=ITEM, at=NOW)
    fields, needs = BAD[bad]
    change_set = edit(editor, **fields)
    with pytest.raises(Stopped) as caught:
        publishing.publish(reviewer, change_set, now=NOW)
    report = caught.value.report
    assert active_hall() == sample()
    if needs == "fix":
        assert report["faults"]
        assert report["faults"][0]["key"] == ITEM
        with pytest.raises(Stopped):
            publishing.publish(manager, change_set, override_why="主管说可以发布", now=NOW)
        assert active_hall() == sample()
        return
    assert [stop["needs"] for stop in report["stops"]]
    with pytest.raises(Invalid, match="理由"):
        publishing.publish(manager, change_set, now=NOW)
    made = publishing.publish(manager, change_set, override_why="县里来文，确实如此", now=NOW)
    assert made.override_why == "县里来文，确实如此"
    assert made.report["stops"]
    assert active_hall() != sample()


def test_the_gate_stops_a_short_name_that_is_taken_away(catalogue: Publication, editor: User) -> None:
    short = drafts.current("item", ITEM)["short"]
    publishing.publish(editor, edit(editor, short=[*short, "绿蚂蚱片片"]), now=NOW)
    with pytest.raises(Stopped) as caught:
        publishing.publish(editor, edit(editor, short=short), now=NOW)
    assert "绿蚂蚱片片" in caught.value.report["stops"][0]["text"]
    assert "绿蚂蚱片片" in spoken().short


def test_after_a_check_that_is_not_fresh_what_would_be_spoken_is_checked_again(
    catalogue: Publication, editor: User
) -> None:
    change_set = edit(editor, telephone="0000-1234567")
    review.check(change_set, now=NOW)
    assert review.fresh(change_set)
    edit(editor, places=[{"place": "window:99"}])
    change_set.refresh_from_db()
    assert not review.fresh(change_set)
    with pytest.raises(Stopped):
        publishing.publish(editor, change_set, now=NOW)


def test_a_change_between_check_and_commit_is_not_published(
    catalogue: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_set = edit(editor, telephone="0000-1234567")
    review.check(change_set, now=NOW)
    at_shelf = shelf()
    plainly = at_shelf.activate

    def late(name: str, **more: Any) -> None:
        edit(editor, telephone="0000-7654321")
        plainly(name, **more)

    monkeypatch.setattr(at_shelf, "activate", late)
    with pytest.raises(Conflict, match="又改过"):
        publishing.publish(editor, change_set, now=NOW)
    assert active_hall() == sample()
    assert Publication.objects.count() == 1


def test_a_release_that_cannot_be_switched_leaves_everything_as_it_was(
    catalogue: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_set = edit(editor, telephone="0000-1234567")

    def broken(name: str, **more: Any) -> None:
        raise NoRelease("坏了")

    monkeypatch.setattr(shelf(), "activate", broken)
    with pytest.raises(Unready):
        publishing.publish(editor, change_set, now=NOW)
    change_set.refresh_from_db()
    assert change_set.state == State.DRAFT
    assert change_set.entries.count() == 1
    assert Publication.objects.count() == 1


def test_the_way_back_is_a_new_publication_of_the_old_facts(
    catalogue: Publication, editor: User, reviewer: User
) -> None:
    publishing.publish(editor, edit(editor, telephone="0000-1234567"), now=NOW)
    open_set = edit(editor, "residence_permit", telephone="0000-7654321")
    with pytest.raises(Refused):
        publishing.rollback(editor, catalogue, why="电话错了", now=NOW)
    with pytest.raises(Invalid):
        publishing.rollback(reviewer, catalogue, why="", now=NOW)
    back = publishing.rollback(reviewer, catalogue, why="电话写错了", now=NOW)
    assert (back.number, back.restored) == (3, catalogue)
    assert active_hall() == sample()
    assert compose.approved_text() == dumps(sample())
    assert open_set.entries.get().draft.content.count("0000-7654321") == 1
    with pytest.raises(Unchanged):
        publishing.rollback(reviewer, catalogue, why="再退一次", now=NOW)
    publishing.publish(editor, open_set, now=NOW)
    assert spoken("residence_permit").telephone == "0000-7654321"


def test_a_new_item_and_its_way_back(catalogue: Publication, editor: User, manager: User, reviewer: User) -> None:
    item = {
        "id": "dog_licence", "name": "养犬登记", "category": "id", "audience": ["个人"], "department": "police",
        "places": [{"place": "window:1"}], "truth": {"example": True},
    }  # fmt: skip
    item["category"] = sample().categories[0].id
    revision = drafts.propose(editor, "item", "dog_licence", item, why="新事项", now=NOW)
    change_set = revision.change_set
    with pytest.raises(Stopped) as caught:
        publishing.publish(reviewer, change_set, now=NOW)
    assert "测试问句" in caught.value.report["stops"][0]["text"]
    for text in ("养狗要登记吗", "狗证怎么办", "养犬登记去哪"):
        TestLine.objects.create(text=text, item="dog_licence", at=NOW)
    publishing.publish(manager, change_set, override_why="新开的事项，先上线", now=NOW)
    assert spoken("dog_licence").name == "养犬登记"
    publishing.rollback(reviewer, catalogue, why="还没开始办", now=NOW)
    assert active_hall() == sample()
    assert Entry.objects.get(key="dog_licence").approved is None


def test_a_removed_item_is_gone_and_can_be_restored(catalogue: Publication, editor: User, manager: User) -> None:
    drafts.propose(editor, "item", "residence_permit", None, why="不办了", now=NOW)
    change_set = ChangeSet.objects.get()
    publishing.publish(manager, change_set, override_why="事项已取消", now=NOW)
    assert "residence_permit" not in {item.id for item in active_hall().items}
    assert drafts.current("item", "residence_permit") is None
    first = Entry.objects.get(key="residence_permit").revisions.get(number=1)
    from bot.catalogue.documents import plain_of

    drafts.propose(editor, "item", "residence_permit", plain_of(first.content), why="恢复", now=NOW)
    assert drafts.current("item", "residence_permit") is not None


def test_two_who_publish_at_once_do_not_both_win(catalogue: Publication, editor: User, other_editor: User) -> None:
    theirs = next(item.id for item in sample().items if item.department == "hr")
    mine, other = edit(editor, telephone="0000-1234567"), edit(other_editor, theirs, telephone="0000-7654321")
    review.check(mine, now=NOW)
    publishing.publish(other_editor, other, now=NOW)
    assert not review.fresh(mine)
    made = publishing.publish(editor, mine, now=NOW)
    assert made.number == 3
    assert spoken(theirs).telephone == "0000-7654321"


def test_what_was_published_last_is_spoken_after_a_start(catalogue: Publication, editor: User, own_shelf: Any) -> None:
    made = publishing.publish(editor, edit(editor, telephone="0000-1234567"), now=NOW)
    shelf().activate(catalogue.release)
    assert publishing.reconcile(NOW) == made.release
    assert shelf().active_id() == made.release
    import shutil

    shutil.rmtree(own_shelf / made.release)
    shelf()._releases.clear()
    assert publishing.reconcile(NOW) == made.release
    assert (own_shelf / made.release).is_dir()


def test_a_member_without_a_post_publishes_nothing(catalogue: Publication, editor: User) -> None:
    change_set = edit(editor, telephone="0000-1234567")
    with pytest.raises(Refused):
        publishing.publish(member("nobody", "无岗"), change_set, now=NOW)


def test_the_workshop_that_fails_publishes_nothing(
    catalogue: Publication, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*given: Any, **more: Any) -> None:
        raise Unready("后台停了")

    change_set = edit(editor, telephone="0000-1234567")
    monkeypatch.setattr(workshop, "build", dead)
    with pytest.raises(Unready, match="后台停了"):
        publishing.publish(editor, change_set, now=NOW)
    assert Publication.objects.count() == 1


def test_a_newer_program_brings_the_phrases_it_says_and_publishes_anew(
    catalogue: Publication, own_shelf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.catalogue.services import seeding
    from bot.knowledge import phrases, release

    wanted = {**phrases.REQUIRED, "talk.new_words": frozenset[str]()}
    monkeypatch.setattr("bot.catalogue.services.seeding.REQUIRED", wanted)
    monkeypatch.setattr("bot.knowledge.phrases.REQUIRED", wanted)
    monkeypatch.setattr(release, "FORMAT", release.FORMAT + 1)
    shipped = replace(sample(), phrases={**sample().phrases, "talk.new_words": Phrase(texts=("新的话。",))})
    assert seeding.complete(shipped, now=NOW) == ["talk.new_words"]
    assert seeding.complete(shipped, now=NOW) == []
    shelf()._releases.clear()
    name = publishing.reconcile(NOW)
    assert name != catalogue.release
    assert "talk.new_words" in active_hall().phrases
    assert Publication.objects.first().why == "软件更新后重新制作"
    assert publishing.reconcile(NOW) == name


def test_a_signature_for_documents_and_fees_needs_a_second_person(catalogue: Publication, editor: User) -> None:
    change_set = edit(editor, truth={**drafts.current("item", ITEM)["truth"], "verified_on": "2026-11-23"})
    with pytest.raises(Refused, match="审核"):
        publishing.publish(editor, change_set, now=NOW)


def test_a_colleague_of_the_same_department_does_not_publish_what_is_not_finished(
    catalogue: Publication, editor: User, reviewer: User
) -> None:
    """What one person publishes alone is the own."""
    colleague = member("colleague", "另一位编辑", "editor_police")
    change_set = edit(editor, appointment="不用预约。")
    assert "同事" in publishing.may_publish(colleague, change_set)
    with pytest.raises(Refused):
        publishing.publish(colleague, change_set, now=NOW)
    assert publishing.may_publish(editor, change_set) == ""
    assert publishing.may_publish(reviewer, change_set) == ""


def test_a_new_signpost_needs_a_second_person_its_telephone_does_not(
    catalogue: Publication, editor: User, reviewer: User
) -> None:
    known = sample().signposts[0].id
    publishing.publish(editor, edit(editor, known, kind="signpost", telephone="0000-1234567"), now=NOW)
    sign = {"id": "lottery", "name": "买彩票", "words": ["彩票在哪买"], "office": "示例彩票店", "how": "在街上。"}
    change_set = drafts.propose(editor, "signpost", "lottery", sign, why="新指路", now=NOW).change_set
    with pytest.raises(Refused, match="审核"):
        publishing.publish(editor, change_set, now=NOW)
    publishing.publish(reviewer, change_set, now=NOW)
    assert "lottery" in {one.id for one in active_hall().signposts}


def test_a_check_is_not_fresh_when_a_test_line_came_or_went(catalogue: Publication, editor: User) -> None:
    change_set = edit(editor, telephone="0000-1234567")
    line = TestLine.objects.create(text="身份证丢了", item=ITEM, at=NOW)
    review.check(change_set, now=NOW)
    assert review.fresh(change_set)
    line.delete()
    assert not review.fresh(change_set)
