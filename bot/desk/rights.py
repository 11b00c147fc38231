"""Django's admin pages under the one table of rights: Django's own permissions, which a superuser has all of, do not count."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from bot.staff.roles import may


class ByTable:
    """A mixin of admin pages that are looked at. capabilities: one of them is enough; nobody adds, changes or deletes."""

    capabilities: tuple[str, ...] = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(may(request.user, capability) for capability in self.capabilities)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return any(may(request.user, capability) for capability in self.capabilities)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
