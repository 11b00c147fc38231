"""The frozen lines are measured with, never trained on: none is close to a training line, and none was changed."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from bot.knowledge.files import load
from bot.paths import HALL, ROOT
from bot.text.normalise import normalise

FOLDER = ROOT / "data" / "lines"
CLOSE = 0.7
"""Shared runs of three characters / all of both."""
OWN = 8
"""Shorter turns of a conversation (谢谢, 再说一遍, 那要多少钱) are everybody's words."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def measured() -> list[str]:
    lines = [row["question"] for row in rows(FOLDER / "questions.tsv")]
    lines += [row["text"] for name in ("danger.tsv", "near_misses.tsv", "requests.tsv") for row in rows(FOLDER / name)]
    talks = yaml.safe_load((FOLDER / "conversations.yml").read_text(encoding="utf-8"))
    turns = [str(step["say"]) for talk in talks for step in talk["turns"] if "say" in step]
    lines += [turn for turn in turns if len(turn) >= OWN]
    journeys = yaml.safe_load((FOLDER / "journeys.yml").read_text(encoding="utf-8"))
    return lines + [journey["say"] for journey in journeys]


def trained() -> list[str]:
    paths = [path for part in ("linking", "danger", "requests") for path in (ROOT / "data" / part).glob("*.tsv")]
    lines = [row["text"] for path in sorted(paths) for row in rows(path)]
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines += [line.removeprefix("- ").strip() for line in row.get("examples", "").splitlines()]
    hall = load(HALL)
    return lines + [words for item in hall.items for words in (*item.ways, *item.events)]


def likeness(left: list[str], right: list[str]) -> csr_matrix:
    """Jaccard of runs of three characters, for pairs that share any."""
    runs = CountVectorizer(analyzer="char", ngram_range=(3, 3), binary=True, dtype=np.float32)
    plain = [["".join(c for c in normalise(line) if c.isalnum()) for line in lines] for lines in (left, right)]
    runs.fit([*plain[0], *plain[1]])
    a, b = (runs.transform(lines) for lines in plain)
    shared = (a @ b.T).tocoo()
    sizes = [np.asarray(m.sum(axis=1)).ravel() for m in (a, b)]
    shared.data /= sizes[0][shared.row] + sizes[1][shared.col] - shared.data
    return shared.tocsr()


def test_no_test_line_is_close_to_a_training_line() -> None:
    left, right = measured(), trained()
    assert len(left) > 2500
    assert len(right) > 20000
    close = likeness(left, right).tocoo()
    pairs = [(left[i], right[j]) for i, j, v in zip(close.row, close.col, close.data, strict=True) if v >= CLOSE]
    assert pairs == []


def frozen() -> list[tuple[str, str]]:
    lines = (FOLDER / "FROZEN.sha256").read_text(encoding="ascii").splitlines()
    return [(name, digest) for digest, name in (line.split() for line in lines if line.strip())]


@pytest.mark.parametrize(("name", "digest"), frozen())
def test_the_lines_are_those_that_were_frozen(name: str, digest: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest
