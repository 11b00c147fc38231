"""`xiaobao`: the one command. Every verb is a module of `bot.commands` with `add(subparsers)` and `run(args)`."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from bot.commands.errors import CommandError
from bot.config import SettingError

VERBS = ("serve", "prepare", "catalogue", "cases", "train", "shell", "ask", "eval", "check", "release", "createstaff", "backup", "restore",
         "test", "doctor")  # fmt: skip


class ChineseParser(argparse.ArgumentParser):
    """argparse with its own words in Chinese."""

    def error(self, message: str) -> None:  # type: ignore[override]
        sys.stderr.write(f"命令写得不对：{_chinese(message)}\n{self.format_usage()}")
        raise SystemExit(2)

    def format_help(self) -> str:
        words = {"usage:": "用法：", "positional arguments:": "参数：", "options:": "选项：",
                 "show this help message and exit": "显示这段说明"}  # fmt: skip
        text = super().format_help()
        for english, chinese in words.items():
            text = text.replace(english, chinese)
        return text

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：")


def _chinese(message: str) -> str:
    for english, chinese in {
        "the following arguments are required:": "缺少参数",
        "unrecognized arguments:": "不认识的参数",
        "invalid choice:": "没有这个选项",
        "expected one argument": "后面要跟一个值",
        "argument": "参数",
        "choose from": "可选",
    }.items():
        message = message.replace(english, chinese)
    return message


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The command line; with `only`, just that verb, so that a small one stays small."""
    top = ChineseParser(prog="xiaobao", description="小豹：政务服务大厅的导办助手")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="命令", parser_class=ChineseParser)
    for verb in VERBS if only not in VERBS else (only,):
        importlib.import_module(f"bot.commands.{verb}").add(verbs)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; its exit code. Errors that a person can mend are said in one Chinese line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    args = parser(given[0] if given else None).parse_args(given)
    try:
        return int(args.run(args) or 0)
    except (CommandError, SettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
