"""The board: what stands in each tab, for whom, how it is searched, and that nothing is shown that must not be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.lifecycle import State
from bot.cases.models import Case
from bot.desk.cases import queues
from bot.desk.cases.viewer import Viewer
from tests.cases.acting import START, later, open_one, put, standing
from tests.web_personas import PERSONAS

BOARD = "/desk/cases/"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def numbers_in(page: str) -> list[str]:
    return re.findall(r'id="case-(\d{10})"', page)


def text_of(client: Client, query: str = "") -> str:
    answer = client.get(BOARD + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", PERSONAS)
def test_every_persona_gets_the_board_or_is_refused(personas: dict[str, User], clerk: User, name: str) -> None:
    for state in State:
        standing(state, clerk)
    client = client_of(personas[name])
    for tab in ("", *(queue.code for queue in queues.QUEUES)):
        answer = client.get(f"{BOARD}?tab={tab}")
        assert answer.status_code == (403 if name in ("reviewer", "administrator") else 200), tab


def put_around(people: dict[str, User]) -> dict[str, Case]:
    """One request for each tab, by the tab's name."""
    clerk = people["clerk"]
    made = {
        "mine": standing(State.IN_PROGRESS, clerk),
        "claim": standing(State.ASSIGNED, clerk),
        "dispatch": open_one(kind="suggestion", description="多放几把椅子").case,
        "waiting": standing(State.WAITING_CITIZEN, clerk),
        "answered": standing(State.RESOLVED, clerk),
        "approve": standing(State.IN_PROGRESS, clerk),
        "follow": standing(State.TRANSFERRED, clerk),
        "back": standing(State.RESOLVED, clerk, contact="13912345678"),
        "today": put(standing(State.IN_PROGRESS, clerk), State.IN_PROGRESS, expected_at=later(hours=3)),
        "overdue": put(standing(State.IN_PROGRESS, clerk), State.IN_PROGRESS, expected_at=later(days=-3)),
    }
    services.ask_extension(made["approve"], Actor.staff(clerk), days=2, why="要等省厅", now=START)
    return made


OF_WHOM = {
    "mine": ("clerk", "duty_lead"), "claim": ("clerk", "guide"), "dispatch": ("dispatcher", "clerk"),
    "waiting": ("clerk", "other_clerk"), "answered": ("dispatcher", "other_clerk"),
    "approve": ("supervisor", "clerk"), "follow": ("guide", "dispatcher"), "back": ("supervisor", "guide"),
    "today": ("clerk", "other_clerk"), "overdue": ("duty_lead", "other_clerk"),
}  # fmt: skip
"""Tab → who finds the request in it, and who does not."""


def test_each_tab_holds_what_waits_for_this_person(personas: dict[str, User]) -> None:
    made = put_around(personas)
    for tab, (whose, not_whose) in OF_WHOM.items():
        assert made[tab].number in numbers_in(text_of(client_of(personas[whose]), f"?tab={tab}")), tab
        page = text_of(client_of(personas[not_whose]), f"?tab={tab}")
        current = re.search(r'<a id="tab-(\w+)"[^>]*aria-current', page)
        assert current is not None
        assert current[1] != tab or made[tab].number not in numbers_in(page), tab


def test_the_counts_are_those_of_the_lists(personas: dict[str, User]) -> None:
    put_around(personas)
    for name in ("clerk", "dispatcher", "supervisor", "guide", "manager", "area_worker"):
        viewer = Viewer.of(personas[name], START)
        for code, number in queues.counts(viewer).items():
            assert number == queues.BY_CODE[code].found(viewer).count(), (name, code)


@pytest.mark.parametrize(("name", "tab"), [
    ("dispatcher", "dispatch"), ("supervisor", "approve"), ("clerk", "mine"), ("manager", "overdue"),
    ("duty_lead", "approve"), ("guide", "department"),
])  # fmt: skip
def test_the_tab_that_opens_fits_the_role(personas: dict[str, User], name: str, tab: str) -> None:
    put_around(personas)
    assert f'<a id="tab-{tab}" href="?tab={tab}" aria-current' in text_of(client_of(personas[name]))


def test_a_line_says_what_to_do_next_and_how_much_time_is_left(personas: dict[str, User]) -> None:
    made = put_around(personas)
    page = text_of(client_of(personas["clerk"]), "?tab=department")
    for words in ("今天到期，还有3小时", "超期", "办好后写答复", "暂停计时", "李窗口", "居民身份证"):
        assert words in page
    assert f'id="claim-{made["claim"].number}"' in page
    assert f'id="claim-{made["mine"].number}"' not in page


