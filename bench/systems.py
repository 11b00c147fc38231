"""The two assistants that are compared: how each is trained, started, asked, weighed and stopped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psutil

from bench.asking import Failed, Talk, Wire
from bench.stock import project
from bot.commands.eval import MONDAY
from bot.knowledge.files import write
from bot.knowledge.model import Hall
from bot.knowledge.shelf import Shelf
from bot.paths import ROOT
from bot.serve import Plan, _children

STOCK = ROOT / "bench" / "stock"
READY_SECONDS, TRAIN_SECONDS, STOP_SECONDS = 180.0, 1200.0, 15.0
SECRET = "bench-only-secret-of-loopback"  # noqa: S105  (for the seconds of a measurement)
QUIET = {
    "SANIC_HOST": "127.0.0.1",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


class Broken(RuntimeError):
    """A step of a measurement did not work; the text says which and where its log lies."""


@dataclass(frozen=True)
class Running:
    """A started assistant. ready_after: seconds from its start to its first answer."""

    port: int
    processes: tuple[psutil.Process, ...]
    headers: dict[str, str]
    ready_after: float

    def wire(self) -> Wire:
        """A new connection."""
        return Wire(self.port, self.headers)

    def memory(self) -> dict[str, float]:
        """MB of all processes: resident, and proportional (pages that are shared are counted once)."""
        every = [p for top in self.processes for p in (top, *top.children(recursive=True))]
        full = [p.memory_full_info() for p in every]
        return {"rss": round(sum(f.rss for f in full) / 1e6, 1), "pss": round(sum(f.pss for f in full) / 1e6, 1)}


class System(Protocol):
    """An assistant that can be measured. model: of the last training."""

    name: str
    model: Path

    def train(self, round_: int) -> float: ...
    def running(self) -> Any: ...
    def open(self, wire: Wire, name: str) -> Talk: ...


def parse(wire: Wire, text: str) -> Any:
    """Rasa's own `/model/parse`."""
    return wire.post("/model/parse", {"text": text})


