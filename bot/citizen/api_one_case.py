"""One request of the public interface: looked up by number and query code, and what its citizen may do to it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

import segno
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import Invalid
from bot.cases.lifecycle import STAGE, STAGES
from bot.cases.models import Case
from bot.citizen import serializers_cases
from bot.citizen.acts import case_card, emergency_text
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.citizen.api_devices import TOKEN_HEADER, TOKEN_PARAMETER
from bot.citizen.calls import tell_desk_of_machine
from bot.citizen.releases import current
from bot.knowledge.alarm import alarm
from bot.store.writing import writing
from bot.text.mask import mask
from bot.text.numbers import is_case_number
from bot.web.squares import square_of


class OneCase(Endpoint):
    @extend_schema(
        operation_id="case",
        summary="查诉求",
        parameters=[OpenApiParameter("code", str, required=True, description="6位查询码")],
        responses={200: serializers_cases.CasePage, **problems(404, 422, 429)},
    )
    def get(self, request: Request, number: str) -> Response:
        self.count_call(request)
        code = typed(request.query_params.get("code", ""))
        if not code:
            raise Invalid({"code": ["请填写6位查询码。"]})
        now = self.now()
        return Response(case_page(services.look_up(typed(number), code, now=now), now=now))


class CaseQr(Endpoint):
    @extend_schema(
        operation_id="case_qr",
        summary="编号的二维码",
        responses={(200, "image/svg+xml"): OpenApiTypes.BINARY, **problems(404, 429)},
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        """A square that a phone reads, the same as on the receipts that the desk prints."""
        self.count_call(request)
        if not is_case_number(number):
            raise Http404
        text = square_of(request._request, number)
        drawn = io.BytesIO()
        segno.make(text, error="m", micro=False).save(drawn, kind="svg", scale=4, border=2, light="#fff", xmldecl=False)
        return HttpResponse(drawn.getvalue(), content_type="image/svg+xml; charset=utf-8")


WORDS = ("words", "why", "facts")
"""Fields of the forms below in which somebody writes."""
AT_MACHINE = "登记过的一体机带着凭证来，话里说到危险的，导办台马上响，只说哪台机器、哪一类危险。"


class _Doing(Endpoint):
    """What the citizen does, with the code in the body: once for a key, answered with the request as it is then."""

    form: type[Serializer[Any]]

    def act(self, case: Case, citizen: Actor, form: dict[str, Any], now: datetime) -> Case:
        raise NotImplementedError

    def danger(self, form: dict[str, Any]) -> str | None:
        """The class of danger that the words tell of, whatever they were written for; None as a rule."""
        words = mask("\n".join(form.get(name) or "" for name in WORDS)).text
        return alarm(current().release.hall.cues, words) if words.strip() else None

    def do(self, request: Request, number: str) -> Response:
        self.count_call(request)
        form = checked(self.form, request.data)
        key, now = self.key(request, request.data), self.now()
        danger = self.danger(form)
        tell_desk_of_machine(request.headers.get(TOKEN_HEADER, ""), danger, key, now)
        # Outside the transaction: a wrong code is counted even though nothing else is done.
        case = services.look_up(typed(number), typed(form["code"]), now=now)
        with writing():
            stored = services.claim_key(key, now=now)
            if stored is not None:
                return Response(stored.answer, status=stored.status)
            done = self.act(case, Actor.citizen(case), form, now)
            body = {**case_page(done, now=now), "emergency_text": emergency_text(danger, current())}
            services.keep_answer(key, 200, body)
        return Response(body)


def _described(name: str, summary: str, form: type[Serializer[Any]]) -> Callable[..., Any]:
    return extend_schema(
        operation_id=name, summary=summary, description=AT_MACHINE, parameters=[KEY_PARAMETER, TOKEN_PARAMETER], request=form,
        responses={200: serializers_cases.CasePage, **problems(400, 404, 409, 413, 415, 422, 429, 503)},
    )  # fmt: skip


class Supplement(_Doing):
    form = serializers_cases.SupplementForm

    @_described("supplement_case", "补充情况", serializers_cases.SupplementForm)
    def post(self, request: Request, number: str) -> Response:
        return self.do(request, number)

    def act(self, case: Case, citizen: Actor, form: dict[str, Any], now: datetime) -> Case:
        words = mask(form["words"]).text
        photos = services.waiting_photos(form["photos"])
        return services.add_more(case, citizen, words=words, photos=photos, danger=bool(self.danger(form)), now=now)


class Withdraw(_Doing):
    form = serializers_cases.WithdrawForm

    @_described("withdraw_case", "撤回诉求", serializers_cases.WithdrawForm)
    def post(self, request: Request, number: str) -> Response:
        return self.do(request, number)

    def act(self, case: Case, citizen: Actor, form: dict[str, Any], now: datetime) -> Case:
        return services.withdraw(case, citizen, why=mask(form["why"]).text, now=now)


class Reopen(_Doing):
    form = serializers_cases.ReopenForm

    @_described("reopen_case", "要求重新办理，或者提出异议", serializers_cases.ReopenForm)
    def post(self, request: Request, number: str) -> Response:
        return self.do(request, number)

    def act(self, case: Case, citizen: Actor, form: dict[str, Any], now: datetime) -> Case:
        return services.reopen(case, citizen, why=mask(form["why"]).text, facts=mask(form["facts"]).text, now=now)


class Evaluation(_Doing):
    form = serializers_cases.EvaluationForm

    @_described("evaluate_case", "评价办理结果", serializers_cases.EvaluationForm)
    def post(self, request: Request, number: str) -> Response:
        return self.do(request, number)

    def act(self, case: Case, citizen: Actor, form: dict[str, Any], now: datetime) -> Case:
        opinion = services.Opinion(
            contacted=form["contacted"], solved=form["solved"], satisfied=form["satisfied"]
        )  # fmt: skip
        words, facts = mask(form["words"]).text, mask(form["facts"]).text
        return services.evaluate(case, citizen, opinion, words=words, facts=facts, now=now)


def case_page(case: Case, *, now: datetime) -> dict[str, Any]:
    """The `case` of a message, and all that its citizen may read of it."""
    told = services.progress(case, now=now)
    return {
        **case_card(case),
        "state_text": told.state,
        "holder": told.holder,
        "stage": STAGES.index(STAGE[case.state]),
        "description": told.description,
        "since": _stamp(told.since),
        "until": _stamp(told.until),
        "late": told.late,
        "limit_basis": told.limit_basis,
        "pause": {"why": told.pause, "since": _stamp(told.paused_at)} if told.paused_at else None,
        "extension": {"why": told.extension, "days": told.extension_days} if told.extension_days else None,
        "answer": told.answer,
        "answered_at": _stamp(told.answered_at),
        "points": [{"text": one.text, "reply": one.reply, "refused": one.refused} for one in told.points],
        "ended": told.ended,
        "outside": {"name": told.body, "telephone": told.telephone, "number": told.number} if told.body else None,
        "together": told.together,
        "waiting_decision": told.waiting_decision,
        "evaluation": told.evaluation,
        "ways": [{"id": way.id, "facts": way.facts, "decided": way.decided} for way in told.ways],
        "photos_left": services.photos_left(case),
        "emergency_text": None,
        "steps": [{"at": _stamp(step.at), "text": step.text, "detail": step.detail} for step in told.steps],
    }


def _stamp(moment: datetime | None) -> str | None:
    return moment.astimezone().isoformat(timespec="seconds") if moment is not None else None


def typed(text: str) -> str:
    """As it was typed or read out: wide digits, and the gaps of the receipt, are no mistake."""
    return "".join(unicodedata.normalize("NFKC", text).replace("-", "").split())[:20]
