"""The plan of the hall as it is drawn, and the way from a kiosk or the door to a place on it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import parse_etags
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from bot.citizen import serializers_plan
from bot.citizen.api import Endpoint, checked, problems
from bot.citizen.releases import current
from bot.knowledge.model import Hall, Point
from bot.knowledge.release import Release
from bot.knowledge.ways import directions, goal_of, shown, start_of


class Plan(Endpoint):
    @extend_schema(
        operation_id="plan",
        summary="平面图（ETag）",
        responses={200: serializers_plan.Plan, 304: None, **problems(429, 503)},
    )
    def get(self, request: Request) -> HttpResponse:
        self.count_call(request)
        now_is = current()
        return _kept(request, {**_drawn(now_is.release.hall), "release": now_is.name})


class Way(Endpoint):
    @extend_schema(
        operation_id="way",
        summary="怎么走（ETag）",
        parameters=[serializers_plan.WayQuery],
        responses={200: serializers_plan.WayPage, 304: None, **problems(404, 422, 429, 503)},
    )
    def get(self, request: Request) -> HttpResponse:
        self.count_call(request)
        query = checked(serializers_plan.WayQuery, request.query_params)
        now_is = current()
        found = way(now_is.release, query["to"], query["kiosk"])
        if found is None:
            raise Http404
        return _kept(request, {**found, "release": now_is.name})


def way(release: Release, to: str, kiosk: str) -> dict[str, Any] | None:
    """Goal, start and drawn ways as plain data; None where there is no such place in this hall."""
    goal = goal_of(release, to)
    if goal is None:
        return None
    return shown(goal, directions(release, to, kiosk), start_of(release.hall.plan, kiosk))


def _drawn(hall: Hall) -> dict[str, Any]:
    """Floors, zones, and what has a position: windows, machines, facilities, the guide desk, doors and kiosks."""
    plan = hall.plan
    return {
        "floors": [{"floor": f.floor, "name": f.name, "width": f.width, "height": f.height} for f in plan.floors],
        "zones": [
            {"id": z.id, "name": z.name, "floor": z.floor, "x": z.x, "y": z.y, "width": z.width, "height": z.height}
            for z in plan.zones
        ],
        "marks": [
            *(_mark("window", w.number, f"{w.number}号窗口", w.at) for w in hall.windows if w.at),
            *(_mark(p.kind, p.id, p.name, p.at) for p in hall.places if p.in_hall and p.at),
            *(_mark("facility", f.id, f.name, f.at) for f in hall.facilities if f.at),
            *(_mark("start" if s.facing is None else "kiosk", s.id, s.name, s.at) for s in plan.starts),
            _mark("guide_desk", "guide_desk", "导办台", plan.guide_desk),
        ],
    }


def _mark(kind: str, name: str, words: str, at: Point) -> dict[str, Any]:
    return {"kind": kind, "id": name, "name": words, "floor": at.floor, "x": at.x, "y": at.y}


def _kept(request: Request, held: dict[str, Any]) -> HttpResponse:
    """JSON that the page may keep: asked for again, it costs a line."""
    plain = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    known = {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}
    answer = HttpResponse(status=304) if tag in known else HttpResponse(plain, content_type="application/json")
    answer["ETag"] = tag
    answer["Cache-Control"] = "no-cache"
    return answer
