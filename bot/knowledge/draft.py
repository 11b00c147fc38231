"""What the request form would open as it stands: kind, subject and limit, proposed from its words or put right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.knowledge.deadlines import due
from bot.knowledge.model import Hall, Subject
from bot.knowledge.proposal import KINDS, likeliest, propose
from bot.knowledge.release import Release
from bot.text.normalise import normalise

OTHER = "other"
"""The subject of what fits none."""
OFFERED = 4
"""So many of the likeliest subjects are offered, and 其他."""
_AROUND = re.compile(
    r"分类|类型|类别|方面|应该|改成|改为|换成|归到|算作|不是|算|归|属于|改|换|是|为|的|事|吧|啊|呢|这|那|要|我|到|在"
)


@dataclass(frozen=True)
class Draft:
    """reason: why the hall may not take it in, with the right way. due_at: None as long as nothing was said."""

    kind: str
    subject: Subject | None = None
    due_at: datetime | None = None
    urgent: bool = False
    reason: str | None = None

    @property
    def day(self) -> str:
        """The day of the limit as it is said: 11月26日."""
        return f"{self.due_at.month}月{self.due_at.day}日" if self.due_at is not None else ""


def drafted(release: Release, values: Mapping[str, Any], now: datetime) -> Draft:
    """What would be opened with these values of the form. now: in the hall's time."""
    kind, hall, text = values.get("case_kind"), release.hall, str(values.get("case_description") or "").strip()
    if not text:
        return Draft(kind or "help")
    found = propose(release, text)
    kind = kind or found.kind
    subject = next((one for one in hall.subjects if one.id == values.get("case_subject")), None) or found.subject
    days = subject.limit_days if subject is not None else None
    due_at = due(hall.calendar, kind, now, urgent=found.urgent, days=days or None)
    return Draft(kind, subject, due_at, found.urgent, found.rejected_reason)


def card(values: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    """The `case` of a question of the form; the web adds who would get it."""
    subject = draft.subject
    return {
        "kind": draft.kind,
        "kind_name": KINDS[draft.kind],
        "description": values.get("case_description"),
        "subject": {"code": subject.id, "name": subject.name} if subject is not None else None,
        "expected_datetime": draft.due_at.isoformat(timespec="seconds") if draft.due_at is not None else None,
        "urgent": draft.urgent,
    }


def subjects_offered(release: Release, text: str) -> list[Subject]:
    """The likeliest subjects for these words, and 其他 at the end."""
    ranked = likeliest(release, text)
    first = [one for one in ranked if one.id != OTHER][:OFFERED]
    return [*first, *(one for one in ranked if one.id == OTHER)]


def subject_named(hall: Hall, text: str) -> str | None:
    """The subject that a short correction names and little else: 不是物业供热，是教育 · 分类改成教育."""
    plain = normalise(text)
    left = re.sub(r"(?:不是|不算|不属于)[^，。]*[，。]", "", plain)
    named = [one for one in hall.subjects if len(one.name) >= 2 and one.name in left]
    if len(plain) > 24 or len(named) != 1 or left == named[0].name == plain:
        return None
    rest = re.sub(r"[，。！ ]", "", _AROUND.sub("", left.replace(named[0].name, "")))
    return named[0].id if not rest else None
