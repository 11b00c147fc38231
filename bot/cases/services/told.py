"""What a citizen is told about the own request: who has it, and since when. Never a word of the inner business."""

from __future__ import annotations

from datetime import datetime

from bot.cases.lifecycle import DISPATCHER
from bot.cases.models import Case, Part
from bot.staff.roles import all_posts

NOBODY_YET = "导办台"


def holder_text(case: Case) -> str:
    """Who has a request now, as a citizen reads it: the post, never a person.

    While it is still being given to somebody, it is the post that received it: that one answers for it.
    """
    main = case.merged_into or case
    posts = {post.id: post for post in all_posts()}
    found = posts.get(main.post)
    if found is None or found.role == DISPATCHER:
        found = posts.get(main.first_receiver)
    return found.name if found is not None and found.role != DISPATCHER else NOBODY_YET


def held_since(case: Case) -> datetime:
    """Since when that post has it."""
    main = case.merged_into or case
    part = main.handlings.filter(part=Part.LEAD, post=main.post).order_by("since", "pk").last()
    return part.since if part is not None else main.received_at
