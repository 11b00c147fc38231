"""What the public interface says, in traditional characters for who asks for them.

`Accept-Language: zh-Hant` (or zh-HK, zh-TW, zh-MO) before any other Chinese. Only what leaves is rewritten: what is
stored, and what the guide thinks with, stays as the release has it.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from bot.text.script import traditional

LANGUAGE = "zh-Hant"
_TRADITIONAL = ("zh-hant", "zh-hk", "zh-tw", "zh-mo")
_JSON = ("application/json", "application/problem+json")
_EVENTS = "text/event-stream"
_MARK = "-hant"
_TAG = re.compile(rf'"[^"]*{_MARK}"')

KEPT = frozenset(
    {
        "id", "item", "code", "number", "kind", "state", "aspect", "release", "conversation", "category", "audience",
        "necessity", "icon", "channel", "kiosk", "cursor", "last_event_id", "answers", "sounds", "speech",
        "description",
    }
)  # fmt: skip
"""Keys whose words are not for the eye, or are the person's own: a voice reads simplified characters."""

NAMES = ("name", "short")


class TraditionalDisplay:
    """Middleware of /api/; everything else passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        wanted = wants_traditional(request.headers.get("Accept-Language", ""))
        if wanted and (known := request.META.get("HTTP_IF_NONE_MATCH")):
            # a copy in the other characters is not this one
            request.META["HTTP_IF_NONE_MATCH"] = ", ".join(_TAG.findall(known)).replace(_MARK, "")
            request.__dict__.pop("headers", None)  # was read from META above and would stay
        response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language"])
        return _rewritten(response) if wanted else response


def wants_traditional(languages: str) -> bool:
    """Whether an Accept-Language puts traditional characters before simplified ones."""
    chinese = [one for one in _by_weight(languages) if one.startswith("zh")]
    return bool(chinese) and chinese[0].startswith(_TRADITIONAL)


def _by_weight(languages: str) -> list[str]:
    found = []
    for part in languages.lower().split(",")[:20]:
        name, _, weight = part.partition(";")
        number = re.fullmatch(r"\s*q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)\s*", weight)
        found.append((float(number[1]) if number else 1.0, name.strip()))
    return [name for weight, name in sorted(found, key=lambda one: -one[0]) if weight]


def in_traditional(told: Any) -> Any:
    """Something of JSON with its sentences rewritten; names and codes by which machines know things stay."""
    if isinstance(told, str):
        return traditional(told)
    if isinstance(told, list):
        return [in_traditional(one) for one in told]
    if not isinstance(told, dict):
        return told
    made = {key: _kept(value) if key in KEPT else in_traditional(value) for key, value in told.items()}
    if "sounds" in told:  # what is searched in: the names also as they were, for who types them so
        made["written"] = [word for key in NAMES for word in _words(told.get(key))]
    if isinstance(person := told.get("from"), dict) and "name" in person:  # 范 is not 範
        made["from"]["name"] = person["name"]
    return made


def _kept(value: Any) -> Any:
    """An id stays; what has a name of its own under such a key is looked through."""
    if isinstance(value, dict):
        return in_traditional(value) if "name" in value else value
    return [_kept(one) for one in value] if isinstance(value, list) else value


def _words(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _rewritten(response: HttpResponseBase) -> HttpResponseBase:
    kind = response.headers.get("Content-Type", "").split(";")[0]
    if kind == _EVENTS and response.streaming:
        stream = cast(StreamingHttpResponse, response)
        stream.streaming_content = _events(cast(AsyncIterator[bytes], stream.streaming_content))
    elif kind in _JSON and not response.streaming:
        whole = cast(HttpResponse, response)
        packed = whole.headers.get("Content-Encoding") == "gzip"
        told = in_traditional(json.loads(gzip.decompress(whole.content) if packed else whole.content))
        plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        whole.content = gzip.compress(plain, mtime=0) if packed else plain
    else:
        return response
    response.headers["Content-Language"] = LANGUAGE
    if tag := response.headers.get("ETag"):
        response.headers["ETag"] = f'{tag.removesuffix(chr(34))}{_MARK}"'
    return response


async def _events(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What is sent at once holds whole lines."""
    async for told in stream:
        yield b"\n".join(_line(line) for line in told.split(b"\n"))


def _line(line: bytes) -> bytes:
    name, mark, data = line.partition(b"data: ")
    if name or not mark:
        return line
    return mark + json.dumps(in_traditional(json.loads(data)), ensure_ascii=False).encode()
