"""Who looks at the board: posts, roles and reach, found once for a whole page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.lifecycle import DISPATCHER, LEAD, MANAGER, SUPERVISOR
from bot.cases.models import Case
from bot.staff.roles import all_posts, posts_of

OVERSEERS = frozenset({DISPATCHER, SUPERVISOR, LEAD, MANAGER})
"""Roles whose work is everybody's requests, not only those of their own post."""


@dataclass(frozen=True)
class Viewer:
    """own: ids of the posts held. near: besides, those of the same departments. roles: of the posts held."""

    user: User
    now: datetime
    own: frozenset[str]
    near: frozenset[str]
    roles: frozenset[str]

    @classmethod
    def of(cls, user: User, now: datetime) -> Viewer:
        posts = posts_of(user)
        departments = {post.department for post in posts if post.department}
        own = frozenset(post.id for post in posts)
        near = own | {post.id for post in all_posts() if post.department in departments}
        return cls(user, now, own, near, frozenset(str(post.role) for post in posts))

    @property
    def actor(self) -> Actor:
        """This person, as the verbs want it."""
        return Actor.staff(self.user)

    @property
    def oversees(self) -> bool:
        """Whether everybody's requests are this person's work."""
        return bool(self.roles & OVERSEERS)

    @property
    def reach(self) -> Q:
        """The requests whose limits are this person's worry: all for overseers, else those of the department."""
        return Q() if self.oversees else Q(post__in=self.near) | Q(holder_id=self.user.pk)

    def visible(self) -> QuerySet[Case]:
        """Where every list, count and search of these pages begins; put together once for a page."""
        return self._visible.all()

    @cached_property
    def _visible(self) -> QuerySet[Case]:
        return services.visible_to(self.user)
