"""What can go wrong with the questions that were not answered.

QuestionError
├── Handled        409  somebody else was faster
├── NotYours       403  another department's item
└── NoSuchTarget   404  the item to link to is gone

`str(error)` is a Chinese sentence that says what to do next.
"""

from __future__ import annotations


class QuestionError(Exception):
    """Base. status: the HTTP status that fits. words: the sentence a person reads."""

    status = 500
    words = "系统出了点问题，请稍后再试。"

    def __init__(self, words: str | None = None) -> None:
        super().__init__(words or self.words)


class Handled(QuestionError):
    status = 409
    words = "这组问题刚刚已经有人处理了，请回到列表看看。"


class NotYours(QuestionError):
    status = 403
    words = "这个事项归别的部门管，请用“转给别的部门”。"


class NoSuchTarget(QuestionError):
    status = 404
    words = "没有找到这个事项，请重新选择。"
