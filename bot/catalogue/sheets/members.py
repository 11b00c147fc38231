"""Rows that are members of an item's list: documents, questions, options of situations. They replace the list of the items they name."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from bot.catalogue.sheets.book import Row, Sheet
from bot.catalogue.sheets.columns import ITEM, ITEM_ID, KINDS, Kind
from bot.catalogue.sheets.forms import About
from bot.catalogue.sheets.work import EXAMPLE, Cell, Origin, Plain, Work, deleted, is_example, new_id, put, shown, take
from bot.catalogue.sheets.world import Names

Rows = dict[str, list[Row]]
"""Item → its rows, in their order."""


def rows_by_item(work: Work, sheet: Sheet) -> Rows:
    """The item that each row belongs to; a row that names none belongs to that of the row above."""
    names = Names((row["id"], str(row.get("name", row["id"])), row.get("short", ())) for row in work.all_of("item"))
    old = Names((key, str(row["name"]), ()) for (kind, key), row in work.before.items() if kind == "item")
    found: Rows = {}
    above: str | None = None
    for row in sheet.rows:
        if is_example(work, sheet, row):
            continue
        head = KINDS[sheet.kind].known_by[0]
        if row.values.get(head, "").startswith(EXAMPLE):
            work.fault(sheet, row.number, head, "这一行还写着“示例：”", "请去掉“示例：”，或删去这一行")
            continue
        key, name = row.values.get(ITEM_ID, ""), row.values.get(ITEM, "")
        if key or name:
            above = _item(work, sheet, row, key, name, names, old)
        elif not found and above is None:
            work.fault(sheet, row.number, ITEM, "没有写是哪个事项的", "请填上事项名称")
        if above is not None:
            found.setdefault(above, []).append(row)
    return found


def _item(work: Work, sheet: Sheet, row: Row, key: str, name: str, names: Names, old: Names) -> str | None:
    fault = work.fault
    if key:
        if work.content(("item", key)) is None:
            fault(sheet, row.number, ITEM_ID, f"没有编号为“{key}”的事项", names.nearest(name or key))
            return None
        if name and key not in {names.find(name), old.find(name), *names.called(name)}:
            what = f"编号“{key}”是“{names.names[key]}”，这里写的却是“{name}”"
            fault(sheet, row.number, ITEM, what, "请把编号和事项改成同一个")
            return None
        return key
    if len(names.called(name)) > 1:
        keys = "、".join(sorted(names.called(name)))
        fault(sheet, row.number, ITEM, f"有几个事项都叫“{name}”", f"请在“{ITEM_ID}”列填上编号：{keys}")
        return None
    found = names.find(name) or old.find(name)
    if found is None or work.content(("item", found)) is None:
        fault(sheet, row.number, ITEM, f"没有“{name}”这个事项", names.nearest(name))
        return None
    return found


def merge_members(work: Work, sheet: Sheet) -> None:
    """Documents or questions: every item that the sheet names gets the rows as its list."""
    kind = KINDS[sheet.kind]
    group, key_column = str(kind.group), kind.by_header[kind.known_by[0]]
    for item, rows in rows_by_item(work, sheet).items():
        content, before = work.mine(("item", item)), work.before.get(("item", item), {})
        work.origins.setdefault(("item", item), Origin(kind.name, sheet.title, rows[0].number))
        about = About(work.world, content.get("situations", ()), before.get("situations", ()))
        name = str(content.get("name", item))
        present = before.get(group, [])
        keep = [row for row in rows if not deleted(work, sheet, row)]
        for row in keep:
            if not row.values[key_column.header]:
                todo = "请填上，或删去这一行"
                work.fault(sheet, row.number, key_column.header, f"“{key_column.header}”是空的", todo)
        keep = [row for row in keep if row.values[key_column.header]]
        same = _matched(keep, present, lambda row, one: _likeness(kind, row, one, about, key_column.path[0]))  # noqa: B023
        made: list[Plain] = []
        for row, at in zip(keep, same, strict=True):
            old = present[at] if at is not None else {}
            made.append(_member(work, sheet, row, kind, old, about, f"{name}：{row.values[key_column.header]}"))
        work.members[item, group] = [Origin(kind.name, sheet.title, row.number) for row in keep]
        _gone(work, sheet, rows, key_column.header, name, [str(one[key_column.path[0]]) for one in present], same)
        put(content, (group,), made)


def _member(work: Work, sheet: Sheet, row: Row, kind: Kind, old: Plain, about: About, name: str) -> Plain:
    made: Plain = copy.deepcopy(old)
    for column in kind.columns:
        if column.path and column.header in sheet.at:
            take(work, sheet, row, column, made, old, about, name)
    return made


def _likeness(kind: Kind, row: Row, one: Plain, about: About, key: str) -> int:
    """How much a row is about a present member: 0 not at all, 2 the same name, 3 and the same situations."""
    column = next(column for column in kind.columns if column.path == (key,))
    if row.values[column.header] != shown(column, one.get(key), about):
        return 0
    when = next(column for column in kind.columns if column.path == ("when",))
    was = shown(when, one.get("when"), About(about.world, about.old, about.old))
    return 3 if row.values.get(when.header, was) == was else 2


def _matched(rows: list[Any], present: list[Plain], likeness: Callable[[Any, Plain], int]) -> list[int | None]:
    """For each row the present member it is about: the likest; where both are left alone at one place, that one, renamed."""
    left = set(range(len(present)))
    found: list[int | None] = [None] * len(rows)
    for wanted in (3, 2):
        for number, row in enumerate(rows):
            if found[number] is None:
                at = next((at for at in sorted(left) if likeness(row, present[at]) >= wanted), None)
                if at is not None:
                    found[number] = at
                    left.remove(at)
    for number in range(len(rows)):
        if found[number] is None and number in left:
            found[number] = number
            left.remove(number)
    return found


def _gone(
    work: Work, sheet: Sheet, rows: list[Row], header: str, name: str, present: list[str], same: list[int | None]
) -> None:
    """Say which members go, and when their order changes."""
    first = rows[0].number
    for at, member in enumerate(present):
        if at not in same:
            work.cells.append(Cell(sheet.title, first, header, name, member, ""))
    kept = [at for at in same if at is not None]
    if kept != sorted(kept):
        before = "、".join(present[at] for at in sorted(kept))
        after = "、".join(present[at] for at in kept)
        work.cells.append(Cell(sheet.title, first, "顺序", name, before, after))


def merge_situations(work: Work, sheet: Sheet) -> None:
    """Situations: a row is an option; the rows of one question in a row are one situation."""
    for item, rows in rows_by_item(work, sheet).items():
        content, before = work.mine(("item", item)), work.before.get(("item", item), {})
        work.origins.setdefault(("item", item), Origin(sheet.kind, sheet.title, rows[0].number))
        name = str(content.get("name", item))
        old = before.get("situations", [])
        asked = list(_asked(work, sheet, rows))
        same = _matched(asked, old, lambda one, present: 3 * (one[0] in (present["id"], present["ask"])))
        made: list[Plain] = []
        origins = []
        for (_, options), at in zip(asked, same, strict=True):
            present = old[at] if at is not None else {}
            made.append(_situation(work, sheet, options, present, About(work.world, tuple(made), old), name))
            origins.append(Origin(sheet.kind, sheet.title, options[0].number))
        work.members[item, "situations"] = origins
        _gone(work, sheet, rows, "要问的话", name, [str(one["ask"]) for one in old], same)
        put(content, ("situations",), made)


def _asked(work: Work, sheet: Sheet, rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each question. The first word of a pair: its id where the sheet has it, else the question."""
    groups: dict[str, list[Row]] = {}
    above = ""
    for row in rows:
        if deleted(work, sheet, row):
            continue
        key = row.values.get("情形编号") or row.values.get("要问的话") or above
        if not key:
            work.fault(sheet, row.number, "要问的话", "没有写要问的话", "请写上要问群众的一句话")
            continue
        if not row.values["选项"]:
            work.fault(sheet, row.number, "选项", "“选项”是空的", "请填上，或删去这一行")
            continue
        above = key
        groups.setdefault(key, []).append(row)
    yield from groups.items()


