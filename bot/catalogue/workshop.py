"""The workshop: a process beside the web in which releases are built and tried, and big sheets are read.

It is started when it is first needed and ends by itself when nothing was to do for some minutes. There are two, of one
make: in one releases are built, which takes a moment and is waited for; in the other the long work is done, only when
nobody else wants the processor. So no build waits behind an import. All functions may be called from any thread.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.catalogue.errors import Unready
from bot.knowledge.building import Builder, Built
from bot.paths import ROOT

log = logging.getLogger(__name__)

IDLE = 600.0
"""Seconds without work after which the process ends."""
BUILD_SECONDS, REVIEW_SECONDS, WORK_SECONDS = 60.0, 600.0, 300.0
"""So long a piece of work may take."""
ROOM = 6
"""So many requests may stand before one workshop; more are told to come later, for each holds a thread that answers citizens."""
KEPT_JOBS = 50
"""So many jobs are remembered for who asks how far they are."""

Progress = Callable[[int, int], None]


class Workshop:
    """One process, one piece of work at a time, in the order in which they come.

    Args:
        nice: how far it stands back behind others, 0 (not at all) to 19.
        idle: seconds without work after which it ends.
    """

    def __init__(self, *, nice: int, idle: float = IDLE) -> None:
        self._nice, self._idle = nice, idle
        self._turn, self._room = threading.Lock(), threading.BoundedSemaphore(ROOM)
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection[Any, Any] | None = None
        self._jobs: dict[str, tuple[int, int]] = {}

    def run(
        self, work: str, *given: Any, seconds: float = WORK_SECONDS, job: str = "", progress: Progress | None = None,
        **options: Any,
    ) -> Any:  # fmt: skip
        """What a function makes of these arguments over there.

        Args:
            work: "bot.module:function"; pure, no Django. If it has a parameter `progress`, it may tell how far it is.
            seconds: the longest it may wait for its turn, and the longest it may then take.
            job: a name under which `progress` can be asked for.
            progress: called here with (done, total), in this thread.

        Who names neither a job nor a progress waits in a request, and only ROOM of those may wait.

        Raises:
            Unready: it failed, took too long, its process died, or too many wait; the next call starts a new one.
        """
        beside = bool(job) or progress is not None
        if not beside and not self._room.acquire(blocking=False):
            raise Unready("现在在试、在导出的人太多，请过一会儿再试。")
        try:
            return self._in_turn(work, given, options, seconds, job, progress)
        finally:
            if not beside:
                self._room.release()

    def _in_turn(
        self, work: str, given: tuple[Any, ...], options: dict[str, Any], seconds: float, job: str,
        progress: Progress | None,
    ) -> Any:  # fmt: skip
        def told(done: int, total: int) -> None:
            if job:
                self._jobs[job] = (done, total)
            if progress is not None:
                progress(done, total)

        if job:
            self._remember(job)
        if not self._turn.acquire(timeout=seconds):
            raise Unready("后台正在处理别人的修改，还没有轮到这一次。请过几分钟再试。")
        try:
            return self._worked(work, given, options, seconds, told)
        finally:
            self._turn.release()

    def progress(self, job: str) -> tuple[int, int] | None:
        """How far a job is: (done, total); None when it is not known here."""
        return self._jobs.get(job)

    def pid(self) -> int | None:
        """Its process, if one runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def close(self) -> None:
        """End it."""
        with self._turn:
            self._end()

    def _remember(self, job: str) -> None:
        self._jobs[job] = (0, 0)
        for name in list(self._jobs)[:-KEPT_JOBS]:
            self._jobs.pop(name, None)

    def _worked(
        self, work: str, given: tuple[Any, ...], options: dict[str, Any], seconds: float, told: Progress
    ) -> Any:
        try:
            line = self._handed((work, given, options))
            until = time.monotonic() + seconds
            while line.poll(max(0.0, until - time.monotonic())):
                word, *rest = line.recv()
                if word == "done":
                    return rest[0]
                if word == "failed":
                    raise Unready("后台处理时出了错，没有保存。原来的版本照常使用，请管理员看日志。")
                if word == "progress":
                    told(*rest)
        except (EOFError, OSError) as error:
            self._end()
            log.error("the workshop died at %s: %s", work, error)
            raise Unready("后台处理的进程意外停了，没有保存。请再试一次；还不行，请管理员看日志。") from error
        except BaseException as error:
            if not isinstance(error, Unready):  # whoever waited has gone: what comes now is nobody's
                self._end()
            raise
        self._end()
        log.error("the workshop took longer than %.0f s at %s", seconds, work)
        raise Unready("后台处理的时间太长，已经停下，没有保存。请稍后再试；还不行，请管理员看日志。")

    def _handed(self, work: tuple[str, tuple[Any, ...], dict[str, Any]]) -> Connection[Any, Any]:
        """Hand over a piece of work; a process that has just ended for want of work is replaced once."""
        for last in (False, True):
            line = self._started()
            try:
                line.send(work)
                if not line.poll(BUILD_SECONDS):
                    raise EOFError("did not begin")
                line.recv()
            except (EOFError, OSError):
                self._end()
                if last:
                    raise
            else:
                return line
        raise AssertionError

    def _started(self) -> Connection[Any, Any]:
        if self._line is not None and self.pid() is not None:
            return self._line
        self._end()
        ours, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable, "-m", "bot.catalogue.workbench",
                    str(theirs.fileno()), str(self._nice), str(self._idle),
                ],
                cwd=ROOT, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=(theirs.fileno(),),
            )  # fmt: skip
        self._line = ours
        return ours

    def _end(self) -> None:
        process, line = self._process, self._line
        self._process = self._line = None
        if line is not None:
            line.close()
        if process is not None:
            process.kill()
            if process.stdin is not None:
                process.stdin.close()
            process.wait()


