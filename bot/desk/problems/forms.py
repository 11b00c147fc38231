"""The forms of a new problem, of listing a request, and of striking off."""

from __future__ import annotations

from typing import Any

from django import forms

from bot.knowledge.model import Hall
from bot.reports.models import Reach

LONGEST = 500
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _words(label: str, help_text: str, missing: str, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, min_length=4, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "min_length": "请写得再清楚些，至少4个字。", "max_length": "最多写500个字。"},
    )  # fmt: skip


class FindForm(forms.Form):
    """What was found, where, how, and by when it must be mended."""

    words = _words("发现了什么问题", "写清楚哪里、什么不对。不要写电话、身份证号。", "请写明发现了什么问题。", rows=4)
    place = forms.CharField(label="地点", required=False, max_length=200)
    window = forms.ChoiceField(label="哪个窗口的事", required=False, help_text="是某个窗口的事，选了就直接交给它。")
    subject = forms.ChoiceField(label="分类", required=False, help_text="按分类交给负责的岗位；都不选，由派单员派。")
    how = _words("怎么发现的", "例如：周一巡查、群众意见箱、上级检查。", "请写明怎么发现的。", rows=2)
    reach = forms.ChoiceField(label="哪一级的问题", choices=Reach.choices, initial=Reach.DEPARTMENT, widget=forms.RadioSelect,
                              error_messages={"required": "请选部门级或大厅级。"})  # fmt: skip
    due = forms.DateField(label="什么时候改好", required=False, widget=_DAY, help_text="不填就是5个工作日。",
                          error_messages={"invalid": "日期要写成“2026-11-23”这样。"})  # fmt: skip

    def __init__(self, *args: Any, hall: Hall, keeps: bool, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s", **more})
        windows = [(one.number, f"{one.number}号 {one.name}") for one in hall.windows]
        self._offer("window", [("", "不是某个窗口的事"), *windows])
        self._offer("subject", [("", "不选"), *((one.id, one.name) for one in hall.subjects)])
        if not keeps:
            self._offer("reach", [(Reach.DEPARTMENT.value, Reach.DEPARTMENT.label)])
            self.fields["reach"].help_text = "大厅级由值班长、派单员、督查或主管定。"

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class ListForm(forms.Form):
    """Which request, which level, and why."""

    number = forms.CharField(label="诉求编号", max_length=12, error_messages={"required": "请填诉求编号。"},
                             widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))  # fmt: skip
    reach = forms.ChoiceField(label="哪一级的问题", choices=Reach.choices, widget=forms.RadioSelect,
                              error_messages={"required": "请选部门级或大厅级。"})  # fmt: skip
    why = _words("为什么列入", "例如：同样的事一个月来了5件，要从根上改。", "请写明为什么列入。", rows=2)


class StrikeForm(forms.Form):
    """How it was seen to be mended, and what was changed so that it does not come back."""

    proof = _words("验收的依据", "怎么看到确实改好了。例如：到现场看过，拍了照。", "请写明验收的依据。")
    rule = _words(
        "改了哪条规定", "让它不再发生。没有就写“没有改规定”。", "请写明改了哪条规定；没有就写“没有改规定”。", rows=2
    )
