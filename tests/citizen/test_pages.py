"""The page that citizens meet knows which machine it stands on."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize("name", ["k3", "hall-east.3"])
def test_a_machine_in_the_hall_has_the_name_of_its_address(stranger: Client, name: str) -> None:
    assert f'kiosk="{name}"' in stranger.get(f"/kiosk?id={name}").content.decode()


@pytest.mark.parametrize("name", ["", "3号", '"><b>', "x" * 65])
def test_what_is_no_name_of_a_machine_is_left_out(stranger: Client, name: str) -> None:
    page = stranger.get("/kiosk", {"id": name}).content.decode()
    assert "kiosk=" not in page
    assert "<b>" not in page.split("<xiaobao-app")[1].split(">")[0]


def test_only_the_kiosk_page_takes_a_name(stranger: Client) -> None:
    assert "kiosk=" not in stranger.get("/?id=k3").content.decode()
