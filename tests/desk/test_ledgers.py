"""Ledgers, figures and the list of problems on the desk: who sees what, what a number leads to, what leaves the house."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import AgainstRule, NotAllowed
from bot.cases.lifecycle import State
from bot.cases.models import Case
from bot.desk.home import cards_for
from bot.reports import workbook
from bot.reports.models import Export, Listing
from bot.reports.services import problems
from bot.reports.workbook import Column
from tests.cases.acting import START, open_one, standing
from tests.web_personas import PERSONAS

LEDGERS, FIGURES, PROBLEMS = "/desk/ledgers/", "/desk/figures/", "/desk/problems/"
LEDGERS_SEEN = {"duty_lead", "dispatcher", "editor", "other_editor", "supervisor", "manager"}
KEEP = {"duty_lead", "dispatcher", "supervisor", "manager"}
FIND = {"guide", "clerk", "other_clerk", "duty_lead", "supervisor", "area_worker", "manager"}
PAGES = [
    LEDGERS,
    FIGURES,
    f"{FIGURES}?by=post",
    f"{FIGURES}?by=kind",
    PROBLEMS,
    f"{LEDGERS}?what=open",
    f"{LEDGERS}?period=month",
]


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(START, tick=False):
        yield


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    assert response.status_code in (200, 422), response.status_code
    words: str = response.content.decode()
    return words


def sheet_of(response: Any) -> list[list[Any]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == workbook.TYPE
    assert "no-store" in response.headers["Cache-Control"]
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_each_role_may_what_its_row_says(personas: dict[str, User]) -> None:
    for name, user in personas.items():
        client = desk_of(user)
        for path in (LEDGERS, FIGURES):
            assert (client.get(path).status_code == 200) == (name in LEDGERS_SEEN), (name, path)
        for path in (f"{LEDGERS}export/", f"{FIGURES}export/", f"{PROBLEMS}export/"):
            assert (client.post(path).status_code == 200) == (name in LEDGERS_SEEN), (name, path)
        assert (client.get(PROBLEMS).status_code == 200) == (name not in ("reviewer", "administrator")), name
        assert (client.get(f"{PROBLEMS}new/").status_code == 200) == (name in FIND), name
        assert (client.get(f"{PROBLEMS}put/").status_code == 200) == (name in KEEP), name
        log = client.get(f"{LEDGERS}exports/").status_code == 200
        assert log == (name in ("supervisor", "manager", "administrator")), name


def test_the_unit_complained_of_sees_the_same_pages_with_and_without_it(personas: dict[str, User]) -> None:
    """Not in a line, not in a total: the pages are the same, byte for byte, but for the token."""
    standing(State.IN_PROGRESS, personas["clerk"])
    concerned = [personas[name] for name in ("editor", "clerk")]

    def all_of(user: User) -> list[str]:
        client = desk_of(user)
        return [_plain(client.get(path)) for path in PAGES if client.get(path).status_code == 200]

    def sheets_of(user: User) -> list[Any]:
        client = desk_of(user)
        found = [client.post(f"{path}export/") for path in (LEDGERS, FIGURES, PROBLEMS)]
        return [sheet_of(one) for one in found if one.status_code == 200]

    before = {user.pk: (all_of(user), sheets_of(user)) for user in concerned}
    watching = _plain(desk_of(personas["supervisor"]).get(FIGURES))
    case = open_one(kind="complaint", description="公安窗口的人不理我", against_department="police").case
    problems.list_problem(case, personas["supervisor"], reach="hall", why="要从根上改的", now=START)
    assert case.about_unit
    for user in concerned:
        assert (all_of(user), sheets_of(user)) == before[user.pk], user.username
        assert desk_of(user).get(f"{PROBLEMS}{case.number}/strike/").status_code in (403, 404)
    assert _plain(desk_of(personas["supervisor"]).get(FIGURES)) != watching
    assert case.number in text_of(desk_of(personas["supervisor"]).get(LEDGERS))


def _plain(response: Any) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", response.content.decode())


def test_a_department_sees_its_own_and_no_other(editor: User, other_editor: User, clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    assert case.number in text_of(desk_of(editor).get(LEDGERS))
    Case.objects.filter(pk=case.pk).update(post="clerk_hukou")
    elsewhere = open_one(kind="help", description="养老金", item="").case
    Case.objects.filter(pk=elsewhere.pk).update(post="clerk_tax")
    assert elsewhere.number not in text_of(desk_of(other_editor).get(LEDGERS))
    assert elsewhere.number not in text_of(desk_of(editor).get(LEDGERS))


@pytest.mark.parametrize(("query", "there"), [
    ("", True), ("?kind=help", True), ("?kind=complaint", False), ("?department=police", True), ("?department=hr", False),
    ("?post=clerk_hukou", True), ("?group=none", True), ("?group=网格治理", False), ("?state=in_progress", True),
    ("?state=closed", False), ("?channel=web", True), ("?channel=kiosk", False), ("?period=last_week", False),
    ("?period=last_week&what=open", True), ("?what=overdue", False), ("?what=answered", False),
    ("?period=own&first=2026-11-23&last=2026-11-23", True), ("?period=own&first=2026-11-24&last=2026-11-24", False),
])  # fmt: skip
def test_a_ledger_is_chosen_by(query: str, there: bool, clerk: User, manager: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    assert (case.number in text_of(desk_of(manager).get(LEDGERS + query))) == there


@pytest.mark.parametrize(("query", "words"), [
    ("?period=own", "自己选日期，请填从哪天、到哪天。"),
    ("?period=own&first=2026-11-23&last=2026-11-01", "结束的日期不能早于开始的日期。"),
    ("?period=own&first=x&last=2026-11-01", "日期要写成"),
    ("?period=own&first=1900-01-01&last=2026-11-01", "时间太长"),
    ("?kind=nonsense&post=x", "有的条件要改"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_breaks(query: str, words: str, manager: User) -> None:
    for path in (LEDGERS, FIGURES):
        assert words in text_of(desk_of(manager).get(path + query)), path


def test_a_ledger_leaves_with_its_name_and_without_numbers_of_people(manager: User, clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk, description="=1+1 打⟦手机号1⟧给我", contact="13912345678")
    rows = sheet_of(desk_of(manager).post(f"{LEDGERS}export/?kind=help"))
    assert rows[0][0] == "编号"
    assert rows[1][0] == case.number
    assert rows[1][5] == "=1+1 打（手机号已隐去）给我"
    assert "王主管" in rows[-1][0]
    assert "共1行" in rows[-1][0]
    assert "类型：求助" in rows[-1][0]
    assert not any("13912345678" in str(cell) for row in rows for cell in row)
    log = Export.objects.get()
    assert (log.user, log.what, log.rows) == (manager, "ledger", 1)
    assert "王主管" in text_of(desk_of(manager).get(f"{LEDGERS}exports/"))
    for statement in ("UPDATE reports_export SET rows = 0", "DELETE FROM reports_export"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_text_never_becomes_a_formula() -> None:
    out = io.BytesIO()
    risky = ["=HYPERLINK(1)", "+1", "-1", "@x", "\x00坏字\x1f", "<&>", "  =1", None, 3.5]
    workbook.write(out, "a/b:?*[]表", [Column("列")] * 9, [risky])
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    cells = next(iter(book.active.iter_rows(min_row=2)))
    assert book.sheetnames == ["ab表"]
    assert [cell.data_type for cell in cells[:7]] == ["s"] * 7 or {cell.data_type for cell in cells[:7]} <= {
        "s",
        "inlineStr",
    }
    assert [cell.value for cell in cells] == [*risky[:4], "坏字", "<&>", "  =1", None, 3.5]
    assert all(cell.quotePrefix for cell in (cells[0], cells[1], cells[2], cells[3], cells[6]))


def test_figures_show_how_many_and_lead_to_the_list(manager: User, clerk: User) -> None:
    for _ in range(5):
        services.resolve(standing(State.IN_PROGRESS, clerk), Actor.staff(clerk), answer="已经办好了", now=START)
    standing(State.IN_PROGRESS, clerk, expected_at=START - timedelta(hours=1), now=START - timedelta(days=9))
    page = text_of(desk_of(manager).get(FIGURES))
    assert "83.3%" in page
    assert "5/6" in page
    assert "<meter" in page
    assert "style=" not in page.split("<main", 1)[-1]
    assert 'what=overdue"' in page
    late = text_of(desk_of(manager).get(f"{LEDGERS}?what=late"))
    assert "共1件" in late
    rows = sheet_of(desk_of(manager).post(f"{FIGURES}export/?by=post"))
    head = rows[0]
    assert rows[1][0] == "合计"
    assert rows[1][head.index("按期办结率%")] == 83.3
    assert [row[0] for row in rows[2:-1]] == ["户政窗口岗"]


def test_too_few_are_hidden_on_the_page_and_in_the_sheet(manager: User, clerk: User) -> None:
    services.resolve(standing(State.IN_PROGRESS, clerk), Actor.staff(clerk), answer="已经办好了", now=START)
    page = text_of(desk_of(manager).get(FIGURES))
    assert "样本太少" in page
    assert "100.0%" not in page
    rows = sheet_of(desk_of(manager).post(f"{FIGURES}export/"))
    assert rows[1][rows[0].index("按期办结率%")] is None


@pytest.mark.parametrize("name", PERSONAS)
def test_whoever_may_find_a_problem_puts_it_on_the_list(name: str, personas: dict[str, User]) -> None:
    user = personas[name]
    sent = {
        "words": "3号窗口的叫号屏不亮",
        "place": "一楼大厅",
        "window": "3",
        "how": "周一巡查发现",
        "reach": "department",
    }
    answer = desk_of(user).post(f"{PROBLEMS}new/", sent)
    assert (answer.status_code == 302) == (name in FIND)
    if name in FIND:
        case = Case.objects.get()
        assert (case.self_found, case.about_unit, case.listing.listed_by) == (True, False, user)
        assert case.number in text_of(desk_of(personas["manager"]).get(PROBLEMS))


def test_mistakes_in_a_new_problem_keep_what_was_typed(clerk: User, manager: User) -> None:
    sent = {"words": "坏", "place": "二楼楼梯口", "how": "", "reach": "hall", "due": "2026-11-01"}
    page = text_of(desk_of(clerk).post(f"{PROBLEMS}new/", sent))
    assert "二楼楼梯口" in page
    assert "请写明怎么发现的。" in page
    assert not Case.objects.exists()
    late = {**sent, "words": "楼梯扶手松了", "how": "巡查发现的"}
    assert "整改期限已经过了" in text_of(desk_of(manager).post(f"{PROBLEMS}new/", late))
    with pytest.raises(Exception, match="修改"):
        problems.report_problem(clerk, words="楼梯扶手松了", place="", how="巡查发现", reach="hall", now=START)


def _found(user: User, clerk: User) -> Case:
    case = problems.report_problem(user, words="叫号屏不亮", place="", how="巡查发现的", reach="department", window="1",
                                   now=START)  # fmt: skip
    services.dispatch(START)
    services.claim(case, Actor.staff(clerk), now=START)
    return Case.objects.get(pk=case.pk)


def test_our_own_problem_is_struck_off_by_another(supervisor: User, clerk: User, manager: User) -> None:
    case = _found(supervisor, clerk)
    page = f"{PROBLEMS}{case.number}/strike/"
    assert "还在整改" in text_of(desk_of(supervisor).get(page))
    services.resolve(case, Actor.staff(clerk), answer="换了新屏幕", now=START)
    assert [card.title for card in cards_for(supervisor, START)].count("问题等验收") == 1
    assert desk_of(clerk).get(page).status_code == 403
    missing = text_of(desk_of(supervisor).post(page, {"proof": "到现场看过，屏幕亮了", "rule": ""}))
    assert "没有改规定" in missing
    assert "到现场看过，屏幕亮了" in missing
    sent = {"proof": "到现场看过，屏幕亮了", "rule": "每天开门前检查一次"}
    assert desk_of(manager).post(page, sent).status_code == 302
    case.refresh_from_db()
    assert case.state == State.CLOSED
    struck = text_of(desk_of(supervisor).get(f"{PROBLEMS}?tab=struck"))
    assert "每天开门前检查一次" in struck
    assert case.number not in text_of(desk_of(supervisor).get(f"{PROBLEMS}?tab=waiting"))
    rows = sheet_of(desk_of(supervisor).post(f"{PROBLEMS}export/?tab=struck"))
    assert (rows[1][0], rows[1][13]) == (case.number, "每天开门前检查一次")


def test_a_citizens_problem_stays_until_somebody_else_accepts_it(
    supervisor: User, clerk: User, duty_lead: User
) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    sent = {"number": case.number, "reach": "hall", "why": "一个月来了五件一样的"}
    assert desk_of(supervisor).post(f"{PROBLEMS}put/", sent).status_code == 302
    with pytest.raises(AgainstRule):
        problems.strike(case, duty_lead, proof="看过了确实好", rule="没有改规定", now=START)
    services.resolve(case, Actor.staff(clerk), answer="已经办好了", now=START)
    services.expire(case, now=START + timedelta(days=7))
    assert case.number in text_of(desk_of(duty_lead).get(f"{PROBLEMS}?tab=waiting&reach=hall"))
    assert case.number not in text_of(desk_of(duty_lead).get(f"{PROBLEMS}?tab=waiting&reach=department"))
    with pytest.raises(NotAllowed):
        problems.strike(case, clerk, proof="看过了确实好", rule="没有改规定", now=START)
    problems.strike(case, duty_lead, proof="看过了确实好", rule="没有改规定", now=START)
    assert Listing.objects.get().struck_by == duty_lead
    assert "从问题清单销号" in case.events.last().why
    with pytest.raises(AgainstRule):
        problems.strike(case, duty_lead, proof="看过了确实好", rule="没有改规定", now=START)


def test_a_handler_with_the_right_still_can_not_accept_the_own_work(clerk: User, duty_lead: User) -> None:
    from bot.staff.models import Holder

    Holder.objects.create(user=clerk, post="duty_lead")
    both = User.objects.get(pk=clerk.pk)
    case = standing(State.RESOLVED, both)
    problems.list_problem(case, duty_lead, reach="department", why="要从根上改的", now=START)
    with pytest.raises(AgainstRule):
        problems.strike(case, both, proof="看过了确实好", rule="没有改规定", now=START)
    assert "您经办的" in text_of(desk_of(both).get(f"{PROBLEMS}{case.number}/strike/"))


def test_an_unknown_number_is_said_at_its_field(supervisor: User) -> None:
    sent = {"number": "2000000000", "reach": "hall", "why": "要从根上改的"}
    assert "没有这个编号的诉求" in text_of(desk_of(supervisor).post(f"{PROBLEMS}put/", sent))
