"""Who does something to a request: a member of staff with posts, a citizen with the code, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.contrib.auth.models import User

from bot.cases.lifecycle import CITIZEN, DISPATCHER, FIRST, HELPER, MANAGER, OWN_POST, SUPERVISOR, SYSTEM
from bot.cases.models import Case, Handling, Part
from bot.knowledge.model import Post
from bot.staff.roles import posts_of


@dataclass(frozen=True)
class Actor:
    """name: as the history has it. case_id: the one request that a citizen's code opened. override: a manager's reason.

    Make it by `staff`, `citizen`, or take `THE_SYSTEM`.
    """

    kind: Literal["staff", "citizen", "system"]
    name: str
    user: User | None = None
    case_id: int | None = None
    override: str = ""

    @classmethod
    def staff(cls, user: User, *, override: str = "") -> Actor:
        """override: why a manager does what other posts do; it goes into the history."""
        return cls("staff", user.get_username(), user, override=override.strip())

    @classmethod
    def citizen(cls, case: Case | None = None, *, through: User | None = None) -> Actor:
        """Somebody who opens a request, or whose number and code have been checked (`look_up`).

        through: the member of staff at whose counter or telephone the citizen is.
        """
        name = CITIZEN if through is None else f"{CITIZEN}（{through.get_username()}代）"
        return cls("citizen", name, case_id=case.pk if case else None)

    @cached_property
    def posts(self) -> list[Post]:
        """The posts held now; none for citizens and the system."""
        return posts_of(self.user) if self.user is not None else []

    @property
    def roles(self) -> set[str]:
        """The roles of the posts held."""
        return {str(post.role) for post in self.posts}

    def tokens(self, case: Case | None) -> set[str]:
        """Everything this one is towards a request, in the words of the lifecycle's `by`."""
        if self.kind == "system":
            return {SYSTEM}
        if self.kind == "citizen":
            return {CITIZEN} if case is None or case.pk == self.case_id else set()
        found = self.roles
        if case is None:
            return found
        ids = {post.id for post in self.posts}
        if case.post in ids:
            found.add(OWN_POST)
        if case.first_receiver in ids:
            found.add(FIRST)
        if ids and case.pk and Handling.objects.filter(
            case=case, post__in=ids, part=Part.HELPER, ended_at__isnull=True
        ).exists():  # fmt: skip
            found.add(HELPER)
        if case.about_unit and SUPERVISOR in found:  # the dispatcher may belong to the unit, the supervisor dispatches
            found.add(DISPATCHER)
        return found

    def overrides(self) -> bool:
        """Whether this is a manager who has written down a reason."""
        return bool(self.override) and MANAGER in self.roles

    def post_for(self, case: Case | None) -> str:
        """The post in which this one acts on a request; empty for citizens and the system."""
        ids = [post.id for post in self.posts]
        for wanted in (case.post, case.first_receiver) if case is not None else ():
            if wanted in ids:
                return wanted
        return ids[0] if ids else ""


THE_SYSTEM = Actor("system", SYSTEM)


def handlers(case: Case) -> set[int]:
    """The ids of everybody who ever had the request in hand."""
    found = set(Handling.objects.filter(case=case, user__isnull=False).values_list("user_id", flat=True))
    return {pk for pk in found if pk is not None} | ({case.holder_id} if case.holder_id else set())
