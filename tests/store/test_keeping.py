"""The shelf is cleared of what nobody needs, and of nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue.models import Publication
from bot.knowledge.bulletin import Bulletin, Notice
from bot.knowledge.release import Release
from bot.slips.services import make_slip
from bot.store import keeping
from bot.store.releases import shelf
from tests.seeded_catalogue import NOW, sample


def other(name: str) -> str:
    """Another release on the shelf, an old one."""
    release = Release.of(replace(sample(), information=replace(sample().information, name=name)))
    folder = shelf().put(release)
    age(folder, days=3)
    return release.id


def age(path: Path, *, days: int) -> None:
    at = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (at, at))


def test_old_ones_go_the_active_the_fresh_and_the_needed_stay(
    catalogue: Publication, own_shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = make_slip("id_card_reissue", {}, NOW)
    age(own_shelf / catalogue.release, days=300)
    unused, needed, fresh = other("甲中心"), other("乙中心"), other("丙中心")
    age(own_shelf / fresh, days=0)
    monkeypatch.setitem(keeping.NEEDED, "test", lambda now: {needed})
    assert keeping.clear(NOW) == 1
    left = set(shelf().names())
    assert unused not in left
    assert {needed, fresh, catalogue.release} <= left
    assert slip.release in keeping.NEEDED["slips"](NOW)


def test_old_bulletins_go_the_one_that_holds_stays(catalogue: Publication, own_shelf: Path) -> None:
    old, held = (Bulletin(notices=(Notice(text=text, since=NOW),)) for text in ("旧的", "现在的"))
    shelf().post(old)
    shelf().post(held)
    for file in (own_shelf / "bulletins").glob("*.json"):
        age(file, days=40)
    keeping.clear(NOW)
    assert [file.stem for file in (own_shelf / "bulletins").glob("*.json")] == [held.version]
