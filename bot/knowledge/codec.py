"""Plain data (YAML, JSON) ⇄ the model's dataclasses, strictly: every unknown key and wrong type is a fault."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.knowledge.faults import Path, Report

T = TypeVar("T")

_NAMES = {str: "文字", int: "整数", float: "数字", bool: "true 或 false", date: "日期（如 2026-01-31）"}
_BAD: Any = object()


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def decode(plain: Any, cls: type[T], report: Report, path: Path = ()) -> T | None:
    """Read `plain` as `cls`, noting every fault in `report`.

    What can be read is returned even beside faults, so that one look finds the faults of meaning too: a wrong
    optional field holds its default, a list leaves its unreadable members out. None when nothing can be read. Whoever
    needs a whole value must look at `report.faults`.
    """
    value = _read(plain, cls, report, path)
    return None if value is _BAD else value


def encode(value: Any) -> Any:
    """The plain form of a model value: fields that hold their default are left out, so that decode(encode(x)) == x."""
    if is_dataclass(value):
        plain = {}
        for f in fields(value):
            item = getattr(value, f.name)
            default = f.default_factory() if f.default_factory is not MISSING else f.default
            if default is MISSING or item != default:
                plain[f.name] = encode(item)
        return plain
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    return value


def _read(plain: Any, hint: Any, report: Report, path: Path) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [arg for arg in get_args(hint) if arg is not type(None)]
        if plain is None:
            return None
        return _read(plain, inner[0], report, path)
    if origin is Literal:
        return _literal(plain, get_args(hint), report, path)
    if origin is tuple:
        return _list(plain, get_args(hint)[0], report, path)
    if origin is dict:
        return _dict(plain, get_args(hint), report, path)
    if is_dataclass(hint):
        return _object(plain, hint, report, path)
    return _scalar(plain, hint, report, path)


def _literal(plain: Any, allowed: tuple[Any, ...], report: Report, path: Path) -> Any:
    if plain is None:
        return _scalar(plain, str, report, path)
    if plain in allowed and not isinstance(plain, bool):
        return plain
    report.add(path, f"“{_name(path)}”不能是“{plain}”", f"请从这些里选：{'、'.join(map(str, allowed))}")
    return _BAD


def _list(plain: Any, hint: Any, report: Report, path: Path) -> Any:
    if not isinstance(plain, list):
        report.add(path, f"“{_name(path)}”应当是列表", "请每项一行，行首写“- ”，或写成 [甲, 乙]")
        return _BAD
    values = [_read(item, hint, report, (*path, index)) for index, item in enumerate(plain)]
    return tuple(value for value in values if value is not _BAD)


def _dict(plain: Any, hints: tuple[Any, ...], report: Report, path: Path) -> Any:
    if not isinstance(plain, dict):
        report.add(path, f"“{_name(path)}”应当是“名称: 值”的形式", "请每项一行，写成“名称: 值”")
        return _BAD
    values = {}
    for key, item in plain.items():
        name = _read(key, hints[0], report, (*path, str(key)))
        value = _read(item, hints[1], report, (*path, str(key)))
        if name is not _BAD and value is not _BAD:
            values[key] = value
    return values


def _object(plain: Any, cls: Any, report: Report, path: Path) -> Any:
    if not isinstance(plain, dict):
        report.add(path, f"“{_name(path)}”应当分成几个字段写", f"可用的字段：{'、'.join(_hints(cls))}")
        return _BAD
    hints, values, bad = _hints(cls), {}, False
    for key, item in plain.items():
        if key not in hints:
            report.add((*path, str(key)), f"不认识的字段“{key}”", f"请改正或删去；可用的字段：{'、'.join(hints)}")
            continue
        value = _read(item, hints[key], report, (*path, key))
        if value is not _BAD:
            values[key] = value
    for f in fields(cls):
        if f.name in values or f.default is not MISSING or f.default_factory is not MISSING:
            continue
        bad = True
        if f.name not in plain:
            report.add(path, f"缺少必填的字段“{f.name}”", f"请补上“{f.name}: …”")
    return _BAD if bad else cls(**values)


def _scalar(plain: Any, hint: Any, report: Report, path: Path) -> Any:
    if hint is float and type(plain) in (int, float):
        return float(plain)
    if hint is date and isinstance(plain, str):
        try:
            return date.fromisoformat(plain)
        except ValueError:
            pass
    if type(plain) is hint and not (hint is str and not plain.strip()):
        return plain
    if plain is None or (hint is str and isinstance(plain, str)):
        report.add(path, f"“{_name(path)}”是空的", "请填写内容，没有内容就删去这一行")
    elif hint is str:
        report.add(path, f"“{_name(path)}”应当是文字，写成了 {plain}", '请加上英文引号，例如 "08:30" 或 "24"')
    else:
        report.add(path, f"“{_name(path)}”应当是{_NAMES.get(hint, '别的内容')}", f"现在写的是“{plain}”，请改正")
    return _BAD


def _name(path: Path) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    return names[-1] if names else "内容"
