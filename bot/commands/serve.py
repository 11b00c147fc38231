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
from bot.commands.train import model_path
from bot.paths import ROOT, var
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
    """Prepare in a process of its own, then supervise until told to stop; this process stays small."""
    for port, host in ((args.port, args.host), (args.assistant_port, "127.0.0.1")):
        free_port(host, port)
    room()
    prepared = subprocess.run([sys.executable, "-m", "bot", "prepare"], cwd=ROOT, check=False)
    if prepared.returncode:
        return prepared.returncode
    model = model_path()
    if not model.exists():
        raise CommandError("配置刚刚改动过，还没有对应的模型：请再运行一次 xiaobao serve")
    secret = os.environ.get("XIAOBAO_CHANNEL_SECRET") or (var() / "secrets" / "channel_secret").read_text().strip()
    plan = Plan(
        host=args.host,
        port=args.port,
        assistant_port=args.assistant_port,
        model=model,
        secret=secret,
        logs=var() / "logs",
    )
    return asyncio.run(supervise(plan, _say))


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
