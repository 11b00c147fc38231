"""What can go wrong with devices.

DevicesError
├── NotAllowed      403, this person does not keep the machines
├── UnknownCode     422, the code was used, is too old or was mistyped
└── Invalid         422, with `errors` by field

`str(error)` is a Chinese sentence that says what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class DevicesError(Exception):
    """Base. words: the sentence a person reads. status: of HTTP."""

    words = "系统出了点问题，请稍后再试。"
    status = 422

    def __init__(self, words: str | None = None) -> None:
        super().__init__(words or self.words)


class NotAllowed(DevicesError):
    words = "您的岗位不管一体机。"
    status = 403


class UnknownCode(DevicesError):
    words = "登记码不对，或者已经用过、过期。请在工作台“一体机”里换一个。"


class Invalid(DevicesError):
    """errors: field → sentences."""

    words = "有的内容需要修改。"

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.errors = errors
