"""One field as a clerk sees it: its Chinese name, what to write there, and who may change it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """name: the field's name on a page, in a sheet, in a list of changes. help: what to write, with an example.

    local: 本地, one person changes it. Otherwise 省统一, it needs a second one.
    """

    name: str
    help: str
    local: bool


def local(name: str, help: str) -> Label:
    """A 本地 field."""
    return Label(name, help, True)


def shared(name: str, help: str) -> Label:
    """A 省统一 field."""
    return Label(name, help, False)
