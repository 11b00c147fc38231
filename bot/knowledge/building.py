"""From the text of a release to its artefact on the shelf, or to every fault in it by the object that has it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.knowledge.check import check
from bot.knowledge.faults import Path as At
from bot.knowledge.faults import Report
from bot.knowledge.index import build as build_index
from bot.knowledge.model import Hall
from bot.knowledge.postings import Words
from bot.knowledge.release import Release, Unreadable, Written, opened, save

KINDS = {
    "items": ("item", "事项"),
    "bundles": ("bundle", "一件事"),
    "signposts": ("signpost", "指路"),
    "places": ("place", "办理点"),
    "windows": ("window", "窗口"),
    "facilities": ("facility", "设施"),
    "departments": ("department", "部门"),
    "posts": ("post", "岗位"),
    "categories": ("category", "类别"),
    "subjects": ("subject", "诉求分类"),
    "phrases": ("phrase", "话术"),
    "calendar": ("calendar", "日历"),
    "information": ("information", "大厅信息"),
    "plan": ("plan", "平面图"),
    "cues": ("cues", "提示词"),
}
"""Part of a hall → the kind of its objects, and what people call that."""
ONLY = "hall"
"""The key of what exists once."""


@dataclass(frozen=True)
class Built:
    """id: the release that is on the shelf now, None when there are faults.

    faults: rows of kind, key, name (of the object that is to be changed), where (“事项“居民身份证补领””), what, todo.
    """

    id: str | None
    faults: list[dict[str, str]] = field(default_factory=list)


class Builder:
    """Builds one release after the other; what two of them hold alike is read, checked and gathered once."""

    def __init__(self) -> None:
        self._words = Words()
        self._last: Release | None = None
        self._hall: Hall | None = None

    def build(self, text: str, root: Path) -> Built:
        """Check a release and put it on the shelf; it is not made the active one.

        Args:
            text: as `release.document` writes it.
            root: the shelf.

        Raises:
            Unreadable: it is no text of a release of this format.
            OSError: the disk.
        """
        content = text.encode()
        name = hashlib.sha256(content).hexdigest()[:12]
        written, report = Written.of(content), _Paths()
        if not written.current:
            raise Unreadable("这不是发布版本的内容，或者格式是旧的")
        hall = self._hall = opened(written, report)
        if hall is not None and not report.faults:
            check(hall, report)
        if hall is None or report.faults:
            return Built(None, _rows(written, report))
        release = Release(name, hall, build_index(hall, self._words))
        last = self._last
        like = root / last.id if last is not None and last.index is release.index and last.id != name else None
        save(release, root, text=text, like=like)
        self._last = release
        return Built(name)

    def read(self, hall: Hall) -> None:
        """Read the words of a hall that is likely to be built soon with small changes."""
        build_index(hall, self._words)


class _Paths(Report):
    """Keeps the path of each fault, beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[At] = []

    def add(self, path: At, what: str, todo: str) -> None:
        """Note a fault at `path`."""
        super().add(path, what, todo)
        self.paths.append(path)


def _rows(written: Written, report: _Paths) -> list[dict[str, str]]:
    head = json.loads(written.head)["hall"]
    rows = []
    for path, fault in zip(report.paths, report.faults, strict=True):
        kind, key, name, where = _object(head, written, path)
        rows.append({"kind": kind, "key": key, "name": name, "where": where, "what": fault.what, "todo": fault.todo})
    return rows


def _object(head: dict[str, Any], written: Written, path: At) -> tuple[str, str, str, str]:
    """Kind, key and name of the object at a path, and how it is spoken of."""
    part = str(path[0]) if path else "information"
    kind, said = KINDS.get(part, (part, part))
    which = path[1] if len(path) > 1 else None
    if part == "phrases":
        return (kind, str(which), str(which), f"{said}“{which}”") if which else (kind, "", "", said)
    if not isinstance(which, int):
        return kind, ONLY, said, said
    plain = json.loads(written.rows[which]) if part == "items" else head[part][which]
    plain = plain if isinstance(plain, dict) else {}
    if part == "windows":
        number = str(plain.get("number", ""))
        return kind, number, f"{number}号窗口", f"{number}号窗口"
    key = str(plain.get("id", ""))
    name = str(plain.get("name", key))
    return kind, key, name, f"{said}“{name}”"
