"""What can go wrong with accounts, posts and rosters.

StaffError
├── InvalidAccount          with `errors` by field
├── NoReason                a change that needs a written reason
├── UnknownPost             lists the posts there are
├── AlreadyHeld             the person is in that post
├── NotHeld                 the person is not in that post
├── LastAdministrator       nobody would be left to keep the accounts
├── Unfinished              something is still held; with `held`
├── BadSuccessor            cannot take over
└── RosterError
    ├── BadTimes
    ├── PastDay
    └── DutyOverlap

`str(error)` is a Chinese sentence that says what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.staff.handover import Held


class StaffError(Exception):
    """Base. words: the sentence a person reads."""

    words = "现在不能这样做，请刷新后再试。"

    def __init__(self, words: str | None = None) -> None:
        super().__init__(words or self.words)


class InvalidAccount(StaffError):
    """errors: field (username, name or password) → sentences."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__("；".join(word.rstrip("。") for words in errors.values() for word in words) + "。")
        self.errors = errors


class NoReason(StaffError):
    words = "请写明原因，至少两个字。"


class UnknownPost(StaffError):
    """posts: (id, name) of the posts there are."""

    def __init__(self, post: str, posts: Sequence[tuple[str, str]]) -> None:
        known = "、".join(f"{id}（{name}）" for id, name in posts)
        ask = f"请从这些岗位里选：{known}。" if known else "大厅资料还没有发布，请先发布。"
        super().__init__(f"没有岗位“{post}”。{ask}")


class AlreadyHeld(StaffError):
    words = "这个人已经在这个岗位上了，不用再加。"


class NotHeld(StaffError):
    words = "这个人不在这个岗位上，请刷新后再看。"


class LastAdministrator(StaffError):
    words = "这是最后一位管理员，不能停用，也不能取消。请先把另一位同事设为管理员。"


class Unfinished(StaffError):
    """held: what is not handed over yet."""

    def __init__(self, held: Sequence[Held]) -> None:
        super().__init__(f"还有没交接的：{'、'.join(one.title for one in held)}。请给每一项选好接手的人。")
        self.held = held


class BadSuccessor(StaffError):
    words = "这位同事不能接手，请另选一位。"


class RosterError(StaffError):
    """Base of what can go wrong with a roster."""


class BadTimes(RosterError):
    words = "结束时间要晚于开始时间，请改一下。"


class PastDay(RosterError):
    words = "过去的值班不能再改。"


class DutyOverlap(RosterError):
    words = "这个人同一时间已经排了值班，请换时间或换人。"
