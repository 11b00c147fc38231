"""What can go wrong with calls and talks; the bases are those of bot.cases.errors, and so are their HTTP statuses.

NotAllowed              403, this person does not answer calls
UnknownTalk             404
WrongState              409, the talk has gone on meanwhile
├── Taken               a colleague was first
├── Over                it has ended
└── NobodyTalks         no person talks in this conversation
Invalid                 422, with `errors` by field
"""

from __future__ import annotations

from bot.cases.errors import Invalid, NotAllowed, NotFound, WrongState
from bot.cases.errors import Taken as TakenCase

__all__ = ["Invalid", "NobodyTalks", "NotAllowed", "Over", "Taken", "UnknownTalk", "WrongState"]


class UnknownTalk(NotFound):
    words = "没有这个呼叫，或者群众已经离开。"


class Taken(TakenCase):
    words = "刚刚由别的同事接了。"


class Over(WrongState):
    words = "这次对话已经结束了。"


class NobodyTalks(WrongState):
    words = "现在没有工作人员在和您说话。"
