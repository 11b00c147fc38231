"""`xiaobao backup` and `xiaobao restore`: whole or not at all, on SQLite and on PostgreSQL, tried by restoring."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from bot.knowledge.serving import Place
from bot.paths import ROOT

SERVER = os.environ.get("XIAOBAO_DATABASE", "")
"""Where the tests may make databases; `.ci/postgres` starts one."""
WRITE = """
import json, sys
from django.test import Client
for n in range(int(sys.argv[1])):
    form = {"kind": "help", "description": "请上门", "contact": "13912345678", "consent": True}
    answer = Client().post("/api/v1/cases", form, content_type="application/json")
    assert answer.status_code == 201, answer.content
    print(json.dumps(answer.json()), flush=True)
"""
LOOK = """
import json, sys
from django.test import Client
card = json.loads(sys.argv[1])
print(Client().get(f"/api/v1/cases/{card['number']}?code={card['code']}").status_code)
"""
COUNT = "from bot.cases.models import Case\nprint(Case.objects.count())"
ENCRYPTED = (
    "from bot.cases import vault\nfrom bot.cases.models import Case\nprint(vault.unseal(Case.objects.first().contact))"
)
REWRITE = """
from django.db import connection
for statement in ("UPDATE cases_caseevent SET actor = 'x'", "DELETE FROM catalogue_publication"):
    try:
        connection.cursor().execute(statement)
    except Exception as error:
        print("history is final" in str(error))
"""


@dataclass(frozen=True)
class Hall:
    """One installation: its folder and its database."""

    var: Path
    url: str

    @property
    def vendor(self) -> str:
        return "postgresql" if self.url else "sqlite"

    def run(self, *arguments: str, **more: str) -> tuple[int, str]:
        process = self._start([sys.executable, "-m", "bot", *arguments], more)
        said = process.communicate()[0]
        return process.returncode, said

    def python(self, code: str, *arguments: str) -> str:
        said = self.begin(code, *arguments).communicate()[0]
        return str(said).strip()

    def begin(self, code: str, *arguments: str) -> subprocess.Popen[str]:
        return self._start([sys.executable, "-c", f"import django\ndjango.setup()\n{code}", *arguments], {})

    def _start(self, command: list[str], more: dict[str, str]) -> subprocess.Popen[str]:
        environment = {
            **os.environ, "XIAOBAO_VAR": str(self.var), "XIAOBAO_DATABASE": self.url, "XIAOBAO_CALLS_PER_MINUTE": "0",
            "DJANGO_SETTINGS_MODULE": "bot.settings", "XIAOBAO_LOG_LEVEL": "ERROR", **more,
        }  # fmt: skip
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return process


class Server:
    """Makes empty databases, and takes them away again."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def database(self) -> str:
        name = f"xiaobao_backup_{os.getpid()}_{len(self.made)}"
        self._do(f"CREATE DATABASE {name}")
        self.made.append(name)
        return urlsplit(SERVER)._replace(path=f"/{name}").geturl().replace(":///", "://@/")

    def end(self) -> None:
        for name in self.made:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server | None]:
    if request.param == "sqlite":
        yield None
        return
    if not SERVER:
        if os.environ.get("XIAOBAO_POSTGRES") == "required":
            pytest.fail("XIAOBAO_DATABASE names no server")
        pytest.skip("no PostgreSQL server: .ci/postgres xiaobao test tests/commands/test_backup.py")
    made = Server()
    yield made
    made.end()


