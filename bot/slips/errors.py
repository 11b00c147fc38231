"""What can go wrong with slips and outcomes.

SlipsError
├── UnknownSlip     there is no slip with this code, or it is older than it is kept
├── TooLate         an outcome can no longer be taken back, or not by this person
├── NoPrinter       no printer is bound to this machine
├── PrinterSilent   the printer cannot be reached, does not take the slip, or has no paper
└── Invalid         with `errors` by field

`str(error)` is a Chinese sentence that says what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class SlipsError(Exception):
    """Base. words: the sentence a person reads."""

    words = "系统出了点问题，请稍后再试。"

    def __init__(self, words: str | None = None) -> None:
        super().__init__(words or self.words)


class UnknownSlip(SlipsError):
    words = "没有这张告知单，请核对单号。"


class TooLate(SlipsError):
    words = "只有登记的人能在10分钟内撤回，现在不能撤回了。"


class NoPrinter(SlipsError):
    words = "这台机器没有接打印机，请到导办台。"


class PrinterSilent(SlipsError):
    words = "打印机没有反应，请到导办台。"


class Invalid(SlipsError):
    """errors: field → sentences."""

    words = "有的内容需要修改。"

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.errors = errors
