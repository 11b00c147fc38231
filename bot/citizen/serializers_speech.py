"""Shapes of speech in the public interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

LONGEST = 600


class Spoken(serializers.Serializer[Any]):
    text = serializers.CharField(
        max_length=LONGEST,
        error_messages={"required": "没有要读的字。", "blank": "没有要读的字。", "null": "没有要读的字。", "max_length": "一次最多读600个字。"},
    )  # fmt: skip
    slow = serializers.BooleanField(required=False, default=False, help_text="读慢一点")


class Heard(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="听到的话，可以改了再发")
