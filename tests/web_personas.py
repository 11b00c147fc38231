"""Who meets the web in tests, and the world around it: a real release, a real file database, a fake assistant.

The assistant is faked at the HTTP boundary only; unless a test says otherwise it answers from the release.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from bot.citizen import pages, turns
from bot.citizen.limits import limiter
from bot.citizen.relay import Relay
from bot.citizen.releases import current
from bot.knowledge import files
from bot.knowledge.release import Release
from bot.knowledge.shelf import Shelf
from bot.knowledge.simple import simple
from bot.staff.models import Holder
from bot.store import guards

__all__ = [
    "administrator",
    "area_worker",
    "assistant",
    "citizen",
    "clerk",
    "dispatcher",
    "duty_lead",
    "editor",
    "fresh_memory",
    "guarded_db",
    "guide",
    "live_db",
    "manager",
    "other_clerk",
    "other_editor",
    "personas",
    "releases",
    "reviewer",
    "stranger",
    "supervisor",
]
"""The fixtures that a folder of tests takes over as a whole."""

HALL = Path(__file__).resolve().parent.parent / "data" / "hall"
PASSWORD = "春眠不觉晓-2026"


@lru_cache(maxsize=1)
def shelf_root() -> Path:
    """A folder with the sample hall as its active release, made once for all tests."""
    hall, _ = files.read(HALL)
    assert hall is not None
    root = Path(tempfile.mkdtemp(prefix="xiaobao-releases-"))
    shelf = Shelf(root)
    release = Release.of(hall)
    shelf.put(release)
    shelf.activate(release.id)
    return root


@pytest.fixture(autouse=True)
def releases(settings: Any) -> Path:
    settings.RELEASES = shelf_root()
    return shelf_root()


@pytest.fixture(autouse=True)
def fresh_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter.clear()
    monkeypatch.setattr(turns, "_cleaned_at", None)


Handler = Callable[[httpx.Request], httpx.Response]


@dataclass
class FakeAssistant:
    """answer: what it does with a request; asked: the turns it was sent."""

    answer: Handler
    asked: list[dict[str, Any]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(request.content))
        self.authorizations.append(request.headers["Authorization"])
        return self.answer(request)

    def says(self, do: dict[str, Any] | None = None, **changes: Any) -> None:
        """From now on it answers with one plain message, or with `changes` of the answer's keys."""
        self.answer = lambda request: httpx.Response(200, json=plain_answer(request, do=do, **changes))


def from_the_release(request: httpx.Request) -> httpx.Response:
    turn = json.loads(request.content)
    now_is = current()
    reply = simple(
        now_is.release,
        now_is.bulletin,
        turn.get("text"),
        turn.get("choice"),
        turn["context"],
        datetime.fromisoformat(turn["now"]),
    )
    answer = {"messages": list(reply.messages), "context": reply.context, "do": reply.do, "release": now_is.name}
    return httpx.Response(200, json=answer)


def plain_message(text: str = "好的。", **changes: Any) -> dict[str, Any]:
    empty = dict.fromkeys(["item", "aspect", "card", "case", "from"])
    return {"kind": "chitchat", "text": text, "speech": text, "options": [], "release": "r+0", **empty, **changes}


