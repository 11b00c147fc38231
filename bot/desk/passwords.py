"""How long a password must be, said in Chinese (Django's own sentence is not translated)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError


class LongEnough:
    """At least `min_length` characters."""

    def __init__(self, min_length: int = 10) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when it is too short."""
        if len(password) < self.min_length:
            raise ValidationError(f"密码太短，至少要{self.min_length}个字符。", code="password_too_short")

    def get_help_text(self) -> str:
        return f"密码至少要{self.min_length}个字符。"
