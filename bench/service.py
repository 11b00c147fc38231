"""A service of one's own for a measurement: both processes on free ports, a fresh folder, no limits per address."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.commands.train import ensure_model
from bot.paths import ROOT


@dataclass(frozen=True)
class Service:
    """base: address of the web. ready_after: seconds from the command to 就绪. pid: of the supervisor."""

    base: str
    ready_after: float
    pid: int
    var: Path

    def memory(self) -> dict[str, float]:
        """MB of resident memory of each process."""
        top = psutil.Process(self.pid)
        rows = {"supervisor": top.memory_info().rss / 1e6}
        for child in top.children(recursive=True):
            command = " ".join(child.cmdline())
            name = "assistant" if "bot.channels.run" in command else "web" if "uvicorn" in command else command[-40:]
            rows[name] = rows.get(name, 0.0) + child.memory_info().rss / 1e6
        return {**rows, "all": sum(rows.values())}

    def cpu(self, name: str) -> float:
        """Seconds of processor time that `assistant` or `web` has used so far."""
        times = self.child(name).cpu_times()
        return float(times.user + times.system)

    def child(self, name: str) -> psutil.Process:
        """The process of `assistant` or `web`."""
        mark = {"assistant": "bot.channels.run", "web": "uvicorn"}[name]
        return next(c for c in psutil.Process(self.pid).children(recursive=True) if mark in " ".join(c.cmdline()))


@contextmanager
def serving(**env: str) -> Iterator[Service]:
    """A running service, its model taken from this checkout's cache; stopped and wiped afterwards."""
    model = ensure_model()
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        (var / "models").mkdir()
        shutil.copy(model, var / "models" / model.name)
        web, assistant = _free_port(), _free_port()
        command = [sys.executable, "-m", "bot", "serve", "--port", str(web), "--assistant-port", str(assistant)]
        began = time.monotonic()
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env={
                **os.environ,
                "XIAOBAO_VAR": str(var),
                "XIAOBAO_CALLS_PER_MINUTE": "0",
                "XIAOBAO_TURNS_PER_MINUTE": "0",
                **env,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            assert process.stdout is not None
            said = ""
            for line in process.stdout:
                said += line
                if "已经就绪" in line:
                    break
            else:
                raise RuntimeError(f"the service did not start:\n{said}")
            yield Service(f"http://127.0.0.1:{web}", time.monotonic() - began, process.pid, var)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
