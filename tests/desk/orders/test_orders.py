"""Outside orders: faults by row and cell, opened once however often they come, answered in the same form."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from bot.cases import services
from bot.cases.models import BatchState, Case, CaseEvent, OrderBatch
from bot.cases.services import orders as service
from bot.catalogue import workshop
from bot.desk.orders import sheet
from bot.desk.orders.sheet import ANSWERS, COLUMNS
from tests.cases.acting import START, put
from tests.web_personas import PERSONAS

PAGE, UPLOAD, TEMPLATE, EXPORT = (
    "/desk/orders/",
    "/desk/orders/upload/",
    "/desk/orders/template/",
    "/desk/orders/export/",
)
IMPORTS, EXPORTS = {"dispatcher", "manager"}, {"dispatcher", "supervisor", "manager"}
HEADS = [column.header for column in COLUMNS]
LAMP = [
    "12345",
    "GD-1",
    "人民路的路灯不亮，电话13912345678",
    "东河镇人民路",
    "求助",
    "公共设施",
    "2026-11-20 09:00",
    "2026-11-30",
    "13800001111",
]
COLD = ["12345", "GD-2", "家里暖气不热", "", "", "", "", "", ""]


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The workshop's own process is tried in tests/catalogue; here its work is done in this one."""

    def here(work: str, *given: Any, seconds: float = 0, **more: Any) -> Any:
        return getattr(sheet, work.partition(":")[2])(*given, **more)

    monkeypatch.setattr(workshop, "run", here)
    with time_machine.travel(START, tick=False):
        yield


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def xlsx(*rows: list[Any], heads: list[str] = HEADS) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in (heads, *rows):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def sent(client: Client, data: bytes, name: str = "工单.xlsx", source: str = "") -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data), "source": source})


def taken(client: Client, *rows: list[Any], mode: str = "all") -> OrderBatch:
    """Uploads and confirms."""
    response = sent(client, xlsx(*rows))
    assert response.status_code == 302, response.content.decode()
    client.post(f"{response['Location']}confirm/", {"mode": mode})
    return OrderBatch.objects.latest("pk")


def text_of(response: Any) -> str:
    words: str = response.content.decode()
    return words


@pytest.mark.parametrize("path", [PAGE, UPLOAD, TEMPLATE, EXPORT, f"{PAGE}1/", f"{PAGE}1/confirm/", f"{PAGE}1/drop/"])
def test_a_stranger_is_sent_to_the_login(stranger: Client, path: str) -> None:
    answers = [answer for answer in (stranger.get(path), stranger.post(path)) if answer.status_code != 405]
    assert answers
    assert all(answer["Location"].startswith("/desk/login/") for answer in answers)


def test_each_role_may_what_its_row_says(personas: dict[str, User]) -> None:
    for name in PERSONAS:
        client = desk_of(personas[name])
        assert (client.get(PAGE).status_code == 200) == (name in IMPORTS | EXPORTS), name
        assert (client.get(TEMPLATE).status_code == 200) == (name in IMPORTS), name
        assert (client.get(EXPORT).status_code == 200) == (name in EXPORTS), name
        assert (sent(client, xlsx(LAMP)).status_code == 302) == (name in IMPORTS), name
    assert not Case.objects.exists(), "nothing is opened before it is confirmed"


def test_orders_are_opened_with_their_number_and_deadline(dispatcher: User) -> None:
    batch = taken(desk_of(dispatcher), LAMP, COLD)
    assert (batch.state, batch.opened, batch.sealed) == (BatchState.DONE, 2, None)
    case = Case.objects.get(outside_number="GD-1")
    assert (case.source, case.origin, case.kind, case.subject) == ("12345", "import", "help", "public_facilities")
    assert case.received_at.isoformat() == "2026-11-20T01:00:00+00:00"
    assert case.expected_at.isoformat() == "2026-11-30T09:30:00+00:00"
    assert case.limit_basis == "12345要求的时限"
    assert "1391" not in case.description
    assert case.contact is not None
    assert case.recorded_by == dispatcher
    assert CaseEvent.objects.get(case=case).actor == "群众（dispatcher代）"
    cold = Case.objects.get(outside_number="GD-2")
    assert cold.subject == "property_heating", "by its words"
    assert services.verify_all().broken is None


def test_a_second_upload_opens_nothing_twice(dispatcher: User, manager: User) -> None:
    taken(desk_of(dispatcher), LAMP)
    batch = taken(desk_of(manager), LAMP, COLD)
    assert (batch.opened, batch.known) == (1, 1)
    other = taken(desk_of(dispatcher), ["市长信箱", *LAMP[1:]])
    assert (other.opened, other.known) == (1, 0), "the same number of another source is another order"
    assert Case.objects.count() == 3


