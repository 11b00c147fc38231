"""A fault in the hall's files: where it is, what is wrong, what to do. In Chinese, for the clerk who mends it."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. file: name below the hall's folder; line: 1-based, 0 when the whole file is meant."""

    file: str
    line: int
    what: str
    todo: str

    def __str__(self) -> str:
        where = f"{self.file} 第{self.line}行" if self.line else self.file
        return f"{where}：{self.what}。{self.todo}"


class FaultyHall(ValueError):
    """The hall's files hold faults; `faults` has every one of them, sorted by file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Report:
    """Collects faults with their places while a document is read or checked."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.size = 0
        """Values read so far."""
        self.named: set[str] = set()
        """Ids and numbers that stand in the files, readable or not: a reference to one is no fault of its own."""
        self._places: dict[Path, tuple[str, int]] = {}

    def mark(self, path: Path, file: str, line: int) -> None:
        """Remember that the value at `path` stands in `file` at `line` (1-based)."""
        self._places[path] = (file, line)

    def place(self, path: Path) -> tuple[str, int]:
        """The nearest known place of `path`: its own, or that of what holds it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self._places:
                return self._places[path[:end]]
        return ("data/hall", 0)

    def add(self, path: Path, what: str, todo: str) -> None:
        """Note a fault at `path`."""
        file, line = self.place(path)
        self.faults.append(Fault(file, line, what, todo))
