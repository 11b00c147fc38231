"""Backups: a folder with the database as one file, and a manifest that says what must be in it.

It is written beside and renamed: there whole, or not at all. Releases are not in it: they are made anew from the
published facts. Keys are not in it unless asked for: who has both has everything that people left.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from bot.knowledge.release import NoRelease
from bot.store import postgresql, sqlite
from bot.store.database import in_words
from bot.store.errors import BackupError, NoBackup
from bot.store.releases import shelf

FORMAT = 1
MANIFEST, KEYS = "manifest.json", "keys.json"
KINDS = {"sqlite": ("xiaobao.sqlite3", "SQLite"), "postgresql": ("xiaobao.pgdump", "PostgreSQL")}
"""Vendor → the database's file in a backup, and how people call it."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    program: version. made_at: ISO. database: vendor; server: with its version. rows: table → how many.
    migrations: app → its last one. release, bulletin: what was spoken. keys: marks of the vault's keys, newest first,
    from which nobody can find them. files: name → sha256.
    """

    format: int
    program: str
    made_at: str
    database: str
    server: str
    rows: dict[str, int]
    migrations: dict[str, str]
    release: str
    bulletin: str
    keys: list[str]
    files: dict[str, str]


def write(folder: Path, *, now: datetime, with_keys: bool = False) -> Manifest:
    """Makes a backup of the database as it is at this moment, while others go on reading and writing.

    Args:
        folder: must not be there yet, or be empty. with_keys: the installation's secrets as well, in a file of their own.

    Raises:
        BackupError: it could not be made; nothing is left of it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} 已经有东西了，没有备份。请换一个还没有的目录")
    draft = None
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))  # mode 0700
        file = draft / KINDS[connection.vendor][0]
        rows = (sqlite if connection.vendor == "sqlite" else postgresql).copy(file)
        if with_keys:
            _put(draft / KEYS, json.dumps(_secrets(), indent=1))
        manifest = _manifest(rows, {path.name: digest(path) for path in sorted(draft.iterdir())}, now)
        _put(draft / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n")
        for path in draft.iterdir():
            path.chmod(0o600)
            _settle(path)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
        _settle(folder.parent)
    except (OSError, DatabaseError) as error:
        raise BackupError(f"没有备份成。{in_words(error)}") from error
    finally:
        if draft is not None and draft.exists():
            shutil.rmtree(draft, ignore_errors=True)
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest of a backup that is whole and that this program and database can take in. Raises NoBackup."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told.get("format") != FORMAT:
            raise NoBackup(f"{folder} 是别的版本的软件备份的，这个软件读不了。请用备份时的版本（或更新的版本）恢复")
        manifest = Manifest(**told)
        theirs = KINDS[manifest.database][1]
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise NoBackup(f"{folder} 不是备份，或者清单（{MANIFEST}）坏了。请换一份备份") from error
    if connection.vendor != manifest.database:
        ours = KINDS[connection.vendor][1]
        raise NoBackup(f"这份备份是 {theirs} 的，现在用的是 {ours}。请改 XIAOBAO_DATABASE，或换一份备份")
    if KINDS[manifest.database][0] not in manifest.files:
        raise NoBackup(f"{folder} 的清单里没有数据库。请换一份备份")
    for name, wanted in manifest.files.items():
        path = folder / Path(name).name
        if not path.is_file() or digest(path) != wanted:
            raise NoBackup(f"{path} 缺了或坏了，和清单不一致，没有恢复。请换一份备份")
    known = known_migrations()
    newer = [app for app, last in manifest.migrations.items() if last > known.get(app, "")]
    if newer:
        raise NoBackup(f"这份备份来自更新的软件（{manifest.program}）。请先把软件升级到那个版本，再恢复")
    return manifest


def known_migrations() -> dict[str, str]:
    """App → the last migration that this program has."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    found: dict[str, str] = {}
    for app, name in loader.disk_migrations or ():
        found[app] = max(found.get(app, ""), name)
    return found


def keys_fit(manifest: Manifest) -> bool:
    """Can the keys of this installation read what is encrypted in a backup, and check its query codes?"""
    ours = _marks(settings.VAULT_KEY)
    return set(manifest.keys) <= set(ours) and manifest.keys[-1:] == ours[-1:]


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differing(wanted: Mapping[str, int], found: Mapping[str, int]) -> list[str]:
    """The tables whose rows are not as many as they should be, in words."""
    tables = sorted({*wanted, *found})
    return [f"{t}：{found.get(t, 0)} 行，应为 {wanted.get(t, 0)} 行" for t in tables if wanted.get(t) != found.get(t)]


def _manifest(rows: dict[str, int], files: dict[str, str], now: datetime) -> Manifest:
    migrations: dict[str, str] = {}
    for app, name in MigrationRecorder(connection).applied_migrations():
        migrations[app] = max(migrations.get(app, ""), name)
    try:
        release, bulletin = shelf().active_id(), shelf().active_bulletin().version
    except (NoRelease, ValueError):
        release, bulletin = "", ""
    return Manifest(
        format=FORMAT,
        program=version("xiaobao"),
        made_at=now.isoformat(timespec="seconds"),
        database=connection.vendor,
        server=server(),
        rows=rows,
        migrations=dict(sorted(migrations.items())),
        release=release,
        bulletin=bulletin,
        keys=_marks(settings.VAULT_KEY),
        files=files,
    )


def server() -> str:
    """The database's name and version for people."""
    name = KINDS[connection.vendor][1]
    return f"{name} {'.'.join(str(part) for part in connection.get_database_version())}"


def _secrets() -> dict[str, Any]:
    return {"django": settings.SECRET_KEY, "vault": settings.VAULT_KEY, "channel": settings.CHANNEL_SECRET}


def _marks(keys: str) -> list[str]:
    return [hashlib.sha256(b"xiaobao mark " + key.encode()).hexdigest()[:16] for key in keys.split()]


def _put(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
