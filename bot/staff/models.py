"""Who holds which post, who stands on which day, and what was done about people.

Posts themselves are facts of the hall and stand in the release; an account is Django's own user.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Rank(models.TextChoices):
    A = "A", "A岗"
    B = "B", "B岗"


class Holder(models.Model):
    """A person in a post. post: id of a post in the release. ended_at: the day it was handed over; None = now."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts_held")
    post = models.CharField("岗位", max_length=64, db_index=True)
    rank = models.CharField("A/B岗", max_length=1, choices=Rank.choices, default=Rank.A)
    since = models.DateTimeField("开始时间", auto_now_add=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        ordering = ["post", "rank", "since"]
        verbose_name = verbose_name_plural = "岗位人员"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "post"], condition=models.Q(ended_at__isnull=True), name="holds_a_post_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.rank}"


class Duty(models.Model):
    """Who is on duty in a post on a day, between two times (end excluded)."""

    post = models.CharField("岗位", max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    on = models.DateField("日期", db_index=True)
    start = models.TimeField("开始")
    end = models.TimeField("结束")

    class Meta:
        ordering = ["on", "start", "post"]
        verbose_name = verbose_name_plural = "值班"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["post", "user", "on", "start"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.post}"


class Account(models.Model):
    """What an account needs beside Django's user. must_change: the password was given by somebody else."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="account"
    )
    must_change = models.BooleanField("下次登录要改密码", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user_id)


class What(models.TextChoices):
    CREATED = "created", "建立账号"
    GIVEN = "given", "任岗"
    TAKEN = "taken", "离岗"
    HANDED = "handed", "交出"
    RECEIVED = "received", "接手"
    ADMINISTRATOR = "administrator", "设为管理员"
    NO_ADMINISTRATOR = "no_admin", "取消管理员"
    PASSWORD = "password", "重置密码"
    OWN_PASSWORD = "own_password", "本人改密码"
    NO_TWO_STEPS = "no_two_steps", "关闭两步验证"
    CLOSED = "closed", "停用账号"
    REOPENED = "reopened", "恢复账号"


class StaffEvent(models.Model):
    """One thing that was done about a person; final. by: who did it, by user name; about: whom it concerns."""

    at = models.DateTimeField("时间", db_index=True)
    by = models.CharField("谁做的", max_length=150)
    what = models.CharField("做了什么", max_length=16, choices=What.choices)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_events")
    detail = models.CharField("内容", max_length=300, blank=True)
    why = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "人员变动记录"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_what_display()}"

    @property
    def about_oneself(self) -> bool:
        """Did somebody do this to the own account?"""
        return self.by == self.about.get_username()
