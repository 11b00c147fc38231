"""Rows that are objects of their own: items, places, signposts."""

from __future__ import annotations

import contextlib

from bot.catalogue.sheets.book import Row, Sheet
from bot.catalogue.sheets.columns import KINDS
from bot.catalogue.sheets.conditions import Wrong
from bot.catalogue.sheets.forms import About
from bot.catalogue.sheets.work import EXAMPLE, Cell, Key, Origin, Work, deleted, get, is_example, new_id, put, take
from bot.knowledge.check import ID

Named = list[tuple[Row, Key]]


def name_rows(work: Work, sheet: Sheet) -> Named:
    """Which object each row is: by id, by a name that one object has, else a new one. Removes what is to go."""
    kind = KINDS[sheet.kind]
    name_column = kind.known_by[0]
    called: dict[str, list[str]] = {}
    for (of, key), content in work.before.items():
        if of == kind.of:
            called.setdefault(str(content["name"]), []).append(key)
    ids = {row.values.get("编号", "") for row in sheet.rows}
    taken = ids | {key for of, key in work.before if of in (kind.of, "bundle")}
    named: Named = []
    for row in sheet.rows:
        if is_example(work, sheet, row):
            continue
        key, name = row.values.get("编号", ""), row.values.get(name_column, "")
        if name.startswith(EXAMPLE):
            work.fault(sheet, row.number, name_column, "这一行还写着“示例：”", "请去掉“示例：”，或删去这一行")
            continue
        if not key and not name:
            work.fault(sheet, row.number, name_column, f"没有写{name_column}", "请写上，或删去这一行")
            continue
        if key and not ID.fullmatch(key):
            todo = "编号只用小写英文字母、数字和下划线，以字母开头；新的可以空着"
            work.fault(sheet, row.number, "编号", f"编号“{key}”写法不对", todo)
            continue
        if not key and len(called.get(name, [])) > 1:
            keys = "、".join(called[name])
            work.fault(sheet, row.number, name_column, f"有几个{kind.title}都叫“{name}”", f"请填上编号：{keys}")
            continue
        if not key:
            key = called[name][0] if name in called else new_id(name, taken, kind.of)
            called.setdefault(name, [key])
            taken.add(key)
        _row(work, sheet, row, (kind.of, key), named)
    return named


def _row(work: Work, sheet: Sheet, row: Row, key: Key, named: Named) -> None:
    first = work.origins.get(key)
    if first is not None:
        where = f"第{first.row}行" if first.sheet == sheet.title else f"“{first.sheet}”第{first.row}行"
        work.fault(sheet, row.number, "编号", f"和{where}说的是同一个（{key[1]}）", "请只留一行")
        return
    going = deleted(work, sheet, row)
    if going and key not in work.before:
        work.fault(sheet, row.number, "删除", f"没有“{key[1]}”，不用删", "请改正编号或名称，或删去这一行")
        return
    work.origins[key] = Origin(sheet.kind, sheet.title, row.number)
    if going:
        work.now[key] = None
        name = str(work.before[key]["name"])
        work.cells.append(Cell(sheet.title, row.number, "删除", name, "", "整条删去"))
        return
    work.mine(key)
    named.append((row, key))


def merge_rows(work: Work, sheet: Sheet, named: Named) -> None:
    """Merge the cells of rows into their objects."""
    kind = KINDS[sheet.kind]
    columns = [
        column for column in kind.columns if column.path and column.path != ("id",) and column.header in sheet.at
    ]
    for row, key in named:
        content, before = work.mine(key), work.before.get(key, {})
        situations = content.get("situations", ()), before.get("situations", ())
        about = About(work.world, *situations)
        name = row.values.get(kind.known_by[0]) or str(before.get("name", key[1]))
        if not before:
            work.cells.append(Cell(sheet.title, row.number, "编号", name, "", key[1]))
        for column in columns:
            if not row.values[column.header] and column.header in kind.needed and get(before, column.path) is not None:
                todo = "请填写，这一项不能清空；要整条删去就在“删除”列填 是"
                work.fault(sheet, row.number, column.header, f"“{column.header}”是空的", todo)
                continue
            take(work, sheet, row, column, content, before, about, name)


def name_new(work: Work, sheet: Sheet, named: Named) -> None:
    """Give new objects their names, and new places their kinds, so that other rows can name them."""
    kind = KINDS[sheet.kind]
    for row, key in named:
        if key in work.before:
            continue
        content = work.mine(key)
        put(content, ("name",), row.values.get(kind.known_by[0]) or None)
        column = kind.by_header.get("是哪一种")
        if column is not None and row.values.get(column.header):
            with contextlib.suppress(Wrong):  # said when the row is merged
                put(content, column.path, column.form.take(row.values[column.header], About(work.world)))
