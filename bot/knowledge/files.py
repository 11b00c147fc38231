"""The hall as a folder of YAML files, in and out without loss (comments aside).

Every file is a mapping whose keys are fields of `Hall`; lists of several files are joined in the order of
their names, and so are mappings that name different things (`cues` in cues.yml and danger.yml). Lines are kept for the faults' sake.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any, get_origin, get_type_hints

import yaml

from bot.knowledge.codec import decode, encode
from bot.knowledge.faults import Fault, FaultyHall, Path, Report
from bot.knowledge.model import Hall

MAX_BYTES = 4_000_000
"""A single file larger than this is refused: 5,000 items fit well below."""
MAX_VALUES = 2_000_000
"""Values in all files; references that multiply one another would fill the memory."""


def load(folder: FilePath) -> Hall:
    """The hall in `folder`, checked. Raises FaultyHall with every fault there is, FileNotFoundError for no folder."""
    from bot.knowledge.check import check

    hall, report = read(folder)
    if hall is not None:
        check(hall, report)
    if report.faults or hall is None:
        raise FaultyHall(report.faults)
    return hall


def read(folder: FilePath) -> tuple[Hall | None, Report]:
    """Read without the checks of meaning: what can be read (None when nothing can), and the report so far."""
    if not folder.is_dir():
        raise FileNotFoundError(f"没有找到目录 {folder}：请指出大厅资料所在的目录")
    report = Report()
    merged: dict[str, Any] = {}
    hints = get_type_hints(Hall)
    for file in sorted(folder.rglob("*.yaml")):
        name = file.relative_to(folder).as_posix()
        report.faults.append(Fault(name, 0, "这个文件没有读，因为名字以 .yaml 结尾", "请把文件名改成以 .yml 结尾"))
    for file in sorted(folder.rglob("*.yml")):
        name = file.relative_to(folder).as_posix()
        node = _compose(file, name, report)
        if node is None:
            continue
        if not isinstance(node, yaml.MappingNode):
            report.faults.append(Fault(name, 1, "文件开头应当是“名称:”", f"可用的名称：{'、'.join(hints)}"))
            continue
        here: set[str] = set()
        for key_node, value_node in node.value:
            key = _key(key_node)
            line = key_node.start_mark.line + 1
            if get_origin(hints.get(key)) is tuple and isinstance(value_node, yaml.SequenceNode):
                rows = merged.setdefault(key, [])
                if not isinstance(rows, list):
                    report.faults.append(Fault(name, line, f"“{key}”写了两次", "请合并成一处"))
                    continue
                report.mark((key,), name, line)
                for child in value_node.value:
                    rows.append(_plain(child, (key, len(rows)), name, report))
                continue
            part = _plain(value_node, (key,), name, report) if _joins(merged.get(key), value_node, key, here) else None
            if isinstance(part, dict):
                merged[key].update(part)
                continue
            here.add(key)
            if key in merged:
                report.faults.append(Fault(name, line, f"“{key}”写了两次", "请合并成一处"))
                continue
            merged[key] = _plain(value_node, (key,), name, report)
            report.mark((key,), name, line)
    if not merged and not report.faults:
        report.faults.append(Fault(folder.name, 0, "目录里没有 .yml 文件", "请指出大厅资料所在的目录"))
        return None, report
    for key in merged:
        for row in merged[key] if isinstance(merged[key], list) else []:
            if isinstance(row, dict):
                report.named.update(str(row[name]) for name in ("id", "number") if name in row)
    return decode(merged, Hall, report), report


def write(hall: Hall, folder: FilePath) -> None:
    """Write the hall as YAML files below `folder` (made if absent), one per key, items one per category."""
    plain = encode(hall)
    items = plain.pop("items")
    head = {"information": plain.pop("information"), "categories": plain.pop("categories")}
    files: dict[str, Any] = {"hall.yml": head}
    files |= {f"{key}.yml": {key: value} for key, value in plain.items()}
    for number, category in enumerate(dict.fromkeys(item["category"] for item in items)):
        rows = [item for item in items if item["category"] == category]
        files[f"items/{number:02d}_{category}.yml"] = {"items": rows}
    (folder / "items").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        text = yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
        (folder / name).write_text(text, encoding="utf-8")


def _compose(file: FilePath, name: str, report: Report) -> yaml.Node | None:
    if file.stat().st_size > MAX_BYTES:
        report.faults.append(Fault(name, 0, "文件太大", "请拆成几个文件，每个不超过 4 MB"))
        return None
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        report.faults.append(Fault(name, 0, "文件不是 UTF-8 编码", "请用 UTF-8 编码另存"))
        return None
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        report.faults.append(Fault(name, line, "这里的写法不对，读不懂", f"请检查缩进、冒号和引号（{error.problem}）"))
        return None
    except yaml.YAMLError as error:
        report.faults.append(Fault(name, 0, "文件里有不能用的字符", f"请删去（{error}）"))
        return None
    return node


def _joins(held: Any, node: yaml.Node, key: str, here: set[str]) -> bool:
    """Does a mapping of another file go on here? Only when no name stands in both."""
    if not isinstance(held, dict) or not isinstance(node, yaml.MappingNode) or key in here:
        return False
    return not any(_key(name) in held for name, _ in node.value)


def _key(node: yaml.Node) -> str:
    """The name before a colon as it is written; an unquoted {name} is no name, and is shown as it stands."""
    return node.value if isinstance(node, yaml.ScalarNode) else "{…}"


_constructor = yaml.CSafeLoader("")


def _plain(node: yaml.Node, path: Path, file: str, report: Report, depth: int = 0) -> Any:
    report.mark(path, file, node.start_mark.line + 1)
    if report.size > MAX_VALUES:
        return None
    report.size += 1
    if report.size > MAX_VALUES:
        report.add(path, "内容太多（可能是 & 和 * 引用叠在一起）", "请去掉引用，直接写内容")
    if depth > 12:
        report.add(path, "层次太深", "请检查缩进")
        return None
    if isinstance(node, yaml.MappingNode):
        plain: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _key(key_node)
            if key in plain:
                report.mark((*path, key), file, key_node.start_mark.line + 1)
                report.add((*path, key), f"“{key}”在同一处写了两次", "请只留一个")
                continue
            plain[key] = _plain(value_node, (*path, key), file, report, depth + 1)
            report.mark((*path, key), file, key_node.start_mark.line + 1)
        return plain
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, index), file, report, depth + 1) for index, child in enumerate(node.value)]
    try:
        return _constructor.construct_object(node)
    except (ValueError, yaml.YAMLError):
        report.add(path, f"看不懂“{node.value}”", "日期请写成 2026-01-31，文字请加引号")
        return None
