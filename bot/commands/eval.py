"""`xiaobao eval`: run lines, danger lines, talks and journeys through the real assistant, and report."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot.commands.errors import CommandError
from bot.commands.train import ensure_model
from bot.knowledge.release import NoRelease
from bot.knowledge.shelf import shelf_at
from bot.measure.figures import figures
from bot.measure.lines import BadFile, judge, read_lines
from bot.measure.report import page, percent, table
from bot.paths import releases
from bot.text.mask import mask

MONDAY = "2026-11-23T10:00:00+08:00"
"""The moment of every measured turn: a working day, the hall open."""


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("eval", help="用问句、险情句、对话、办事经历测助手，给出数字和网页报告")
    verb.add_argument(
        "--questions", type=Path, action="append", default=[], metavar="文件", help="TSV：question item aspect style"
    )
    verb.add_argument("--danger", type=Path, metavar="文件", help="TSV：text class，都应当给报警急救电话")
    verb.add_argument("--near-misses", type=Path, metavar="文件", help="TSV：text，都不应当当成险情")
    verb.add_argument("--conversations", type=Path, metavar="文件", help="YAML 对话")
    verb.add_argument("--journeys", type=Path, metavar="文件", help="YAML 办事经历")
    verb.add_argument(
        "--requests", type=Path, action="append", default=[], metavar="文件",
        help="TSV：text kind subject urgent refused，或 text label；测诉求的类型和分类",
    )  # fmt: skip
    verb.add_argument("--json", type=Path, metavar="文件", help="把全部结果写成 JSON")
    verb.add_argument("--html", type=Path, metavar="文件", help="写一页带图的报告")
    verb.add_argument("--against", type=Path, metavar="文件", help="和上次的 JSON 比较")
    verb.add_argument("--no-lines", action="store_true", help="报告里不列出原句（测别人的句子时用）")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure what was named; 0."""
    asked = (args.questions, args.danger, args.near_misses, args.conversations, args.journeys)
    try:
        parts = asyncio.run(measure(args)) if any(asked) else {}
        parts |= _requests(args.requests) if args.requests else {}
    except BadFile as error:
        raise CommandError(str(error)) from error
    before = json.loads(args.against.read_text(encoding="utf-8")) if args.against else {}
    for name, part in parts.items():
        sys.stdout.write(f"\n{name}\n")
        if "all" in part:
            sys.stdout.write(f"{table(part, before.get(name))}\n")
        else:
            for key, figure in part.items():
                if isinstance(figure, dict) and "share" in figure:
                    sys.stdout.write(f"{key}\t{percent(figure)}\n")
    if args.no_lines:
        for part in parts.values():
            part.pop("lines", None)
            part.pop("misses", None)
    if args.json:
        args.json.write_text(json.dumps(parts, ensure_ascii=False, indent=1), encoding="utf-8")
    if args.html:
        args.html.write_text(page("小豹测评", parts, lines=not args.no_lines), encoding="utf-8")
    return 0


def _requests(paths: list[Path]) -> dict[str, Any]:
    """What is proposed for requests, by the active release alone: the assistant is not asked."""
    from bot.measure.requests import requests

    try:
        release = shelf_at(releases()).active()
    except NoRelease as error:
        raise CommandError(str(error)) from error
    return {f"诉求 {path.stem}": requests(path, release) for path in paths}


async def measure(args: argparse.Namespace) -> dict[str, Any]:
    """Name of each set → its figures."""
    from bot.channels.local import Talk, load_agent
    from bot.measure import talks

    try:
        release = shelf_at(releases()).active_id()
    except NoRelease as error:
        raise CommandError(str(error)) from error
    agent = load_agent(ensure_model())
    count = 0

    def talk() -> Talk:
        nonlocal count
        count += 1
        return Talk(agent, name=f"eval-{count}", release=release, now=MONDAY)

    async def ask(text: str) -> list[dict[str, Any]]:
        return list((await talk().say(mask(text).text))["messages"])

    parts: dict[str, Any] = {}
    for path in args.questions:
        parts[path.stem] = figures(await judge(read_lines(path), ask))
    if args.danger:
        parts["险情"] = await talks.danger(args.danger, ask, wanted=True)
    if args.near_misses:
        parts["像险情而不是"] = await talks.danger(args.near_misses, ask, wanted=False)
    if args.conversations:
        parts["对话"] = await talks.conversations(args.conversations, talk)
    if args.journeys:
        parts["办事经历"] = await talks.journeys(args.journeys, talk)
    return parts
