"""`xiaobao catalogue prepare|import|export|status`: the hall's facts in the database, and as files."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.commands import tables
from bot.commands.check import read
from bot.commands.errors import CommandError
from bot.paths import HALL, ROOT, hall_folder
from bot.store.database import in_words

LINES = ROOT / "data" / "lines" / "questions.tsv"


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("catalogue", help="事项库：导入、导出资料文件，看现在发布的是哪一版")
    acts = verb.add_subparsers(dest="act", required=True, metavar="动作")
    acts.add_parser("prepare", help="建好数据库，第一次装入资料并启用（serve 会自动做）")
    acts.add_parser("status", help="现在发布的版本和还没发布的修改单")
    bring = acts.add_parser("import", help="把资料文件作为一张修改单放进事项库，由工作台审核发布")
    bring.add_argument("folder", nargs="?", type=Path, metavar="目录", help="资料目录（默认 data/hall）")
    bring.add_argument("--why", default="资料文件导入", metavar="原因", help="写进修改记录的一句话")
    take = acts.add_parser("export", help="把已发布的资料写成文件")
    take.add_argument("folder", type=Path, metavar="目录", help="写到哪里；要是空目录或还没有的目录")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Carry out the act; 0, or an error in words."""
    tables.ready()
    from bot.catalogue.errors import CatalogueError

    acts: dict[str, Callable[[argparse.Namespace], None]] = {
        "prepare": _prepare,
        "status": _status,
        "import": _import,
        "export": _export,
    }
    try:
        acts[args.act](args)
    except CatalogueError as error:
        raise CommandError(str(error)) from error
    return 0


def _prepare(args: argparse.Namespace) -> None:
    from django.core.management import CommandError as DjangoError
    from django.core.management import call_command
    from django.db import Error
    from django.utils import timezone

    from bot.catalogue.services import drafts, publishing, seeding

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except (Error, DjangoError, OSError) as error:
        raise CommandError(in_words(error)) from error
    now = timezone.now()
    if not seeding.seeded():
        first = seeding.seed(read(hall_folder()), LINES, now=now)
        _say(f"资料已装入事项库，发布版本 {first.release} 已启用")
        return
    drafts.drop_unfinished(now)
    added = seeding.complete(read(HALL), now=now)
    if added:
        _say(f"随软件更新补上了{len(added)}条资料")
    publishing.reconcile(now)


def _status(args: argparse.Namespace) -> None:
    from bot.catalogue.models import ChangeSet, Publication
    from bot.catalogue.models.changes import OPEN

    last = Publication.objects.first()
    if last is None:
        raise CommandError("还没有发布过：请先运行 xiaobao serve 或 xiaobao catalogue prepare")
    _say(f"第{last.number}次发布：{last.release}，{last.by}，{last.at.astimezone():%Y-%m-%d %H:%M}")
    for change_set in ChangeSet.objects.filter(state__in=OPEN):
        _say(f"{change_set.get_state_display()}：{change_set.title}（{change_set.entries.count()}条）")


def _import(args: argparse.Namespace) -> None:
    from django.utils import timezone

    from bot.catalogue.services import seeding

    if not seeding.seeded():
        raise CommandError("事项库还是空的：请先运行 xiaobao catalogue prepare，它会装入资料并启用")
    hall = read(args.folder or hall_folder())
    change_set = seeding.import_files(hall, by="命令行", why=args.why, now=timezone.now())
    _say(f"已放进修改单“{change_set.title}”，共{change_set.entries.count()}条改动，请到工作台审核发布")


def _export(args: argparse.Namespace) -> None:
    from bot.knowledge.files import write
    from bot.store.releases import active_hall

    folder: Path = args.folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise CommandError(f"{folder} 不是空目录，没有写。请换一个空目录，免得盖掉原来的文件")
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as draft:
            write(active_hall(), Path(draft) / "hall")
            if folder.exists():
                folder.rmdir()
            (Path(draft) / "hall").rename(folder)
    except OSError as error:
        raise CommandError(f"写不进 {folder}：{error.strerror}。请检查磁盘空间和目录权限") from error
    _say(f"已写到 {folder}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
