"""The page of one object, its history, and trying out what the guide would say."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from bot.catalogue import documents
from bot.catalogue.documents import STRUCTURE
from bot.catalogue.errors import CatalogueError, Conflict, Invalid, Unchanged
from bot.catalogue.models import Entry, Kind, Revision
from bot.catalogue.models.entries import Source
from bot.catalogue.services import checking, drafts
from bot.desk.catalogue.editor import Editor
from bot.desk.catalogue.lists import FIXED, READ_ONLY, kind_of, may_add
from bot.desk.catalogue.trying import tried
from bot.desk.pages import page, person, shown
from bot.knowledge.labels_phrases import SLOTS
from bot.knowledge.phrases import REQUIRED

OVERTAKEN = "您打开以后，别人改过这条资料。您填的都还在下面；先看看别人改了什么，再决定怎么保存。"


@page("catalogue.view")
def edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One object: its fields to be changed by those who may, to be read by the others."""
    sort = kind_of(kind)
    entry = get_object_or_404(Entry.objects.select_related("draft", "approved", "change_set"), kind=kind, key=key)
    if entry.draft is None:
        raise Http404
    editable = kind not in READ_ONLY and drafts.may_edit(person(request), kind, entry.department)
    if editable:
        checking.get_ready()
    if request.method == "POST" and not editable:
        why = "这条资料由别的部门管，您的岗位不能改。"
        return shown(request, "desk/refused.html", "不能修改", {"why": why}, status=403)
    if not entry.draft.content:
        return _gone_page(request, entry, editable)
    content = documents.plain_of(entry.draft.content) or {}
    editor = Editor.opened(kind, key, content, base=entry.draft.number, still=not editable)
    status = 200
    if request.method == "POST":
        editor = Editor.posted(kind, key, request.POST)
        saved = _acted(request, editor)
        if isinstance(saved, HttpResponse):
            return saved
        status = saved
    return _editor_page(request, editor, sort.label, entry, editable, status)


@page("catalogue.edit", "catalogue.structure")
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new object."""
    sort = kind_of(kind)
    if kind in FIXED | READ_ONLY:
        raise Http404
    if not may_add(request, kind):
        raise PermissionDenied
    editor, status = Editor.opened(kind, "", {}, base=0), 200
    if request.method == "POST":
        editor = Editor.posted(kind, "", request.POST)
        saved = _acted(request, editor)
        if isinstance(saved, HttpResponse):
            return saved
        status = saved
    return _editor_page(request, editor, f"新建{sort.label}", None, True, status)


@require_POST
@page("catalogue.edit", "catalogue.structure")
def remove(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Proposes that an object goes."""
    if kind_of(kind) in FIXED:
        raise Http404
    why = request.POST.get("why", "").strip()
    try:
        if not why:
            raise Invalid([("原因", "请写一句为什么删去")])
        drafts.propose(person(request), kind, key, None, why=why, now=timezone.now())
    except CatalogueError as error:
        return _refused(request, error, redirect("desk:object", kind, key))
    _check_soon(kind, key)
    messages.success(request, "已记下要删去这一条。发布以后才会真的删去。")
    return redirect("desk:object", kind, key)


