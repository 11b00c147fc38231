"""Scripts, styles and drawings go packed over the wire: each is packed once and stays in memory.

Nothing that holds somebody's words is packed here: beside a secret, its size could tell what was said.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

KINDS = frozenset({"text/javascript", "text/css", "image/svg+xml"})
MOST = 200
"""Files that are kept; the house has fewer."""


class PackedFiles:
    """Middleware, around the one that serves static files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._packed: dict[tuple[str, str], bytes] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(str(settings.STATIC_URL)):
            return self.get_response(request)
        if known := request.META.get("HTTP_IF_NONE_MATCH"):
            request.META["HTTP_IF_NONE_MATCH"] = known.removeprefix("W/")  # as it was before it was packed
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").split(";")[0] not in KINDS:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        wanted = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") and request.method == "GET"
        if not wanted or response.status_code != 200 or "Content-Encoding" in response.headers:
            return response
        return self._pack(request.path, cast(FileResponse, response))

    def _pack(self, path: str, file: FileResponse) -> HttpResponse:
        key = (path, file.headers.get("ETag", ""))
        if key not in self._packed:
            if len(self._packed) >= MOST:
                self._packed.clear()
            self._packed[key] = gzip.compress(b"".join(cast("list[bytes]", file.streaming_content)), 9, mtime=0)
        file.close()
        packed = HttpResponse(self._packed[key], headers=dict(file.headers))
        packed.headers["Content-Encoding"] = "gzip"
        packed.headers["Content-Length"] = str(len(packed.content))
        if key[1]:
            packed.headers["ETag"] = f"W/{key[1]}"
        return packed
