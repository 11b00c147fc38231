"""The code of a slip: eight signs that nobody confuses when reading or typing them."""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "34679ACDEFGHJKMNPQRTVWXY"
"""Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U: 24 signs, so there are more than 10^11 codes."""
LENGTH = 8
_LOOSE = 40
"""Characters of what was typed that are looked at."""


def new_code() -> str:
    """A code from the system's random source."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def tidied(typed: str) -> str:
    """What was typed, as codes are written: capitals, without spaces and dashes; full-width signs count as plain ones."""
    plain = unicodedata.normalize("NFKC", typed[:_LOOSE]).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def is_code(text: str) -> bool:
    """Could this be a code?"""
    return len(text) == LENGTH and all(sign in ALPHABET for sign in text)


def grouped(code: str) -> str:
    """A code as it is printed and read aloud: two groups of four."""
    return f"{code[:4]} {code[4:]}"
