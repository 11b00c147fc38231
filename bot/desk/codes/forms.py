"""What the citizen says of the own request; what is left open is not asked."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils import timezone

from bot.cases.models import Kind
from bot.cases.services import Remembered


class Digits(forms.CharField):
    """A number as it is read out: gaps, dashes and wide digits are no mistake."""

    def clean(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", str(value or ""))
        return str(super().clean("".join(text.replace("-", "").split())))


def _digits(label: str, most: int, help_text: str = "") -> Digits:
    return Digits(
        label=label, required=False, max_length=most, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"max_length": f"最多{most}位，请核对。"},
    )  # fmt: skip


def _words(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=60, help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"max_length": "最多60个字，写要紧的。"},
    )  # fmt: skip


class RememberedForm(forms.Form):
    """Fields in the order in which one asks."""

    number = _digits("编号", 10, "10位数字。没有编号，填留过的电话和登记的日期。")
    phone = _digits("留过的完整电话", 20, "没有编号时才填。")
    day = forms.DateField(
        label="哪天登记的", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期不对，请写成 2026-11-22。"},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="哪一种",
        required=False,
        choices=[("", "不填"), *Kind.choices],
        error_messages={"invalid_choice": "请从列表里选。"},
    )
    place = _words("说的是什么地点", "例如：东河镇。群众怎么说就怎么写。")
    word = _words("内容里的一个词", "例如：暖气。群众自己说出来的词。")
    phone_end = _digits("留的电话后4位", 4)

    def remembered(self) -> Remembered:
        """What was typed, after `is_valid`."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Remembered(**given)

    def clean_day(self) -> Any:
        """A day that has been."""
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("这一天还没有到，请核对。")
        return day

    def take(self, errors: Any) -> None:
        """Puts what the service found beside its field."""
        for name, words in errors.items():
            for word in words:
                self.add_error(name if name in self.fields else None, word)
