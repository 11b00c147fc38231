"""Questions that were not answered well: near ones in one group, counted by day and reason. Who asked is kept nowhere.

No row here names a conversation, a device, a channel or a time finer than a day.
"""

from __future__ import annotations

from django.db import models


class Reason(models.TextChoices):
    UNANSWERED = "unanswered", "没答上来"
    UNCLEAR = "unclear", "没问清是哪件"
    UNSURE = "unsure", "答得没把握"
    USELESS = "useless", "市民说没用"
    PERSON = "person", "最后找了人"


class State(models.TextChoices):
    OPEN = "open", "待处理"
    HANDLED = "handled", "已处理"


class Outcome(models.TextChoices):
    LINKED = "linked", "接到事项"
    ASKED = "asked", "写成常见问题"
    SIGNPOST = "signpost", "做成指路"
    DISMISSED = "dismissed", "不处理"


class Note(models.Model):
    """One question as it comes in, masked and looked over; sorted into a group and deleted within a minute or so."""

    text = models.CharField(max_length=120)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    day = models.DateField()

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "待归类的问句"
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class Group(models.Model):
    """Questions that ask the same. text: the one that came first. likely: `<kind>:<id>` of the likeliest matter, empty = none.

    department: whose it is, empty = nobody's yet. times: how often since it was opened, or opened again.
    again: how often since it was handled. target: `<kind>:<key>` of what it was made part of.
    """

    text = models.CharField("问句", max_length=120)
    department = models.CharField("部门", max_length=64, blank=True, db_index=True)
    likely = models.CharField("最像的", max_length=120, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN, db_index=True)
    times = models.PositiveIntegerField("次数", default=0)
    again = models.PositiveIntegerField("处理后又问", default=0)
    first_on = models.DateField("第一次")
    last_on = models.DateField("最近一次", db_index=True)
    outcome = models.CharField("怎样处理", max_length=10, choices=Outcome.choices, blank=True)
    target = models.CharField(max_length=120, blank=True)
    why = models.CharField("说明", max_length=300, blank=True)
    handled_by = models.CharField("处理人", max_length=150, blank=True)
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        ordering = ["-times", "-last_on", "pk"]
        verbose_name = verbose_name_plural = "没答好的问题"
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class Variant(models.Model):
    """One way in which it was asked. plain: the sentence without marks, by which the same one is known again."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="variants")
    text = models.CharField("问句", max_length=120)
    plain = models.CharField(max_length=120, unique=True)
    times = models.PositiveIntegerField("次数", default=0)
    last_on = models.DateField("最近一次")

    class Meta:
        ordering = ["-times", "pk"]
        verbose_name = verbose_name_plural = "说法"
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class Tally(models.Model):
    """How often a group came up on a day for a reason."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="tallies")
    reason = models.CharField("原因", max_length=10, choices=Reason.choices)
    day = models.DateField("日期", db_index=True)
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        ordering = ["-day", "reason"]
        verbose_name = verbose_name_plural = "次数"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["group", "reason", "day"], name="tally_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_reason_display()} {self.times}"


class Progress(models.Model):
    """How far the talks have been read. turn: the last stored turn that was looked at."""

    name = models.CharField(max_length=20, unique=True)
    turn = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = "进度"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} {self.turn}"
