"""The forms of a pause and of a notice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from bot.catalogue.models import Announcement
from bot.catalogue.services.bulletin import INSTEAD, LONGEST_REASON, LONGEST_TEXT, REASON, TEXT, UNTIL
from bot.desk.bulletin.endings import AT, OPEN_END, endings
from bot.knowledge.model import Hall, Hours, Window

OTHER = "other"
REASONS = ("设备维护", "工作人员临时离开", "业务培训", "停电", "网络故障")
FIELDS = {REASON: "reason", UNTIL: "until", INSTEAD: "instead", TEXT: "text"}
"""Where a service finds a fault → the field it stands at."""
_NUMBERS = re.compile(r"[\s,，、;；号和]+")


class Ending(forms.Form):
    """A form with an end. hours: those whose ends of today are offered."""

    until = forms.ChoiceField(
        label="到什么时候",
        widget=forms.RadioSelect,
        error_messages={"required": "请选到什么时候。", "invalid_choice": "这个时间已经过了，请重新选。"},
    )
    at = forms.DateTimeField(
        label="具体时间",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "时间要写成“2026-11-23 15:30”这样。"},
    )

    def __init__(self, *args: Any, hall: Hall, hours: Hours, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self._endings = endings(hours, hall.calendar, now)
        choice = self.fields["until"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(name, words) for name, words, _ in self._endings]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("until") == AT and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", "请填具体时间，或者选别的。")
        return cleaned

    @property
    def end(self) -> datetime | None:
        """The moment that was chosen; None = until further notice."""
        chosen = self.cleaned_data["until"]
        if chosen == AT:
            moment: datetime = self.cleaned_data["at"]
            return moment
        return next(moment for name, _, moment in self._endings if name == chosen)

    def take(self, faults: Iterable[tuple[str, str]]) -> None:
        """Put what a service found beside its field."""
        for where, words in faults:
            self.add_error(FIELDS.get(where), f"{words}。")


class PauseForm(Ending):
    """Why, until when, who takes over."""

    reason = forms.ChoiceField(
        label="为什么暂停（群众会听到）",
        widget=forms.RadioSelect,
        choices=[*((words, words) for words in REASONS), (OTHER, "别的原因：")],
        error_messages={"required": "请选一个原因。"},
    )
    words = forms.CharField(label="别的原因", required=False, max_length=LONGEST_REASON)
    instead = forms.MultipleChoiceField(
        label="请群众改到哪个窗口",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "有的窗口刚刚也暂停了，请重新选。"},
    )
    more = forms.CharField(label="别的窗口号", required=False, max_length=60)
    nobody = forms.BooleanField(label="没有窗口接替", required=False)
    field_order = ("reason", "words", "until", "at", "instead", "more", "nobody")

    def __init__(self, *args: Any, nearby: Iterable[Window], **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["instead"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(one.number, f"{one.number}号 {one.name}") for one in nearby]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("reason") == OTHER and not (cleaned.get("words") or "").strip():
            self.add_error("words", "请写原因，群众会听到这几个字。")
        if cleaned.get("nobody") and self.takers:
            self.add_error("nobody", "已经选了接替窗口，请不要同时选“没有窗口接替”。")
        return cleaned

    @property
    def why(self) -> str:
        """The reason as it is said."""
        chosen = str(self.cleaned_data["reason"])
        return str(self.cleaned_data["words"]) if chosen == OTHER else chosen

    @property
    def takers(self) -> list[str]:
        """The windows that take over, ticked or written."""
        written = _NUMBERS.split(self.cleaned_data.get("more") or "")
        return list(dict.fromkeys([*self.cleaned_data.get("instead", ()), *filter(None, written)]))


class NoticeForm(Ending):
    """What everybody hears, and until when."""

    text = forms.CharField(
        label="公告内容",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一两句大白话。群众打开页面、问几点开门时会看到。",
        error_messages={"required": "请写公告内容。"},
    )
    field_order = ("text", "until", "at")


def again(row: Announcement, nearby: Iterable[Window]) -> dict[str, Any]:
    """What a form about to change a pause starts with."""
    offered = {window.number for window in nearby}
    known = row.text in REASONS
    until = timezone.localtime(row.until) if row.until else None
    return {
        "reason": row.text if known else OTHER,
        "words": "" if known else row.text,
        "until": AT if until else OPEN_END,
        "at": until,
        "instead": row.instead,
        "more": "、".join(number for number in row.instead if number not in offered),
        "nobody": not row.instead,
    }
