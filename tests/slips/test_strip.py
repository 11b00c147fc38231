"""A slip for a receipt printer: its bytes say the same, no line is too wide, the square can be read, the paper is cut."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.release import Release
from bot.slips.leaflet import Leaflet
from bot.slips.receipt import KEEP_SAFE, Receipt
from bot.slips.services import Told, make_slip
from bot.slips.squares import Square
from bot.slips.strip import ROLLS, printable, receipt_strip, strip, width, wrapped

COMMANDS = re.compile(rb"\x1b@|\x1c&|\x1b[aEGM-].|\x1d!(.)|\x1b[d].|\x1dV(?:A.|B.|\x00|\x01)|\x1b[23t].?", re.DOTALL)
SQUARE = Square("http://hall.example/slip/ACDEFGHJ", "手机扫一扫，看有没有变化。")


def taken_apart(data: bytes) -> tuple[list[tuple[str, int]], bytes, bytes]:
    """The lines with the size they are printed in, the picture's command with its bytes, and what follows it."""
    start = data.index(b"\x1dv0")
    wide, high = (int.from_bytes(data[start + at : start + at + 2], "little") for at in (4, 6))
    end = start + 8 + wide * high
    lines, size, rest = [], 1, data[:start] + data[end:]
    for line in rest.split(b"\n"):
        for found in COMMANDS.finditer(line):
            if found[1]:
                size = (found[1][0] >> 4) + 1
        lines.append((COMMANDS.sub(b"", line).decode("gb18030"), size))
    return lines, data[start:end], data[end:]


def everything(sheet: Leaflet) -> list[str]:
    words = [sheet.hall, sheet.title, sheet.example, sheet.item, *sheet.situations, sheet.code, sheet.kept, sheet.made]
    for section in sheet.sections:
        words.append(section.heading)
        words += [line for row in section.rows for line in (row.text, *row.more)]
    return words


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.django_db
@pytest.mark.parametrize("roll", ROLLS)
def test_it_says_everything_and_no_line_is_too_wide(now: datetime, sample: Release, roll: int) -> None:
    for thing in (*sample.hall.items[::5], *sample.hall.bundles):
        sheet = Told.fresh(make_slip(thing.id, {}, now)).leaflet
        lines, _, _ = taken_apart(strip(sheet, SQUARE, roll))
        for line, size in lines:
            assert width(line) * size <= ROLLS[roll].columns, line
        said = squeezed("".join(line for line, _ in lines))
        for words in (*everything(sheet), SQUARE.words):
            assert squeezed(words) in said, words


@pytest.mark.django_db
@pytest.mark.parametrize("roll", ROLLS)
def test_the_square_is_the_one_a_phone_reads_and_the_paper_is_cut(now: datetime, sample: Release, roll: int) -> None:
    sheet = Told.fresh(make_slip("passport", {}, now)).leaflet
    _, picture, after = taken_apart(strip(sheet, SQUARE, roll))
    wide = int.from_bytes(picture[4:6], "little")
    assert wide * 8 == {80: 576, 58: 384}[roll]
    dots = [
        [byte >> bit & 1 for byte in picture[at : at + wide] for bit in range(7, -1, -1)]
        for at in range(8, len(picture), wide)
    ]
    wanted = [
        [bool(dark) for dark in line] for line in segno.make(SQUARE.text, error="m", micro=False).matrix_iter(border=4)
    ]
    scale = len(dots) // len(wanted)
    left = (wide * 8 - len(dots)) // 2
    assert scale * 8 >= 24, "a module is at least 0.37 mm"
    assert [
        [bool(dots[y * scale + scale // 2][left + x * scale + scale // 2]) for x in range(len(wanted))]
        for y in range(len(wanted))
    ] == wanted
    assert b"\x1dV" in after


@pytest.mark.django_db
def test_it_begins_clean_and_in_chinese(now: datetime, sample: Release) -> None:
    sheet = Told.fresh(make_slip("passport", {}, now)).leaflet
    assert strip(sheet, SQUARE).startswith(b"\x1b@\x1c&")


@pytest.mark.parametrize("columns", [16, 24, 32, 48])
@given(text=st.text(alphabet=st.sampled_from("甲乙丙丁，。（）“”、abc019-./:　 "), max_size=120))
def test_lines_fit_and_lose_nothing(columns: int, text: str) -> None:
    lines = wrapped(text, columns, first="□ ", rest="  ")
    assert all(width(line) <= columns for line in lines)
    assert squeezed("".join(lines)).removeprefix("□") == squeezed(text)


def test_no_line_begins_with_a_comma_and_a_telephone_stays_whole() -> None:
    lines = wrapped("请先打电话0000-1234567问清楚，再到二楼，找导办台。", 16)
    assert all(line[0] not in "，。、）" for line in lines)
    assert any("0000-1234567" in line for line in lines)


def test_what_a_printer_would_obey_is_not_sent() -> None:
    assert printable("甲\x1b@乙\x10\x04\x01\n丙\x00") == "甲@乙 丙"


@pytest.mark.parametrize("roll", ROLLS)
def test_a_receipt_has_number_and_code_large_and_no_line_is_too_wide(roll: int) -> None:
    told = Receipt(
        hall="示例县政务服务中心", number="2123456789", code="012345",
        rows=(("接下来", "城乡建设和物业供热综合管理岗负责办，11月26日前给您答复。"), ("咨询电话", "0000-12345")),
        how="查进度：手机扫下面的码，或在大厅的机器上按“查办理进度”，输入编号和查询码。",
        square=Square("http://hall.example/#case=2123456789", "手机扫一扫：查进度，可以补照片。"),
        made="2026年11月23日 10:00",
    )  # fmt: skip
    data = receipt_strip(told, roll)
    lines, _, after = taken_apart(data)
    for line, size in lines:
        assert width(line) * size <= ROLLS[roll].columns, line
    sizes = {line.strip(): size for line, size in lines}
    assert sizes["212 345 6789"] == sizes["012 345"] >= 2
    said = squeezed("".join(line for line, _ in lines))
    for words in (told.hall, told.rows[0][1], told.rows[1][1], told.how, told.square.words, KEEP_SAFE, told.made):
        assert squeezed(words) in said, words
    assert data.endswith(b"\x1dV\x00")
    assert b"\x1dV" in after
