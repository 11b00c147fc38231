"""Danger told in a sentence: somebody is in danger now, or fraud is going on. Not a word alone, a small grammar.

The patterns are data (data/hall/danger.yml). A pattern is plain words with four signs: `<group>` one word of a
group, `(a|b)` one of these and `(a|b)?` one or none, `…` at most eight characters of the same clause, `……` at most
twenty-four also across commas, `^` and
`$` the beginning and the end of a clause.

What a pattern is worth depends on its list: `alarm` always counts, `danger` unless the sentence speaks of the past,
of papers or of what might be, `hint` only with a word that says it is happening now. Ordinary uses (`calm`) are
taken out first. Classes stand in order: the most urgent first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.knowledge.identity import Same
from bot.knowledge.model import Cues
from bot.text.normalise import normalise
from bot.text.pinyin import fuzzy

BREAK = "，。！？；、：,.~— "
"""Signs that end a clause."""
NEAR, FAR = 8, 24
"""Characters that `…` and `……` may stand for."""
LONGEST = 80
"""Characters that are looked at, from the beginning and from the end of a letter: who is in danger now says it there."""
SOUNDS_LENGTH = 4
"""A phrase of fewer syllables is not looked for by sound: too many ordinary words sound like it."""

_SIGN = re.compile(
    r"<(?P<group>[^<>]*)>|(?P<far>……)|(?P<near>…)|(?P<open>\()|(?P<bar>\|)|(?P<close>\)\??)|(?P<end>\$)|(?P<start>\^)"
)
_END = rf"(?=[了啊呀吗呢吧哦啦嘛咧哩嘞么的 ]*(?:[{re.escape(BREAK)}]|$))"
_GAPS = {
    "near": rf"[^{re.escape(BREAK)}]{{0,{NEAR}}}?",
    "far": rf".{{0,{FAR}}}?",
    "end": _END,
    "start": rf"(?:^|(?<=[{re.escape(BREAK)}]))",
}
_SPACE = re.compile(r" +")


def danger(cues: Cues, text: str) -> str | None:
    """The class of danger that a sentence tells of, or None. Ordinary uses of such words (消防通道, 销户) are calm.

    Args:
        text: masked words, any length; only the beginning and the end of a very long text are read.
    """
    plain = normalise(text)
    if len(plain) > 2 * LONGEST:
        plain = f"{plain[:LONGEST]}。{plain[-LONGEST:]}"
    grammar = _grammar(Same(cues))
    kind = grammar.read(_SPACE.sub("，", plain))
    return grammar.read(_SPACE.sub("", plain)) if kind is None and " " in plain else kind


def faulty(pattern: str, groups: Mapping[str, tuple[str, ...]]) -> str | None:
    """What is wrong with a pattern, in words for an editor, or None."""
    unknown = [name for name in re.findall(r"<([^<>]*)>", pattern) if name not in groups]
    if unknown:
        return f"没有“{unknown[0]}”这个词组"
    if re.search(r"(?<!\))\?|[*+\[\]{}\\]", pattern):
        return "“?”只能跟在括号后面，不能用别的符号"
    depth, inside = 0, re.sub(r"<[^<>]*>", "", pattern)
    for sign in re.findall(r"[()|]", inside):
        depth += {"(": 1, ")": -1, "|": 0}[sign]
        if depth < 0 or (depth == 0 and sign == "|"):
            return "括号不成对，或“|”不在括号里"
    if depth:
        return "括号不成对"
    return None if _anchors(_parse(pattern, groups)) else "至少要有一个必须出现的词"


@dataclass(frozen=True)
class _Part:
    """A piece of a pattern: its words (empty for a gap or an end), the expression, and whether it must be there."""

    words: tuple[str, ...]
    expression: str
    needed: bool = True


@dataclass(frozen=True)
class _Pattern:
    order: tuple[int, int]
    kind: str
    tier: str
    find: re.Pattern[str]


class _Grammar:
    """The patterns of one set of cues, reached by a word each of them must hold."""

    def __init__(self, cues: Cues) -> None:
        groups = cues.groups
        self._calm = _Index([("calm", "calm", pattern) for pattern in sorted(cues.calm, key=len, reverse=True)], groups)
        kinds = list(dict.fromkeys((*cues.alarm, *cues.danger, *cues.hint, *cues.sounds)))
        kinds.sort(key=lambda kind: cues.urgency.index(kind) if kind in cues.urgency else len(cues.urgency))
        rows = [
            (tier, kind, pattern)
            for tier, held in (("alarm", cues.alarm), ("danger", cues.danger), ("hint", cues.hint))
            for kind in kinds
            for pattern in held.get(kind, ())
        ]
        self._rows = _Index(rows, groups, {kind: place for place, kind in enumerate(kinds)})
        self._says = {name: _any(groups.get(name, ())) for name in ("now", "past", "paper", "dead", "if")}
        self._papers = {kind: _any(groups[f"paper_{kind}"]) for kind in kinds if f"paper_{kind}" in groups}
        self._sounds = [
            (kind, heard)
            for kind in kinds
            for phrase in cues.sounds.get(kind, ())
            if len(heard := fuzzy(phrase)) >= SOUNDS_LENGTH
        ]

    def read(self, text: str) -> str | None:
        said = text
        for pattern in self._calm.candidates(text):
            text = pattern.find.sub(lambda match: "，" * len(match[0]), text)
        found: list[_Pattern] = []
        for pattern in self._rows.candidates(text):
            starts = (match.start() for match in pattern.find.finditer(text))
            if any(self._counts(pattern.kind, pattern.tier, said, text, start) for start in starts):
                found.append(pattern)
        if found:
            return min(found, key=lambda pattern: pattern.order).kind
        return self._by_sound(text)

    def _counts(self, kind: str, tier: str, text: str, left: str, start: int) -> bool:
        """Is what was found happening now, as far as the rest tells? left: the text without its ordinary uses."""
        clause = max((left.rfind(sign, 0, start) for sign in BREAK), default=-1) + 1
        now, past, dead = (self._says[name].search(text) is not None for name in ("now", "past", "dead"))
        paper = self._papers.get(kind, self._says["paper"]).search(text, 0 if dead or past else clause) is not None
        if past and paper and not (tier == "alarm" and now):
            return False
        if tier == "alarm":
            return True
        if (tier == "hint" and not now) or self._says["if"].search(left, clause, start):
            return False
        return (now and not dead) or not (past or paper)

    def _by_sound(self, text: str) -> str | None:
        """The strongest phrases by their sound, for homophones of a voice or a keyboard."""
        for clause in re.split(f"[{re.escape(BREAK)}]", text) if self._sounds else ():
            if len(clause) < SOUNDS_LENGTH:
                continue
            said = f" {' '.join(fuzzy(clause))} "
            for kind, phrase in self._sounds:
                if f" {' '.join(phrase)} " in said and self._counts(kind, "danger", text, text, text.find(clause)):
                    return kind
        return None


class _Index:
    """Patterns by a word that each must hold, so that an ordinary sentence meets almost none of them."""

    def __init__(
        self,
        rows: list[tuple[str, str, str]],
        groups: Mapping[str, tuple[str, ...]],
        places: Mapping[str, int] | None = None,
    ) -> None:
        self._by_word: dict[str, list[_Pattern]] = {}
        tiers = {"calm": 0, "alarm": 0, "danger": 1, "hint": 2}
        for number, (tier, kind, pattern) in enumerate(rows):
            parts = _parse(pattern, groups)
            place = (tiers[tier], (places or {}).get(kind, number))
            held = _Pattern(place, kind, tier, _compiled("".join(part.expression for part in parts)))
            for word in _anchors(parts):
                self._by_word.setdefault(word, []).append(held)
        self._lengths = sorted({len(word) for word in self._by_word})

    def candidates(self, text: str) -> list[_Pattern]:
        """The patterns whose word stands in the text, in their order, each once."""
        table, size = self._by_word, len(text)
        found = {
            pattern.find: pattern
            for length in self._lengths
            for at in range(size - length + 1)
            if (word := text[at : at + length]) in table
            for pattern in table[word]
        }
        return sorted(found.values(), key=lambda pattern: pattern.order)


def _parse(pattern: str, groups: Mapping[str, tuple[str, ...]]) -> list[_Part]:
    open_choices: list[list[list[_Part]]] = [[[]]]
    at = 0
    while at < len(pattern):
        parts = open_choices[-1][-1]
        sign = _SIGN.search(pattern, at)
        literal = pattern[at : sign.start() if sign else len(pattern)]
        if literal:
            parts.append(_Part((literal,), re.escape(literal)))
        if sign is None:
            break
        at = sign.end()
        name = sign.lastgroup or ""
        if name == "group":
            words = groups.get(sign["group"], ())
            parts.append(_Part(words, _any(words).pattern))
        elif name == "open":
            open_choices.append([[]])
        elif name == "bar":
            open_choices[-1].append([])
        elif name == "close":
            choices = open_choices.pop()
            open_choices[-1][-1].append(_choice(choices, needed=sign[0] == ")"))
        else:
            parts.append(_Part((), _GAPS[name], needed=False))
    return open_choices[0][0]


def _choice(choices: list[list[_Part]], *, needed: bool) -> _Part:
    bodies = ["".join(part.expression for part in choice) for choice in choices]
    anchors = [_anchors(choice) for choice in choices]
    words = tuple(word for group in anchors for word in group) if all(anchors) else ()
    return _Part(words, f"(?:{'|'.join(bodies)}){'' if needed else '?'}", needed and bool(words))


def _anchors(parts: list[_Part]) -> tuple[str, ...]:
    """The words of the piece that an ordinary sentence holds least often: the longest, then the fewest."""
    needed = [part.words for part in parts if part.needed and part.words]
    return max(needed, key=lambda words: (min(map(len, words)), -len(words)), default=())


@lru_cache(maxsize=1024)
def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of the words, the longest first; nothing at all for no words."""
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})" if words else r"(?!)")


@dataclass(frozen=True)
class _Told:
    """Cues, equal where all that a grammar is made of is equal. data: that, hashable."""

    data: tuple[object, ...]
    cues: Cues = field(compare=False)


@lru_cache(maxsize=16)
def _grammar(key: Same[Cues]) -> _Grammar:
    cues = key.held
    lists = (cues.alarm, cues.danger, cues.hint, cues.sounds, cues.groups)
    return _shared(_Told((cues.urgency, cues.calm, *(tuple(held.items()) for held in lists)), cues))


@lru_cache(maxsize=4)
def _shared(told: _Told) -> _Grammar:
    """The grammar of all releases whose danger data is the same."""
    return _Grammar(told.cues)


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    """Compiled once, however many releases hold it: Python's own cache is smaller than a grammar."""
    return re.compile(expression)
