"""A full disk: an honest error, nothing half-written, and the same key gets its one request when there is room again.

Twice: the disk "is full" at each single write of a request in turn, commit included, on SQLite and PostgreSQL alike;
and on SQLite a real limit on the size of files, as a full disk gives it, in a process of its own. A file system of its
own would need root, which CI has not.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from PIL import Image

from bot.cases import services
from bot.cases.errors import CasesError
from bot.cases.models import BatchState, Case, OrderBatch, Photo
from bot.cases.services import orders
from bot.cases.services.conversations import RUNNING
from bot.citizen import turns
from bot.paths import ROOT
from tests.cases.acting import START, standing
from tests.web_personas import *  # noqa: F403
from tests.web_personas import Citizen, FakeAssistant, problem_of

pytestmark = pytest.mark.usefixtures("live_db")
FULL = "database or disk is full"
FORM = {"kind": "help", "description": "楼道灯坏了", "address": "东河3号楼", "contact": "13912345678", "consent": True}
DRAFT = {"kind": "help", "description": "楼道灯坏了", "place": "东河3号楼", "phone": None, "item": None}


class Disk:
    """room: so many more writes fit; the commit counts as one."""

    def __init__(self, room: int) -> None:
        self.room = room

    def take(self) -> None:
        if self.room <= 0:
            raise OperationalError(FULL)
        self.room -= 1

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(None, 1)[0] in ("INSERT", "UPDATE", "DELETE"):
            self.take()
        return execute(sql, params, many, context)


@contextmanager
def room_for(writes: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    disk, commit = Disk(writes), connection._commit

    def committed() -> None:
        disk.take()
        commit()

    with connection.execute_wrapper(disk), monkeypatch.context() as patched:
        patched.setattr(connection, "_commit", committed)
        yield


def rows() -> dict[str, int]:
    """How many rows each table of ours has."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("bot.")]
    return {model._meta.label: model._default_manager.count() for model in ours}


def each_write(
    act: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, *, ok: int, own: frozenset[str] = frozenset()
) -> Any:
    """Does it again and again with room for one more write each time, until there is enough; the last answer.

    Args:
        act: gets an Idempotency-Key. own: tables that may change although it failed, such as the count of turns.
    """
    before = rows()
    monkeypatch.setattr(turns, "WAIT", 0)
    for writes in range(60):
        # a turn whose end could not be written down counts as running for some seconds
        with time_machine.travel(START + writes * 2 * RUNNING, tick=False), room_for(writes, monkeypatch):
            answer = act("a-key-of-mine-1")
        if answer.status_code == ok:
            assert writes > 3, "it has written something"
            return answer
        problem = problem_of(answer, 503)
        assert "Retry-After" in answer.headers, problem
        assert {name: n for name, n in rows().items() if name not in own} == {
            name: n for name, n in before.items() if name not in own
        }, f"half-written after {writes} writes"
    raise AssertionError("it never went through")


