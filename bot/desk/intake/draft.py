"""What a request in these words would become: what was chosen counts, what was left open is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from bot.cases.models import Kind, Origin
from bot.cases.services import routing
from bot.cases.services.limits import due
from bot.knowledge.model import Post, Subject
from bot.knowledge.phrases import say
from bot.knowledge.proposal import Proposal, propose
from bot.knowledge.release import Release
from bot.slips.finding import find
from bot.text.mask import mask

AUTO = ""
"""Chosen by the words. It is a choice of its own in every list, so that a later word never undoes what a clerk chose."""
YES, NO = "yes", "no"
NUMBERS = {
    "life": "110", "suicide": "120、110", "fire": "119", "medical": "120", "crime": "110", "traffic": "122、120",
    "violence": "110", "gas": "119", "fraud": "96110", "fraud_paid": "110", "child": "110",
}  # fmt: skip
"""Class of danger → the number that stands large."""


@dataclass(frozen=True)
class Draft:
    """proposal: of the words. kind, subject, item, urgent: as they would be stored; post, why: whose it would be.

    danger: numbers and sentence, where somebody is in danger now. ours: whether it is about a unit of the hall.
    """

    text: str
    place: str
    proposal: Proposal
    kind: str
    subject: Subject | None
    item: str
    item_name: str
    urgent: bool
    post: Post | None
    why: str
    expected: datetime
    basis: str
    danger: tuple[str, str] | None
    ours: bool

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)


def drafted(release: Release, given: Mapping[str, str], now: datetime, *, received: datetime | None = None) -> Draft:
    """The draft for what stands in a form. given: its raw texts by field; strange ones count as left open."""
    hall = release.hall
    text, place = mask(given.get("description", "")).text, mask(given.get("place", "")).text
    found = propose(release, text)
    kind = given.get("kind") if given.get("kind") in Kind.values else found.kind
    assert kind is not None
    chosen = next((one for one in hall.subjects if one.id == given.get("subject")), None)
    subject = chosen or found.subject
    units = _units(release, given, f"{text} {place}") if kind in routing.ABOUT_OTHERS else set()
    written = given.get("item", "").strip()
    item = named_item(release, written) if written else (found.item or "" if kind not in routing.ABOUT_OTHERS else "")
    urgent = given.get("urgent") == YES or (given.get("urgent") != NO and found.urgent)
    subject_id = subject.id if subject else ""
    way = routing.route(hall, kind=kind, origin=Origin.COUNTER, item=item or "", place=place, subject=subject_id,
                        window=given.get("against_window", ""), units=units)  # fmt: skip
    watched = bool(units) or way.why.startswith("反映")
    wished = next((one for one in hall.posts if one.id == given.get("post") and not watched), None)
    days, basis = routing.legal_limit(hall, subject_id)
    if given.get("limit_days", "").isdigit() and 0 < int(given["limit_days"]) <= 100:
        days, basis = int(given["limit_days"]), given.get("limit_basis", "")
    danger = (NUMBERS.get(found.emergency, "110"), danger_words(release, found.emergency)) if found.emergency else None
    return Draft(
        text, place, found, kind, subject, item or "", _name(release, item or ""), urgent,
        wished or next((one for one in hall.posts if one.id == way.post), None),
        "登记时选定" if wished else way.why,
        due(hall.calendar, kind, received or now, urgent=urgent, days=days), basis, danger, watched,
    )  # fmt: skip


def named_item(release: Release, written: str) -> str | None:
    """The id of the item somebody wrote; None = no item, or several, are called so."""
    if release.item(written) is not None:
        return written
    same = [one.id for one in release.hall.items if written in (one.name, *one.short)]
    if len(same) == 1:
        return same[0]
    found = [one for one in find(release, written) if release.item(one.id) is not None]
    return found[0].id if len(found) == 1 else None


def _units(release: Release, given: Mapping[str, str], text: str) -> set[routing.Unit]:
    key = given.get("against_person", "")
    person = User.objects.filter(pk=key, is_staff=True).first() if key.isdigit() else None
    return routing.units_named(
        release.hall, text, window=given.get("against_window", ""), department=given.get("against_department", ""),
        person=person,
    )  # fmt: skip


def danger_words(release: Release, emergency: str) -> str:
    """What somebody in danger is told."""
    if emergency != "child":
        return say(release, f"emergency.{emergency}")[0]
    return say(release, "emergency.child", guide_desk=release.hall.information.guide_desk.rstrip("。"))[0]


def _name(release: Release, item: str) -> str:
    found = release.item(item) if item else None
    return found.name if found is not None else ""
