"""What was answered to an Idempotency-Key, so that a repeated request has one effect."""

from __future__ import annotations

from django.db import models

from bot.cases.models.conversation import Conversation


class IdempotencyKey(models.Model):
    """scope: digest of path and key. body: keyed digest of the body. answer: encrypted, it may hold a token or code.

    status is null while the first request is at work; after running_until it counts as dead and may be redone.
    """

    scope = models.CharField(max_length=64, unique=True)
    body = models.CharField(max_length=64)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="keys")
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    running_until = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-expires_at"]
        verbose_name = verbose_name_plural = "重复请求"
        default_permissions = ()

    def __str__(self) -> str:
        return self.scope[:8]
