"""Fit what proposes kind and subject of a request, whether it is urgent and why it may be refused at once.

Run: `uv run python -m bench.fit_requests [--write]`. The model (bot/knowledge/requests.npz) is fitted from the lines of
data/requests; what is reported are held-out lines of the same writer, so that too good a figure is no surprise. What
it is worth is measured on lines of their own: `xiaobao eval --requests data/lines/requests.tsv`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.knowledge.learned import Learned, marks
from bot.knowledge.proposal import FILE, LONGEST, NOT_REFUSED, Reading, read
from bot.paths import ROOT

LINES = ROOT / "data" / "requests"
FOLDS = 5
SOFT, EVEN, RARE = 0.5, 0.5, 1.0
"""C of the linear support vector machines; how far rare classes are made up for, 0 not at all, 1 wholly; RARE is that of
`urgent` and `refused`."""
LIGHT = 0.02
"""Terms whose weight stays below this for every class are left out of the file."""
HEADS: dict[str, Callable[[Row], str]] = {
    "kind": lambda row: row.kind,
    "subject": lambda row: row.subject,
    "urgent": lambda row: "urgent" if row.urgent else "calm",
    "refused": lambda row: row.refused,
}


@dataclass(frozen=True)
class Row:
    """A labelled line. refused: why it may be refused at once, `NOT_REFUSED` as a rule."""

    text: str
    kind: str
    subject: str
    urgent: bool
    refused: str


def main() -> None:
    """Fit, report, and write if asked."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--write", action="store_true", help="write what was fitted")
    args = arguments.parse_args()
    rows = lines()
    sys.stdout.write(f"{len(rows)} lines\n")
    if not args.write:
        report(rows)
        return
    fit(rows, digest()).save(FILE)
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size / 1e6:.1f} MB\n")


def lines(folder: Path = LINES) -> list[Row]:
    """The labelled lines of all files."""
    rows = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                refused = row["refused"] or NOT_REFUSED
                rows.append(Row(row["text"], row["kind"], row["subject"], row["urgent"] == "1", refused))
    return rows


def digest() -> str:
    """Twelve hex digits of the labelled lines, by which a test knows that the shipped model is theirs."""
    total = hashlib.sha256()
    for path in sorted(LINES.glob("*.tsv")):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:12]


def fit(rows: Sequence[Row], name: str = "") -> Learned:
    """The learned model of these lines, with a head for each of `HEADS`. name: the digest of the lines."""
    vectors = TfidfVectorizer(analyzer=partial(marks, longest=LONGEST), sublinear_tf=True, min_df=2)
    matrix = vectors.fit_transform([row.text for row in rows])
    classes: dict[str, tuple[str, ...]] = {}
    coefficients: list[NDArray[np.float64]] = []
    borders: list[float] = []
    for head, of in HEADS.items():
        model = _machine(matrix, [of(row) for row in rows], RARE if head in ("urgent", "refused") else EVEN)
        told = list(zip(map(str, model.classes_), model.coef_, model.intercept_, strict=False))
        if len(model.classes_) == 2:  # of two classes scikit-learn keeps the second alone
            told = [(str(model.classes_[1]), model.coef_[0], model.intercept_[0])]
        classes[head] = tuple(one for one, _, _ in told)
        coefficients += [weights for _, weights, _ in told]
        borders += [float(border) for _, _, border in told]
    weights = np.vstack(coefficients).T
    kept = np.flatnonzero(np.abs(weights).max(axis=1) >= LIGHT)
    scale = np.abs(weights).max(axis=0) / 127
    names = vectors.get_feature_names_out()
    return Learned(
        classes, {str(names[row]): place for place, row in enumerate(kept)}, vectors.idf_[kept].astype(np.float32),
        np.round(weights[kept] / scale).astype(np.int8), scale.astype(np.float32),
        np.array(borders, dtype=np.float32), name,
    )  # fmt: skip


def _machine(matrix: Any, classes: list[str], even: float) -> LinearSVC:
    counts = Counter(classes)
    mean = len(classes) / len(counts)
    weights = {name: (mean / count) ** even for name, count in counts.items()}
    return LinearSVC(C=SOFT, class_weight=weights, random_state=0).fit(matrix, classes)


def report(rows: Sequence[Row]) -> None:
    """What held-out lines say, and the curve that makes a lead a confidence."""
    order = np.random.default_rng(5).permutation(len(rows))
    held: list[tuple[Row, Reading]] = []
    for fold in range(FOLDS):
        test = {int(number) for number in order[fold::FOLDS]}
        model = fit([row for number, row in enumerate(rows) if number not in test])
        held += [(rows[number], read(rows[number].text, model)) for number in sorted(test)]
    for head in ("kind", "subject"):
        right = np.array([reading.best(head)[0] == HEADS[head](row) for row, reading in held])
        leads = np.array([reading.best(head)[1] for _, reading in held])
        slope, start = _curve(leads, right)
        sys.stdout.write(f"{head}: {right.mean():.3f} right, n = {len(held)}; CURVE = ({slope:.2f}, {start:.2f})\n")
    for head, yes in (("urgent", lambda row: row.urgent), ("refused", lambda row: row.refused != NOT_REFUSED)):
        wanted = np.array([yes(row) for row, _ in held])
        found = np.array([reading.urgent if head == "urgent" else reading.refused is not None for _, reading in held])
        both = int((wanted & found).sum())
        sys.stdout.write(f"{head}: {both} of {wanted.sum()} found, {int(found.sum()) - both} more\n")


def _curve(leads: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and start of the logistic curve from the lead of the first over the second to how often it is right."""

    def loss(w: NDArray[np.float64]) -> float:
        z = w[0] * leads + w[1]
        return float(np.mean(np.logaddexp(0, -z) * right + np.logaddexp(0, z) * ~right))

    found = minimize(loss, np.array([2.0, 0.0]), method="Nelder-Mead").x
    return float(found[0]), float(found[1]) if math.isfinite(found[1]) else 0.0


if __name__ == "__main__":
    main()
