"""The hash chain of one request: keyed digests, so that nobody without the vault's key can make a row that fits.

Words never enter a row, only a digest of them with their own salt: when words and salt are erased, nothing can be
guessed from the digest, and the chain still fits.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.cases import vault

VERSION = "1"
"""Stands in every digest; another way of counting gets another one."""


def new_salt() -> str:
    """16 random bytes, as 32 hexadecimal signs."""
    return secrets.token_hex(16)


def words_digest(salt: str, words: Mapping[str, str]) -> str:
    """The digest of what was written in a step; empty when nothing was."""
    if not words:
        return ""
    return vault.digest("words", VERSION, salt, json.dumps(dict(words), ensure_ascii=False, sort_keys=True))


def row_digest(
    *, number: str, seq: int, at: datetime, actor: str, post: str, action: str, before: str, after: str, words: str,
    previous: str,
) -> str:  # fmt: skip
    """The digest of one row. number: of the request; words, previous: digests."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [number, seq, moment, actor, post, action, before, after, words, previous]
    return vault.digest("event", VERSION, json.dumps(fields, ensure_ascii=False))


def head(number: str, seq: int, digest: str) -> str:
    """What the request itself keeps, so that rows cut off at the end are missed."""
    return vault.digest("head", VERSION, number, str(seq), digest)
