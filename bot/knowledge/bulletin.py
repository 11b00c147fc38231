"""The bulletin 即时公告: pauses of windows and notices, a second small document beside the release, live at once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A window that takes nobody until `until` (aware; None = until further notice). instead: window numbers."""

    window: str
    reason: str
    since: datetime
    until: datetime | None = None
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something that everybody should know until `until`."""

    text: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Bulletin:
    """pauses and notices; `version` names the content."""

    pauses: tuple[Pause, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def version(self) -> str:
        """`0` when there is nothing to tell, else eight hex digits of the content."""
        if not self.pauses and not self.notices:
            return "0"
        return hashlib.sha256(self.dumps().encode()).hexdigest()[:8]

    def pause(self, window: str, now: datetime) -> Pause | None:
        """The pause that holds for a window at `now`, or None."""
        for pause in self.pauses:
            if pause.window == window and pause.since <= now and (pause.until is None or now < pause.until):
                return pause
        return None

    def current_notices(self, now: datetime) -> list[str]:
        """The texts that hold at `now`."""
        return [n.text for n in self.notices if n.since <= now and (n.until is None or now < n.until)]

    def dumps(self) -> str:
        """The bulletin as JSON, the same for the same content."""
        plain = {
            "pauses": [_plain(p.__dict__) for p in self.pauses],
            "notices": [_plain(n.__dict__) for n in self.notices],
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @classmethod
    def loads(cls, text: str) -> Bulletin:
        """Read what `dumps` wrote. Raises ValueError for anything else."""
        try:
            plain = json.loads(text)
            return cls(
                pauses=tuple(
                    Pause(**{**_moments(row), "instead": tuple(row.get("instead", ()))}) for row in plain["pauses"]
                ),
                notices=tuple(Notice(**_moments(row)) for row in plain["notices"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"即时公告的内容读不懂：{error}") from error


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}


def _moments(row: dict[str, Any]) -> dict[str, Any]:
    read = {
        key: datetime.fromisoformat(value) if key in ("since", "until") and value else value
        for key, value in row.items()
    }
    if read["since"] is None or any(read[key].tzinfo is None for key in ("since", "until") if read.get(key)):
        raise ValueError("即时公告的时间要带时区")
    return read
