"""Plain data (YAML, JSON) ⇄ the model's dataclasses, strictly: every unknown key and wrong type is a fault."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache, partial
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.knowledge.faults import Path, Report

T = TypeVar("T")

_NAMES = {str: "文字", int: "整数", float: "数字", bool: "true 或 false", date: "日期（如 2026-01-31）"}
_BAD: Any = object()

At = tuple[Any, ...]
"""The place of a value: that of what holds it and its own name there. A whole path is made only for a fault."""
Reader = Callable[[Any, Report, At], Any]
"""Plain value → value or _BAD, faults noted."""


def decode(plain: Any, cls: type[T], report: Report, path: Path = ()) -> T | None:
    """Read `plain` as `cls`, noting every fault in `report`.

    What can be read is returned even beside faults, so that one look finds the faults of meaning too: a wrong
    optional field holds its default, a list leaves its unreadable members out. None when nothing can be read. Whoever
    needs a whole value must look at `report.faults`.
    """
    at: At = ()
    for part in path:
        at = (at, part)
    hint: Any = cls
    value = _reader(hint)(plain, report, at)
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


@cache
def _reader(hint: Any) -> Reader:
    """How values of a type are read; worked out once for each type."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _maybe(_reader(next(arg for arg in args if arg is not type(None))))
    if origin is Literal:
        return _literal(args)
    if origin is tuple:
        return _list(_reader(args[0]))
    if origin is dict:
        return _dict(_reader(args[0]), _reader(args[1]))
    if is_dataclass(hint):
        return _object(hint)
    return partial(_scalar, hint)


def _maybe(inner: Reader) -> Reader:
    def read(plain: Any, report: Report, at: At) -> Any:
        return None if plain is None else inner(plain, report, at)

    return read


def _literal(allowed: tuple[Any, ...]) -> Reader:
    def read(plain: Any, report: Report, at: At) -> Any:
        if plain is None:
            return _scalar(str, plain, report, at)
        if plain in allowed and not isinstance(plain, bool):
            return plain
        path = _path(at)
        report.add(path, f"“{_name(path)}”不能是“{plain}”", f"请从这些里选：{'、'.join(map(str, allowed))}")
        return _BAD

    return read


def _list(member: Reader) -> Reader:
    def read(plain: Any, report: Report, at: At) -> Any:
        if not isinstance(plain, list):
            path = _path(at)
            report.add(path, f"“{_name(path)}”应当是列表", "请每项一行，行首写“- ”，或写成 [甲, 乙]")
            return _BAD
        values = [member(item, report, (at, index)) for index, item in enumerate(plain)]
        return tuple([value for value in values if value is not _BAD])

    return read


def _dict(name_of: Reader, value_of: Reader) -> Reader:
    def read(plain: Any, report: Report, at: At) -> Any:
        if not isinstance(plain, dict):
            path = _path(at)
            report.add(path, f"“{_name(path)}”应当是“名称: 值”的形式", "请每项一行，写成“名称: 值”")
            return _BAD
        values = {}
        for key, item in plain.items():
            here = (at, str(key))
            name, value = name_of(key, report, here), value_of(item, report, here)
            if name is not _BAD and value is not _BAD:
                values[key] = value
        return values

    return read


def _object(cls: Any) -> Reader:
    hints = get_type_hints(cls)
    readers: dict[str, Reader] = {}  # filled at the first use: a type may hold itself
    needed = [f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING]

    def read(plain: Any, report: Report, at: At) -> Any:
        if not readers:
            readers.update({name: _reader(hint) for name, hint in hints.items()})
        if not isinstance(plain, dict):
            path = _path(at)
            report.add(path, f"“{_name(path)}”应当分成几个字段写", f"可用的字段：{'、'.join(hints)}")
            return _BAD
        values = {}
        for key, item in plain.items():
            member = readers.get(key)
            if member is None:
                todo = f"请改正或删去；可用的字段：{'、'.join(hints)}"
                report.add((*_path(at), str(key)), f"不认识的字段“{key}”", todo)
                continue
            value = member(item, report, (at, key))
            if value is not _BAD:
                values[key] = value
        missing = [name for name in needed if name not in values]
        for name in missing:
            if name not in plain:
                report.add(_path(at), f"缺少必填的字段“{name}”", f"请补上“{name}: …”")
        return _BAD if missing else cls(**values)

    return read


def _scalar(hint: Any, plain: Any, report: Report, at: At) -> Any:
    if hint is float and type(plain) in (int, float):
        return float(plain)
    if hint is date and isinstance(plain, str):
        try:
            return date.fromisoformat(plain)
        except ValueError:
            pass
    if type(plain) is hint and not (hint is str and not plain.strip()):
        return plain
    path = _path(at)
    if plain is None or (hint is str and isinstance(plain, str)):
        report.add(path, f"“{_name(path)}”是空的", "请填写内容，没有内容就删去这一行")
    elif hint is str:
        report.add(path, f"“{_name(path)}”应当是文字，写成了 {plain}", '请加上英文引号，例如 "08:30" 或 "24"')
    else:
        report.add(path, f"“{_name(path)}”应当是{_NAMES.get(hint, '别的内容')}", f"现在写的是“{plain}”，请改正")
    return _BAD


def _path(at: At) -> Path:
    path: list[str | int] = []
    while at:
        at, part = at
        path.append(part)
    return tuple(reversed(path))


def _name(path: Path) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    return names[-1] if names else "内容"