def plain_answer(request: httpx.Request, do: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    context = json.loads(request.content)["context"]
    return {"messages": [plain_message()], "context": context, "do": do, "release": "r+0", **changes}


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    fake = FakeAssistant(from_the_release)
    relay = Relay("http://assistant", "s3cret", timeout=2, in_flight=16, transport=httpx.MockTransport(fake))
    monkeypatch.setattr(turns, "the_relay", lambda: relay)
    monkeypatch.setattr(pages, "the_relay", lambda: relay)
    return fake


@pytest.fixture
def live_db(transactional_db: None) -> Iterator[None]:
    """A database that threads share. Its guards come down at the end, so that the tables can be emptied."""
    yield
    with connection.cursor() as cursor:
        for table in guards.FINAL:
            for statement in guards.lowered(connection.vendor, table):
                cursor.execute(statement)


@pytest.fixture
def guarded_db(live_db: None) -> None:
    """`live_db` with the guards surely up: an earlier test may have taken them down."""
    raise_guards()


def raise_guards() -> None:
    with connection.cursor() as cursor:
        for table in guards.FINAL:
            for statement in [*guards.lowered(connection.vendor, table), *guards.raised(connection.vendor, table)]:
                cursor.execute(statement)


class Citizen:
    """Somebody at the public interface."""

    def __init__(self, **environment: Any) -> None:
        self.client = Client(raise_request_exception=False, **environment)
        self.conversation = ""
        self.messages: list[dict[str, Any]] = []

    def post(self, path: str, body: Any, key: str | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def open(self, channel: str = "web", **more: Any) -> Any:
        response = self.post("/conversations", {"channel": channel, **more})
        assert response.status_code == 201, response.content.decode()
        self.conversation = response.json()["conversation"]
        self.messages = response.json()["messages"]
        return response

    def send(self, body: Any, key: str | None = None) -> Any:
        return self.post(f"/conversations/{self.conversation}/messages", body, key)

    def say(self, text: str) -> list[dict[str, Any]]:
        response = self.send({"text": text})
        assert response.status_code == 200, response.content.decode()
        self.messages = response.json()["messages"]
        return self.messages

    def choose(self, choice: str) -> list[dict[str, Any]]:
        response = self.send({"choice": choice})
        assert response.status_code == 200, response.content.decode()
        self.messages = response.json()["messages"]
        return self.messages


@pytest.fixture
def citizen(db: None) -> Citizen:
    return Citizen()


@pytest.fixture
def stranger(db: None) -> Client:
    return Client()


@lru_cache(maxsize=1)
def _hashed() -> str:
    return make_password(PASSWORD)


def member(username: str, name: str, *posts: str, administrator: bool = False) -> User:
    """A member of staff who logs in with PASSWORD and holds some posts of data/hall/posts.yml."""
    user = User.objects.create(
        username=username, first_name=name, password=_hashed(), is_staff=True, is_superuser=administrator
    )
    for post in posts:
        Holder.objects.create(user=user, post=post)
    return user


@pytest.fixture
def guide(db: None) -> User:
    return member("guide", "张导办", "guide_desk")


@pytest.fixture
def clerk(db: None) -> User:
    """At the windows 1 to 4 of the police."""
    return member("clerk", "李窗口", "clerk_hukou")


@pytest.fixture
def other_clerk(db: None) -> User:
    """At the windows 11 to 15 of 人社."""
    return member("other_clerk", "赵窗口", "clerk_hr")


@pytest.fixture
def duty_lead(db: None) -> User:
    return member("duty_lead", "周值班", "duty_lead")


@pytest.fixture
def dispatcher(db: None) -> User:
    return member("dispatcher", "吴派单", "dispatcher")


@pytest.fixture
def editor(db: None) -> User:
    """Keeps the facts of the police."""
    return member("editor", "郑编辑", "editor_police")


@pytest.fixture
def other_editor(db: None) -> User:
    """Keeps the facts of 人社."""
    return member("other_editor", "冯编辑", "editor_hr")


@pytest.fixture
def reviewer(db: None) -> User:
    return member("reviewer", "陈审核", "reviewer")


@pytest.fixture
def supervisor(db: None) -> User:
    return member("supervisor", "褚督查", "supervisor")


@pytest.fixture
def area_worker(db: None) -> User:
    return member("area_worker", "卫网格", "grid_donghe")


@pytest.fixture
def manager(db: None) -> User:
    return member("manager", "王主管", "manager")


@pytest.fixture
def administrator(db: None) -> User:
    """Keeps the accounts, holds no post."""
    return member("administrator", "孙管理", administrator=True)


PERSONAS = (
    "guide", "clerk", "other_clerk", "duty_lead", "dispatcher", "editor", "other_editor", "reviewer", "supervisor",
    "area_worker", "manager", "administrator",
)  # fmt: skip
"""The names of the fixtures above: everybody who has an account."""


@pytest.fixture
def personas(request: pytest.FixtureRequest, db: None) -> dict[str, User]:
    """All of them at once, by name."""
    return {name: request.getfixturevalue(name) for name in PERSONAS}


def problem_of(response: Any, status: int) -> dict[str, Any]:
    """The problem of an answer, after the checks that hold for every problem."""
    assert response.status_code == status, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert body["status"] == status
    assert any("\u4e00" <= sign <= "\u9fff" for sign in body["title"])
    assert "Set-Cookie" not in response.headers
    return body
