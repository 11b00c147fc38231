"""What was learned of labelled lines: shipped as it was fitted, and only evidence beside the words of a release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.fit_linking import Row, digest, fit
from bot.knowledge.decide import decide
from bot.knowledge.evidence import Read, evidence
from bot.knowledge.learned import FILE, NONE, Learned, learned, marks, reading
from bot.knowledge.model import Hall
from bot.knowledge.release import Release
from bot.knowledge.search import read_by, search

MOST_BYTES = 8_000_000


def test_the_shipped_model_is_that_of_the_lines_as_they_stand() -> None:
    assert learned().lines == digest(), "请运行 python -m bench.fit_linking --write"
    assert FILE.stat().st_size < MOST_BYTES


def test_it_knows_the_matters_of_the_sample_hall(sample_hall: Hall) -> None:
    known = set(learned().heads["owner"])
    assert {f"item:{item.id}" for item in sample_hall.items} <= known
    assert {f"signpost:{signpost.id}" for signpost in sample_hall.signposts} <= known


ROWS = [
    *(Row(f"猫{n}走丢了", "item:cat", "other") for n in "一二三四"),
    *(Row(f"狗{n}要多少钱", "item:dog", "fee") for n in "一二三四"),
    *(Row(f"天气{n}怎么样", NONE, "other") for n in "一二三四"),
]
DANGERS = [
    *((f"着火{n}了", "fire") for n in "一二三四"),
    *((f"骗子{n}来电", "fraud") for n in "一二三四"),
    ("吃饭", "calm"),
]


def test_fitted_saved_and_opened_it_reads_the_same(tmp_path: Path) -> None:
    model = fit(ROWS, DANGERS, "digest")
    model.save(tmp_path / "model.npz")
    again = Learned.open(tmp_path / "model.npz")
    assert again.lines == "digest"
    assert again.heads == model.heads
    for text in ("猫五走丢了", "", "，。", "🙂" * 300):
        for head, scores in model.read(text).items():
            assert np.array_equal(again.read(text)[head], scores)


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("猫五走丢了", "owner", "item:cat"),
        ("狗五要多少钱", "aspect", "fee"),
        ("天气五怎么样", "owner", NONE),
        ("着火五了", "danger", "fire"),
        ("骗子五来电", "danger", "fraud"),
    ],
)
def test_it_reads_what_it_was_told(text: str, head: str, name: str) -> None:
    model = fit(ROWS, DANGERS)
    assert model.heads[head][int(np.argmax(model.read(text)[head]))] == name


def test_alarm_is_positive_for_danger_alone() -> None:
    model = fit(ROWS, DANGERS)
    assert model.read("着火五了")["alarm"][0] > 0 > model.read("猫五走丢了")["alarm"][0]


def test_a_sentence_without_letters_has_no_marks() -> None:
    assert marks("，。！") == []
    assert set(reading("")) == set(learned().heads)


def test_an_owner_that_came_later_is_unread(sample_hall: Hall) -> None:
    items = tuple(replace(item, id=f"new_{item.id}") for item in sample_hall.items)
    later = Release.of(replace(sample_hall, items=items, bundles=()))
    read = read_by(later.index, reading("身份证丢了"), learned().heads["owner"])
    kinds = [owner.kind for owner in later.index.owners]
    assert all(np.isnan(score) for score, kind in zip(read.scores, kinds, strict=True) if kind == "item")
    assert not any(np.isnan(score) for score, kind in zip(read.scores, kinds, strict=True) if kind == "signpost")


def test_evidence_needs_no_learned_scores(sample: Release) -> None:
    unread = Read(np.full(len(sample.index.owners), np.nan), -1.0)
    found, same = evidence(sample.index, "身份证丢了"), evidence(sample.index, "身份证丢了", unread)
    assert found is not None
    assert same is not None
    assert np.array_equal(found.features, same.features)


@pytest.fixture(scope="module")
def bare(sample_hall: Hall) -> Release:
    """The sample hall's items as they come from a department's list: official name and documents, nothing else."""
    items = tuple(replace(i, id=f"new_{i.id}", short=(), ways=(), events=(), questions=()) for i in sample_hall.items)
    return Release.of(replace(sample_hall, items=items, bundles=()))


def test_a_fresh_item_is_found_by_its_official_name(bare: Release) -> None:
    missed = [item.name for item in bare.hall.items if search(bare, f"我要办{item.name}")[0].id != item.id]
    assert missed == []


@pytest.mark.parametrize("asking", ["{}要带什么", "请问{}怎么办理", "{}"])
def test_a_fresh_item_is_answered_or_offered(bare: Release, asking: str) -> None:
    missed = []
    for item in bare.hall.items:
        decision = decide(search(bare, asking.format(item.name)), asks=False, follows=None)
        if item.id not in [c.id for c in decision.candidates] or decision.act == "decline":
            missed.append(item.name)
    assert missed == []


def test_a_new_way_of_asking_takes_part_at_once(sample_hall: Hall) -> None:
    words = "喵喵卡"
    before = Release.of(sample_hall)
    assert decide(search(before, f"我想办{words}"), asks=False, follows=None).act != "answer"
    items = tuple(
        replace(item, ways=(*item.ways, words)) if item.id == "ss_card" else item for item in sample_hall.items
    )
    after = Release.of(replace(sample_hall, items=items))
    decision = decide(search(after, f"我想办{words}"), asks=False, follows=None)
    assert decision.act in ("answer", "offer")
    assert decision.first.id == "ss_card"
