"""A request 诉求, its history, and the count of wrong query codes."""

from __future__ import annotations

from django.db import models

from bot.cases.models.conversation import Channel, Conversation


class Kind(models.TextChoices):
    CONSULT = "consult", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    SUGGESTION = "suggestion", "建议"
    PRAISE = "praise", "表扬"


class State(models.TextChoices):
    SUBMITTED = "submitted", "已登记"


class Origin(models.TextChoices):
    FORM = "form", "表单"
    CONVERSATION = "conversation", "对话"
    CALL = "call", "呼叫人工"


class Case(models.Model):
    """One request. number: public, random, never the pk. description, place: masked. contact: encrypted."""

    number = models.CharField("编号", max_length=10, unique=True)
    code_digest = models.CharField(max_length=64)
    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.SUBMITTED)
    origin = models.CharField("来源", max_length=12, choices=Origin.choices)
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    kiosk = models.CharField("设备", max_length=64, blank=True)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases", verbose_name="会话"
    )
    description = models.TextField("内容")
    place = models.CharField("地点", max_length=500, blank=True)
    item = models.CharField("事项", max_length=100, blank=True)
    window = models.CharField("窗口", max_length=20, blank=True)
    contact = models.BinaryField("联系方式", null=True)
    anonymous = models.BooleanField("匿名", default=False)
    release = models.CharField("发布版本", max_length=100, blank=True)
    opened_at = models.DateTimeField("登记时间", db_index=True)
    expected_at = models.DateTimeField("办理时限", db_index=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = verbose_name_plural = "诉求"
        default_permissions = ("view",)
        permissions = [("see_contact", "可以查看联系方式")]

    def __str__(self) -> str:
        return self.number


class CaseEvent(models.Model):
    """One row of history. It can't be changed or deleted: database triggers refuse (bot.store.guards)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", verbose_name="诉求")
    seq = models.PositiveIntegerField("序号")
    at = models.DateTimeField("时间")
    actor = models.CharField("经办人", max_length=150)
    action = models.CharField("动作", max_length=40)
    from_state = models.CharField("原状态", max_length=20, blank=True)
    to_state = models.CharField("新状态", max_length=20, blank=True)
    why = models.CharField("原因", max_length=500, blank=True)

    class Meta:
        ordering = ["case", "seq"]
        verbose_name = verbose_name_plural = "办理记录"
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="event_numbered_once")]

    def __str__(self) -> str:
        return f"第{self.seq}条"


class CodeMiss(models.Model):
    """Wrong query codes for one number, whether the number exists or not, so that a lock tells nothing."""

    number = models.CharField(max_length=10, unique=True)
    misses = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = "查询码输错"
        default_permissions = ()

    def __str__(self) -> str:
        return self.number
