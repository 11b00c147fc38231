"""Who may do what: the one table that every page asks. A person's roles are those of the posts held; 管理员 is an account's mark.

Source: docs/roles.md, after 岗位 in the hall's organisation; administrators keep accounts and see no requests.
"""

from __future__ import annotations

from typing import Literal

from django.contrib.auth.models import AnonymousUser, User

from bot.knowledge.model import Post
from bot.staff.models import Holder
from bot.store.releases import active_release

Scope = Literal["all", "department", "window", "post"]
"""How far a right reaches: everything, the post's own department, the post's own windows, what the post itself has."""

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
    "talks.answer": "接人工呼叫，和群众说话",
    "cases.open": "替群众登记诉求",
    "cases.solve": "当场办结",
    "cases.paper": "补录纸质诉求",
    "cases.codes": "补发查询码",
    "orders.import": "导入外部工单",
    "orders.export": "导出外部工单的答复",
    "wordings.edit": "改答复模板",
    "area.work": "在手机上办本片的诉求",
    "cases.ledgers": "看诉求台账和数字",
    "problems.find": "登记自查问题",
    "problems.keep": "管问题清单",
    "devices.keep": "登记和查看一体机",
    "staff.accounts": "管理账号和岗位人员",
    "staff.rosters": "排值班",
    "staff.log": "看人员变动记录",
}
"""Every right there is, in people's words. A page that asks for another one does not open."""

_VIEW: dict[str, Scope] = {"catalogue.view": "all", "slips.view": "all"}
TABLE: dict[str, dict[str, Scope]] = {
    "导办": {
        **_VIEW,
        "outcomes.record": "all",
        "cases.view": "all",
        "cases.contact": "all",
        "problems.find": "all",
        "talks.answer": "all",
        "cases.open": "all",
        "cases.solve": "all",
        "cases.paper": "all",
        "cases.codes": "all",
    },
    "窗口": {
        **_VIEW,
        "bulletin.pause": "window",
        "outcomes.record": "all",
        "cases.view": "department",
        "cases.contact": "department",
        "problems.find": "all",
        "cases.open": "all",
        "cases.solve": "all",
        "cases.paper": "all",
    },
    "值班长": {
        **_VIEW,
        "bulletin.pause": "all",
        "bulletin.notice": "all",
        "outcomes.record": "all",
        "figures.view": "all",
        "cases.view": "all",
        "cases.contact": "all",
        "cases.ledgers": "all",
        "problems.find": "all",
        "problems.keep": "all",
        "talks.answer": "all",
        "cases.open": "all",
        "cases.paper": "all",
        "cases.codes": "all",
        "devices.keep": "all",
        "staff.rosters": "all",
    },
    "派单员": {
        **_VIEW,
        "cases.view": "all",
        "cases.contact": "all",
        "cases.ledgers": "all",
        "problems.keep": "all",
        "cases.paper": "all",
        "orders.import": "all",
        "orders.export": "all",
    },
    "编辑": {
        **_VIEW,
        "catalogue.edit": "department",
        "catalogue.import": "department",
        "catalogue.export": "all",
        "catalogue.publish_local": "department",
        "catalogue.verify": "department",
        "questions.handle": "department",
        "figures.view": "department",
        "cases.view": "department",
        "cases.contact": "department",
        "cases.ledgers": "department",
        "wordings.edit": "department",
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
        "wordings.edit": "all",
    },
    "督查": {
        **_VIEW,
        "figures.view": "all",
        "cases.view": "all",
        "cases.contact": "all",
        "cases.ledgers": "all",
        "problems.find": "all",
        "problems.keep": "all",
        "cases.paper": "all",
        "orders.export": "all",
        "staff.log": "all",
    },
    "网格员": {
        "catalogue.view": "all",
        "cases.view": "post",
        "cases.contact": "post",
        "problems.find": "all",
        "cases.open": "all",
        "cases.paper": "all",
        "area.work": "post",
    },
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
        "cases.ledgers": "all",
        "problems.find": "all",
        "problems.keep": "all",
        "orders.import": "all",
        "orders.export": "all",
        "wordings.edit": "all",
        "staff.rosters": "all",
        "staff.log": "all",
    },
    ADMINISTRATOR: {"devices.keep": "all", "staff.accounts": "all", "staff.log": "all"},
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
        held = [post for post in all_posts() if post.id in ids] if ids else []
        user._posts = held  # type: ignore[attr-defined]
    return list(held)


def all_posts() -> tuple[Post, ...]:
    """The posts of the hall as it is spoken of now; none before the first release."""
    release = active_release()
    return release.hall.posts if release is not None else ()


def roles_of(user: Person) -> list[str]:
    """The roles of somebody, in the order of ROLES."""
    roles = {str(post.role) for post in posts_of(user)}
    if is_administrator(user):
        roles.add(ADMINISTRATOR)
    return [role for role in ROLES if role in roles]


def is_administrator(user: Person) -> bool:
    """Whether the account bears the mark 管理员; it gives no right but those of its line in TABLE."""
    return user.is_authenticated and user.is_active and user.is_superuser


def may(user: Person, capability: str, *, department: str | None = None, window: str | None = None) -> bool:
    """Whether somebody may do something.

    Args:
        capability: a key of CAPABILITIES.
        department: of the thing it is done to; None asks whether it may be done anywhere at all.
        window: number of the window it is done to, the same way.

    Raises:
        KeyError: no such capability; a page that asks for one that does not exist must not open.
    """
    _known(capability)
    if is_administrator(user) and capability in TABLE[ADMINISTRATOR]:
        return True
    return any(_reaches(post, capability, department, window) for post in posts_of(user))


def departments_for(user: Person, capability: str) -> set[str] | None:
    """The departments in which somebody may do something; None = all of them. Raises KeyError like `may`."""
    _known(capability)
    scopes = [(TABLE[post.role].get(capability), post.department) for post in posts_of(user)]
    if any(scope == "all" for scope, _ in scopes):
        return None
    return {department for scope, department in scopes if scope == "department" and department}


def windows_for(user: Person, capability: str) -> set[str] | None:
    """The windows at which somebody may do something; None = all of them. Raises KeyError like `may`."""
    _known(capability)
    posts = posts_of(user)
    if any(TABLE[post.role].get(capability) == "all" for post in posts):
        return None
    return {w for post in posts if TABLE[post.role].get(capability) == "window" for w in post.windows}


def posts_with(capability: str, *, department: str | None = None) -> list[Post]:
    """The posts whose role has a right, in the hall's order. department: only where it reaches this one."""
    _known(capability)
    return [post for post in all_posts() if _reaches(post, capability, department, None)]


def people_with(capability: str, *, department: str | None = None) -> list[User]:
    """The people who hold such a post now, A before B. 管理员 without a post does not count."""
    ids = [post.id for post in posts_with(capability, department=department)]
    holders = Holder.objects.filter(post__in=ids, ended_at__isnull=True, user__is_active=True)
    return list(dict.fromkeys(holder.user for holder in holders.select_related("user").order_by("rank", "since")))


def _known(capability: str) -> None:
    if capability not in CAPABILITIES:
        raise KeyError(capability)


def _reaches(post: Post, capability: str, department: str | None, window: str | None) -> bool:
    scope = TABLE[post.role].get(capability)
    if scope == "department":
        return bool(post.department) and department in (None, post.department)
    if scope == "window":
        return bool(post.windows) and (window is None or window in post.windows)
    if scope == "post":
        return department is None and window is None
    return scope == "all"
