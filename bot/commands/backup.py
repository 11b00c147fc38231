"""`xiaobao backup`: the database as a folder, taken while the service runs."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.commands import tables
from bot.commands.errors import CommandError
from bot.paths import var


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("backup", help="备份数据库（服务不用停）；默认不含密钥")
    verb.add_argument("folder", nargs="?", type=Path, metavar="目录", help="备份成哪个目录（默认 var/backups/时间）")
    verb.add_argument(
        "--with-secrets", action="store_true", help="连密钥一起备份（keys.json）：没有密钥，电话和查询码读不出来"
    )
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make it, say where it lies and what is missing from it."""
    tables.ready()
    from django.utils import timezone

    from bot.store import backups
    from bot.store.errors import BackupError

    folder = args.folder.resolve() if args.folder else var() / "backups" / f"{datetime.now():%Y%m%d-%H%M%S}"
    try:
        manifest = backups.write(folder, now=timezone.localtime(), with_keys=args.with_secrets)
    except BackupError as error:
        raise CommandError(str(error)) from error
    size = sum(path.stat().st_size for path in folder.iterdir())
    _say(f"已备份到 {folder}（{manifest.server}，{sum(manifest.rows.values())} 行，{size / 1e6:.1f} MB）")
    _say("里面有群众和工作人员的资料，只有本用户能打开；请按单位规定保管，到期删除")
    if args.with_secrets:
        _say(f"密钥在 {folder / backups.KEYS}：请和备份分开保管，谁拿到两样，谁就能读出群众的电话")
    else:
        _say("没有备份密钥。var/secrets 请另外保管好：没有它，备份里的电话和查询码永远读不出来")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
