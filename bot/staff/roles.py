"""Who may do what: the one table that every page asks. A person's roles are those of the posts held; 管理员 is an account's mark.

Source: docs/roles.md, after 岗位 in the hall's organisation; administrators keep accounts and see no requests.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.contrib.auth.models import AnonymousUser, User

from bot.knowledge.model import Post
from bot.staff.models import Holder
from bot.store.releases import active_hall

Scope = Literal["all", "department", "window"]
"""How far a right reaches: everything, the post's own department, the post's own windows."""

ADMINISTRATOR = "管理员"
ROLES = ("导办", "窗口", "值班长", "派单员", "编辑", "审核", "督查", "网格员", "主管", ADMINISTRATOR)

CAPABILITIES = {
    "catalogue.view": "看事项资料",
    "catalogue.edit": "改资料、提出修改",
    "catalogue.structure": "改部门、岗位、平面图、日历和话术",
    "catalogue.import": "导入表格",
    "catalogue.export": "导出表格",
    "catalogue.publish_local": "发布自己的本地修改",
    "catalogue.review": "审核并发布",
    "catalogue.override": "说明理由后越过检查发布",
    "catalogue.rollback": "退回以前的版本",
    "catalogue.verify": "核对后签字",
    "bulletin.pause": "暂停和恢复窗口",
    "bulletin.notice": "发布即时公告",
    "questions.handle": "处理没答好的问题",
    "slips.view": "查告知单",
    "outcomes.record": "登记办理结果",
    "figures.view": "看数字",
    "cases.view": "看诉求",
    "cases.contact": "说明理由后查看联系方式",
    "staff.accounts": "管理账号和岗位人员",
    "staff.rosters": "排值班",
}

_VIEW: dict[str, Scope] = {"catalogue.view": "all", "slips.view": "all"}
TABLE: dict[str, dict[str, Scope]] = {
    "导办": {**_VIEW, "outcomes.record": "all", "cases.view": "all", "cases.contact": "all"},
    "窗口": {
        **_VIEW,
        "bulletin.pause": "window",
        "outcomes.record": "all",
        "cases.view": "all",
        "cases.contact": "all",
    },
    "值班长": {
        **_VIEW,
        "bulletin.pause": "all",
        "bulletin.notice": "all",
        "outcomes.record": "all",
        "figures.view": "all",
        "cases.view": "all",
        "cases.contact": "all",
        "staff.rosters": "all",
    },
    "派单员": {**_VIEW, "cases.view": "all", "cases.contact": "all"},
    "编辑": {
        **_VIEW,
        "catalogue.edit": "department",
        "catalogue.import": "department",
        "catalogue.export": "all",
        "catalogue.publish_local": "department",
        "catalogue.verify": "department",
        "questions.handle": "department",
        "figures.view": "department",
    },
    "审核": {
        **_VIEW,
        "catalogue.edit": "all",
        "catalogue.import": "all",
        "catalogue.export": "all",
        "catalogue.publish_local": "all",
        "catalogue.review": "all",
        "catalogue.rollback": "all",
        "catalogue.verify": "all",
        "questions.handle": "all",
        "figures.view": "all",
    },
    "督查": {**_VIEW, "figures.view": "all", "cases.view": "all", "cases.contact": "all"},
    "网格员": {"catalogue.view": "all"},
    "主管": {
        **_VIEW,
        "catalogue.edit": "all",
        "catalogue.structure": "all",
        "catalogue.import": "all",
        "catalogue.export": "all",
        "catalogue.publish_local": "all",
        "catalogue.review": "all",
        "catalogue.override": "all",
        "catalogue.rollback": "all",
        "catalogue.verify": "all",
        "bulletin.notice": "all",
        "questions.handle": "all",
        "figures.view": "all",
        "cases.view": "all",
        "cases.contact": "all",
    },
    ADMINISTRATOR: {"staff.accounts": "all"},
}
"""Role → capability → how far it reaches. What does not stand here is refused."""

Person = User | AnonymousUser


def posts_of(user: Person) -> list[Post]:
    """The posts somebody holds now, as the release has them; none for an account that is closed."""
    if not user.is_authenticated or not user.is_active:
        return []
    held: list[Post] | None = getattr(user, "_posts", None)
    if held is None:
        ids = set(Holder.objects.filter(user_id=user.pk, ended_at__isnull=True).values_list("post", flat=True))
        held = [post for post in active_hall().posts if post.id in ids] if ids else []
        user._posts = held  # type: ignore[attr-defined]
    return list(held)


def roles_of(user: Person) -> list[str]:
    """The roles of somebody, in the order of ROLES."""
    roles = {str(post.role) for post in posts_of(user)}
    if user.is_authenticated and user.is_active and user.is_superuser:
        roles.add(ADMINISTRATOR)
    return [role for role in ROLES if role in roles]


def may(user: Person, capability: str, *, department: str | None = None, window: str | None = None) -> bool:
    """Whether somebody may do something.

    Args:
        capability: a key of CAPABILITIES.
        department: of the thing it is done to; None asks whether it may be done anywhere at all.
        window: number of the window it is done to, the same way.

    Raises:
        KeyError: no such capability; a page that asks for one that does not exist must not open.
    """
    if capability not in CAPABILITIES:
        raise KeyError(capability)
    if ADMINISTRATOR in roles_of(user) and capability in TABLE[ADMINISTRATOR]:
        return True
    return any(_reaches(post, capability, department, window) for post in posts_of(user))


def departments_for(user: Person, capability: str) -> set[str] | None:
    """The departments in which somebody may do something; None = all of them."""
    scopes = [(TABLE[str(post.role)].get(capability), post.department) for post in posts_of(user)]
    if any(scope == "all" for scope, _ in scopes):
        return None
    return {department for scope, department in scopes if scope == "department" and department}


def windows_for(user: Person, capability: str) -> set[str] | None:
    """The windows at which somebody may do something; None = all of them."""
    posts = posts_of(user)
    if any(TABLE[str(post.role)].get(capability) == "all" for post in posts):
        return None
    return {w for post in posts if TABLE[str(post.role)].get(capability) == "window" for w in post.windows}


def holders_with(capability: str) -> Iterable[Post]:
    """The posts whose role has a capability."""
    return (post for post in active_hall().posts if capability in TABLE[str(post.role)])


def _reaches(post: Post, capability: str, department: str | None, window: str | None) -> bool:
    scope = TABLE[str(post.role)].get(capability)
    if scope is None:
        return False
    if scope == "department" and department is not None:
        return post.department == department
    if scope == "window" and window is not None:
        return window in post.windows
    return True
