"""The checks of the loader over rows: every fault named by sheet, row and column, in the words of the sheets."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.catalogue.sheets.book import Fault
from bot.catalogue.sheets.columns import KINDS, words_of
from bot.catalogue.sheets.work import SORTS, Key, Origin, Plain, Work
from bot.knowledge.check import check
from bot.knowledge.codec import decode, encode
from bot.knowledge.faults import Path, Report
from bot.knowledge.model import Hall
from bot.knowledge.release import canonical

_WORDS = words_of(KINDS.values()) | {
    "true": "是",
    "false": "否",
    "when": "情形",
    "situations": "情形",
    "online": "在哪里网办",
    "fee": "收费",
    "materials": "材料",
    "questions": "常见问题",
    "truth": "来源和核对",
    "merged": "合并的材料",
}
_QUOTED = re.compile(r"“([a-z_]+)”")
_MISSING = re.compile(r"缺少必填的字段“(?P<name>[a-z_]+)”")
_MERGED = "材料清单与各事项合起来的不一致"
_OF = {"item": "items", "place": "places", "signpost": "signposts"}
_OWN = {"materials", "questions", "situations"}
_NOUNS = {
    "items": "事项",
    "places": "办理点",
    "signposts": "指路",
    "bundles": "一件事",
    "windows": "窗口",
    "posts": "岗位",
}


class _Paths(Report):
    """Keeps each fault with its path."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[Path, str, str]] = []

    def add(self, path: Path, what: str, todo: str) -> None:
        self.found.append((path, what, todo))


@dataclass(frozen=True)
class _Whole:
    """A hall that could be read, with the ids of its objects in their order."""

    hall: Hall
    ids: dict[str, list[str]]


def checked(work: Work) -> dict[Key, Plain | None]:
    """What changes, in the codec's own form. Faults of reading and of meaning go into `work.faults`."""
    changed: dict[Key, Plain | None] = {}
    unread: set[str] = set()
    for key, content in work.now.items():
        if content is None:
            changed[key] = None
            continue
        report = _Paths()
        value = decode(content, SORTS[key[0]][1], report)
        for path, what, todo in report.found:
            _note(work, key, path, what, todo)
        if value is None:
            unread.add(key[1])
            continue
        text = canonical(encode(value))
        if text != canonical(work.before.get(key)):
            changed[key] = json.loads(text)
    if changed:
        _meaning(work, changed, unread)
    return changed


def merge_bundles(work: Work, departments: frozenset[str] | None) -> list[tuple[str, str, list[str], list[str]]]:
    """Bundles whose one list follows the items' lists: id, name, list before, list after; put in place.

    Those of other departments stay, with a note: their owners have to say yes.
    """
    found = []
    for bundle in [row for (kind, _), row in work.before.items() if kind == "bundle"]:
        names: dict[str, None] = {}
        for item in bundle["items"]:
            content = work.content(("item", item)) or {}
            names |= dict.fromkeys(m.get("name", "") for m in content.get("materials", ()) if not m.get("when"))
        old: list[str] = bundle["merged"]
        if set(names) == set(old) or not any(("item", item) in work.now for item in bundle["items"]):
            continue
        if departments is not None and bundle["department"] not in departments:
            work.notes.append(f"“{bundle['name']}”合并的材料清单也要跟着改，请告诉管它的部门。")
            continue
        new = [name for name in old if name in names] + [name for name in names if name not in old]
        work.now["bundle", bundle["id"]] = {**bundle, "merged": new}
        found.append((bundle["id"], bundle["name"], old, new))
    return found


def _meaning(work: Work, changed: dict[Key, Plain | None], unread: set[str]) -> None:
    after = _read(work, changed, unread)
    if after is None:
        return
    report = _Paths()
    report.named |= unread | {key for (_, key), content in work.now.items() if content is not None}
    check(after.hall, report)
    known: set[tuple[str, str]] | None = None
    for path, what, todo in report.found:
        field = str(path[0]) if path else ""
        index = path[1] if len(path) > 1 and isinstance(path[1], int) else None
        name = after.ids[field][index] if field in after.ids and index is not None else field
        kind = next((kind for kind, (of, _) in SORTS.items() if of == field), "")
        if (kind, name) in changed and kind in _OF:
            _note(work, (kind, name), path[2:], what, todo)
            continue
        if _MERGED in what:
            continue  # said in a note, or put right
        if known is None:
            known = _before(work)
        if (name, what) not in known:
            _foreign(work, changed, field, name, what, todo)


