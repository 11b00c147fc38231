"""What belongs to handling a request: who had it, contacts, points, extensions, evaluations, the unit complained of."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from bot.cases.lifecycle import CONTACT_WAYS
from bot.cases.models.request import Case


class Part(models.TextChoices):
    LEAD = "lead", "主办"
    HELPER = "helper", "协办"


class Handling(models.Model):
    """A post that has or had a part in a request. user: who took it. ended_at: None = now."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handlings")
    post = models.CharField("岗位", max_length=64, db_index=True)
    part = models.CharField("主办或协办", max_length=6, choices=Part.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        ordering = ["case", "since", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "post", "part"], condition=models.Q(ended_at__isnull=True), name="part_once_at_a_time"
            )
        ]
        # Whether somebody had a part in a request is asked of every line of a list: both columns at once, or the
        # database goes through everything that this person ever handled, for each line.
        indexes = [
            models.Index(fields=["case", "user"], name="handling_case_user"),
            models.Index(fields=["case", "post"], name="handling_case_post"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.post}"


class ContactAttempt(models.Model):
    """One attempt to reach the citizen. round: of the request. seq: of the row of history that has the words."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    round = models.PositiveSmallIntegerField(default=1)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField("方式", max_length=8, choices=list(CONTACT_WAYS.items()))
    reached = models.BooleanField("联系上了")

    class Meta:
        ordering = ["case", "at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["case", "round", "reached", "at"], name="contact_of_round")]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {'联系上了' if self.reached else '没有联系上'}"


class Point(models.Model):
    """One point of a request. reply: the answer, or with `refused` why it is not done; empty = still open."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="points")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField("序号")
    text = models.TextField("诉求点")
    reply = models.TextField("答复或理由", blank=True)
    refused = models.BooleanField("不办", default=False)

    class Meta:
        ordering = ["case", "round", "number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "round", "number"], name="point_numbered_once")]

    def __str__(self) -> str:
        return f"第{self.number}点"


class Extension(models.Model):
    """A wish for more time. days: working days. granted: None = not decided. One at a time, one granted at most."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField("工作日")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    why = models.TextField("原因", blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    granted = models.BooleanField("同意", null=True)

    class Meta:
        ordering = ["case", "asked_at"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(granted__isnull=True), name="one_extension_asked_for"
            ),
            models.UniqueConstraint(fields=["case"], condition=models.Q(granted=True), name="extended_once"),
        ]

    def __str__(self) -> str:
        return f"延期{self.days}个工作日"


class Evaluation(models.Model):
    """What the citizen said of one round. called: heard in a call-back. solved: yes, part, no."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evaluations")
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField("时间")
    called = models.BooleanField("回访时说的", default=False)
    contacted = models.BooleanField("联系过", null=True)
    solved = models.CharField(
        "解决了", max_length=4, blank=True, choices=[("yes", "解决了"), ("part", "部分解决"), ("no", "没有解决")]
    )
    satisfied = models.PositiveSmallIntegerField("满意度", null=True)

    class Meta:
        ordering = ["case", "round"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="evaluated_once_a_round")]

    def __str__(self) -> str:
        return f"第{self.round}轮"


class Against(models.Model):
    """A department, window or person that a request is about; that unit never sees it. key: id, number or user's pk."""

    class Unit(models.TextChoices):
        DEPARTMENT = "department", "部门"
        WINDOW = "window", "窗口"
        PERSON = "person", "人员"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="against")
    unit = models.CharField("单位", max_length=10, choices=Unit.choices)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ["case", "unit", "key"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "unit", "key"], name="unit_named_once")]
        indexes = [models.Index(fields=["unit", "key"], name="against_unit")]

    def __str__(self) -> str:
        return f"{self.get_unit_display()} {self.key}"


class Notice(models.Model):
    """Something that a timer did once. key: for which moment, so that a new limit begins anew."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    what = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["case", "at"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "what", "key"], name="notice_once")]

    def __str__(self) -> str:
        return self.what
