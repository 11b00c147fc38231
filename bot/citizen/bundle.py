"""Which page is served: its bytes have a name, so that a machine that stays open for weeks learns of a new one."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "citizen"


@lru_cache(maxsize=1)
def version() -> str:
    """12 hexadecimal digits; the same as long as the files are, looked at once in a process."""
    read = hashlib.sha256()
    for name in ("app.js", "app.css"):
        read.update((FOLDER / name).read_bytes())
    return read.hexdigest()[:12]
