"""What would be proposed for a request in these words; nothing is stored, and nobody is told."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases.models import Origin
from bot.cases.services import routing
from bot.cases.services.limits import due
from bot.citizen import serializers
from bot.citizen.api import Endpoint, checked, problems
from bot.citizen.releases import current
from bot.knowledge.proposal import propose
from bot.text.mask import mask

NO_CLASS = "其他"


class CaseProposal(Endpoint):
    @extend_schema(
        operation_id="propose_case",
        summary="看看这段话会登记成什么（不保存）",
        request=serializers.Described,
        responses={200: serializers.Proposed, **problems(400, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        text = mask(checked(serializers.Described, request.data)["description"]).text
        return Response(self._proposed(text))

    def _proposed(self, text: str) -> dict[str, Any]:
        release, now = current().release, self.now()
        hall, found = release.hall, propose(release, text)
        subject = found.subject.id if found.subject else ""
        about_others = found.kind in routing.ABOUT_OTHERS
        units = routing.units_named(hall, text) if about_others else set()
        item = None if about_others else found.item
        way = routing.route(
            hall, kind=found.kind, origin=Origin.FORM, item=item or "", subject=subject, units=units
        )  # fmt: skip
        days, _ = routing.legal_limit(hall, subject)
        return {
            "kind": found.kind,
            "subject": subject or None,
            "subject_name": found.subject.name if found.subject else None,
            "class_name": found.subject.class_name if found.subject else NO_CLASS,
            "item": item,
            "post": next((post.name for post in hall.posts if post.id == way.post), ""),
            "expected_datetime": due(hall.calendar, found.kind, now, urgent=found.urgent, days=days).isoformat(),
            "urgent": found.urgent,
            "emergency": found.emergency,
            "rejected_reason": found.rejected_reason,
        }
