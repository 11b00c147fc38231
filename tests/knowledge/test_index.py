"""The index: built after an edit it is byte for byte the one that is built from nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bot.knowledge import index as module
from bot.knowledge.index import ARRAYS, Index, build, terms_of
from bot.knowledge.model import Hall, Item
from bot.knowledge.postings import SPARE, Words

Edit = Callable[[Hall], Hall]


def first(hall: Hall, **fields: object) -> Hall:
    item: Item = replace(hall.items[0], **fields)  # type: ignore[arg-type]
    return replace(hall, items=(item, *hall.items[1:]))


EDITS: dict[str, Edit] = {
    "nothing": lambda hall: hall,
    "a fact": lambda hall: first(hall, telephone="66778899"),
    "a way of asking": lambda hall: first(hall, ways=(*hall.items[0].ways, "鱼塘边上的事找谁")),
    "a word twice": lambda hall: first(hall, short=(hall.items[0].name, *hall.items[0].short)),
    "a name": lambda hall: first(hall, name="龘靐齉事项"),
    "a word that stood first among all": lambda hall: first(hall, ways=("0号的事",)),
    "a paper": lambda hall: first(hall, materials=hall.items[1].materials),
    "another item's id": lambda hall: first(hall, id="another"),
    "one item less": lambda hall: replace(hall, items=hall.items[1:]),
    "the order": lambda hall: replace(hall, items=hall.items[::-1]),
    "a signpost": lambda hall: replace(hall, signposts=hall.signposts[1:]),
    "a place's name": lambda hall: replace(
        hall, places=(replace(hall.places[0], name="新名称"), *hall.places[1:])
    ),
    "other action words": lambda hall: replace(hall, cues=replace(hall.cues, synonyms=(("鱼塘", "池子"),))),
    "no items": lambda hall: replace(hall, items=(), bundles=()),
    "nothing at all": lambda hall: replace(hall, items=(), bundles=(), signposts=(), facilities=()),
}  # fmt: skip


def files(index: Index, folder: Path) -> list[bytes]:
    folder.mkdir()
    index.save(folder)
    return [file.read_bytes() for file in sorted(folder.iterdir())]


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_after_an_edit_it_is_as_built_from_nothing(tiny_hall: Hall, tmp_path: Path, edit: Edit) -> None:
    words = Words()
    build(tiny_hall, words)
    for number, hall in enumerate((edit(tiny_hall), tiny_hall)):
        after = files(build(hall, words), tmp_path / f"after{number}")
        assert after == files(build(hall), tmp_path / f"new{number}")


def test_many_edits_one_after_the_other(sample_hall: Hall, tmp_path: Path) -> None:
    words, hall = Words(), sample_hall
    for number in range(5):
        edited = replace(hall.items[number], ways=(f"第{number}回问鱼塘", *hall.items[number].ways[1:]))
        hall = replace(hall, items=(*hall.items[:number], edited, *hall.items[number + 1 :]))
        build(hall, words)
    assert files(build(hall, words), tmp_path / "after") == files(build(hall), tmp_path / "new")


def test_the_same_words_are_the_same_index(tiny_hall: Hall) -> None:
    words = Words()
    index = build(tiny_hall, words)
    assert build(first(tiny_hall, telephone="66778899"), words) is index
    assert build(first(tiny_hall, id="another"), words) is not index
    assert build(first(tiny_hall, ways=("别的问法",)), words) is not index


def test_only_what_changed_is_read_again(sample_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    words, read = Words(), []
    build(sample_hall, words)

    def noted(text: str, actions: dict[str, str]) -> list[str]:
        read.append(text)
        return terms_of(text, actions)

    monkeypatch.setattr(module, "terms_of", noted)
    build(first(sample_hall, ways=("鱼塘边上的事找谁",)), words)
    assert "鱼塘边上的事找谁" in read
    assert set(read) <= set(words_of(sample_hall.items[0])) | {"鱼塘边上的事找谁", *around(sample_hall)}
    read.clear()
    build(sample_hall, words)
    assert read == []  # the build before the last is still remembered


def test_what_is_remembered_does_not_grow_for_ever(tiny_hall: Hall) -> None:
    words = Words()
    for number in range(40):
        build(first(tiny_hall, ways=tuple(chr(0x4E00 + number * 300 + n) * 3 for n in range(300))), words)
        assert len(words._names) < SPARE + 2 * 5000


def test_postings_hold_every_term_of_every_document(tiny_hall: Hall) -> None:
    index = build(tiny_hall)
    names = [owner.name for owner in index.owners]
    for place, name in enumerate(names):
        doc = index.first_docs[place]
        for term in set(terms_of(name, index.actions)):
            row = index.terms[term]
            assert doc in index.docs[index.starts[row] : index.starts[row + 1]]
            assert place in index.core[index.core_starts[row] : index.core_starts[row + 1]]
            assert place in index.wide[index.wide_starts[row] : index.wide_starts[row + 1]]
    for name in ("docs", "core", "wide"):
        starts = getattr(index, "starts" if name == "docs" else f"{name}_starts")
        for low, high in pairwise(starts):
            assert np.all(np.diff(getattr(index, name)[low:high]) > 0)
    assert index.own == pytest.approx(np.bincount(index.docs, index.weights, len(index.own)), rel=1e-5)


def test_more_terms_than_sixteen_bits_count() -> None:
    words = Words()
    texts = [f"{n:05d}" for n in range(70_000)]
    held = words.gather(words.blocks([((text,), ()) for text in reversed(texts)], lambda text: [text, "all"], None))
    assert held.names == [*texts, "all"]
    assert held.docs[:70_000].tolist() == list(range(69_999, -1, -1))
    assert held.docs[70_000:].tolist() == list(range(70_000))


def test_a_saved_index_is_opened_alike(tiny_hall: Hall, tmp_path: Path) -> None:
    index = build(tiny_hall)
    index.save(tmp_path)
    again = Index.open(tmp_path)
    assert (again.terms, again.owners, again.actions) == (index.terms, index.owners, index.actions)
    for name in ARRAYS:
        assert np.array_equal(getattr(again, name), getattr(index, name))


def words_of(item: Item) -> tuple[str, ...]:
    return (item.name, *item.short, *item.ways, *item.events)


def around(hall: Hall) -> set[str]:
    item = hall.items[0]
    places = {place.id: place.name for place in hall.places}
    return {
        *(material.name for material in item.materials),
        *(question.ask for question in item.questions),
        *(places.get(use.place, "") for use in item.places),
        item.authority or "",
        *([item.result.name] if item.result else []),
        *(option.label for situation in item.situations for option in situation.options),
    }