def test_every_fault_is_said_by_row_and_column(dispatcher: User) -> None:
    rows = [
        ["", "GD-3", "内容", "", "", "", "", "", ""],
        ["12345", "", "内容", "", "", "", "", "", ""],
        ["12345", "GD-4", "", "", "吐槽", "", "", "", ""],
        ["12345", "GD-5", "内容", "", "", "", "前天", "2026-13-40", ""],
        ["12345", "GD-6", "内容", "", "", "", "2026-11-20", "2026-11-19", ""],
        ["12345", "GD-7", "内容", "", "", "", "2026-12-24", "", ""],
        LAMP, [*LAMP],
    ]  # fmt: skip
    client = desk_of(dispatcher)
    page = text_of(client.get(sent(client, xlsx(*rows))["Location"]))
    for row, column, what in (
        (2, "来源", "没有填"), (3, "编号", "没有填"), (4, "内容", "没有填"), (4, "类型", "没有“吐槽”这种类型"),
        (5, "收到时间", "看不懂这个时间"), (5, "办理时限", "看不懂这个时间"), (6, "办理时限", "办理时限早于收到时间"),
        (7, "收到时间", "收到时间在今天以后"), (9, "编号", "和第8行是同一个编号"),
    ):  # fmt: skip
        assert f"<td>第{row}行</td><td>{column}</td><td>{what}" in page, (row, column)
    assert OrderBatch.objects.get().faulty == 7


def test_one_fault_stops_all_unless_chosen_otherwise(dispatcher: User) -> None:
    client = desk_of(dispatcher)
    bad = ["12345", "GD-9", "", "", "", "", "", "", ""]
    path = sent(client, xlsx(LAMP, bad))["Location"]
    refused = client.post(f"{path}confirm/", {"mode": "all"})
    assert refused.status_code == 422
    assert "一条都没有导入" in text_of(refused)
    assert not Case.objects.exists()
    client.post(f"{path}confirm/", {"mode": "good"})
    assert [case.outside_number for case in Case.objects.all()] == ["GD-1"]
    assert "没有填" in text_of(client.get(path)), "what is to be mended can still be read"
    again = client.post(f"{path}confirm/", {"mode": "good"})
    assert again.status_code == 409
    assert Case.objects.count() == 1


def test_an_import_goes_on_where_it_stopped(dispatcher: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SLICE", 2)
    monkeypatch.setattr(service, "AT_ONCE", 2)
    client = desk_of(dispatcher)
    taken(client, *([*LAMP[:1], f"GD-{number}", *LAMP[2:]] for number in range(7)))
    batch = OrderBatch.objects.get()
    assert (batch.state, batch.opened) == (BatchState.RUNNING, 2)
    assert "正在导入" in text_of(client.get(f"{PAGE}{batch.pk}/"))
    assert service.run_orders(START) == 5
    assert service.run_orders(START) == 0
    batch.refresh_from_db()
    assert (batch.state, batch.opened, Case.objects.count()) == (BatchState.DONE, 7, 7)


def test_a_file_nobody_confirms_is_forgotten(dispatcher: User) -> None:
    client = desk_of(dispatcher)
    path = sent(client, xlsx(LAMP))["Location"]
    service.run_orders(START + timedelta(hours=23))
    assert OrderBatch.objects.get().sealed is not None
    service.run_orders(START + timedelta(hours=24))
    assert (OrderBatch.objects.get().state, OrderBatch.objects.get().sealed) == (BatchState.DROPPED, None)
    assert client.post(f"{path}confirm/", {"mode": "all"}).status_code == 409


def test_anothers_file_is_not_to_be_seen(dispatcher: User, manager: User) -> None:
    path = sent(desk_of(dispatcher), xlsx(LAMP))["Location"]
    for end in ("", "confirm/", "drop/"):
        client = desk_of(manager)
        assert (client.post(f"{path}{end}") if end else client.get(path)).status_code == 403
    assert OrderBatch.objects.get().state == BatchState.CHECKED


def test_contacts_lie_encrypted_until_the_file_is_over(dispatcher: User) -> None:
    client = desk_of(dispatcher)
    path = sent(client, xlsx(LAMP))["Location"]
    sealed = bytes(OrderBatch.objects.get().sealed or b"")
    assert b"1380000" not in sealed
    page = text_of(client.get(path))
    assert "138****1111" in page
    assert "13800001111" not in page
    client.post(f"{path}drop/")
    assert OrderBatch.objects.get().sealed is None


def test_csv_other_names_of_headers_and_one_source_for_all(dispatcher: User) -> None:
    client = desk_of(dispatcher)
    data = "全省工单导出\n工单编号;诉求内容;联系电话;满意度\nA1;暖气不热;;好\n".encode("gb18030")
    path = sent(client, data, "导出.csv", source="12345")["Location"]
    page = text_of(client.get(path))
    assert "没有用到这些列：满意度" in page
    client.post(f"{path}confirm/", {"mode": "all"})
    assert Case.objects.get().outside_number == "A1"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "还没有选文件|空的"),
        (b"PK\x03\x04 broken", "a.xlsx", "损坏"),
        (b"hello", "a.pdf", "只能上传 .xlsx 或 .csv"),
        (xlsx(["x"], heads=["姓名"]), "a.xlsx", "没有找到表头"),
        (xlsx(["GD-1", "内容"], heads=["编号", "内容"]), "a.xlsx", "缺少“来源”列"),
        (xlsx(), "a.xlsx", "表头下面没有工单"),
        (xlsx(*([["12345", f"N{n}", "内容"] for n in range(2001)])), "a.xlsx", "最多2000条"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(dispatcher: User, data: bytes, name: str, words: str) -> None:
    response = sent(desk_of(dispatcher), data, name)
    assert response.status_code == 422
    assert any(word in text_of(response) for word in words.split("|"))
    assert not OrderBatch.objects.exists()


def test_a_bomb_is_not_unfolded(dispatcher: User) -> None:
    out = io.BytesIO(xlsx(LAMP))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * 90_000_000)
    response = sent(desk_of(dispatcher), out.getvalue())
    assert response.status_code == 422
    assert "太大" in text_of(response)


