"""Encryption of personal data and keyed digests, both under the vault key that never enters the database."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=2)
def _fernet(keys: str) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys.split()])


@lru_cache(maxsize=2)
def _digest_key(keys: str) -> bytes:
    # The oldest key: adding a new one for encryption must not make handed-out query codes invalid.
    return hashlib.sha256(b"xiaobao digest " + keys.split()[-1].encode()).digest()


def seal(value: str) -> bytes:
    """Encrypts a value under the newest key."""
    return seal_bytes(value.encode())


def seal_bytes(value: bytes) -> bytes:
    """Encrypts bytes under the newest key."""
    return _fernet(settings.VAULT_KEY).encrypt(value)


def unseal(sealed: bytes | memoryview) -> str:
    """Decrypts what `seal` made, under any of the keys.

    Raises:
        cryptography.fernet.InvalidToken: another installation's key, or damaged bytes.
    """
    return unseal_bytes(sealed).decode()


def unseal_bytes(sealed: bytes | memoryview) -> bytes:
    """Decrypts what `seal_bytes` made, under any of the keys. Raises like `unseal`."""
    return _fernet(settings.VAULT_KEY).decrypt(bytes(sealed))


def digest(*parts: str) -> str:
    """A keyed digest: short values such as query codes can't be found again by trying, without the key."""
    return hmac.new(_digest_key(settings.VAULT_KEY), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compares two digests in constant time."""
    return hmac.compare_digest(one, other)