def _read(work: Work, changed: dict[Key, Plain | None], unread: set[str]) -> _Whole | None:
    plain: Plain = dict(work.hall)
    for kind, (field, _) in SORTS.items():
        rows = {row["id"]: row for row in work.hall[field]}
        rows |= {key: content for (of, key), content in changed.items() if of == kind and content is not None}
        gone = {key for (of, key), content in changed.items() if of == kind and content is None}
        plain[field] = [row for key, row in rows.items() if key not in gone and (key not in unread or key in rows)]
    hall = decode(plain, Hall, Report())
    ids = {field: [str(row["id"]) for row in plain[field]] for field, _ in SORTS.values()}
    return _Whole(hall, ids) if hall is not None else None


def _before(work: Work) -> set[tuple[str, str]]:
    """What the checks said of the hall as it was: faults of others are not this file's."""
    report = _Paths()
    hall = decode(work.hall, Hall, Report())
    if hall is not None:
        check(hall, report)
    ids = {field: [str(row["id"]) for row in work.hall[field]] for field, _ in SORTS.values()}
    found = set()
    for path, what, _ in report.found:
        field = str(path[0]) if path else ""
        index = path[1] if len(path) > 1 and isinstance(path[1], int) else None
        found.add((ids[field][index] if field in ids and index is not None else field, what))
    return found


def _note(work: Work, key: Key, path: Path, what: str, todo: str) -> None:
    """A fault of an object that rows name, at its row and column."""
    missing = _MISSING.search(what)
    if missing is not None:
        path = (*path, missing["name"])
    origin = work.origins[key]
    fields = [part for part in path if isinstance(part, str)]
    group = str(path[0]) if path and path[0] in _OWN else None
    rows = work.members.get((key[1], group), []) if group and key[0] == "item" else []
    if rows and len(path) > 1 and isinstance(path[1], int) and path[1] < len(rows):
        origin, fields = rows[path[1]], fields[1:]
    what, todo = worded(what), worded(todo)
    if missing is not None:
        header = _header(origin, fields, what)
        what, todo = f"“{header}”是空的", f"请填上“{header}”；表里没有这一列的，请照空白模板加上"
    fault = Fault(origin.sheet, origin.row, _header(origin, fields, what) or _header(origin, fields, todo), what, todo)
    if not any((f.sheet, f.row, f.column) == (fault.sheet, fault.row, fault.column) and f.column for f in work.faults):
        work.faults.append(fault)


def _header(origin: Origin, fields: list[str], said: str) -> str:
    """The column of a path; where it names none or several, the one that the words of the fault name."""
    kind = KINDS[origin.kind]
    for end in range(len(fields), 0, -1):
        for column in kind.columns:
            if column.path == tuple(fields[:end]) or column.path[1:] == tuple(fields[:end]) != ():
                return column.header
    below = [column for column in kind.columns if fields and column.path[:1] == (fields[0],)]
    named = [
        (len(word), column.header)
        for column in below or kind.columns
        for word in (column.header, *column.aliases)
        if word in said and len(word) > 2
    ]
    return max(named)[1] if named else below[0].header if below else ""


def _foreign(work: Work, changed: dict[Key, Plain | None], field: str, name: str, what: str, todo: str) -> None:
    """A fault of something else that the file brings about: at the row that it names, else at the whole sheet."""
    guilty = [key for key in changed if f"“{key[1]}”" in what or re.search(rf"\b{key[1]}\b", what)]
    guilty += [key for key in changed if (work.content(key) or work.before.get(key, {})).get("name", "\0") in what]
    whose = f"{_NOUNS.get(field, field)}“{_called(work, field, name)}”：" if name else ""
    origin = next((work.origins[key] for key in guilty if key in work.origins), None)
    if origin is None:
        first = next(iter(work.origins.values()))
        origin = Origin(first.kind, first.sheet, 0)
    work.faults.append(Fault(origin.sheet, origin.row, "", f"{whose}{worded(what)}", worded(todo)))


def _called(work: Work, field: str, name: str) -> str:
    kind = next((kind for kind, (of, _) in SORTS.items() if of == field), "")
    content: Any = work.content((kind, name)) or {}
    return str(content.get("name", name))


def worded(text: str) -> str:
    """A sentence of the checks with the sheets' headers in place of field names; ids in quotes stay."""
    text = _QUOTED.sub(lambda found: f"“{_WORDS.get(found[1], found[1])}”", text) if "字段" in text else text
    parts = re.split(r"(“[^”]*”)", text)
    return "".join(part if part.startswith("“") else _replaced(part) for part in parts)


def _replaced(text: str) -> str:
    return re.sub(r"(?:[a-z_]+\.)?([a-z_]{3,})", lambda found: _WORDS.get(found[1], found[0]), text)
