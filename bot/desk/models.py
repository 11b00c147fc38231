"""Failed logins, kept so that guessing is slow."""

from __future__ import annotations

from django.db import models


class LoginMiss(models.Model):
    """Wrong passwords for one name from one address. who: a keyed digest of both; no name is kept."""

    who = models.CharField(max_length=64, unique=True)
    misses = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = "登录失败"
        default_permissions = ()

    def __str__(self) -> str:
        return self.who[:8]
