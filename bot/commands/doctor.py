"""`xiaobao doctor`: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

from bot.commands import tables
from bot.commands.errors import CommandError
from bot.commands.serve import LEAST_FREE, free_port
from bot.commands.train import model_path
from bot.config import SettingError
from bot.knowledge.faults import FaultyHall
from bot.knowledge.files import load
from bot.knowledge.release import NoRelease, release_id
from bot.knowledge.shelf import Shelf
from bot.paths import ROOT, hall_folder, releases, var
from bot.store.database import in_words

Finding = tuple[bool, str]


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("doctor", help="检查安装：版本、磁盘、资料、发布、模型、密钥、端口、设置")
    verb.add_argument("--settings", action="store_true", help="列出所有可用的设置")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """1 when anything is wrong."""
    if args.settings:
        return _settings()
    well = True
    for good, words in findings():
        well = well and good
        sys.stdout.write(f"{'正常' if good else '注意'}  {words}\n")
    return 0 if well else 1


def findings() -> Iterator[Finding]:
    """Each look as (is it well, words)."""
    good = sys.version_info[:2] == (3, 11)
    yield good, f"Python {sys.version.split()[0]}" + ("" if good else "（需要 3.11）")
    folder = var()
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    yield free > LEAST_FREE, f"磁盘剩余 {free // 1024 // 1024} MB（{folder}）"
    yield os.access(folder, os.W_OK), f"目录可写：{folder}"
    try:
        hall = load(hall_folder())
        yield True, f"大厅资料没有错误：{len(hall.items)} 个事项"
        yield from _release(release_id(hall))
    except (FaultyHall, FileNotFoundError) as error:
        faults = len(getattr(error, "faults", [0]))
        yield False, f"大厅资料有 {faults} 处错误，请运行 xiaobao check 查看"
    model = model_path()
    yield model.exists(), f"模型 {model.name}" + ("" if model.exists() else " 还没有，请运行 xiaobao train")
    yield from _secrets()
    yield from _database()
    for port in (8000, 5005):
        try:
            free_port("127.0.0.1", port)
            yield True, f"端口 {port} 空闲"
        except CommandError as error:
            yield False, str(error)


def _release(name: str) -> Iterator[Finding]:
    try:
        active = Shelf(releases()).active().id
    except NoRelease as error:
        yield False, str(error)
        return
    same = active == name
    yield (
        True,
        f"启用的发布版本 {active}" + ("，与资料一致" if same else f"，资料是 {name}（xiaobao release build 可以更新）"),
    )


def _secrets() -> Iterator[Finding]:
    folder = var() / "secrets"
    files = [file for file in folder.glob("*") if file.is_file()] if folder.exists() else []
    loose = [file.name for file in files if file.stat().st_mode & 0o077]
    if not files:
        yield True, "密钥还没有生成（第一次 xiaobao serve 时生成）"
    elif loose:
        yield False, f"密钥文件别人也能读：{'、'.join(loose)}，请运行 chmod 600 {folder}/*"
    else:
        yield True, "密钥文件只有本用户能读"


def _database() -> Iterator[Finding]:
    if not os.environ.get("XIAOBAO_DATABASE") and not (var() / "xiaobao.sqlite3").exists():
        yield True, "数据库还没有建（第一次 xiaobao serve 时建；SQLite）"
        return
    try:
        tables.ready()
    except SettingError as error:
        yield False, str(error)
        return
    from django.db import DatabaseError, connection

    from bot.store import postgresql, sqlite

    try:
        yield from (sqlite if connection.vendor == "sqlite" else postgresql).condition()
    except DatabaseError as error:
        yield False, in_words(error)


def _settings() -> int:
    sys.path.insert(0, str(ROOT))
    from bot import settings  # noqa: F401  (reading it fills the list)
    from bot.config import SETTINGS

    for setting in SETTINGS.values():
        sys.stdout.write(f"{setting.name}（默认 {setting.default or '空'}）：{setting.doc}\n")
    return 0
