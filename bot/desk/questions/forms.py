"""What is asked on the pages of questions that were not answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from bot.knowledge.aspects import ASPECTS

REQUIRED = {"required": "请填写这一项。", "invalid_choice": "请从列表里选一个。"}
NO_ASPECT = ("", "不用，我自己写回答")
_TELEPHONE = re.compile(r"[0-9][0-9-]{2,19}")
_LINES = re.compile(r"[\n，,、；;]+")

Choices = Sequence[tuple[str, str]]


class OfItem(forms.Form):
    """Something for an item. choices: ids and names of the items that may be chosen now."""

    words = forms.CharField(
        label="找事项", required=False, max_length=60,
        help_text="下面没有要的事项，就写名称、简称、拼音或首字母，再点“查找”。例如：身份证、sfz。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    item = forms.ChoiceField(
        label="接到哪个事项", widget=forms.RadioSelect,
        error_messages={"required": "请选一个事项。", "invalid_choice": "这个事项不在列表里了，请重新选。"},
    )  # fmt: skip

    def __init__(self, *given: Any, choices: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["item"].choices = choices  # type: ignore[attr-defined]


class Link(OfItem):
    """One more way of asking for an item."""

    sentence = forms.CharField(
        label="加进去的问法", max_length=60, error_messages=REQUIRED,
        help_text="群众的原话，可以改短、改错字。留下认得出是哪件事的字就行。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    field_order = ["words", "item", "sentence"]


class CommonQuestion(OfItem):
    """A common question of an item, answered in words or by one of its aspects."""

    ask = forms.CharField(
        label="问题", max_length=60, error_messages=REQUIRED, help_text="像群众那样问，一句话。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    aspect = forms.ChoiceField(
        label="用资料里的内容回答", required=False, choices=[NO_ASPECT, *ASPECTS.items()],
        help_text="资料里已经写了的，选这里，资料改了回答也跟着改。", error_messages=REQUIRED,
    )  # fmt: skip
    answer = forms.CharField(
        label="回答", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="资料里没有的，写在这里。写清楚、写短，不写“您符合”“一定能办”。",
    )  # fmt: skip
    field_order = ["words", "item", "ask", "aspect", "answer"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("answer", "").strip() and not given.get("aspect"):
            self.add_error("answer", "请写回答，或者在上面选用资料里的哪一项回答。")
        return given


class Signpost(forms.Form):
    """A matter that this hall does not do, and where it is done."""

    name = forms.CharField(
        label="这是什么事", max_length=40, error_messages=REQUIRED, help_text="例如：养犬登记。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    words = forms.CharField(
        label="群众怎么说", error_messages=REQUIRED, help_text="一行一个说法，至少一个。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    office = forms.CharField(
        label="归哪里管", max_length=80, error_messages=REQUIRED, help_text="例如：县公安局治安大队。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    telephone = forms.CharField(
        label="电话", required=False, max_length=20, help_text="打得通、核对过的才写。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )  # fmt: skip
    how = forms.CharField(
        label="怎么去、带什么", max_length=200, error_messages=REQUIRED,
        help_text="照着念给群众听的一两句话。", widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    source = forms.CharField(
        label="依据", max_length=120, error_messages=REQUIRED,
        help_text="从哪里知道的。例如：县公安局2026年公布的办事指南。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean_telephone(self) -> str:
        telephone = self.cleaned_data["telephone"].strip()
        if telephone and not _TELEPHONE.fullmatch(telephone):
            raise forms.ValidationError("电话只写数字和短横线，例如：0999-8123456。")
        return str(telephone)

    def clean_words(self) -> list[str]:
        words = list(dict.fromkeys(word.strip() for word in _LINES.split(self.cleaned_data["words"]) if word.strip()))
        if not words:
            raise forms.ValidationError("请至少写一个说法。")
        if any(len(word) > 40 for word in words):
            raise forms.ValidationError("有的说法太长了，每行最多40个字。")
        return words


class Dismiss(forms.Form):
    """Why nothing is done."""

    why = forms.CharField(
        label="为什么不处理", max_length=200, min_length=2,
        help_text="例如：听不出问什么；不是政务服务的事。以后又有这么多人问，还会回到列表里。",
        error_messages={"required": "请写明原因。", "min_length": "请写明原因，至少两个字。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class PassOn(forms.Form):
    """Another department's matter."""

    department = forms.ChoiceField(label="转给谁", required=False, error_messages=REQUIRED)

    def __init__(self, *given: Any, choices: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["department"].choices = [("", "还不知道归谁（所有编辑都看得到）"), *choices]  # type: ignore[attr-defined]
