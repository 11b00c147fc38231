"""`xiaobao serve`: everything a service needs, made if it is missing, then both processes under one supervisor."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import shutil
import socket
import subprocess
import sys
from typing import Any

from bot.commands.errors import CommandError
from bot.commands.release import ensure
from bot.commands.train import ensure_model, model_path
from bot.keys import ensure_secrets
from bot.knowledge.release import NoRelease, release_id
from bot.knowledge.shelf import Shelf
from bot.paths import ROOT, hall_folder, releases, var
from bot.serve import Plan, supervise

LEAST_FREE = 200 * 1024 * 1024
"""Bytes of disk below which a service is not started."""


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("serve", help="启动服务（第一次会自动制作发布版本、训练、生成密钥）")
    verb.add_argument("--host", default="127.0.0.1", help="网页地址（默认 127.0.0.1，只有本机能打开）")
    verb.add_argument("--port", type=int, default=8000, help="网页端口（默认 8000）")
    verb.add_argument("--assistant-port", type=int, default=5005, help="助手端口，只在本机（默认 5005）")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepare and supervise until told to stop."""
    for port, host in ((args.port, args.host), (args.assistant_port, "127.0.0.1")):
        free_port(host, port)
    room()
    try:
        keys = ensure_secrets(var())
    except OSError as error:
        raise CommandError(f"写不进 {var()}：{error.strerror}。请检查磁盘空间和目录权限") from error
    prepare_release()
    if not model_path().exists():
        _say("第一次启动，正在训练助手，大约要半分钟……")
    model = ensure_model()
    migrate()
    secret = os.environ.get("XIAOBAO_CHANNEL_SECRET") or keys.channel
    plan = Plan(
        host=args.host,
        port=args.port,
        assistant_port=args.assistant_port,
        model=model,
        secret=secret,
        logs=var() / "logs",
    )
    return asyncio.run(supervise(plan, _say))


def prepare_release() -> None:
    """Build and activate the files' release when it is new; a release that was activated by hand stays."""
    shelf = Shelf(releases())
    from bot.commands.check import read

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


def free_port(host: str, port: int) -> None:
    """Raises CommandError when somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "已被别的程序占用" if error.errno == errno.EADDRINUSE else error.strerror
            raise CommandError(
                f"端口 {host}:{port} 用不了（{reason}）。请先停掉那个程序，或用 --port 换一个"
            ) from error


def room() -> None:
    """Raises CommandError when the disk is all but full."""
    folder = var()
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < LEAST_FREE:
        raise CommandError(f"磁盘快满了（{folder} 所在的磁盘不足 200 MB），请先清理再启动")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
