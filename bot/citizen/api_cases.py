"""Requests of the public interface: opened by form."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases import services
from bot.cases.models import Origin
from bot.cases.services.proposing import prospect
from bot.cases.services.routing import ABOUT_OTHERS
from bot.citizen import serializers
from bot.citizen.acts import case_card
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.citizen.api_devices import TOKEN_HEADER, TOKEN_PARAMETER
from bot.citizen.calls import tell_desk_of_machine
from bot.citizen.releases import current
from bot.store.writing import writing
from bot.text.mask import mask


class Cases(Endpoint):
    @extend_schema(
        operation_id="open_case",
        summary="登记诉求",
        parameters=[KEY_PARAMETER, TOKEN_PARAMETER],
        request=serializers.CaseForm,
        responses={201: serializers.CaseCard, **problems(400, 409, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        form = checked(serializers.CaseForm, request.data)
        key = self.key(request, request.data)
        now_is, now = current(), self.now()
        text, place = mask(form["description"]).text, mask(form.get("address") or "").text
        found = prospect(now_is.release, text, origin=Origin.FORM, now=now, kind=form["kind"],
                         subject=form.get("subject") or "", item=form.get("item") or "",
                         window=form.get("window") or "", place=place)  # fmt: skip
        tell_desk_of_machine(request.headers.get(TOKEN_HEADER, ""), found.words.emergency, key, now)
        about_others = form["kind"] in ABOUT_OTHERS
        with writing():
            stored = services.claim_key(key, now=now)
            if stored is not None:
                return Response(stored.answer, status=stored.status)
            opened = services.open_case(
                kind=form["kind"],
                description=text,
                place=place,
                subject=found.subject_id,
                urgent=found.urgent,
                item=form.get("item") or ("" if about_others else found.words.item or ""),
                window=form.get("window") or "",
                contact=form.get("contact") or None,
                way_back=form["way_back"],
                anonymous=form["anonymous"],
                photos=services.waiting_photos(form["photos"]),
                channel=form["channel"],
                origin=Origin.FORM,
                release=now_is.name,
                calendar=now_is.release.hall.calendar,
                now=now,
            )
            body = case_card(opened.case, opened.code)
            services.keep_answer(key, 201, body)
        return Response(body, status=201)
