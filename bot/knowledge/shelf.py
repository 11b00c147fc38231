"""The shelf of releases and bulletins on disk, shared by web and assistant; it keeps the last three in memory.

A switch slows no turn: `activate` announces the release, every process that answers (`watch`) loads it beside its work
and makes it ready, and only then the pointer moves.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.release import NoRelease, Release, load, read, save
from bot.knowledge.serving import COMING, Announced, Place, alone, coming, listed

log = logging.getLogger(__name__)

KEPT = 3
NEWEST = 20
"""So many releases stay on the shelf in any case: who looks at a change set may still be at it."""
POINTER = "active"
LOOK = 0.05
"""Seconds between two looks at what is announced."""
PATIENCE = 60.0
"""Seconds that a switch waits for the processes that answer."""
WORK, REST = 0.002, 0.004
"""Seconds that are loaded at a stretch beside turns, and left to them in between."""

Ready = Callable[[Release], None]


class Shelf:
    """`root/<id>/` releases, `root/active` the pointer, `root/bulletins/<version>.json`. Safe for threads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._releases: OrderedDict[str, Release] = OrderedDict()
        self._bulletins: OrderedDict[str, Bulletin] = OrderedDict()
        self._pointer: tuple[int, str] | None = None
        self._loading = threading.Lock()
        self._ready: Ready | None = None
        self._spoken: Release | None = None
        self._faulty: set[str] = set()

    def release(self, name: str) -> Release:
        """A release by id, loaded if absent. Raises NoRelease."""
        return self.held(name) or self._bring(name)

    def held(self, name: str) -> Release | None:
        """A release by id if it is in memory; then it is ready, too."""
        with self._lock:
            held = self._releases.get(name)
            if held is not None:
                self._releases.move_to_end(name)
            return held

    def _bring(self, name: str, *rest: Callable[[], None]) -> Release:
        with self._loading:
            held = self.held(name)
            if held is None:
                held = load(name, self.root, *rest)
                if self._ready is not None:
                    self._ready(held)
                self.add(held)
            return held

    def add(self, release: Release) -> None:
        """Keep a release in memory."""
        with self._lock:
            self._releases[release.id] = release
            while len(self._releases) > KEPT:
                self._releases.popitem(last=False)

    def active_id(self) -> str:
        """The id that the pointer names now. Raises NoRelease when there is none."""
        try:
            stamp = (self.root / POINTER).stat().st_mtime_ns
            if self._pointer is None or self._pointer[0] != stamp:
                self._pointer = (stamp, (self.root / POINTER).read_text(encoding="ascii").split()[0])
        except (FileNotFoundError, IndexError) as error:
            raise NoRelease("还没有启用的发布版本：请先运行 xiaobao release build") from error
        return self._pointer[1]

    def active(self) -> Release:
        """The active release; where this process answers, the one before until it is ready. Raises NoRelease."""
        name = self.active_id()
        held = self.held(name) or (self._spoken if self._ready else None) or self._bring(name)
        self._spoken = held
        return held

    def activate(self, name: str, patience: float = PATIENCE, *, commit: Callable[[], object] = lambda: None) -> None:
        """Make a release the active one by an atomic rename, once all processes that answer have it ready.

        Args:
            patience: seconds after which the pointer moves all the same.
            commit: called when all is ready, just before the pointer moves; if it raises, nothing is switched.

        Raises:
            NoRelease: it is not there, or a process that answers cannot use it.
        """
        read(name, self.root)
        with alone(self.root):
            if listed(self.root):
                self._announce(name, patience)
            else:
                self.release(name)
            commit()
            self._point(POINTER, f"{name}\n")

    def _announce(self, name: str, patience: float) -> None:
        token = f"{os.getpid()}-{time.monotonic_ns()}"
        until = time.monotonic() + patience
        self._write(self.root / COMING, f"{name} {token}\n")
        try:
            while True:
                told = listed(self.root)
                if all(name in entries for entries in told):
                    return
                if any(token in entries for entries in told):
                    raise NoRelease(f"正在运行的服务用不了发布版本 {name}，没有启用：请看服务日志，或重启服务后再试")
                if time.monotonic() > until:
                    log.warning("等了 %.0f 秒，还有服务没有准备好发布版本 %s，照样启用", patience, name)
                    return
                time.sleep(LOOK / 2)
        finally:
            (self.root / COMING).unlink(missing_ok=True)

    def watch(self, ready: Ready) -> Callable[[], None]:
        """This process answers from now on: load what is active, then beside its work whatever is to be.

        Args:
            ready: makes a release that was loaded quick to answer from.

        Returns:
            Ends the watching.
        """
        self._ready = ready
        place, ended = Place(self.root), threading.Event()
        self._look(place)

        def looking() -> None:
            while not ended.wait(LOOK):
                self._look(place, _Resting())

        thread = threading.Thread(target=looking, name="releases", daemon=True)
        thread.start()

        def end() -> None:
            ended.set()
            thread.join()
            place.leave()
            self._ready = None

        return end

    def _look(self, place: Place, *rest: Callable[[], None]) -> None:
        for name, token in self._wanted():
            if token in self._faulty or self.held(name) is not None:
                continue
            try:
                self._bring(name, *rest)
            except Exception as error:  # whatever it is, the one before goes on speaking
                self._faulty.add(token)
                log.error("发布版本 %s 用不了，继续使用原来的：%s", name, error)
        with self._lock:
            ready = list(self._releases)
        place.lists(sorted(ready), sorted(self._faulty))

    def _wanted(self) -> list[Announced]:
        announced = coming(self.root)
        wanted = [announced] if announced else []
        try:
            name = self.active_id()
        except NoRelease:
            return wanted
        return [*wanted, Announced(name, f"{POINTER}-{self._pointer and self._pointer[0]}")]

    def put(self, release: Release) -> Path:
        """Save a release and keep it in memory."""
        folder = save(release, self.root)
        self.add(release)
        return folder

    def names(self) -> list[str]:
        """The ids on the shelf, newest first."""
        folders = [path for path in self.root.glob("*/catalogue.json") if not path.parent.name.startswith(".")]
        return [path.parent.name for path in sorted(folders, key=lambda path: -path.stat().st_mtime)]

    def tidy(self, keep: Iterable[str], newest: int = NEWEST) -> list[str]:
        """Remove releases that were tried and are not needed; the ids of those that are gone.

        Args:
            keep: ids that stay, besides the active one, what a process that answers holds, and the newest ones.
            newest: so many of these.
        """
        with alone(self.root):
            names = self.names()
            needed = {*keep, *names[:newest], *(name for entries in listed(self.root) for name in entries)}
            with suppress(NoRelease):
                needed.add(self.active_id())
            gone = [name for name in names if name not in needed]
            for name in gone:
                shutil.rmtree(self.root / name, ignore_errors=True)
        return gone

    def bulletin(self, version: str) -> Bulletin:
        """A bulletin by version, the empty one for `0`. Raises NoRelease when it is not there."""
        if version == "0":
            return Bulletin()
        held = self._bulletins.get(version)
        if held is None:
            file = self.root / "bulletins" / f"{version}.json"
            if not version.isalnum() or not file.is_file():
                raise NoRelease(f"没有即时公告 {version}")
            held = self._bulletins[version] = Bulletin.loads(file.read_text(encoding="utf-8"))
            while len(self._bulletins) > KEPT:
                self._bulletins.popitem(last=False)
        return held

    def active_bulletin(self) -> Bulletin:
        """The bulletin that holds now."""
        try:
            version = (self.root / "bulletins" / POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return Bulletin()
        return self.bulletin(version or "0")

    def post(self, bulletin: Bulletin) -> None:
        """Make a bulletin the one that holds, at once."""
        folder = self.root / "bulletins"
        folder.mkdir(parents=True, exist_ok=True)
        if bulletin.version != "0":
            self._write(folder / f"{bulletin.version}.json", bulletin.dumps())
        self._point("bulletins/active", f"{bulletin.version}\n")

    def _point(self, name: str, text: str) -> None:
        self._write(self.root / name, text)
        self._pointer = None

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(draft, 0o644)
            os.replace(draft, path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise


class _Resting:
    """Called often while a release is loaded beside turns: leaves them most of the time."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self._since > WORK:
            time.sleep(REST)
            self._since = time.monotonic()


@lru_cache(maxsize=4)
def shelf_at(root: Path) -> Shelf:
    """The one shelf of this process for a folder."""
    return Shelf(root)
