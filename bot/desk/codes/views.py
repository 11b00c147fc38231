"""One page: what the citizen says goes in, a new code comes out, or that it does not fit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from bot.cases.errors import CasesError, Invalid
from bot.cases.services import reissue as reissue_code
from bot.desk.codes.forms import RememberedForm
from bot.desk.pages import page, person, shown

TITLE = "补发查询码"


@sensitive_post_parameters()
@page("cases.codes")
def reissue(request: HttpRequest) -> HttpResponse:
    """The form; nothing of a request is shown before its facts have been said rightly, and little afterwards."""
    if request.method != "POST":
        return shown(request, "desk/codes/page.html", TITLE, {"form": RememberedForm()})
    form = RememberedForm(request.POST)
    if not form.is_valid():
        return shown(request, "desk/codes/page.html", TITLE, {"form": form}, status=422)
    try:
        opened = reissue_code(person(request), form.remembered(), now=timezone.localtime())
    except Invalid as error:
        form.take(error.errors)
        return shown(request, "desk/codes/page.html", TITLE, {"form": form}, status=422)
    except CasesError as error:
        form.add_error(None, str(error))
        return shown(request, "desk/codes/page.html", TITLE, {"form": form}, status=error.status)
    return shown(request, "desk/codes/done.html", TITLE, {"number": opened.case.number, "code": opened.code})
