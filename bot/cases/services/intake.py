"""Requests that staff put in for somebody at the counter or on the telephone, and what an area worker sees outside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import Invalid
from bot.cases.models import Channel, Origin
from bot.cases.models.request import COUNTER
from bot.cases.services.dispatch import assign
from bot.cases.services.requests import Opened, open_case
from bot.cases.services.steps import hall
from bot.cases.services.visibility import posts_concerned
from bot.staff.roles import all_posts
from bot.store.writing import writing

MANNERS = {"counter": ("当面", Origin.COUNTER, COUNTER), "note": ("电话", Origin.NOTE, Channel.PHONE)}
"""How somebody came: in words, and as the request has it."""


def take_in(actor: Actor, *, manner: str, release: str, now: datetime, post: str = "", **more: Any) -> Opened:
    """Opens a request for somebody who stands here or calls.

    Args:
        manner: a key of MANNERS. post: the post that the clerk chose instead of the rule's; empty = by rule.
        more: as of `open_case`; texts masked already.

    Raises:
        Invalid: no such manner or post, or one that must not get it. NotAllowed.
    """
    if manner not in MANNERS:
        raise Invalid({"manner": ["请选当面还是电话。"]})
    _, origin, channel = MANNERS[manner]
    with writing():
        opened = open_case(actor=actor, origin=origin, channel=channel, release=release, calendar=hall().calendar,
                           now=now, **more)  # fmt: skip
        if post and post != opened.case.post:
            _give(opened, post, actor, now)
        return opened


def report_seen(actor: Actor, *, release: str, now: datetime, **more: Any) -> Opened:
    """Opens what an area worker has seen on the round: a problem found by ourselves, accepted by somebody else later.

    Raises:
        Invalid, NotAllowed.
    """
    return open_case(actor=actor, origin=Origin.AREA, channel=Channel.WEB, release=release, calendar=hall().calendar,
                     now=now, self_found=True, **more)  # fmt: skip


def _give(opened: Opened, post: str, actor: Actor, now: datetime) -> None:
    case = opened.case
    if post not in {one.id for one in all_posts()}:
        raise Invalid({"post": ["请从列表里选承办岗位。"]})
    if case.about_unit or post in posts_concerned(case):
        raise Invalid({"post": ["反映大厅单位或人员的，由督查办，不能另选承办岗位。请改回“按内容”。"]})
    assign(case, THE_SYSTEM, post=post, why=f"登记时由{actor.name}选定", now=now)
    case.refresh_from_db()
