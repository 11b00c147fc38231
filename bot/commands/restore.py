"""`xiaobao restore`: a backup back into its place; checked before, counted after, and what was there is kept aside."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.commands import tables
from bot.commands.errors import CommandError
from bot.paths import releases, var
from bot.store.database import in_words


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("restore", help="把备份恢复到数据库（先停服务）")
    verb.add_argument("folder", type=Path, metavar="目录", help="xiaobao backup 写的目录")
    verb.add_argument("--replace", action="store_true", help="数据库里已经有资料，也换成备份；原来的另外留着")
    verb.add_argument("--with-secrets", action="store_true", help="备份里的密钥也放回 var/secrets；原来的另外留着")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Nothing is changed before everything was looked at."""
    tables.ready()
    from django.db import DatabaseError

    from bot.catalogue.errors import CatalogueError
    from bot.store.errors import BackupError

    try:
        _restore(args.folder.resolve(), replace=args.replace, with_keys=args.with_secrets)
    except (BackupError, CatalogueError) as error:
        raise CommandError(str(error)) from error
    except (OSError, DatabaseError) as error:
        raise CommandError(f"没有恢复成。{in_words(error)}") from error
    return 0


def _restore(folder: Path, *, replace: bool, with_keys: bool) -> None:
    from django.db import connection

    from bot.store import backups

    manifest = backups.read(folder)
    if with_keys and backups.KEYS not in manifest.files:
        raise CommandError("这份备份里没有密钥。请去掉 --with-secrets，把原来的 var/secrets 拷回来")
    _nobody_serves()
    stamp = f"{datetime.now():%Y%m%d_%H%M%S}"
    aside = var() / f"before-restore-{stamp}"
    if connection.vendor == "sqlite":
        there = _sqlite(folder, manifest, aside, replace)
        kept = str(aside)
    else:
        kept = f"before_restore_{stamp}"
        there = _postgresql(folder, manifest, kept, replace)
    if there:
        what = "目录" if connection.vendor == "sqlite" else "数据库的模式（schema）"
        _say(f"原来的数据库留在{what} {kept}，确认不要了再删")
    if with_keys:
        _put_keys(json.loads((folder / backups.KEYS).read_text(encoding="utf-8")), aside)
    _say(f"已恢复 {manifest.made_at} 的备份：{len(manifest.rows)} 张表，{sum(manifest.rows.values())} 行，和清单一致")
    _speak()
    if not with_keys and not backups.keys_fit(manifest):
        _say("注意：这里的密钥不是备份时的密钥，备份里的电话和查询码读不出来。启动服务前，请把原来的 var/secrets 拷回来"
             "（或用 --replace --with-secrets 再恢复一次）")  # fmt: skip


def _nobody_serves() -> None:
    from bot.knowledge.serving import listed

    if (releases() / "serving").is_dir() and listed(releases()):
        raise CommandError("服务正在运行，没有恢复。请先停掉 xiaobao serve，再试一次")


def _full(rows: dict[str, int], replace: bool) -> None:
    """Raises CommandError when there is something that nobody said may go. Rows that every new database has don't count."""
    kept = {"django_migrations", "django_content_type", "auth_permission", "store_lease", "sqlite_sequence"}
    if not replace and any(count for table, count in rows.items() if table not in kept):
        raise CommandError("数据库里已经有资料，没有恢复。确实要换成备份，请加 --replace；原来的会另外留着")


def _same(wanted: dict[str, int], found: dict[str, int]) -> None:
    from bot.store.backups import differing
    from bot.store.errors import NoBackup

    wrong = differing(wanted, found)
    if wrong:
        raise NoBackup(f"恢复出来的和清单不一致，没有恢复（{'；'.join(wrong[:3])}）。请换一份备份")


def _sqlite(folder: Path, manifest: Any, aside: Path, replace: bool) -> bool:
    from django.db import connections

    from bot.store import backups, sqlite

    if sqlite.path().is_file():
        _full(sqlite.count(sqlite.path()), replace)
    draft = sqlite.bring(folder / backups.KINDS["sqlite"][0])
    try:
        _same(manifest.rows, sqlite.count(draft))
        connections.close_all()
        _nobody_serves()  # it may have been started meanwhile
        return sqlite.put(draft, aside)
    finally:
        draft.unlink(missing_ok=True)


def _postgresql(folder: Path, manifest: Any, aside: str, replace: bool) -> bool:
    from bot.store import backups, postgresql

    with postgresql.alone():
        _full(postgresql.count(), replace)
        file = folder / backups.KINDS["postgresql"][0]
        return postgresql.put(file, aside, lambda found: _same(manifest.rows, found))


def _put_keys(kept: dict[str, str], aside: Path) -> None:
    from bot import keys

    folder = var() / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, value in ((keys.DJANGO, kept["django"]), (keys.VAULT, kept["vault"]), (keys.CHANNEL, kept["channel"])):
        path = folder / name
        if path.exists():
            (aside / "secrets").mkdir(mode=0o700, parents=True, exist_ok=True)
            path.rename(aside / "secrets" / name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(value + "\n")
    _say(f"密钥已放回 {folder}，原来的在 {aside / 'secrets'}")
    for name in ("SECRET_KEY", "VAULT_KEY", "CHANNEL_SECRET"):
        if os.environ.get(f"XIAOBAO_{name}"):
            _say(f"注意：设置了环境变量 XIAOBAO_{name}，用的是它，不是放回的密钥")


def _speak() -> None:
    """The newest form of the tables, and what was published last in use again."""
    from django.core.management import call_command
    from django.utils import timezone

    from bot.catalogue.errors import CatalogueError, Unknown
    from bot.catalogue.services import bulletin, publishing
    from bot.store.releases import active_release

    try:
        call_command("migrate", interactive=False, verbosity=0)
        name = publishing.reconcile(timezone.now())
        bulletin.publish_bulletin(timezone.now())
    except Unknown:
        _say("备份里还没有发布过资料，启动服务时会装入")
        return
    except CatalogueError as error:
        raise CommandError(f"数据已经恢复，但是上次发布的版本用不了：{error}") from error
    release = active_release()
    if release is None or release.id != name:
        raise CommandError("数据已经恢复，但是上次发布的版本没有启用。请运行 xiaobao doctor 查看")
    _say(f"上次发布的版本 {name} 已启用，可以启动服务")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
