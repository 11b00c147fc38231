"""What a list of objects shows of each: the facts by which somebody knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.catalogue import documents
from bot.catalogue.models import Entry, Kind
from bot.knowledge.faults import Report
from bot.knowledge.labels import said
from bot.knowledge.model import Hall, Place
from bot.knowledge.naming import hours_title, names_of, reference
from bot.knowledge.truth import LABELS, state

Plain = Mapping[str, Any]
MOST_WORDS = 4
"""So many of the ways people say it are shown."""


class Columns:
    """The columns of a kind. hall: gives names to ids. today: the day for which the state of facts is told."""

    def __init__(self, kind: str, hall: Hall, today: date) -> None:
        self.kind, self.hall, self.today = kind, hall, today
        self._names = names_of(hall)
        self._columns = self._of().get(kind, ())

    @property
    def titles(self) -> list[str]:
        """What stands above them."""
        return [title for title, _ in self._columns]

    def cells(self, entry: Entry) -> list[str]:
        """The words of one object; of one that is to be removed, those of what holds now."""
        held = entry.draft if entry.draft is not None and entry.draft.content else entry.approved
        plain = documents.plain_of(held.content) if held is not None else None
        return [tell(plain) if plain else "" for _, tell in self._columns]

    def _of(self) -> dict[str, tuple[tuple[str, Callable[[Plain], str]], ...]]:
        words = ("群众的说法", lambda plain: _few(plain.get("words") or ()))
        telephone = ("电话", lambda plain: str(plain.get("telephone") or ""))
        return {
            Kind.ITEM: (
                ("首页常办", lambda plain: "是" if plain.get("tiles") else ""),
                ("责任岗位", lambda plain: self._name("post", plain.get("owner"))),
                ("资料状态", self._truth),
            ),
            Kind.BUNDLE: (("包含的事项", lambda plain: _few([self._name("item", one) for one in plain["items"]])),),
            Kind.WINDOW: (
                ("区域", lambda plain: self._name("zone", plain.get("zone"))),
                ("开放时间", lambda plain: hours_title(plain["hours"]) if plain.get("hours") else "和大厅一样"),
            ),
            Kind.PLACE: (
                ("是哪一种", lambda plain: said(Place, "kind", plain["kind"])),
                ("在哪里", lambda plain: str(plain.get("address") or self._name("zone", plain.get("zone")))),
                telephone,
            ),
            Kind.SIGNPOST: (words, ("该去哪里", lambda plain: str(plain["office"])), telephone),
            Kind.FACILITY: (words, ("回答", lambda plain: _short(plain["text"]))),
            Kind.DEPARTMENT: (("简称", lambda plain: _few(plain.get("short") or ())), telephone),
            Kind.POST: (("角色", lambda plain: str(plain["role"])),
                        ("窗口", lambda plain: _few(plain.get("windows") or ()))),
            Kind.PHRASE: (("现在的说法", lambda plain: _short(plain["texts"][0])),),
            Kind.CATEGORY: (("事项", self._count),),
            Kind.SUBJECT: (("组别", lambda plain: str(plain.get("group") or "诉求办理")),
                           ("承办岗位", lambda plain: self._name("post", plain.get("post"))), words),
        }  # fmt: skip

    def _name(self, kind: str, key: Any) -> str:
        return reference(kind, str(key), self._names) if key else ""

    def _truth(self, plain: Plain) -> str:
        item = documents.read(Kind.ITEM, dict(plain), Report())
        return LABELS[state(item.truth, self.hall.information.review_days, self.today)] if item is not None else ""

    def _count(self, plain: Plain) -> str:
        return f"{sum(item.category == plain['id'] for item in self.hall.items)} 个"


def _few(words: Any) -> str:
    held = [str(one) for one in words]
    return "、".join(held[:MOST_WORDS]) + (f"……共{len(held)}个" if len(held) > MOST_WORDS else "")


def _short(text: str, most: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most]}……"
