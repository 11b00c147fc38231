"""The hall's files: in and out without loss, and every fault with its file, its line and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.codec import decode, encode
from bot.knowledge.faults import Fault, FaultyHall, Report
from bot.knowledge.files import load, read, write
from bot.knowledge.model import Hall, Window

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(FaultyHall) as caught:
        load(folder)
    assert all(CHINESE.search(fault.what) and CHINESE.search(fault.todo) for fault in caught.value.faults)
    return caught.value.faults


@pytest.mark.parametrize("name", ["tiny_hall", "sample_hall"])
def test_written_and_read_again_is_the_same(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    hall: Hall = request.getfixturevalue(name)
    write(hall, tmp_path / "out")
    again = load(tmp_path / "out")
    by_id = {item.id: item for item in again.items}
    assert {item.id: item for item in hall.items} == by_id
    assert {key: value for key, value in encode(hall).items() if key != "items"} == {
        key: value for key, value in encode(again).items() if key != "items"
    }


@pytest.mark.parametrize("name", ["tiny_hall", "sample_hall"])
def test_plain_and_back_is_the_same(name: str, request: pytest.FixtureRequest) -> None:
    hall: Hall = request.getfixturevalue(name)
    report = Report()
    assert decode(encode(hall), Hall, report) == hall
    assert report.faults == []


def test_a_default_that_was_set_aside_survives() -> None:
    report = Report()
    plain = {"number": "1", "name": "窗口", "department": "police", "zone": "a", "truth": {"example": False}}
    window = decode(plain, Window, report)
    assert window is not None
    assert window.truth.example is False
    assert decode(encode(window), Window, report) == window


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ('  telephone: "12345"\n', '  telephone: "12345"\n  phone: "1"\n', 9, "不认识的字段“phone”"),
        ("  example: true\n", "  example: 也许\n", 5, "应当是true 或 false"),
        ("  review_days: 365\n", "  review_days: 一年\n", 14, "“review_days”应当是整数"),
        ("  towns: [东河镇]\n", "  towns: 东河镇\n", 15, "“towns”应当是列表"),
        ('["11:40", "17:10"]', "[11:40, 17:10]", 13, "“last_intake”应当是文字"),
        ('["08:30-12:00", "14:30-17:30"]', "[]", 11, "开放时间不完整"),
        ("  name: 示例小厅\n", '  name: ""\n', 4, "“name”是空的"),
        ("  name: 示例小厅\n", "  name:\n", 4, "“name”是空的"),
        ("  name: 示例小厅\n", "  name: 示例小厅\n  name: 再来一次\n", 5, "写了两次"),
        ("  address: 示例路1号\n", "", 2, "缺少必填的字段“address”"),
        ("  truth: {example: true}\n", "  truth: {verified_on: 2026-13-40}\n", 16, "看不懂“2026-13-40”"),
        ("  truth: {example: true}\n", "  truth: 没有\n", 16, "“truth”应当分成几个字段写"),
        ("categories:\n", "categores:\n", 18, "不认识的字段“categores”"),
        ("  name: 示例小厅\n", "  {name}: 示例小厅\n", 4, "不认识的字段"),
        ("information:\n", "information: {a: 1}\ninformation:\n", 3, "“information”写了两次"),
    ],
)
def test_a_fault_names_its_line(folder: Path, old: str, new: str, line: int, what: str) -> None:
    text = (folder / "hall.yml").read_text(encoding="utf-8")
    assert old in text
    (folder / "hall.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [fault for fault in faults_of(folder) if what in fault.what]
    assert [(fault.file, fault.line) for fault in found][:1] == [("hall.yml", line)]


def test_unquoted_time_tells_how_to_quote_it(folder: Path) -> None:
    text = (folder / "hall.yml").read_text(encoding="utf-8")
    (folder / "hall.yml").write_text(text.replace('["11:40", "17:10"]', "[11:40, 17:10]"), encoding="utf-8")
    assert all('"08:30"' in fault.todo for fault in faults_of(folder))


def test_every_fault_is_told_at_once(folder: Path) -> None:
    items = (folder / "items.yml").read_text(encoding="utf-8")
    items = items.replace("audience: [个人]", "audience: [大家]", 1).replace("visits: 1\n", "visits: 一次\n")
    (folder / "items.yml").write_text(items, encoding="utf-8")
    desks = (folder / "desks.yml").read_text(encoding="utf-8")
    (folder / "desks.yml").write_text(desks.replace("floor: 1, x: 2", "floor: 一, x: 2"), encoding="utf-8")
    (folder / "more.yml").write_text("posts: [\n", encoding="utf-8")
    found = faults_of(folder)
    assert [fault.file for fault in found] == ["desks.yml", "items.yml", "items.yml", "more.yml"]
    assert all(fault.line > 0 for fault in found)
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("items: [\n", 2),
        ("items:\n\t- a\n", 2),
        ("a: b: c\n", 1),
        ('items:\n  - "没有右引号\n', 3),
        ("a: 1\n---\nb: 2\n", 2),
        ("- 只有列表\n", 1),
        ("只有一句话\n", 1),
    ],
)
def test_broken_yaml_is_one_chinese_fault(folder: Path, text: str, line: int) -> None:
    (folder / "broken.yml").write_text(text, encoding="utf-8")
    found = [fault for fault in faults_of(folder) if fault.file == "broken.yml"]
    assert [fault.line for fault in found] == [line]


def test_a_file_that_is_not_utf8_is_told(folder: Path) -> None:
    (folder / "items.yml").write_bytes("items: []  # 事项\n".encode("gb18030"))
    assert ("items.yml", "文件不是 UTF-8 编码") in [(fault.file, fault.what) for fault in faults_of(folder)]


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    file = folder / "hall.yml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load(folder).information.id == "tiny"


def test_a_control_character_is_told(folder: Path) -> None:
    (folder / "bad.yml").write_text("items:\n  - \x07\n", encoding="utf-8")
    assert [fault.file for fault in faults_of(folder) if fault.file == "bad.yml"] == ["bad.yml"]


def test_a_huge_file_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.knowledge.files.MAX_BYTES", 10)
    assert {fault.what for fault in faults_of(folder)} >= {"文件太大"}


def test_deep_nesting_is_told_and_does_not_raise(folder: Path) -> None:
    (folder / "deep.yml").write_text("items: " + "[" * 60 + "]" * 60 + "\n", encoding="utf-8")
    assert any("层次太深" in fault.what for fault in faults_of(folder))


def test_a_list_that_refers_to_itself_is_told(folder: Path) -> None:
    (folder / "loop.yml").write_text("items: &a\n  - *a\n", encoding="utf-8")
    assert any(fault.file == "loop.yml" for fault in faults_of(folder))


@pytest.mark.parametrize("more", ["bundles:\n", "bundles: 5\n", "bundles: {a: 1}\n"])
@pytest.mark.parametrize("name", ["aaa.yml", "zzz.yml"])
def test_a_list_without_rows_beside_another_file_is_told(folder: Path, more: str, name: str) -> None:
    (folder / name).write_text(more, encoding="utf-8")
    assert any("bundles" in fault.what for fault in faults_of(folder))


def test_an_empty_file_changes_nothing(folder: Path, tiny_hall: Hall) -> None:
    (folder / "zzz.yml").write_text("# nothing yet\n", encoding="utf-8")
    assert load(folder) == tiny_hall


def test_lists_of_several_files_are_joined_by_name(folder: Path, tiny_hall: Hall) -> None:
    row = "items:\n  - {id: extra, name: 另一件事, category: police, audience: [个人], department: police}\n"
    (folder / "more.yml").write_text(row, encoding="utf-8")
    assert [item.id for item in load(folder).items] == [*(item.id for item in tiny_hall.items), "extra"]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    assert "没有 .yml 文件" in faults_of(tmp_path)[0].what


def test_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="没有找到目录"):
        load(tmp_path / "nowhere")


def test_reading_gives_no_hall_where_a_type_is_wrong(folder: Path) -> None:
    (folder / "hall.yml").write_text("information: 5\n", encoding="utf-8")
    hall, report = read(folder)
    assert hall is None
    assert len(report.faults) >= 2


def test_a_fault_reads_as_one_line() -> None:
    assert str(Fault("hall.yml", 3, "错了", "请改正")) == "hall.yml 第3行：错了。请改正"
    assert str(Fault("hall.yml", 0, "错了", "请改正")) == "hall.yml：错了。请改正"


def test_no_english_value_stands_in_a_fault(spoiled: Callable[[str, Any], list[Fault]]) -> None:
    found = spoiled("hall.yml", lambda tree: tree["information"].update(name=None, example=None))
    assert found
    assert not any("None" in str(fault) for fault in found)
