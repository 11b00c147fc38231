"""“没用”: a citizen says that an answer did not help. What was asked is noted, who said it is not."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases.errors import Invalid
from bot.citizen import limits
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.reports.services.notes import note_useless

REMEMBERED = 5_000


class FeedbackForm(serializers.Serializer[Any]):
    turn = serializers.IntegerField(
        required=False, min_value=0, help_text="第几句的回答：打招呼是0，第一句是1；不写就是最后一句",
        error_messages={"invalid": "请写数字。", "min_value": "请写0或更大的数字。"},
    )  # fmt: skip
    useful = serializers.BooleanField(
        help_text="只收 false（没用）", error_messages={"required": "请写 false。", "invalid": "请写 false。"}
    )

    def validate_useful(self, value: bool) -> bool:
        if value:
            raise serializers.ValidationError("有用的回答不用告诉我们，这里只收“没用”。")
        return value


class Told:
    """The answers that were called useless, in memory only: pressed twice it counts once."""

    def __init__(self) -> None:
        self._told: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._lock = threading.Lock()

    def first(self, token: str, turn: int) -> bool:
        """Is this the first time?"""
        with self._lock:
            if (token, turn) in self._told:
                return False
            self._told[token, turn] = None
            while len(self._told) > REMEMBERED:
                self._told.popitem(last=False)
            return True


told = Told()


class Feedback(Endpoint):
    @extend_schema(
        operation_id="feedback",
        summary="说这个回答没用",
        parameters=[KEY_PARAMETER],
        request=FeedbackForm,
        responses={204: None, **problems(400, 404, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request, conversation: str) -> Response:
        self.count_call(request)
        given = checked(FeedbackForm, request.data)
        self.key(request, request.data)  # looked at for its form only: telling twice has one effect anyway
        now = self.now()
        limits.count_turn(conversation, now.timestamp())
        turn = note_useless(conversation, given.get("turn"), now, first=lambda turn: told.first(conversation, turn))
        if turn is None:
            raise Invalid({"turn": ["没有这一句，请看看是第几句。"]})
        return Response(status=204)
