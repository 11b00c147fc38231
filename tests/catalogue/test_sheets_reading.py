"""Files as clerks have them are read; what can't be read says what to do."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import load_workbook

from bot.catalogue.sheets import Refused, apply, read, reading
from bot.catalogue.sheets.reading import MAX_ROWS
from tests.catalogue.sheet_files import merged, sample, xlsx

HEAD = ["编号", "事项名称", "咨询电话"]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_rows_carry_the_numbers_that_excel_shows() -> None:
    book = read(xlsx(事项=[["某县事项一览表"], [], HEAD, [], ["passport", None, 12345.0], [], ["x", "甲"]]), "a.xlsx")
    (sheet,) = book.sheets
    assert (sheet.kind, sheet.header_row) == ("items", 3)
    assert [(row.number, row.values) for row in sheet.rows] == [
        (5, {"编号": "passport", "事项名称": "", "咨询电话": "12345"}),
        (7, {"编号": "x", "事项名称": "甲", "咨询电话": ""}),
    ]


@pytest.mark.parametrize("day", [datetime(2026, 1, 31), "2026/1/31", "2026年1月31日", "2026-01-31", "2026.1.31"])
def test_a_day_may_be_written_in_many_ways(day: object) -> None:
    made = merged(事项=[["编号", "核对日期"], ["passport", day]])
    content = made.contents["item", "passport"]
    assert content is not None
    assert content["truth"]["verified_on"] == "2026-01-31"


@pytest.mark.parametrize(("word", "meant"), [("是", True), ("√", True), ("否", None), (True, True), ("×", None)])
def test_yes_and_no_may_be_ticked(word: object, meant: bool | None) -> None:
    hall = sample()
    made = merged(hall, 事项=[["编号", "示例资料", "提醒"], ["passport", word, "改"]])
    content = made.contents["item", "passport"]
    assert content is not None
    assert content["truth"].get("example") is meant


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_of_any_office_program_is_read(encoding: str, mark: str) -> None:
    text = "\r\n".join(mark.join(row) for row in (HEAD, ["passport", "护照申领", "12367"], [], ["x", "甲　", ""]))
    (sheet,) = read(text.encode(encoding), "事项.csv").sheets
    assert [(row.number, row.values["事项名称"]) for row in sheet.rows] == [(2, "护照申领"), (4, "甲")]


def test_headers_may_stand_in_any_order_with_spaces_and_marks() -> None:
    (sheet,) = read(xlsx(表一=[["　咨询 电话", "*事项名称（必填）", "编\n号"], ["1", "甲", "x"]]), "a.xlsx").sheets
    assert sheet.rows[0].values == {"咨询电话": "1", "事项名称": "甲", "编号": "x"}


def test_an_unknown_header_is_named_with_the_nearest_one() -> None:
    book = read(xlsx(事项=[[*HEAD, "咨讯电话号", "天气"], ["x", "甲", "1", "2", "3"]]), "a.xlsx")
    assert [(fault.row, fault.column) for fault in book.faults] == [(1, "咨讯电话号"), (1, "天气")]
    assert "咨询电话" in book.faults[0].todo


def test_a_header_twice_and_a_column_without_one_are_faults() -> None:
    book = read(xlsx(事项=[[*HEAD, "联系电话", None], ["x", "甲", "1", "2", "3"]]), "a.xlsx")
    assert [fault.column for fault in book.faults] == ["联系电话", "E"]


def test_a_missing_header_is_named() -> None:
    book = read(xlsx(材料=[["事项", "形式"], ["护照申领", "原件"]]), "a.xlsx")
    assert "材料名称" in book.faults[0].what


def test_the_kind_of_a_sheet_is_known_by_its_headers() -> None:
    book = read(
        xlsx(
            甲=[["事项", "材料名称", "形式"], ["a", "b", "c"]],
            乙=[["事项", "问题", "回答"], ["a", "b", "c"]],
            丙=[["什么事", "群众的说法"], ["a", "b"]],
            丁=[["名称", "是哪一种", "地址"], ["a", "b", "c"]],
            戊=[["事项", "要问的话", "选项"], ["a", "b", "c"]],
            己=[["随便写写"], ["a"]],
        ),
        "a.xlsx",
    )
    assert [s.kind for s in book.sheets] == ["materials", "questions", "signposts", "places", "situations"]
    assert book.ignored == ["己"]


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "a.xlsx", "空"),
        (b"hello", "a.docx", "xlsx"),
        (b"hello", "a.xlsx", "不是 Excel"),
        (b"\xd0\xcf\x11\xe0rest", "a.xlsx", "密码"),
        (b"\xd0\xcf\x11\xe0rest", "a.xls", "密码"),
        (xlsx(事项=[HEAD]), "a.xlsm", "宏"),
        (with_part(xlsx(事项=[HEAD]), "xl/vbaProject.bin", b"x"), "a.xlsx", "宏"),
        (with_part(xlsx(事项=[HEAD]), "xl/big.xml", b"0" * 90_000_000), "a.xlsx", "太大"),
        (with_part(xlsx(事项=[HEAD]), "xl/bad.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>'), "a.xlsx", "不该有"),
        (zipped(**{"a.txt": b"x"}), "a.xlsx", "不是 Excel"),
        (xlsx(事项=[HEAD])[:-200], "a.xlsx", "损坏"),
        (xlsx(事项=[["天气", "心情"], ["晴", "好"]]), "a.xlsx", None),
        (b"a,b\n1,2", "a.csv", "空白模板"),
        (b"\xff\xff\x00\x81", "a.csv", "编码"),
        (b"x" * 10_000_001, "a.csv", "10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(data: bytes, name: str, word: str | None) -> None:
    if word is None:
        assert read(data, name).faults
        return
    with pytest.raises(Refused, match=word):
        read(data, name)


def test_a_damaged_sheet_is_refused_and_does_not_crash() -> None:
    data = xlsx(事项=[HEAD, ["x", "甲"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, content[: len(content) // 2] if "sheet1" in part.filename else content)
    with pytest.raises(Refused, match="损坏"):
        read(out.getvalue(), "a.xlsx")


def test_too_many_rows_are_refused_and_a_far_empty_cell_is_not() -> None:
    far = load_workbook(io.BytesIO(xlsx(事项=[HEAD, ["x", "甲"]])))
    far.active.cell(row=1_000_000, column=1).value = " "
    out = io.BytesIO()
    far.save(out)
    assert read(out.getvalue(), "a.xlsx").n_rows == 1
    text = "编号,事项名称\n" + "x,甲\n" * MAX_ROWS
    with pytest.raises(Refused, match="20000 行"):
        read(text.encode(), "a.csv")


def test_a_formula_counts_by_its_result_and_one_without_is_a_fault() -> None:
    data = xlsx(事项=[[*HEAD, "提醒"], ["passport", None, "=1+1", "#N/A"]])
    book = read(data, "a.xlsx")
    assert [(fault.row, fault.column) for fault in book.faults] == [(2, "咨询电话"), (2, "提醒")]
    assert apply(book, sample()).contents == {}


ENTITIES = '<!DOCTYPE worksheet [<!ENTITY a "xxxxxxxxxx">]>'


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "xl/worksheets/sheet1.xml"), ("utf-16", "xl/worksheets/sheet1.xml"), ("utf-8", "xl/worksheets/sheet1.dat"),
     ("utf-16-le", "xl/worksheets/sheet1.dat"), ("utf-16-be", "xl/worksheets/sheet1.dat")],
)  # fmt: skip
def test_no_sheet_unfolds_entities_however_it_is_written(encoding: str, name: str) -> None:
    """A few kilobytes of them fill the memory of the machine."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(事项=[HEAD, ["passport", "护照", "1"]]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text = content.decode()
                text = text[text.index("<worksheet") :].replace("护照", "&a;")
                new.writestr(name, f'<?xml version="1.0"?>{ENTITIES}{text}'.encode(encoding))
            else:
                new.writestr(part, content.replace(b"sheet1.xml", name.rpartition("/")[2].encode()))
    with pytest.raises(Refused, match="不该有"):
        read(out.getvalue(), "a.xlsx")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_of_csv_may_end_as_they_like(end: str) -> None:
    (sheet,) = read(f"编号,咨询电话{end}passport,12367{end}".encode("gb18030"), "a.csv").sheets
    assert [row.values for row in sheet.rows] == [{"编号": "passport", "咨询电话": "12367"}]


def test_a_cell_of_csv_without_an_end_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="引号"):
        read(("编号,咨询电话\n" + "x" * 140_000 + ",1\n").encode(), "a.csv")


def test_empty_rows_without_end_are_not_counted_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred kilobytes may hold ten million of them."""
    monkeypatch.setattr(reading, "MAX_BLANK", 100)
    rows = iter([("编号",), *[()] * 103])
    with pytest.raises(Refused, match="空行"):
        reading._grid(rows, 0)
    assert len(list(rows)) == 1
