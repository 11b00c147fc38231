"""The rows that the bulletin is made of: pauses of windows and notices, live at once."""

from __future__ import annotations

from django.db import models


class AnnouncementKind(models.TextChoices):
    PAUSE = "pause", "窗口暂停"
    NOTICE = "notice", "公告"


class Announcement(models.Model):
    """A pause (window, text = reason, instead = window numbers that take over) or a notice (text).

    until: when it ends by itself, None = until somebody ends it. ended_at: when somebody did.
    """

    kind = models.CharField("类型", max_length=8, choices=AnnouncementKind.choices)
    window = models.CharField("窗口", max_length=20, blank=True)
    text = models.CharField("内容", max_length=200)
    instead = models.JSONField("接替窗口", default=list, blank=True)
    since = models.DateTimeField("开始时间")
    until = models.DateTimeField("到什么时候", null=True, blank=True)
    by = models.CharField("谁发的", max_length=150)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = models.CharField("谁结束的", max_length=150, blank=True)

    class Meta:
        ordering = ["-since"]
        verbose_name = verbose_name_plural = "即时公告"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.window} {self.text}"