class Stock:
    """Stock Rasa for a hall: `rasa run` and `rasa run actions`, in an environment of its own."""

    name = "stock"

    def __init__(self, hall: Hall, folder: Path, examples: project.Examples = project.asked, epochs: int = 100) -> None:
        self._folder, self._action_port = folder, free_port()
        project.build(hall, folder, action_port=self._action_port, examples=examples, epochs=epochs)

    @property
    def model(self) -> Path:
        """The newest model's file."""
        return max((self._folder / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)

    def train(self, round_: int) -> float:
        """Seconds of `rasa train --force`, nothing in the cache."""
        env = {"RASA_CACHE_DIRECTORY": str(self._folder / f"cache-{round_}")}
        return timed([_rasa(), "train", "--force"], self._folder, env, self._folder / "train.log")

    @contextmanager
    def running(self) -> Iterator[Running]:
        """Both processes, started together."""
        port, log = free_port(), self._folder / "run.log"
        actions = [_rasa(), "run", "actions", "--actions", "actions", "--port", str(self._action_port)]
        server = [
            _rasa(), "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port),
            "--model", str(self.model), "--credentials", "credentials.yml", "--endpoints", "endpoints.yml",
        ]  # fmt: skip
        with ExitStack() as stack:
            began = time.monotonic()
            started = tuple(stack.enter_context(process(c, self._folder, QUIET, log)) for c in (actions, server))
            _until(lambda: _up(f"http://127.0.0.1:{self._action_port}/health"), started, log)
            yield _first_answer(self, Running(port, started, {}, 0.0), began, log)

    def open(self, wire: Wire, name: str) -> Talk:
        """A conversation through the REST webhook."""
        return _StockTalk(wire, name)


class Ours:
    """The assistant process alone, as the supervisor starts it, with Rasa's HTTP interface switched on for parse."""

    name = "ours"

    def __init__(self, hall: Hall, folder: Path) -> None:
        self.folder, self.hall = folder, hall
        self.var = folder / "var"
        write(hall, folder / "hall")

    @property
    def model(self) -> Path:
        """The newest model's file."""
        return max((self.var / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)

    @property
    def shelf(self) -> Shelf:
        """The releases on disk, as another process sees them."""
        return Shelf(self.var / "releases")

    def train(self, round_: int) -> float:
        """Seconds of `xiaobao train --force`, nothing in the cache."""
        env = {**self._env(), "RASA_CACHE_DIRECTORY": str(self.folder / f"cache-{round_}")}
        return timed([sys.executable, "-m", "bot", "train", "--force"], ROOT, env, self.folder / "train.log")

    def build(self, folder: Path | None = None, *more: str) -> float:
        """Seconds of `xiaobao release build`; it activates what it built."""
        command = [sys.executable, "-m", "bot", "release", "build", str(folder or self.folder / "hall"), *more]
        return timed(command, ROOT, self._env(), self.folder / "build.log")

    def activate(self, name: str) -> float:
        """Seconds of `xiaobao release activate`."""
        command = [sys.executable, "-m", "bot", "release", "activate", name]
        return timed(command, ROOT, self._env(), self.folder / "build.log")

    @contextmanager
    def running(self) -> Iterator[Running]:
        """The assistant with the active release."""
        port, log = free_port(), self.folder / "run.log"
        child = _children(Plan("127.0.0.1", 0, port, self.model, SECRET, self.folder))[0]
        env = {**child.env, **self._env()}
        with ExitStack() as stack:
            began = time.monotonic()
            started = (stack.enter_context(process([*child.command, "--enable-api"], ROOT, env, log)),)
            headers = {"Authorization": f"Bearer {SECRET}"}
            yield _first_answer(self, Running(port, started, headers, 0.0), began, log)

    def open(self, wire: Wire, name: str) -> Talk:
        """A conversation through the hall's channel, its context carried from turn to turn."""
        return _OurTalk(wire, name, self.shelf)

    def _env(self) -> dict[str, str]:
        return {"XIAOBAO_VAR": str(self.var), "RASA_TELEMETRY_ENABLED": "false"}


class _StockTalk:
    def __init__(self, wire: Wire, name: str) -> None:
        self._wire, self._name = wire, name

    def say(self, text: str) -> list[dict[str, Any]]:
        messages = self._wire.post("/webhooks/rest/webhook", {"sender": self._name, "message": text})
        if not messages:
            raise Failed("nothing said")
        return list(messages)


class _OurTalk:
    def __init__(self, wire: Wire, name: str, shelf: Shelf) -> None:
        self._wire, self._name, self._shelf = wire, name, shelf
        self._turn, self._context = 1, {}

    def say(self, text: str) -> list[dict[str, Any]]:
        body = {
            "conversation": self._name, "turn": self._turn, "text": text, "context": self._context, "channel": "web",
            "release": self._shelf.active_id(), "bulletin": "0", "now": MONDAY,
        }  # fmt: skip
        answer = self._wire.post("/webhooks/hall/turn", body)
        if not answer["messages"] and answer["do"] is None:
            raise Failed("nothing said")
        self._turn, self._context = self._turn + 1, answer["context"]
        return list(answer["messages"])


def install_stock() -> float:
    """Seconds to bring the environment of stock Rasa to its lock. The only step that goes outside, to PyPI."""
    uv = os.environ.get("UV") or shutil.which("uv") or str(ROOT / "var" / "uv" / "bin" / "uv")
    env = {"UV_PROJECT_ENVIRONMENT": str(_environment())}
    return timed([uv, "sync", "--frozen", "--project", str(STOCK)], ROOT, env, _environment().with_suffix(".log"))


def timed(command: list[str], folder: Path, env: dict[str, str], log: Path) -> float:
    """Seconds of a command. Raises Broken."""
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with process(command, folder, {**QUIET, **env}, log) as running:
        try:
            code = running.wait(timeout=TRAIN_SECONDS)
        except psutil.TimeoutExpired as error:
            raise Broken(f"{' '.join(command[:4])} took longer than {TRAIN_SECONDS:.0f} s, see {log}") from error
    if code:
        raise Broken(f"{' '.join(command[:4])} ended with {code}, see {log}")
    return time.monotonic() - began


@contextmanager
def process(command: list[str], folder: Path, env: dict[str, str], log: Path) -> Iterator[psutil.Popen]:
    """A process with its output in a log; it and its children are stopped at the end, whatever happens."""
    with log.open("ab") as output:
        started = psutil.Popen(
            command, cwd=folder, env={**os.environ, **env}, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield started
    finally:
        _stop(started)


def stop_cleanly() -> None:
    """From now on a SIGTERM ends this process as Ctrl+C would, so that what it started is stopped too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(top: psutil.Popen) -> None:
    if not top.is_running():
        return
    every = [*top.children(recursive=True), top]
    top.terminate()
    _, left = psutil.wait_procs(every, timeout=STOP_SECONDS)
    for one in left:
        one.kill()
    psutil.wait_procs(left, timeout=STOP_SECONDS)


def _environment() -> Path:
    return ROOT / "var" / "bench" / "stock-env"


def _rasa() -> str:
    return str(_environment() / "bin" / "rasa")


def _first_answer(system: System, run: Running, began: float, log: Path) -> Running:
    wire = run.wire()

    def answers() -> bool:
        try:
            return bool(system.open(wire, "first").say("身份证丢了怎么补"))
        except Failed:
            return False

    _until(answers, run.processes, log)
    wire.close()
    return Running(run.port, run.processes, run.headers, time.monotonic() - began)


def _until(holds: Any, processes: tuple[psutil.Process, ...], log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while not holds():
        if time.monotonic() > end or any(not p.is_running() or p.status() == "zombie" for p in processes):
            raise Broken(f"did not become ready, see {log}")
        time.sleep(0.1)


def _up(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
