"""The list of open problems 问题清单, and the log of what was exported."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from bot.cases.models import Case


class Reach(models.TextChoices):
    DEPARTMENT = "department", "部门级"
    HALL = "hall", "大厅级"


class Listing(models.Model):
    """A request that stands on the list until another person has accepted that its cause is mended.

    A problem that we found ourselves may lack a row: it is on the list by itself, at the department's level, and struck
    off when it is accepted. struck_*, proof, rule: of a citizen's request, which the citizen closes and we strike off.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="listing")
    reach = models.CharField("级别", max_length=10, choices=Reach.choices, default=Reach.DEPARTMENT)
    listed_at = models.DateTimeField("列入时间")
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField("为什么列入", max_length=500)
    struck_at = models.DateTimeField("销号时间", null=True, blank=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.TextField("验收依据", blank=True)
    rule = models.TextField("改了什么规定", blank=True)

    class Meta:
        ordering = ["-listed_at", "-pk"]
        verbose_name = verbose_name_plural = "问题清单"
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_reach_display()


class Export(models.Model):
    """Who took which rows out of the house; final. what: ledger, figures or problems. about: what was chosen, in words."""

    at = models.DateTimeField("时间", db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(
        "什么", max_length=20, choices=[("ledger", "台账"), ("figures", "数字"), ("problems", "问题清单")]
    )
    about = models.CharField("范围", max_length=500)
    rows = models.PositiveIntegerField("行数")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "导出记录"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_what_display()}"
