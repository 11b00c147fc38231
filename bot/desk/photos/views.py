"""One photo of a request. Its address gives nothing away: who may not see the request is told that there is none."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from bot.cases import services
from bot.cases.errors import UnknownCase
from bot.desk.pages import page, person


@page("cases.view")
@require_safe
def photo(request: HttpRequest, number: str, nth: int) -> HttpResponseBase:
    """The JPEG itself, kept by no cache and never taken for anything else."""
    try:
        data = services.photo(person(request), number, nth)
    except UnknownCase as error:
        raise Http404 from error
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": f'inline; filename="{number}-{nth}.jpg"'}
    return HttpResponse(data, content_type="image/jpeg", headers=headers)
