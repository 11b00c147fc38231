"""The release: named by its content, written whole or not at all, refused when it was touched."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.faults import FaultyHall, Report
from bot.knowledge.files import load as load_files
from bot.knowledge.files import write
from bot.knowledge.model import Hall, Phrase
from bot.knowledge.release import NoRelease, Release, checked, dumps, load, release_id, save
from bot.knowledge.search import search


def test_the_same_content_has_the_same_id(tiny_hall: Hall, tmp_path: Path) -> None:
    write(tiny_hall, tmp_path)
    again = load_files(tmp_path)
    assert release_id(replace(again, items=tiny_hall.items)) == release_id(tiny_hall)


def test_an_id_is_twelve_hex_digits(tiny_hall: Hall) -> None:
    assert len(release_id(tiny_hall)) == 12
    assert int(release_id(tiny_hall), 16) >= 0


CHANGES: dict[str, Callable[[Hall], Hall]] = {
    "information": lambda hall: replace(hall, information=replace(hall.information, telephone="12346")),
    "a phrase": lambda hall: replace(hall, phrases={**hall.phrases, "fact.free": Phrase(texts=("不要钱",))}),
    "an item's name": lambda hall: replace(hall, items=(replace(hall.items[0], name="别的"), *hall.items[1:])),
    "an item's truth": lambda hall: replace(
        hall, items=(replace(hall.items[0], truth=replace(hall.items[0].truth, example=True)), *hall.items[1:])
    ),
    "one item less": lambda hall: replace(hall, items=hall.items[1:]),
    "the order": lambda hall: replace(hall, items=hall.items[::-1]),
    "a cue": lambda hall: replace(hall, cues=replace(hall.cues, stop=())),
    "a day": lambda hall: replace(hall, calendar=replace(hall.calendar, years=())),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_another_id(tiny_hall: Hall, change: Callable[[Hall], Hall]) -> None:
    assert release_id(change(tiny_hall)) != release_id(tiny_hall)


@pytest.mark.parametrize("name", ["tiny", "sample"])
def test_saved_and_loaded_is_the_same(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> None:
    release: Release = request.getfixturevalue(name)
    folder = save(release, tmp_path)
    assert folder == tmp_path / release.id
    again = load(release.id, tmp_path)
    assert (again.id, again.hall) == (release.id, release.hall)
    assert search(again, release.hall.items[0].name) == search(release, release.hall.items[0].name)


def test_saving_twice_changes_nothing(tiny: Release, tmp_path: Path) -> None:
    folder = save(tiny, tmp_path)
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    save(tiny, tmp_path)
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == [tiny.id]


def test_a_touched_catalogue_is_refused(tiny: Release, tmp_path: Path) -> None:
    file = save(tiny, tmp_path) / "catalogue.json"
    file.write_text(file.read_text(encoding="utf-8").replace("40元", "10元"), encoding="utf-8")
    with pytest.raises(NoRelease, match="被改动过"):
        load(tiny.id, tmp_path)


def test_a_release_under_another_name_is_refused(tiny: Release, tmp_path: Path) -> None:
    save(tiny, tmp_path).rename(tmp_path / "0123456789ab")
    with pytest.raises(NoRelease, match="被改动过"):
        load("0123456789ab", tmp_path)


@pytest.mark.parametrize("name", ["index.npz", "index.json"])
def test_a_release_without_its_index_is_refused(tiny: Release, tmp_path: Path, name: str) -> None:
    (save(tiny, tmp_path) / name).unlink()
    with pytest.raises(NoRelease, match="xiaobao release build"):
        load(tiny.id, tmp_path)


@pytest.mark.parametrize("name", ["catalogue.json", "index.npz"])
def test_saving_again_mends_a_broken_release(tiny: Release, tmp_path: Path, name: str) -> None:
    file = save(tiny, tmp_path) / name
    file.unlink()
    save(tiny, tmp_path)
    assert load(tiny.id, tmp_path).hall == tiny.hall


def test_an_old_format_is_refused(tiny: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.knowledge.release.FORMAT", 0)
    old = Release.of(tiny.hall)
    save(old, tmp_path)
    monkeypatch.undo()
    with pytest.raises(NoRelease, match="旧格式"):
        load(old.id, tmp_path)


@pytest.mark.parametrize("name", ["", "..", ".draft-x", "a/b", "../x", "0123456789ab"])
def test_what_is_no_release_is_said(tiny: Release, tmp_path: Path, name: str) -> None:
    save(tiny, tmp_path / "shelf")
    save(tiny, tmp_path / "x").rename(tmp_path / "y")
    with pytest.raises(NoRelease, match="xiaobao release build"):
        load(name, tmp_path / "shelf")


@pytest.mark.parametrize("where", ["fsync", "rename", "savez"])
def test_a_full_disk_leaves_nothing(tiny: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = {"fsync": "os.fsync", "rename": "pathlib.Path.rename", "savez": "numpy.savez"}[where]
    monkeypatch.setattr(target, full)
    with pytest.raises(OSError, match="No space left"):
        save(tiny, tmp_path)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
    save(tiny, tmp_path)
    assert load(tiny.id, tmp_path).id == tiny.id


def test_another_process_that_was_faster_is_no_error(
    tiny: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def raced(self: Path, target: Path) -> Path:
        monkeypatch.undo()
        save(tiny, tmp_path)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", raced)
    assert save(tiny, tmp_path) == tmp_path / tiny.id
    assert [path.name for path in tmp_path.iterdir()] == [tiny.id]


def test_things_are_found_by_name(tiny: Release) -> None:
    assert tiny.item("hukou") is tiny.hall.items[1]
    assert tiny.bundle("move_in") is tiny.hall.bundles[0]
    assert tiny.signpost("train") is tiny.hall.signposts[1]
    assert tiny.facility("toilet") is tiny.hall.facilities[0]
    assert tiny.place("general") is tiny.hall.places[0]
    assert tiny.window("6") is tiny.hall.windows[5]
    assert tiny.zone("b") is tiny.hall.plan.zones[1]


def test_nothing_is_found_by_a_strange_name(tiny: Release) -> None:
    finders = (tiny.item, tiny.bundle, tiny.signpost, tiny.facility, tiny.place, tiny.window, tiny.zone)
    assert [find("moon") for find in finders] == [None] * len(finders)
    assert tiny.zone(None) is None


def test_a_hall_with_faults_is_not_released(tiny_hall: Hall) -> None:
    with pytest.raises(FaultyHall):
        checked(replace(tiny_hall, departments=()))
    assert checked(tiny_hall) is tiny_hall


def test_the_catalogue_holds_every_part_of_the_hall(sample: Release, tmp_path: Path) -> None:
    plain = json.loads((save(sample, tmp_path) / "catalogue.json").read_text(encoding="utf-8"))
    assert set(plain["hall"]) == {field.name for field in fields(Hall)}


def test_what_two_releases_hold_alike_is_there_once(tiny: Release, tmp_path: Path) -> None:
    changed = replace(tiny.hall.items[0], name="别的")
    other = Release.of(replace(tiny.hall, items=(changed, *tiny.hall.items[1:])))
    facts = Release.of(replace(tiny.hall, information=replace(tiny.hall.information, telephone="12346")))
    for release in (tiny, other, facts):
        save(release, tmp_path)
    one, two, three = (load(release.id, tmp_path) for release in (tiny, other, facts))
    assert [a is b for a, b in zip(one.hall.items, two.hall.items, strict=True)] == [
        False, *[True] * (len(tiny.hall.items) - 1),
    ]  # fmt: skip
    assert (one.hall, two.hall, three.hall) == (tiny.hall, other.hall, facts.hall)
    assert one.index is three.index
    assert one.index is not two.index


def test_the_catalogue_has_a_line_for_each_item(tiny_hall: Hall) -> None:
    for hall in (tiny_hall, replace(tiny_hall, items=())):
        assert len(dumps(hall).splitlines()) == 2 + len(hall.items)
        assert len(json.loads(dumps(hall))["hall"]["items"]) == len(hall.items)


def test_a_fault_in_a_release_has_its_place(tiny: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    add = Report.add
    monkeypatch.setattr(Report, "add", lambda self, path, *words: (seen.append(path), add(self, path, *words))[1])
    text = dumps(tiny.hall).replace('"charged": true', '"charged": "也许"', 1)
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    (save(tiny, tmp_path).rename(tmp_path / name) / "catalogue.json").write_text(text, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(FaultyHall, match="charged"):
            load(name, tmp_path)
    place = next(
        n for n, row in enumerate(json.loads(text)["hall"]["items"]) if "也许" in json.dumps(row, ensure_ascii=False)
    )
    assert seen == [("items", place, "fee", "charged")] * 2
