"""“办得怎么样了”: number and code out of a sentence."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard
from bot.knowledge.status import status
from bot.text.numbers import case_check_digit

NUMBER = "200000001" + case_check_digit("200000001")
WRONG = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)


@pytest.mark.parametrize(
    "text",
    [
        f"诉求{NUMBER}，查询码⟦查询码1⟧",
        f"⟦查询码1⟧ {NUMBER}",
        f"编号是{NUMBER}密码⟦查询码1⟧办得怎么样",
        f"{WRONG} {NUMBER}⟦查询码1⟧",
    ],
)
def test_number_and_code_are_looked_up(tiny: Release, now: datetime, text: str) -> None:
    reply = status(tiny, Bulletin(), Heard(text=text), {}, now)
    assert reply.messages == ()
    assert reply.do == {"do": "case_status", "draft": {"number": NUMBER, "code": "⟦查询码1⟧"}}


@pytest.mark.parametrize(
    "text",
    ["", "我的诉求怎么样了", NUMBER, "⟦查询码1⟧", f"{WRONG}⟦查询码1⟧", f"1{NUMBER}⟦查询码1⟧", f"{NUMBER}⟦手机号1⟧"],
)
def test_else_they_are_asked_for(tiny: Release, now: datetime, text: str) -> None:
    reply = status(tiny, Bulletin(), Heard(text=text), {}, now)
    assert reply.do is None
    assert "编号" in reply.messages[0]["text"]
    assert "查询码" in reply.messages[0]["text"]
