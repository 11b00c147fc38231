"""Requests about a department, a window or a person leave no trace at that unit: every staff page, now and later.

The whole desk is walked by somebody of the unit in a world where the requests never were, and again in one where they
are, in every state and with everything that hangs on a request. Each page, list, count, search, export and notice must
be the same to the byte, but for random tokens; the clock stands. Routes are found in the URLconf, not listed.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from bot.cases import services
from bot.cases.lifecycle import State
from bot.cases.models import (
    Against,
    Case,
    ContactAttempt,
    Evaluation,
    Extension,
    Handling,
    Notice,
    Outgoing,
    Part,
)
from bot.staff.roles import may
from tests.cases.acting import START, open_one, put
from tests.desk.test_rights import _of_model, _walk, urls
from tests.web_personas import personas  # noqa: F401

NOW = START + timedelta(hours=5)
WORDS, PLACE = "第二小学门口的井盖没了，孩子差点掉下去", "第二小学门口"
SEARCHES = ("q", "s", "number", "text", "words", "search", "query", "place")
ACTS = ("claim", "note", "see_contact")
LEAVES = {"admin:logout", "admin:jsi18n", "admin:login"}
"""Ends the session; a catalogue of words; for strangers."""
TOKEN = re.compile(rb"[A-Za-z0-9_\-]{22,}")
"""Longer than anything that could name a request."""


class Scene(NamedTuple):
    """about: what is complained of. who: somebody of that unit."""

    about: str
    key: str
    who: str

    def __str__(self) -> str:
        return f"{self.who} of {self.about} {self.key or 'itself'}"


SCENES = [
    Scene("department", "police", "clerk"),
    Scene("department", "police", "editor"),
    Scene("window", "2", "clerk"),
    *(Scene("department", "approval", who) for who in ("guide", "duty_lead", "dispatcher", "reviewer")),
    *(Scene("person", "", who) for who in ("area_worker", "dispatcher", "supervisor", "manager")),
]
POSTS = {"clerk": "clerk_hukou", "guide": "guide_desk", "area_worker": "grid_donghe"}


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def ordinary_world(holder: User) -> Case:
    """Requests that everybody may see, so that no list is empty; one is like those that are to be hidden."""
    near = [
        open_one(kind="help", description=WORDS, place=PLACE).case,
        open_one(kind="help", item="id_card_reissue").case,
        open_one(kind="consult", origin="call").case,
    ]
    put(near[0], State.ASSIGNED, post="clerk_hukou", assigned_at=START)
    put(near[1], State.IN_PROGRESS, post="clerk_hukou", holder=holder, assigned_at=START, claimed_at=START)
    Handling.objects.create(case=near[1], post="clerk_hukou", part=Part.LEAD, user=holder, since=START)
    return near[0]


def hidden_world(scene: Scene, person: User, main: Case, *, hidden: bool = True) -> list[Case]:
    """Requests about the unit in every state, most of them once in the hands of that very person."""
    made = []
    post = POSTS.get(scene.who, "clerk_hukou")
    for number, state in enumerate(State):
        case = open_one(kind="complaint", description=WORDS, place=PLACE, contact="13912345678", urgent=number % 2 == 0,
                        item="id_card_reissue", source="12345热线", outside_number=f"W{number}", subject="other",
                        self_found=number % 5 == 0, origin="area" if number % 5 == 0 else "form").case  # fmt: skip
        more: dict[str, Any] = {
            "post": post, "first_receiver": "guide_desk", "assigned_at": START, "claimed_at": START, "holder": person,
            "expected_at": START + timedelta(hours=7 - 24 * (number % 3)), "level": number % 4, "recorded_by": person,
        }  # fmt: skip
        if state in (State.RESOLVED, State.CLOSED):
            more |= {"answer": "已经补上", "resolved_at": START, "reopen_asked_at": START}
        if state == State.WAITING_CITIZEN:
            more |= {"paused_at": START, "paused_why": "请补充"}
        if state == State.DUPLICATE:
            more |= {"merged_into": main}
        put(case, state, **more)
        Handling.objects.create(case=case, post=post, part=Part.LEAD, user=person, since=START)
        ContactAttempt.objects.create(case=case, seq=2, at=START, by=person, way="call", reached=True)
        Evaluation.objects.create(case=case, at=START, solved="no", satisfied=1)
        Extension.objects.create(case=case, days=3, asked_by=person, asked_at=START, why="还要再看一次")
        Notice.objects.create(case=case, what="level1", key="x", at=START)
        Outgoing.objects.create(
            case=case, seq=2, what="resolved", way="call", state="to_call", made_at=START, due_at=START
        )
        if hidden:
            key = scene.key or str(person.pk)
            Against.objects.create(case=case, unit=scene.about, key=key)
            Case.objects.filter(pk=case.pk).update(about_unit=True)
        made.append(Case.objects.get(pk=case.pk))
    return made


class Page(NamedTuple):
    """method, path: of one look at the desk. name: of its route."""

    name: str
    method: str
    path: str


def pages(person: User, number: str, pk: int) -> list[Page]:
    """Every staff route that this person's rights open, with a request put in where the route has a place for one.

    What no right opens is refused before anything is read: tests/desk/test_rights.py.
    """
    found = []
    for name, route, entry in [*_walk(urls.urlpatterns, "", "desk"), *_walk(admin.site.urls[0], "", "admin")]:
        rights = tuple(getattr(entry.callback, "capabilities", ())) or _of_model(name)
        if name in LEAVES or (rights and not any(may(person, right) for right in rights)):
            continue
        for path in _filled(route, number, pk):
            found.append(Page(name, "get", path))
            if "?" not in path:
                found.append(Page(name, "post", path))
    return found


def _filled(route: str, number: str, pk: int) -> Iterator[str]:
    plain = re.sub(r"\(\?P<([^>]+)>[^)]*\)", r"<\1>", route).rstrip("$").replace("\\Z", "")
    if "<" not in plain:
        yield f"/desk/{plain}"
        for searched in ("井盖", number):
            yield f"/desk/{plain}?" + "&".join(f"{name}={searched}" for name in SEARCHES)
        return
    first = re.search(r"<[^>]+>", plain)
    for value in (number,) if first is not None and "number" in first[0] else (str(pk),):
        for code in ACTS if re.search(r"<[^>]*(code|action)>", plain) else ("x",):
            yield "/desk/" + _put(plain, value, code)


def _put(route: str, value: str, code: str) -> str:
    """The first hole is the request's, one for an action gets its code, others something that may be there."""
    number = itertools.count()

    def fill(hole: re.Match[str]) -> str:
        if next(number) == 0:
            return value
        return code if re.search("code|action", hole[0]) else "1" if "int:" in hole[0] else value

    return re.sub(r"<[^>]+>", fill, route)