def test_searching_by_number_words_and_place_and_narrowing(personas: dict[str, User]) -> None:
    client = client_of(personas["guide"])
    first = open_one(kind="help", description="楼道灯坏了", place="东河社区", urgent=True).case
    second = open_one(kind="praise", description="办得快", place="西河路").case
    asked = {
        f"q={first.number}": {first}, "q=楼道": {first}, "q=西河路": {second}, "q=灯 东河": {first}, "q=灯 西河": set(),
        "kind=praise": {second}, "urgent=1": {first}, "state=submitted": {first, second}, "kind=nonsense": {first, second},
        "q=%27%25_": set(),
    }  # fmt: skip
    for query, wanted in asked.items():
        assert set(numbers_in(text_of(client, f"?tab=all&{query}"))) == {case.number for case in wanted}, query
    assert "在全部诉求里找" in text_of(client, "?tab=mine&q=没有这样的")


def test_long_lists_come_in_pages(guide: User) -> None:
    made = [open_one(kind="help", description=f"第{number}件").case.number for number in range(32)]
    client = client_of(guide)
    pages = [numbers_in(text_of(client, f"?tab=all&page={page}")) for page in (1, 2)]
    assert [len(page) for page in pages] == [30, 2]
    assert set(pages[0]) | set(pages[1]) == set(made)
    for page in ("0", "-1", "x", "９", "99999999"):
        assert client.get(f"{BOARD}?tab=all&page={page}").status_code == 200


def test_the_part_that_refreshes_comes_alone(clerk: User) -> None:
    case = standing(State.ASSIGNED, clerk)
    answer = client_of(clerk).get(f"{BOARD}?tab=claim", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer["X-Board"] == "list"
    assert page.lstrip().startswith('<div id="live"')
    assert f'data-fresh="{case.number}"' in page
    assert "<html" not in page
    assert "q" not in re.findall(r'name="(\w+)"', page)


def test_a_refresh_after_logging_out_does_not_show_the_login_in_the_list(clerk: User) -> None:
    answer = Client().get(BOARD, headers={"HX-Request": "true"})
    assert answer.status_code == 302
    assert "X-Board" not in answer


def test_claiming_from_the_line(clerk: User) -> None:
    case = standing(State.ASSIGNED, clerk)
    answer = client_of(clerk).post(f"{BOARD}{case.number}/do/claim/", {"seen": case.last_seq}, follow=True)
    assert "已接办" in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, case.holder) == (State.IN_PROGRESS, clerk)


def test_a_unit_finds_no_trace_of_what_is_said_about_it(personas: dict[str, User]) -> None:
    clerk = personas["clerk"]
    case = open_one(kind="complaint", description="2号窗口态度不好", window="2", urgent=True).case
    services.dispatch(START)
    for query in ("", "?tab=all", "?tab=department", "?tab=overdue", f"?q={case.number}", "?q=态度", "?kind=complaint"):
        page = text_of(client_of(clerk), query)
        assert case.number not in page.replace(f'value="{case.number}"', "").replace(f"q={case.number}", ""), query
    assert set(queues.counts(Viewer.of(clerk, START)).values()) == {0}
    assert case.number not in client_of(clerk).get("/desk/").content.decode()
    assert case.number in numbers_in(text_of(client_of(personas["supervisor"]), "?tab=claim"))


def test_home_has_a_card_for_what_waits(personas: dict[str, User]) -> None:
    put_around(personas)
    home = client_of(personas["clerk"]).get("/desk/").content.decode()
    for words in ("已超期的诉求", "今天到期的诉求", "等您接办的诉求"):
        assert words in home
    assert "要派的诉求" not in home
    assert "要派的诉求" in client_of(personas["dispatcher"]).get("/desk/").content.decode()
    assert "/desk/cases/" not in client_of(personas["administrator"]).get("/desk/").content.decode()


def test_a_full_board_asks_the_database_as_little_as_an_empty_one(
    clerk: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        standing(State.IN_PROGRESS, clerk, contact="13912345678")
    client = client_of(clerk)
    text_of(client)
    with django_assert_max_num_queries(12):
        assert len(numbers_in(text_of(client))) == 8


@pytest.mark.parametrize(("name", "tab", "index"), [("supervisor", "back", "handling_case_user"),
                                                    ("clerk", "all", "handling_case_post")])  # fmt: skip
def test_a_line_is_looked_up_alone(personas: dict[str, User], name: str, tab: str, index: str) -> None:
    """Else each line of the board walks through everything that its person or post ever handled."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by how many rows there are")
    assert f"INDEX {index} (case_id=?" in queues.BY_CODE[tab].found(Viewer.of(personas[name], START)).explain()


def test_who_has_to_be_told_by_a_call_stands_on_the_board_until_it_is_done(clerk: User, other_clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk, contact="13912345678", way_back="call")
    services.contact(case, Actor.staff(clerk), way="call", reached=True, now=START)
    services.resolve(case, Actor.staff(clerk), answer="已经办好了", now=START)
    page = text_of(client_of(clerk), "?tab=call")
    assert case.number in numbers_in(page)
    assert "打电话告诉群众" in page
    assert "要打电话" not in text_of(client_of(other_clerk))
    services.contact(case, Actor.staff(clerk), way="call", reached=True, now=later(minutes=5))
    assert "要打电话" not in text_of(client_of(clerk))
