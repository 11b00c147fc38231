"""Sheets out: .xlsx and CSV with the present content, empty templates, and a clerk's own file with its faults marked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.catalogue.sheets.book import Book, Fault, Sheet
from bot.catalogue.sheets.cells import is_risky, quoted, writable
from bot.catalogue.sheets.columns import ITEM, ITEM_ID, KINDS, Column, Kind
from bot.catalogue.sheets.forms import About, Day, Whole
from bot.catalogue.sheets.reading import MAX_ROWS
from bot.catalogue.sheets.work import Plain, Work, examples_of, get, shown
from bot.catalogue.sheets.world import World

ALL = "all"
Values = dict[str, str]
"""Header → text."""

_WRAP = Alignment(wrap_text=True, vertical="top")
_HEAD, _BOLD = PatternFill("solid", fgColor="0D5A54"), Font(bold=True, color="FFFFFF")
_GREY, _RED = Font(italic=True, color="6B6B6B"), PatternFill("solid", fgColor="FFC7CE")


def write(kind: str, hall_plain: Mapping[str, Any]) -> bytes:
    """The present content as .xlsx. kind: a key of columns.KINDS, or ALL for one workbook with every sheet."""
    work = Work.on(hall_plain)
    book = Workbook(write_only=True)
    kinds = list(KINDS.values()) if kind == ALL else [KINDS[kind]]
    for one in kinds:
        _sheet(book, one, work.world, rows_of(one.name, work))
    return _saved(book, kinds, work.world)


def write_csv(kind: str, hall_plain: Mapping[str, Any]) -> bytes:
    """The same as CSV: UTF-8 with the mark that Excel wants, every cell in quotes."""
    work = Work.on(hall_plain)
    out = io.StringIO(newline="")
    rows = csv.writer(out, quoting=csv.QUOTE_ALL)
    headers = [column.header for column in KINDS[kind].columns]
    rows.writerow(headers)
    for values in rows_of(kind, work):
        rows.writerow([quoted(writable(values.get(header, ""))) for header in headers])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def template(kind: str, hall_plain: Mapping[str, Any]) -> bytes:
    """An empty sheet: header, drop-downs, one marked example that is passed over when imported, and what to fill in."""
    work = Work.on(hall_plain)
    book = Workbook(write_only=True)
    _sheet(book, KINDS[kind], work.world, examples_of(kind, work), example=True)
    return _saved(book, [KINDS[kind]], work.world)


def marked(book: Book, faults: Iterable[Fault], hall_plain: Mapping[str, Any]) -> bytes:
    """A clerk's own rows, at their own numbers, with the faulty cells red and a comment that says what to do."""
    work = Work.on(hall_plain)
    made = Workbook(write_only=True)
    faults = list(faults)
    for sheet in book.sheets:
        kind = KINDS[sheet.kind]
        at: dict[tuple[int, int], list[Fault]] = {}
        for fault in faults:
            if fault.sheet == sheet.title and fault.row:
                at.setdefault((fault.row, _place(sheet, fault.column)), []).append(fault)
        columns = {place: kind.by_header[header] for header, place in sheet.at.items()}
        page = made.create_sheet(_title(sheet.title))
        page.freeze_panes = f"A{sheet.header_row + 1}"
        width = max(map(len, sheet.grid), default=0)
        for place in range(width):
            page.column_dimensions[get_column_letter(place + 1)].width = (
                columns[place].width if place in columns else 16
            )
        for number, row in enumerate(sheet.grid, 1):
            cells = []
            for place in range(width):
                text = row[place] if place < len(row) else ""
                cell = _head(page, text) if number == sheet.header_row else _cell(page, text, columns.get(place))
                found = at.get((number, place))
                if found:
                    cell.fill, cell.font = _RED, Font(color="9C0006")
                    cell.comment = _comment("\n".join(f"{f.what}。{f.todo}" for f in found))
                cells.append(cell)
            page.append(cells)
        _drop_downs(page, kind, work.world, sheet.at, sheet.header_row + 1)
    _list_of_faults(made, faults)
    return _saved(made, [KINDS[sheet.kind] for sheet in book.sheets], work.world)


def _place(sheet: Sheet, column: str) -> int:
    """The column of the grid that a fault means: a header of ours, one that nobody knows, or a letter; else the first."""
    heads = sheet.grid[sheet.header_row - 1]
    if column in sheet.at:
        return sheet.at[column]
    if column in heads and column:
        return heads.index(column)
    return column_index_from_string(column) - 1 if re.fullmatch("[A-Z]{1,2}", column) else 0


def rows_of(kind: str, work: Work) -> Iterator[Values]:
    """The rows of a sheet for what a hall holds now."""
    sheet = KINDS[kind]
    for content in work.all_of(sheet.of):
        situations = content.get("situations", ())
        about = About(work.world, situations, situations)
        if sheet.group is None:
            yield _values(sheet.columns, content, about)
            continue
        head = {ITEM_ID: content["id"], ITEM: content["name"]}
        for member in content.get(sheet.group, ()):
            if kind != "situations":
                yield head | _values(sheet.columns, member, about)
                continue
            for option in member["options"]:
                yield head | _values(sheet.columns, {**member, "option": option}, about)


