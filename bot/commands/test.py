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


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("test", help="运行测试（后面可以跟 pytest 的参数）")
    verb.add_argument("rest", nargs=argparse.REMAINDER, metavar="参数", help="交给 pytest")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """pytest's exit code."""
    rest = args.rest or shared()
    return subprocess.run([sys.executable, "-m", "pytest", *rest], cwd=ROOT, check=False).returncode  # noqa: S603


def shared() -> list[str]:
    """pytest's arguments for all tests: side by side by folder, where there is more than one core."""
    if len(os.sched_getaffinity(0)) < WORKERS:
        return []
    ensure_model()  # once, before each worker would train it
    return ["-n", str(WORKERS), "--dist", "loadgroup", "--no-loadscope-reorder"]
