"""A conversation, its numbered turns, and the vault of what was masked in it."""

from __future__ import annotations

from django.db import models


class Channel(models.TextChoices):
    WEB = "web", "网页"
    KIOSK = "kiosk", "大厅一体机"
    PHONE = "phone", "电话"
    API = "api", "接口"


class Conversation(models.Model):
    """One talk with the guide. The token that opens it is never stored, only its digest.

    ref: the opaque id the assistant knows it by. context: docs/turn.md. counts: placeholder
    kind → highest number used. offered: ids of the options shown last. running_*: who is answering, until when.
    joined: a person answers now, and the guide is silent.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    ref = models.CharField(max_length=32, unique=True)
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    kiosk = models.CharField("设备", max_length=64, blank=True)
    context = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    offered = models.JSONField(default=list)
    turn = models.PositiveIntegerField("轮次", default=0)
    running_id = models.CharField(max_length=32, blank=True)
    running_until = models.DateTimeField(null=True)
    simple_told = models.BooleanField(default=False)
    joined = models.BooleanField(default=False)
    opened_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("到期时间", db_index=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = verbose_name_plural = "会话"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.opened_at:%Y-%m-%d %H:%M}"


class Turn(models.Model):
    """What was said (masked) and answered (placeholders unresolved), once and for all."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField("轮次")
    said = models.TextField("说了什么", blank=True)
    choice = models.CharField("选了什么", max_length=200, blank=True)
    messages = models.JSONField("回答")
    release = models.CharField("发布版本", max_length=100, blank=True)
    simple = models.BooleanField("简易模式", default=False)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        ordering = ["conversation", "number"]
        verbose_name = verbose_name_plural = "对话"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="turn_numbered_once")]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"


class Secret(models.Model):
    """A row of the vault: a placeholder and the encrypted value it stands for.

    ours: we gave it out ourselves (a query code), so its owner may see it whole.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="secrets")
    placeholder = models.CharField(max_length=32)
    sealed = models.BinaryField()
    ours = models.BooleanField(default=False)

    class Meta:
        ordering = ["conversation", "id"]
        verbose_name = verbose_name_plural = "保密内容"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["conversation", "placeholder"], name="placeholder_once")]

    def __str__(self) -> str:
        return self.placeholder
