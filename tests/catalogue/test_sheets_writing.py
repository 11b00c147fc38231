"""What is written is read back the same; nothing is ever a formula; review dates spread."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from bot.catalogue.sheets import ALL, KINDS, apply, marked, read, spread_review, template, write, write_csv
from bot.catalogue.sheets.cells import quoted, unquoted
from bot.knowledge.codec import decode
from bot.knowledge.faults import Report
from bot.knowledge.model import Truth
from bot.knowledge.release import canonical
from bot.knowledge.truth import state
from tests.catalogue.sheet_files import item, merged, sample, xlsx

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","点")', "'=1", "＝1"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_imported_again_changes_nothing(kind: str) -> None:
    hall = sample()
    for data, name in ((write(kind, hall), "a.xlsx"), (write_csv(kind, hall), f"{KINDS[kind].title}.csv")):
        book = read(data, name)
        made = apply(book, hall)
        assert (made.faults, made.cells, made.contents) == ([], [], {})
        assert [sheet.kind for sheet in book.sheets] == [kind]
        assert book.n_rows >= len(hall["signposts"])


def test_an_export_into_an_empty_hall_makes_the_same_hall() -> None:
    hall, bare = sample(), sample()
    for field in ("items", "places", "signposts", "bundles"):
        bare[field] = []
    made = apply(read(write(ALL, hall), "a.xlsx"), bare)
    assert made.faults == []
    for kind, field, beside in (
        ("item", "items", {"truth_of"}),
        ("place", "places", {"at"}),
        ("signpost", "signposts", set()),
    ):
        for row in hall[field]:
            wanted = {name: value for name, value in row.items() if name not in beside}
            assert canonical(made.contents[kind, row["id"]]) == canonical(wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_imported_unchanged_does_nothing_and_its_example_is_right(kind: str) -> None:
    hall = sample()
    data = template(kind, hall)
    made = apply(read(data, "a.xlsx"), hall)
    assert (made.faults, made.contents) == ([], {})
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == [KINDS[kind].title, "填写说明", "选项"]
    assert len(book["填写说明"]["A"]) == len(KINDS[kind].columns) + 1
    page = book.worksheets[0]
    assert page.freeze_panes == "C2"
    for row in page.iter_rows(min_row=2, max_row=3):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("示例：", "新的")
    out = io.BytesIO()
    book.save(out)
    assert apply(read(out.getvalue(), "a.xlsx"), hall).faults == []


def test_an_example_that_was_filled_in_says_to_take_the_mark_off() -> None:
    made = merged(事项=[["事项名称", "类别"], ["示例：我的事项", "出入境"]])
    assert [(fault.row, fault.column) for fault in made.faults] == [(2, "事项名称")]


@pytest.mark.parametrize("text", RISKY)
def test_no_cell_is_a_formula_and_the_text_comes_back(text: str) -> None:
    hall = sample()
    item(hall, "passport")["clarify"] = text
    page = load_workbook(io.BytesIO(write("items", hall)))["事项"]
    cells = [cell for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    (held,) = [cell for cell in cells if cell.value in (text, f"'{text}")]
    assert held.quotePrefix
    rows = list(csv.reader(io.StringIO(write_csv("items", hall).decode("utf-8-sig"))))
    assert all(not cell.startswith(tuple("=+-@＝＋－＠\t\r")) for row in rows for cell in row)
    for data, name in ((write("items", hall), "a.xlsx"), (write_csv("items", hall), "事项.csv")):
        assert apply(read(data, name), hall).cells == []
        bare = sample()
        made = apply(read(data, name), bare)
        content = made.contents["item", "passport"]
        assert content is not None
        assert content["clarify"] == text


@pytest.mark.parametrize("text", [*RISKY, "\t=1", "''=1", "平常", "'平常"])
def test_a_quoted_cell_is_unquoted_to_the_same(text: str) -> None:
    assert unquoted(quoted(text)) == text


def test_closed_lists_are_drop_downs() -> None:
    page = load_workbook(io.BytesIO(template("items", sample())))["事项"]
    listed = {str(rule.sqref)[0:2].rstrip("2:"): rule for rule in page.data_validations.dataValidation}
    heads = {cell.value: cell.column_letter for cell in page[1]}
    for header in ("类别", "负责部门", "办件类型", "资料责任岗位", "是否收费"):
        assert any(letter.startswith(heads[header]) for letter in listed), header


def test_the_faulty_cells_are_marked_where_they_are() -> None:
    rows = [["某县一览表"], ["编号", "事项名称", "类别", "天气"], [], ["passport", "=坏", "没有的", "晴"]]
    data = xlsx(事项=rows)
    book = read(data, "a.xlsx")
    made = apply(book, sample())
    given = load_workbook(io.BytesIO(marked(book, made.faults, sample())))
    page = given["事项"]
    assert [cell.value for cell in page[1]][:1] == ["某县一览表"]
    commented = {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}
    assert set(commented) == {"B4", "C4", "D2"}, "the one of B is a formula without a result"
    assert "没有“没有的”这个类别" in commented["C4"]
    assert page["C4"].fill.fgColor.rgb == "00FFC7CE"
    assert len(list(given["问题清单"].iter_rows())) == len(made.faults) + 1
    again = apply(read(marked(book, made.faults, sample()), "a.xlsx"), sample())
    assert [(f.row, f.column) for f in again.faults] == [(f.row, f.column) for f in made.faults]


def contents_of(count: int, day: str, **truth: object) -> dict[tuple[str, str], dict[str, object] | None]:
    return {
        ("item", f"item_{n}"): {"id": f"item_{n}", "truth": {"verified_on": day, "source": ["甲"], **truth}}
        for n in range(count)
    }


@pytest.mark.parametrize("days", [None, 365, 180])
def test_five_hundred_items_signed_on_one_day_still_speak_on_the_review_date(days: int | None) -> None:
    today = date(2026, 11, 23)
    given = {"review_days": days} if days else {}
    made = spread_review(contents_of(500, today.isoformat(), **given), today)
    truths = [decode((content or {})["truth"], Truth, Report()) for content in made.values()]
    assert all(truth is not None and truth.verified_on == today for truth in truths)
    review = today + timedelta(days=days or 365)
    states = Counter(state(truth, 365, review) for truth in truths if truth is not None)
    assert states["valid"] + states["due"] >= 450
    due = Counter(truth.review_days for truth in truths if truth is not None)
    assert max(due.values()) <= 500 / 30 + 1
    assert spread_review(made, today) == made


def test_few_overdue_and_unsigned_objects_keep_their_days() -> None:
    today = date(2026, 11, 23)
    few = contents_of(3, "2026-11-23", review_days=365)
    assert spread_review(few, today) == few
    old = contents_of(100, "2020-01-01")
    assert spread_review(old, today) == old
    assert spread_review({("item", "a"): None, ("item", "b"): {"id": "b"}}, today) == {
        ("item", "a"): None,
        ("item", "b"): {"id": "b"},
    }


def test_a_day_that_no_calendar_has_is_marked_like_other_faults() -> None:
    data = xlsx(事项=[["编号", "核对日期"], ["id_card_first", "2026-02-30"]])
    made = apply(read(data, "表.xlsx"), sample())
    page = load_workbook(io.BytesIO(marked(read(data, "表.xlsx"), made.faults, sample())))["事项"]
    assert page["B2"].value == "2026-02-30"
    assert page["B2"].comment is not None
