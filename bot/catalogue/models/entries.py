"""Objects of the catalogue as documents, each with its draft, its approved revision and every revision before."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    """What an object is. `information`, `plan`, `calendar` and `cues` exist once, with the key `hall`."""

    ITEM = "item", "事项"
    BUNDLE = "bundle", "一件事"
    SIGNPOST = "signpost", "指路"
    PLACE = "place", "办理点"
    WINDOW = "window", "窗口"
    FACILITY = "facility", "设施"
    DEPARTMENT = "department", "部门"
    POST = "post", "岗位"
    CATEGORY = "category", "类别"
    SUBJECT = "subject", "诉求分类"
    PHRASE = "phrase", "话术"
    CALENDAR = "calendar", "日历"
    INFORMATION = "information", "大厅信息"
    PLAN = "plan", "平面图"
    CUES = "cues", "提示词"


class Source(models.TextChoices):
    SEED = "seed", "初始资料"
    DESK = "desk", "页面修改"
    SHEET = "sheet", "表格导入"
    FILES = "files", "资料文件导入"
    RESTORE = "restore", "恢复旧版本"
    QUESTION = "question", "没答好的问题"
    VERIFY = "verify", "核对签字"


class Entry(models.Model):
    """One object. key: its id (a window's number, `hall` for what exists once). position: its place among its kind.

    approved: what the next release holds; None = not published yet. draft: the newest revision; equal to `approved`
    when nothing is being changed. change_set: the open one that holds the draft, None when there is none.
    name, department, owner, search: taken from the draft, for lists, rights and finding by words, pinyin or initials.
    """

    kind = models.CharField("类型", max_length=16, choices=Kind.choices)
    key = models.CharField("编号", max_length=100)
    position = models.PositiveIntegerField("顺序", default=0)
    name = models.CharField("名称", max_length=200, blank=True)
    department = models.CharField("部门", max_length=64, blank=True, db_index=True)
    owner = models.CharField("负责岗位", max_length=64, blank=True)
    search = models.TextField(blank=True)
    approved = models.ForeignKey(
        "catalogue.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="approved_for"
    )
    draft = models.ForeignKey(
        "catalogue.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="draft_of"
    )
    change_set = models.ForeignKey(
        "catalogue.ChangeSet", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        ordering = ["kind", "position", "key"]
        verbose_name = verbose_name_plural = "资料"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name or self.key}"


class Revision(models.Model):
    """One version of an object, final (bot.store.guards). content: canonical JSON of the model's value, empty = removed.

    changes: rows `{"path", "label", "before", "after"}` in words, against the revision before. by: the account's name,
    kept when the account is gone.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField("版本")
    content = models.TextField("内容", blank=True)
    change_set = models.ForeignKey(
        "catalogue.ChangeSet", on_delete=models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    by = models.CharField("修改人", max_length=150)
    at = models.DateTimeField("时间")
    why = models.CharField("原因", max_length=300, blank=True)
    source = models.CharField("来源", max_length=8, choices=Source.choices)
    changes = models.JSONField("改动", default=list)

    class Meta:
        ordering = ["entry", "number"]
        verbose_name = verbose_name_plural = "修改记录"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="revision_numbered_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.number}"