def _situation(work: Work, sheet: Sheet, rows: list[Row], old: Plain, about: About, name: str) -> Plain:
    kind = KINDS["situations"]
    made: Plain = {key: value for key, value in copy.deepcopy(old).items() if key != "options"}
    for column in kind.columns:
        if column.path and column.path[0] != "option" and column.header in sheet.at:
            head = next((row for row in rows if row.values[column.header]), rows[0])
            if column.path == ("id",) and not head.values[column.header]:
                continue
            take(work, sheet, head, column, made, old, about, name)
    taken = {str(one["id"]) for one in (*about.new, *about.old)}
    made.setdefault("id", new_id(str(made.get("ask", "")), taken, "ask"))
    present = old.get("options", [])
    same = _matched(rows, present, _option_likeness)
    options: list[Plain] = []
    ids = {str(one["id"]) for one in present}
    for row, at in zip(rows, same, strict=True):
        was = present[at] if at is not None else {}
        holder: Plain = {"option": copy.deepcopy(was)}
        for column in kind.columns:
            if column.path[:1] == ("option",) and column.header in sheet.at:
                if column.path[-1] == "id" and not row.values[column.header]:
                    continue
                take(work, sheet, row, column, holder, {"option": was}, about, f"{name}：{row.values['选项']}")
        option = holder.get("option", {})
        option.setdefault("id", new_id(str(option.get("label", "")), ids, "option"))
        ids.add(str(option["id"]))
        options.append(option)
    _gone(work, sheet, rows, "选项", name, [str(one["label"]) for one in present], same)
    put(made, ("options",), options)
    return made


def _option_likeness(row: Row, option: Plain) -> int:
    key = row.values.get("选项编号", "")
    if key:
        return 3 * int(key == option["id"])
    return 3 * int(row.values["选项"] == option["label"])
