"""A PostgreSQL server of one's own that can be killed: on a socket in a temporary folder, with its usual care for the disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil


class Server:
    """folder: of its data and socket. Made by `running`."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs = folder, programs

    @property
    def url(self) -> str:
        """For XIAOBAO_DATABASE."""
        return f"postgresql://xiaobao@/xiaobao?host={self._folder}"

    def start(self) -> None:
        """Starts it and waits until it answers; after a kill it mends its files first."""
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder}"
        self.do("pg_ctl", "-D", "data", "-w", "-t", "120", "-l", "log", "-o", options, "start")

    def kill(self) -> None:
        """Every process of it at once, without a word."""
        pid = int((self._folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        top = psutil.Process(pid)
        for process in [top, *top.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs([top], timeout=10)

    def stop(self) -> None:
        """Ends it; nothing is kept."""
        with suppress(subprocess.CalledProcessError):
            self.do("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def do(self, program: str, *arguments: str) -> None:
        """Runs one of PostgreSQL's programs, never as root: it would refuse."""
        command = [str(self._programs / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, cwd=self._folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


@contextmanager
def running() -> Iterator[Server]:
    """A started server with an empty database. Raises RuntimeError: no PostgreSQL here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise RuntimeError("no PostgreSQL server here: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="xiaobao-postgres.", dir="/tmp"))
    server = Server(folder, found[-1].parent)
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        server.do("initdb", "-D", "data", "-U", "xiaobao", "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8")
        server.start()
        server.do("createdb", "-h", str(folder), "-U", "xiaobao", "xiaobao")
        folder.chmod(0o755)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