def look(client: Client, page: Page) -> tuple[int, bytes, str]:
    """What somebody sees there; whatever it did is undone."""
    with transaction.atomic():
        if page.method == "get":
            response = client.get(page.path)
        else:
            response = client.post(page.path, {"why": "看一看是怎么回事", "q": "井盖", "words": "看一看是怎么回事"})
        seen = (response.status_code, _plain(response), response.headers.get("Location", ""))
        transaction.set_rollback(True)
    return seen


def _plain(response: HttpResponseBase) -> bytes:
    body: bytes = b"" if response.streaming else response.content  # type: ignore[attr-defined]
    if response.streaming and not response.is_async:  # type: ignore[attr-defined]
        body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    if body[:2] == b"PK":  # a spreadsheet: its parts, not how they were packed
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = sorted(set(archive.namelist()) - {"docProps/core.xml"})  # when it was made
            body = b"".join(archive.read(name) for name in parts)
    return TOKEN.sub(b"*", body)


def walk(person: User, found: list[Page]) -> dict[Page, tuple[int, bytes, str]]:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return {page: look(client, page) for page in found}


def differing(one: dict[Page, Any], other: dict[Page, Any]) -> list[str]:
    return [f"{page.method} {page.path} ({page.name})" for page in one if one[page] != other[page]]


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_no_page_of_the_unit_changes_when_it_is_complained_of(personas: dict[str, User], scene: Scene) -> None:  # noqa: F811
    person = personas[scene.who]
    main = ordinary_world(personas["other_clerk"])
    sealed = transaction.savepoint()
    hidden = hidden_world(scene, person, main)
    one = next(case for case in hidden if case.state == State.IN_PROGRESS)
    found = pages(person, one.number, one.pk)
    after = walk(person, found)
    assert len(found) > 40
    transaction.savepoint_rollback(sealed)
    assert not Case.objects.filter(pk__in=[case.pk for case in hidden]).exists()
    before = walk(person, found)
    assert differing(before, after) == []
    broken = {str(page.path) for page, seen in after.items() if seen[0] >= 500 and before[page][0] < 500}
    assert not broken


def test_the_walk_would_notice_a_single_request(personas: dict[str, User]) -> None:  # noqa: F811
    """The same requests about nobody are seen by the same person: on the home page, in lists, counts and by number."""
    scene = Scene("person", "", "dispatcher")
    person = personas[scene.who]
    main = ordinary_world(personas["other_clerk"])
    sealed = transaction.savepoint()
    cases = hidden_world(scene, person, main, hidden=False)
    found = pages(person, cases[3].number, cases[3].pk)
    after = walk(person, found)
    transaction.savepoint_rollback(sealed)
    seen = differing(walk(person, found), after)
    assert any(cases[3].number in line or str(cases[3].pk) in line for line in seen), "the request's own page"
    assert any("/desk/cases/ " in line for line in seen), "the list"
    assert len(seen) >= 3


def test_pages_look_the_same_twice(personas: dict[str, User]) -> None:  # noqa: F811
    """Else an equal page would be chance: what is random on a page is long, and is left out."""
    ordinary_world(personas["other_clerk"])
    found = pages(personas["manager"], "2000000000", 900001)
    first = walk(personas["manager"], found)
    assert differing(first, walk(personas["manager"], found)) == []


def test_others_do_see_them(personas: dict[str, User]) -> None:  # noqa: F811
    main = ordinary_world(personas["other_clerk"])
    cases = hidden_world(SCENES[0], personas["clerk"], main)
    for who, sees in {"supervisor": True, "manager": True, "clerk": False, "editor": False}.items():
        seen = set(services.visible_to(personas[who]).values_list("pk", flat=True))
        assert ({case.pk for case in cases} <= seen) == sees, who
        assert sees or not {case.pk for case in cases} & seen
