"""A call for a person and the talk it becomes, and every line of it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from bot.cases.models import Case, Conversation


class Kind(models.TextChoices):
    """walk: the person goes to the kiosk. emergency: at a kiosk; only its place and the class of danger are told."""

    TYPED = "typed", "打字交谈"
    WALK = "walk", "请人过去"
    EMERGENCY = "emergency", "紧急情况"


class State(models.TextChoices):
    RINGING = "ringing", "正在呼叫"
    JOINED = "joined", "正在交谈"
    COMING = "coming", "正走过去"
    ENDED = "ended", "已结束"
    MISSED = "missed", "没有人接"
    STOPPED = "stopped", "群众不等了"


RINGS = timedelta(seconds=60)
"""A call that nobody answers becomes a request."""
ACTIVE = (State.RINGING, State.JOINED, State.COMING)


class How(models.TextChoices):
    """How a talk came to its end."""

    BY_PERSON = "person", "工作人员结束"
    BY_CITIZEN = "citizen", "群众结束"
    ARRIVED = "arrived", "人到了"
    NOBODY = "nobody", "没有人接"
    PERSON_SILENT = "silent", "工作人员没有回话"
    CITIZEN_SILENT = "quiet", "群众没有再说话"
    LEFT = "left", "群众已经离开"
    STOPPED = "stopped", "群众不等了"


class Talk(models.Model):
    """One call. about: masked, what the citizen wants; empty for an emergency. danger: its class, or one that came up.

    conversation: None once it was forgotten. case: the number that was given because of this call.
    waiting_since: since when words of the citizen wait for an answer. *_seen_at: when a page was last open on it.
    """

    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="talks")
    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.RINGING)
    channel = models.CharField("渠道", max_length=8)
    kiosk = models.CharField("设备", max_length=64, blank=True)
    about = models.TextField("事情", blank=True)
    item = models.CharField("事项", max_length=100, blank=True)
    danger = models.CharField("紧急类别", max_length=20, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="talks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField("岗位", max_length=64, blank=True)
    rang_at = models.DateTimeField("呼叫时间", db_index=True)
    answered_at = models.DateTimeField("接听时间", null=True)
    waiting_since = models.DateTimeField("等回话", null=True)
    heard_at = models.DateTimeField("群众最近说话", null=True)
    said_at = models.DateTimeField("工作人员最近说话", null=True)
    user_seen_at = models.DateTimeField(null=True)
    citizen_seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    how = models.CharField("怎么结束", max_length=8, choices=How.choices, blank=True)

    class Meta:
        ordering = ["rang_at", "pk"]
        verbose_name = verbose_name_plural = "人工呼叫"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state__in=ACTIVE) & ~Q(kind=Kind.EMERGENCY),
                name="one_call_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "rang_at"], name="talk_state_rang")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"

    @property
    def active(self) -> bool:
        """Whether somebody still waits for something."""
        return self.state in ACTIVE


class Side(models.TextChoices):
    CITIZEN = "citizen", "群众"
    PERSON = "person", "工作人员"
    SYSTEM = "system", "系统"


class Line(models.Model):
    """One thing said or told in a talk, in the order of its pk.

    said: masked words of the citizen or of the person. message: what the citizen is shown, placeholders unresolved.
    state: what the talk became with it. danger: class of danger in the words.
    streamed: told by the stream of events; else it stood in the answer to the citizen's own turn.
    """

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="lines")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="lines")
    side = models.CharField("谁", max_length=8, choices=Side.choices)
    said = models.TextField("说了什么", blank=True)
    message = models.JSONField("显示的话", null=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    danger = models.CharField("紧急类别", max_length=20, blank=True)
    streamed = models.BooleanField(default=True)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "对话内容"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.at:%H:%M:%S}"


class Pause(models.Model):
    """Somebody left the guide desk for a while, or came back; final. until: when calls ring again by themselves.

    What stands is the last row of each person.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.CharField("岗位", max_length=64)
    began = models.BooleanField("暂停或恢复")
    at = models.DateTimeField("时间", db_index=True)
    until = models.DateTimeField("最晚恢复", null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "暂停接听"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{'暂停' if self.began else '恢复'} {self.at:%Y-%m-%d %H:%M}"
