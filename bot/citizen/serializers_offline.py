"""Shape of what a page keeps in memory, in the public interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class OfflineHall(serializers.Serializer[Any]):
    name = serializers.CharField()
    banner = serializers.CharField(allow_blank=True)
    address = serializers.CharField()
    telephone = serializers.CharField()
    guide_desk = serializers.CharField()


class OfflineCategory(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    icon = serializers.CharField()


class OfflineEvent(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="人生和经营里的一件事")
    items = serializers.ListField(child=serializers.CharField())


class OfflinePlace(serializers.Serializer[Any]):
    text = serializers.CharField()
    windows = serializers.ListField(child=serializers.CharField(), required=False)
    way = serializers.CharField(required=False)
    address = serializers.CharField(required=False)
    telephone = serializers.CharField(required=False)
    hours = serializers.CharField(required=False)
    note = serializers.CharField(required=False)


class OfflineMaterial(serializers.Serializer[Any]):
    name = serializers.CharField()
    count = serializers.CharField(required=False)
    choice = serializers.CharField(required=False, help_text="同一个词的，带一样就行")
    where = serializers.CharField(required=False)
    missing = serializers.CharField(required=False)
    when = serializers.CharField(required=False, help_text="什么时候要")


class OfflineItem(serializers.Serializer[Any]):
    """What is empty is left out."""

    id = serializers.CharField()
    name = serializers.CharField()
    short = serializers.ListField(child=serializers.CharField(), required=False)
    sounds = serializers.ListField(child=serializers.CharField(), help_text="拼音和首字母")
    category = serializers.CharField()
    audience = serializers.ListField(child=serializers.CharField())
    tiles = serializers.BooleanField(required=False)
    bundle = serializers.BooleanField(required=False, help_text="一件事")
    now = serializers.CharField(required=False, help_text="现在要做的第一步")
    ticket = serializers.CharField(required=False)
    places = OfflinePlace(many=True, required=False)
    materials = OfflineMaterial(many=True, required=False)
    fee = serializers.CharField(required=False)
    limits = serializers.ListField(child=serializers.CharField(), required=False)
    telephone = serializers.CharField(required=False)
    truth = serializers.CharField(required=False)


class Offline(serializers.Serializer[Any]):
    hall = OfflineHall()
    categories = OfflineCategory(many=True)
    events = OfflineEvent(many=True)
    items = OfflineItem(many=True)
    release = serializers.CharField()
