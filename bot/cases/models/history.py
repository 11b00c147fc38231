"""The history of a request: final rows in a chain, and beside them the words, which the law may want erased."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from bot.cases.models.request import Case

LABELS = {
    "why": "", "words": "", "answer": "答复：", "missing": "请补充：", "proof": "验收依据：", "rule": "改了什么规定：",
    "body": "单位：", "telephone": "电话：", "number": "编号：", "reason": "原因：", "way": "去哪里办：", "paper": "纸质编号：",
    "facts": "新情况：", "override": "主管理由：", "points": "诉求点：", "detail": "", "shown": "告知群众：",
}  # fmt: skip
"""Parts of the words that stand in the history as staff read it; the request's own text stands above it already."""


class CaseEvent(models.Model):
    """One row of history. It can't be changed or deleted: database triggers refuse (bot.store.guards).

    post: in which the person acted. words_digest: of the words beside it. previous, digest: the chain.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", verbose_name="诉求")
    seq = models.PositiveIntegerField("序号")
    at = models.DateTimeField("时间")
    actor = models.CharField("经办人", max_length=150)
    post = models.CharField("岗位", max_length=64, blank=True)
    action = models.CharField("动作", max_length=40)
    from_state = models.CharField("原状态", max_length=20, blank=True)
    to_state = models.CharField("新状态", max_length=20, blank=True)
    words_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["case", "seq"]
        verbose_name = verbose_name_plural = "办理记录"
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="event_numbered_once")]
        indexes = [models.Index(fields=["action", "at"], name="event_action_at")]

    def __str__(self) -> str:
        return f"第{self.seq}条"

    @property
    def said(self) -> Mapping[str, str]:
        """What was written in this step, by field; empty when nothing was, or when it was erased."""
        found: EventWords | None = getattr(
            self, "words", None
        )  # the relation raises an AttributeError when it is empty
        return found.words if found is not None else {}

    @property
    def why(self) -> str:
        """What was written in this step, as staff read it."""
        if not self.words_digest:
            return ""
        said = self.said
        if not said:
            return "（已依法删除）"
        return "；".join(f"{label}{said[key]}" for key, label in LABELS.items() if said.get(key))


class EventWords(models.Model):
    """The words of one row, with the salt of their digest. erased_at: both were deleted then, by law."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, primary_key=True, related_name="words")
    salt = models.CharField(max_length=32, blank=True)
    words = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["event"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"第{self.event_id}条的文字"
