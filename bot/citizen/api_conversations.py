"""Conversations of the public interface."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases import services
from bot.citizen import limits, serializers, turns
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.citizen.api_devices import TOKEN_PARAMETER, kiosk_of
from bot.talks import services as talks


class Conversations(Endpoint):
    @extend_schema(
        operation_id="open_conversation",
        summary="开始会话",
        parameters=[KEY_PARAMETER, TOKEN_PARAMETER],
        request=serializers.Opening,
        responses={201: serializers.Opened, **problems(400, 409, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        given = checked(serializers.Opening, request.data)
        said = turns.open_conversation(
            channel=given["channel"],
            kiosk=kiosk_of(request, given.get("kiosk", "")),
            key=self.key(request, request.data),
            clock=self.now,
        )
        return Response(said.body, status=said.status)


class Conversation(Endpoint):
    @extend_schema(
        operation_id="read_conversation",
        summary="至今的回答",
        responses={200: serializers.SoFar, **problems(404, 410)},
    )
    def get(self, request: Request, conversation: str) -> Response:
        messages, seconds, cursor, talk = talks.history(conversation, self.now())
        return Response({"expires_in": seconds, "messages": messages, "talk": talk, "last_event_id": str(cursor)})

    @extend_schema(operation_id="forget_conversation", summary="忘掉会话", responses={204: None, **problems(404)})
    def delete(self, request: Request, conversation: str) -> Response:
        services.forget(conversation)
        return Response(status=204)


class Messages(Endpoint):
    @extend_schema(
        operation_id="say",
        summary="说一句或选一项",
        parameters=[KEY_PARAMETER],
        request=serializers.Speaking,
        responses={200: serializers.Spoken, **problems(400, 404, 409, 410, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request, conversation: str) -> Response:
        self.count_call(request)
        given = checked(serializers.Speaking, request.data)
        limits.count_turn(conversation, self.now().timestamp())
        said = turns.say_in(
            conversation,
            text=given.get("text"),
            choice=given.get("choice"),
            key=self.key(request, request.data),
            clock=self.now,
        )
        return Response(said.body, status=said.status)
