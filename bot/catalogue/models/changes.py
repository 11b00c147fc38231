"""Change sets on their way to a release, and the releases that were published."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    LOADING = "loading", "正在导入"
    DRAFT = "draft", "编辑中"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "退回修改"
    PUBLISHED = "published", "已发布"
    DROPPED = "dropped", "已放弃"


OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)


class ChangeSet(models.Model):
    """Changes that are looked at and published together. report: the last check (bot.catalogue.services.review)."""

    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    by = models.CharField("建立人", max_length=150)
    at = models.DateTimeField("建立时间")
    submitted_by = models.CharField("送审人", max_length=150, blank=True)
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    returned_why = models.CharField("退回原因", max_length=300, blank=True)
    report = models.JSONField("检查结果", default=dict, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = "修改单"
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    @property
    def open(self) -> bool:
        """Is it still on its way?"""
        return self.state in OPEN


class Publication(models.Model):
    """One release that was made the active one; final. approved: entry pk → revision pk of everything in it.

    change_set: what it approved; None for the first one and for a way back. restored: the publication gone back to.
    override_why: why the manager published against the check. report: the check as it stood.
    """

    number = models.PositiveIntegerField("序号", unique=True)
    release = models.CharField("发布版本", max_length=12, db_index=True)
    previous = models.CharField("之前的版本", max_length=12, blank=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, null=True, blank=True)
    restored = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    by = models.CharField("发布人", max_length=150)
    at = models.DateTimeField("发布时间")
    why = models.CharField("说明", max_length=300, blank=True)
    override_why = models.CharField("越过检查的理由", max_length=300, blank=True)
    report = models.JSONField("检查结果", default=dict, blank=True)
    approved = models.JSONField(default=dict)

    class Meta:
        ordering = ["-number"]
        verbose_name = verbose_name_plural = "发布记录"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.release}"
