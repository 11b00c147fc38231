"""Shapes of the plan and of the ways on it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class PlanFloor(serializers.Serializer[Any]):
    floor = serializers.IntegerField()
    name = serializers.CharField()
    width = serializers.FloatField(help_text="图上的单位，从左往右")
    height = serializers.FloatField(help_text="图上的单位，从上往下")


class PlanZone(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    floor = serializers.IntegerField()
    x = serializers.FloatField()
    y = serializers.FloatField()
    width = serializers.FloatField()
    height = serializers.FloatField()


class PlanMark(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="window、machine、group、facility、start（门）、kiosk 或 guide_desk")
    id = serializers.CharField(help_text="窗口是窗口号")
    name = serializers.CharField()
    floor = serializers.IntegerField()
    x = serializers.FloatField()
    y = serializers.FloatField()


class Plan(serializers.Serializer[Any]):
    floors = PlanFloor(many=True)
    zones = PlanZone(many=True)
    marks = PlanMark(many=True)
    release = serializers.CharField()


class WayQuery(serializers.Serializer[Any]):
    to = serializers.CharField(
        max_length=100,
        help_text="卡片里 places 的 id（如 window:24），或 zone:编号、facility:编号",
        error_messages={"required": "请写要去哪里。", "blank": "请写要去哪里。"},
    )
    kiosk = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=64, help_text="设备编号；不给就从大门走"
    )


class WayStart(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    floor = serializers.IntegerField()
    x = serializers.FloatField()
    y = serializers.FloatField()
    kiosk = serializers.BooleanField(help_text="一体机；不是就是门")


class WayStep(serializers.Serializer[Any]):
    text = serializers.CharField()
    floor = serializers.IntegerField()


class WayLine(serializers.Serializer[Any]):
    floor = serializers.IntegerField()
    points = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()), help_text="[[x, y], …]")


class OneWay(serializers.Serializer[Any]):
    barrier_free = serializers.BooleanField(help_text="轮椅能走")
    moves = serializers.ListField(child=serializers.CharField(), help_text="电梯、扶梯、楼梯")
    steps = WayStep(many=True)
    lines = WayLine(many=True)
    text = serializers.CharField()
    speech = serializers.CharField()


class WayPage(serializers.Serializer[Any]):
    to = serializers.CharField()
    name = serializers.CharField()
    floor = serializers.IntegerField(allow_null=True)
    zone = serializers.CharField(allow_null=True)
    windows = serializers.ListField(child=serializers.CharField())
    position = serializers.JSONField(allow_null=True)
    start = WayStart(allow_null=True)
    ways = OneWay(many=True, help_text="轮椅能走的在前面；没有画就是空的")
    release = serializers.CharField()
