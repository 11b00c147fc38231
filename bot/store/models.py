"""Leases: which process does a piece of timed work now."""

from __future__ import annotations

from django.db import models


class Lease(models.Model):
    """name: of the work. holder: the process that does it, empty = nobody; until: it lets go by then. ran_at: last end."""

    name = models.CharField(max_length=60, unique=True)
    holder = models.CharField(max_length=60, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
