"""The menu at the side of every staff page: only what somebody may do stands there."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from bot.staff.roles import may


class Entry(NamedTuple):
    """One line. icon: name of a Material symbol. url: name of a route. capabilities: one of them is enough."""

    group: str
    title: str
    icon: str
    url: str
    capabilities: tuple[str, ...]


ENTRIES: list[Entry] = [
    Entry("资料", "资料", "menu_book", "desk:kinds", ("catalogue.view",)),
    Entry("资料", "修改单", "edit_note", "desk:change_sets", ("catalogue.view",)),
    Entry("资料", "发布记录", "history", "desk:releases", ("catalogue.view",)),
    Entry("资料", "表格导入导出", "table_view", "desk:sheets", ("catalogue.import", "catalogue.export")),
    Entry("资料", "没答好的问题", "contact_support", "desk:questions", ("questions.handle",)),
    Entry("资料", "核对资料", "verified", "desk:truth", ("catalogue.verify",)),
    Entry("诉求", "人工呼叫", "support_agent", "desk:talks", ("talks.answer",)),
    Entry("诉求", "本片的诉求", "pin_drop", "desk:area", ("area.work",)),
    Entry("诉求", "诉求", "inbox", "desk:board", ("cases.view",)),
    Entry("诉求", "登记诉求", "post_add", "desk:intake", ("cases.open",)),
    Entry("诉求", "当场办结", "task_alt", "desk:intake_solved", ("cases.solve",)),
    Entry("诉求", "补录纸质诉求", "edit_document", "desk:intake_paper", ("cases.paper",)),
    Entry("诉求", "答复模板", "text_snippet", "desk:wordings", ("wordings.edit",)),
    Entry("诉求", "外部工单", "move_to_inbox", "desk:orders", ("orders.import", "orders.export")),
    Entry("诉求", "补发查询码", "key", "desk:codes", ("cases.codes",)),
    Entry("诉求", "问题清单", "checklist", "desk:problems", ("cases.view",)),
    Entry("诉求", "诉求台账", "list_alt", "desk:ledgers", ("cases.ledgers",)),
    Entry("诉求", "诉求数字", "monitoring", "desk:figures", ("cases.ledgers",)),
    Entry("窗口", "窗口和公告", "campaign", "desk:bulletin", ("bulletin.pause", "bulletin.notice")),
    Entry("窗口", "窗口登记", "fact_check", "desk:slips", ("slips.view",)),
    Entry("窗口", "一次办成率", "percent", "desk:slips_figures", ("figures.view",)),
    Entry("窗口", "一体机", "tv_signin", "desk:devices", ("devices.keep",)),
    Entry("人员", "账号和岗位", "badge", "desk:accounts", ("staff.accounts",)),
    Entry("人员", "值班表", "calendar_month", "desk:rosters", ("staff.rosters",)),
    Entry("人员", "人员变动记录", "history", "desk:staff_log", ("staff.log",)),
]
"""In the order in which they are shown; groups in the order of their first line."""


def for_person(request: HttpRequest) -> list[dict[str, object]]:
    """The groups and lines this person sees, in unfold's form."""
    groups: dict[str, list[dict[str, object]]] = {
        "": [{"title": "今日", "icon": "today", "link": reverse("admin:index")}]
    }
    for entry in ENTRIES:
        if any(may(request.user, capability) for capability in entry.capabilities):
            line: dict[str, object] = {"title": entry.title, "icon": entry.icon, "link": reverse(entry.url)}
            groups.setdefault(entry.group, []).append(line)
    return [{"title": title, "items": lines} for title, lines in groups.items()]
