"""Dated work for the people who keep the facts."""

from __future__ import annotations

from django.db import models


class TaskKind(models.TextChoices):
    REVIEW = "review", "到期核对"
    QUESTION = "question", "没答好的问题"
    PAPER = "paper", "材料没带齐"
    PLACE = "place", "走错窗口"
    HANDOVER = "handover", "交接"


class Task(models.Model):
    """One thing to do. about: what it is about, `<what>:<id>`; only one open task has the same. due: the last day.

    department: whose it is, empty = anybody who handles such tasks. count: how often it came up since it was opened.
    """

    kind = models.CharField("类型", max_length=10, choices=TaskKind.choices)
    about = models.CharField(max_length=200)
    title = models.CharField("要做什么", max_length=200)
    department = models.CharField("部门", max_length=64, blank=True, db_index=True)
    item = models.CharField("事项", max_length=100, blank=True)
    count = models.PositiveIntegerField("次数", default=1)
    made_at = models.DateTimeField("提出时间")
    due = models.DateField("最迟", db_index=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = models.CharField("完成人", max_length=150, blank=True)
    outcome = models.CharField("结果", max_length=300, blank=True)

    class Meta:
        ordering = ["due", "pk"]
        verbose_name = verbose_name_plural = "待办"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=models.Q(done_at__isnull=True), name="task_open_once")
        ]

    def __str__(self) -> str:
        return self.title
