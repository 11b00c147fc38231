"""The gate: each kind of bad edit of the sample hall is caught, harmless ones pass, and nothing is asked in vain."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.check import check
from bot.knowledge.faults import Report as Faults
from bot.knowledge.gate import Report, Row, faults, review
from bot.knowledge.gate_answers import Answered, answers, same_decisions
from bot.knowledge.model import Day, Fee, Hall, Item, Material, PlaceUse, Question, Truth
from bot.knowledge.release import Release
from bot.knowledge.verdict import verdict


@dataclass
class Line:
    text: str
    item: str
    aspect: str


with (Path(__file__).parent / "gate_lines.tsv").open(encoding="utf-8") as file:
    LINES = [Line(**row) for row in csv.DictReader(file, delimiter="\t")]

Review = Callable[..., Report]
CARD = "id_card_reissue"


@pytest.fixture(scope="module")
def known(sample: Release, now: datetime) -> dict[str, Answered]:
    """What the sample answers to the lines, asked once."""
    return answers(sample, [line.text for line in LINES], now)


@pytest.fixture
def look(sample: Release, now: datetime, known: dict[str, Answered]) -> Review:
    """Review the sample hall with some of its parts replaced, against the sample."""

    def look(lines: list[Line] = LINES, **parts: Any) -> Report:
        return review(sample, Release.of(replace(sample.hall, **parts)), lines, now, before=known)

    return look


def members(held: tuple[Any, ...], name: str, /, **fields: Any) -> tuple[Any, ...]:
    """The objects with one of them changed."""
    assert any(getattr(thing, "id", getattr(thing, "number", None)) == name for thing in held)
    return tuple(
        replace(thing, **fields) if getattr(thing, "id", getattr(thing, "number", None)) == name else thing
        for thing in held
    )


def one(hall: Hall, name: str) -> Item:
    return next(item for item in hall.items if item.id == name)


def moved(item: Item, to: str) -> tuple[PlaceUse, ...]:
    """Its first place elsewhere."""
    return (replace(item.places[0], place=to), *item.places[1:])


def kinds(report: Report) -> list[tuple[str, str]]:
    return [(stop.kind, stop.item) for stop in report.stops]


def test_the_sample_itself_raises_nothing(sample: Release, look: Review) -> None:
    report = look()
    assert report.passes
    assert (report.asked, report.anew, report.changed) == (len(LINES), 0, 0)
    assert report.rows == []
    assert all(share.after == share.before == share.lines for share in report.shares)


def test_each_line_is_right_in_the_sample(known: dict[str, Answered]) -> None:
    for line in LINES:
        said = known[line.text]
        assert verdict(line.item, said["kind"], said["item"], said["options"]) in ("right", "well"), line.text


# --- harmless edits


def test_another_telephone_passes_and_is_shown(sample_hall: Hall, look: Review) -> None:
    report = look(items=members(sample_hall.items, CARD, telephone="0372-5550000"))
    assert report.passes
    assert report.worse == 0
    assert {row.item for row in report.rows} == {CARD}
    assert {row.mark for row in report.rows} == {"text"}
    assert all("0372-5550000" in row.after and "0372-5550000" not in row.before for row in report.rows)
    assert report.anew < 10


def test_a_way_of_asking_added_passes_and_is_better(sample_hall: Hall, look: Review) -> None:
    item = one(sample_hall, "residence_permit")
    report = look(items=members(sample_hall.items, item.id, short=(*item.short, "蓝卡")))
    assert report.passes
    row = next(row for row in report.rows if row.text == "蓝卡")
    assert (row.kind, row.mark, row.item) == ("name", "better", item.id)
    assert report.unheard == []


def test_a_way_of_asking_that_is_not_heard_is_named(sample_hall: Hall, look: Review) -> None:
    item = one(sample_hall, "residence_permit")
    report = look(items=members(sample_hall.items, item.id, ways=(*item.ways, "你好"), short=(*item.short, "蓝卡")))
    assert report.unheard == [{"text": "你好", "item": item.id, "name": item.name}]


def test_a_fee_that_changes_is_shown_before_and_after(sample_hall: Hall, look: Review) -> None:
    fee = one(sample_hall, CARD).fee
    assert fee
    standard = (replace(fee.standard[0], text="丢失补领99元"), *fee.standard[1:])
    report = look(items=members(sample_hall.items, CARD, fee=replace(fee, standard=standard)))
    assert report.passes
    row = next(row for row in report.rows if row.kind == "card" and row.text.endswith("要多少钱"))
    assert "40元" in row.before
    assert "99元" in row.after


@pytest.mark.parametrize(
    ("item", "to"),
    [
        (CARD, "comprehensive_windows"),  # takes everybody's items
        ("food_license", "window:21"),  # a counter of that group
        ("hukou_birth", "hukou_windows"),  # the group that the window is in
        ("hukou_birth", "window:9"),
    ],
)
def test_moves_to_windows_that_take_the_item(sample_hall: Hall, look: Review, item: str, to: str) -> None:
    report = look(items=members(sample_hall.items, item, places=moved(one(sample_hall, item), to)))
    assert [stop.kind for stop in report.stops] == (["place"] if to == "window:9" else [])


def test_a_new_item_with_three_lines_passes(sample_hall: Hall, look: Review) -> None:
    new = Item(
        id="dance_permit", name="广场舞场地登记", short=("跳广场舞的场地", "广场舞登记"), category="police",
        audience=("个人",), department="approval", places=(PlaceUse(place="window:27"),),
    )  # fmt: skip
    lines = [
        Line(text, new.id, "other") for text in ("想登记一块广场舞场地", "广场舞登记怎么弄", "跳广场舞的场地去哪登记")
    ]
    assert kinds(look(items=(*sample_hall.items, new))) == [("few_lines", new.id)]
    report = look(LINES + lines, items=(*sample_hall.items, new))
    assert report.passes
    share = next(share for share in report.shares if share.item == new.id)
    assert (share.before, share.after, share.name) == (None, 3, new.name)
    assert any(row.kind == "card" and row.item == new.id and not row.before for row in report.rows)


# --- bad edits


@pytest.mark.parametrize(
    ("item", "to"), [(CARD, "window:12"), (CARD, "window:8"), ("invoice_claim", "medical_windows")]
)
def test_a_wrong_place(sample_hall: Hall, look: Review, item: str, to: str) -> None:
    held = one(sample_hall, item)
    report = look(items=members(sample_hall.items, item, places=moved(held, to)))
    assert kinds(report) == [("place", item)]
    (stop,) = report.stops
    assert held.name in stop.text
    assert stop.needs == "manager"


def test_a_window_given_to_another_department(sample_hall: Hall, look: Review) -> None:
    report = look(windows=members(sample_hall.windows, "11", department="tax"))
    assert ("place", "ss_card") in kinds(report)


def test_a_place_that_is_gone(sample_hall: Hall, look: Review) -> None:
    report = look(items=members(sample_hall.items, CARD, places=()))
    assert kinds(report) == [("place", CARD)]


def test_a_short_name_removed(sample_hall: Hall, look: Review) -> None:
    item = one(sample_hall, "hukou_move")
    report = look(items=members(sample_hall.items, item.id, short=tuple(name for name in item.short if name != "落户")))
    assert kinds(report) == [("name_lost", item.id)]
    (stop,) = report.stops
    assert "“落户”" in stop.text
    row = next(row for row in report.rows if row.text == "落户")
    assert (row.kind, row.mark) == ("name", "worse")
    assert report.rows[0].mark == "worse"


def test_an_item_taken_away(sample_hall: Hall, look: Review) -> None:
    report = look(items=tuple(item for item in sample_hall.items if item.id != "elder_card"))
    assert {("share_fell", "elder_card"), ("name_lost", "elder_card")} <= set(kinds(report))
    assert "老年优待证" in next(stop.text for stop in report.stops if stop.kind == "share_fell")


def test_a_share_that_falls(sample_hall: Hall, look: Review) -> None:
    """A new item takes the name of another one."""
    text = "老年优待证在哪办"
    thief = Item(
        id="card_by_post", name="老年优待证邮寄", short=("老年优待证", text), ways=(text,), category="police",
        audience=("个人",), department="approval",
    )  # fmt: skip
    assert text in [line.text for line in LINES if line.item == "elder_card"]
    report = look(items=(*sample_hall.items, thief))
    assert kinds(report) == [("share_fell", "elder_card"), ("few_lines", thief.id)]
    share = next(share for share in report.shares if share.item == "elder_card")
    assert (share.lines, share.before, share.after) == (1, 1, 0)
    assert [(row.text, row.was, row.now) for row in report.rows if row.mark == "worse"] == [(text, "right", "wrong")]


def test_a_low_share_counts_for_items_that_were_edited(sample_hall: Hall, look: Review) -> None:
    hopeless = [Line(f"完全不相干的一句话{n}", CARD, "other") for n in "甲乙丙"]
    lines = LINES + hopeless
    assert look(lines).passes
    other = look(lines, items=members(sample_hall.items, "elder_card", telephone="0372-5550000"))
    assert other.passes
    report = look(lines, items=members(sample_hall.items, CARD, telephone="0372-5550000"))
    assert kinds(report) == [("share_low", CARD)]


def test_a_new_false_answer(sample_hall: Hall, look: Review) -> None:
    text = "学游泳在哪报名"
    new = Item(
        id="swimming", name="游泳培训报名", short=("学游泳",), ways=(text,), category="police", audience=("个人",),
        department="approval",
    )  # fmt: skip
    report = look(items=(*sample_hall.items, new))
    assert ("false_answer", new.id) in kinds(report)
    row = next(row for row in report.rows if row.text == text)
    assert (row.was, row.now, row.mark) == ("well", "false", "worse")
    assert "不是本大厅的事" in next(stop.text for stop in report.stops if stop.kind == "false_answer")


def test_a_lost_document(sample_hall: Hall, look: Review) -> None:
    item = one(sample_hall, "license_cancel")
    needed = next(material for material in item.materials if material.necessity == "必要")
    rest = tuple(material for material in item.materials if material is not needed)
    report = look(items=members(sample_hall.items, item.id, materials=rest))
    assert kinds(report) == [("document_lost", item.id)]
    assert f"“{needed.name}”" in report.stops[0].text


def test_a_document_under_a_fuller_name_is_not_lost(sample_hall: Hall, look: Review) -> None:
    item = one(sample_hall, "license_cancel")
    first = replace(item.materials[0], name=item.materials[0].name + "（一式两份）")
    report = look(items=members(sample_hall.items, item.id, materials=(first, *item.materials[1:])))
    assert report.passes


def test_a_fee_and_a_limit_that_vanished(sample_hall: Hall, look: Review) -> None:
    gone = {"fee": None, "statutory_limit": ()}
    assert kinds(look(items=members(sample_hall.items, CARD, **gone))) == [("fee_lost", CARD), ("limit_lost", CARD)]
    free = look(items=members(sample_hall.items, CARD, fee=Fee(charged=False)))
    assert kinds(free) == [("fee_lost", CARD)]


@pytest.mark.parametrize(
    ("truth", "kind"),
    [
        (Truth(effective_to=date(2026, 11, 22)), "expired"),
        (Truth(effective_from=date(2026, 11, 24)), "not_yet"),
        (Truth(verified_on=date(2020, 1, 1)), "expired"),
        (Truth(effective_to=date(2026, 11, 23)), None),
        (Truth(effective_from=date(2026, 11, 23), effective_to=date(2027, 1, 1)), None),
    ],
)
def test_dates(sample_hall: Hall, look: Review, truth: Truth, kind: str | None) -> None:
    whole = look(items=members(sample_hall.items, "elder_card", truth=truth, truth_of={}))
    assert kinds(whole) == ([(kind, "elder_card")] if kind else [])
    part = look(items=members(sample_hall.items, CARD, truth_of={**one(sample_hall, CARD).truth_of, "fee": truth}))
    assert kinds(part) == ([(kind, CARD)] if kind else [])
    if kind:
        assert "收费" in part.stops[0].text
    place = look(places=members(sample_hall.places, "hukou_windows", truth=truth))
    assert kinds(place) == ([(kind, "hukou_windows")] if kind else [])


def test_what_is_silent_already_holds_nothing_back(sample_hall: Hall, now: datetime) -> None:
    expired = Truth(effective_to=date(2026, 1, 1))
    items = members(sample_hall.items, "elder_card", truth=expired, truth_of={})
    active = Release.of(replace(sample_hall, items=items))
    later = replace(sample_hall, items=members(items, "elder_card", telephone="0372-5550000"))
    assert review(active, Release.of(later), [], now).passes


def loaded(hall: Hall) -> list[tuple[str, str]]:
    found = Faults()
    check(hall, found)
    return [(stop.text, stop.needs) for stop in faults(found.faults)]


def test_the_loader_s_faults_are_stops_that_nobody_passes_over(sample_hall: Hall) -> None:
    assert loaded(sample_hall) == []
    twins = members(sample_hall.items, "id_card_renew", name="居民身份证丢失补领", clarify=None)
    ((text, needs),) = loaded(replace(sample_hall, items=twins))
    assert "同时是几个个人事项的名称" in text
    assert needs == "fix"
    fee = one(sample_hall, CARD).fee
    assert fee
    bare = members(sample_hall.items, CARD, fee=replace(fee, basis=None))
    assert loaded(replace(sample_hall, items=bare)) == [("写了收费，却没有标准或依据", "fix")]


# --- exact, fast, plain

FACTS: dict[str, Callable[[Hall], dict[str, Any]]] = {
    "telephone": lambda hall: {"items": members(hall.items, "passport", telephone="0372-5550000")},
    "ticket": lambda hall: {
        "items": members(hall.items, CARD, places=(replace(one(hall, CARD).places[0], ticket="新按钮"), *one(hall, CARD).places[1:])
        )
    },
    "limit": lambda hall: {"items": members(hall.items, CARD, statutory_limit=())},
    "answer": lambda hall: {
        "items": members(
            hall.items,
            "marriage_register",
            questions=(Question(ask=one(hall, "marriage_register").questions[0].ask, answer="用的。"), *one(hall, "marriage_register").questions[1:]),
        )
    },
    "truth": lambda hall: {"items": members(hall.items, "ss_card", truth=Truth(verified_on=date(2026, 11, 1)), truth_of={})},
    "window": lambda hall: {"windows": members(hall.windows, "2", zone="b")},
    "group": lambda hall: {"places": members(hall.places, "exit_windows", windows=("5", "6"))},
    "department": lambda hall: {"departments": members(hall.departments, "police", telephone="0372-5551111")},
    "hall": lambda hall: {"information": replace(hall.information, telephone="0372-5552222")},
    "phrase": lambda hall: {
        "phrases": {**hall.phrases, "fact.free": replace(hall.phrases["fact.free"], texts=("一分钱不要",))}
    },
    "calendar": lambda hall: {
        "calendar": replace(hall.calendar, years=(2026,), days=(Day(on=date(2026, 11, 23), works=False, name="停电"),))
    },
    "zone": lambda hall: {
        "plan": replace(hall.plan, zones=tuple(replace(z, name="新厅") if z.id == "a" else z for z in hall.plan.zones))
    },
    "signpost": lambda hall: {"signposts": members(hall.signposts, "legal_aid", how="请到三楼。")},
    "facility": lambda hall: {"facilities": members(hall.facilities, "toilet", text="在三楼。")},
    "bundle": lambda hall: {"bundles": members(hall.bundles, "birth", notes=("另一句提醒。",))},
}  # fmt: skip
MORE = [
    "厕所在哪",
    "请律师打官司没钱",
    "孩子刚出生要办哪些手续",
    "2号窗口在哪",
    "几点开门",
    "你好",
    "多少钱",
    "人工",
    "领结婚证要户口本吗",
]


@pytest.mark.parametrize("edit", FACTS)
def test_where_facts_alone_change_only_what_can_change_is_asked(
    sample: Release, now: datetime, known: dict[str, Answered], edit: str
) -> None:
    """The answers that were not asked again are those that the candidate really gives."""
    candidate = Release.of(replace(sample.hall, **FACTS[edit](sample.hall)))
    assert same_decisions(sample, candidate)
    lines = LINES + [Line(text, "OOS:别的", "other") for text in MORE]
    report = review(sample, candidate, lines, now, before=known)
    old, new = report.answered, answers(candidate, [line.text for line in lines], now)
    really = [text for text in old if {**old[text], "about": []} != {**new[text], "about": []}]
    assert {row.text for row in report.rows if row.kind == "line"} == set(really)
    assert really or edit in ("group", "department")
    if edit not in ("hall", "phrase", "calendar"):
        assert report.anew < len(lines) / 2


@pytest.mark.parametrize(
    "parts",
    [
        lambda hall: {"items": members(hall.items, CARD, short=())},
        lambda hall: {"items": members(hall.items, CARD, materials=(Material(name="从没见过的纸"),))},
        lambda hall: {"cues": replace(hall.cues, stop=hall.cues.stop[1:])},
        lambda hall: {"signposts": hall.signposts[1:]},
    ],
)
def test_where_words_change_everything_is_asked(
    sample: Release, look: Review, parts: Callable[[Hall], dict[str, Any]]
) -> None:
    report = look(**parts(sample.hall))
    assert report.anew >= len(LINES)


def test_kept_answers_are_not_asked_again(sample: Release, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    first = review(sample, sample, LINES, now)
    kept = json.loads(json.dumps(first.answered))
    monkeypatch.setattr("bot.knowledge.gate_answers.simple", None)
    later = now + timedelta(hours=7)
    again = review(sample, sample, LINES, later, before=kept)
    assert again.as_json() == first.as_json()


def test_progress_is_told_after_each_sentence(sample: Release, now: datetime, known: dict[str, Answered]) -> None:
    told: list[tuple[int, int]] = []
    review(sample, sample, LINES, now, before=known, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, len(LINES)) for done in range(1, len(LINES) + 1)]


def test_the_report_is_plain_and_names_what_is_shown(sample_hall: Hall, look: Review) -> None:
    item = one(sample_hall, "hukou_move")
    plain = look(
        items=members(sample_hall.items, item.id, short=("迁户口",), places=moved(item, "window:36"))
    ).as_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["worse"] >= 1
    assert plain["asked"] > len(LINES)
    assert plain["day"] == "2026-11-23"
    assert all(stop["heading"] and stop["todo"] and stop["needs"] == "manager" for stop in plain["stops"])
    assert {row["mark_text"] for row in plain["rows"]} <= {"变好", "变坏", "只是文字变了"}


def test_changes_of_words_alone_are_cut_when_they_are_too_many(
    sample_hall: Hall, look: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.knowledge.gate.MOST_SAME", 3)
    report = look(items=members(sample_hall.items, CARD, telephone="0372-5550000"))
    assert len(report.rows) == 3
    assert report.left_out > 3
    assert report.changed >= 3
    assert all(isinstance(row, Row) for row in report.rows)


def test_signposts_and_windows_show_what_is_said_of_them(sample_hall: Hall, look: Review) -> None:
    report = look(
        signposts=members(sample_hall.signposts, "legal_aid", how="请到三楼。"),
        windows=members(sample_hall.windows, "9", zone="b"),
    )
    assert {"法律援助和法律咨询", "9号窗口"} <= {row.text for row in report.rows if row.kind == "card"}


@pytest.mark.parametrize("ways", [(), ("蓝卡掉了",)], ids=["facts", "words"])
def test_what_the_new_release_answers_is_known_once_it_is_the_active_one(
    sample_hall: Hall, look: Review, now: datetime, ways: tuple[str, ...]
) -> None:
    item = one(sample_hall, CARD)
    changed = members(sample_hall.items, CARD, telephone="0372-5550000", ways=(*item.ways, *ways))
    report = look(items=changed)
    texts = [line.text for line in LINES]
    wanted = answers(Release.of(replace(sample_hall, items=changed)), texts, now)
    assert {text: report.answered_next[text]["text"] for text in texts} == {
        text: wanted[text]["text"] for text in texts
    }
