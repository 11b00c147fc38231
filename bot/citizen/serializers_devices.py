"""Shape of what machines say and hear, in the public interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Registering(serializers.Serializer[Any]):
    code = serializers.CharField(
        max_length=40, help_text="工作台“一体机”里的10位登记码",
        error_messages={"required": "请写登记码。", "blank": "请写登记码。", "max_length": "登记码是10位数字。"},
    )  # fmt: skip


class OneDevice(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    place = serializers.CharField(help_text="站在哪里")
    zone = serializers.CharField(allow_null=True, help_text="平面图上的区域")
    printer = serializers.BooleanField(help_text="旁边接了小票打印机")


class Registered(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="以后每次都带在 X-Device-Token 里；只给一次")
    device = OneDevice()


class Beat(serializers.Serializer[Any]):
    version = serializers.CharField(max_length=32, allow_blank=True, default="", help_text="页面的版本")
    busy = serializers.BooleanField(default=False, help_text="有人在用")
    kiosk = serializers.RegexField(
        r"^[A-Za-z0-9._-]{0,64}$", allow_blank=True, default="", help_text="没有登记时，地址里的编号",
        error_messages={"invalid": "设备编号只能用字母、数字、点、横线和下划线。"},
    )  # fmt: skip


class Heard(serializers.Serializer[Any]):
    quiet = serializers.BooleanField(help_text="超过3分钟没有消息")
    heard_at = serializers.DateTimeField(allow_null=True)


class Beaten(serializers.Serializer[Any]):
    device = OneDevice(allow_null=True)
    version = serializers.CharField(help_text="现在的页面版本；和自己的不一样，没人用时重新打开页面")
