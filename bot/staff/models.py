"""Who holds which post, and who stands on which day. Posts themselves are facts of the hall and stand in the release."""

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
