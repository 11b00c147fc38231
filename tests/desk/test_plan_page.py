"""The plan on the desk: ways are drawn there too, and faults say what is missing in plain words."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client

from bot.catalogue.models import Publication
from bot.desk.catalogue.layout import Choices
from bot.knowledge.model import Way
from tests.desk.forms import Form
from tests.seeded_catalogue import sample

PLAN = "/desk/catalogue/plan/hall/"
WHY = {"__why": "画走法"}


def test_a_way_can_be_drawn_to_a_zone_that_is_just_being_written() -> None:
    published = Choices.of(sample())
    choices = published.with_zones([{"id": "a", "name": "A厅"}, {"id": "e", "name": "E厅"}, {"name": "还没有编号"}])
    offered = choices.for_field(Way, "to") or {}
    assert offered["e"] == "E厅"
    assert offered["window:24"].startswith("24号窗口")
    assert "d" not in offered
    assert published.with_zones(None) is published


def test_the_page_names_each_way_and_says_which_one_is_missing(catalogue: Publication, manager: User) -> None:
    client = Client()
    client.force_login(manager)
    html = client.get(PLAN).content.decode()
    assert "到C厅（轮椅能走）" in html
    form = Form.of(html)
    less = Form.of(client.post(PLAN, form.post(act="delete:starts-0-ways-0")).content.decode())
    answer = client.post(PLAN, less.post(act="save", **WHY))
    assert answer.status_code == 422
    assert "从“大门”没有画到A厅的走法" in answer.content.decode()
