"""What an area worker fills in on the phone: as few fields as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bot.cases.lifecycle import CONTACT_WAYS
from bot.cases.models import Case
from bot.cases.services.photos import MOST
from bot.desk.area.seen import KINDS
from bot.staff.roles import all_posts

REASONS = ("打电话问清情况", "上门以前先联系", "告诉办理结果")
"""Why a contact is looked at, as a rule; another reason may be written."""


class Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to MOST files; what they are is for the service to see."""

    widget = Photos

    def clean(self, data: Any, initial: Any = None) -> Any:
        files: list[Any] = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(files) > MOST:
            raise forms.ValidationError(f"一次最多传{MOST}张照片，请少选几张。")
        return files


class Phone(forms.Form):
    """token: makes a second tap of the same button do nothing."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def take(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Puts what a service found beside its field."""
        for name, words in errors.items():
            place = {"answer": "result", "photo": "photos", "proposed": "to"}.get(name, name)
            for word in words:
                self.add_error(place if place in self.fields else None, word)


def _photos() -> PhotosField:
    return PhotosField(
        label="照片",
        required=False,
        widget=Photos(attrs={"accept": "image/jpeg,image/png", "multiple": True, "data-shrink": ""}),
        help_text=f"最多{MOST}张。不要拍人脸和证件。",
    )


class SeenForm(Phone):
    """A thing seen on the round."""

    what = forms.ChoiceField(
        label="看到了什么",
        choices=[(one.code, one.name) for one in KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": "请选看到了什么。", "invalid_choice": "请从列表里选。"},
    )
    place = forms.CharField(label="在哪里", max_length=200, error_messages={"required": "请写在哪里，让去的人找得到。"})
    words = forms.CharField(
        label="再说明一下", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    urgent = forms.BooleanField(label="紧急，今天就要处理", required=False)
    photos = _photos()


class ResultForm(Phone):
    """What came of it."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=10)
    result = forms.CharField(
        label="办得怎么样（群众会看到）",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明给群众的答复，至少4个字。"},
    )
    told = forms.BooleanField(label="已经当面告诉群众", required=False)
    photos = _photos()


class ContactForm(Phone):
    """One attempt to reach the citizen."""

    way = forms.ChoiceField(label="怎么联系的", choices=list(CONTACT_WAYS.items()), initial="call")


class UpForm(Phone):
    """Reported upwards."""

    to = forms.ChoiceField(label="该谁办", required=False)
    why = forms.CharField(
        label="为什么，建议怎么办",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：不在我的片区；要转给供电公司，电话95598。",
        error_messages={"required": "请写明原因，至少4个字。"},
    )

    def __init__(self, *args: Any, case: Case, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        others = [
            (post.id, post.name) for post in all_posts() if post.id != case.post and post.role in ("窗口", "网格员")
        ]
        field.choices = [("", "不清楚，请派单员定"), *others]
        field.error_messages["invalid_choice"] = "请从列表里选。"


class RevealForm(Phone):
    """Why the contact is looked at."""

    why = forms.ChoiceField(
        label="为什么要看", choices=[(words, words) for words in REASONS], widget=forms.RadioSelect,
        error_messages={"required": "请选为什么要看。", "invalid_choice": "请从列表里选。"},
    )  # fmt: skip
