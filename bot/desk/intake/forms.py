"""What is filled in when a request is put in; whatever is left open is taken from the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from bot.cases.lifecycle import RECORDABLE, WAYS_BACK, State
from bot.cases.models import Kind
from bot.cases.services.intake import MANNERS
from bot.desk.intake.draft import AUTO, NO, YES, Draft, named_item
from bot.knowledge.release import Release

NEEDS_NUMBER = ("call", "message")
FIELDS = {"unit": "against_department", "channel": "manner", "limit_basis": "limit_basis"}
"""Where a service finds a fault → the field it stands at, where the names differ."""


class Words(forms.Form):
    """The words, and the kind they make it."""

    description = forms.CharField(
        label="群众说了什么事",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="照群众的原话写。电话写在下面“怎么回复”里，写在这里的号码会自动隐去。",
        error_messages={"required": "请写群众说了什么事。", "max_length": "最多写4000个字，请写要紧的。"},
    )
    kind = forms.ChoiceField(label="类型", required=False)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    warned = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args: Any, release: Release, draft: Draft | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.release, self.draft = release, draft
        self._choose("kind", Kind.choices, draft.kind_name if draft and draft.text else "")

    def take(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Puts what a service found beside its field."""
        for name, words in errors.items():
            place = FIELDS.get(name, name)
            for word in words:
                self.add_error(place if place in self.fields else None, word)

    def _choose(self, name: str, choices: Iterable[tuple[str, str]], proposed: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(AUTO, f"按内容：{proposed}" if proposed else "按内容自动选"), *choices]
        field.error_messages["invalid_choice"] = "请从列表里选。"


class SolvedForm(Words):
    """当场办结: three fields."""

    answer = forms.CharField(
        label="当场怎么答复的",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="群众凭编号能看到这段话。",
        error_messages={"required": "请写当场怎么答复的。"},
    )


class IntakeForm(Words):
    """For somebody at the counter or on the telephone."""

    manner = forms.ChoiceField(
        label="群众怎么来的",
        choices=[(name, words) for name, (words, _, _) in MANNERS.items()],
        widget=forms.RadioSelect,
        initial="counter",
        error_messages={"required": "请选当面还是电话。"},
    )
    place = forms.CharField(label="在什么地方", required=False, max_length=200, help_text="写到村、小区、路口就行。")
    subject = forms.ChoiceField(label="分类", required=False)
    item = forms.CharField(
        label="和哪个事项有关",
        required=False,
        max_length=100,
        help_text="不写就按内容找；写几个字也行。",
        widget=forms.TextInput(attrs={"list": "item-names", "autocomplete": "off"}),
    )
    post = forms.ChoiceField(label="交给哪个岗位", required=False)
    urgent = forms.ChoiceField(label="急不急", required=False)
    limit_days = forms.IntegerField(
        label="另有规定的时限（工作日）",
        required=False,
        min_value=1,
        max_value=100,
        error_messages={
            "invalid": "请写数字，例如10。",
            "min_value": "至少1个工作日。",
            "max_value": "最多100个工作日。",
        },
    )
    limit_basis = forms.CharField(label="按哪条规定", required=False, max_length=200, help_text="群众会看到。")
    contact = forms.CharField(
        label="联系电话",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="先问愿不愿意留。只用来答复这件事，加密保存，办结2年后删除。",
    )
    way_back = forms.ChoiceField(
        label="怎么答复群众", required=False, widget=forms.RadioSelect, choices=list(WAYS_BACK.items())
    )
    anonymous = forms.BooleanField(label="群众要匿名（不留电话）", required=False)
    against_department = forms.ChoiceField(label="反映的部门", required=False)
    against_window = forms.ChoiceField(label="反映的窗口", required=False)
    against_person = forms.ChoiceField(label="反映的工作人员", required=False)

    def __init__(self, *args: Any, release: Release, draft: Draft | None, **more: Any) -> None:
        super().__init__(*args, release=release, draft=draft, **more)
        hall, said = release.hall, draft is not None and bool(draft.text)
        subject = draft.subject.name if said and draft and draft.subject else ""
        self._choose("subject", [(one.id, one.name) for one in hall.subjects], subject)
        post = draft.post.name if said and draft and draft.post else ""
        self._choose("post", [(one.id, one.name) for one in hall.posts], post)
        hurry = ("紧急" if draft.proposal.urgent else "不急") if said and draft else ""
        self._choose("urgent", [(YES, "紧急，当天处理"), (NO, "不急")], hurry)
        self._list("against_department", [(one.id, one.name) for one in hall.departments])
        self._list("against_window", [(one.number, f"{one.number}号 {one.name}") for one in hall.windows])
        people = User.objects.filter(is_staff=True, is_active=True).exclude(first_name="").order_by("first_name")
        self._list("against_person", [(str(one.pk), one.first_name) for one in people])

    def _list(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "没有指明"), *choices]

    def clean_item(self) -> str:
        written = str(self.cleaned_data["item"]).strip()
        if written and named_item(self.release, written) is None:
            raise forms.ValidationError("没有找到这个事项，或者有好几个。请写全名称，或者不填。")
        return written

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        contact, way = found.get("contact"), found.get("way_back")
        if contact and found.get("anonymous"):
            self.add_error("anonymous", "选了匿名就不留电话；要我们回电，请不要选匿名。")
        elif contact and sum(sign.isdigit() for sign in contact) < 5:
            self.add_error("contact", "这个电话好像不全，请再核对。")
        elif way in NEEDS_NUMBER and not contact:
            self.add_error("contact", "选了电话或短信答复，请写电话号码；不愿意留，请选“来窗口”或“村里转告”。")
        if found.get("limit_days") and not (found.get("limit_basis") or "").strip():
            self.add_error("limit_basis", "另有规定的时限，请写按哪条规定，群众会看到。")
        against = [name for name in ("against_department", "against_window", "against_person") if found.get(name)]
        if against and self.draft is not None and self.draft.kind not in (Kind.COMPLAINT, Kind.REPORT):
            self.add_error("kind", "选了被反映的单位、窗口或人员，类型要选投诉或举报。")
        return found


class PaperForm(IntakeForm):
    """补录: what was taken in on paper."""

    received_at = forms.DateTimeField(
        label="什么时候收到的",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="办理时限从这个时间算。",
        error_messages={"required": "请填收到的时间。", "invalid": "时间要写成“2026-11-23 15:30”这样。"},
    )
    paper = forms.CharField(label="纸质单的编号", max_length=60, error_messages={"required": "请填纸质单的编号。"})
    why = forms.CharField(
        label="为什么现在才录",
        max_length=500,
        help_text="例如：停电改用纸登记、下乡收到的。",
        error_messages={"required": "请写为什么现在才录，至少4个字。"},
    )
    state = forms.ChoiceField(
        label="现在办到哪一步",
        choices=[(state.value, State(state).label) for state in RECORDABLE],
        initial=State.SUBMITTED.value,
    )
    answer = forms.CharField(
        label="给群众的答复",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="已经答复、办结或不再办的，要写。",
    )

    def clean_received_at(self) -> datetime:
        moment: datetime = self.cleaned_data["received_at"]
        if moment >= timezone.now():
            raise forms.ValidationError("收到时间要早于现在。")
        return moment
