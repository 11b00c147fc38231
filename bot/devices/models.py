"""A machine of the hall, and the machines nobody has registered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

QUIET = timedelta(minutes=3)
"""A machine tells once a minute that it is well; after three that did not come somebody should look."""


class Device(models.Model):
    """One machine. number: stands in its conversations. zone: of the plan. spot: where in it, in words.

    code_hash, code_until: the code with which it registers once. token_hash: what it proves itself with since then.
    heard_at, version, busy: as it told last. removed_at: it is gone; its number may be given again.
    """

    number = models.CharField("编号", max_length=64)
    name = models.CharField("名称", max_length=40)
    zone = models.CharField("区域", max_length=64, blank=True)
    spot = models.CharField("具体位置", max_length=60, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    registered_at = models.DateTimeField("登记时间", null=True)
    heard_at = models.DateTimeField("最近消息", null=True)
    version = models.CharField("页面版本", max_length=32, blank=True)
    busy = models.BooleanField("有人在用", default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("添加时间")
    removed_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "一体机"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(removed_at__isnull=True), name="one_device_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def registered(self) -> bool:
        """Whether the machine itself has used its code."""
        return bool(self.token_hash)

    def is_quiet(self, now: datetime) -> bool:
        """Registered, and not heard of for too long."""
        return self.registered and (self.heard_at is None or now - self.heard_at > QUIET)


class Guest(models.Model):
    """A machine that works without being registered. name: what stands in its address, perhaps nothing."""

    name = models.CharField("地址里的编号", max_length=64, unique=True, blank=True)
    version = models.CharField("页面版本", max_length=32, blank=True)
    heard_at = models.DateTimeField("最近消息")

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = "没有登记的一体机"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name or "没有编号"
