"""What would be proposed for a request in these words; nothing is stored, and nobody is told."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases.models import Origin
from bot.cases.services.proposing import prospect
from bot.citizen import serializers
from bot.citizen.acts import emergency_text
from bot.citizen.api import Endpoint, checked, problems
from bot.citizen.releases import current
from bot.knowledge.phrases import say
from bot.knowledge.proposal import likeliest
from bot.text.mask import mask

NO_CLASS = "其他"


class CaseProposal(Endpoint):
    @extend_schema(
        operation_id="propose_case",
        summary="看看这段话会登记成什么（不保存）",
        request=serializers.ToPropose,
        responses={200: serializers.Proposed, **problems(400, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        return Response(self._proposed(checked(serializers.ToPropose, request.data)))

    def _proposed(self, form: dict[str, Any]) -> dict[str, Any]:
        now_is = current()
        release, text = now_is.release, mask(form["description"]).text
        found = prospect(release, text, origin=Origin.FORM, now=self.now(), kind=form["kind"], subject=form["subject"])
        return {
            "kind": found.kind,
            "subject": found.subject_id or None,
            "subject_name": found.subject.name if found.subject else None,
            "subjects": [{"code": one.id, "name": one.name} for one in likeliest(release, text)],
            "class_name": found.subject.class_name if found.subject else NO_CLASS,
            "item": found.words.item if found.kind not in ("complaint", "report") else None,
            "post": found.post_name,
            "expected_datetime": found.due_at.isoformat(),
            "urgent": found.urgent,
            "urgent_text": say(release, "case.urgent")[0] if found.urgent else None,
            "emergency": found.words.emergency,
            "emergency_text": emergency_text(found.words.emergency, now_is),
            "rejected_reason": found.words.rejected_reason,
        }