@pytest.fixture(scope="module")
def old(server: Server | None, tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """An installation with a published catalogue and three requests."""
    folder = tmp_path_factory.mktemp("old")
    hall = folder / "hall"
    shutil.copytree(ROOT / "tests" / "knowledge" / "hall", hall)
    for name in ("phrases.yml", "cues.yml", "danger.yml"):
        shutil.copy(ROOT / "data" / "hall" / name, hall / name)
    made = Hall(folder / "var", server.database() if server else "")
    code, said = made.run("catalogue", "prepare", XIAOBAO_HALL=str(hall))
    assert code == 0, said
    assert len(made.python(WRITE, "3").splitlines()) == 3
    return made


@pytest.fixture(scope="module")
def backup(old: Hall) -> Path:
    """Made with keys while requests are being opened."""
    folder = old.var.parent / "backup"
    writer = old.begin(WRITE, "60")
    assert writer.stdout is not None
    first = writer.stdout.readline()
    assert "number" in first
    code, said = old.run("backup", str(folder), "--with-secrets")
    rest = writer.communicate()[0].splitlines()
    assert writer.returncode == 0, rest
    assert code == 0, said
    assert "只有本用户能打开" in said
    return folder


@pytest.fixture
def fresh(server: Server | None, tmp_path: Path) -> Hall:
    return Hall(tmp_path / "new", server.database() if server else "")


def manifest(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return told


def test_it_is_whole_private_and_of_one_moment(old: Hall, backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in backup.iterdir()} == {0o600}
    told = manifest(backup)
    assert told["database"] == old.vendor
    assert 3 < told["rows"]["cases_case"] <= 63
    assert told["rows"]["cases_case"] == told["rows"]["cases_caseevent"], "no request without its history"
    assert set(told["files"]) == {path.name for path in backup.iterdir()} - {"manifest.json"}
    assert [path for path in backup.parent.iterdir() if path.name.startswith(".")] == []
    key = (old.var / "secrets" / "vault_key").read_text().strip()
    assert [path.name for path in backup.iterdir() if key.encode() in path.read_bytes()] == ["keys.json"]
    assert b"13912345678" not in b"".join(path.read_bytes() for path in backup.iterdir())


def test_it_comes_back_on_another_machine(backup: Path, fresh: Hall) -> None:
    code, said = fresh.run("restore", str(backup), "--with-secrets")
    assert code == 0, said
    assert "和清单一致" in said
    assert "已启用，可以启动服务" in said
    assert manifest(backup)["release"] in said
    assert int(fresh.python(COUNT)) == manifest(backup)["rows"]["cases_case"]
    assert fresh.python(ENCRYPTED) == "13912345678"
    assert fresh.python(REWRITE).split() == ["True", "True"], "the guards came back too"
    (card,) = fresh.python(WRITE, "1").splitlines()
    assert fresh.python(LOOK, card) == "200", "new requests get new ids"
    code, said = fresh.run("catalogue", "prepare")
    assert (code, said) == (0, ""), "nothing is left to do"


def test_without_the_keys_it_says_so(old: Hall, backup: Path, fresh: Hall, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    code, said = old.run("backup", str(folder))
    assert code == 0, said
    assert "没有备份密钥" in said
    assert not (folder / "keys.json").exists()
    code, said = fresh.run("restore", str(folder), "--with-secrets")
    assert (code, "没有密钥" in said) == (1, True), said
    code, said = fresh.run("restore", str(folder))
    assert code == 0, said
    assert "不是备份时的密钥" in said


def test_what_is_there_is_replaced_only_when_asked_and_kept(backup: Path, fresh: Hall) -> None:
    assert fresh.run("restore", str(backup), "--with-secrets")[0] == 0
    fresh.python(WRITE, "1")
    before = int(fresh.python(COUNT))
    code, said = fresh.run("restore", str(backup))
    assert (code, "--replace" in said) == (1, True), said
    assert int(fresh.python(COUNT)) == before
    code, said = fresh.run("restore", str(backup), "--replace")
    assert code == 0, said
    assert int(fresh.python(COUNT)) == before - 1
    kept = said.partition("原来的数据库留在")[2]
    if fresh.url:
        schema = kept.partition("）")[2].partition("，")[0].strip()
        with psycopg.connect(fresh.url) as connection:
            found = connection.execute(f"SELECT count(*) FROM {schema}.cases_case").fetchone()  # type: ignore[call-overload]
        assert found == (before,)
    else:
        (file,) = fresh.var.glob("before-restore-*/xiaobao.sqlite3")
        shutil.copytree(file.parent, fresh.var.parent / "looked")
        assert int(replace(fresh, var=fresh.var.parent / "looked").python(COUNT)) == before


FAULTS = {
    "bytes": "坏了", "missing": "缺了", "rows": "应为", "newer": "更新的软件", "format": "别的版本", "other": "XIAOBAO_DATABASE",
}  # fmt: skip
"""What is wrong with a backup → what is said of it."""


def spoil(folder: Path, fault: str, vendor: str) -> None:
    told = manifest(folder)
    (file,) = (path for path in folder.iterdir() if path.suffix in (".sqlite3", ".pgdump"))
    if fault == "bytes":
        with file.open("r+b") as data:
            data.seek(file.stat().st_size // 2)
            data.write(b"spoilt")
    elif fault == "missing":
        file.unlink()
    elif fault == "rows":
        told["rows"]["cases_case"] += 1
    elif fault == "newer":
        told["migrations"]["cases"] = "9999_later"
    elif fault == "format":
        told["format"] = 99
    else:
        told["database"] = "postgresql" if vendor == "sqlite" else "sqlite"
    (folder / "manifest.json").write_text(json.dumps(told))


def test_a_backup_that_is_not_right_changes_nothing(old: Hall, backup: Path, tmp_path: Path) -> None:
    before = old.python(COUNT)
    for fault, words in FAULTS.items():
        shutil.copytree(backup, tmp_path / fault)
        spoil(tmp_path / fault, fault, old.vendor)
        code, said = old.run("restore", str(tmp_path / fault), "--replace")
        assert code == 1, said
        assert words in said
        assert "Traceback" not in said
    assert old.python(COUNT) == before
    assert list(old.var.glob("before-restore-*")) == []
    assert old.python(REWRITE).split() == ["True", "True"]


def test_not_while_the_service_runs(old: Hall, backup: Path) -> None:
    here = Place(old.var / "releases")
    try:
        code, said = old.run("restore", str(backup), "--replace")
        assert (code, "服务正在运行" in said) == (1, True), said
    finally:
        here.leave()
    if old.url:  # on another machine
        with psycopg.connect(old.url, application_name="xiaobao"):
            code, said = old.run("restore", str(backup), "--replace")
        assert (code, "每一台机器" in said) == (1, True), said


def test_a_backup_that_fails_leaves_nothing(old: Hall, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "other").write_text("x")
    code, said = old.run("backup", str(full))
    assert (code, "已经有东西" in said) == (1, True), said
    assert [path.name for path in full.iterdir()] == ["other"]
    if old.url:
        empty = tmp_path / "bin"
        empty.mkdir()
        code, said = old.run("backup", str(tmp_path / "new"), PATH=str(empty))
        assert (code, "apt-get install postgresql-client" in said) == (1, True), said
    else:
        code, said = replace(old, var=tmp_path / "nothing").run("backup", str(tmp_path / "new"))
        assert (code, "还没有数据库" in said) == (1, True), said
    assert not [path for path in tmp_path.iterdir() if path.name.endswith("new") or path.name.startswith(".")]


def test_a_password_is_never_told(tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("no PostgreSQL here")
    hall = Hall(tmp_path / "var", "postgresql://hall:geheim@127.0.0.1:1/xiaobao")
    for arguments in (["backup", str(tmp_path / "copy")], ["doctor"], ["catalogue", "prepare"]):
        code, said = hall.run(*arguments)
        assert code == 1
        assert "连不上数据库" in said
        assert "geheim" not in said
        assert "Traceback" not in said


def test_doctor_knows_the_database(old: Hall) -> None:
    said = old.run("doctor")[1]
    assert ("数据库 PostgreSQL 1" if old.url else "日志方式 wal，同步 FULL") in said
