"""Today, this period against the one before, unit by unit; as a sheet too. Every number begins with what the person sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bot.cases import services
from bot.cases.models import Case, Kind
from bot.cases.models.request import CHANNELS
from bot.desk.figures import tables
from bot.desk.ledgers.choosing import ChooseForm
from bot.desk.ledgers.views import sheet
from bot.desk.pages import page, person, shown
from bot.knowledge.model import Hall
from bot.reports.ledgers import NONE, Chosen, Names
from bot.reports.rates import FEWEST, Rates, Standing, rates, rates_by, standing_by
from bot.reports.services.exports import export as take_out
from bot.store.releases import active_hall

TITLE = "诉求数字"


class By(NamedTuple):
    """A way to split. key: the column; fold: value → what it counts under; names: in the order of the table."""

    title: str
    key: str
    fold: Callable[[str], str]
    names: dict[str, str]


def ways(hall: Hall) -> dict[str, By]:
    """How the figures can be split; never by a person."""
    names = Names(hall)
    no_subject, no_post = {NONE: "没有分类"}, {NONE: "不属于部门的岗位"}
    return {
        "department": By("部门", "post", lambda post: names.of_post.get(post) or NONE, names.departments | no_post),
        "post": By("岗位", "post", str, names.posts | {"": "还没有岗位"}),
        "group": By("组别", "subject", lambda one: names.groups.get(one, NONE),
                    {group: group for group in names.groups.values()} | no_subject),
        "subject": By("分类", "subject", lambda one: one if one in names.subjects else NONE, names.subjects | no_subject),
        "kind": By("类型", "kind", str, dict(Kind.choices)),
        "channel": By("渠道", "channel", str, dict(CHANNELS)),
    }  # fmt: skip


class FiguresForm(ChooseForm):
    """The same conditions without a list's own, and how to split."""

    by = forms.ChoiceField(label="下表按什么分", required=False)
    what = None  # type: ignore[assignment]
    state = None  # type: ignore[assignment]

    def __init__(self, data: QueryDict, *, hall: Hall, now: datetime) -> None:
        super().__init__(data, hall=hall, now=now)
        self._offer("by", [(name, way.title) for name, way in ways(hall).items()])
        self.fields["by"].choices = self.fields["by"].choices[1:]  # type: ignore[attr-defined]
        self.data = {"by": "department", **self.data}

    @property
    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in ("period", "first", "last", "department", "by")]


@require_GET
@page("cases.ledgers")
def figures(request: HttpRequest) -> HttpResponse:
    """The page."""
    now, hall = timezone.now(), active_hall()
    form = FiguresForm(request.GET, hall=hall, now=now)
    chosen = form.chosen()
    by = form.cleaned_data.get("by") or "department"
    way, posts = ways(hall)[by], chosen.posts(hall)
    found = chosen.of(services.visible_to(request.user), hall)
    made, parts = _parts(found, chosen, now, way, posts)
    stands, apart = standing_by(found, now, key=way.key, posts=posts, fold=way.fold)
    context = {
        "form": form,
        "words": form.words(chosen, without=["what"]),
        "chosen": chosen,
        "unfinished": chosen.period.end > now,
        "standing": stands,
        "made": made,
        "compared": list(tables.compared(made, rates(found, chosen.period.before, now, posts=posts))),
        "way": way,
        "by": by,
        "figures": tables.PARTS,
        "lines": [
            tables.line(key, way.names[key], *_of(key, parts, apart)) for key in way.names if key in {*parts, *apart}
        ],
        "whole": tables.line("", "合计", made, stands),
        "query": request.GET.urlencode(),
        "ledger": _ledger(request.GET),
        "fewest": FEWEST,
    }
    return shown(request, "desk/figures/figures.html", TITLE, context)


@require_POST
@page("cases.ledgers")
def export(request: HttpRequest) -> HttpResponse:
    """The table by unit as a sheet, with the whole on top."""
    now, hall = timezone.now(), active_hall()
    form = FiguresForm(request.GET, hall=hall, now=now)
    chosen = form.chosen()
    way, posts = ways(hall)[form.cleaned_data.get("by") or "department"], chosen.posts(hall)
    found = chosen.of(services.visible_to(request.user), hall)
    made, parts = _parts(found, chosen, now, way, posts)
    stands, apart = standing_by(found, now, key=way.key, posts=posts, fold=way.fold)
    rows = [tables.row("合计", made, stands)]
    rows += [tables.row(way.names[key], *_of(key, parts, apart)) for key in way.names if key in {*parts, *apart}]
    about = f"{form.words(chosen, without=['what'])}，按{way.title}"
    data = take_out(
        person(request), what="figures", title=TITLE, about=about, columns=tables.columns(way.title), rows=rows, now=now
    )
    return sheet(data, TITLE, now)


def _parts(
    found: QuerySet[Case], chosen: Chosen, now: datetime, way: By, posts: set[str] | None
) -> tuple[Rates, dict[str, Rates]]:
    return rates_by(found, chosen.period, now, key=way.key, posts=posts, fold=way.fold)


def _of(key: str, parts: dict[str, Rates], apart: dict[str, Standing]) -> tuple[Rates, Standing]:
    return parts.get(key, Rates()), apart.get(key, Standing())


def _ledger(given: QueryDict) -> str:
    """The address part that keeps what was chosen when one goes to the ledger."""
    names = ("period", "first", "last", "department", "post", "group", "subject", "kind", "channel")
    return urlencode({name: value for name in names if (value := given.get(name))})
