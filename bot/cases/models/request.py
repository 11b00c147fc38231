"""A request 诉求, and the count of wrong query codes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from bot.cases.lifecycle import WAYS_BACK, State
from bot.cases.models.conversation import Channel, Conversation


class Kind(models.TextChoices):
    CONSULT = "consult", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    SUGGESTION = "suggestion", "建议"
    PRAISE = "praise", "表扬"


class Origin(models.TextChoices):
    FORM = "form", "表单"
    CONVERSATION = "conversation", "对话"
    CALL = "call", "呼叫人工"
    COUNTER = "counter", "窗口登记"
    NOTE = "note", "电话记录"
    PAPER = "paper", "补录"
    IMPORT = "import", "外部工单"
    AREA = "area", "巡查发现"


COUNTER = "counter"
CHANNELS = [*Channel.choices, (COUNTER, "窗口")]
"""A conversation has no counter; a request may."""


class Level(models.IntegerChoices):
    NONE = 0, "正常"
    URGED = 1, "催办"
    WATCHED = 2, "督办"
    ANNOUNCED = 3, "通报"


class Case(models.Model):
    """One request. number: public, random, never the pk. description, place: masked. contact: encrypted.

    opened_at: when it was put in; received_at: when it reached the hall, from which the limit counts.
    post: who has to act now; holder: the person of that post who took it; first_receiver: the post that stays
    responsible until the echo is given. last_seq, head: end of the chain of its history.
    answer, shown_why, paused_why: what the citizen is told. reopen_asked_at: waits for the supervisor's decision.
    """

    number = models.CharField("编号", max_length=10, unique=True)
    code_digest = models.CharField(max_length=64)
    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    subject = models.CharField("分类", max_length=40, blank=True)
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.SUBMITTED)
    origin = models.CharField("来源", max_length=12, choices=Origin.choices)
    channel = models.CharField("渠道", max_length=8, choices=CHANNELS)
    kiosk = models.CharField("设备", max_length=64, blank=True)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases", verbose_name="会话"
    )
    description = models.TextField("内容")
    place = models.CharField("地点", max_length=500, blank=True)
    item = models.CharField("事项", max_length=100, blank=True)
    window = models.CharField("窗口", max_length=20, blank=True)
    contact = models.BinaryField("联系方式", null=True)
    way_back = models.CharField("怎么回复", max_length=8, choices=list(WAYS_BACK.items()), blank=True)
    anonymous = models.BooleanField("匿名", default=False)
    release = models.CharField("发布版本", max_length=100, blank=True)

    opened_at = models.DateTimeField("登记时间", db_index=True)
    received_at = models.DateTimeField("收到时间")
    expected_at = models.DateTimeField("办理时限", db_index=True)
    limit_basis = models.CharField("时限依据", max_length=200, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    level = models.PositiveSmallIntegerField("督办级别", choices=Level.choices, default=Level.NONE)

    post = models.CharField("承办岗位", max_length=64, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="承办人",
    )
    first_receiver = models.CharField("首接岗位", max_length=64, blank=True)
    proposed_post = models.CharField("建议改派", max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="录入人",
    )
    assigned_at = models.DateTimeField("派单时间", null=True, blank=True)
    claimed_at = models.DateTimeField("接办时间", null=True, blank=True)
    resolved_at = models.DateTimeField("答复时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    paused_at = models.DateTimeField("暂停时间", null=True, blank=True)
    paused_why = models.TextField("暂停原因", blank=True)
    paused_days = models.PositiveSmallIntegerField("暂停工作日", default=0)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    assigned_finally = models.BooleanField("最终派单", default=False)
    extended = models.BooleanField("延过期", default=False)
    reopens = models.PositiveSmallIntegerField("重办次数", default=0)
    objected = models.BooleanField("提过异议", default=False)
    reopen_asked_at = models.DateTimeField("申请重办时间", null=True, blank=True)
    reopen_refused = models.BooleanField("不同意重办", default=False)
    no_response = models.BooleanField("未回应", default=False)
    self_found = models.BooleanField("自查问题", default=False)

    answer = models.TextField("答复", blank=True)
    shown_why = models.TextField("告知的原因", blank=True)
    transferred_to = models.CharField("转往单位", max_length=100, blank=True)
    transferred_telephone = models.CharField("单位电话", max_length=40, blank=True)
    transferred_number = models.CharField("对方编号", max_length=60, blank=True)
    followed_up_at = models.DateTimeField("跟踪时间", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates", verbose_name="并入"
    )
    source = models.CharField("外部来源", max_length=40, blank=True)
    outside_number = models.CharField("外部编号", max_length=60, blank=True)
    paper_number = models.CharField("纸质编号", max_length=60, blank=True)
    about_unit = models.BooleanField("反映单位或人员", default=False)

    last_seq = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = verbose_name_plural = "诉求"
        default_permissions = ("view",)
        permissions = [("see_contact", "可以查看联系方式")]
        indexes = [
            models.Index(fields=["post", "state"], name="case_post_state"),
            models.Index(fields=["state", "expected_at"], name="case_state_due"),
            models.Index(fields=["state", "resolved_at"], name="case_state_resolved"),
            # What the figures ask stands in the index whole: what came in, of which kind, and who may know of it.
            models.Index(
                fields=["received_at", "self_found", "about_unit", "post", "subject", "kind", "channel"],
                name="case_received_as",
            ),
            models.Index(fields=["about_unit", "self_found"], name="case_known"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "outside_number"], condition=~Q(outside_number=""), name="outside_order_once"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def round(self) -> int:
        """1, and one more for each time it was reopened."""
        return self.reopens + 1


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
