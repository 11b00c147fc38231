"""`xiaobao createstaff`: an account for a member of staff."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import Any

from bot.commands.errors import CommandError
from bot.commands.prepare import migrate


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("createstaff", help="建立工作人员账号")
    verb.add_argument("username", metavar="用户名")
    verb.add_argument("--name", default="", metavar="姓名", help="同事怎么称呼（默认同用户名）")
    verb.add_argument("--admin", action="store_true", help="同时可以管理账号")
    verb.add_argument("--password-stdin", action="store_true", help="从标准输入读密码，不在屏幕上问")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask for a password, make the account."""
    password = sys.stdin.readline().rstrip("\n") if args.password_stdin else _ask()
    migrate()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bot.settings")
    import django

    django.setup()
    from bot.desk.staff import StaffError, create_staff

    try:
        create_staff(args.username, password, name=args.name or args.username, superuser=args.admin)
    except StaffError as error:
        raise CommandError(str(error)) from error
    sys.stdout.write(f"账号 {args.username} 建好了，请到 /desk/ 登录\n")
    return 0


def _ask() -> str:
    first, second = getpass.getpass("密码："), getpass.getpass("再输一遍：")
    if first != second:
        raise CommandError("两次输入的密码不一样，请重新运行")
    return first
