"""A file of outside orders, from its check to the last request that was opened from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class BatchState(models.TextChoices):
    CHECKED = "checked", "等确认"
    RUNNING = "running", "正在导入"
    DONE = "done", "已导入"
    DROPPED = "dropped", "已放弃"


class OrderBatch(models.Model):
    """sealed: rows and faults, encrypted, for they hold contacts; gone when the batch is over.

    position: rows that were looked at already, so that a batch goes on where it was when the web stops in between.
    opened, known: requests made, and orders that had one before. failed: rows that could not be opened after all.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="谁")
    filename = models.CharField("文件", max_length=200)
    state = models.CharField("状态", max_length=10, choices=BatchState.choices, default=BatchState.CHECKED)
    made_at = models.DateTimeField("上传时间", db_index=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    sealed = models.BinaryField(null=True)
    total = models.PositiveIntegerField("行数", default=0)
    faulty = models.PositiveIntegerField("有错的行", default=0)
    position = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField("新登记", default=0)
    known = models.PositiveIntegerField("以前导入过", default=0)
    failed = models.PositiveIntegerField("没有导入", default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = verbose_name_plural = "外部工单批次"
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename
