"""What a citizen is to be told about a request: by the sender that the hall has, or by a clerk who calls."""

from __future__ import annotations

from django.db import models

from bot.cases.lifecycle import WAYS_BACK
from bot.cases.models.request import Case


class What(models.TextChoices):
    """News of a request."""

    RESOLVED = "resolved", "有了答复"
    ASKED = "asked", "要请群众补充"
    REMINDER = "reminder", "还在等群众补充"
    EXTENDED = "extended", "办理时间延长了"
    TRANSFERRED = "transferred", "已转给负责的单位"
    REJECTED = "rejected", "不能在这里办"
    TERMINATED = "terminated", "停止办理了"
    DECIDED = "decided", "重办的申请有了决定"
    TOGETHER = "together", "一起办理的事有了结果"


class Outgoing(models.Model):
    """One piece of news that has to reach a citizen. seq: of the row of history that made it, so that it comes once.

    Holds no personal data: the number to call is read from the request when it is needed. attempts: how often it was
    tried; due_at: not before; at: of the last attempt. error: why the last attempt came to nothing, in words.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "等待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已发送"
        TO_CALL = "to_call", "请打电话"
        TOLD = "told", "已经告诉"
        MISSED = "missed", "没有联系上"
        DROPPED = "dropped", "不用再告诉"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outgoing", verbose_name="诉求")
    seq = models.PositiveIntegerField()
    what = models.CharField("什么消息", max_length=12, choices=What.choices)
    way = models.CharField("方式", max_length=8, choices=list(WAYS_BACK.items()))
    state = models.CharField("状态", max_length=8, choices=State.choices)
    made_at = models.DateTimeField("产生时间")
    due_at = models.DateTimeField("什么时候做")
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    at = models.DateTimeField("最近一次", null=True)
    error = models.CharField("没成的原因", max_length=200, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="told_once_a_step")]
        indexes = [models.Index(fields=["state", "due_at"], name="outgoing_state_due")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}（{self.get_state_display()}）"
