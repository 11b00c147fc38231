"""What every endpoint of the public interface shares: JSON only, no cookie, no session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from bot.cases.errors import Invalid
from bot.cases.services import Key, key_for
from bot.citizen import limits
from bot.citizen.serializers import Problem

KEY_HEADER = "Idempotency-Key"
KEY_LEAST, KEY_MOST = 8, 64

KEY_PARAMETER = OpenApiParameter(
    KEY_HEADER, str, OpenApiParameter.HEADER, description="8–64 个字符；同一个键只生效一次，保留24小时"
)


class Endpoint(APIView):
    """Base of all endpoints."""

    http_method_names = ["get", "post", "delete", "head"]

    def now(self) -> datetime:
        """This moment in the hall's time."""
        return timezone.localtime()

    def count_call(self, request: Request) -> None:
        """Counts this call for its address. Raises TooMany."""
        limits.count_address(request._request, self.now().timestamp())

    def key(self, request: Request, body: Any) -> Key | None:
        """The Idempotency-Key of this request, or None. Raises Invalid when it is too short or long."""
        given = request.headers.get(KEY_HEADER)
        if given is None:
            return None
        if not KEY_LEAST <= len(given) <= KEY_MOST:
            raise Invalid({KEY_HEADER: [f"要{KEY_LEAST}到{KEY_MOST}个字符。"]})
        return key_for(request.path, given, body)


def checked(kind: type[Serializer[Any]], data: Any) -> dict[str, Any]:
    """The data as this serializer accepts it. Raises ValidationError."""
    serializer = kind(data=data)
    serializer.is_valid(raise_exception=True)
    accepted: dict[str, Any] = serializer.validated_data
    return accepted


def problems(*codes: int) -> dict[int, OpenApiResponse]:
    """The errors an endpoint may answer with, for the schema."""
    return {code: OpenApiResponse(Problem, description="application/problem+json") for code in codes}
