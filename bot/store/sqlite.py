"""Copies of an SQLite database: taken while it is written to, and put in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError, connection

from bot.store.errors import BackupError

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside the file."""


SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
FULL = 2


def path() -> Path:
    """The file of the database."""
    return Path(connection.settings_dict["NAME"])


def condition() -> Iterator[tuple[bool, str]]:
    """How the database stands, each look as (is it well, words)."""
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        sound = cursor.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    size = sum(file.stat().st_size for file in path().parent.glob(f"{path().name}*"))
    yield (
        sound,
        f"数据库 SQLite {sqlite3.sqlite_version}，{size / 1e6:.0f} MB（{path()}）"
        + ("" if sound else "，文件坏了：请停服务，用 xiaobao restore 恢复备份"),
    )
    safe = journal == "wal" and synchronous >= FULL
    yield (
        safe,
        f"日志方式 {journal}，同步 {SYNCHRONOUS[synchronous]}" + ("" if safe else "，断电可能丢数据（应为 wal、FULL）"),
    )


def copy(target: Path) -> dict[str, int]:
    """Writes the database as it is now into one file; the rows of each table.

    All pages are read in one step and so belong to one moment; in WAL mode writers need not wait.

    Raises:
        BackupError: there is no database, or the copy is damaged. DatabaseError, OSError.
    """
    if not path().is_file():
        raise BackupError(f"还没有数据库（{path()}），没有什么可备份")
    if shutil.disk_usage(target.parent).free < path().stat().st_size * 1.1:
        raise BackupError(f"磁盘空间不够（{target.parent}），没有备份。请清理，或备份到别的磁盘")
    try:
        with closing(sqlite3.connect(path(), timeout=30)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)
            other.execute("PRAGMA journal_mode=DELETE")
        return count(target)
    except sqlite3.Error as error:
        raise DatabaseError(str(error)) from error


def count(file: Path) -> dict[str, int]:
    """The rows of each table of a database in a file that is in order. Raises BackupError."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as one:
            if [row[0] for row in one.execute("PRAGMA integrity_check")] != ["ok"]:
                raise BackupError(f"{file} 里的数据库坏了，不能用")
            named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            tables = [row[0] for row in one.execute(named)]
            return {t: one.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in sorted(tables)}  # noqa: S608
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} 不是数据库，或者坏了") from error


def bring(file: Path) -> Path:
    """A copy of a file beside the database, ready to be put in its place."""
    path().parent.mkdir(parents=True, exist_ok=True)
    draft = path().with_name(f".{path().name}-restored")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target, file.open("rb") as source:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    return draft


def put(draft: Path, aside: Path) -> bool:
    """Puts a copy in the database's place; was there one? It lies in the folder `aside` then."""
    there = path().is_file()
    for beside in ("", *BESIDE):
        old = path().with_name(path().name + beside)
        if old.exists():
            aside.mkdir(mode=0o700, parents=True, exist_ok=True)
            old.rename(aside / old.name)
    draft.rename(path())
    return there
