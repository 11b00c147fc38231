"""The supervisor: assistant and web as two children, waited for, restarted with back-off, stopped together."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.paths import ROOT

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds before a dead child is started again: doubled each time, begun anew after a minute of health."""
HEALTHY_AFTER = 60.0
STOP_SECONDS = 8.0
LOG_BYTES = 5_000_000
READY_SECONDS = 180.0
WEB_ALONE = frozenset({"XIAOBAO_DATABASE", "XIAOBAO_VAULT_KEY", "XIAOBAO_SECRET_KEY"})
"""What of the environment is none of the assistant's business."""


@dataclass(frozen=True)
class Plan:
    """What to run. secret: shared by web and assistant. logs: folder of the children's output."""

    host: str
    port: int
    assistant_port: int
    model: Path
    secret: str
    logs: Path

    def assistant(self) -> list[str]:
        """The assistant's command line: `rasa run` with the hall's channel, on loopback."""
        return [
            sys.executable, "-m", "bot.channels.run", "run", "--interface", "127.0.0.1",
            "--port", str(self.assistant_port), "--model", str(self.model),
            "--credentials", "credentials.yml", "--endpoints", "endpoints.yml",
        ]  # fmt: skip

    def web(self) -> list[str]:
        """The web's command line: Django under uvicorn."""
        return [
            sys.executable, "-m", "uvicorn", "bot.asgi:application", "--host", self.host, "--port", str(self.port),
            "--ws", "none", "--lifespan", "off", "--no-access-log", "--no-server-header",
            "--timeout-graceful-shutdown", "3",
        ]  # fmt: skip


@dataclass
class Child:
    """One process that is kept alive. name: for people. ready: asks whether it answers."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path
    ready: Callable[[], bool]
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; its output goes to its log, which is cut when it has grown too long."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, cwd=ROOT, env=self.env, stdout=output, stderr=output, stdin=asyncio.subprocess.DEVNULL,
                preexec_fn=_die_with_parent,
            )  # fmt: skip

    async def stop(self) -> None:
        """Ask it to stop, then make it."""
        process = self.process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def supervise(plan: Plan, say: Callable[[str], None]) -> int:
    """Run both children until SIGINT or SIGTERM; the exit code, 1 when they never became ready."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopping.set)
    children = _children(plan)
    keepers = [asyncio.create_task(_keep(child, stopping, say)) for child in children]
    ready = asyncio.create_task(_all_ready(children))
    stop = asyncio.create_task(stopping.wait())
    await asyncio.wait([ready, stop], timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    failed = not ready.done() and not stopping.is_set()
    if ready.done():
        shown = "127.0.0.1" if plan.host == "0.0.0.0" else plan.host  # noqa: S104
        say(f"小豹已经就绪\n  市民页面  http://{shown}:{plan.port}/\n  自助机页面 http://{shown}:{plan.port}/kiosk\n"
            f"  工作台   http://{shown}:{plan.port}/desk/\n按 Ctrl+C 停止")  # fmt: skip
        await stop
    elif failed:
        say(f"等了三分钟还没有就绪，请看 {plan.logs} 里的日志")
        stopping.set()
    say("正在停止……")
    ready.cancel()
    await asyncio.gather(*(child.stop() for child in children))
    await asyncio.gather(*keepers)
    return 1 if failed else 0


def _children(plan: Plan) -> list[Child]:
    env = {
        **os.environ,
        "XIAOBAO_CHANNEL_SECRET": plan.secret,
        "XIAOBAO_ASSISTANT_URL": f"http://127.0.0.1:{plan.assistant_port}",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
    }
    health = f"http://127.0.0.1:{plan.assistant_port}/webhooks/hall/health"
    host = "127.0.0.1" if plan.host in ("0.0.0.0", "::") else plan.host  # noqa: S104
    # The assistant has no database, and no secret but the channel's.
    assistant = {name: value for name, value in env.items() if name not in WEB_ALONE and not name.startswith("PG")}
    return [
        Child(
            "助手",
            plan.assistant(),
            assistant,
            plan.logs / "assistant.log",
            lambda: _answers(health, plan.secret, b"true"),
        ),
        Child(
            "网页", plan.web(), env, plan.logs / "web.log", lambda: _answers(f"http://{host}:{plan.port}/api/v1/hall")
        ),
    ]


async def _keep(child: Child, stopping: asyncio.Event, say: Callable[[str], None]) -> None:
    wait = FIRST_WAIT
    while not stopping.is_set():
        began = time.monotonic()
        await child.start()
        assert child.process is not None
        code = await child.process.wait()
        if stopping.is_set():
            return
        wait = FIRST_WAIT if time.monotonic() - began > HEALTHY_AFTER else min(wait * 2, LONGEST_WAIT)
        say(f"{child.name}停了（代码 {code}），{wait:.0f} 秒后重新启动；日志：{child.log}")
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), wait)


async def _all_ready(children: list[Child]) -> None:
    for child in children:
        while not await asyncio.to_thread(child.ready):
            await asyncio.sleep(0.2)


def _answers(url: str, secret: str = "", wanted: bytes = b"") -> bool:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {secret}"})  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=2) as answer:
            return answer.status == 200 and wanted in answer.read()
    except (urllib.error.URLError, OSError):
        return False


def _die_with_parent() -> None:
    """Linux: the child is told to stop when the supervisor is killed without a word."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