@require_POST
@page("catalogue.edit", "catalogue.structure")
def give_up(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Gives up what was changed in one object and is not published."""
    entry = get_object_or_404(Entry, kind=kind, key=key)
    try:
        drafts.take_out(person(request), entry, now=timezone.now())
    except CatalogueError as error:
        return _refused(request, error, redirect("desk:object", kind, key))
    messages.success(request, "没发布的改动已放弃，资料和发布的一样。")
    entry.refresh_from_db()
    change_set = request.POST.get("back", "")
    if change_set.isdecimal():
        return redirect("desk:change_set", int(change_set))
    return redirect("desk:object", kind, key) if entry.draft_id else redirect("desk:objects", kind)


@require_GET
@page("catalogue.view")
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Who changed what, when and why, field by field, newest first."""
    sort = kind_of(kind)
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
        return _refused(request, error, redirect("desk:history", kind, key))
    _check_soon(kind, key)
    messages.success(request, f"第{number}版已作为草稿恢复，发布以后才会说。")
    return redirect("desk:history" if not old.content else "desk:object", kind, key)


@require_POST
@page("catalogue.edit", "catalogue.structure")
def preview(request: HttpRequest, kind: str, key: str = "") -> HttpResponse:
    """What the guide says now, and what it would say with what stands in the form; for who may change it.

    Cues hold patterns that are searched for in what is asked: nobody tries out the own ones in the workshop.
    """
    if kind_of(kind) in READ_ONLY:
        raise PermissionDenied
    entry = Entry.objects.filter(kind=kind, key=key).first() if key else None
    if not (drafts.may_edit(person(request), kind, entry.department) if entry else may_add(request, kind)):
        raise PermissionDenied
    editor = Editor.posted(kind, key, request.POST)
    context = {"tried": tried(editor, request.POST.get("__ask", ""))}
    return shown(request, "desk/catalogue/tried.html", "试一试", context)


def _refused(request: HttpRequest, error: CatalogueError, back: HttpResponse) -> HttpResponse:
    """What is not this person's is refused; anything else is told on the page they came from."""
    if error.status == 403:
        return shown(request, "desk/refused.html", "不能修改", {"why": str(error)}, status=403)
    messages.error(request, str(error))
    return back


def _check_soon(kind: str, key: str) -> None:
    """Whoever goes on to publish finds the result ready."""
    entry = Entry.objects.select_related("change_set").get(kind=kind, key=key)
    if entry.change_set is not None:
        checking.start(entry.change_set)


def _acted(request: HttpRequest, editor: Editor) -> HttpResponse | int:
    """What the page asks for: the way on after saving, else the status of the same page."""
    act = request.POST.get("act", "")
    if act == "save" or (act == "enter" and not request.POST.get("__ask", "").strip()):
        return _saved(request, editor)
    editor.act(act)
    return 200


def _saved(request: HttpRequest, editor: Editor) -> HttpResponse | int:
    """The way on after saving; a status when something is wrong, which the editor then shows."""
    editor.check()
    if editor.faulty:
        return 422
    try:
        revision = drafts.propose(
            person(request), editor.kind, editor.key_now, editor.plain, why=editor.why, now=timezone.now(), base=editor.base
        )  # fmt: skip
    except Unchanged as error:
        messages.info(request, str(error))
        return redirect("desk:object", editor.kind, editor.key_now)
    except Invalid as error:
        editor.fault(error.errors)
        return error.status
    except Conflict as error:
        editor.newer = list(
            Revision.objects.filter(entry__kind=editor.kind, entry__key=editor.key_now, number__gt=editor.base)
        )
        editor.fault([("", OVERTAKEN if editor.newer else str(error))])
        return error.status
    except CatalogueError as error:
        editor.fault([("", str(error))])
        return error.status
    held = revision.entry.change_set
    if held is None:
        messages.success(request, "已保存。内容和发布的一样，没有什么要发布。")
    else:
        checking.start(held)
        messages.success(
            request,
            format_html(
                "已保存到修改单“{}”。小豹还没有照新的说。<a href=\"{}\">去检查和发布</a>，或者接着改别的。",
                held, reverse("desk:change_set", args=[held.pk]),
            ),
        )  # fmt: skip
    return redirect("desk:object", editor.kind, editor.key_now)


def _gone_page(request: HttpRequest, entry: Entry, editable: bool) -> HttpResponse:
    """An object that is to be removed, or was: what is said of it until then, and the way back."""
    held = documents.plain_of(entry.approved.content) if entry.approved is not None else None
    editor = Editor.opened(entry.kind, entry.key, held, base=0, still=True) if held else None
    context = {
        "entry": entry,
        "kind": entry.kind,
        "label": entry.get_kind_display(),
        "editor": editor,
        "undo": editable,
    }
    return shown(request, "desk/catalogue/gone.html", entry.name or entry.key, {**context, "editable": False})


def _editor_page(
    request: HttpRequest, editor: Editor, label: str, entry: Entry | None, editable: bool, status: int
) -> HttpResponse:
    asked = request.POST.get("__ask", "")
    context: dict[str, Any] = {
        "editor": editor, "entry": entry, "label": label, "editable": editable, "kind": editor.kind,
        "tried": tried(editor, asked) if request.POST.get("act") == "preview" or _entered(request) else None,
        "asked": asked, "fixed": editor.kind in FIXED, "two_people": editor.kind in STRUCTURE,
        "slots": _slots(editor) if editor.kind == Kind.PHRASE else [],
        "preview_url": (
            reverse("desk:preview", args=[editor.kind, editor.key]) if editor.key
            else reverse("desk:preview_new", args=[editor.kind])
        ),
    }  # fmt: skip
    title = (entry.name or entry.key) if entry is not None else label
    return shown(request, "desk/catalogue/edit.html", title, context, status=status)


def _entered(request: HttpRequest) -> bool:
    """Was Enter pressed with a question to try?"""
    return request.POST.get("act") == "enter" and bool(request.POST.get("__ask", "").strip())


def _slots(editor: Editor) -> list[tuple[str, str]]:
    """What may stand in braces in a phrase: as it is written, what it becomes."""
    return [(f"{{{name}}}", SLOTS.get(name, name)) for name in sorted(REQUIRED.get(editor.key, frozenset()))]
