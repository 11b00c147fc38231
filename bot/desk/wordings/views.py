"""The pages on which departments keep their answer templates."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bot.cases.errors import Invalid, NotAllowed
from bot.cases.models import Case, Wording
from bot.cases.services import wordings as service
from bot.desk.pages import page, person, shown
from bot.desk.papers.plain import subject_name
from bot.desk.wordings.forms import WordingForm
from bot.store.releases import active_hall

TITLE = "答复模板"
SAMPLE = "2000000000"
"""The number that stands in an example."""


@require_GET
@page("wordings.edit")
def wordings(request: HttpRequest) -> HttpResponse:
    """What this person keeps; those no longer offered stand apart."""
    names = {one.id: one.name for one in active_hall().departments}
    rows = [
        {"row": one, "department": names.get(one.department, "全大厅"), "subject": subject_name(one.subject)}
        for one in service.kept_by(person(request))
    ]
    context = {
        "offered": [one for one in rows if one["row"].archived_at is None],  # type: ignore[attr-defined]
        "archived": [one for one in rows if one["row"].archived_at is not None],  # type: ignore[attr-defined]
    }
    return shown(request, "desk/wordings/list.html", TITLE, context)


@require_http_methods(["GET", "POST"])
@page("wordings.edit")
def new(request: HttpRequest) -> HttpResponse:
    """A new one."""
    return _edited(request, None)


@require_http_methods(["GET", "POST"])
@page("wordings.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes one."""
    return _edited(request, _own(request, pk))


@require_POST
@page("wordings.edit")
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Offers one no longer, or again."""
    found, back = _own(request, pk), "back" in request.POST
    service.archive(person(request), found, now=timezone.now(), back=back)
    messages.success(request, f"“{found.title}”{'又可以用了' if back else '停用了，写好的答复不变'}。")
    return redirect("desk:wordings")


def _edited(request: HttpRequest, found: Wording | None) -> HttpResponse:
    user, now = person(request), timezone.now()
    first = {name: getattr(found, name) for name in WordingForm.base_fields} if found else None
    form = WordingForm(request.POST or None, user=user, initial=first)
    example = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "preview" in request.POST:
            example = _example(data["text"], now)
        else:
            try:
                kept = service.keep(user, template=found, now=now, **data)
            except Invalid as error:
                form.take(error.errors)
            except NotAllowed as error:
                raise PermissionDenied(str(error)) from error
            else:
                messages.success(request, f"“{kept.title}”存好了。")
                return redirect("desk:wordings")
    context = {"form": form, "example": example, "back": reverse("desk:wordings"), "found": found}
    title = f"改模板：{found.title}" if found else "新的答复模板"
    return shown(request, "desk/wordings/edit.html", title, context, status=422 if form.errors else 200)


def _example(text: str, now: datetime) -> str:
    post = next((one.id for one in active_hall().posts if one.role == "窗口"), "")
    return service.filled(Wording(text=text), Case(number=SAMPLE, post=post), now)


def _own(request: HttpRequest, pk: int) -> Wording:
    found = get_object_or_404(Wording, pk=pk)
    if not service.kept_by(person(request)).filter(pk=pk).exists():
        raise PermissionDenied
    return found
