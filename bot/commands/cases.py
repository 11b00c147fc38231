"""`xiaobao cases verify`: walks the chains of history of all requests and names the first that does not fit."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.commands import tables
from bot.commands.errors import CommandError


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("cases", help="诉求：核对办理记录有没有被改过")
    acts = verb.add_subparsers(dest="act", required=True, metavar="动作")
    acts.add_parser("verify", help="逐件核对办理记录的校验链；对不上的，指出编号和第几条")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Walk all chains; 0 when every one fits, 1 with the first that does not."""
    tables.ready()
    from django.db import Error

    from bot.cases import services

    try:
        walked = services.verify_all()
    except Error as error:
        raise CommandError(f"读不了数据库：{error}。请先运行 xiaobao catalogue prepare") from error
    if walked.broken is not None:
        broken = walked.broken
        raise CommandError(
            f"诉求 {broken.number} 的办理记录对不上：第{broken.seq}条{broken.words}。"
            "请不要再改动数据库，马上联系主管和运维，用备份比对"
        )
    sys.stdout.write(f"核对了{walked.cases}件诉求、{walked.rows}条记录，全部对得上\n")
    return 0
