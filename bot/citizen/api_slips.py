"""Slips 告知单 of the public interface: made for an item and its situations, looked up by code, printed at a kiosk."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import segno
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases import services
from bot.cases.errors import Invalid, NotFound
from bot.citizen import limits
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.citizen.api_devices import TOKEN_PARAMETER, kiosk_of
from bot.citizen.printing import printed, printer_for, printer_of
from bot.citizen.releases import current
from bot.citizen.serializers_slips import Slip, SlipForm, SlipPrinted
from bot.slips import errors
from bot.slips.services import KEPT, Told, look_up, make_slip, print_slip
from bot.slips.squares import square
from bot.store.writing import writing
from bot.web.squares import address


class Slips(Endpoint):
    @extend_schema(
        operation_id="make_slip",
        summary="打印告知单",
        parameters=[KEY_PARAMETER, TOKEN_PARAMETER],
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
                slip = make_slip(form["item"], form["answers"], now, kiosk=kiosk_of(request, form["kiosk"]))
            except errors.Invalid as error:
                raise Invalid(error.errors) from error
            body = slip_card(Told.fresh(slip), address(request._request), printer=bool(printer_of(request)))
            services.keep_answer(key, 201, body)
        return Response(body, status=201)


class OneSlip(Endpoint):
    @extend_schema(operation_id="slip", summary="查告知单", responses={200: Slip, **problems(404, 429, 503)})
    def get(self, request: Request, code: str) -> Response:
        self.count_call(request)
        told = _found(request, code, self.now())
        return Response(slip_card(told, address(request._request), printer=bool(printer_of(request))))


class SlipQr(Endpoint):
    @extend_schema(
        operation_id="slip_qr",
        summary="告知单的二维码",
        responses={(200, "image/svg+xml"): OpenApiTypes.BINARY, **problems(404, 429, 503)},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """A square that a phone reads: the page of this slip, or its most important words where no phone gets there."""
        self.count_call(request)
        told = _found(request, code, self.now())
        drawn = io.BytesIO()
        text = square(told.leaflet, address(request._request)).text
        segno.make(text, error="m", micro=False).save(drawn, kind="svg", scale=4, border=2, light="#fff", xmldecl=False)
        return HttpResponse(drawn.getvalue(), content_type="image/svg+xml; charset=utf-8")


class SlipPrint(Endpoint):
    @extend_schema(
        operation_id="print_slip",
        summary="在一体机旁边的打印机上打印告知单",
        description="只有登记过、接了打印机的一体机能用。打印机没有反应时返回 503，title 里有告诉群众的话。",
        parameters=[KEY_PARAMETER, TOKEN_PARAMETER],
        request=None,
        responses={200: SlipPrinted, **problems(403, 404, 409, 422, 429, 503)},
    )
    def post(self, request: Request, code: str) -> Response:
        """One paper for a key."""
        self.count_call(request)
        now = self.now()
        kiosk = printer_for(request, now)
        limits.slow_guessing(request._request, now.timestamp())
        return printed(self.key(request, [code]), now, lambda: self._print(request, code, kiosk, now))

    def _print(self, request: Request, code: str, kiosk: str, now: datetime) -> None:
        try:
            print_slip(code, kiosk, address(request._request), now)
        except errors.UnknownSlip as error:
            limits.count_miss(request._request, now.timestamp())
            raise NotFound(str(error)) from error


def _found(request: Request, code: str, now: datetime) -> Told:
    """The slip with this code; who tries many codes is slowed down."""
    limits.slow_guessing(request._request, now.timestamp())
    current()
    try:
        return look_up(code, now)
    except errors.UnknownSlip as error:
        limits.count_miss(request._request, now.timestamp())
        raise NotFound(str(error)) from error


def slip_card(told: Told, base: str, *, printer: bool = False) -> dict[str, Any]:
    """A slip as it was printed, and what has changed since. base: as of `address`. printer: beside who asks."""
    sheet = told.leaflet
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
        "leaflet": sheet.plain(),
        "scan": square(sheet, base).words,
        "printer": printer,
    }
