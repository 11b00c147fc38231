"""`xiaobao test`: every test that this machine can run."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import Any

from bot.commands.train import ensure_model
from bot.paths import ROOT

WORKERS = 2
"""Processes that share the tests when nobody asks for a part of them. Each has services of its own, some 2 GB."""
SHARED = ["-n", str(WORKERS), "--dist", "loadgroup", "--no-loadscope-reorder", "-m", "not browser"]
ALONE = ["-m", "browser"]
"""People before a screen notice when somebody else uses the machine."""


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("test", help="运行测试（后面可以跟 pytest 的参数）")
    verb.add_argument("rest", nargs=argparse.REMAINDER, metavar="参数", help="交给 pytest")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """pytest's exit code; of all tests the first that is not 0."""
    codes = [
        subprocess.run([sys.executable, "-m", "pytest", *rest], cwd=ROOT, check=False).returncode  # noqa: S603
        for rest in parts(args.rest)
    ]
    return next((code for code in codes if code), 0)


def parts(given: list[str]) -> list[list[str]]:
    """pytest's arguments for each run: what was asked for, or all tests, side by side where there is more than one core."""
    if given or len(os.sched_getaffinity(0)) < WORKERS:
        return [given]
    ensure_model()  # once, before each worker would train it
    return [SHARED, ALONE]
