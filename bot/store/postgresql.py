"""Copies of a PostgreSQL database by its own programs, and what was there before kept in a schema of its own."""

# ruff: noqa: S608  (names of tables come from the server and are quoted)

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from bot.store.database import NAME, client_environment
from bot.store.errors import BackupError, InUse
from bot.store.writing import TURNSTILE

SCHEMA = "public"
SPARE = 10
"""Connections of a web process besides its threads: timers, background work, commands."""


def condition() -> Iterator[tuple[bool, str]]:
    """How the database stands, each look as (is it well, words)."""
    with connection.cursor() as cursor:
        names = ("server_version", "server_encoding", "fsync", "synchronous_commit", "max_connections")
        shown = {}
        for name in names:
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
        cursor.execute("SELECT pg_database_size(current_database()), datcollate FROM pg_database"
                       " WHERE datname = current_database()")  # fmt: skip
        size, order = cursor.fetchone()
    yield (
        True,
        f"数据库 PostgreSQL {shown['server_version']}，{size / 1e6:.0f} MB（{where()}；磁盘空间请在那台机器上看）",
    )
    safe = shown["fsync"] == "on" and shown["synchronous_commit"] not in ("off", "local")
    yield (
        safe,
        f"fsync {shown['fsync']}，synchronous_commit {shown['synchronous_commit']}"
        + ("" if safe else "，断电可能丢数据（应为 on）"),
    )
    utf8 = shown["server_encoding"] == "UTF8"
    yield utf8, f"编码 {shown['server_encoding']}，排序 {order}" + ("" if utf8 else "，请用 UTF8 重新建库")
    needed = settings.WEB_THREADS + SPARE
    enough = int(shown["max_connections"]) >= needed
    yield (
        enough,
        f"最多 {shown['max_connections']} 个连接，一个网页进程要 {needed} 个"
        + ("" if enough else "：请调大 max_connections，或调小 XIAOBAO_THREADS"),
    )


def where() -> str:
    """The database's address for people, without a password."""
    of = connection.settings_dict
    return f"{of['HOST'] or '本机'}{':' if of['PORT'] else ''}{of['PORT']}/{of['NAME']}"


def copy(target: Path) -> dict[str, int]:
    """Writes the database as it is now into one file (custom format); the rows of each table at that very moment.

    Raises:
        BackupError: pg_dump is missing or fails. DatabaseError.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # the copy may take its time
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        rows = count()
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--schema={SCHEMA}",
            f"--snapshot={snapshot}", f"--file={target}",
        )  # fmt: skip
    return rows


def count(schema: str = SCHEMA) -> dict[str, int]:
    """The rows of each table."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in _tables(schema):
            cursor.execute(f"SELECT count(*) FROM {_quoted(schema, table)}")
            found[table] = cursor.fetchone()[0]
    return found


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else of ours uses the database, and nobody can write meanwhile. Raises InUse."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND application_name = %s",
            [NAME],
        )
        if cursor.fetchone()[0]:
            raise InUse("还有小豹的程序连着这个数据库。请先停掉每一台机器上的服务（xiaobao serve），再恢复")
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TURNSTILE])
        if not cursor.fetchone()[0]:
            raise InUse("有程序正在写这个数据库。请先停掉服务，再恢复")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURNSTILE])


def put(file: Path, aside: str, check: Callable[[dict[str, int]], None]) -> bool:
    """Takes a copy in; was there something before? It lies in the schema `aside` then.

    Args:
        check: raises when the rows are not what they must be; then everything is again as it was before.

    Raises:
        BackupError. DatabaseError.
    """
    there = bool(_tables(SCHEMA))
    if there:
        _move(SCHEMA, aside)
    try:
        _run(
            "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
            f"--schema={SCHEMA}", f"--dbname={connection.settings_dict['NAME']}", str(file),
        )  # fmt: skip
        check(count())
    except BaseException:
        _clear()
        if there:
            _move(aside, SCHEMA)
        raise
    return there


def _move(source: str, target: str) -> None:
    """All tables and functions from one schema to another, in one step; the owner of the schema need not be us."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables, functions = _tables(source), _functions(source)
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {_quoted(target)}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {_quoted(source, table)} SET SCHEMA {_quoted(target)}")
        for function in functions:
            cursor.execute(f"ALTER FUNCTION {function} SET SCHEMA {_quoted(target)}")
        if source != SCHEMA:
            cursor.execute(f"DROP SCHEMA {_quoted(source)}")


def _clear() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _tables(SCHEMA):
            cursor.execute(f"DROP TABLE {_quoted(SCHEMA, table)} CASCADE")
        for function in _functions(SCHEMA):
            cursor.execute(f"DROP FUNCTION {function}")


def _tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        return [row[0] for row in cursor.fetchall()]


def _functions(schema: str) -> list[str]:
    """Those of the guards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%%I.%%I()', n.nspname, p.proname) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = %s AND p.proname LIKE '%%\\_final' ORDER BY 1",
            [schema],
        )
        return [row[0] for row in cursor.fetchall()]


def _quoted(*names: str) -> str:
    return ".".join(connection.ops.quote_name(name) for name in names)


def _run(program: str, *arguments: str) -> None:
    environment = {**os.environ, **client_environment(connection.settings_dict), "LC_ALL": "C"}
    try:
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise BackupError(
            f"没有找到 {program}。请安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client），再试一次"
        ) from error
    if done.returncode:
        if "server version mismatch" in done.stderr or "unsupported version" in done.stderr:
            raise BackupError(
                f"这台机器上的 {program} 比数据库旧。请安装和数据库同一版本（或更新）的 PostgreSQL 客户端"
            )
        last = next((line for line in done.stderr.splitlines() if "error:" in line), done.stderr.strip())
        raise BackupError(f"{program} 没有做成：{last.partition('error:')[2].strip() or last or done.returncode}")
