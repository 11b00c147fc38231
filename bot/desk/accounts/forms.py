"""What is asked on the pages of accounts and rosters. Rules that hold everywhere are the services'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User

from bot.staff.handover import Held
from bot.staff.models import Holder, Rank
from bot.staff.roles import all_posts
from bot.staff.services.posts import holders_by_post, post_name

STAYS = "stays"
"""The choice that leaves a thing with those who share it."""
NO_POST = ("", "先不给岗位")
REQUIRED = {"required": "请填写这一项。", "invalid_choice": "请从列表里选一个。"}


def person_name(user: User) -> str:
    """How a person is called in lists."""
    return f"{user.first_name}（{user.get_username()}）" if user.first_name else user.get_username()


def post_choices() -> list[tuple[str, str]]:
    """Every post of the hall, with its role."""
    return [(post.id, f"{post.name}（{post.role}）") for post in all_posts()]


class Why(forms.Form):
    """A written reason, kept in the log."""

    why = forms.CharField(
        label="为什么？",
        help_text="谁、什么时候、为什么，都会记下来，不能删改。例如：岗位调整、忘记密码。",
        max_length=300,
        min_length=2,
        error_messages={"required": "请写明原因。", "min_length": "请写明原因，至少两个字。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewAccount(forms.Form):
    """An account, with a first post if one is known."""

    name = forms.CharField(label="姓名", help_text="同事怎么称呼，例如：张三。", max_length=30, error_messages=REQUIRED)
    username = forms.CharField(
        label="用户名",
        help_text="登录时用，建好后不能改。用拼音最方便，例如：zhangsan。",
        max_length=150,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    post = forms.ChoiceField(label="岗位", required=False, help_text="岗位决定能做什么。没有岗位，登录后什么也看不到。")
    rank = forms.ChoiceField(
        label="A岗还是B岗", choices=Rank.choices, required=False, help_text="A岗先办，A岗不在时由B岗办。"
    )
    password = forms.CharField(
        label="初始密码",
        required=False,
        help_text="不填就自动生成一个。本人第一次登录时必须改掉。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    administrator = forms.BooleanField(
        label="设为管理员", required=False, help_text="管理员管账号、岗位，本身看不到诉求和事项。一般不用勾。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [NO_POST, *post_choices()]  # type: ignore[attr-defined]


class GivePost(Why):
    """A post for somebody."""

    post = forms.ChoiceField(label="岗位", error_messages=REQUIRED)
    rank = forms.ChoiceField(label="A岗还是B岗", choices=Rank.choices, help_text="A岗先办，A岗不在时由B岗办。")
    field_order = ("post", "rank", "why")

    def __init__(self, *args: Any, held: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = {holder.post for holder in held}
        free = [choice for choice in post_choices() if choice[0] not in ids]
        self.fields["post"].choices = [("", "请选择"), *free]  # type: ignore[attr-defined]


class GivePassword(Why):
    """A new initial password."""

    password = forms.CharField(
        label="新的初始密码",
        required=False,
        help_text="不填就自动生成一个。本人登录后必须改掉。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("password", "why")


class OwnPassword(forms.Form):
    """Another password for oneself."""

    old = forms.CharField(
        label="现在的密码",
        error_messages=REQUIRED,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label="新密码",
        error_messages=REQUIRED,
        strip=False,
        help_text="至少10个字符，不能全是数字，不要用名字和生日。可以用一句只有自己知道的话。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍新密码",
        error_messages=REQUIRED,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", "两次输入的新密码不一样，请再输一遍。")
        return given


class Closing(Why):
    """Who takes over each thing that somebody holds."""

    def __init__(self, *args: Any, user: User, held: Sequence[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = list(held)
        people = _people_with_posts(user)
        for number, one in enumerate(self.held):
            stays = [(STAYS, f"留给{one.stays_with}（已经在这个岗位）")] if one.stays_with else []
            self.fields[f"to{number}"] = forms.ChoiceField(
                label=one.title,
                help_text=f"{one.text}由谁接手？",
                choices=[("", "请选择"), *stays, *people],
                error_messages={**REQUIRED, "required": "请选好由谁接手。"},
            )
        self.fields["why"].help_text = "谁、什么时候、为什么，都会记下来，不能删改。例如：退休、调走。"
        self.order_fields([*(f"to{number}" for number in range(len(self.held))), "why"])

    def successors(self) -> dict[str, User | None]:
        """What each thing's id is handed to; None = it stays."""
        chosen = {one.id: self.cleaned_data[f"to{number}"] for number, one in enumerate(self.held)}
        people = {user.get_username(): user for user in User.objects.filter(username__in=set(chosen.values()))}
        return {id: people.get(username) for id, username in chosen.items()}


class DutyForm(forms.Form):
    """One person, some days of a week, from when until when."""

    user = forms.ChoiceField(label="谁", error_messages=REQUIRED)
    days = forms.MultipleChoiceField(
        label="哪几天",
        widget=forms.CheckboxSelectMultiple,
        error_messages={**REQUIRED, "required": "请至少选一天。"},
    )
    start = forms.TimeField(
        label="从几点",
        initial="09:00",
        error_messages={**REQUIRED, "invalid": "请写时间，例如 09:00。"},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    end = forms.TimeField(
        label="到几点",
        initial="17:00",
        error_messages={**REQUIRED, "invalid": "请写时间，例如 17:00。"},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def __init__(self, *args: Any, people: Sequence[Holder], days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [(one.user.get_username(), f"{person_name(one.user)} {one.get_rank_display()}") for one in people]
        self.fields["user"].choices = [("", "请选择"), *labels]  # type: ignore[attr-defined]
        self.fields["days"].choices = [(day.isoformat(), day_name(day)) for day in days]  # type: ignore[attr-defined]


def day_name(day: date) -> str:
    """周一 11月23日."""
    return f"周{'一二三四五六日'[day.weekday()]} {day:%-m月%-d日}"


def _people_with_posts(but: User) -> list[tuple[str, str]]:
    """Everybody with an open account but one, with the posts they hold, by name."""
    posts: dict[int, list[str]] = {}
    for post, holders in holders_by_post().items():
        for holder in holders:
            posts.setdefault(holder.user_id, []).append(post_name(post))
    people = User.objects.filter(is_staff=True, is_active=True).exclude(pk=but.pk).order_by("first_name", "username")
    return [
        (user.get_username(), f"{person_name(user)}：{'、'.join(posts.get(user.pk, ['没有岗位']))}") for user in people
    ]
