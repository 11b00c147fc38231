"""Which processes answer from a shelf, and which releases each has ready; told through files, for they share nothing else.

A process that answers holds a locked file in `serving/` with what it has ready. Who is to switch announces the release in
`coming` and waits until all of them list it. The lock goes with its process, so nobody waits for the dead.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

COMING, SERVING, SWITCHING = "coming", "serving", ".switching"


class Announced(NamedTuple):
    """A release that is to be answered from. token: of this announcement alone."""

    name: str
    token: str


class Place:
    """This process among those that answer."""

    def __init__(self, root: Path) -> None:
        folder = root / SERVING
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{os.getpid()}-{time.monotonic_ns()}"
        self._file = draft.open("w", encoding="ascii")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._path = draft.rename(folder / draft.name[1:])
        self._listed: list[str] = []

    def lists(self, ready: Iterable[str], faulty: Iterable[str]) -> None:
        """Tell which releases are ready, and the tokens of those announced ones that cannot be used."""
        listed = [*ready, *faulty]
        if listed != self._listed:
            self._file.seek(0)
            self._file.truncate()
            self._file.write("".join(f"{entry}\n" for entry in listed))
            self._file.flush()
            self._listed = listed

    def leave(self) -> None:
        """Answer no more."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def listed(root: Path) -> list[set[str]]:
    """What each process that answers lists."""
    return [set(file.read_text(encoding="ascii").split()) for file in _alive(root / SERVING)]


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """One switch after the other."""
    with (root / SWITCHING).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def coming(root: Path) -> Announced | None:
    """What is announced, or None."""
    try:
        words = (root / COMING).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return None
    return Announced(*words) if len(words) == len(Announced._fields) else None


def _alive(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("[!.]*")):
        with suppress(FileNotFoundError), path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                yield path
            else:
                path.unlink()
