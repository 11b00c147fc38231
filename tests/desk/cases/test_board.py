"""The board: what stands in each tab, for whom, how it is searched, and that nothing is shown that must not be."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from bot.cases.lifecycle import State
from bot.desk.cases import queues
from tests.cases.acting import START, standing
from tests.web_personas import PERSONAS

BOARD = "/desk/cases/"


@pytest.fixture(autouse=True)
def monday() -> object:
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
