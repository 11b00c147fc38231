"""What a person wrote, how a call stands, and what changes on the request, as server-sent events."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from bot.cases import services
from bot.cases.errors import ConversationExpired
from bot.citizen import limits
from bot.citizen.api import Endpoint, problems
from bot.citizen.events import the_hub
from bot.talks import services as talks
from bot.talks.services import Cursor

SAYS = (
    "事件 message 是一条 Message；talk 是 {state, kind, kiosk, how, text, from, since, limit}，state 为 ringing、joined、coming、"
    "ended、missed、stopped、none，连上时先给一次现在的状态（多一个 seconds，没有编号）；"
    "case 是诉求的最新情况。断线后带 Last-Event-ID 再连，不会丢。大约一分钟后由服务端断开，请自动重连。"
)
LAST = OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER, description="最后收到的事件编号")
AFTER = OpenApiParameter("after", str, description="没有 Last-Event-ID 时从这里接着读：会话里的 last_event_id")


class Events(Endpoint):
    @extend_schema(
        operation_id="listen",
        summary="等工作人员的话和诉求的变化",
        description=SAYS,
        parameters=[LAST, AFTER],
        responses={(200, "text/event-stream"): OpenApiTypes.STR, **problems(404, 410, 429, 503)},
    )
    def get(self, request: Request, conversation: str) -> StreamingHttpResponse:
        self.count_call(request)
        row = services.find(conversation)
        now = self.now()
        if row.expires_at <= now:
            raise ConversationExpired
        address = limits.address(request._request)
        the_hub().check(address)
        given = request.headers.get("Last-Event-ID") or request.query_params.get("after") or ""
        read = Cursor.of(given) or talks.start_of(row.pk)
        first = talks.talk_state(row.pk, now) or {"state": "none", "text": ""}
        stream = the_hub().stream(row.pk, read, address, first)
        response = StreamingHttpResponse(stream, content_type="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"  # a proxy in front must not wait for more
        return response
