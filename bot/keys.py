"""The installation's own secrets: made once at first start, kept in var/secrets with mode 0600."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

DJANGO, VAULT, CHANNEL = "django_secret_key", "vault_key", "channel_secret"


@dataclass(frozen=True, repr=False)
class Keys:
    """django: signs sessions. vault: Fernet keys, newest first, one per line. channel: web ⇄ assistant."""

    django: str
    vault: str
    channel: str


def ensure_secrets(var: Path) -> Keys:
    """Returns the secrets under `var`/secrets; makes those that are missing.

    Safe when two processes start at once: a file is written aside and linked into place, the first one wins.

    Raises:
        OSError: the folder can't be made or written.
    """
    folder = var / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Keys(
        django=_ensure(folder / DJANGO, lambda: secrets.token_urlsafe(50)),
        vault=_ensure(folder / VAULT, lambda: Fernet.generate_key().decode()),
        channel=_ensure(folder / CHANNEL, lambda: secrets.token_urlsafe(32)),
    )


def _ensure(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(make() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass  # another process was first: its secret counts
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii").strip()
