"""Which documents apply to the answers given, and merged lists of bundles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.knowledge.identity import Same
from bot.knowledge.model import Answers, Hall, Item, Material, When
from bot.text.normalise import normalise

_PARTS = re.compile(r"[、，,；;/《》“”\s]|或者?|以及|及其?|和")
_PLAIN = re.compile(r"^(?:居民|本人|双方|申请人|当事人|有效|近期|新的?|旧的?)+|(?:原件|复印件|正本|副本)+$")
SHORTEST_PAPER, LONGEST_PAPER = 3, 8
"""Characters of a paper's name that people say."""


def known(item: Item, answers: Answers) -> Answers:
    """The answers that this item still knows: another release may have dropped a situation or an option."""
    options = {situation.id: {option.id for option in situation.options} for situation in item.situations}
    return {name: value for name, value in answers.items() if value in options.get(name, ())}


def applies(when: When, answers: Answers) -> bool:
    """True unless an answer that was given excludes it: an open question keeps every line that may still count."""
    return all(answers[name] in options for name, options in when.items() if name in answers)


def is_open(when: When, answers: Answers) -> bool:
    """True when it depends on a question that has no answer yet."""
    return any(name not in answers for name in when)


def merged_names(items: Iterable[Item]) -> tuple[str, ...]:
    """Each unconditional paper of these items once, in their order."""
    return tuple(dict.fromkeys(m.name for item in items for m in item.materials if not m.when))


def count_text(material: Material) -> str | None:
    """How many, as it is said: 原件1份、复印件2份. None when no source gives a count."""
    parts = []
    if material.originals is not None:
        parts.append(f"原件{material.originals}份")
    if material.copies is not None:
        parts.append(f"复印件{material.copies}份")
    return "、".join(parts) or material.form


def without_papers(hall: Hall, text: str, *, brought: bool = False) -> str:
    """A sentence without the names of papers (户口本): one that asks about a paper names its matter by the rest.

    Args:
        brought: only those that stand after 带, 拿, 用 and the like; “居住证要带什么” names its matter.
    """
    pattern = _papers(Same(hall))
    if not brought:
        return pattern.sub("，", normalise(text))
    return re.sub(rf"(?<=[带拿用交备要供缺少差])(?:{pattern.pattern})", "，", normalise(text))


def papers_named(hall: Hall, text: str) -> int:
    """How many papers a sentence names."""
    return len(_papers(Same(hall)).findall(normalise(text)))


def papers_pattern(hall: Hall) -> str:
    """The names of papers that people say, as one pattern: what `without_papers` and `papers_named` know of a hall."""
    return _papers(Same(hall)).pattern


@lru_cache(maxsize=8)
def _papers(key: Same[Hall]) -> re.Pattern[str]:
    names = {name for item in key.held.items for material in item.materials for name in _said(material.name)}
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))) or r"(?!)")


@lru_cache(maxsize=16384)
def _said(name: str) -> tuple[str, ...]:
    """How people call a paper; most of a release's papers stood in the one before."""
    names: list[str] = []
    for part in _PARTS.split(re.split(r"[（(]", name)[0]):
        plain = _PLAIN.sub("", part)
        if SHORTEST_PAPER <= len(plain) <= LONGEST_PAPER and not plain.startswith("本人"):
            names += [plain, plain[:-1] + "本"] if plain.endswith("簿") else [plain]
    return tuple(names)
