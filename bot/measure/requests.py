"""Requests with the kind, subject and urgency that a careful reader gives them, and what is proposed for their words.

A file has the columns `text kind subject urgent refused`, or `text label` with the class of public research data. Beside
what is proposed stand two baselines: always the most frequent answer of the file, and the hall's own words alone.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.knowledge.proposal import Proposal, by_words, first_of, propose
from bot.knowledge.release import Release
from bot.measure.lines import BadFile
from bot.measure.shares import share
from bot.text.mask import mask

OWN = ("text", "kind", "subject", "urgent", "refused")
OTHERS = ("text", "label")
NONE = "其他"

COMMON = {
    "praise": ("表扬", "感谢信", "锦旗", "点赞"),
    "suggestion": ("建议", "提个意见", "提意见", "希望能"),
    "report": ("举报", "检举", "揭发"),
    "complaint": ("投诉", "态度", "告他", "太差", "没人管", "扰民", "坏了", "反映"),
    "consult": ("咨询", "想问"),
}
"""Common words of a kind, for a baseline."""

Row = dict[str, str]
Said = Callable[[Row], str]


def kind_of(text: str) -> str:
    """The kind that common words name, help when there is none."""
    return next((kind for kind, words in COMMON.items() if any(word in text for word in words)), "help")


def requests(path: Path, release: Release) -> dict[str, Any]:
    """The figures of a file. Raises BadFile."""
    rows = _read(path)
    classes = {subject.id: subject.class_name for subject in release.hall.subjects}
    if not classes:
        raise BadFile("这个大厅没有诉求分类，不能测：请先在资料里加上 subjects")
    texts = [mask(row["text"]).text for row in rows]
    found = [propose(release, text) for text in texts]
    words = [_word(release, text) for text in texts]
    names = [proposal.subject.id if proposal.subject else "" for proposal in found]
    own = "kind" in rows[0]
    wanted = [classes.get(row["subject"], NONE) if own else row["label"] for row in rows]
    got = [classes.get(name, NONE) for name in names]
    figures: dict[str, Any] = {}
    if own:
        kinds, subjects = [row["kind"] for row in rows], [row["subject"] for row in rows]
        figures |= {
            "类型": _agree(kinds, [one.kind for one in found]),
            "类型，只看常见词": _agree(kinds, [kind_of(text) for text in texts]),
            "类型，总猜最多的": _most(kinds),
            "分类": _agree(subjects, names),
            "分类，只看分类的词": _agree(subjects, words),
            "分类，总猜最多的": _most(subjects),
        }
    figures |= {
        "大类": _agree(wanted, got),
        "大类，只看分类的词": _agree(wanted, [classes.get(word, NONE) for word in words]),
        "大类，总猜最多的": _most(wanted),
    }
    if own:
        figures |= _flags(rows, found)
        figures["subject_confusions"] = _confusions(subjects, names)
        figures["kind_confusions"] = _confusions(kinds, [one.kind for one in found])
    figures["class_confusions"] = _confusions(wanted, got)
    return figures


def _flags(rows: Sequence[Row], found: Sequence[Proposal]) -> dict[str, Any]:
    urgent = [(row["urgent"] == "1", one.urgent) for row, one in zip(rows, found, strict=True)]
    refused = [(row["refused"], one.refused or "") for row, one in zip(rows, found, strict=True)]
    return {
        "紧急的认出来": share(sum(a and b for a, b in urgent), sum(a for a, _ in urgent)),
        "不急的没当成紧急": share(sum(not a and not b for a, b in urgent), sum(not a for a, _ in urgent)),
        "不予受理的认出来": share(sum(bool(a) and a == b for a, b in refused), sum(bool(a) for a, _ in refused)),
        "该受理的没有拒绝": share(sum(not a and not b for a, b in refused), sum(not a for a, _ in refused)),
    }


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = list(reader)
    if tuple(reader.fieldnames or ()) not in (OWN, OTHERS) or not rows:
        raise BadFile(f"{path} 的第一行应当是 {' '.join(OWN)}，或者 {' '.join(OTHERS)}，用制表符隔开，后面至少一行")
    return rows


def _word(release: Release, text: str) -> str:
    """The subject with the most of its words in the text; the last one, 其他, when there is none."""
    scores = by_words(release.hall, text)
    return first_of(scores)[0] if any(scores.values()) else release.hall.subjects[-1].id


def _agree(wanted: Sequence[str], got: Sequence[str]) -> dict[str, Any]:
    return share(sum(a == b for a, b in zip(wanted, got, strict=True)), len(wanted))


def _most(wanted: Sequence[str]) -> dict[str, Any]:
    return share(Counter(wanted).most_common(1)[0][1], len(wanted))


def _confusions(wanted: Sequence[str], got: Sequence[str]) -> list[dict[str, Any]]:
    pairs = Counter((a, b) for a, b in zip(wanted, got, strict=True) if a != b)
    return [{"wanted": a, "got": b, "n": n} for (a, b), n in pairs.most_common(30)]
