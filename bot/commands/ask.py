"""`xiaobao ask "…"`: what the guide would answer, with the candidates and scores behind it."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.errors import CommandError
from bot.knowledge.release import NoRelease
from bot.knowledge.search import search
from bot.knowledge.shelf import Shelf
from bot.knowledge.simple import simple
from bot.paths import releases

ZONE = ZoneInfo("Asia/Shanghai")


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("ask", help="问一句，看候选事项、得分和回答（不用启动服务）")
    verb.add_argument("text", metavar="问题")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print candidates, then the messages of simple mode."""
    shelf = Shelf(releases())
    try:
        release = shelf.active()
    except NoRelease as error:
        raise CommandError(str(error)) from error
    now = datetime.now(ZONE)
    for number, found in enumerate(search(release, args.text), 1):
        sys.stdout.write(
            f"{number}. {found.name}（{found.kind}:{found.id}） 得分 {found.score:.2f}，"
            f"覆盖 {found.covers:.2f}，解释 {found.explained:.2f}\n"
        )
    reply = simple(release, shelf.active_bulletin(), args.text, None, {}, now)
    for said in reply.messages:
        sys.stdout.write(f"\n[{said['kind']}] {said['text']}\n")
    return 0
