"""`xiaobao release build|list|activate`: freeze the hall's files as a release, list them, switch the active one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.commands.check import read
from bot.commands.errors import CommandError
from bot.knowledge.release import NoRelease, Release, release_id
from bot.knowledge.shelf import Shelf
from bot.paths import hall_folder, releases


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("release", help="制作、列出、启用发布版本")
    acts = verb.add_subparsers(dest="act", required=True, metavar="动作")
    build = acts.add_parser("build", help="检查资料，制作发布版本并启用")
    build.add_argument(
        "folder", nargs="?", type=Path, default=None, metavar="目录", help="大厅资料目录（默认 data/hall）"
    )
    build.add_argument("--keep", action="store_true", help="只制作，不启用")
    acts.add_parser("list", help="列出已有的发布版本")
    activate = acts.add_parser("activate", help="启用一个发布版本")
    activate.add_argument("id", metavar="编号", help="发布版本编号（12 位）")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Carry out the act; 0, or an error in words."""
    shelf = Shelf(releases())
    if args.act == "build":
        return _build(shelf, args.folder or hall_folder(), activate=not args.keep)
    if args.act == "activate":
        try:
            shelf.activate(args.id)
        except NoRelease as error:
            raise CommandError(str(error)) from error
        sys.stdout.write(f"已启用 {args.id}\n")
        return 0
    try:
        active = shelf.active_id()
    except NoRelease:
        active = None
    for name in shelf.names():
        sys.stdout.write(f"{name}{'（启用中）' if name == active else ''}\n")
    if not shelf.names():
        sys.stdout.write("还没有发布版本，请运行 xiaobao release build\n")
    return 0


def _build(shelf: Shelf, folder: Path, *, activate: bool) -> int:
    name = ensure(shelf, folder, activate=activate)
    sys.stdout.write(f"发布版本 {name} 已{'启用' if activate else '制作'}\n")
    return 0


def ensure(shelf: Shelf, folder: Path, *, activate: bool = True) -> str:
    """The id of the release of these files, built if it is not on the shelf. Raises CommandError."""
    hall = read(folder)
    name = release_id(hall)
    try:
        try:
            shelf.release(name)
        except NoRelease:
            shelf.put(Release.of(hall))
        if activate:
            shelf.activate(name)
    except OSError as error:
        raise CommandError(f"写不进 {shelf.root}：{error.strerror}。请检查磁盘空间和目录权限") from error
    return name
