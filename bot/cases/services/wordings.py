"""Answer templates: which ones suit a request, and their words with the placeholders filled in.

A template never holds anybody's name or number: only the four placeholders of the request itself are put in.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from bot.cases.errors import Invalid, NotAllowed, UnknownCase
from bot.cases.models import Case, Kind, Wording
from bot.cases.services.steps import NOT_THERE
from bot.cases.services.visibility import visible_to
from bot.knowledge.model import Post
from bot.staff.roles import all_posts, departments_for, may, posts_of
from bot.store.releases import active_hall
from bot.store.writing import writing
from bot.text.mask import mask

RIGHT = "wordings.edit"
PLACEHOLDERS = {
    "编号": "诉求的编号",
    "日期": "答复当天的日期",
    "岗位": "承办岗位的名称",
    "电话": "承办部门的咨询电话",
}
"""What may stand in braces, and what is put in its place."""
TITLE_MAX, TEXT_MAX = 40, 1000
_PERSONAL = frozenset({"手机号", "身份证号", "银行卡号", "护照号", "通行证号"})
_BRACES = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")


def templates_for(user: User, case: Case) -> list[Wording]:
    """The templates somebody may use for a request: the hall's and those of the own departments; what suits best first.

    Raises:
        UnknownCase: this person may not know of the request.
    """
    if not visible_to(user).filter(pk=case.pk).exists():
        raise UnknownCase(NOT_THERE)
    departments = {post.department for post in posts_of(user) if post.department}
    found = Wording.objects.filter(
        Q(department="") | Q(department__in=departments),
        kind__in=("", case.kind),
        subject__in=("", case.subject),
        archived_at__isnull=True,
    )
    return sorted(found, key=lambda one: (-bool(one.subject), -bool(one.kind), not one.department, one.title, one.pk))


def filled(template: Wording, case: Case, now: datetime) -> str:
    """The words of a template for a request, to be read and changed before they are sent."""
    here = now.astimezone()
    post = next((one for one in all_posts() if one.id == case.post), None)
    values = {
        "编号": case.number,
        "日期": f"{here.year}年{here.month}月{here.day}日",
        "岗位": post.name if post is not None else "大厅",
        "电话": _telephone(post),
    }
    return _BRACES.sub(lambda found: values.get(found[1].strip(), found[0]), template.text)


def kept_by(user: User) -> QuerySet[Wording]:
    """The templates somebody keeps: all of them, or those of the own departments."""
    if not may(user, RIGHT):
        return Wording.objects.none()
    departments = departments_for(user, RIGHT)
    found = Wording.objects.select_related("changed_by")
    return found if departments is None else found.filter(department__in=departments)


def keep(user: User, *, department: str, title: str, text: str, kind: str, subject: str, now: datetime,
         template: Wording | None = None) -> Wording:  # fmt: skip
    """Writes a new template, or changes one.

    Args:
        department: id, or empty for one of the whole hall, which only those keep who keep all of them.

    Raises:
        NotAllowed: not this person's. Invalid: with sentences by field.
    """
    _guard(user, department, template)
    title, text = title.strip(), text.strip()
    errors = _faults(title, text, kind, subject, department)
    if errors:
        raise Invalid(errors)
    with writing():
        row = template or Wording(created_at=now)
        row.department, row.title, row.text, row.kind, row.subject = department, title, text, kind, subject
        row.changed_by, row.updated_at = user, now
        row.save()
    return row


def archive(user: User, template: Wording, *, now: datetime, back: bool = False) -> None:
    """Offers a template no longer; back: offers it again. Answers that used it stay as they are. Raises NotAllowed."""
    _guard(user, template.department, template)
    with writing():
        template.archived_at, template.changed_by, template.updated_at = None if back else now, user, now
        template.save()


def _guard(user: User, department: str, template: Wording | None) -> None:
    departments = departments_for(user, RIGHT) if may(user, RIGHT) else set()
    touched = {department} | ({template.department} if template is not None else set())
    if departments is not None and not touched <= departments:
        raise NotAllowed("您只能改本部门的答复模板；全大厅用的，由审核员或主管改。")


def _faults(title: str, text: str, kind: str, subject: str, department: str) -> dict[str, list[str]]:
    hall, errors = active_hall(), {}
    if not title or len(title) > TITLE_MAX:
        errors["title"] = [f"请写名称，最多{TITLE_MAX}个字。"]
    if len(text) < 4 or len(text) > TEXT_MAX:
        errors["text"] = [f"请写内容，4到{TEXT_MAX}个字。"]
    elif strange := [name for name in _BRACES.findall(text) if name.strip() not in PLACEHOLDERS]:
        allowed = "".join(f"{{{name}}}" for name in PLACEHOLDERS)
        errors["text"] = [f"不能用{{{strange[0]}}}。大括号里只能写：{allowed}。模板里不写人的姓名和号码。"]
    elif any(found.kind in _PERSONAL for found in mask(text).found):
        errors["text"] = ["模板里不能写个人的手机号、证件号。大厅的电话请用{电话}。"]
    if kind and kind not in Kind.values:
        errors["kind"] = ["请从列表里选类型。"]
    if subject and subject not in {one.id for one in hall.subjects}:
        errors["subject"] = ["请从列表里选分类。"]
    if department and department not in {one.id for one in hall.departments}:
        errors["department"] = ["请从列表里选部门。"]
    return errors


def _telephone(post: Post | None) -> str:
    hall = active_hall()
    department = next((one for one in hall.departments if post is not None and one.id == post.department), None)
    return (department.telephone if department is not None else None) or hall.information.telephone
