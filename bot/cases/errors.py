"""What can go wrong with conversations and requests.

CasesError
├── NotFound                404
│   ├── UnknownConversation
│   └── UnknownCase
├── ConversationExpired     410
├── Conflict                409
│   ├── TurnRunning         the conversation is answering something else
│   ├── TurnLost            the turn took so long that its place is gone
│   ├── PersonAnswers       a person has come, the guide is silent
│   ├── ChoiceNotOffered
│   ├── KeyRunning          the same Idempotency-Key is still at work
│   ├── WrongState          the request is in a state in which this can't be done
│   │   └── Taken           somebody else was first
│   └── AgainstRule         a limit of the lifecycle: too late, too often, by the wrong person
├── NotAllowed              403, the person's post may not do this
├── TooLong                 413
├── Invalid                 422, with `errors` by field
│   └── KeyReused           the same Idempotency-Key with another body
├── TooMany                 429, with `retry_after` in seconds
│   └── CodeLocked          too many wrong query codes
└── Unready                 503
    └── NoRelease           nothing has been published yet

`str(error)` is a Chinese sentence that says what to do next and holds nobody's data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class CasesError(Exception):
    """Base. status: the HTTP status that fits. words: the sentence a person reads."""

    status = 500
    words = "系统出了点问题，请稍后再试，或到导办台。"

    def __init__(self, words: str | None = None) -> None:
        super().__init__(words or self.words)


class NotFound(CasesError):
    status = 404
    words = "没有找到。"


class UnknownConversation(NotFound):
    words = "没有这个会话，请重新开始。"


class UnknownCase(NotFound):
    words = "编号或查询码不对，请核对回执后再试。"


class ConversationExpired(CasesError):
    status = 410
    words = "这次会话已经结束，请重新开始。"


class Conflict(CasesError):
    status = 409
    words = "现在不能这样做，请刷新后再试。"


class TurnRunning(Conflict):
    words = "上一句还在回答，请稍等再发。"


class TurnLost(Conflict):
    words = "这一句没有接上，请再说一遍。"


class PersonAnswers(Conflict):
    words = "工作人员正在和您说话，请直接打字。"


class ChoiceNotOffered(Conflict):
    words = "这个选项已经不在了，请从最新的选项里选。"


class KeyRunning(Conflict):
    words = "同一个请求正在处理，请稍后再试。"


class WrongState(Conflict):
    words = "这件诉求的状态已经变了，请刷新后再看。"


class Taken(WrongState):
    words = "这件诉求刚刚由别人接办了。"


class AgainstRule(Conflict):
    words = "按规定现在不能这样做。"


class NotAllowed(CasesError):
    status = 403
    words = "您的岗位不能这样做。"


class TooLong(CasesError):
    status = 413
    words = "一次最多说4000个字，请分几次说。"


class Invalid(CasesError):
    """errors: field → sentences."""

    status = 422
    words = "有的内容需要修改。"

    def __init__(self, errors: Mapping[str, Sequence[str]], words: str | None = None) -> None:
        super().__init__(words)
        self.errors = errors


class KeyReused(Invalid):
    def __init__(self) -> None:
        super().__init__({"Idempotency-Key": ["这个键已经用于另一个请求，请换一个。"]})


class TooMany(CasesError):
    status = 429
    words = "操作太频繁，请稍后再试。"

    def __init__(self, retry_after: int, words: str | None = None) -> None:
        super().__init__(words)
        self.retry_after = max(1, retry_after)


class CodeLocked(TooMany):
    words = "查询码输错次数太多，请15分钟后再试，或到导办台。"


class Unready(CasesError):
    status = 503
    words = "系统暂时忙，请稍后再试，或到导办台。"


class NoRelease(Unready):
    words = "办事信息还没有发布，请到导办台咨询。"
