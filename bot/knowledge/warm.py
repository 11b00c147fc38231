"""Everything that is worked out once for a release, worked out before the first turn is answered from it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.danger import danger
from bot.knowledge.materials import without_papers
from bot.knowledge.release import Release
from bot.knowledge.search import search
from bot.knowledge.simple import simple

NOW = datetime(2026, 1, 5, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Any moment; nobody is shown what is said here."""
SAID = ("身份证丢了怎么补办要多少钱", "那要带什么材料", "24号窗口在哪", "我要投诉")


def warm(release: Release) -> None:
    """Search, danger, cues and papers of a release, and a short talk."""
    danger(release.hall.cues, SAID[0])
    without_papers(release.hall, SAID[0])
    search(release, SAID[0])
    context: dict[str, object] = {}
    for text in SAID:
        context = simple(release, Bulletin(), text, None, context, NOW).context
