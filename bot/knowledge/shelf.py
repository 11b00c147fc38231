"""The shelf of releases and bulletins on disk, shared by web and assistant; it keeps the last three in memory."""

from __future__ import annotations

import os
import tempfile
import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.release import NoRelease, Release, load, save

KEPT = 3
POINTER = "active"


class Shelf:
    """`root/<id>/` releases, `root/active` the pointer, `root/bulletins/<version>.json`. Safe for threads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._releases: OrderedDict[str, Release] = OrderedDict()
        self._bulletins: OrderedDict[str, Bulletin] = OrderedDict()
        self._pointer: tuple[int, str] | None = None

    def release(self, name: str) -> Release:
        """A release by id, loaded if absent. Raises NoRelease."""
        with self._lock:
            held = self._releases.get(name)
            if held is not None:
                self._releases.move_to_end(name)
                return held
        loaded = load(name, self.root)
        self.add(loaded)
        return loaded

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
        """The active release. Raises NoRelease."""
        return self.release(self.active_id())

    def activate(self, name: str) -> Release:
        """Make a release the active one by an atomic rename. Raises NoRelease."""
        release = self.release(name)
        self._point("active", f"{name}\n")
        return release

    def put(self, release: Release) -> Path:
        """Save a release and keep it in memory."""
        folder = save(release, self.root)
        self.add(release)
        return folder

    def names(self) -> list[str]:
        """The ids on the shelf, newest first."""
        folders = [path for path in self.root.glob("*/catalogue.json") if not path.parent.name.startswith(".")]
        return [path.parent.name for path in sorted(folders, key=lambda path: -path.stat().st_mtime)]

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


@lru_cache(maxsize=4)
def shelf_at(root: Path) -> Shelf:
    """The one shelf of this process for a folder."""
    return Shelf(root)
