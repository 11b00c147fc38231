"""Security headers on every answer: a strict content policy, no referrer, no other host."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

_SELF = ("script-src", "style-src", "img-src", "font-src", "connect-src", "manifest-src", "media-src", "form-action")
PAGE_POLICY = "; ".join(
    ["default-src 'none'", *(f"{name} 'self'" for name in _SELF), "base-uri 'none'", "frame-ancestors 'none'"]
)
API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PERMISSIONS = "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"
STAFF = "/desk/"


class SecurityHeaders:
    """Middleware. Staff forms get `same-origin`: under `no-referrer` browsers send `Origin: null` and CSRF refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        api = request.path.startswith("/api/")
        headers = response.headers
        headers["Content-Security-Policy"] = API_POLICY if api else PAGE_POLICY
        headers["Referrer-Policy"] = "same-origin" if request.path.startswith(STAFF) else "no-referrer"
        headers["Permissions-Policy"] = PERMISSIONS
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers.setdefault("X-Content-Type-Options", "nosniff")
        if not request.path.startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")
        return response
