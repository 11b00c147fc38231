"""The end of one round of work on a request, kept for the figures."""

from __future__ import annotations

from django.db import models

from bot.cases.models.request import Case


class RoundEnd(models.Model):
    """One round of a request that is over; final. The request itself forgets its limit when it is done again.

    action: what ended it, of bot.cases.lifecycle. since: receipt, or when it was to be done again. due_at: its limit
    as it was then. post: who had it. contactable: the citizen could be reached then; contacts are erased later.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="round_ends")
    round = models.PositiveSmallIntegerField(default=1)
    action = models.CharField("动作", max_length=40)
    since = models.DateTimeField("开始时间")
    at = models.DateTimeField("结束时间", db_index=True)
    due_at = models.DateTimeField("时限", db_index=True)
    minutes = models.PositiveIntegerField("用时（分钟）")
    post = models.CharField("岗位", max_length=64, blank=True)
    contactable = models.BooleanField("能联系", default=False)

    class Meta:
        ordering = ["case", "at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"第{self.round}轮"