def test_the_template_can_be_sent_back_and_its_example_is_passed_over(dispatcher: User) -> None:
    client = desk_of(dispatcher)
    data = client.get(TEMPLATE).content
    book = load_workbook(io.BytesIO(data))
    assert [cell.value for cell in book["外部工单"][1]] == HEADS
    assert "表头下面没有工单" in text_of(sent(client, data))
    book["外部工单"].append(LAMP)
    out = io.BytesIO()
    book.save(out)
    assert sent(client, out.getvalue()).status_code == 302
    assert OrderBatch.objects.get().total == 1


def exported(client: Client, **query: str) -> list[list[str]]:
    response = client.get(EXPORT, {"form": "xlsx", **query})
    assert response.status_code == 200
    rows = load_workbook(io.BytesIO(response.content)).active.values  # type: ignore[union-attr]
    return [[str(cell or "") for cell in row] for row in rows]


def test_answers_go_out_in_the_form_in_which_the_orders_came(dispatcher: User, supervisor: User) -> None:
    taken(desk_of(dispatcher), LAMP, ["市长信箱", *COLD[1:]])
    case = Case.objects.get(outside_number="GD-1")
    put(case, "resolved", answer="已经修好", resolved_at=START)
    rows = exported(desk_of(supervisor))
    assert rows[0] == [*HEADS, *ANSWERS]
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["编号"], first["答复"], first["状态"], first["按期"]) == ("GD-1", "已经修好", "已答复待评价", "是")
    assert first["联系方式"] == "已留"
    assert [row[0] for row in exported(desk_of(supervisor), source="市长信箱")[1:]] == ["市长信箱"]
    assert len(exported(desk_of(supervisor), since="2026-11-21", until="2026-11-23")) == 2
    assert desk_of(supervisor).get(EXPORT, {"since": "昨天"}).status_code == 422


def test_what_looks_like_a_formula_goes_out_as_text(dispatcher: User) -> None:
    evil = '=HYPERLINK("http://x","点")'
    taken(
        desk_of(dispatcher),
        ["12345", "+1+1", "@SUM(A1)", "-2+3", "", "", "", "", ""],
        ["12345", "GD-8", f"'{evil}", "", "", "", "", "", ""],
    )
    case = Case.objects.get(outside_number="GD-8")
    put(case, "resolved", answer=evil, resolved_at=START)
    client = desk_of(dispatcher)
    book = load_workbook(io.BytesIO(client.get(EXPORT).content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]  # type: ignore[union-attr]
    assert all(cell.data_type != "f" for cell in cells)
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+-@")
    text = client.get(EXPORT, {"form": "csv"}).content.decode("utf-8-sig")
    values = [value for row in csv.reader(io.StringIO(text)) for value in row]
    assert f"'{evil}" in values
    assert not any(value[:1] in ("=", "+", "-", "@") for value in values)


def test_the_unit_complained_of_gets_nothing_of_it(manager: User, supervisor: User) -> None:
    taken(desk_of(manager), ["12345", "GD-5", "王主管收了别人的东西", "", "举报", "", "", "", ""])
    case = Case.objects.get()
    assert case.about_unit
    assert "收了别人" not in str(exported(desk_of(manager)))
    assert "收了别人" in str(exported(desk_of(supervisor)))
    page = text_of(desk_of(manager).get(f"{PAGE}{OrderBatch.objects.get().pk}/"))
    assert case.number not in page
    assert "收了别人" not in page
