"""One question answered by the active release and by a draft; runs in the workshop."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.catalogue.workbench import build
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.release import Release
from bot.knowledge.shelf import shelf_at
from bot.knowledge.simple import simple


def say(text: str, root: Path, active: str, question: str, now: datetime) -> dict[str, Any]:
    """What is said now and with the draft.

    Args:
        text: of the draft's release. root: the shelf. active: id of the release that holds.

    What is built only for this does not stay: who tries a hundred wordings must not fill the disk.

    Returns:
        now, draft: a text for each message · fault: why the draft can't be tried, in words.
    """
    releases = shelf_at(root)
    before = _texts(releases.release(active), question, now)
    there = set(releases.names())
    built = build(text, root)
    if built.id is None:
        first = built.faults[0]
        return {
            "now": before,
            "draft": [],
            "fault": f"{first['where']}还有错，不能试：{first['what']}。{first['todo']}",
        }
    try:
        return {"now": before, "draft": _texts(releases.release(built.id), question, now), "fault": ""}
    finally:
        if built.id not in there:
            shutil.rmtree(root / built.id, ignore_errors=True)


def _texts(release: Release, question: str, now: datetime) -> list[str]:
    return [str(message["text"]) for message in simple(release, Bulletin(), question, None, {}, now).messages]
