"""Lists of objects, the page of one, its history, and trying out what the guide would say."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bot.catalogue import documents
from bot.catalogue.documents import STRUCTURE
from bot.catalogue.errors import CatalogueError, Invalid
from bot.catalogue.models import Entry, Kind, Revision
from bot.catalogue.models.entries import Source
from bot.catalogue.services import drafts
from bot.desk.catalogue.editor import Editor
from bot.desk.catalogue.trying import tried
from bot.desk.pages import page, person, shown
from bot.staff.roles import departments_for, may
from bot.store.releases import active_hall

READ_ONLY = frozenset({Kind.CUES})
"""Kinds that a form can't hold: they are kept as files (`xiaobao catalogue import`)."""
PER_PAGE = 50


@require_GET
@page("catalogue.view")
def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds with their counts."""
    counts = {kind: [0, 0] for kind in Kind.values}
    for kind, set_id in _present().values_list("kind", "change_set"):
        counts[kind][0] += 1
        counts[kind][1] += set_id is not None
    rows = [{"kind": kind, "label": kind.label, "count": counts[kind][0], "open": counts[kind][1]} for kind in Kind]
    return shown(request, "desk/catalogue/kinds.html", "资料", {"rows": rows})


@require_GET
@page("catalogue.view")
def objects(request: HttpRequest, kind: str) -> HttpResponse:
    """The objects of a kind: search by words, pinyin or initials; by department; those being changed."""
    sort = _kind(kind)
    words, department, state = (request.GET.get(name, "").strip() for name in ("q", "department", "state"))
    rows = _present().filter(kind=kind).select_related("change_set", "draft", "approved")
    for word in words.lower().split():
        rows = rows.filter(search__contains=word)
    if department:
        rows = rows.filter(department=department)
    if state == "open":
        rows = rows.filter(change_set__isnull=False)
    if state == "mine":
        mine = departments_for(person(request), "catalogue.edit")
        rows = rows if mine is None else rows.filter(department__in=mine)
    listed = Paginator(rows.order_by("position", "key"), PER_PAGE).get_page(request.GET.get("page"))
    names = {one.id: one.name for one in active_hall().departments}
    for entry in listed:
        entry.department_name = names.get(entry.department, "")
    context = {
        "kind": kind, "label": sort.label, "listed": listed, "words": words, "department": department, "state": state,
        "departments": names, "may_add": kind not in documents.ONCE | READ_ONLY and _may_add(request, kind),
    }  # fmt: skip
    return shown(request, "desk/catalogue/objects.html", sort.label, context)


@page("catalogue.view")
def edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One object: its fields to be changed by those who may, to be read by the others."""
    sort = _kind(kind)
    entry = get_object_or_404(Entry.objects.select_related("draft", "approved", "change_set"), kind=kind, key=key)
    if entry.draft is None or not entry.draft.content:
        raise Http404
    editable = kind not in READ_ONLY and drafts.may_edit(person(request), kind, entry.department)
    editor = Editor.opened(kind, key, documents.plain_of(entry.draft.content) or {}, base=entry.draft.number)
    status = 200
    if request.method == "POST":
        if not editable:
            return shown(
                request, "desk/refused.html", "不能修改", {"why": "这条资料由别的部门管，您的岗位不能改。"}, status=403
            )
        editor = Editor.posted(kind, key, request.POST)
        act = request.POST.get("act", "")
        if act == "save":
            saved = _saved(request, editor)
            if saved is not None:
                return saved
            status = 422
        else:
            editor.act(act)
    return _editor_page(request, editor, sort.label, entry, editable, status)


@page("catalogue.edit", "catalogue.structure")
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new object."""
    sort = _kind(kind)
    if kind in documents.ONCE | READ_ONLY or not _may_add(request, kind):
        raise Http404
    editor, status = Editor.opened(kind, "", {}, base=0), 200
    if request.method == "POST":
        editor = Editor.posted(kind, "", request.POST)
        act = request.POST.get("act", "")
        if act == "save":
            saved = _saved(request, editor)
            if saved is not None:
                return saved
            status = 422
        else:
            editor.act(act)
    return _editor_page(request, editor, f"新建{sort.label}", None, True, status)


@require_POST
@page("catalogue.edit", "catalogue.structure")
def remove(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Proposes that an object goes."""
    _kind(kind)
    why = request.POST.get("why", "").strip()
    try:
        if not why:
            raise Invalid([("原因", "请写一句为什么删去")])
        drafts.propose(person(request), kind, key, None, why=why, now=timezone.now())
    except CatalogueError as error:
        messages.error(request, str(error))
        return redirect("desk:object", kind, key)
    messages.success(request, "已记下要删去这一条。发布以后才会真的删去。")
    return redirect("desk:objects", kind)


