"""What a request is probably about, proposed from its words: kind, subject, urgency, danger, the unit it names.

A proposal is shown and can be changed; nothing is decided by it. The learned model knows the subjects of the sample
hall; subjects with other ids are found by their own words. Fitted from data/requests by `python -m bench.fit_requests`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.knowledge.alarm import alarm
from bot.knowledge.decide import decide
from bot.knowledge.learned import Learned, Scores
from bot.knowledge.model import Hall, Subject
from bot.knowledge.phrases import say
from bot.knowledge.release import Release
from bot.knowledge.search import search
from bot.text.normalise import normalise

KINDS = {
    "consult": "咨询",
    "help": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "建议",
    "praise": "表扬",
}
"""Kind of request → its name."""
FILE = Path(__file__).parent / "requests.npz"
NOT_REFUSED = "no"
REFUSALS = {
    "litigation": "case.refused_litigation",
    "arbitration": "case.refused_arbitration",
    "petition": "case.refused_petition",
    "decided": "case.refused_decided",
    "secret": "case.refused_secret",
}
"""Why a request may be refused at once → the phrase that says so, with the right way."""
LONGEST = 2000
"""So many characters of a request count."""
BEGINNING = 80
"""The first characters count twice: people begin with the matter, and end with whom they have called about it."""
CURVES = {"kind": (2.64, -0.34), "subject": (3.57, -0.52)}
"""From the lead of the first over the second to how often it is right: slope and start of a logistic curve."""
WORD = 0.5
"""What one of a subject's own words is worth, where nothing was learned of the subject."""
_STAGE = re.compile(
    r"法院|开庭|官司|起诉|诉讼|一审|二审|终审|上诉|判|裁|仲裁|信访|上访|复议|复核|复查|终结|涉密|机密|秘密|保密|军"
)
"""Without one of these words nothing is refused: the learned score alone would be too bold."""
_UNDER_WAY = re.compile(r"已|正|了|着|在[^，。]{0,6}(?:审|办|理)|不服|下来|终|维持|涉|密")
_WINDOW = re.compile(r"(?<![0-9])([0-9]{1,3})\s*号?\s*(?:窗口|窗|柜台|台)")
_UNIT = ("局", "中心", "大队", "派出所", "管理处", "委员会")


@dataclass(frozen=True)
class Unit:
    """kind: `window` or `department`. key: its number or id. name: as staff know it."""

    kind: str
    key: str
    name: str


@dataclass(frozen=True)
class Proposal:
    """What the words say. subject: None only in a hall without subjects. emergency: a class of danger.

    refused: one of `REFUSALS`, with `rejected_reason`, the right way in words. item: an item of the catalogue that is
    surely spoken of. units: windows and departments named; of a complaint or a report they may be what it is about.
    confidence: of kind and subject, 0–1, how often such a proposal was right on held-out lines.
    """

    kind: str
    subject: Subject | None
    urgent: bool
    emergency: str | None
    refused: str | None
    rejected_reason: str | None
    item: str | None
    units: tuple[Unit, ...]
    confidence: dict[str, float]

    @property
    def against(self) -> tuple[Unit, ...]:
        """The units that a complaint or a report names; none of another kind of request."""
        return self.units if self.kind in ("complaint", "report") else ()


@dataclass(frozen=True)
class Reading:
    """What a learned model makes of a text. heads: names of the classes; scores: (n_classes,) by head."""

    text: str
    heads: dict[str, tuple[str, ...]]
    scores: dict[str, Scores]

    def best(self, head: str) -> tuple[str, float]:
        """The first class of a head and its lead over the second."""
        return first_of(dict(zip(self.heads[head], map(float, self.scores[head]), strict=True)))

    @property
    def urgent(self) -> bool:
        """Is it to be seen to on the same day?"""
        return float(self.scores["urgent"][0]) > 0

    @property
    def refused(self) -> str | None:
        """Why it may be refused at once; None as a rule: a doubtful one is taken in."""
        name = self.best("refused")[0]
        plain = normalise(self.text)
        if name == NOT_REFUSED or not _STAGE.search(plain) or not _UNDER_WAY.search(plain):
            return None
        return name


