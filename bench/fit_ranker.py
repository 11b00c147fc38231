"""Fit the ranker's weights from our own lines, and say what they are worth on lines that were held out.

Run: `uv run python -m bench.fit_ranker [--write]`. Lines: data/linking/lines.tsv. Five folds; the written weights are
those of all lines.
"""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.knowledge.evidence import Evidence, evidence
from bot.knowledge.files import load
from bot.knowledge.ranker import FEATURES, NONE_FEATURES, probabilities
from bot.knowledge.release import Release
from bot.knowledge.search import matter_words
from bot.paths import HALL, ROOT
from bot.text.pinyin import fuzzy

LINES = ROOT / "data" / "linking" / "lines.tsv"
WEIGHTS = ROOT / "bot" / "knowledge" / "ranker.json"
FOLDS = 5
MISHEARD = 0.3
"""Weight of a line's misheard twin."""
FOLLOW_UP = 0.25
"""Weight of a line that names no matter; there are many and they are easy."""
SHRINK = 0.02
"""Ridge on the weights, per line."""


@dataclass(frozen=True)
class Example:
    """The evidence of a line, the position of its owner (-1 for none), and how much it counts."""

    evidence: Evidence
    right: int
    weight: float = 1.0


def main() -> None:
    """Fit, report, and write if asked."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--write", action="store_true")
    args = arguments.parse_args()
    examples, lost = read()
    print(f"{len(examples)} lines, {lost} whose owner is not among the candidates")
    order = np.random.default_rng(7).permutation(len(examples))
    held: list[tuple[Example, NDArray[np.float64]]] = []
    for fold in range(FOLDS):
        test = {int(i) for i in order[fold::FOLDS]}
        w = fit([e for i, e in enumerate(examples) if i not in test])
        held += [
            (examples[i], probabilities(examples[i].evidence.features, examples[i].evidence.none, w)) for i in test
        ]
    report(held)
    w = fit(examples)
    plain = {
        "candidate": {name: round(float(value), 4) for name, value in zip(FEATURES, w[0], strict=True)},
        "none": {name: round(float(value), 4) for name, value in zip(NONE_FEATURES, w[1], strict=True)},
    }
    print(json.dumps(plain, indent=1))
    if args.write:
        WEIGHTS.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def read() -> tuple[list[Example], int]:
    """The examples, and how many lines were left out because their owner is not a candidate."""
    release = Release.of(load(HALL))
    places = {f"{owner.kind}:{owner.id}": number for number, owner in enumerate(release.index.owners)}
    examples, lost = [], 0
    labelled: set[str] = set()
    with LINES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    misheard = Misheard([row["text"] for row in rows])
    for row in rows:
        labelled.add(row["text"])
        for text, weight in ((row["text"], 1.0), (misheard(row["text"]), MISHEARD)):
            content = matter_words(release.hall.cues, text)
            found = evidence(release.index, content) if content else None
            if found is None:
                continue
            owner = places.get(row["owner"], -1)
            position = np.flatnonzero(found.owners == owner)
            if owner >= 0 and not len(position):
                lost += 1
                continue
            examples.append(Example(found, int(position[0]) if owner >= 0 else -1, weight))
    for text in _follow_ups() - labelled:
        content = matter_words(release.hall.cues, text)
        found = evidence(release.index, content) if content else None
        if found is not None:
            examples.append(Example(found, -1, FOLLOW_UP))
    return examples, lost


class Misheard:
    """A line as a speech recogniser might mishear it: a quarter of its characters become others of the same sound."""

    def __init__(self, texts: list[str]) -> None:
        self._random = np.random.default_rng(11)
        self._alike: dict[str, list[str]] = {}
        for character in sorted({c for text in texts for c in text if c.isalpha()}):
            self._alike.setdefault(fuzzy(character)[0], []).append(character)

    def __call__(self, text: str) -> str:
        return "".join(self._other(c) if c.isalpha() and self._random.random() < 0.25 else c for c in text)

    def _other(self, character: str) -> str:
        alike = self._alike.get(fuzzy(character)[0], [character])
        return str(self._random.choice(alike))


def _follow_ups() -> set[str]:
    """Training examples that name no matter: those of questions, control and small talk that were not labelled."""
    texts = set()
    for name in ("guide", "hall", "talk", "control", "handoff"):
        for row in yaml.safe_load((ROOT / "data" / "nlu" / f"{name}.yml").read_text(encoding="utf-8"))["nlu"]:
            if row["intent"] != "name_matter":
                texts |= {line.removeprefix("- ").strip() for line in row["examples"].splitlines()}
    return texts - {""}


def fit(examples: list[Example]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The weights of greatest likelihood, with a ridge."""
    n = len(FEATURES)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = 0.0, np.zeros_like(w)
        for example in examples:
            x, none = example.evidence.features, example.evidence.none
            utilities = np.append(x @ w[:n], none @ w[n:])
            top = utilities.max()
            chances = np.exp(utilities - top)
            total = chances.sum()
            chances /= total
            right = example.right if example.right >= 0 else len(x)
            value -= example.weight * (utilities[right] - top - np.log(total))
            chances[right] -= 1
            chances *= example.weight
            slope[:n] += chances[:-1] @ x
            slope[n:] += chances[-1] * none
        ridge = SHRINK * len(examples)
        return (value + ridge * float(w @ w) / 50) / len(examples), (slope + ridge * 2 * w / 50) / len(examples)

    result = minimize(loss, np.zeros(n + len(NONE_FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return result.x[:n], result.x[n:]


def report(held: list[tuple[Example, NDArray[np.float64]]]) -> None:
    """What the held-out lines say, for thresholds of answering and offering."""
    inside = [(e, p) for e, p in held if e.right >= 0 and e.weight == 1]
    noisy = [int(np.argmax(p)) == e.right for e, p in held if e.right >= 0 and e.weight == MISHEARD]
    print(f"misheard: right first {np.mean(noisy):.3f} of {len(noisy)}")
    outside = [(e, p) for e, p in held if e.right < 0 and e.weight == 1]
    nothing = [p.max() for e, p in held if e.right < 0 and e.weight == FOLLOW_UP]
    print(
        f"lines that name no matter, taken for one at 0.6: {np.mean([p >= 0.6 for p in nothing]):.3f} of {len(nothing)}"
    )
    first = np.mean([int(np.argmax(p)) == e.right for e, p in inside])
    four = np.mean([e.right in np.argsort(-p)[:4] for e, p in inside])
    print(f"held out: right first {first:.3f}, among four {four:.3f}; {len(inside)} inside, {len(outside)} outside")
    bins: dict[int, list[bool]] = {}
    for e, p in held:
        bins.setdefault(min(int(p.max() * 10), 9), []).append(int(np.argmax(p)) == e.right)
    print("calibration:", {f"{b / 10:.1f}": f"{np.mean(v):.2f} ({len(v)})" for b, v in sorted(bins.items())})
    for sure in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        answered = [(e, p) for e, p in inside if p.max() >= sure]
        right = sum(int(np.argmax(p)) == e.right for e, p in answered)
        false = np.mean([p.max() >= sure for _, p in outside]) if outside else 0.0
        print(
            f"  sure {sure:.2f}: right {right / len(inside):.3f} wrong {(len(answered) - right) / len(inside):.3f} false {false:.3f}"
        )


if __name__ == "__main__":
    main()
