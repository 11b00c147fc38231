"""Photos for a request: each is sent by itself as the file it is, before the request that names it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import IO, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases import services
from bot.cases.errors import Invalid, TooLong
from bot.cases.pictures import BYTES_MOST, TOO_BIG
from bot.cases.services.photos import UNCLAIMED_KEPT
from bot.citizen import limits, serializers
from bot.citizen.api import KEY_PARAMETER, Endpoint, problems
from bot.citizen.negotiation import AlwaysJson
from bot.store.writing import writing


class FileItself(BaseParser):
    """The body as it is. What it is, its content says."""

    media_type = "image/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Mapping[str, bytes]:
        data = stream.read(BYTES_MOST + 1)
        if len(data) > BYTES_MOST:
            raise TooLong(TOO_BIG)
        return {"photo": data}


class AnyImage(AlwaysJson):
    """Whatever is called an image is read; its content decides."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next(iter(parsers)) if (request.content_type or "").lower().startswith("image/") else None


class Photos(Endpoint):
    parser_classes = [FileItself]
    content_negotiation_class = AnyImage

    @extend_schema(
        operation_id="send_photo",
        summary="传一张照片，登记诉求时用",
        description="请求体就是 jpg 或 png 文件，最大5MB。照片会重新制作，不保留拍摄地点等信息。两小时内登记诉求时在 photos 里写上编号。",
        parameters=[KEY_PARAMETER],
        request={"image/jpeg": OpenApiTypes.BINARY, "image/png": OpenApiTypes.BINARY},
        responses={201: serializers.PhotoSent, **problems(409, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        now = self.now()
        limits.count_photo(request._request, now.timestamp())
        given: Mapping[str, bytes] = request.data  # type: ignore[assignment]  # as FileItself gives it
        data = given.get("photo")
        if not data:
            raise Invalid({"photo": ["请选一张 jpg 或 png 格式的照片。"]})
        key = self.key(request, hashlib.sha256(data).hexdigest())
        picture = services.read_photo(data)
        with writing():
            stored = services.claim_key(key, now=now)
            if stored is not None:
                return Response(stored.answer, status=stored.status)
            kept = services.keep_photo(picture, now=now)
            body = {"photo": kept.key, "width": kept.width, "height": kept.height,
                    "expires_in": int(UNCLAIMED_KEPT.total_seconds())}  # fmt: skip
            services.keep_answer(key, 201, body)
        return Response(body, status=201)
