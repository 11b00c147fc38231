"""The one typed door to the environment. Every setting is read here and says in one line what it does.

`SETTINGS` remembers each setting that was read, with its doc line and default, so that a test and
`xiaobao doctor` can show them all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PREFIX = "XIAOBAO_"
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off", ""}


class SettingError(ValueError):
    """An environment variable holds a value that can't be used; the message says what to write instead."""


@dataclass(frozen=True)
class Setting:
    """One documented setting: full environment name, what it does, default as text."""

    name: str
    doc: str
    default: str


SETTINGS: dict[str, Setting] = {}


def _read(name: str, doc: str, default: str) -> str | None:
    full = PREFIX + name
    SETTINGS[full] = Setting(full, doc, default)
    return os.environ.get(full)


def env_text(name: str, default: str, doc: str) -> str:
    """Returns the text of XIAOBAO_<name>, stripped, or the default."""
    value = _read(name, doc, default)
    return default if value is None else value.strip()


def env_list(name: str, default: tuple[str, ...], doc: str) -> list[str]:
    """Returns the comma-separated values of XIAOBAO_<name>, blanks dropped."""
    value = _read(name, doc, ",".join(default))
    return list(default) if value is None else [part.strip() for part in value.split(",") if part.strip()]


def env_bool(name: str, default: bool, doc: str) -> bool:
    """Returns XIAOBAO_<name> as a truth value.

    Raises:
        SettingError: it is neither 1/true/yes/on nor 0/false/no/off.
    """
    value = _read(name, doc, "1" if default else "0")
    if value is None:
        return default
    word = value.strip().lower()
    if word not in _YES | _NO:
        raise SettingError(f"环境变量 {PREFIX}{name} 只能写 1 或 0。")
    return word in _YES


def env_int(name: str, default: int, doc: str, *, least: int = 0) -> int:
    """Returns XIAOBAO_<name> as a whole number ≥ `least`.

    Raises:
        SettingError: it is not a whole number, or below `least`.
    """
    value = _read(name, doc, str(default))
    if value is None:
        return default
    if not value.strip().isdecimal() or int(value) < least:
        raise SettingError(f"环境变量 {PREFIX}{name} 要写不小于 {least} 的整数。")
    return int(value)


def env_path(name: str, default: Path, doc: str) -> Path:
    """Returns XIAOBAO_<name> as an absolute path."""
    value = _read(name, doc, str(default))
    return (default if not value else Path(value)).expanduser().resolve()


def env_secret(name: str, stored: str, doc: str) -> str:
    """Returns XIAOBAO_<name>, or `stored` (from var/secrets) when the environment has none."""
    return (_read(name, doc, "var/secrets") or "").strip() or stored
