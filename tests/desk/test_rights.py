"""Every staff page, now and later: strangers are sent to the login, people without the right are refused.

The routes are found, not listed: a page that names no right fails here until it stands on a short list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver

from bot.desk import urls
from bot.staff.roles import CAPABILITIES, may
from tests.web_personas import PERSONAS

OPEN_TO_STAFF = {
    "admin:index", "admin:logout", "admin:jsi18n", "admin:password_change", "admin:password_change_done",
    "admin:autocomplete", "admin:view_on_site", "admin:app_list", "admin:search", "admin:toggle_sidebar",
    "desk:own_password", "desk:account", "desk:account_steps", "desk:account_steps_begin", "desk:account_steps_on",
    "desk:account_steps_codes", "desk:account_steps_off",
}  # fmt: skip
"""Pages that everybody with an account may open: today's work, logging out, the own password and two-step
login. They show what the person may see: `test_what_everybody_may_open_shows_nothing_of_requests`."""
PUBLIC = {"admin:login"}
SECOND_STEP = {"desk:account_code"}
"""Asks for a code after the password of just now; without that it leads to the login like every other page."""


class Route(NamedTuple):
    name: str
    path: str
    capabilities: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} {self.path}"


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, space: str) -> Iterator[tuple[str, str, URLPattern]]:
    for entry in patterns:
        path = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, path, space)
        else:
            yield f"{space}:{entry.name}", path, entry


def _filled(route: str) -> str:
    """A path that the route matches; what it names need not exist: rights are asked before."""
    path = re.sub(r"<int:[^>]+>", "1", route).rstrip("$").replace("\\Z", "")
    return "/desk/" + re.sub(r"<[^>]+>|\(\?P[^)]*\)", "x", path)


def _of_model(name: str) -> tuple[str, ...]:
    for model, desk in admin.site._registry.items():
        if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
            return tuple(desk.capabilities)  # type: ignore[attr-defined]
    return ()


def routes() -> list[Route]:
    found = []
    for name, path, entry in [
        *_walk(urls.urlpatterns, "", "desk"),
        *_walk(admin.site.urls[0], "", "admin"),
    ]:
        own = tuple(getattr(entry.callback, "capabilities", ()))
        found.append(Route(name, _filled(path), own or _of_model(name)))
    return found


def guarded() -> list[Route]:
    return [route for route in routes() if route.capabilities]


def test_every_page_names_the_right_that_opens_it() -> None:
    known = PUBLIC | SECOND_STEP | OPEN_TO_STAFF
    nameless = {route.name for route in routes() if not route.capabilities and route.name not in known}
    assert nameless - {"admin:None"} == set(), (
        "wrap the view in @page(right), or name it in OPEN_TO_STAFF with a reason"
    )
    assert {right for route in routes() for right in route.capabilities} <= set(CAPABILITIES)


def test_there_are_pages_to_look_at() -> None:
    names = {route.name for route in guarded()}
    assert {"desk:accounts", "desk:roster", "desk:board", "desk:case", "desk:case_contact"} <= names


def refusals(client: Client, path: str) -> tuple[set[int], set[str]]:
    """How a GET and a POST end, and where they lead. A view of one method may refuse the other before it asks who."""
    answers = [client.get(path), client.post(path)]
    codes = {answer.status_code for answer in answers}
    return codes - {405} or codes, {answer["Location"] for answer in answers if answer.status_code == 302}


def test_a_stranger_is_sent_to_the_login_everywhere(stranger: Client) -> None:
    for route in routes():
        if route.name not in PUBLIC:
            codes, places = refusals(stranger, route.path)
            assert codes == {302}, f"{route} answers a stranger with {codes}"
            assert all(place.startswith("/desk/login/") or place == "/desk/" for place in places), route


@pytest.mark.parametrize("name", PERSONAS)
def test_people_without_the_right_are_refused_everywhere(personas: dict[str, User], name: str) -> None:
    person, refused = personas[name], 0
    client = Client()
    client.force_login(person)
    for route in guarded():
        if not any(may(person, right) for right in route.capabilities):
            codes, _ = refusals(client, route.path)
            assert codes == {403}, f"{route} answers {name} with {codes}"
            refused += 1
    assert refused, "there is a page for others"


def test_people_with_the_right_are_not_refused(personas: dict[str, User]) -> None:
    """Else the test above would hold for pages that nobody can open."""
    nobodys = ("_add", "_delete")  # requests come from citizens, and stay
    clients = {name: Client(raise_request_exception=False) for name in personas}
    for name, client in clients.items():
        client.force_login(personas[name])
    for route in guarded():
        if route.name.startswith("admin:") and route.name.endswith(nobodys):
            continue
        able = (name for name, one in personas.items() if any(may(one, right) for right in route.capabilities))
        assert any(refusals(clients[name], route.path)[0] != {403} for name in able), f"nobody may open {route}"


def test_what_everybody_may_open_shows_nothing_of_requests(administrator: User, reviewer: User) -> None:
    for person in (administrator, reviewer):
        client = Client()
        client.force_login(person)
        for path in (
            "/desk/",
            "/desk/search/?s=诉求",
            "/desk/cases/",
            "/desk/autocomplete/?app_label=cases&model_name=case",
        ):
            answer = client.get(path)
            assert answer.status_code in (200, 302, 403, 404), path
            if answer.status_code == 200:
                assert "/desk/cases/" not in answer.content.decode(), path


def test_djangos_own_accounts_can_not_be_reached(administrator: User) -> None:
    client = Client()
    client.force_login(administrator)
    for path in ("/desk/auth/user/", "/desk/auth/user/add/", "/desk/auth/group/", "/desk/auth/"):
        assert client.get(path).status_code == 404
