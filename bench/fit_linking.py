"""Fit what finds the matter and the aspect of a sentence, and say what it is worth on lines that were held out.

Run: `uv run python -m bench.fit_linking [--write]`. Two steps. First the learned model (bot/knowledge/learned.npz) from
the lines of data/linking and the words of the sample hall. Then the ranker's weights (ranker.json) on the evidence of
the same lines, where each line's learned scores come from a model that was fitted without it, and without some owners
altogether, so that the ranker also learns to find what came later. What is reported is held out in the same way; what
is written is fitted from all lines.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.knowledge.asking import EVIDENCE, aspect_evidence
from bot.knowledge.evidence import Evidence, evidence
from bot.knowledge.files import load
from bot.knowledge.learned import FILE, NONE, Learned, marks
from bot.knowledge.ranker import FEATURES, NONE_FEATURES, probabilities
from bot.knowledge.release import Release
from bot.knowledge.search import matter_words, read_by
from bot.paths import HALL, ROOT
from bot.text.pinyin import fuzzy

LINES = ROOT / "data" / "linking"
DANGER = ROOT / "data" / "danger"
WEIGHTS = ROOT / "bot" / "knowledge" / "ranker.json"
FOLDS = 5
FORGOTTEN = 0.12
"""Share of owners that each fold's model is not told of."""
SOFT = 0.5
"""C of the linear support vector machines."""
MISHEARD = 0.3
"""Weight of a line's misheard twin, for the ranker."""
FOLLOW_UP = 0.25
"""Weight of a line that names no matter; there are many and they are easy."""
SHRINK = 0.02
"""Ridge on the ranker's weights, per line."""
ASPECT_EVEN, ALARM_EVEN = 0.4, 0.3
"""How far rare classes are made up for, 0 not at all, 1 wholly."""
ASPECT_BOLD = -1.5
"""Added to the weight of “no aspect”: a card with the wrong first sentence still says the rest, silence on what was asked not."""
CALM = "calm"
LIGHT = 0.02
"""Terms whose weight stays below this for every class are left out of the file."""

Weights = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Row:
    """A labelled line. aspect: empty where nobody said which."""

    text: str
    owner: str
    aspect: str = ""


@dataclass(frozen=True)
class Example:
    """The evidence of a line, the position of its owner (-1 for none), how much it counts, and what kind of line it is."""

    evidence: Evidence
    right: int
    weight: float
    kind: str


