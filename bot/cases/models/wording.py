"""Answer templates 答复模板: sentences that a department keeps for what is asked again and again."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from bot.cases.models.request import Kind


class Wording(models.Model):
    """One template. department: whose it is, empty = of the whole hall. kind, subject: what it suits, empty = all.

    text: may hold the four placeholders of `services.wordings`, and nothing of a person. archived_at: no longer offered.
    """

    department = models.CharField("部门", max_length=64, blank=True, db_index=True)
    title = models.CharField("名称", max_length=40)
    text = models.TextField("内容")
    kind = models.CharField("类型", max_length=12, choices=Kind.choices, blank=True)
    subject = models.CharField("分类", max_length=40, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="最后修改"
    )
    archived_at = models.DateTimeField("停用时间", null=True, blank=True)
    created_at = models.DateTimeField("新建时间")
    updated_at = models.DateTimeField("修改时间")

    class Meta:
        ordering = ["department", "title", "pk"]
        verbose_name = verbose_name_plural = "答复模板"
        default_permissions = ()

    def __str__(self) -> str:
        return self.title
