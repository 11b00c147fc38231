"""The form of an answer template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User

from bot.cases.models import Kind
from bot.cases.services.wordings import PLACEHOLDERS, RIGHT, TEXT_MAX, TITLE_MAX
from bot.staff.roles import departments_for
from bot.store.releases import active_hall


class WordingForm(forms.Form):
    """Whose it is, what it suits, and its words."""

    title = forms.CharField(
        label="名称",
        max_length=TITLE_MAX,
        help_text="选模板时看到的，例如：路灯已修好。",
        error_messages={"required": "请写名称。", "max_length": f"最多{TITLE_MAX}个字。"},
    )
    text = forms.CharField(
        label="内容",
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="可以写 " + "、".join(f"{{{name}}}（{words}）" for name, words in PLACEHOLDERS.items())
        + "，用的时候自动换成真的。不能写人的姓名和号码。",
        error_messages={"required": "请写内容。", "max_length": f"最多{TEXT_MAX}个字。"},
    )  # fmt: skip
    department = forms.ChoiceField(label="谁用", required=False)
    kind = forms.ChoiceField(label="哪种类型用", required=False)
    subject = forms.ChoiceField(label="哪种分类用", required=False)

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        hall, own = active_hall(), departments_for(user, RIGHT)
        departments = [(one.id, one.name) for one in hall.departments if own is None or one.id in own]
        self._choose("department", [*([("", "全大厅")] if own is None else []), *departments])
        self._choose("kind", [("", "所有类型"), *Kind.choices])
        self._choose("subject", [("", "所有分类"), *((one.id, one.name) for one in hall.subjects)])

    def take(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Puts what the service found beside its field."""
        for name, words in errors.items():
            for word in words:
                self.add_error(name if name in self.fields else None, word)

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = "请从列表里选。"
