"""Subjects of requests in the catalogue: a newer program brings them where there are none, and none comes back by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.catalogue.models import Entry, Kind, Publication
from bot.catalogue.services import compose, publishing, seeding
from bot.knowledge import release
from bot.knowledge.model import Hall
from bot.store.releases import active_hall, shelf
from tests.seeded_catalogue import NOW, sample


def older(hall: Hall) -> Hall:
    """A hall from before there were subjects and their posts."""
    posts = tuple(post for post in hall.posts if not post.id.startswith("liaison_"))
    return replace(hall, subjects=(), posts=posts)


def test_an_upgrade_brings_subjects_and_their_posts(
    db: None, own_shelf: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeding.seed(older(sample()), None, now=NOW)
    assert active_hall().subjects == ()
    monkeypatch.setattr(release, "FORMAT", release.FORMAT + 1)
    added = seeding.complete(sample(), now=NOW)
    assert {subject.id for subject in sample().subjects} < set(added)
    assert seeding.complete(sample(), now=NOW) == []
    shelf()._releases.clear()
    publishing.reconcile(NOW)
    assert active_hall().subjects == sample().subjects
    assert {subject.post for subject in sample().subjects} <= {post.id for post in active_hall().posts}


def test_a_post_of_a_department_that_is_not_here_comes_without_it(db: None, own_shelf: object) -> None:
    seeding.seed(older(sample()), None, now=NOW)
    posts = tuple(replace(p, department="moon") if p.id == "liaison_police" else p for p in sample().posts)
    seeding.complete(replace(sample(), posts=posts), now=NOW)
    text = compose.approved_text()
    assert '"liaison_police"' in text
    assert '"moon"' not in text


def test_subjects_that_a_hall_has_removed_do_not_come_back(catalogue: Publication) -> None:
    entry = Entry.objects.get(kind=Kind.SUBJECT, key="farming")
    entry.approved = entry.draft = None
    entry.save()
    assert seeding.complete(sample(), now=NOW) == []
