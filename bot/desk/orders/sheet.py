"""The sheet of outside orders: read row by row with every fault in words, and written with the answers. Pure: no Django."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from bot.catalogue.sheets.book import Refused
from bot.catalogue.sheets.cells import ERRORS, clean, is_risky, quoted, writable
from bot.catalogue.sheets.reading import grids

MOST_ROWS = 2_000
"""Orders of one file: more take too long to look through at once."""
HEADER_WITHIN = 10


@dataclass(frozen=True)
class Column:
    """header: as we write it. also: how other systems call it. width: characters. help: what to fill in."""

    header: str
    field: str
    also: tuple[str, ...] = ()
    needed: bool = False
    width: int = 14
    help: str = ""


COLUMNS = (
    Column("来源", "source", ("工单来源", "来源平台", "平台"), True, help="哪里转来的，例如 12345。"),
    Column("编号", "number", ("工单编号", "工单号", "单号", "诉求编号", "外部编号"), True, 20, "对方的编号，一个编号只登记一次。"),
    Column("内容", "description", ("诉求内容", "工单内容", "反映内容", "问题描述", "来电内容"), True, 60, "群众说的事，最多4000个字。"),
    Column("地点", "place", ("地址", "诉求地址", "事发地址", "发生地点"), width=24, help="可以不填。"),
    Column("类型", "kind", ("诉求类型", "工单类型"), width=10, help="咨询、求助、投诉、举报、建议、表扬；不填就按内容。"),
    Column("分类", "subject", ("诉求分类", "问题分类", "内容分类"), help="大厅的分类；不填就按内容。"),
    Column("收到时间", "received_at", ("受理时间", "来电时间", "登记时间", "派单时间"), width=18, help="例如 2026-11-20 15:30；不填就是导入的时候。"),
    Column("办理时限", "expected_at", ("办结时限", "截止时间", "要求办结时间", "到期时间"), width=18, help="对方要求什么时候办完；填了就按它算。"),
    Column("联系方式", "contact", ("联系电话", "电话", "来电号码", "手机号"), width=16, help="可以不填；加密保存。"),
)  # fmt: skip
ANSWERS = ("大厅编号", "状态", "承办岗位", "答复", "答复时间", "办结时间", "按期")
"""Columns that come with the answers, behind those of the order."""
KINDS = {
    "咨询": "consult",
    "求助": "help",
    "投诉": "complaint",
    "举报": "report",
    "建议": "suggestion",
    "表扬": "praise",
}
LONGEST = {"source": 40, "number": 60, "description": 4000, "place": 500, "contact": 40}
EXAMPLE = (
    "12345", "示例0001（导入时跳过）", "人民路3号楼下的路灯不亮", "东河镇人民路3号", "求助", "公共设施", "2026-11-20 15:30",
    "2026-11-27", "13800000000",
)  # fmt: skip
EXAMPLE_MARK = "（导入时跳过）"
_END_OF_DAY = time(17, 30)
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T　]*(\d{1,2})[:：时](\d{1,2})分?(?:[:：](\d{1,2})秒?)?)?"
)
_WRAP = Alignment(wrap_text=True, vertical="top")
_HEAD, _BOLD = PatternFill("solid", fgColor="0D5A54"), Font(bold=True, color="FFFFFF")

Plain = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """row: as Excel shows it, 0 = the whole sheet. column: its header. what: what is wrong. todo: how to mend it."""

    row: int
    column: str
    what: str
    todo: str


def read(data: bytes, filename: str, *, source: str, subjects: dict[str, str], now: str) -> Plain:
    """The orders of a file.

    Args:
        source: for rows that name none. subjects: name → id. now: ISO, aware, in the hall's time.

    Returns:
        `refused`: why it can't be read; or `rows` with `row` and the fields of COLUMNS as texts, times as ISO;
        `faults`; `notes`; `total`: rows with content.
    """
    moment = datetime.fromisoformat(now)
    try:
        found = [
            (title, grid)
            for title, grid in grids(data, filename, known=_known)
            if any(map(_known, grid[:HEADER_WITHIN]))
        ]
    except Refused as refusal:
        return {"refused": str(refusal)}
    if not found:
        return {"refused": "没有找到表头。表里要有“来源”“编号”“内容”这几列，请先下载空白模板，照着填。"}
    rows: list[Plain] = []
    faults: list[Fault] = []
    notes: list[str] = []
    if len(found) > 1:
        notes.append(f"文件里有几张工作表，只看了“{found[0][0]}”这一张。")
    grid = found[0][1]
    at = max(range(min(HEADER_WITHIN, len(grid))), key=lambda number: (_known(grid[number]), -number))
    columns = _columns(grid[at], faults, notes)
    missing = [
        one.header
        for one in COLUMNS
        if one.needed and one.field not in columns and not (one.field == "source" and source)
    ]
    if missing:
        return {"refused": f"缺少{'、'.join(f'“{name}”' for name in missing)}列，什么都没有读。请照空白模板的表头填。"}
    seen: dict[tuple[str, str], int] = {}
    total = 0
    for number, cells in enumerate(grid[at + 1 :], at + 2):
        values = {field: clean(cells[place]) if place < len(cells) else "" for field, place in columns.items()}
        if not any(values.values()) or EXAMPLE_MARK in values.get("number", ""):
            continue
        total += 1
        if total > MOST_ROWS:
            return {"refused": f"一个文件最多{MOST_ROWS}条工单，这个文件超过了。请分成几个文件。"}
        row, wrong = _row(number, values, source, subjects, moment, notes)
        if not wrong and (before := seen.setdefault((row["source"], row["number"]), number)) != number:
            wrong = [Fault(number, "编号", f"和第{before}行是同一个编号", "请删去重复的一行")]
        faults += wrong
        if not wrong:
            rows.append(row)
    if not total:
        return {"refused": "表头下面没有工单。请填好再上传。"}
    return {
        "rows": rows,
        "faults": [asdict(one) for one in faults],
        "notes": list(dict.fromkeys(notes)),
        "total": total,
    }


def write(rows: Sequence[Sequence[str]], form: str) -> bytes:
    """Orders with their answers. rows: texts in the order of COLUMNS and ANSWERS. form: xlsx or csv."""
    headers = [*(one.header for one in COLUMNS), *ANSWERS]
    if form == "csv":
        out = io.StringIO(newline="")
        written = csv.writer(out, quoting=csv.QUOTE_ALL)
        written.writerow(headers)
        written.writerows([quoted(writable(text)) for text in row] for row in rows)
        return b"\xef\xbb\xbf" + out.getvalue().encode()
    book = Workbook(write_only=True)
    widths = [*(one.width for one in COLUMNS), 14, 16, 18, 60, 18, 18, 8]
    _page(book, "外部工单", headers, widths, rows)
    return _saved(book)


def template() -> bytes:
    """An empty sheet with one marked example, and what to fill in."""
    book = Workbook(write_only=True)
    _page(book, "外部工单", [one.header for one in COLUMNS], [one.width for one in COLUMNS], [EXAMPLE])
    guide = [(one.header, "必填" if one.needed else "", one.help, "、".join(one.also)) for one in COLUMNS]
    _page(book, "填写说明", ["列", "必填", "怎么填", "也认得的表头"], [14, 8, 50, 50], guide)
    return _saved(book)


def _page(book: Any, title: str, headers: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> None:
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    for place, width in enumerate(widths):
        page.column_dimensions[chr(ord("A") + place)].width = width
    heads = [_cell(page, header) for header in headers]
    for cell in heads:
        cell.fill, cell.font = _HEAD, _BOLD
    page.append(heads)
    for row in rows:
        page.append([_cell(page, text) for text in row])


def _cell(page: Any, text: str) -> Any:
    """A cell that is never a formula, whatever the text begins with."""
    cell = WriteOnlyCell(page)
    if text := writable(text):
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = is_risky(text)
    cell.alignment = _WRAP
    return cell


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _spelled(header: str) -> str:
    return re.sub(r"[\s*＊（）()：:]", "", header)


_SPELLINGS = {_spelled(name): one for one in COLUMNS for name in (one.header, *one.also)}


def _known(row: Sequence[str]) -> int:
    found = {_SPELLINGS[name].field for cell in row if (name := _spelled(cell)) in _SPELLINGS}
    return len(found) if found & {"number", "description"} else 0


def _columns(heads: Sequence[str], faults: list[Fault], notes: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    strange = []
    for place, header in enumerate(heads):
        column = _SPELLINGS.get(_spelled(header))
        if column is None:
            if header and header not in ANSWERS:
                strange.append(header)
        elif column.field in found:
            notes.append(f"“{column.header}”有几列，只用了第一列。")
        else:
            found[column.field] = place
    if strange:
        notes.append(f"没有用到这些列：{'、'.join(strange[:12])}。")
    return found


def _row(number: int, values: dict[str, str], source: str, subjects: dict[str, str], now: datetime,
         notes: list[str]) -> tuple[Plain, list[Fault]]:  # fmt: skip
    faults: list[Fault] = []
    names = {one.field: one.header for one in COLUMNS}
    values = {**values, "source": values.get("source") or source}

    def wrong(field: str, what: str, todo: str) -> None:
        faults.append(Fault(number, names[field], what, todo))

    for field, value in values.items():
        if value in ERRORS:
            wrong(field, "格子里是公式，没有算好的结果", "请直接写上内容")
        elif len(value) > LONGEST.get(field, 100):
            wrong(field, f"超过{LONGEST.get(field, 100)}个字", "请写短一些")
    for column in COLUMNS:
        if column.needed and not values.get(column.field):
            wrong(column.field, "没有填", column.help or "请填上")
    kind = KINDS.get(values.get("kind", ""), "")
    if values.get("kind") and not kind:
        wrong("kind", f"没有“{values['kind'][:20]}”这种类型", f"请写{'、'.join(KINDS)}，或者空着")
    subject = subjects.get(values.get("subject", ""), "")
    if values.get("subject") and not subject:
        notes.append(f"大厅没有“{values['subject'][:20]}”这个分类，按内容分。")
    received, due = _moment(values.get("received_at", ""), now, start=True), _moment(values.get("expected_at", ""), now)
    for field, moment in (("received_at", received), ("expected_at", due)):
        if values.get(field) and moment is None:
            wrong(field, "看不懂这个时间", "请写成 2026-11-20 15:30 这样")
    if received is not None and received > now:
        wrong("received_at", "收到时间在今天以后", "请核对日期")
    if due is not None and due <= (received or now) and (received is not None or due <= now):
        wrong("expected_at", "办理时限早于收到时间", "请核对两个时间；对方没有要求就空着")
    return {
        "row": number, "source": values.get("source", ""), "number": values.get("number", ""),
        "description": values.get("description", ""), "place": values.get("place", ""), "kind": kind,
        "subject": subject, "received_at": received.isoformat() if received else "",
        "expected_at": due.isoformat() if due else "", "contact": values.get("contact", ""),
    }, faults  # fmt: skip


def _moment(text: str, now: datetime, *, start: bool = False) -> datetime | None:
    """A date alone is its beginning for what was received, and the end of the working day for a limit."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups())
    try:
        alone = time(0, 0) if start else _END_OF_DAY
        at = alone if hour is None else time(hour, minute or 0, second or 0)
        return datetime.combine(datetime(year or 0, month or 0, day or 0), at, tzinfo=now.tzinfo)
    except ValueError:
        return None
