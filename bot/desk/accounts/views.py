"""Accounts and posts: looked up, made, changed, closed. Every change asks for a reason and leaves a row in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from bot.desk import two_steps
from bot.desk.accounts.forms import Closing, GivePassword, GivePost, NewAccount, Why, person_name
from bot.desk.home import PROVIDERS, Card
from bot.desk.pages import page, shown
from bot.staff.errors import InvalidAccount, NotHeld, StaffError
from bot.staff.handover import held_by
from bot.staff.models import StaffEvent, What
from bot.staff.roles import all_posts, may
from bot.staff.services import accounts, posts
from bot.staff.services.closing import close_account
from bot.staff.services.log import reason, record
from bot.store.releases import active_release
from bot.store.writing import writing

PER_PAGE = 50
RECENT = 20
"""Rows of the log on a person's own page."""


@page("staff.accounts")
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody, searched by name, user name, pinyin or initials."""
    words, closed = request.GET.get("q", ""), request.GET.get("closed") == "1"
    found = Paginator(accounts.find_people(words, closed=closed), PER_PAGE).get_page(request.GET.get("page"))
    held: dict[int, list[str]] = {}
    for post, holders in posts.holders_by_post().items():
        for holder in holders:
            held.setdefault(holder.user_id, []).append(f"{posts.post_name(post)} {holder.get_rank_display()}")
    rows = [{"user": user, "posts": held.get(user.pk, [])} for user in found]
    context = {"rows": rows, "found": found, "words": words, "closed": closed, "tab": "people"}
    context["query"] = f"{urlencode({'q': words, 'closed': '1' if closed else ''})}&"
    return shown(request, "desk/accounts/people.html", "账号", context)


@page("staff.accounts")
def by_post(request: HttpRequest) -> HttpResponseBase:
    """Every post with its people; those without anybody first."""
    held = posts.holders_by_post()
    release = active_release()
    departments = {one.id: one.name for one in release.hall.departments} if release is not None else {}
    rows = [
        {"post": post, "department": departments.get(post.department or "", ""), "holders": held.get(post.id, [])}
        for post in all_posts()
    ]
    rows.sort(key=lambda row: bool(row["holders"]))
    return shown(request, "desk/accounts/posts.html", "岗位", {"rows": rows, "tab": "posts"})


@page("staff.log")
def log(request: HttpRequest) -> HttpResponseBase:
    """What was done about people, newest first."""
    events = StaffEvent.objects.select_related("about")
    if words := request.GET.get("q", "").strip():
        found = [user.pk for closed in (False, True) for user in accounts.find_people(words, closed=closed)]
        names = User.objects.filter(pk__in=found).values_list("username", flat=True)
        events = events.filter(about__in=found) | events.filter(by__in=list(names))
    found_now = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    context = {"found": found_now, "events": _named(found_now), "words": words, "query": f"{urlencode({'q': words})}&"}
    return shown(request, "desk/accounts/log.html", "人员变动记录", context)


@page("staff.accounts")
def new(request: HttpRequest) -> HttpResponseBase:
    """A new account; its initial password is shown once, in the answer."""
    form = NewAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, now, by = form.cleaned_data, timezone.now(), request.user.get_username()
        password = given["password"] or accounts.initial_password()
        try:
            with writing():
                user = accounts.create_account(
                    given["username"],
                    password,
                    name=given["name"],
                    by=by,
                    now=now,
                    administrator=given["administrator"],
                )
                if given["post"]:
                    posts.give_post(user, given["post"], given["rank"] or "A", by=by, why="建立账号时", now=now)
        except StaffError as error:
            _show(form, error)
        else:
            return _password_once(request, user, password, f"{user.first_name}的账号建好了")
    return _asked(request, form, "新建账号", button="建立账号", back=reverse("desk:accounts"))


@page("staff.accounts")
def person(request: HttpRequest, username: str) -> HttpResponseBase:
    """One account: posts, what is held, what was done."""
    user = _person(username)
    context = {
        "person": user,
        "held": posts.held_posts(user),
        "more": [one for one in held_by(user, timezone.now()) if one.part != "post"],
        "names": {post.id: f"{post.name}（{post.role}）" for post in all_posts()},
        "events": _named(user.staff_events.all()[:RECENT]),
        "two_steps": two_steps.is_on(user),
        "must_change": accounts.must_change_password(user),
        "may_log": may(request.user, "staff.log"),
    }
    return shown(request, "desk/accounts/person.html", person_name(user), context)


@page("staff.accounts")
def give_post(request: HttpRequest, username: str) -> HttpResponseBase:
    """Puts somebody in a post."""
    user = _person(username)
    form = GivePost(request.POST or None, held=posts.held_posts(user))

    def act(given: dict[str, str], by: str, now: datetime) -> str:
        holder = posts.give_post(user, given["post"], given["rank"], by=by, why=given["why"], now=now)
        return f"{user.first_name}已经在岗位：{posts.post_name(holder.post)}。"

    return _change(request, user, form, act, f"给{user.first_name}加岗位", "加上岗位", _about_oneself(request, user))


@page("staff.accounts")
def take_post(request: HttpRequest, username: str, post: str) -> HttpResponseBase:
    """Takes somebody out of a post."""
    user, name = _person(username), posts.post_name(post)
    others = [one for one in posts.holders(post) if one.user_id != user.pk and one.user.is_active]
    intro = ["今后排在这个岗位的值班会一起撤掉。"]
    if not others:
        intro.append(f"注意：撤掉后，{name}就没有人了。")

    def act(given: dict[str, str], by: str, now: datetime) -> str:
        posts.take_post(user, post, by=by, why=given["why"], now=now)
        return f"{user.first_name}已经不在岗位：{name}。"

    return _change(
        request, user, Why(request.POST or None), act, f"撤掉{user.first_name}的岗位：{name}", "撤掉岗位", intro
    )


@page("staff.accounts")
def reset_password(request: HttpRequest, username: str) -> HttpResponseBase:
    """A new initial password, shown once."""
    user = _person(username)
    form = GivePassword(request.POST or None)
    title = f"重置{user.first_name}的密码"
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"] or accounts.initial_password()
        by = request.user.get_username()
        try:
            if not user.is_active:
                raise NotHeld("这个账号已经停用，请先恢复。")
            accounts.reset_password(user, password, by=by, why=form.cleaned_data["why"], now=timezone.now())
        except StaffError as error:
            _show(form, error)
        else:
            return _password_once(request, user, password, f"{user.first_name}的密码重置好了")
    intro = ["重置后，这个账号在别处的登录马上退出。"]
    return _asked(request, form, title, button="重置密码", back=_page_of(user), intro=intro)


@page("staff.accounts")
def administrator(request: HttpRequest, username: str) -> HttpResponseBase:
    """Makes somebody an administrator, or takes the mark away."""
    user = _person(username)
    on = not user.is_superuser
    words = f"把{user.first_name}设为管理员" if on else f"取消{user.first_name}的管理员"

    def act(given: dict[str, str], by: str, now: datetime) -> str:
        if on and not user.is_active:
            raise NotHeld("这个账号已经停用，请先恢复。")
        accounts.mark_administrator(user, on, by=by, why=given["why"], now=now)
        return f"已经{words}。"

    intro = ["管理员管账号和岗位，本身看不到诉求和事项。"]
    return _change(request, user, Why(request.POST or None), act, words, "设为管理员" if on else "取消管理员", intro)


@page("staff.accounts")
def two_steps_off(request: HttpRequest, username: str) -> HttpResponseBase:
    """For somebody who lost the telephone and the recovery codes."""
    user = _person(username)

    def act(given: dict[str, str], by: str, now: datetime) -> str:
        why = reason(given["why"])
        with writing():
            if not two_steps.is_on(user):
                raise NotHeld("这个账号没有开两步验证。")
            two_steps.switch_off(user)
            record(What.NO_TWO_STEPS, user, by=by, now=now, why=why)
        return f"{user.first_name}的两步验证关闭了，登录只要密码。"

    intro = ["手机和备用码都没有了，才需要这样做。请先当面确认是本人。关闭以后，本人可以重新开启。"]
    return _change(
        request, user, Why(request.POST or None), act, f"关闭{user.first_name}的两步验证", "关闭两步验证", intro
    )


@page("staff.accounts")
def close(request: HttpRequest, username: str) -> HttpResponseBase:
    """Closes an account: everything held gets somebody who takes it over, in one go."""
    user = _person(username)
    form = Closing(request.POST or None, user=user, held=held_by(user, timezone.now()))

    def act(given: dict[str, str], by: str, now: datetime) -> str:
        close_account(user, form.successors(), by=by, why=given["why"], now=now)
        return f"{user.first_name}的账号停用了，手上的事已经交接。"

    intro = ["停用后，这个账号在各处的登录马上退出，不能再登录。以后可以恢复。"]
    if form.held:
        intro.append("停用前要把下面每一项交给同事。岗位的待办和资料跟着岗位走，不用单独交接。")
    else:
        intro.append("这个账号手上没有要交接的事。")
    return _change(request, user, form, act, f"停用{user.first_name}的账号", "停用账号", intro, danger=True)


@page("staff.accounts")
def reopen(request: HttpRequest, username: str) -> HttpResponseBase:
    """Opens a closed account again, with a new password and without posts."""
    user = _person(username)
    form = GivePassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"] or accounts.initial_password()
        by = request.user.get_username()
        try:
            if user.is_active:
                raise NotHeld("这个账号正在使用，不用恢复。")
            accounts.reopen_account(user, password, by=by, why=form.cleaned_data["why"], now=timezone.now())
        except StaffError as error:
            _show(form, error)
        else:
            return _password_once(request, user, password, f"{user.first_name}的账号恢复了")
    intro = ["恢复后没有岗位，要重新给。"]
    title = f"恢复{user.first_name}的账号"
    return _asked(request, form, title, button="恢复账号", back=_page_of(user), intro=intro)


Act = Callable[[dict[str, str], str, datetime], str]


def _change(
    request: HttpRequest,
    user: User,
    form: forms.Form,
    act: Act,
    title: str,
    button: str,
    intro: list[str],
    *,
    danger: bool = False,
) -> HttpResponseBase:
    """Asks; when all is well does it, says so on the person's page; else shows what is wrong beside what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data, request.user.get_username(), timezone.now())
        except StaffError as error:
            _show(form, error)
        else:
            messages.success(request, done)
            return redirect(_page_of(user))
    return _asked(request, form, title, button=button, back=_page_of(user), intro=intro, danger=danger)


