"""Test lines: sentences with the answer they should get; the gate asks them of every new release."""

from __future__ import annotations

from django.db import models


class Origin(models.TextChoices):
    SHIPPED = "shipped", "随系统"
    DESK = "desk", "工作人员写的"
    QUESTION = "question", "没答好的问题"


class TestLine(models.Model):
    """item: id of the item it is about, or `OOS:` and what was wanted. aspect: what is asked, `other` when open."""

    __test__ = False

    text = models.CharField("问句", max_length=200, unique=True)
    item = models.CharField("应当答", max_length=120, db_index=True)
    aspect = models.CharField("问的方面", max_length=20, default="other")
    style = models.CharField("说法", max_length=20, blank=True)
    origin = models.CharField("来源", max_length=8, choices=Origin.choices, default=Origin.DESK)
    by = models.CharField("添加人", max_length=150, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["item", "pk"]
        verbose_name = verbose_name_plural = "测试问句"
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
