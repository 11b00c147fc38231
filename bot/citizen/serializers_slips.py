"""Shapes of slips in the public interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bot.citizen.serializers import ItemName, Message

MOST_ANSWERS = 30


class SlipForm(serializers.Serializer[Any]):
    item = serializers.CharField(
        max_length=100, error_messages={"required": "请选择事项。", "blank": "请选择事项。", "null": "请选择事项。"}
    )
    answers = serializers.DictField(
        child=serializers.CharField(max_length=100),
        required=False,
        default=dict,
        help_text="情形编号 → 选项编号",
        error_messages={"not_a_dict": "请按“情形编号: 选项编号”写。"},
    )

    kiosk = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=64, help_text="设备编号，路线从它这里说起"
    )

    def validate_answers(self, value: dict[str, str]) -> dict[str, str]:
        if len(value) > MOST_ANSWERS or any(len(name) > 100 for name in value):
            raise serializers.ValidationError("情形太多或编号太长，请核对。")
        return value


class SlipPaper(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="可以互相代替的写在一起：户口簿 或 居住证")
    names = serializers.ListField(child=serializers.CharField())
    detail = serializers.CharField(allow_blank=True, help_text="份数和什么时候要")
    necessity = serializers.CharField(help_text="必要、非必要或容缺后补")


class LeafletRow(serializers.Serializer[Any]):
    text = serializers.CharField()
    look = serializers.CharField(
        help_text="plain、strong、box（打勾）、either（几样里的一样）、step（编号）、warn 或 source"
    )
    more = serializers.ListField(child=serializers.CharField(), help_text="写在下面的小字")


class LeafletSection(serializers.Serializer[Any]):
    key = serializers.CharField()
    heading = serializers.CharField()
    rows = LeafletRow(many=True)


class Leaflet(serializers.Serializer[Any]):
    title = serializers.CharField()
    hall = serializers.CharField()
    example = serializers.CharField(allow_blank=True, help_text="示例大厅的标记")
    item = serializers.CharField()
    situations = serializers.ListField(child=serializers.CharField())
    sections = LeafletSection(many=True)
    code = serializers.CharField(help_text="印在纸上的单号，中间空一格")
    made = serializers.CharField()
    kept = serializers.CharField()


class Slip(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="8位单号")
    item = ItemName()
    answers = serializers.DictField(child=serializers.CharField())
    made_at = serializers.DateTimeField()
    day = serializers.DateField()
    kept_until = serializers.DateField(help_text="到这一天还查得到")
    release = serializers.CharField()
    papers = SlipPaper(many=True)
    message = Message()
    changed = serializers.ListField(child=serializers.CharField(), help_text="打印以后有什么变化，没有变化时为空")
    leaflet = Leaflet(help_text="告知单上印的全部内容")
    scan = serializers.CharField(help_text="写在二维码旁边的话")
    printer = serializers.BooleanField(help_text="来问的一体机旁边有打印机")


class SlipPrinted(serializers.Serializer[Any]):
    printed = serializers.BooleanField()