@require_POST
@page("catalogue.edit", "catalogue.structure")
def give_up(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Gives up what was changed in one object and is not published."""
    entry = get_object_or_404(Entry, kind=kind, key=key)
    try:
        drafts.take_out(person(request), entry, now=timezone.now())
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "没发布的改动已放弃，资料和发布的一样。")
    entry.refresh_from_db()
    return redirect("desk:object", kind, key) if entry.draft_id else redirect("desk:objects", kind)


@require_GET
@page("catalogue.view")
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Who changed what, when and why, field by field, newest first."""
    sort = _kind(kind)
    entry = get_object_or_404(Entry, kind=kind, key=key)
    rows = Revision.objects.filter(entry=entry).select_related("change_set").order_by("-number")
    listed = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {
        "entry": entry, "listed": listed, "kind": kind, "label": sort.label,
        "editable": kind not in READ_ONLY and drafts.may_edit(person(request), kind, entry.department),
    }  # fmt: skip
    return shown(request, "desk/catalogue/history.html", f"{entry.name or key}：修改记录", context)


@require_POST
@page("catalogue.edit", "catalogue.structure")
def restore(request: HttpRequest, kind: str, key: str, number: int) -> HttpResponse:
    """Takes an old version as the draft."""
    old = get_object_or_404(Revision, entry__kind=kind, entry__key=key, number=number)
    try:
        drafts.propose(
            person(request), kind, key, documents.plain_of(old.content), why=f"恢复第{number}版", source=Source.RESTORE,
            now=timezone.now(),
        )  # fmt: skip
    except CatalogueError as error:
        messages.error(request, str(error))
        return redirect("desk:history", kind, key)
    messages.success(request, f"第{number}版已作为草稿恢复，发布以后才会说。")
    return redirect("desk:history" if not old.content else "desk:object", kind, key)


@require_POST
@page("catalogue.view")
def preview(request: HttpRequest, kind: str, key: str = "") -> HttpResponse:
    """What the guide says now, and what it would say with what stands in the form."""
    _kind(kind)
    editor = Editor.posted(kind, key, request.POST)
    context = {"tried": tried(editor, request.POST.get("__ask", ""))}
    return shown(request, "desk/catalogue/tried.html", "试一试", context)


def _saved(request: HttpRequest, editor: Editor) -> HttpResponse | None:
    """The way on after saving; None when something is wrong, which the editor then shows."""
    editor.check()
    if editor.faulty:
        return None
    try:
        revision = drafts.propose(
            person(request), editor.kind, editor.key_now, editor.plain, why=editor.why, now=timezone.now(), base=editor.base
        )  # fmt: skip
    except Invalid as error:
        editor.fault(error.errors)
        return None
    except CatalogueError as error:
        editor.fault([("", str(error))])
        return None
    if revision.entry.change_set is None:
        messages.success(request, "已保存。内容和发布的一样，没有什么要发布。")
    else:
        messages.success(request, f"已保存到修改单“{revision.entry.change_set}”。发布以后，小豹才会照新的说。")
    return redirect("desk:object", editor.kind, editor.key_now)


def _editor_page(
    request: HttpRequest, editor: Editor, label: str, entry: Entry | None, editable: bool, status: int
) -> HttpResponse:
    asked = request.POST.get("__ask", "")
    context: dict[str, Any] = {
        "editor": editor, "entry": entry, "label": label, "editable": editable, "kind": editor.kind,
        "tried": tried(editor, asked) if request.POST.get("act") == "preview" else None, "asked": asked,
        "two_people": editor.kind in STRUCTURE,
        "once": editor.kind in documents.ONCE,
        "preview_url": (
            reverse("desk:preview", args=[editor.kind, editor.key]) if editor.key
            else reverse("desk:preview_new", args=[editor.kind])
        ),
    }  # fmt: skip
    title = (entry.name or entry.key) if entry is not None else label
    return shown(request, "desk/catalogue/edit.html", title, context, status=status)


def _present() -> Any:
    """Objects that are there: approved, or drafted and not removed."""
    gone = Q(draft__isnull=True) | (Q(draft__content="") & (Q(approved__isnull=True) | Q(approved=F("draft"))))
    return Entry.objects.exclude(gone)


def _kind(kind: str) -> Kind:
    try:
        return Kind(kind)
    except ValueError as error:
        raise Http404 from error


def _may_add(request: HttpRequest, kind: str) -> bool:
    return may(person(request), "catalogue.structure" if kind in STRUCTURE else "catalogue.edit")
