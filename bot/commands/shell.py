"""`xiaobao shell`: talk with the real assistant in the terminal, without the web."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.errors import CommandError
from bot.commands.train import ensure_model
from bot.knowledge.release import NoRelease
from bot.knowledge.shelf import Shelf
from bot.paths import releases
from bot.text.mask import mask


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("shell", help="在终端里和助手对话（不写数据库）")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Talk until an empty line or the end of input."""
    try:
        release = Shelf(releases()).active_id()
    except NoRelease as error:
        raise CommandError(str(error)) from error
    model = ensure_model()
    from bot.channels.local import Talk, load_agent

    agent = load_agent(model)
    now = datetime.now(ZoneInfo("Asia/Shanghai")).isoformat()
    talk = Talk(agent, name="shell", release=release, now=now)
    asyncio.run(_talk(talk))
    return 0


async def _talk(talk: Any) -> None:
    text: str | None = None
    while True:
        answer = await talk.say(text)
        for said in answer["messages"]:
            sys.stdout.write(f"[{said['kind']}] {said['text']}\n")
        if answer["do"]:
            sys.stdout.write(f"（网页会执行：{answer['do']['do']}）\n")
        sys.stdout.write("> ")
        sys.stdout.flush()
        line = (await asyncio.to_thread(sys.stdin.readline)).strip()
        if not line:
            return
        text = mask(line).text
