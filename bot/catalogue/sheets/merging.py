"""Rows merged onto the present content: new contents, every fault, every cell that differs. All or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.catalogue.sheets.book import Book, Fault, Sheet
from bot.catalogue.sheets.checking import checked, merge_bundles
from bot.catalogue.sheets.members import merge_members, merge_situations
from bot.catalogue.sheets.objects import Named, merge_rows, name_new, name_rows
from bot.catalogue.sheets.work import Cell, Key, Plain, Work

Progress = Callable[[int, int], None]
"""Told how far it is: done and total."""


@dataclass
class Applied:
    """What a book would change.

    contents: new plain content by kind and id for what changes, None = removed; empty when there is any fault.
    faults: sorted. cells: each cell that differs, in the book's order. new, changed, removed: what they would be.
    unchanged: objects that the book names and leaves as they are. notes: what else somebody has to do.
    """

    contents: dict[Key, Plain | None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    new: list[Key] = field(default_factory=list)
    changed: list[Key] = field(default_factory=list)
    removed: list[Key] = field(default_factory=list)
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)


def apply(
    book: Book,
    hall_plain: Mapping[str, Any],
    *,
    departments: frozenset[str] | None = None,
    held: Mapping[Key, str] | None = None,
    progress: Progress = lambda done, total: None,
) -> Applied:
    """Merge a book onto a hall.

    A column that the file has not stays as it is; an empty cell clears. Documents, questions and situations replace
    the lists of the items that their sheets name.

    Args:
        hall_plain: the hall as plain data, as `codec.encode` or a release has it.
        departments: those whose items may be changed; None = all. Objects of no department are anybody's.
        held: objects that another open change set holds → its title.
        progress: told how many of the rows are merged; the checks come after the last.
    """
    work = Work.on(hall_plain)
    work.faults += book.faults
    named: list[tuple[Sheet, Named]] = []
    seen = 0
    for name in ("places", "signposts", "items"):
        for sheet in _sheets(book, name):
            rows = name_rows(work, sheet)
            name_new(work, sheet, rows)
            work.look()
            if name == "items":
                named.append((sheet, rows))
            else:
                merge_rows(work, sheet, rows)
        work.look()
    for sheet in _sheets(book, "situations"):
        merge_situations(work, sheet)
        progress(seen := seen + len(sheet.rows), book.n_rows)
    for sheet, rows in named:
        merge_rows(work, sheet, rows)
        progress(seen := seen + len(rows), book.n_rows)
    for name in ("materials", "questions"):
        for sheet in _sheets(book, name):
            merge_members(work, sheet)
            progress(seen := seen + len(sheet.rows), book.n_rows)
    for _, name, old, new in merge_bundles(work, departments):
        work.cells.append(Cell("一件事", 0, "合并的材料", name, "、".join(old), "、".join(new)))
    changed = checked(work)
    for key, content in changed.items():
        _allowed(work, key, content, departments, held or {})
    return _result(book, work, changed)


def _sheets(book: Book, kind: str) -> list[Sheet]:
    return [sheet for sheet in book.sheets if sheet.kind == kind]


def _allowed(
    work: Work, key: Key, content: Plain | None, departments: frozenset[str] | None, held: Mapping[Key, str]
) -> None:
    """Both the department it is in and the one it goes to must be this person's, and nobody else may be at it."""
    origin = work.origins.get(key)
    places = [origin] if origin is not None else []
    for (item, _), rows in work.members.items():
        places += rows if ("item", item) == key else []
    places = list({(one.sheet, one.row): one for one in places}.values())
    whose = {one["department"] for one in (work.before.get(key), content) if one and one.get("department")}
    for department in sorted(whose if departments is not None and key[0] != "bundle" else ()):
        if departments is not None and department not in departments:
            name = work.world.departments.show(department)
            for one in places:
                what = f"“{_name(work, key)}”由{name}负责，您的岗位不能改"
                work.faults.append(Fault(one.sheet, one.row, "", what, "请删去这一行，或请那个部门来改"))
    if key in held:
        for one in places[:1]:
            what = f"“{_name(work, key)}”正在修改单“{held[key]}”里"
            work.faults.append(Fault(one.sheet, one.row, "", what, "请先发布或放弃那一张修改单，再导入"))


def _name(work: Work, key: Key) -> str:
    content = work.content(key) or work.before.get(key) or {}
    return str(content.get("name", key[1]))


def _result(book: Book, work: Work, changed: dict[Key, Plain | None]) -> Applied:
    order = {sheet.title: number for number, sheet in enumerate(book.sheets)}
    places = {(sheet.title, header): place for sheet in book.sheets for header, place in sheet.at.items()}
    made = Applied(
        contents={} if work.faults else changed,
        faults=sorted(
            set(work.faults), key=lambda f: (order.get(f.sheet, 99), f.row, places.get((f.sheet, f.column), 99), f.what)
        ),
        cells=sorted(work.cells, key=lambda cell: (order.get(cell.sheet, 99), cell.row)),
        new=[key for key, content in changed.items() if content is not None and key not in work.before],
        changed=[key for key, content in changed.items() if content is not None and key in work.before],
        removed=[key for key, content in changed.items() if content is None],
        notes=work.notes,
    )
    made.unchanged = len(work.now) - len(changed)
    return made