def main() -> None:
    """Fit, report, and write if asked."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--write", action="store_true", help="write what was fitted")
    arguments.add_argument("--model-only", action="store_true", help="keep the ranker's weights, measure nothing")
    args = arguments.parse_args()
    release = Release.of(load(HALL))
    rows = read()
    sys.stdout.write(f"{len(rows)} lines, {len({row.owner for row in rows})} owners\n")
    if args.model_only:
        write(release, rows)
        return
    examples = held_out(release, rows)
    order = np.random.default_rng(7).permutation(len(examples))
    held: list[tuple[Example, NDArray[np.float64]]] = []
    for fold in range(FOLDS):
        test = {int(i) for i in order[fold::FOLDS]}
        w = fit_ranker([e for i, e in enumerate(examples) if i not in test])
        held += [
            (examples[i], probabilities(examples[i].evidence.features, examples[i].evidence.none, w)) for i in test
        ]
    report(held)
    w = fit_ranker(examples)
    aspect = fit_aspects(release, [*(row for row in rows if row.aspect), *asking()])
    plain = {
        "candidate": {name: round(float(value), 4) for name, value in zip(FEATURES, w[0], strict=True)},
        "none": {name: round(float(value), 4) for name, value in zip(NONE_FEATURES, w[1], strict=True)},
        "aspect": {name: round(float(value), 4) for name, value in zip(EVIDENCE, aspect, strict=True)},
    }
    sys.stdout.write(json.dumps(plain, indent=1) + "\n")
    if args.write:
        write(release, rows)
        WEIGHTS.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def write(release: Release, rows: list[Row]) -> None:
    """Fit the learned model from all lines and write it."""
    fit([*rows, *words(release), *asking()], dangers(), digest()).save(FILE)
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size / 1e6:.1f} MB\n")


def read(folder: Path = LINES) -> list[Row]:
    """The labelled lines of all files, each once."""
    rows: dict[str, Row] = {}
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                rows.setdefault(row["text"], Row(row["text"], row["owner"], row.get("aspect") or ""))
    return list(rows.values())


def dangers(folder: Path = DANGER) -> list[tuple[str, str]]:
    """The lines of danger and their near misses, with their class; what is said in any talk is calm."""
    rows: dict[str, str] = {}
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows |= {row["text"]: row["class"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    for name in ("guide", "hall", "talk", "control", "handoff", "case"):
        rows = {text: CALM for text, _ in _examples(name)} | rows
    return list(rows.items())


def digest() -> str:
    """Twelve hex digits of the labelled lines, by which a test knows that the shipped model is theirs."""
    total = hashlib.sha256()
    for path in sorted([*LINES.glob("*.tsv"), *DANGER.glob("*.tsv")]):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:12]


def words(release: Release) -> list[Row]:
    """The names and ways of asking of the sample hall, as lines without an aspect."""
    hall = release.hall
    rows = [Row(w, f"item:{i.id}") for i in hall.items for w in (i.name, *i.short, *i.ways, *i.events)]
    rows += [Row(w, f"signpost:{s.id}") for s in hall.signposts for w in (s.name, *s.words)]
    return rows + [Row(w, f"facility:{f.id}") for f in hall.facilities for w in (f.name, *f.words)]


def asking() -> list[Row]:
    """The training examples of questions without a matter, for their aspect."""
    return [Row(text, "", intent.removeprefix("ask_")) for text, intent in _examples("guide") if intent[:4] == "ask_"]


def fit(
    rows: Sequence[Row],
    dangers: Sequence[tuple[str, str]] = (),
    lines: str = "",
    heads: Sequence[str] = ("owner", "aspect", "danger", "alarm"),
) -> Learned:
    """The learned model of these lines: `owner`, `aspect` and, with lines of danger, `danger` (kind) and `alarm` (is it)."""
    texts = [row.text for row in rows] + [text for text, _ in dangers]
    vectors = TfidfVectorizer(analyzer=marks, sublinear_tf=True, min_df=2)
    matrix = vectors.fit_transform(texts)
    owned = [number for number, row in enumerate(rows) if row.owner]
    told = [number for number, row in enumerate(rows) if row.aspect]
    models = {}
    if "owner" in heads:
        models["owner"] = _machine(matrix[owned], [rows[number].owner for number in owned], 0.0)
    if "aspect" in heads:
        models["aspect"] = _machine(matrix[told], [rows[number].aspect for number in told], ASPECT_EVEN)
    if dangers:
        kinds = [CALM] * len(rows) + [kind for _, kind in dangers]
        bad = [number for number, kind in enumerate(kinds) if kind != CALM]
        models["danger"] = _machine(matrix[bad], [kinds[number] for number in bad], 0.0)
        models["alarm"] = _machine(matrix, ["alarm" if kind != CALM else CALM for kind in kinds], ALARM_EVEN)
    classes, coefficients, borders = {}, [], []
    for name, model in models.items():
        told_apart = dict(zip(map(str, model.classes_), _borders(model), strict=True))
        classes[name] = ("alarm",) if name == "alarm" else tuple(told_apart)
        coefficients += [told_apart[kind][0] for kind in classes[name]]
        borders += [told_apart[kind][1] for kind in classes[name]]
    weights, bias = np.vstack(coefficients).T, np.array(borders)
    kept = np.flatnonzero(np.abs(weights).max(axis=1) >= LIGHT)
    scale = np.abs(weights).max(axis=0) / 127
    names = vectors.get_feature_names_out()
    return Learned(
        classes, {str(names[row]): place for place, row in enumerate(kept)}, vectors.idf_[kept].astype(np.float32),
        np.round(weights[kept] / scale).astype(np.int8), scale.astype(np.float32), bias.astype(np.float32), lines,
    )  # fmt: skip


def _borders(model: LinearSVC) -> list[tuple[NDArray[np.float64], float]]:
    """Weights and constant of each class; of two classes scikit-learn keeps those of the second alone."""
    rows = list(zip(model.coef_, model.intercept_, strict=True))
    return [(-rows[0][0], -rows[0][1]), rows[0]] if len(model.classes_) == 2 else rows


def _machine(matrix: Any, classes: list[str], even: float) -> LinearSVC:
    """A linear support vector machine; rare classes count (how many there are on average / how many)**even."""
    counts = Counter(classes)
    mean = len(classes) / len(counts)
    weights = {name: (mean / count) ** even for name, count in counts.items()}
    return LinearSVC(C=SOFT, class_weight=weights, random_state=0).fit(matrix, classes)


def held_out(release: Release, rows: list[Row]) -> list[Example]:
    """The examples of all lines, each with the learned scores of a model that saw neither it nor some owners."""
    random = np.random.default_rng(3)
    order = random.permutation(len(rows))
    names = sorted({row.owner for row in rows} - {NONE})
    known = words(release)
    misheard = Misheard([row.text for row in rows])
    follow_ups = sorted(_follow_ups() - {row.text for row in rows})
    examples = []
    for fold in range(FOLDS):
        test = {int(i) for i in order[fold::FOLDS]}
        gone = {name for name in names if random.random() < FORGOTTEN}
        told = [row for i, row in enumerate(rows) if i not in test]
        model = fit([row for row in (*told, *known) if row.owner not in gone], heads=("owner",))
        for i in sorted(test):
            kind = "later" if rows[i].owner in gone else "known"
            examples += _example(release, model, rows[i].text, rows[i].owner, 1.0, kind)
            examples += _example(release, model, misheard(rows[i].text), rows[i].owner, MISHEARD, "misheard")
        for text in follow_ups[fold::FOLDS]:
            examples += _example(release, model, text, NONE, FOLLOW_UP, "follow-up")
    return examples


def _example(release: Release, model: Learned, text: str, owner: str, weight: float, kind: str) -> list[Example]:
    """The example of a line; none when its owner is not among the candidates."""
    content = matter_words(release.hall.cues, text)
    found = (
        evidence(release.index, content, read_by(release.index, model.read(text), model.heads["owner"]))
        if content
        else None
    )
    if found is None:
        return []
    if owner == NONE:
        return [Example(found, -1, weight, kind)]
    names = [f"{o.kind}:{o.id}" for o in (release.index.owners[i] for i in found.owners)]
    return [Example(found, names.index(owner), weight, kind)] if owner in names else []


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
    names = ("guide", "hall", "talk", "control", "handoff")
    return {text for name in names for text, intent in _examples(name) if intent != "name_matter"}


def _examples(name: str) -> list[tuple[str, str]]:
    """The training examples of a file of data/nlu, with their intent."""
    rows = yaml.safe_load((ROOT / "data" / "nlu" / f"{name}.yml").read_text(encoding="utf-8"))["nlu"]
    lines = [(re.sub(r"^- ", "", line).strip(), row["intent"]) for row in rows for line in row["examples"].splitlines()]
    return [(text, intent) for text, intent in lines if text]


def fit_ranker(examples: list[Example]) -> Weights:
    """The weights of greatest likelihood, with a ridge."""
    n, most = len(FEATURES), max(len(e.evidence.features) for e in examples)
    features = np.zeros((len(examples), most, n))
    absent = np.full((len(examples), most), -1e9)
    for number, example in enumerate(examples):
        features[number, : len(example.evidence.features)] = example.evidence.features
        absent[number, : len(example.evidence.features)] = 0
    none = np.stack([e.evidence.none for e in examples])
    right = np.array([e.right if e.right >= 0 else most for e in examples])
    weight = np.array([e.weight for e in examples])
    every = np.arange(len(examples))

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        utilities = np.column_stack([features @ w[:n] + absent, none @ w[n:]])
        top = utilities.max(axis=1, keepdims=True)
        chances = np.exp(utilities - top)
        total = chances.sum(axis=1, keepdims=True)
        chances /= total
        value = -float(weight @ (utilities[every, right] - top[:, 0] - np.log(total[:, 0])))
        chances[every, right] -= 1
        chances *= weight[:, None]
        slope = np.concatenate([np.einsum("im,imf->f", chances[:, :-1], features), chances[:, -1] @ none])
        ridge = SHRINK * len(examples)
        return (value + ridge * float(w @ w) / 50) / len(examples), (slope + ridge * 2 * w / 50) / len(examples)

    result = minimize(loss, np.zeros(n + len(NONE_FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return result.x[:n], result.x[n:]


def fit_aspects(release: Release, rows: list[Row]) -> NDArray[np.float64]:
    """The weights of the evidence for aspects, on learned scores of models that saw neither line; reports their worth."""
    cues, names = release.hall.cues, tuple(sorted({row.aspect for row in rows}))
    order = np.random.default_rng(5).permutation(len(rows))
    evidence = np.zeros((len(rows), len(names), len(EVIDENCE)))
    for fold in range(FOLDS):
        test = {int(i) for i in order[fold::FOLDS]}
        model = fit([row for i, row in enumerate(rows) if i not in test], heads=("aspect",))
        for i in test:
            evidence[i] = aspect_evidence(cues, rows[i].text, model.read(rows[i].text)["aspect"], names)
    right = np.array([names.index(row.aspect) for row in rows])
    every = np.arange(len(rows))

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        utilities = evidence @ w
        utilities -= utilities.max(axis=1, keepdims=True)
        chances = np.exp(utilities)
        chances /= chances.sum(axis=1, keepdims=True)
        value = -float(np.log(chances[every, right]).mean()) + 1e-4 * float(w @ w)
        chances[every, right] -= 1
        return value, np.einsum("nk,nkf->f", chances, evidence) / len(rows) + 2e-4 * w

    w = minimize(loss, np.ones(len(EVIDENCE)), jac=True, method="L-BFGS-B").x
    w[EVIDENCE.index("other")] += ASPECT_BOLD
    got = (evidence @ w).argmax(axis=1)
    stated = right != names.index("other")
    sys.stdout.write(
        f"aspects held out: {np.mean(got[stated] == right[stated]):.3f} of {stated.sum()} stated, "
        f"{np.mean(got[~stated] == right[~stated]):.3f} of {(~stated).sum()} without\n"
    )
    return w


def report(held: list[tuple[Example, NDArray[np.float64]]]) -> None:
    """What the held-out lines say, for thresholds of answering."""
    for kind in ("known", "later", "misheard"):
        some = [(e, p) for e, p in held if e.kind == kind and e.right >= 0]
        first = np.mean([int(np.argmax(p)) == e.right for e, p in some])
        four = np.mean([e.right in np.argsort(-p)[:4] for e, p in some])
        sys.stdout.write(f"{kind}: right first {first:.3f}, among four {four:.3f} of {len(some)}\n")
    nothing = [p.max() for e, p in held if e.kind == "follow-up"]
    share = np.mean([p >= 0.6 for p in nothing])
    sys.stdout.write(f"lines that name no matter, taken for one at 0.6: {share:.3f} of {len(nothing)}\n")
    bins: dict[int, list[bool]] = {}
    for e, p in held:
        bins.setdefault(min(int(p.max() * 10), 9), []).append(int(np.argmax(p)) == e.right)
    calibration = {f"{b / 10:.1f}": f"{np.mean(v):.2f} ({len(v)})" for b, v in sorted(bins.items())}
    sys.stdout.write(f"calibration: {calibration}\n")
    inside = [(e, p) for e, p in held if e.right >= 0 and e.kind == "known"]
    outside = [p for e, p in held if e.right < 0 and e.kind == "known"]
    for sure in (0.4, 0.5, 0.6, 0.7, 0.8):
        answered = [(e, p) for e, p in inside if p.max() >= sure]
        right = sum(int(np.argmax(p)) == e.right for e, p in answered) / len(inside)
        false = np.mean([p.max() >= sure for p in outside])
        wrong = len(answered) / len(inside) - right
        sys.stdout.write(f"  sure {sure:.1f}: right {right:.3f} wrong {wrong:.3f} false {false:.3f}\n")


if __name__ == "__main__":
    main()
