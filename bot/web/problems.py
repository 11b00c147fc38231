"""RFC 9457 problem answers with a Chinese title."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse

TITLES = {
    400: "请求看不懂，请检查格式。",
    403: "不允许这样做。",
    404: "没有找到。",
    405: "这个地址不支持这种请求方式。",
    406: "只能返回 JSON。",
    409: "现在不能这样做，请刷新后再试。",
    410: "已过期，请重新开始。",
    413: "内容太长，请缩短后再发。",
    415: "请用 JSON 格式发送。",
    422: "有的内容需要修改。",
    429: "操作太频繁，请稍后再试。",
    500: "系统出了点问题，请稍后再试，或到导办台。",
    503: "系统暂时忙，请稍后再试，或到导办台。",
}


def problem(
    status: int,
    title: str | None = None,
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    retry_after: int | None = None,
) -> HttpResponse:
    """Returns one problem answer. errors: field → what to change. retry_after: seconds, ≥ 1."""
    body: dict[str, Any] = {"type": "about:blank", "title": title or TITLES.get(status, TITLES[400]), "status": status}
    if errors:
        body["errors"] = {field: list(words) for field, words in errors.items()}
    content = json.dumps(body, ensure_ascii=False).encode()
    response = HttpResponse(content, status=status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(max(1, retry_after))
    return response
