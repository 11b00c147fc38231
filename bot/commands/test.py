"""`xiaobao test`: every test that this machine can run."""

from __future__ import annotations

import argparse
import subprocess
import sys
from typing import Any

from bot.paths import ROOT


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("test", help="运行测试（后面可以跟 pytest 的参数）")
    verb.add_argument("rest", nargs=argparse.REMAINDER, metavar="参数", help="交给 pytest")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """pytest's exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", *args.rest], cwd=ROOT, check=False).returncode  # noqa: S603
