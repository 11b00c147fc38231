"""A file as a clerk has it → rows under headers that we know, and every header that we don't."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import PurePath
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.catalogue.sheets.archive import inspected
from bot.catalogue.sheets.book import Book, Fault, Refused, Row, Sheet
from bot.catalogue.sheets.cells import ERRORS, NO_RESULT, clean, text_of, unquoted
from bot.catalogue.sheets.columns import KINDS, Column, Kind, spelled

MAX_BYTES = 10_000_000
MAX_ROWS = 20_000
MAX_BLANK = 1_048_576
"""Empty rows on end; Excel has no more."""
MAX_COLUMNS = 200
MAX_CELLS = 400_000
"""Cells with content in the whole file."""
HEADER_WITHIN = 10
"""The header stands in one of so many first rows; a title may be above it."""
OURS = frozenset({"填写说明", "选项", "问题清单"})
"""Sheets that we write beside the rows; they are passed over."""
_DELIMITERS = ",\t;"

Grid = list[list[str]]


def read(data: bytes, filename: str) -> Book:
    """The rows of an .xlsx or CSV file.

    Raises:
        Refused: the file can't be read at all. Faults of headers and cells stand in the book instead.
    """
    book = Book(filename)
    for title, grid in grids(data, filename, known=lambda row: _score(row)[0]):
        _add(book, title, grid)
    if not book.sheets and not book.faults:
        names = "、".join(kind.title for kind in KINDS.values())
        raise Refused(f"文件里没有看到认识的表头。能导入的表有：{names}；请先下载空白模板，照着填。")
    return book


def grids(data: bytes, filename: str, *, known: Callable[[list[str]], int]) -> Iterator[tuple[str, Grid]]:
    """Every sheet of a file as texts, with its title, read with all the care that a strange file needs.

    Args:
        known: how many headers of ours a row holds; tells by which sign the cells of a CSV file are parted.

    Raises:
        Refused: the file can't be read at all.
    """
    suffix = PurePath(filename).suffix.lower()
    if not data:
        raise Refused("这个文件是空的，请选对文件再上传。")
    if len(data) > MAX_BYTES:
        raise Refused("这个文件超过 10 MB，请分成几个文件，或删去图片。")
    if suffix in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        raise Refused("带宏的表格不能导入。请在 Excel 里另存为“Excel 工作簿（.xlsx）”再上传。")
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or suffix == ".xlsx":
        yield from _workbook(data)
    elif suffix in (".csv", ".txt", ".tsv"):
        yield PurePath(filename).stem, _csv(data, known)
    else:
        raise Refused("只能上传 .xlsx 或 .csv 文件。请在 Excel 里另存为 .xlsx 再上传。")


def _workbook(data: bytes) -> Iterator[tuple[str, Grid]]:
    formulas = inspected(data)
    try:
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        written = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False) if formulas else None
        count = 0
        for number, sheet in enumerate(values.worksheets):
            if sheet.sheet_state != "visible" and sheet.title in OURS:
                continue
            grid = _grid((tuple(map(_unquoted, row)) if any(row) else row for row in _rows_of(sheet)), count)
            count += sum(map(bool, (cell for row in grid for cell in row)))
            if written is not None:
                _unreckoned(grid, _rows_of(written.worksheets[number]))
            yield sheet.title, grid
    except Refused:
        raise
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError,
            OSError, EOFError, RecursionError) as error:  # fmt: skip
        # openpyxl lets every fault of a damaged file through as whatever it is.
        raise Refused("这个文件打不开，可能已经损坏。请在 Excel 里另存为 .xlsx 再上传。") from error


def _unquoted(value: Any) -> Any:
    """A CSV of ours that was opened in a spreadsheet and saved again still has its quotes."""
    return unquoted(value) if isinstance(value, str) else value


def _rows_of(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _grid(rows: Iterable[tuple[Any, ...]], count: int) -> Grid:
    grid: Grid = []
    blank = 0
    for row in rows:
        if blank > MAX_BLANK:
            raise Refused("这个文件里空行太多，不能导入。请删去空行，另存为 .xlsx 再上传。")
        if not any(row):  # a sheet may say that it has a million rows
            blank += 1
            continue
        texts = [text_of(value) for value in row[:MAX_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            blank += 1
            continue
        if len(grid) + blank >= MAX_ROWS:
            raise Refused(f"一张表最多 {MAX_ROWS} 行，这个文件超过了。请分成几个文件。")
        grid += [[] for _ in range(blank)]
        blank = 0
        grid.append(texts)
        count += len(texts) - texts.count("")
        if count > MAX_CELLS:
            raise Refused("这个文件里的内容太多，不能一次导入。请分成几个文件。")
    return grid


def _unreckoned(grid: Grid, written: Iterable[tuple[Any, ...]]) -> None:
    """Marks formulas whose result the file does not hold: they would look empty, and empty means: clear the field."""
    for row, values in zip(grid, written, strict=False):
        for place, value in enumerate(values[:MAX_COLUMNS]):
            if isinstance(value, str) and value.startswith("=") and not (place < len(row) and row[place]):
                row += [""] * (place + 1 - len(row))
                row[place] = NO_RESULT


def _csv(data: bytes, known: Callable[[list[str]], int]) -> Grid:
    text = _decoded(data)
    best: Grid = []
    chosen, most = _DELIMITERS[0], -1
    for delimiter in _DELIMITERS:
        try:
            head = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), HEADER_WITHIN))
        except csv.Error:
            continue
        there = max(map(known, head), default=0)
        if there > most:
            most, chosen = there, delimiter
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=chosen)
        best = _grid((tuple(unquoted(cell) for cell in row) for row in rows), 0)
    except csv.Error as error:
        raise Refused("这个 CSV 文件的引号或分隔符不对，读不下去。请用 Excel 打开，另存为 .xlsx 再上传。") from error
    return best


def _decoded(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if wide else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("这个文件的文字编码看不懂。请用 Excel 打开，另存为 .xlsx 再上传。")


def _score(cells: Iterable[str]) -> tuple[int, Kind | None]:
    """How many headers of one kind of sheet a row holds, and of which kind."""
    found: tuple[int, Kind | None] = (0, None)
    headers = {spelled(cell) for cell in cells if cell}
    for kind in KINDS.values():
        there = {column.header for header in headers if (column := kind.spellings.get(header)) is not None}
        if len(there) > found[0] and there & set(kind.known_by):
            found = (len(there), kind)
    return found


def _add(book: Book, title: str, grid: Grid) -> None:
    if title in OURS or not any(grid):
        return
    scored = [(*_score(row), number) for number, row in enumerate(grid[:HEADER_WITHIN])]
    score, kind, at = max(scored, key=lambda one: (one[0], -one[2]))
    named = next((one for one in KINDS.values() if one.title == title), None)
    if named is not None and named is not kind:
        own = [(_score_of(row, named), -number) for number, row in enumerate(grid[:HEADER_WITHIN])]
        if max(own)[0] >= max(score, 1):
            kind, at = named, -max(own)[1]
    if kind is not None:
        _headed(book, title, grid, kind, at)
    elif named is not None:
        _headless(book, title, 0, named)
    else:
        book.ignored.append(title)


def _headless(book: Book, title: str, row: int, kind: Kind) -> None:
    needed = " 或 ".join(f"“{header}”" for header in kind.known_by)
    what = f"没有找到表头：这张表要有 {needed} 列"
    book.faults.append(Fault(title, row, "", what, "请照空白模板的表头填，表头写在前十行里"))


def _score_of(row: list[str], kind: Kind) -> int:
    return sum(kind.column(cell) is not None for cell in row if cell)


def _headed(book: Book, title: str, grid: Grid, kind: Kind, at: int) -> None:
    columns: dict[int, Column] = {}
    places: dict[str, int] = {}
    for number in range(max(map(len, grid[at:]))):
        header = grid[at][number] if number < len(grid[at]) else ""
        if not header:
            if any(number < len(row) and row[number] for row in grid[at + 1 :]):
                letter = get_column_letter(number + 1)
                book.faults.append(Fault(title, at + 1, letter, "这一列没有表头", "请写上表头，或删去这一列"))
            continue
        column = kind.column(header)
        if column is None:
            book.faults.append(Fault(title, at + 1, header, f"不认识的表头“{header}”", _near_header(header, kind)))
        elif column.header in places:
            book.faults.append(Fault(title, at + 1, header, f"“{column.header}”这一列写了两次", "请只留一列"))
        else:
            columns[number], places[column.header] = column, number
    if not places.keys() & set(kind.known_by):
        _headless(book, title, at + 1, kind)
        return
    sheet = Sheet(kind.name, title, at + 1, places, [], grid)
    for number, row in enumerate(grid[at + 1 :], at + 2):
        values = {column.header: (row[n] if n < len(row) else "") for n, column in columns.items()}
        if not any(values.values()):
            continue
        for header, value in values.items():
            if value in ERRORS:
                what = f"格子里是 Excel 的错误值 {value}"
                if value == NO_RESULT:
                    what = "格子里是公式，没有算好的结果"
                todo = "请用 Excel 打开、改正并保存，或直接写上内容"
                book.faults.append(Fault(title, number, header, what, todo))
        sheet.rows.append(Row(number, {header: clean(value) for header, value in values.items()}))
    book.sheets.append(sheet)


def _near_header(header: str, kind: Kind) -> str:
    near = difflib.get_close_matches(spelled(header), kind.spellings, n=1, cutoff=0.5)
    if near:
        return f"是不是“{kind.spellings[near[0]].header}”？请改正表头，或删去这一列"
    return f"“{kind.title}”表没有这一列，请删去这一列，或照空白模板的表头写"
