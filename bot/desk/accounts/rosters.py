"""Rosters: a week of one post, filled day by day or copied from the week before."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bot.desk.accounts.forms import DutyForm, day_name
from bot.desk.pages import page, shown
from bot.knowledge.model import Post
from bot.staff.errors import StaffError, UnknownPost
from bot.staff.models import Duty
from bot.staff.roles import all_posts
from bot.staff.services import rosters
from bot.staff.services.posts import holders, post_named
from bot.store.writing import writing


@page("staff.rosters")
def posts(request: HttpRequest) -> HttpResponseBase:
    """Every post with who stands there now."""
    now = timezone.now()
    rows = [{"post": post, "people": rosters.on_duty(post.id, now)} for post in all_posts()]
    monday = rosters.monday_of(now.astimezone().date())
    return shown(request, "desk/rosters/posts.html", "值班表", {"rows": rows, "monday": monday})


@page("staff.rosters")
def week(request: HttpRequest, post: str, monday: str) -> HttpResponseBase:
    """One week; a POST puts somebody on the roster on some of its days, all of them or none."""
    named, first = _post(post), _monday(monday)
    days = rosters.week_of(post, first)
    now = timezone.now()
    today = now.astimezone().date()
    people = [holder for holder in holders(post) if holder.user.is_active]
    form = DutyForm(request.POST or None, people=people, days=[day for day, _ in days if day >= today])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with writing():
                for day in given["days"]:
                    person = User.objects.get(username=given["user"])
                    rosters.add_duty(post, person, date.fromisoformat(day), given["start"], given["end"], now=now)
        except StaffError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"排好了{len(given['days'])}天值班。")
            return redirect("desk:roster", post, monday)
    context = {
        "post": named,
        "days": [{"day": day, "name": day_name(day), "duties": duties, "past": day < today} for day, duties in days],
        "people": people,
        "form": form,
        "monday": first,
        "sunday": days[-1][0],
        "before": first - rosters.WEEK,
        "after": first + rosters.WEEK,
        "over": days[-1][0] < today,
    }
    return shown(request, "desk/rosters/week.html", f"{named.name}值班表", context, status=422 if form.errors else 200)


@page("staff.rosters")
@require_POST
def copy(request: HttpRequest, post: str, monday: str) -> HttpResponseBase:
    """Copies the week before into this one."""
    _post(post)
    copied = rosters.copy_week(post, _monday(monday), now=timezone.now())
    for words in copied.left_out:
        messages.warning(request, words)
    if copied.made:
        messages.success(request, f"从上周复制了{copied.made}班。")
    elif not copied.left_out:
        messages.warning(request, "上周没有排值班，没有可以复制的。")
    return redirect("desk:roster", post, monday)


@page("staff.rosters")
@require_POST
def remove(request: HttpRequest, duty: int) -> HttpResponseBase:
    """Takes one duty off the roster."""
    found = get_object_or_404(Duty, pk=duty)
    back = reverse("desk:roster", args=[found.post, rosters.monday_of(found.on).isoformat()])
    try:
        rosters.remove_duty(found, now=timezone.now())
    except StaffError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"撤掉了{day_name(found.on)}的一班。")
    return redirect(back)


def _post(post: str) -> Post:
    try:
        return post_named(post)
    except UnknownPost as error:
        raise Http404 from error


def _monday(text: str) -> date:
    try:
        return rosters.monday_of(date.fromisoformat(text))
    except ValueError as error:
        raise Http404 from error
