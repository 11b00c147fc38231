"""Several posts at one request, and several requests about one thing: helpers 协办, mergers 并案."""

from __future__ import annotations

from datetime import datetime

from bot.cases.actors import Actor
from bot.cases.errors import AgainstRule, Invalid
from bot.cases.lifecycle import OPEN
from bot.cases.models import Case, Handling, Part
from bot.cases.services.dispatch import end_parts, may_get
from bot.cases.services.limits import due
from bot.cases.services.steps import given, hall, permit, verb, write
from bot.cases.services.visibility import visible_to
from bot.staff.services.posts import post_name


@verb
def add_helper(case: Case, actor: Actor, *, post: str, now: datetime) -> Case:
    """Lets another post help 协办; asking it twice changes nothing. Raises Invalid."""
    line = permit("add_helper", case, actor)
    wanted = given(line, post=post)["post"]
    may_get(case, wanted)
    if wanted == case.post:
        raise Invalid({"post": ["这个岗位就是主办，请选另一个。"]})
    row = {"case": case, "post": wanted, "part": Part.HELPER, "ended_at": None}
    if Handling.objects.filter(**row).exists():
        return case
    Handling.objects.create(**row, since=now)
    return write(case, line, actor, now=now, words={"detail": f"请{post_name(wanted)}协办"})


@verb
def drop_helper(case: Case, actor: Actor, *, post: str, now: datetime) -> Case:
    """Ends the help of a post. Raises Invalid: it does not help."""
    line = permit("drop_helper", case, actor)
    wanted = given(line, post=post)["post"]
    ours = Handling.objects.filter(case=case, post=wanted, part=Part.HELPER, ended_at__isnull=True)
    if not ours.update(ended_at=now):
        raise Invalid({"post": ["这个岗位没有在协办。"]})
    return write(case, line, actor, now=now, words={"detail": f"{post_name(wanted)}不再协办"})


@verb
def merge(case: Case, actor: Actor, *, into: Case, now: datetime) -> Case:
    """Joins a request to another open one; its citizen gets that one's answer. The other one's number stays inside.

    Raises:
        Invalid: with itself, with one that is over, or about another unit. AgainstRule: others are joined to it.
    """
    line = permit("merge", case, actor)
    seen = visible_to(actor.user) if actor.user is not None else Case.objects.all()
    main = seen.filter(pk=into.pk).first()
    if main is None or main.pk == case.pk or main.state not in OPEN:
        raise Invalid({"into": ["请选另一件正在办理的诉求。"]})
    if case.duplicates.exists():
        raise AgainstRule("别的诉求已经并到这一件，请反过来并。")
    if set(case.against.values_list("unit", "key")) != set(main.against.values_list("unit", "key")):
        raise Invalid({"into": ["两件诉求反映的单位不一样，不能并案。"]})
    end_parts(case, now)
    return write(case, line, actor, now=now, words={"detail": f"并入{main.number}"}, merged_into=main, holder=None,
                 closed_at=now)  # fmt: skip


@verb
def split(case: Case, actor: Actor, *, now: datetime) -> Case:
    """Takes a request out of a merger; it begins anew with a limit of its own."""
    line = permit("split", case, actor)
    limit = max(case.expected_at, due(hall().calendar, case.kind, now, urgent=case.urgent))
    return write(case, line, actor, now=now, merged_into=None, closed_at=None, answer="", shown_why="",
                 expected_at=limit, level=0)  # fmt: skip
