"""`xiaobao prepare`: everything a service needs before it starts: secrets, database, release, model."""

from __future__ import annotations

import argparse
import subprocess
import sys
from typing import Any

from bot.commands.errors import CommandError
from bot.commands.train import ensure_model, model_path
from bot.keys import ensure_secrets
from bot.paths import ROOT, var


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
    prepare_catalogue()
    if not model_path().exists():
        _say("正在训练助手，大约要半分钟……")
        ensure_model()
    return 0


def prepare_catalogue() -> None:
    """Bring the database to its newest form and the published release into use, in a process of its own.

    Raises:
        CommandError: it did not work; that process has said why.
    """
    command = [sys.executable, "-m", "bot", "catalogue", "prepare"]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["原因不明"]
        raise CommandError(f"事项库准备不了：{last[0]}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
