"""Which answer to an open situation question free words give: an age, a yes or no in other words, the nearest option."""

from __future__ import annotations

import re

from bot.knowledge.model import Option, Situation
from bot.knowledge.picking import option_said
from bot.text.normalise import normalise
from bot.text.numbers import chinese_to_int

LONGEST = 24
"""A longer sentence says more than an answer."""
LIKE, CLEARLY = 0.34, 1.5
"""The nearest option shares so much of its shorter side with the words, and so many times as much as the next."""
_AGE = re.compile(r"(?P<number>\d{1,3}|[零一二两三四五六七八九十百]{1,5})(?:周?岁|大了|了$|多岁)")
_BORDER = re.compile(r"(?P<below>未满|不满|不到|没满|以下)?满?(?P<number>\d{1,3})周?岁?(?P<under>以下)?")
_NEGATED = re.compile(r"不是|不在|没有|没|未|不|无|非")
_FILLING = re.compile(r"[我俺咱他她您你的了是有啊呀吧呢嘛，。！、 ]")


def answered(situation: Situation, text: str) -> str | None:
    """The option's id that the words give, or None when they give none plainly.

    Args:
        text: what was said after the question, at most LONGEST characters; a question is no answer.
    """
    plain = normalise(text).strip("，。！？、,.!?~ ")
    if not plain or len(plain) > LONGEST or re.search(r"[吗么？?]$", normalise(text).strip()):
        return None
    return (
        option_said(situation, plain, labels=True)
        or _by_age(situation.options, plain)
        or _by_polarity(situation.options, plain)
        or _nearest(situation.options, plain)
    )


def _by_age(options: tuple[Option, ...], plain: str) -> str | None:
    """满16周岁 or 未满16周岁, for somebody of 三十岁."""
    found = _AGE.search(plain)
    if found is None:
        return None
    said = int(found["number"]) if found["number"].isdigit() else chinese_to_int(found["number"])
    fitting = []
    for option in options:
        border = _BORDER.search(normalise(option.label))
        if border is not None and said is not None:
            below = bool(border["below"] or border["under"])
            if (said < int(border["number"])) == below:
                fitting.append(option.id)
    return fitting[0] if len(fitting) == 1 else None


def _by_polarity(options: tuple[Option, ...], plain: str) -> str | None:
    """Of two options where one denies the other (领了结婚证, 没领结婚证), the one that says yes or no as the words do."""
    negated = [bool(_NEGATED.search(option.label)) for option in options]
    if len(options) != 2 or negated[0] == negated[1]:
        return None
    common = set(_core(options[0].label)) & set(_core(options[1].label))
    first = re.split(r"[，。、,]", plain)[0]
    if not common & set(_core(first)):
        return None
    return options[negated.index(bool(_NEGATED.search(first)))].id


def _nearest(options: tuple[Option, ...], plain: str) -> str | None:
    said = _pairs(_unsaid(plain))
    fits = sorted(
        ((max(_shared(said, _pairs(word)) for word in (o.label, *o.words)), o.id) for o in options), reverse=True
    )
    if not fits or fits[0][0] < LIKE or (len(fits) > 1 and fits[0][0] < CLEARLY * fits[1][0]):
        return None
    return fits[0][1]


def _unsaid(plain: str) -> str:
    """The words without the clauses that deny something (县城里，不是农村)."""
    clauses = re.split(r"[，。、,]", plain)
    return "，".join(clause for clause in clauses if not _NEGATED.match(clause)) or plain


def _core(words: str) -> str:
    return _NEGATED.sub("", _FILLING.sub("", normalise(words)))


def _pairs(words: str) -> set[str]:
    plain = _FILLING.sub("", normalise(words))
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def _shared(left: set[str], right: set[str]) -> float:
    return len(left & right) / max(min(len(left), len(right)), 1)
