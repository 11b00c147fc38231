"""The hall, its items and windows, as the release and the bulletin have them now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.citizen import serializers
from bot.citizen.api import Endpoint, checked, problems
from bot.citizen.api_speech import abilities
from bot.citizen.releases import Current, current
from bot.knowledge.answer import answer
from bot.knowledge.model import Item, Window
from bot.knowledge.opening import today
from bot.knowledge.places import window_card
from bot.knowledge.search import search

T = TypeVar("T")


class Hall(Endpoint):
    @extend_schema(operation_id="hall", summary="大厅", responses={200: serializers.Hall, **problems(503)})
    def get(self, request: Request) -> Response:
        now_is = current()
        hall = now_is.release.hall
        info = hall.information
        return Response(
            {
                "id": info.id,
                "name": info.name,
                "example": info.example,
                "banner": info.banner,
                "address": info.address,
                "telephone": info.telephone,
                "complaint_telephone": info.complaint_telephone,
                "guide_desk": info.guide_desk,
                "towns": list(info.towns),
                "categories": [{"id": c.id, "name": c.name, "icon": c.icon} for c in hall.categories],
                "speech": abilities(),
                "today": today(now_is.release, now_is.bulletin, self.now()),
                "release": now_is.name,
            }
        )


class Items(Endpoint):
    @extend_schema(
        operation_id="items",
        summary="事项",
        parameters=[serializers.ListQuery],
        responses={200: serializers.Items, **problems(422, 429, 503)},
    )
    def get(self, request: Request) -> Response:
        query = checked(serializers.ListQuery, request.query_params)
        now_is = current()
        words = query.get("q", "").strip()
        if words:
            self.count_call(request)
        found = _searched(now_is, words) if words else list(now_is.release.hall.items)
        category, audience = query.get("category"), query.get("audience")
        kept = [
            item
            for item in found
            if (not category or item.category == category) and (not audience or audience in item.audience)
        ]
        page, cursor = paged(kept, query)
        return Response({"items": [_line(item) for item in page], "cursor": cursor, "release": now_is.name})


class OneItem(Endpoint):
    @extend_schema(operation_id="item", summary="一个事项", responses={200: serializers.ItemPage, **problems(404, 503)})
    def get(self, request: Request, item: str) -> Response:
        now_is = current()
        found = now_is.release.item(item)
        if found is None:
            raise Http404
        situations = [
            {"id": s.id, "ask": s.ask, "options": [{"id": o.id, "label": o.label} for o in s.options]}
            for s in found.situations
        ]
        message = answer(now_is.release, now_is.bulletin, item, "overview", {}, self.now())
        return Response({**_line(found), "situations": situations, "message": message, "release": now_is.name})


class Windows(Endpoint):
    @extend_schema(
        operation_id="windows",
        summary="窗口",
        parameters=[serializers.ListQuery],
        responses={200: serializers.Windows, **problems(422, 503)},
    )
    def get(self, request: Request) -> Response:
        # All windows of a hall by default: a plan needs them at once.
        query = checked(serializers.ListQuery, {"limit": 100, **request.query_params.dict()})
        now_is, now = current(), self.now()
        page, cursor = paged(now_is.release.hall.windows, query)
        windows = [_window(now_is, window, now) for window in page]
        return Response({"windows": windows, "cursor": cursor, "release": now_is.name})


class OneWindow(Endpoint):
    @extend_schema(
        operation_id="window", summary="一个窗口", responses={200: serializers.WindowPage, **problems(404, 503)}
    )
    def get(self, request: Request, number: str) -> Response:
        now_is = current()
        window = now_is.release.window(number)
        if window is None:
            raise Http404
        groups = {place.id for place in now_is.release.hall.places if number in place.windows}
        here = {f"window:{number}", *groups}
        items = [
            {"id": item.id, "name": item.name}
            for item in now_is.release.hall.items
            if any(use.place in here for use in item.places)
        ]
        return Response({**_window(now_is, window, self.now()), "items": items, "release": now_is.name})


def paged(rows: Sequence[T], query: dict[str, Any]) -> tuple[Sequence[T], str | None]:
    """One page of rows, and the cursor of the next or None."""
    start = int(query["cursor"] or 0)
    end = start + query["limit"]
    return rows[start:end], str(end) if end < len(rows) else None


def _searched(now_is: Current, words: str) -> list[Item]:
    found = [now_is.release.item(one.id) for one in search(now_is.release, words, limit=50) if one.kind == "item"]
    return [item for item in found if item is not None]


def _line(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "short": list(item.short),
        "category": item.category,
        "audience": list(item.audience),
        "department": item.department,
        "tiles": item.tiles,
    }


def _window(now_is: Current, window: Window, now: Any) -> dict[str, Any]:
    card = window_card(now_is.release, now_is.bulletin, window, now)
    return {**card, "department": window.department, "languages": list(window.languages)}