def propose(release: Release, text: str) -> Proposal:
    """What the words of a request say.

    Args:
        text: masked words, 1–4,000 characters.
    """
    hall = release.hall
    found = read(text, learned())
    kind, kind_lead = found.best("kind")
    subject, subject_lead = _subject(hall, text, found)
    refused = found.refused
    reason = say(release, REFUSALS[refused])[0] if refused else None
    confidence = {"kind": _sure("kind", kind_lead), "subject": _sure("subject", subject_lead) if subject else 0.0}
    return Proposal(
        kind if kind in KINDS else "help", subject, found.urgent, alarm(hall.cues, text), refused, reason,
        _item(release, text), units_named(hall, text), confidence,
    )  # fmt: skip


def read(text: str, model: Learned) -> Reading:
    """What a model makes of a text; its beginning counts once more."""
    scores = model.read(text, LONGEST)
    if len(text) > BEGINNING:
        begun = model.read(text[:BEGINNING], LONGEST)
        scores = {head: (values + begun[head]) / 2 for head, values in scores.items()}
    return Reading(text, model.heads, scores)


def units_named(hall: Hall, text: str) -> tuple[Unit, ...]:
    """The windows and departments of this hall that the words name; a window stands for its department too."""
    plain = normalise(text)
    numbers = set(_WINDOW.findall(plain))
    windows = [one for one in hall.windows if one.number in numbers or one.name in plain]
    named = {one.id for one in hall.departments if any(word in plain for word in _names(one.name, one.short))}
    named |= {one.department for one in windows}
    units = [Unit("window", one.number, f"{one.number}号窗口") for one in windows]
    return (*units, *(Unit("department", one.id, one.name) for one in hall.departments if one.id in named))


@lru_cache(maxsize=1)
def learned() -> Learned:
    """The one that is shipped."""
    return Learned.open(FILE)


def by_words(hall: Hall, text: str) -> dict[str, float]:
    """Subject id → how many of its words stand in the text; the longer word counts, not its parts."""
    plain = normalise(text)
    return {one.id: float(sum(plain.count(word) > 0 for word in one.words)) for one in hall.subjects}


def first_of(scores: dict[str, float]) -> tuple[str, float]:
    """The best name and its lead over the second."""
    order = sorted(scores, key=lambda name: -scores[name])
    return order[0], scores[order[0]] - scores[order[1]] if len(order) > 1 else 1.0


def likeliest(release: Release, text: str) -> list[Subject]:
    """All subjects of the hall, the likeliest for these words first."""
    scores = _subject_scores(release.hall, text, read(text, learned()))
    return sorted(release.hall.subjects, key=lambda one: -scores[one.id])


def _subject(hall: Hall, text: str, found: Reading) -> tuple[Subject | None, float]:
    if not hall.subjects:
        return None, 0.0
    name, lead = first_of(_subject_scores(hall, text, found))
    return next(one for one in hall.subjects if one.id == name), lead


def _subject_scores(hall: Hall, text: str, found: Reading) -> dict[str, float]:
    known = dict(zip(found.heads["subject"], map(float, found.scores["subject"]), strict=True))
    words = by_words(hall, text)
    return {one.id: known.get(one.id, WORD * words[one.id] - 1.0) for one in hall.subjects}


def _item(release: Release, text: str) -> str | None:
    decision = decide(search(release, text), asks=False, follows=None)
    first = decision.first if decision.act == "answer" else None
    return first.id if first is not None and release.item(first.id) is not None else None


def _sure(head: str, lead: float) -> float:
    slope, start = CURVES[head]
    return round(1 / (1 + math.exp(-(slope * lead + start))), 2)


def _names(name: str, short: tuple[str, ...]) -> set[str]:
    return {one for one in (name.removeprefix("县"), *short) if len(one) >= 3 and one.endswith(_UNIT)}
