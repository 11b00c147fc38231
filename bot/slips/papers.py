"""The papers of a card as one list: alternatives are one paper, and none stands twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.knowledge.answer import PRESENCE


@dataclass(frozen=True)
class Paper:
    """name: with its alternatives, 户口簿 或 居住证. names: each of them. detail: how many and when, may be empty."""

    name: str
    names: tuple[str, ...]
    detail: str
    necessity: str

    def plain(self) -> dict[str, Any]:
        """As the public interface shows it."""
        return {"name": self.name, "names": list(self.names), "detail": self.detail, "necessity": self.necessity}


def papers(card: Mapping[str, Any]) -> list[Paper]:
    """The papers of the card of an item or bundle, in their order."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for material in card["materials"]:
        choice = material.get("choice")
        groups.setdefault(f"choice {choice}" if choice else f"paper {material['name']}", []).append(material)
    return [_paper(rows) for rows in groups.values()]


def _paper(rows: list[Mapping[str, Any]]) -> Paper:
    names = tuple(dict.fromkeys(str(row["name"]) for row in rows))
    details = {name: _detail([row for row in rows if row["name"] == name]) for name in names}
    alike = len(set(details.values())) == 1
    detail = details[names[0]] if alike else "；".join(f"{name}：{text}" for name, text in details.items() if text)
    return Paper(" 或 ".join(names), names, detail, str(rows[0]["necessity"]))


def _detail(rows: list[Mapping[str, Any]]) -> str:
    parts = []
    for row in rows:
        count = row.get("count") if row.get("form") != PRESENCE else None
        label = f"{row['label']}时" if row.get("label") else None
        parts.append("，".join(part for part in (label, count, row.get("promise")) if part))
    return "；".join(dict.fromkeys(part for part in parts if part))
