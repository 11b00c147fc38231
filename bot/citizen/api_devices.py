"""Machines of the hall: one registers itself with a code from the desk, and tells once a minute that it is well."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases.errors import Invalid
from bot.citizen import serializers_devices as serializers
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.citizen.bundle import version
from bot.devices import services
from bot.devices.errors import UnknownCode
from bot.devices.models import Device
from bot.slips.services import has_printer

TOKEN_HEADER = "X-Device-Token"  # noqa: S105  (a name, not a secret)
TOKEN_PARAMETER = OpenApiParameter(TOKEN_HEADER, str, OpenApiParameter.HEADER, description="登记时得到的凭证")


class Devices(Endpoint):
    @extend_schema(
        operation_id="register_device",
        summary="一体机凭登记码登记一次",
        parameters=[KEY_PARAMETER],
        request=serializers.Registering,
        responses={201: serializers.Registered, **problems(400, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        given = checked(serializers.Registering, request.data)
        self.key(request, request.data)  # looked at for its form only: a token is never kept to be answered again
        try:
            device, token = services.register(given["code"], now=self.now())
        except UnknownCode as error:
            raise Invalid({"code": [str(error)]}) from error
        return Response({"token": token, "device": _shown(device)}, status=201)


class Heartbeat(Endpoint):
    @extend_schema(
        operation_id="device_state",
        summary="一体机的看门程序问：页面还有没有消息",
        parameters=[TOKEN_PARAMETER],
        responses={200: serializers.Heard, **problems(404, 429, 503)},
    )
    def get(self, request: Request) -> Response:
        self.count_call(request)
        device = services.known(request.headers.get(TOKEN_HEADER, ""))
        if device is None:
            raise Http404
        return Response({"quiet": device.is_quiet(self.now()), "heard_at": device.heard_at})

    @extend_schema(
        operation_id="device_heartbeat",
        summary="一体机每分钟报一次平安",
        parameters=[TOKEN_PARAMETER, KEY_PARAMETER],
        request=serializers.Beat,
        responses={200: serializers.Beaten, **problems(400, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        given = checked(serializers.Beat, request.data)
        self.key(request, request.data)  # for its form only: telling twice has one effect anyway
        now, token = self.now(), request.headers.get(TOKEN_HEADER, "")
        device = services.heard(token, version=given["version"], busy=given["busy"], now=now)
        if device is None:
            services.heard_of(given["kiosk"], version=given["version"], now=now)
        return Response({"device": _shown(device) if device else None, "version": version()})


def kiosk_of(request: Request, given: str) -> str:
    """Which machine a conversation is at: the one whose token came with it, else what the page says."""
    return services.proven(given, request.headers.get(TOKEN_HEADER, ""))


def _shown(device: Device) -> dict[str, Any]:
    place = services.place_words(device)
    beside = has_printer(device.number)
    return {"id": device.number, "name": device.name, "place": place, "zone": device.zone or None, "printer": beside}
