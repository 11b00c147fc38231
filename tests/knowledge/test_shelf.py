"""The shelf: one pointer switched at once, three releases in memory, drafts nobody sees."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.bulletin import Bulletin, Notice
from bot.knowledge.release import NoRelease, Release
from bot.knowledge.serving import Place, coming, listed
from bot.knowledge.shelf import KEPT, Shelf
from bot.knowledge.warm import warm


@pytest.fixture(scope="module")
def releases(tiny: Release) -> list[Release]:
    """Five releases that differ by their telephone."""
    information = tiny.hall.information
    return [
        replace(Release.of(replace(tiny.hall, information=replace(information, telephone=f"1000{n}"))))
        for n in range(5)
    ]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "releases")


def bulletins(now: datetime, count: int) -> list[Bulletin]:
    return [Bulletin(notices=(Notice(text=f"第{n}条", since=now),)) for n in range(count)]


def full_disk(*args: Any, **kwargs: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_an_empty_shelf_says_what_to_do(shelf: Shelf) -> None:
    for ask in (shelf.active_id, shelf.active):
        with pytest.raises(NoRelease, match="xiaobao release build"):
            ask()
    assert shelf.names() == []


def test_put_and_activate(shelf: Shelf, releases: list[Release]) -> None:
    shelf.put(releases[0])
    with pytest.raises(NoRelease):
        shelf.active_id()
    shelf.activate(releases[0].id)
    assert shelf.active_id() == releases[0].id
    assert Shelf(shelf.root).active().hall == releases[0].hall


def test_what_is_not_there_is_not_activated(shelf: Shelf, releases: list[Release]) -> None:
    shelf.put(releases[0])
    shelf.activate(releases[0].id)
    with pytest.raises(NoRelease):
        shelf.activate("0123456789ab")
    assert shelf.active_id() == releases[0].id


def test_another_process_sees_the_switch(shelf: Shelf, releases: list[Release]) -> None:
    other = Shelf(shelf.root)
    for release in releases[:3]:
        shelf.put(release)
        shelf.activate(release.id)
        stamp = shelf.root / "active"
        os.utime(stamp, ns=(0, stamp.stat().st_mtime_ns + 1000))
        assert other.active().id == release.id


def test_a_broken_pointer_is_said(shelf: Shelf) -> None:
    shelf.root.mkdir(parents=True)
    (shelf.root / "active").write_text("\n", encoding="ascii")
    with pytest.raises(NoRelease):
        shelf.active_id()


def test_three_stay_in_memory_the_last_used_ones(
    shelf: Shelf, releases: list[Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    for release in releases:
        shelf.put(release)
    loaded: list[str] = []

    def load(name: str, root: Path) -> Release:
        loaded.append(name)
        return next(release for release in releases if release.id == name)

    monkeypatch.setattr("bot.knowledge.shelf.load", load)
    for release in releases[-KEPT:]:
        shelf.release(release.id)
    assert loaded == []
    shelf.release(releases[2].id)
    shelf.release(releases[0].id)
    shelf.release(releases[2].id)
    assert loaded == [releases[0].id]
    shelf.release(releases[3].id)
    assert loaded == [releases[0].id, releases[3].id]


def test_names_are_newest_first(shelf: Shelf, releases: list[Release]) -> None:
    for age, release in enumerate(releases):
        file = shelf.put(release) / "catalogue.json"
        os.utime(file, (1000 - age, 1000 - age))
    assert shelf.names() == [release.id for release in releases]


def test_what_was_tried_and_is_not_needed_is_tidied_away(shelf: Shelf, releases: list[Release]) -> None:
    for age, release in enumerate(releases):
        file = shelf.put(release) / "catalogue.json"
        os.utime(file, (1000 - age, 1000 - age))
    shelf.activate(releases[3].id)
    place = Place(shelf.root)
    place.lists([releases[2].id], [])
    assert shelf.tidy([], newest=9) == []
    assert shelf.tidy([releases[4].id], newest=1) == [releases[1].id]
    assert set(shelf.names()) == {releases[n].id for n in (0, 2, 3, 4)}
    assert Shelf(shelf.root).release(releases[4].id).hall == releases[4].hall
    assert Shelf(shelf.root).active().id == releases[3].id
    place.leave()


def test_half_written_drafts_are_not_seen(shelf: Shelf, releases: list[Release]) -> None:
    folder = shelf.put(releases[0])
    draft = shelf.root / ".draft-x"
    draft.mkdir()
    (draft / "catalogue.json").write_bytes((folder / "catalogue.json").read_bytes())
    (shelf.root / "half").mkdir()
    assert shelf.names() == [releases[0].id]
    for name in (".draft-x", "half"):
        with pytest.raises(NoRelease):
            shelf.release(name)


@pytest.mark.parametrize("where", ["os.fsync", "os.replace"])
def test_a_full_disk_keeps_the_old_pointer(
    shelf: Shelf, releases: list[Release], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    for release in releases[:2]:
        shelf.put(release)
    shelf.activate(releases[0].id)
    before = sorted(path.name for path in shelf.root.iterdir())
    monkeypatch.setattr(where, full_disk)
    with pytest.raises(OSError, match="No space left"):
        shelf.activate(releases[1].id)
    monkeypatch.undo()
    assert Shelf(shelf.root).active_id() == releases[0].id
    assert sorted(path.name for path in shelf.root.iterdir()) == before


def test_switching_while_others_read_is_never_seen_half(shelf: Shelf, releases: list[Release]) -> None:
    for release in releases[:2]:
        shelf.put(release)
    shelf.activate(releases[0].id)
    known = {release.id for release in releases[:2]}
    seen: list[str] = []
    faults: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        other = Shelf(shelf.root)
        while not done.is_set():
            try:
                seen.append(other.active().id)
            except BaseException as fault:  # a thread must hand its fault over
                faults.append(fault)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(40):
        shelf.activate(releases[turn % 2].id)
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert set(seen) <= known


def test_no_bulletin_is_the_empty_one(shelf: Shelf) -> None:
    assert shelf.active_bulletin() == Bulletin()
    assert shelf.bulletin("0") == Bulletin()


def test_a_posted_bulletin_holds_at_once(shelf: Shelf, now: datetime) -> None:
    other = Shelf(shelf.root)
    for bulletin in bulletins(now, 5):
        shelf.post(bulletin)
        assert shelf.active_bulletin() == bulletin
        assert other.active_bulletin() == bulletin
    shelf.post(Bulletin())
    assert other.active_bulletin() == Bulletin()


def test_an_older_bulletin_can_still_be_read(shelf: Shelf, now: datetime) -> None:
    posted = bulletins(now, 5)
    for bulletin in posted:
        shelf.post(bulletin)
    for bulletin in posted:
        assert shelf.bulletin(bulletin.version) == bulletin


@pytest.mark.parametrize("version", ["", "deadbeef", "../active", ".", "a b"])
def test_an_unknown_bulletin_is_said(shelf: Shelf, version: str) -> None:
    with pytest.raises(NoRelease):
        shelf.bulletin(version)


def test_a_full_disk_keeps_the_old_bulletin(shelf: Shelf, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = bulletins(now, 2)
    shelf.post(old)
    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        shelf.post(new)
    monkeypatch.undo()
    assert Shelf(shelf.root).active_bulletin() == old
    assert not list((shelf.root / "bulletins").glob(".draft-*"))


def test_bulletins_are_no_releases(shelf: Shelf, releases: list[Release], now: datetime) -> None:
    shelf.put(releases[0])
    shelf.post(bulletins(now, 1)[0])
    assert shelf.names() == [releases[0].id]


# --- processes that answer


@pytest.fixture
def answering(shelf: Shelf, releases: list[Release]) -> Iterator[tuple[Shelf, list[str]]]:
    """A process that answers from the first release, and what was made ready in it."""
    for release in releases[:3]:
        shelf.put(release)
    shelf.activate(releases[0].id)
    ready: list[str] = []
    other = Shelf(shelf.root)
    end = other.watch(lambda release: ready.append(release.id))
    yield other, ready
    end()


def test_what_is_active_is_ready_before_the_first_turn(
    answering: tuple[Shelf, list[str]], releases: list[Release]
) -> None:
    other, ready = answering
    assert ready == [releases[0].id]
    assert other.held(releases[0].id) is other.active()


def test_a_release_is_ready_everywhere_before_the_pointer_moves(
    shelf: Shelf, answering: tuple[Shelf, list[str]], releases: list[Release]
) -> None:
    other, ready = answering
    seen: list[tuple[str, list[str]]] = []
    point = shelf._point

    def noted(name: str, text: str) -> None:
        seen.append((other.active_id(), list(ready)))
        point(name, text)

    shelf._point = noted  # type: ignore[method-assign]
    shelf.activate(releases[1].id)
    assert seen == [(releases[0].id, [release.id for release in releases[:2]])]
    assert other.active().id == releases[1].id
    assert coming(shelf.root) is None


def test_what_is_settled_with_the_switch_is_settled_when_all_are_ready(
    shelf: Shelf, answering: tuple[Shelf, list[str]], releases: list[Release]
) -> None:
    other, ready = answering
    seen: list[tuple[str, list[str]]] = []
    shelf.activate(releases[1].id, commit=lambda: seen.append((other.active_id(), list(ready))))
    assert seen == [(releases[0].id, [release.id for release in releases[:2]])]
    assert other.active().id == releases[1].id


def test_nothing_is_switched_that_was_not_settled(
    shelf: Shelf, answering: tuple[Shelf, list[str]], releases: list[Release]
) -> None:
    def refused() -> None:
        raise ValueError("somebody was faster")

    with pytest.raises(ValueError, match="faster"):
        shelf.activate(releases[1].id, commit=refused)
    assert shelf.active_id() == answering[0].active().id == releases[0].id
    assert coming(shelf.root) is None


def test_the_one_before_speaks_until_the_new_one_is_ready(
    shelf: Shelf, releases: list[Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    for release in releases[:2]:
        shelf.put(release)
    shelf.activate(releases[0].id)
    other, may, begun = Shelf(shelf.root), threading.Event(), threading.Event()

    def slowly(release: Release) -> None:
        if release.id == releases[1].id:
            begun.set()
            assert may.wait(20)

    end = other.watch(slowly)
    other.active()
    shelf.activate(releases[1].id, patience=0)
    assert begun.wait(20)
    assert shelf.active_id() == releases[1].id
    assert other.held(releases[1].id) is None
    assert other.active().id == releases[0].id
    may.set()
    assert other.release(releases[1].id).id == releases[1].id
    assert other.active().id == releases[1].id
    end()


def test_a_release_that_cannot_be_used_leaves_the_old_one_speaking(
    shelf: Shelf, releases: list[Release], caplog: pytest.LogCaptureFixture
) -> None:
    for release in releases[:3]:
        shelf.put(release)
    shelf.activate(releases[0].id)

    def picky(release: Release) -> None:
        if release.id == releases[1].id:
            raise ValueError("words")

    other = Shelf(shelf.root)
    end = other.watch(picky)
    with pytest.raises(NoRelease, match="没有启用"):
        shelf.activate(releases[1].id)
    assert other.active().id == shelf.active_id() == releases[0].id
    assert "用不了，继续使用原来的" in caplog.text
    shelf.activate(releases[2].id)
    assert other.active().id == releases[2].id
    end()


def test_a_pointer_at_a_broken_release_leaves_the_old_one_speaking(
    shelf: Shelf, answering: tuple[Shelf, list[str]], releases: list[Release], caplog: pytest.LogCaptureFixture
) -> None:
    other, ready = answering
    assert other.active().id == releases[0].id
    (shelf.root / releases[1].id / "index.npz").write_bytes(b"half")
    shelf._point("active", f"{releases[1].id}\n")
    assert eventually(lambda: "用不了，继续使用原来的" in caplog.text)
    assert other.active().id == releases[0].id
    assert ready == [releases[0].id]


def test_nobody_waits_for_a_process_that_died(shelf: Shelf, releases: list[Release]) -> None:
    for release in releases[:2]:
        shelf.put(release)
    place = Place(shelf.root)
    place.lists([releases[0].id], [])
    assert listed(shelf.root) == [{releases[0].id}]
    place._file.close()  # what the system does with the files of the dead
    shelf.activate(releases[1].id)
    assert shelf.active_id() == releases[1].id
    assert list((shelf.root / "serving").iterdir()) == []


def test_who_has_left_is_not_asked(shelf: Shelf, releases: list[Release]) -> None:
    shelf.put(releases[0])
    shelf.activate(releases[0].id)
    Shelf(shelf.root).watch(lambda release: None)()
    assert listed(shelf.root) == []


def test_turns_that_name_the_same_release_load_it_once(
    shelf: Shelf, releases: list[Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(releases[0])
    other, loaded, gate = Shelf(shelf.root), [], threading.Barrier(4)

    def load(name: str, root: Path) -> Release:
        loaded.append(name)
        return releases[0]

    def turn() -> None:
        gate.wait(20)
        other.release(releases[0].id)

    monkeypatch.setattr("bot.knowledge.shelf.load", load)
    turns = [threading.Thread(target=turn) for _ in range(4)]
    for one in turns:
        one.start()
    for one in turns:
        one.join()
    assert loaded == [releases[0].id]


def test_warming_changes_nothing_and_needs_no_particular_hall(tiny: Release, sample: Release) -> None:
    for release in (tiny, sample):
        before = release.id, release.hall
        warm(release)
        assert (release.id, release.hall) == before


def eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(400):
        if holds():
            return True
        time.sleep(0.02)
    return False
