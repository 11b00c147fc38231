"""Requests of the public interface: opened by form, looked up by number and query code."""

from __future__ import annotations

import unicodedata

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases import services
from bot.cases.errors import Invalid
from bot.cases.models import Origin
from bot.citizen import serializers
from bot.citizen.acts import case_card
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.citizen.releases import current
from bot.store.writing import writing
from bot.text.mask import mask


class Cases(Endpoint):
    @extend_schema(
        operation_id="open_case",
        summary="登记诉求",
        parameters=[KEY_PARAMETER],
        request=serializers.CaseForm,
        responses={201: serializers.CaseCard, **problems(400, 409, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        form = checked(serializers.CaseForm, request.data)
        key = self.key(request, request.data)
        now_is, now = current(), self.now()
        with writing():
            stored = services.claim_key(key, now=now)
            if stored is not None:
                return Response(stored.answer, status=stored.status)
            opened = services.open_case(
                kind=form["kind"],
                description=mask(form["description"]).text,
                place=mask(form.get("address") or "").text,
                item=form.get("item") or "",
                window=form.get("window") or "",
                contact=form.get("contact") or None,
                anonymous=form["anonymous"],
                channel=form["channel"],
                origin=Origin.FORM,
                release=now_is.name,
                calendar=now_is.release.hall.calendar,
                now=now,
            )
            body = case_card(opened.case, opened.code)
            services.keep_answer(key, 201, body)
        return Response(body, status=201)


class OneCase(Endpoint):
    @extend_schema(
        operation_id="case",
        summary="查诉求",
        parameters=[OpenApiParameter("code", str, required=True, description="6位查询码")],
        responses={200: serializers.CaseCard, **problems(404, 422, 429)},
    )
    def get(self, request: Request, number: str) -> Response:
        self.count_call(request)
        code = _plain(request.query_params.get("code", ""))
        if not code:
            raise Invalid({"code": ["请填写6位查询码。"]})
        return Response(case_card(services.look_up(_plain(number), code, now=self.now())))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()[:20]