def _asked(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    *,
    button: str,
    back: str,
    intro: Iterable[str] = (),
    danger: bool = False,
) -> HttpResponseBase:
    context = {"form": form, "button": button, "back": back, "intro": intro, "danger": danger}
    return shown(request, "desk/accounts/ask.html", title, context, status=422 if form.errors else 200)


def _show(form: forms.Form, error: StaffError) -> None:
    """Puts the fault beside its field, or on top."""
    if isinstance(error, InvalidAccount):
        for field, words in error.errors.items():
            form.add_error(field if field in form.fields else None, list(words))
    else:
        form.add_error(None, str(error))


def _password_once(request: HttpRequest, user: User, password: str, title: str) -> HttpResponseBase:
    return shown(request, "desk/accounts/password_once.html", title, {"person": user, "password": password})


def _named(events: Iterable[StaffEvent]) -> list[StaffEvent]:
    """The rows with the names of those who did it; the log itself keeps the user name."""
    rows = list(events)
    names = dict(User.objects.filter(username__in={row.by for row in rows}).values_list("username", "first_name"))
    for row in rows:
        row.by_name = f"{names[row.by]}（{row.by}）" if names.get(row.by) else row.by  # type: ignore[attr-defined]
    return rows


def _about_oneself(request: HttpRequest, user: User) -> list[str]:
    if user.pk != request.user.pk:
        return []
    return ["这是您自己的账号。给自己加岗位会记入人员变动记录，主管和督查看得到。"]


def _person(username: str) -> User:
    return get_object_or_404(User, username=username, is_staff=True)


def _page_of(user: User) -> str:
    return reverse("desk:person", args=[user.get_username()])


def vacant(user: User, now: datetime) -> list[Card]:
    """Today's work of 管理员: posts without anybody."""
    if not may(user, "staff.accounts"):
        return []
    held = posts.holders_by_post()
    empty = sum(post.id not in held for post in all_posts())
    return [Card("没有人的岗位", empty, "给这些岗位安排同事。", reverse("desk:posts"))]


PROVIDERS.append(vacant)
