"""Slips are made from the active release, looked up with what has changed since, and forgotten after two years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.knowledge.answer import answer, answer_bundle
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context
from bot.knowledge.materials import known
from bot.knowledge.messages import Message
from bot.knowledge.model import Answers
from bot.knowledge.release import Release
from bot.knowledge.ways import way_words
from bot.slips.changes import changes
from bot.slips.codes import is_code, new_code, tidied
from bot.slips.errors import Invalid, UnknownSlip
from bot.slips.leaflet import Leaflet, leaflet
from bot.slips.models import Slip
from bot.slips.papers import Paper, papers
from bot.store.releases import shelf
from bot.store.timers import every
from bot.store.writing import writing

KEPT = timedelta(days=731)
"""Two years, never a day less."""
BATCH = 200


@dataclass(frozen=True)
class Told:
    """A slip as it was printed, and what has changed since."""

    slip: Slip
    papers: list[Paper]
    changed: list[str]

    @classmethod
    def fresh(cls, slip: Slip) -> Told:
        """One that has just been printed: nothing has changed."""
        return cls(slip, papers(slip.message["card"]), [])

    @property
    def message(self) -> Message:
        """The guide's message as it was told."""
        message: Message = self.slip.message
        return message

    @property
    def leaflet(self) -> Leaflet:
        """What stands on it. Raises bot.knowledge.release.NoRelease."""
        made_at = self.slip.made_at.astimezone()
        hall = shelf().active().hall.information
        return leaflet(self.message, self.slip.code, made_at, made_at + KEPT, hall)


def make_slip(
    item: str, answers: Answers, now: datetime, conversation: Context | None = None, *, kiosk: str = ""
) -> Slip:
    """Keeps what the guide tells now about an item, under a new code.

    Args:
        item: id of an item or bundle. answers: situation id → option id.
        conversation: the context of the talk it is printed from; what was answered there counts. It is not kept.
        kiosk: number of the machine from which the way is told; not kept either. Empty = from the main door.

    Raises:
        Invalid: no such item, situation or option.
        bot.knowledge.release.NoRelease: nothing has been published yet.
    """
    release, bulletin = shelf().active(), shelf().active_bulletin()
    if conversation is not None:
        found = release.item(item)
        answers = known(found, {**answers, **conversation["answers"].get(item, {})}) if found is not None else {}
    else:
        _check(release, item, answers)
    message = tell(release, bulletin, item, answers, now)
    if message is None or message["item"] is None:
        raise Invalid({"item": ["没有这个事项，请重新选择。"]})
    for place in message["card"]["places"]:
        if place["in_hall"]:
            place["way_words"] = way_words(release, place["id"], kiosk)
    with writing():
        code = new_code()
        while Slip.objects.filter(code=code).exists():
            code = new_code()
        return Slip.objects.create(
            code=code,
            item=item,
            name=message["item"]["name"],
            answers=answers,
            release=release.id,
            bulletin=bulletin.version,
            message=message,
            made_at=now,
        )


def tell(release: Release, bulletin: Bulletin, item: str, answers: Answers, now: datetime) -> Message | None:
    """What the guide tells of an item or bundle; None when the release does not have it."""
    bundle = release.bundle(item)
    if bundle is not None:
        return answer_bundle(release, bulletin, bundle, now)
    if release.item(item) is None:
        return None
    return answer(release, bulletin, item, "overview", answers, now)


def told_now(item: str, answers: Answers, now: datetime) -> Message | None:
    """The same from the active release and bulletin. Raises bot.knowledge.release.NoRelease."""
    return tell(shelf().active(), shelf().active_bulletin(), item, answers, now)


def look_up(code: str, now: datetime) -> Told:
    """The slip with this code, however it was typed.

    Raises:
        UnknownSlip: there is none, or it is older than two years.
    """
    plain = tidied(code)
    slip = Slip.objects.filter(code=plain, made_at__gte=now - KEPT).first() if is_code(plain) else None
    if slip is None:
        raise UnknownSlip
    telephone = shelf().active().hall.information.telephone
    since = changes(slip.message, told_now(slip.item, slip.answers, now), telephone)
    return replace(Told.fresh(slip), changed=since)


def releases_in_use(now: datetime) -> set[str]:
    """The releases that slips name: they must stay on the shelf."""
    return set(Slip.objects.filter(made_at__gte=now - KEPT).values_list("release", flat=True).distinct().order_by())


@every(3600, "old slips")
def forget_old(now: datetime) -> int:
    """Deletes slips older than two years, a few at a time; returns how many. Their outcomes stay, without a slip."""
    gone = 0
    while old := list(Slip.objects.filter(made_at__lt=now - KEPT).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with writing():
            Slip.objects.filter(pk__in=old).delete()
        gone += len(old)
    return gone


def _check(release: Release, item: str, answers: Mapping[str, str]) -> None:
    found = release.item(item)
    if found is None and release.bundle(item) is None:
        raise Invalid({"item": ["没有这个事项，请重新选择。"]})
    situations = {situation.id: situation for situation in found.situations} if found is not None else {}
    errors = {}
    for name, option in answers.items():
        situation = situations.get(name)
        if situation is None:
            errors[f"answers.{name}"] = ["这个事项没有这一问，请去掉。"]
        elif option not in {choice.id for choice in situation.options}:
            labels = "、".join(choice.label for choice in situation.options)
            errors[f"answers.{name}"] = [f"没有这个选项，请从“{labels}”里选。"]
    if errors:
        raise Invalid(errors)
