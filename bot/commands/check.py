"""`xiaobao check`: every fault in the hall's files; with --gaps also what is missing or unsigned."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.commands.errors import CommandError
from bot.knowledge.faults import FaultyHall
from bot.knowledge.files import load
from bot.knowledge.gaps import gaps
from bot.knowledge.model import Hall
from bot.paths import hall_folder


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("check", help="检查大厅资料，指出每一处错误")
    verb.add_argument(
        "folder", nargs="?", type=Path, default=None, metavar="目录", help="大厅资料目录（默认 data/hall）"
    )
    verb.add_argument("--gaps", action="store_true", help="再列出每个事项还缺什么、哪些还没有人核实")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when nothing is wrong, 1 with every fault otherwise."""
    hall = read(args.folder or hall_folder())
    out = sys.stdout.write
    out(f"资料没有错误：{len(hall.items)} 个事项，{len(hall.windows)} 个窗口，{len(hall.places)} 个办理点，"
        f"{len(hall.signposts)} 条指路，{len(hall.facilities)} 项设施，{len(hall.bundles)} 个一件事\n")  # fmt: skip
    if args.gaps:
        for row in gaps(hall):
            out(f"{row}\n")
    return 0


def read(folder: Path) -> Hall:
    """The hall in a folder. Raises CommandError with every fault."""
    try:
        return load(folder)
    except FaultyHall as error:
        raise CommandError(f"{error}\n共 {len(error.faults)} 处错误，请改正后再运行") from error
    except FileNotFoundError as error:
        raise CommandError(str(error)) from error
