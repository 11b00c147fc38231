"""Slips 告知单 of the public interface: made for an item and its situations, looked up by code."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases import services
from bot.cases.errors import Invalid, NotFound
from bot.citizen import limits
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.citizen.releases import current
from bot.citizen.serializers_slips import Slip, SlipForm
from bot.slips import errors
from bot.slips.services import KEPT, Told, look_up, make_slip
from bot.store.writing import writing


class Slips(Endpoint):
    @extend_schema(
        operation_id="make_slip",
        summary="打印告知单",
        parameters=[KEY_PARAMETER],
        request=SlipForm,
        responses={201: Slip, **problems(400, 409, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        form = checked(SlipForm, request.data)
        key = self.key(request, request.data)
        current()  # an honest 503 before the first release
        now = self.now()
        limits.count_slip(request._request, now.timestamp())
        with writing():
            stored = services.claim_key(key, now=now)
            if stored is not None:
                return Response(stored.answer, status=stored.status)
            try:
                slip = make_slip(form["item"], form["answers"], now)
            except errors.Invalid as error:
                raise Invalid(error.errors) from error
            body = slip_card(Told.fresh(slip))
            services.keep_answer(key, 201, body)
        return Response(body, status=201)


class OneSlip(Endpoint):
    @extend_schema(operation_id="slip", summary="查告知单", responses={200: Slip, **problems(404, 429, 503)})
    def get(self, request: Request, code: str) -> Response:
        self.count_call(request)
        now = self.now()
        limits.slow_guessing(request._request, now.timestamp())
        current()
        try:
            told = look_up(code, now)
        except errors.UnknownSlip as error:
            limits.count_miss(request._request, now.timestamp())
            raise NotFound(str(error)) from error
        return Response(slip_card(told))


def slip_card(told: Told) -> dict[str, Any]:
    """A slip as it was printed, and what has changed since."""
    slip, made_at = told.slip, told.slip.made_at.astimezone()
    return {
        "code": slip.code,
        "item": {"id": slip.item, "name": slip.name},
        "answers": slip.answers,
        "made_at": made_at.isoformat(timespec="seconds"),
        "day": made_at.date().isoformat(),
        "kept_until": (made_at + KEPT).date().isoformat(),
        "release": f"{slip.release}+{slip.bulletin}",
        "papers": [paper.plain() for paper in told.papers],
        "message": told.message,
        "changed": told.changed,
    }
