"""What a page keeps in memory while the web is away: made once for a release, a bulletin and a day."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from datetime import date, datetime
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.http import parse_etags
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from bot.citizen import serializers_offline
from bot.citizen.api import Endpoint, problems
from bot.citizen.releases import Current, current
from bot.knowledge.offline import offline


class Made(NamedTuple):
    """The document as it goes over the wire. tag: its ETag, for the content alone."""

    plain: bytes
    packed: bytes
    tag: str


_making = threading.Lock()
_kept: dict[tuple[str, date], Made] = {}
"""The one of this release, bulletin and day."""


class Offline(Endpoint):
    @extend_schema(
        operation_id="offline",
        summary="断网时页面要用的资料（ETag）",
        responses={200: serializers_offline.Offline, 304: None, **problems(429, 503)},
    )
    def get(self, request: Request) -> HttpResponse:
        self.count_call(request)
        now = self.now()
        made = _made_once(current(), now)
        known = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
        if made.tag in known:
            answer = HttpResponse(status=304)
        else:
            packed = "gzip" in request.headers.get("Accept-Encoding", "")
            answer = HttpResponse(made.packed if packed else made.plain, content_type="application/json")
            if packed:
                answer["Content-Encoding"] = "gzip"
        answer["ETag"] = made.tag
        answer["Cache-Control"] = "no-cache"
        answer["Vary"] = "Accept-Encoding"
        return answer


def _made_once(now_is: Current, now: datetime) -> Made:
    """One thread makes it, the others wait: a large hall takes a second or two."""
    key = (now_is.name, now.date())
    with _making:
        if key not in _kept:
            release, bulletin = now_is
            held = {**offline(release, bulletin, now), "release": now_is.name}
            plain = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
            tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
            _kept.clear()
            _kept[key] = Made(plain, gzip.compress(plain, mtime=0), tag)
        return _kept[key]
