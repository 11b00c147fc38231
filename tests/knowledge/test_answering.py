"""Free words as the answer to an open question."""

from __future__ import annotations

import pytest

from bot.knowledge.answering import answered
from bot.knowledge.model import Option, Situation


def question(*labels: str, words: tuple[tuple[str, ...], ...] = ()) -> Situation:
    held = words or ((),) * len(labels)
    options = tuple(Option(id=f"o{n}", label=label, words=held[n]) for n, label in enumerate(labels))
    return Situation(id="s", ask="？", options=options)


AGE = question("满16周岁", "未满16周岁")
MARRIED = question("领了结婚证", "没领结婚证")
UNIT = question("有过单位", "没有单位")
TARGET = question("迁到农村", "迁到城镇", words=(("村里",), ("县城", "城里")))
REASON = question("到期了", "损坏了", "姓名等内容变了", words=((), ("摔坏", "折断"), ("改名",)))


@pytest.mark.parametrize(
    ("situation", "said", "option"),
    [
        (AGE, "三十岁", "o0"),
        (AGE, "十五岁半", "o1"),
        (AGE, "今年16岁", "o0"),
        (AGE, "9岁", "o1"),
        (MARRIED, "我们结了婚，婚生的", "o0"),
        (MARRIED, "还没领证", "o1"),
        (UNIT, "有单位，解除了劳动合同", "o0"),
        (UNIT, "没单位，打零工", "o1"),
        (TARGET, "县城里，不是农村", "o1"),
        (TARGET, "回村里去", "o0"),
        (REASON, "给摔坏掉了", "o1"),
        (REASON, "姓名内容变了", "o2"),
    ],
)
def test_the_answer_that_is_meant(situation: Situation, said: str, option: str) -> None:
    assert answered(situation, said) == option


@pytest.mark.parametrize(
    ("situation", "said"),
    [
        (AGE, ""),
        (AGE, "，。"),
        (AGE, "我姓王"),
        (AGE, "满16周岁是什么意思吗"),
        (MARRIED, "今天天气好"),
        (REASON, "我想先问问多少钱，在几楼，要不要预约，能不能让我儿子替我来"),
        (REASON, "说不清"),
    ],
)
def test_what_answers_nothing(situation: Situation, said: str) -> None:
    assert answered(situation, said) is None
