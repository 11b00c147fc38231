"""`xiaobao createstaff`: an account for a member of staff."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from bot.commands import tables
from bot.commands.errors import CommandError
from bot.commands.prepare import prepare_catalogue


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("createstaff", help="建立工作人员账号")
    verb.add_argument("username", metavar="用户名")
    verb.add_argument("--name", default="", metavar="姓名", help="同事怎么称呼（默认同用户名）")
    verb.add_argument(
        "--post",
        nargs="+",
        default=[],
        metavar="岗位",
        help="放到哪些岗位（data/hall/posts.yml 里的编号），决定能做什么",
    )
    verb.add_argument("--admin", action="store_true", help="管理员：管账号和岗位，本身看不到诉求")
    verb.add_argument("--password-stdin", action="store_true", help="从标准输入读密码，不在屏幕上问")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask for a password, make the account."""
    password = sys.stdin.readline().rstrip("\n") if args.password_stdin else _ask()
    prepare_catalogue()
    tables.ready()
    from django.utils import timezone

    from bot.staff.errors import StaffError
    from bot.staff.services.accounts import SHELL, create_account
    from bot.staff.services.posts import give_post, post_named
    from bot.store.writing import writing

    now, name = timezone.now(), args.name or args.username
    try:
        with writing():
            names = [post_named(post).name for post in dict.fromkeys(args.post)]
            user = create_account(
                args.username, password, name=name, by=SHELL, now=now, administrator=args.admin, must_change=False
            )
            for post in dict.fromkeys(args.post):
                give_post(user, post, by=SHELL, why="建立账号时", now=now)
    except StaffError as error:
        raise CommandError(str(error)) from error
    sys.stdout.write(f"账号 {user.get_username()} 建好了，请到 /desk/ 登录\n")
    if names:
        sys.stdout.write(f"岗位：{'、'.join(names)}\n")
    elif args.admin:
        sys.stdout.write("这是管理员账号：可以管账号和岗位，看不到诉求和事项\n")
    else:
        sys.stdout.write("还没有岗位，登录后什么也看不到。请管理员在“账号”里给岗位，或建账号时加 --post\n")
    return 0


def _ask() -> str:
    first, second = getpass.getpass("密码："), getpass.getpass("再输一遍：")
    if first != second:
        raise CommandError("两次输入的密码不一样，请重新运行")
    return first