def test_by_form(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = each_write(lambda key: citizen.post("/cases", FORM, key), monkeypatch, ok=201)
    with time_machine.travel(START + timedelta(minutes=20), tick=False):
        again = citizen.post("/cases", FORM, "a-key-of-mine-1")
    assert again.json() == answer.json()
    assert Case.objects.count() == 1
    assert services.verify_all().broken is None


def test_in_conversation(citizen: Citizen, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(START, tick=False):
        citizen.open()
    assistant.says(do={"do": "open_case", "draft": DRAFT})
    keys = frozenset({"cases.IdempotencyKey", "cases.Conversation", "cases.Secret"})
    answer = each_write(lambda key: citizen.send({"text": "对，提交"}, key), monkeypatch, ok=200, own=keys)
    made = [one for one in answer.json()["messages"] if one["kind"] == "case_created"]
    assert len(made) == 1
    with time_machine.travel(START + timedelta(minutes=20), tick=False):
        assert citizen.send({"text": "对，提交"}, "a-key-of-mine-1").json() == answer.json()
    assert Case.objects.count() == 1


def test_a_photo(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(data, "JPEG")

    def send(key: str) -> Any:
        path, headers = "/api/v1/cases/photos", {"Idempotency-Key": key}
        return citizen.client.post(path, data.getvalue(), content_type="image/jpeg", headers=headers)

    key = each_write(send, monkeypatch, ok=201).json()["photo"]
    assert Photo.objects.count() == 1
    answer = each_write(lambda k: citizen.post("/cases", {**FORM, "photos": [key]}, k), monkeypatch, ok=201)
    assert Photo.objects.get().case == Case.objects.get(number=answer.json()["number"])


def test_a_request_with_three_photos(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    """No photo has a request that is not there, and what was refused can be sent again with the same photos."""
    keys = []
    with time_machine.travel(START, tick=False):
        for color in ("teal", "navy", "olive"):
            keys.append(services.keep_photo(services.read_photo(jpeg(color)), now=START).key)
    claimed: list[int] = []

    def send(key: str) -> Any:
        answer = citizen.post("/cases", {**FORM, "photos": keys}, key)
        if answer.status_code != 201:
            claimed.append(Photo.objects.filter(case__isnull=False).count())
            assert "再试" in problem_of(answer, 503)["title"]
        return answer

    answer = each_write(send, monkeypatch, ok=201)
    assert claimed
    assert set(claimed) == {0}
    case = Case.objects.get(number=answer.json()["number"])
    assert [one.key for one in services.photos_of(case)] == keys
    assert services.verify_all().broken is None


def jpeg(color: str, side: int = 64) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (side, side), color).save(data, "JPEG")
    return data.getvalue()


def test_outside_orders_go_on_where_they_were(
    citizen: Citizen, dispatcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"row": 2, "source": "12345热线", "number": "W1", "description": "路灯坏了", "place": "东河镇", "kind": "",
           "subject": "", "received_at": START.isoformat(), "expected_at": "", "contact": ""}  # fmt: skip
    batch = orders.check_in(
        dispatcher, "十一月.xlsx", [row, {**row, "row": 3, "number": "W2"}], [], [], total=2, now=START
    )
    for writes in range(200):
        before = Case.objects.count(), OrderBatch.objects.get(pk=batch.pk).position
        try:
            with room_for(writes, monkeypatch):
                if OrderBatch.objects.get(pk=batch.pk).state == BatchState.CHECKED:
                    orders.confirm(batch, dispatcher, good_only=False, now=START)
                else:
                    orders.run_orders(START)
        except (OperationalError, CasesError):
            pass
        batch.refresh_from_db()
        assert Case.objects.count() in (before[0], 2), "half a slice"
        if batch.state not in (BatchState.CHECKED, BatchState.RUNNING):
            break
    assert (batch.opened, batch.failed) == (2, 0)
    assert Case.objects.filter(outside_number__in=["W1", "W2"]).count() == 2
    assert services.verify_all().broken is None


def test_a_step_of_the_staff(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.cases.actors import Actor

    case = standing("in_progress", clerk, contact="13912345678")
    services.contact(case, Actor.staff(clerk), way="call", reached=True, now=START)
    services.list_points(case, Actor.staff(clerk), points=["灯不亮"], now=START)
    before = rows()
    for writes in range(60):
        try:
            with room_for(writes, monkeypatch):
                services.resolve(
                    case, Actor.staff(clerk), answer="已经修好了", replies=[services.Reply("换了灯")], now=START
                )
            break
        except OperationalError:
            assert rows() == before
            assert Case.objects.get(pk=case.pk).state == "in_progress"
            assert services.walk(Case.objects.get(pk=case.pk))[1] is None
    assert writes > 3
    assert Case.objects.get(pk=case.pk).state == "resolved"


ASK = """
import json, resource, sys
import django; django.setup()
from django.test import Client
from bot.cases import services
from bot.cases.models import Case
client = Client(raise_request_exception=False)
form = {"kind": "help", "description": "灯坏了" * 600, "contact": "13912345678", "consent": True}
def ask(n):
    key = {"Idempotency-Key": f"key-of-number-{n}"}
    return client.post("/api/v1/cases", json.dumps(form), content_type="application/json", headers=key)
told = {n: ask(n).json()["number"] for n in range(3)}
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), hard))
refused = []
for n in range(3, 120):
    answer = ask(n)
    if answer.status_code == 201:
        told[n] = answer.json()["number"]
    else:
        refused.append((n, answer.status_code, answer.json()["title"]))
    if len(refused) == 5:
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
there = sorted(Case.objects.values_list("number", flat=True))
walked = services.verify_all()
later = {n: ask(n).status_code for n, _, _ in refused}
print(json.dumps({"told": sorted(told.values()), "there": there, "refused": refused, "later": later,
                  "chain": walked.broken is None}))
"""


ASK_WITH_PHOTOS = """
import io, json, os, resource, sys
from pathlib import Path
import django; django.setup()
from django.db import connection
from django.test import Client
from PIL import Image
from bot.cases import services
from bot.cases.models import Case, Photo
client = Client(raise_request_exception=False)
var = Path(os.environ["XIAOBAO_VAR"])
def files():
    return sorted(str(one.relative_to(var)) for one in var.rglob("*") if one.is_file() and "db" not in one.name)
def photo(n):
    data = io.BytesIO()
    Image.frombytes("RGB", (120, 120), os.urandom(43200)).save(data, "JPEG", quality=90)
    return client.post("/api/v1/cases/photos", data.getvalue(), content_type="image/jpeg",
                       headers={"Idempotency-Key": f"photo-number-{n}"})
def ask(n, photos):
    form = {"kind": "help", "description": f"灯坏了{n}号楼", "contact": "13912345678", "consent": True, "photos": photos}
    return client.post("/api/v1/cases", json.dumps(form), content_type="application/json",
                       headers={"Idempotency-Key": f"key-with-photos-{n}"})
before = files()
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
told, refused, sent, waiting = [], [], 0, []
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), hard))
for n in range(60):
    photos = []
    for k in range(2):
        answer = photo(f"{n}-{k}")
        if answer.status_code == 201:
            photos.append(answer.json()["photo"])
            sent += 1
        else:
            refused.append(("photo", answer.status_code, answer.json()["title"]))
    answer = ask(n, photos)
    if answer.status_code == 201:
        told.append([answer.json()["number"], len(photos)])
    else:
        refused.append(("request", answer.status_code, answer.json()["title"]))
        waiting.append((n, photos))
    if len(refused) >= 6:
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
there = sorted([one.number, one.photos.count()] for one in Case.objects.filter(number__in=[n for n, _ in told]))
kept, loose, cases = Photo.objects.count(), Photo.objects.filter(case=None).count(), Case.objects.count()
later = [ask(n, photos).status_code for n, photos in waiting]
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    whole = cursor.fetchone()[0]
print(json.dumps({"told": sorted(told), "there": there, "refused": refused, "sent": sent, "kept": kept, "later": later,
                  "loose": loose, "waits": sum(len(p) for _, p in waiting), "whole": whole, "new": [one for one in files() if one not in before],
                  "chain": services.verify_all().broken is None}))
"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own with everything prepared, on SQLite."""
    var = tmp_path_factory.mktemp("full")
    subprocess.run([sys.executable, "-m", "bot", "catalogue", "prepare"], cwd=ROOT, env=_env(var), check=True)
    return var


def _env(var: Path) -> dict[str, str]:
    given = {"XIAOBAO_VAR": str(var), "XIAOBAO_DATABASE": "", "DJANGO_SETTINGS_MODULE": "bot.settings"}
    return {**os.environ, **given, "XIAOBAO_CALLS_PER_MINUTE": "0", "PYTHONPATH": str(ROOT)}


def test_files_that_can_not_grow(hall: Path) -> None:
    """The log of writes ends at 400 KB. What got a number is there; what was refused is not, and goes through later."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, "400000"], cwd=ROOT, env=_env(hall), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found["refused"]) == 5, "the limit was reached"
    assert {status for _, status, _ in found["refused"]} == {503}
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in title) for _, _, title in found["refused"])
    assert found["there"] == found["told"], "nothing lost and nothing half-written"
    assert found["chain"]
    assert set(found["later"].values()) == {201}


def test_photos_where_files_can_not_grow(hall: Path) -> None:
    """Every photo that was acknowledged is kept, none belongs to a request that is not there, and no file is left."""
    size = sum(one.stat().st_size for one in hall.glob("*.sqlite3")) or 0
    done = subprocess.run(
        [sys.executable, "-c", ASK_WITH_PHOTOS, str(max(size + 200_000, 600_000))], cwd=ROOT, env=_env(hall),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found["refused"]) >= 6, "the limit was reached"
    assert {status for _, status, _ in found["refused"]} == {503}
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in title) for *_, title in found["refused"])
    assert found["there"] == found["told"]
    assert found["kept"] == found["sent"]
    assert found["loose"] == found["waits"], "photos wait only where their request was refused"
    assert set(found["later"]) <= {201}
    assert (found["whole"], found["chain"]) == ("ok", True)
    assert not [name for name in found["new"] if not name.startswith(("releases/", "xiaobao.sqlite3"))], (
        "photos are never files"
    )


def test_a_backup_that_has_no_room(hall: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "backup", str(target)], cwd=ROOT, env=_env(hall), capture_output=True, text=True,
        check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY)),
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert any("\u4e00" <= sign <= "\u9fff" for sign in done.stderr)
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "no half of a backup stays"
