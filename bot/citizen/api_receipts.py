"""The receipt of a request on the printer beside a machine, for who has its number and query code."""

from __future__ import annotations

from datetime import datetime

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases import services
from bot.cases.models import Case
from bot.citizen import serializers_cases
from bot.citizen.acts import date_text
from bot.citizen.api import KEY_PARAMETER, Endpoint, checked, problems
from bot.citizen.api_devices import TOKEN_PARAMETER
from bot.citizen.api_one_case import typed
from bot.citizen.printing import printed, printer_for
from bot.citizen.releases import current
from bot.slips.receipt import Receipt
from bot.slips.services import print_receipt
from bot.slips.squares import Square
from bot.web.squares import base, square_of

HOW = "查进度：手机扫下面的码，或在大厅的机器上按“查办理进度”，输入编号和查询码。"
HOW_ALONE = "查进度：在大厅的机器上按“查办理进度”，输入编号和查询码，也可以到导办台问。"


class CaseReceipt(Endpoint):
    @extend_schema(
        operation_id="print_receipt",
        summary="在一体机旁边的打印机上打印诉求回执",
        description="只有登记过、接了打印机的一体机能用，要有编号和查询码。打印机没有反应、没有纸时返回 503，title 里有告诉群众的话。",
        parameters=[KEY_PARAMETER, TOKEN_PARAMETER],
        request=serializers_cases.WithCode,
        responses={200: serializers_cases.ReceiptPrinted, **problems(400, 403, 404, 409, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request, number: str) -> Response:
        self.count_call(request)
        form = checked(serializers_cases.WithCode, request.data)
        key, now = self.key(request, request.data), self.now()
        kiosk, code = printer_for(request, now), typed(form["code"])
        case = services.look_up(typed(number), code, now=now)
        paper = receipt(case, code, request, now)
        return printed(key, now, lambda: print_receipt(paper, kiosk))


def receipt(case: Case, code: str, request: Request, now: datetime) -> Receipt:
    """What is printed of a request. The caller has checked the code. Never what was said, by whom, or whom it names."""
    hall = current().release.hall.information
    leads = bool(base(request._request))
    words = "手机扫一扫：查进度，可以补照片。" if leads else "手机扫一扫，留下编号。"
    return Receipt(
        hall=hall.name,
        number=case.number,
        code=code,
        rows=(_next(case, now), ("咨询电话", hall.telephone)),
        how=HOW if leads else HOW_ALONE,
        square=Square(square_of(request._request, case.number), words),
        made=now.astimezone().strftime("%Y年%m月%d日 %H:%M"),
    )


def _next(case: Case, now: datetime) -> tuple[str, str]:
    """What happens next and until when, or how it stands where nothing more is to come."""
    told = services.progress(case, now=now)
    if told.until is not None and not told.late:
        return "接下来", f"{told.holder}负责办，{date_text(told.until)}前给您答复。"
    return "现在", told.state
