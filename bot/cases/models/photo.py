"""A photo that came with a request."""

from __future__ import annotations

from django.db import models

from bot.cases.models.request import Case


class Photo(models.Model):
    """One photo, made anew from what was sent: a JPEG without any data about place or device.

    key: unguessable, what the sender holds until the request is opened. case: None = not claimed yet; it goes after a
    while. number: its place within the request, from 1. sealed: the encrypted bytes, never loaded by lists.
    """

    key = models.CharField(max_length=43, unique=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="photos", verbose_name="诉求")
    number = models.PositiveSmallIntegerField("序号", default=0)
    sealed = models.BinaryField("内容")
    digest = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField("宽")
    height = models.PositiveSmallIntegerField("高")
    sent_at = models.DateTimeField("收到时间", db_index=True)

    class Meta:
        ordering = ["case", "number", "pk"]
        verbose_name = verbose_name_plural = "照片"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], condition=models.Q(case__isnull=False), name="photo_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"照片{self.number}"
