"""What a citizen adds to the own request later: words, photos, and danger, which makes it urgent at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from bot.cases.actors import Actor
from bot.cases.errors import Invalid
from bot.cases.lifecycle import State
from bot.cases.models import Case, Photo
from bot.cases.services.limits import due
from bot.cases.services.photos import MOST, claim_photos
from bot.cases.services.steps import given, hall, permit, verb, write

ONLY_PHOTOS = "（没有写字，只补了照片）"
IN_DANGER = "群众说到危险，已标为紧急，请马上看"
_BRINGS = ("open", "record_later", "solve_on_spot", "supplement", "add_words")
"""Steps with which photos of the citizen come; those of an area worker count for nobody."""


@verb
def add_more(
    case: Case, actor: Actor, *, words: str = "", photos: Sequence[Photo] = (), danger: bool = False, now: datetime
) -> Case:
    """The citizen says more, or what was asked for: then the clock runs again.

    Args:
        words: masked. photos: from `waiting_photos`; the history holds their digests.
        danger: the words tell of danger: the request is urgent from now on, and due on the same working day.

    Raises:
        Invalid: neither words nor photos, too many photos, or one is gone. WrongState.
    """
    line = permit("supplement" if case.state == State.WAITING_CITIZEN else "add_words", case, actor)
    said = given(line, words=words.strip() or (ONLY_PHOTOS if photos else ""))
    notes = [_keep(case, photos)] if photos else []
    changes: dict[str, Any] = {}
    if danger:
        notes.append(IN_DANGER)
        limit = due(hall().calendar, case.kind, now, urgent=True)
        changes = {"urgent": True, "expected_at": min(limit, case.expected_at)}
    digests = " ".join(one.digest for one in photos)
    return write(case, line, actor, now=now, words={**said, "photos": digests, "detail": "；".join(notes)}, **changes)


def photos_left(case: Case) -> int:
    """How many photos the citizen of a request may still bring."""
    rows = case.events.filter(action__in=_BRINGS).select_related("words")
    return max(0, MOST - sum(len(row.said.get("photos", "").split()) for row in rows))


def _keep(case: Case, photos: Sequence[Photo]) -> str:
    left = photos_left(case)
    if len(photos) > left:
        more = f"这一次最多再传{left}张。" if left else "不能再传了。"
        raise Invalid({"photos": [f"一件事最多传{MOST}张照片，{more}"]})
    last = case.photos.aggregate(last=Max("number"))["last"] or 0
    claim_photos(case, photos, after=last)
    return f"补了照片：第{'、'.join(str(last + number) for number in range(1, len(photos) + 1))}张"
