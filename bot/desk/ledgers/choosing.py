"""The conditions above a ledger and above the figures: period, unit, subject, kind, channel, state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, get_args

from django import forms
from django.http import QueryDict

from bot.cases.models import Kind, State
from bot.cases.models.request import CHANNELS
from bot.knowledge.model import Hall, SubjectGroup
from bot.reports import periods, rounds
from bot.reports.ledgers import NONE, Chosen
from bot.reports.periods import Period

ALL = ("", "全部")


class ChooseForm(forms.Form):
    """A GET form; what is left out or unknown is all of it, this week."""

    period = forms.ChoiceField(label="时间", required=False, choices=list(periods.CHOICES.items()))
    first = forms.DateField(label="从哪天", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                            error_messages={"invalid": "日期要写成“2026-11-23”这样。"})  # fmt: skip
    last = forms.DateField(label="到哪天", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                           error_messages={"invalid": "日期要写成“2026-11-23”这样。"})  # fmt: skip
    what = forms.ChoiceField(label="看哪些", required=False, choices=list(rounds.WHAT.items()))
    department = forms.ChoiceField(label="部门", required=False)
    post = forms.ChoiceField(label="承办岗位", required=False)
    group = forms.ChoiceField(label="组别", required=False)
    subject = forms.ChoiceField(label="分类", required=False)
    kind = forms.ChoiceField(label="类型", required=False, choices=[ALL, *Kind.choices])
    channel = forms.ChoiceField(label="渠道", required=False, choices=[ALL, *CHANNELS])
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *State.choices])

    def __init__(self, data: QueryDict, *, hall: Hall, now: datetime) -> None:
        known = {name: data[name] for name in self.base_fields if name in data}
        super().__init__({"period": "week", "what": "received", **known}, auto_id="%s")
        self.now = now
        groups = [(name, name) for name in get_args(SubjectGroup)]
        subjects = [(one.id, one.name) for one in hall.subjects]
        self._offer("department", [(one.id, one.name) for one in hall.departments], (NONE, "不属于部门的岗位"))
        self._offer("post", [(post.id, post.name) for post in hall.posts])
        self._offer("group", groups, (NONE, "没有分类"))
        self._offer("subject", subjects, (NONE, "没有分类"))

    @property
    def shown(self) -> list[forms.BoundField]:
        """The conditions that are always in sight."""
        return [self[name] for name in ("period", "first", "last", "what", "department")]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The others."""
        return [self[name] for name in self.fields if self[name].name not in {field.name for field in self.shown}]

    @property
    def more_open(self) -> bool:
        """Whether one of the others was chosen."""
        return any(field.value() for field in self.rest)

    def _offer(self, name: str, choices: Iterable[tuple[str, str]], *more: tuple[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ALL, *choices, *more]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if given.get("period") == "own" and not self.errors:
            if first is None or last is None:
                self.add_error("first" if first is None else "last", "自己选日期，请填从哪天、到哪天。")
            elif last < first:
                self.add_error("last", "结束的日期不能早于开始的日期。")
            elif (last - first).days > periods.LONGEST or not 2000 <= first.year <= last.year <= 2100:
                self.add_error("last", "时间太长，最多5年。")
        return given

    def chosen(self) -> Chosen:
        """What was chosen; where something is wrong, that part is as if it had been left out."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        wanted = {
            name: given.get(name, "") for name in ("department", "post", "group", "subject", "kind", "channel", "state")
        }
        return Chosen(period=self._period(given), what=given.get("what", "received"), **wanted)

    def _period(self, given: dict[str, Any]) -> Period:
        if given.get("period") == "own" and given.get("first") and given.get("last") and not self.errors:
            return periods.days_of(given["first"], given["last"], "")
        return periods.named(given.get("period", "week"), self.now)

    def words(self, chosen: Chosen, *, without: Iterable[str] = ()) -> str:
        """What was chosen, as people read it: 本周（…），类型：投诉."""
        parts = [f"{chosen.period.name}（{chosen.period.words}）" if chosen.period.name else chosen.period.words]
        for name in ("what", "department", "post", "group", "subject", "kind", "channel", "state"):
            value = getattr(chosen, name)
            if value and name not in set(without):
                field = self.fields[name]
                assert isinstance(field, forms.ChoiceField)
                parts.append(f"{field.label}：{dict(field.choices).get(value, value)}")  # type: ignore[arg-type]
        return "，".join(parts)
