"""What the model's classes look like: types of fields, what must be filled, what holds when nothing is written."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from bot.knowledge.codec import encode

ROWS, ON, KEY, EACH = "__rows", "__on", "__key", "__each"
"""Suffixes of hidden fields: order of rows, presence of an optional object, key of a row of a table (of ticks: what was
chosen, in its order), and that each field of this name is one member of a list."""
JOIN = "-"
DEEPEST = 6

Plain = dict[str, Any]
At = tuple[str, ...]


@cache
def default_of(cls: Any, name: str) -> Any:
    """The plain form of what holds when nothing is written; None when that is nothing."""
    found = next(f for f in fields(cls) if f.name == name)
    default = found.default_factory() if found.default_factory is not MISSING else found.default
    return None if default is MISSING else encode(default) or None


_hints = cache(get_type_hints)


@cache
def hint_of(cls: type, name: str) -> tuple[Any, bool]:
    """The type of a field without its None, and whether it may be None."""
    hint = _hints(cls)[name]
    if get_origin(hint) in (Union, types.UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None)), True
    return hint, False


def inner_of(cls: type, name: str) -> type:
    """The class of a field that holds objects: its own, a list's, a table's."""
    hint, _ = hint_of(cls, name)
    found: Any = hint if is_dataclass(hint) else next(arg for arg in get_args(hint) if is_dataclass(arg))
    return cast(type, found)


def is_required(cls: Any, name: str) -> bool:
    found = next(f for f in fields(cls) if f.name == name)
    return found.default is MISSING and found.default_factory is MISSING
