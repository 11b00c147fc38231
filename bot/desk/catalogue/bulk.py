"""One change for many items at once: the responsible post, the telephone or the department. Becomes a change set."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from bot.catalogue import documents
from bot.catalogue.errors import CatalogueError, Invalid
from bot.catalogue.models import Entry, Kind
from bot.catalogue.models.entries import Source
from bot.catalogue.services import checking, drafts
from bot.catalogue.services.drafts import Proposal
from bot.desk.catalogue.editor import WHY_MIN
from bot.desk.catalogue.lists import filtered, present
from bot.desk.pages import page, person, shown
from bot.knowledge.labels import label
from bot.knowledge.model import Item
from bot.store.releases import active_hall

FIELDS = ("owner", "telephone", "department")
"""What may be changed for many."""
NAMES = 30
"""So many are named; the rest is counted."""


@require_POST
@page("catalogue.edit")
def bulk(request: HttpRequest) -> HttpResponse:
    """First what is to be changed for the chosen items; then, with a reason, the change set of it."""
    post = request.POST
    mine, held, others = _sorted(request, _chosen(request, post))
    errors: dict[str, str] = {}
    if not mine:
        errors["keys"] = "没有选中能改的事项。请回到列表，在前面的方框里打勾。"
    if post.get("act") == "save" and mine:
        field, why = post.get("field", ""), post.get("why", "").strip()
        value = post.get(f"to_{field}", "").strip()
        errors = _faults(field, value, why)
        if not errors:
            try:
                return _proposed(request, mine, field, value, why)
            except Invalid as error:
                errors["keys"] = "；".join(f"{where}：{words}" for where, words in error.errors[:10])
            except CatalogueError as error:
                errors["keys"] = str(error)
    hall = active_hall()
    context: dict[str, Any] = {
        "mine": mine[:NAMES], "count": len(mine), "more": max(0, len(mine) - NAMES), "held": held, "others": others,
        "keys": ",".join(entry.key for entry in mine), "posts": [(one.id, one.name) for one in hall.posts],
        "departments": [(one.id, one.name) for one in hall.departments], "errors": errors,
        "fields": [(name, label(Item, name).name, post.get("field", "owner") == name) for name in FIELDS],
        "to": {name: post.get(f"to_{name}", "") for name in FIELDS}, "why": post.get("why", ""),
    }  # fmt: skip
    return shown(request, "desk/catalogue/bulk.html", "一起改", context, status=422 if errors else 200)


def _chosen(request: HttpRequest, post: QueryDict) -> list[Entry]:
    if post.get("all"):
        return list(filtered(request, Kind.ITEM, QueryDict(post.get("query", ""))))
    keys = {key for part in post.getlist("keys") for key in part.split(",") if key}
    rows = (
        present().filter(kind=Kind.ITEM).select_related("draft", "approved", "change_set").order_by("position", "key")
    )
    return [entry for entry in rows if entry.key in keys]


def _sorted(request: HttpRequest, chosen: list[Entry]) -> tuple[list[Entry], list[Entry], int]:
    """Those that can be changed, those that another change set holds, and how many are other departments'."""
    own = [entry for entry in chosen if drafts.may_edit(person(request), entry.kind, entry.department)]
    held = [entry for entry in own if entry.change_set_id is not None]
    return [entry for entry in own if entry.change_set_id is None], held, len(chosen) - len(own)


def _faults(field: str, value: str, why: str) -> dict[str, str]:
    errors = {}
    if field not in FIELDS:
        errors["field"] = "请选要改哪一项。"
    elif not value and field == "department":
        errors["to_department"] = "请从列表中选一个部门。"
    if len(why) < WHY_MIN:
        errors["why"] = "请用一句话写明为什么改，例如：单位换了电话。"
    return errors


def _proposed(request: HttpRequest, entries: list[Entry], field: str, value: str, why: str) -> HttpResponse:
    proposals = []
    for entry in entries:
        content = documents.plain_of(entry.draft.content if entry.draft is not None else "") or {}
        content = {name: held for name, held in content.items() if name != field} | ({field: value} if value else {})
        proposals.append(Proposal(entry.kind, entry.key, content))
    words = label(Item, field).name
    change_set = drafts.propose_many(
        person(request), proposals, title=f"一起改{words}（{len(entries)}个事项）", why=why, source=Source.DESK,
        now=timezone.now(),
    )  # fmt: skip
    checking.start(change_set)
    messages.success(
        request, f"已放进这张修改单，改了{change_set.entries.count()}个事项的{words}。检查、发布以后生效。"
    )
    return redirect("desk:change_set", change_set.pk)
