"""`xiaobao prepare`: everything a service needs before it starts: secrets, database, release, model."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import Any

from bot.commands.check import read
from bot.commands.errors import CommandError
from bot.commands.release import ensure
from bot.commands.train import ensure_model, model_path
from bot.keys import ensure_secrets
from bot.knowledge.release import NoRelease, release_id
from bot.knowledge.shelf import Shelf
from bot.paths import ROOT, hall_folder, releases, var


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("prepare", help="做好启动前的准备：密钥、数据库、发布版本、模型（serve 会自动做）")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make what is missing; what is there already is left alone."""
    try:
        ensure_secrets(var())
    except OSError as error:
        raise CommandError(f"写不进 {var()}：{error.strerror}。请检查磁盘空间和目录权限") from error
    prepare_release()
    migrate()
    if not model_path().exists():
        _say("正在训练助手，大约要半分钟……")
        ensure_model()
    return 0


def prepare_release() -> None:
    """Build and activate the files' release when it is new; a release that was activated by hand stays."""
    shelf = Shelf(releases())
    name = release_id(read(hall_folder()))
    try:
        shelf.active()
        if name in shelf.names():
            return
    except NoRelease:
        pass
    ensure(shelf, hall_folder())
    _say(f"发布版本 {name} 已制作并启用")


def migrate() -> None:
    """Bring the database to the newest form, in a process of its own. Raises CommandError."""
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "-v", "0"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "bot.settings"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["原因不明"]
        raise CommandError(f"数据库准备不了：{last[0]}。请检查 {var()} 的磁盘空间和权限")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