def _values(columns: Iterable[Column], content: Plain, about: About) -> Values:
    return {column.header: shown(column, get(content, column.path), about) for column in columns if column.path}


def _sheet(book: Any, kind: Kind, world: World, rows: Iterable[Values], *, example: bool = False) -> None:
    page = book.create_sheet(kind.title)
    page.freeze_panes = "C2"
    for number, column in enumerate(kind.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    head = []
    for column in kind.columns:
        cell = _head(page, column.header)
        cell.comment = _comment(column.help)
        head.append(cell)
    page.append(head)
    for values in rows:
        texts = [values.get(column.header, "") for column in kind.columns]
        cells = [_cell(page, text, column) if text else None for text, column in zip(texts, kind.columns, strict=True)]
        if example:
            for cell in filter(None, cells):
                cell.font = _GREY
        page.append(cells)
    _drop_downs(page, kind, world, {column.header: n for n, column in enumerate(kind.columns)}, 2)


def _head(page: Any, text: str) -> Any:
    cell = _cell(page, text, None)
    cell.fill, cell.font = _HEAD, _BOLD
    return cell


def _cell(page: Any, text: str, column: Column | None) -> Any:
    """A cell that is never a formula. Whole numbers and dates are what they are, so that they can be sorted."""
    cell = WriteOnlyCell(page)
    text = writable(text)
    if column is not None and isinstance(column.form, Whole) and re.fullmatch("[0-9]{1,6}", text):
        cell.value = int(text)
    elif column is not None and isinstance(column.form, Day) and (day := _day(text)) is not None:
        cell.value = day
        cell.number_format = "yyyy-mm-dd"
    elif text:
        risky = is_risky(text)
        cell.value = f"'{text}" if risky and text.startswith("'") else text
        cell.data_type = "s"
        if risky:
            cell.quotePrefix = True
    cell.alignment = _WRAP
    return cell


def _day(text: str) -> date | None:
    """The day that a text writes; None for what is none, such as 2026-02-30."""
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    return None


def _comment(text: str) -> Comment:
    return Comment(text, "小豹", width=320, height=60 + 22 * (len(text) // 22 + 1))


def _drop_downs(page: Any, kind: Kind, world: World, at: Mapping[str, int], first: int) -> None:
    for header, place in at.items():
        column = kind.by_header[header]
        choices = column.form.choices(world)
        if not choices:
            continue
        letter = get_column_letter(place + 1)
        listed = _listed(kind, column)
        rule = DataValidation(type="list", formula1=f"选项!${listed}$2:${listed}${len(choices) + 1}", allow_blank=True)
        rule.showErrorMessage = column.form.strict
        rule.error, rule.errorTitle = "请从列表里选。", header
        rule.add(f"{letter}{first}:{letter}{MAX_ROWS}")
        page.data_validations.append(rule)


def _listed(kind: Kind, column: Column) -> str:
    """The column of the sheet of choices that holds a column's list: kinds follow one another, in a fixed order."""
    before = sum(len(one.columns) for one in list(KINDS.values())[: list(KINDS).index(kind.name)])
    letter: str = get_column_letter(before + kind.columns.index(column) + 1)
    return letter


def _list_of_faults(book: Any, faults: list[Fault]) -> None:
    page = book.create_sheet("问题清单")
    page.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (14, 8, 18, 50, 60), strict=True):
        page.column_dimensions[letter].width = width
    page.append([_head(page, text) for text in ("表", "行", "列", "哪里不对", "怎么改")])
    for fault in faults:
        row = str(fault.row) if fault.row else ""
        page.append([_cell(page, text, None) for text in (fault.sheet, row, fault.column, fault.what, fault.todo)])


def _saved(book: Any, kinds: list[Kind], world: World) -> bytes:
    guide = book.create_sheet("填写说明")
    guide.freeze_panes = "A2"
    for letter, width in zip("ABCD", (12, 20, 10, 100), strict=True):
        guide.column_dimensions[letter].width = width
    guide.append([_head(guide, text) for text in ("表", "列", "必填", "怎么填")])
    for kind in kinds:
        for column in kind.columns:
            needed = "必填" if column.header in kind.needed else ""
            guide.append([_cell(guide, text, None) for text in (kind.title, column.header, needed, column.help)])
    lists = book.create_sheet("选项")
    lists.sheet_state = "hidden"
    columns = [(kind, column) for kind in KINDS.values() for column in kind.columns]
    choices = [column.form.choices(world) if kind in kinds else [] for kind, column in columns]
    lists.append(
        [
            _cell(lists, column.header if found else "", None)
            for (_, column), found in zip(columns, choices, strict=True)
        ]
    )
    for number in range(max(map(len, choices), default=0)):
        lists.append([_cell(lists, found[number] if number < len(found) else "", None) for found in choices])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(text: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", "_", text)[:31] or "表"
