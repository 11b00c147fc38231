"""Who sees which requests: one queryset for every list, search, count, notice and export.

The unit complained of is taken out last and for everybody, whatever the role.

Source: 信访工作条例 30; 济南市 12345 rules 32.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, Q, QuerySet

from bot.cases.models import Against, Case, Handling
from bot.staff.roles import all_posts, departments_for, may, posts_of

Person = User | AnonymousUser


def visible_to(user: Person) -> QuerySet[Case]:
    """The requests somebody may know of. Every list begins with it.

    All of them, or those of the own department's posts, or those in which an own post has a part: as far as
    `cases.view` reaches. Never one that is about the own department, window or person.
    """
    if not may(user, "cases.view"):
        return Case.objects.none()
    found = Case.objects.all()
    departments = departments_for(user, "cases.view")
    if departments is not None:
        own = {post.id for post in posts_of(user)}
        near = own | {post.id for post in all_posts() if post.department in departments}
        part = Handling.objects.filter(case=OuterRef("pk"), post__in=own)
        reached = Q(post__in=near) | Q(holder_id=user.pk) | Q(first_receiver__in=own) | Q(recorded_by_id=user.pk)
        found = found.filter(reached | Exists(part))
    return found.exclude(Q(about_unit=True) & Exists(_about(user)))


def concerns(user: Person, case: Case) -> bool:
    """Whether a request is about this person's own department or windows, or about the person."""
    return case.about_unit and _about(user, case_id=case.pk).exists()


def posts_concerned(case: Case) -> set[str]:
    """The posts that must never get a request."""
    if not case.about_unit:
        return set()
    rows = list(case.against.all())
    return {post.id for post in all_posts() if any(_is_of(post.department, post.windows, row) for row in rows)}


def _is_of(department: str | None, windows: tuple[str, ...], row: Against) -> bool:
    if row.unit == Against.Unit.DEPARTMENT:
        return department == row.key
    return row.unit == Against.Unit.WINDOW and row.key in windows


def _about(user: Person, *, case_id: int | None = None) -> QuerySet[Against]:
    posts = posts_of(user)
    unit = Against.Unit
    mine = (
        Q(unit=unit.DEPARTMENT, key__in={post.department for post in posts if post.department})
        | Q(unit=unit.WINDOW, key__in={window for post in posts for window in post.windows})
        | Q(unit=unit.PERSON, key=str(user.pk))
    )
    return Against.objects.filter(mine, case_id=OuterRef("pk") if case_id is None else case_id)
