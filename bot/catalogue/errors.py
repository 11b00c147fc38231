"""What can go wrong with the catalogue.

CatalogueError
├── Unknown          404  no such object, version or change set
├── Refused          403  not this person's to do
├── Invalid          422  content that can't be read, with `errors`: rows of place and words
├── Conflict         409  somebody else was faster, or is at it
├── Unchanged        409  nothing differs
├── Stopped          409  the check found something, with `report`
├── Unconfirmed      409  what citizens will then be told was not agreed to, with `effect`
└── Unready          503  the release can't be built or switched now

`str(error)` is a Chinese sentence that says what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class CatalogueError(Exception):
    """Base. status: the HTTP status that fits. words: the sentence a person reads."""

    status = 500
    words = "系统出了点问题，请稍后再试。"

    def __init__(self, words: str | None = None) -> None:
        super().__init__(words or self.words)


class Unknown(CatalogueError):
    status = 404
    words = "没有找到这条资料，可能已经删去了。"


class Refused(CatalogueError):
    status = 403
    words = "您的岗位不能做这一步，请找负责的同事。"


class Invalid(CatalogueError):
    """errors: (where, what is wrong and what to do), each in words."""

    status = 422
    words = "有内容填得不对，没有保存，请按提示改正。"

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"{self.words}{'；'.join(f'{where}：{what}' for where, what in errors[:3])}")
        self.errors = list(errors)


class Conflict(CatalogueError):
    status = 409
    words = "别人刚刚改过这条资料，请刷新后再改。"


class Unchanged(CatalogueError):
    status = 409
    words = "内容和现在的一样，没有什么要保存的。"


class Stopped(CatalogueError):
    """report: what the check found."""

    status = 409
    words = "检查没有通过，没有发布，请看检查结果。"

    def __init__(self, report: dict[str, Any], words: str | None = None) -> None:
        super().__init__(words)
        self.report = report


class Unconfirmed(CatalogueError):
    """effect: what it would do (bot.catalogue.services.bulletin.Effect)."""

    status = 409
    words = "请先看清楚群众会听到什么，再确认。"

    def __init__(self, effect: Any) -> None:
        super().__init__()
        self.effect = effect


class Unready(CatalogueError):
    status = 503
    words = "新版本现在做不出来，原来的版本照常使用。请稍后再试，或请管理员看日志。"