def _environment() -> dict[str, str]:
    """What it needs to know; no secrets, and one thread for arithmetic."""
    held = {name: value for name, value in os.environ.items() if not any(s in name for s in ("SECRET", "KEY", "PASS"))}
    return {**held, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


builds = Workshop(nice=1)
"""Where releases are built: soon, for somebody waits to see it spoken."""
chores = Workshop(nice=10)
"""Where the long work is done: citizens come first."""


def build(text: str, root: Path) -> Built:
    """Check the text of a release and put it on the shelf. Raises Unready."""
    built: Built = builds.run("bot.catalogue.workbench:build", text, root, seconds=BUILD_SECONDS)
    return built


def build_here(text: str, root: Path) -> Built:
    """The same in this process, where no web serves: commands. Raises OSError."""
    return Builder().build(text, root)


def get_ready(root: Path) -> None:
    """Start what builds and let it read the active release, so that the first build is quick too. Raises Unready."""
    builds.run("bot.catalogue.workbench:get_ready", root, seconds=BUILD_SECONDS)


def review(
    active: str, candidate: str, root: Path, lines: Sequence[tuple[str, str, str]], now: datetime, *,
    job: str = "", progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What the gate reports of a release that is on the shelf, as JSON: see `bot.knowledge.gate.Report`. Raises Unready.

    Args:
        lines: test lines: text, item, aspect.
        job, progress: see `Workshop.run`.
    """
    report: dict[str, Any] = chores.run(
        "bot.catalogue.workbench:review", active, candidate, root, list(lines), now,
        seconds=REVIEW_SECONDS, job=job, progress=progress,
    )  # fmt: skip
    return report


def know(active: str, root: Path, texts: Sequence[str], now: datetime) -> None:
    """Let what reviews ask the active release the test lines, so that the first review of a day is quick. Raises Unready."""
    chores.run("bot.catalogue.workbench:know", active, root, list(texts), now, seconds=REVIEW_SECONDS)


def run(work: str, *given: Any, job: str = "", progress: Progress | None = None, **options: Any) -> Any:
    """Long work: see `Workshop.run`. Raises Unready."""
    return chores.run(work, *given, job=job, progress=progress, **options)


def progress(job: str) -> tuple[int, int] | None:
    """How far a job of `review` or `run` is: (done, total); None when it is not known here."""
    return chores.progress(job)
