"""Slips 告知单 and what came of them at the window. Nothing about the citizen is kept in either."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Slip(models.Model):
    """What somebody was told, by code. Neither who asked nor from where is known.

    code: public, random. item: id of an item or bundle. answers: situation id → option id.
    release, bulletin: ids of what it was told from. message: as it was told, with its card.
    """

    code = models.CharField("编号", max_length=8, unique=True)
    item = models.CharField("事项", max_length=100, db_index=True)
    name = models.CharField("事项名称", max_length=200)
    answers = models.JSONField("情形", default=dict)
    release = models.CharField("发布版本", max_length=12, db_index=True)
    bulletin = models.CharField("公告版本", max_length=8)
    message = models.JSONField("告知内容")
    made_at = models.DateTimeField("打印时间", db_index=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = verbose_name_plural = "告知单"
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


class OutcomeKind(models.TextChoices):
    COMPLETE = "complete", "齐全"
    MISSING = "missing", "缺材料"
    WRONG = "wrong", "走错"


class Outcome(models.Model):
    """What came of a visit, noted by the window. slip: None when there was none.

    missing: rows `{"name", "named"}`; named: the guide had named the paper. right_place: where it is done, `window:24`,
    a place's id, or words. guide_wrong: a paper was missing that the guide had not named, or the place it tells is wrong.
    window, post: where it was noted. token: of the form, so that a second tap counts once. A mis-tap is taken back.
    """

    slip = models.ForeignKey(Slip, on_delete=models.SET_NULL, null=True, blank=True, related_name="outcomes")
    item = models.CharField("事项", max_length=100)
    kind = models.CharField("结果", max_length=8, choices=OutcomeKind.choices)
    missing = models.JSONField("缺的材料", default=list, blank=True)
    right_place = models.CharField("应到哪里", max_length=100, blank=True)
    guide_wrong = models.BooleanField("指南没说对", default=False)
    window = models.CharField("窗口", max_length=20, blank=True)
    post = models.CharField("岗位", max_length=64, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="outcomes")
    by = models.CharField("登记人", max_length=150)
    at = models.DateTimeField("登记时间", db_index=True)
    token = models.CharField(max_length=32, unique=True)
    taken_back_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = "办理结果"
        default_permissions = ()
        indexes = [models.Index(fields=["item", "at"], name="outcome_item_at")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_kind_display()}"
