"""Django's admin pages under the one table of rights: Django's own permissions, which a superuser has all of, do not count."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

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

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own, which would say first whether there is such an object."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown: HttpResponse = super().history_view(request, object_id, extra_context)  # type: ignore[misc]
        return shown
