"""Search: every name finds its own, other scripts and sounds too, and nothing typed makes it fail."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.decide import decide
from bot.knowledge.evidence import EXPLAINED_SCALE, evidence
from bot.knowledge.index import Index, build, found_actions, terms_of
from bot.knowledge.model import Hall
from bot.knowledge.ranker import FEATURES
from bot.knowledge.release import Release
from bot.knowledge.search import matter_words, search


def rank(release: Release, text: str, name: str) -> int:
    return [found.id for found in search(release, text)].index(name)


def test_a_full_name_finds_its_item_first(sample: Release) -> None:
    missed = [item.id for item in sample.hall.items if rank(sample, item.name, item.id) != 0]
    assert missed == []


def test_a_short_name_finds_its_item_first_or_offers_it(sample: Release) -> None:
    missed = []
    for item in sample.hall.items:
        for name in item.short:
            decision = decide(search(sample, name), asks=False, follows=None)
            meant = decision.candidates[:1] if decision.act == "answer" else decision.candidates
            if item.id not in [candidate.id for candidate in meant]:
                missed.append((name, item.id))
    assert missed == []


def test_bundles_and_signposts_are_found_by_their_names(sample: Release) -> None:
    things = [*sample.hall.bundles, *sample.hall.signposts]
    assert [thing.id for thing in things if rank(sample, thing.name, thing.id) != 0] == []


def test_facilities_are_found_by_their_words(sample: Release) -> None:
    missed = [
        (facility.id, word)
        for facility in sample.hall.facilities
        for word in (facility.name, facility.words[0])
        if rank(sample, word, facility.id) != 0
    ]
    assert missed == []


def test_traditional_characters_find_the_same(sample: Release) -> None:
    to_traditional = opencc.OpenCC("s2t")
    missed = [i.id for i in sample.hall.items if rank(sample, to_traditional.convert(i.name), i.id) != 0]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("深份证丢了", "id_card_reissue"),
        ("身份正丢了咋办", "id_card_reissue"),
        ("神份证掉了", "id_card_reissue"),
        ("身份證不見了", "id_card_reissue"),
        ("我身份证丢了咋办", "id_card_reissue"),
        ("請問營業執照怎麼辦理", "indiv_business_setup"),
    ],
)
def test_homophones_and_plain_words_are_understood(sample: Release, text: str, name: str) -> None:
    assert name in [candidate.id for candidate in search(sample, text)[:3]]


NOISE = [
    "",
    " ",
    "\n\t",
    "？！。",
    "的",
    "啊" * 5000,
    "身份证" * 3000,
    "⟦手机号1⟧",
    "⟦",
    "⟧⟦",
    "<script>alert(1)</script>",
    "'; DROP TABLE items; --",
    "{name} {0} %s",
    "/restart",
    "\x00\x01",
    "😀👍🏽",
    "١٢٣",
    "ﷺ𝔘𝔫𝔦",
    "()[]*+?.\\^$|",
]


@pytest.mark.parametrize("text", NOISE, ids=range(len(NOISE)))
def test_noise_does_not_raise(sample: Release, text: str) -> None:
    found = search(sample, text)
    assert len(found) <= 8
    assert all(0 <= c.score <= 1 and 0 <= c.covers <= 1 and 0 <= c.explained <= 1 for c in found)


@pytest.mark.parametrize("text", ["", "⟦手机号1⟧", "？？", "请问一下", "多少钱", "在哪里办"])
def test_a_sentence_without_a_matter_finds_nothing(sample: Release, text: str) -> None:
    assert search(sample, text) == []


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_gives_ordered_scores(tiny: Release, text: str) -> None:
    scores = [found.score for found in search(tiny, text)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_placeholder_is_no_matter(sample: Release) -> None:
    text = "身份证丢了，我电话⟦手机号1⟧"
    assert search(sample, text)[0].id == "id_card_reissue"
    assert "手机号" not in matter_words(sample.hall.cues, text)


def test_only_the_first_200_characters_count(tiny: Release) -> None:
    head = "身份证补领" + "啦" * 195
    assert search(tiny, head) == search(tiny, head + "营业执照办理")


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_at_most_so_many_and_each_once(sample: Release, limit: int) -> None:
    found = search(sample, "身份证", limit=limit)
    assert 0 < len(found) <= limit
    assert len({(c.kind, c.id) for c in found}) == len(found)


def test_the_index_survives_the_disk(sample: Release, tmp_path: Path) -> None:
    sample.index.save(tmp_path)
    again = replace(sample, index=Index.open(tmp_path))
    for text in ("身份证丢了", "開店要什麼", "养老金认证"):
        assert search(again, text) == search(sample, text)


def test_the_same_hall_has_the_same_index(tiny_hall: Hall) -> None:
    one, two = build(tiny_hall), build(tiny_hall)
    assert one.terms == two.terms
    assert (one.weights == two.weights).all()


def test_a_hall_without_matters_finds_nothing(tiny_hall: Hall) -> None:
    bare = Release.of(replace(tiny_hall, items=(), bundles=(), signposts=(), facilities=()))
    assert search(bare, "身份证丢了") == []


def test_action_words_stand_for_their_group() -> None:
    actions = {"补领": "补领", "丢了": "补领", "丢": "补领"}
    assert found_actions("证丢了要补领", actions) == ["补领", "补领"]
    assert "!补领" in terms_of("丢了", actions)


@pytest.mark.parametrize("said", ["补办身份证要多少钱", "新生儿上户口", "公积金", "办"])
def test_the_sums_are_those_of_every_term_alone(sample: Release, said: str) -> None:
    index = sample.index
    found = evidence(index, said)
    assert found is not None
    terms = [term for term in dict.fromkeys(terms_of(said, index.actions)) if term in index.terms]
    scores = [0.0] * len(index.own)
    core, wide = ([0.0] * len(index.owners) for _ in range(2))
    for row in (index.terms[term] for term in terms):
        for place in range(index.starts[row], index.starts[row + 1]):
            scores[index.docs[place]] += float(index.weights[place])
        for sums, starts, holders in ((core, index.core_starts, index.core), (wide, index.wide_starts, index.wide)):
            for holder in holders[starts[row] : starts[row + 1]].tolist():
                sums[holder] += float(index.idf[row])
    total = float(index.idf[[index.terms[term] for term in terms]].sum())
    for owner, features in zip(found.owners.tolist(), found.features, strict=True):
        row = dict(zip(FEATURES, features.tolist(), strict=True))
        assert (row["core"], row["wide"]) == (core[owner] / total, wide[owner] / total)
        docs = range(index.first_docs[owner], index.last_docs[owner])
        merits = [
            math.sqrt(
                min(scores[doc] / max(float(index.own[doc]), 1e-6), 1) * min(scores[doc] / total / EXPLAINED_SCALE, 1)
            )
            for doc in docs
        ]
        assert row["merit"] == pytest.approx(max(merits), rel=1e-12)
