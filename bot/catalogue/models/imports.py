"""A spreadsheet on its way into a change set: read in the background, looked at, decided. Kept a day at most until then."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ImportState(models.TextChoices):
    READING = "reading", "正在读取和检查"
    READY = "ready", "等您确认"
    FAULTY = "faulty", "有问题，没有导入"
    WRITING = "writing", "正在生成修改单"
    DONE = "done", "已生成修改单"
    DROPPED = "dropped", "已放弃"
    FAILED = "failed", "没有读成"


BUSY = (ImportState.READING, ImportState.WRITING)
UNDECIDED = (ImportState.READY, ImportState.FAULTY, *BUSY)


class ImportJob(models.Model):
    """One uploaded file. data, contents, base, result: emptied once it is decided, but for the counts.

    runner: the process that works on it. percent: how far. words: what a person should know of how it went.
    result: what `bot.catalogue.sheets.jobs.examine` found. contents: rows of kind, id and content, JSON.
    base: kind/id → approved revision at the time of reading, of what changes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imports")
    filename = models.CharField("文件", max_length=200)
    data = models.BinaryField(default=bytes, editable=False)
    state = models.CharField("状态", max_length=8, choices=ImportState.choices, default=ImportState.READING)
    runner = models.CharField(max_length=64, blank=True)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    words = models.CharField("说明", max_length=500, blank=True)
    result = models.JSONField(default=dict, blank=True)
    contents = models.TextField(blank=True)
    base = models.JSONField(default=dict, blank=True)
    title = models.CharField("修改单名称", max_length=120, blank=True)
    why = models.CharField("原因", max_length=300, blank=True)
    change_set = models.ForeignKey("catalogue.ChangeSet", on_delete=models.SET_NULL, null=True, blank=True)
    made_at = models.DateTimeField("上传时间", db_index=True)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-made_at"]
        verbose_name = verbose_name_plural = "表格导入"
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename
