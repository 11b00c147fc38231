"""Shapes of one request in the public interface: how it stands, and what its citizen does to it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bot.cases.services.evaluations import SOLVED
from bot.citizen.serializers import CaseCard, Words, photo_keys

_CODE = {
    "required": "请填写6位查询码。",
    "blank": "请填写6位查询码。",
    "null": "请填写6位查询码。",
    "invalid": "请填写6位查询码。",
}


class Step(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    text = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)


class Answered(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="您反映的一点")
    reply = serializers.CharField(help_text="答复，或不办的理由")
    refused = serializers.BooleanField()


class Way(serializers.Serializer[Any]):
    id = serializers.ChoiceField(choices=["supplement", "withdraw", "evaluate", "reopen", "object"])
    facts = serializers.BooleanField(help_text="有新情况才能再提")
    decided = serializers.BooleanField(help_text="提了以后先由人核实再决定")


class Pause(serializers.Serializer[Any]):
    why = serializers.CharField()
    since = serializers.DateTimeField()


class Extension(serializers.Serializer[Any]):
    why = serializers.CharField()
    days = serializers.IntegerField(help_text="工作日")


class Outside(serializers.Serializer[Any]):
    name = serializers.CharField()
    telephone = serializers.CharField()
    number = serializers.CharField(allow_blank=True, help_text="在那个单位的编号")


class CasePage(CaseCard):
    stage = serializers.IntegerField(help_text="0 已收到，1 正在办，2 有结果")
    description = serializers.CharField(help_text="登记的话，号码已经隐去")
    since = serializers.DateTimeField(help_text="从什么时候起由它负责")
    until = serializers.DateTimeField(allow_null=True, help_text="最晚什么时候答复；暂停或者已经结束时为空")
    late = serializers.BooleanField(help_text="过了答应的时间")
    limit_basis = serializers.CharField(allow_blank=True, help_text="时限另有规定时的依据")
    pause = Pause(allow_null=True)
    extension = Extension(allow_null=True)
    answer = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    points = Answered(many=True)
    ended = serializers.CharField(allow_blank=True, help_text="没有办理的原因和该去的地方")
    outside = Outside(allow_null=True)
    together = serializers.BooleanField(help_text="和同样的事一起办理")
    waiting_decision = serializers.BooleanField(help_text="要求重新办理，正在核实")
    evaluation = serializers.CharField(allow_blank=True, help_text="您的评价")
    ways = Way(many=True, help_text="现在可以做什么")
    photos_left = serializers.IntegerField(help_text="还可以补几张照片")
    emergency_text = serializers.CharField(allow_null=True, help_text="刚补充的话里说到危险时，先看这一句")
    steps = Step(many=True)


class WithCode(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=20, error_messages={**_CODE}, help_text="6位查询码")


class ReceiptPrinted(serializers.Serializer[Any]):
    printed = serializers.BooleanField()


class SupplementForm(WithCode):
    words = Words(required=False, allow_blank=True, default="", help_text="传了照片可以不写")
    photos = photo_keys()

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if not given["words"].strip() and not given["photos"]:
            raise serializers.ValidationError({"words": ["请写下要补充的情况。"]})
        return given


class WithdrawForm(WithCode):
    why = Words(required=False, allow_blank=True, default="", help_text="可以不写")


class ReopenForm(WithCode):
    why = Words(error_messages={"required": "请写明原因。", "blank": "请写明原因。", "null": "请写明原因。"})
    facts = Words(required=False, allow_blank=True, default="", help_text="新的情况，可以不写")


class EvaluationForm(WithCode):
    contacted = serializers.BooleanField(
        required=False, allow_null=True, default=None, error_messages={"invalid": "请选联系过或没有联系过。"}
    )
    solved = serializers.ChoiceField(
        choices=list(SOLVED.items()), required=False, allow_blank=True, default="",
        error_messages={"invalid_choice": "请选解决了、部分解决或没有解决。"},
    )  # fmt: skip
    satisfied = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=5,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "请在1到5分里选。"),
    )  # fmt: skip
    words = Words(required=False, allow_blank=True, default="", help_text="可以不写")
    facts = Words(required=False, allow_blank=True, default="", help_text="新的情况，可以不写")
