"""Test lines of an item: what people ask, and how the release that holds answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from bot.catalogue.errors import Invalid, Refused, Unknown
from bot.catalogue.models import Entry, Kind, TestLine
from bot.catalogue.models.lines import Origin
from bot.catalogue.services.drafts import may_edit, person_name
from bot.knowledge.asking import asked
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.gate_answers import Answers
from bot.knowledge.verdict import GOOD, WORDS, verdict
from bot.staff.roles import may
from bot.store.releases import active_hall, active_release
from bot.store.writing import writing

OPEN = "other"
"""The aspect of a line that states none."""
LONGEST = 200
"""Characters of a line."""
MOST = 50
"""So many are taken at once."""


@dataclass(frozen=True)
class Tested:
    """A line and what came of it. words: 答对了, 没答上 …; good: is it right? said: the whole answer."""

    line: TestLine
    aspect: str
    words: str
    good: bool
    said: str


def tested(item: str, *, now: datetime) -> list[Tested]:
    """An item's lines, each asked of the active release as it is without the assistant and without the bulletin."""
    release = active_release()
    answers = Answers(release, now) if release is not None else None
    found = []
    for line in TestLine.objects.filter(item=item):
        aspect = ASPECTS.get(line.aspect, "")
        if answers is None:
            found.append(Tested(line, aspect, "", False, ""))
            continue
        answer = answers(line.text)
        how = verdict(item, answer["kind"], answer["item"], answer["options"])
        found.append(Tested(line, aspect, WORDS[how], how in GOOD, answer["text"]))
    return found


def add(user: User, item: str, texts: Sequence[str], *, aspect: str = "", now: datetime) -> int:
    """Adds lines to an item; how many. aspect: a key of ASPECTS, found from the words when empty.

    Raises:
        Unknown: no such item. Refused: not this person's. Invalid: nothing written, too long, another item's line.
    """
    _allowed(user, item)
    wanted = list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    if not wanted:
        raise Invalid([("问句", "请写一句群众会问的话，例如：身份证丢了怎么补")])
    if len(wanted) > MOST:
        raise Invalid([("问句", f"一次最多加{MOST}句，请分几次加")])
    there = dict(TestLine.objects.filter(text__in=wanted).values_list("text", "item"))
    faults = [(text, f"太长了，请写在{LONGEST}字以内") for text in wanted if len(text) > LONGEST]
    for text, other in there.items():
        if other != item:
            faults.append((text, f"已经是“{_name(other)}”的测试问句。一句话只能算一件事"))
    if faults:
        raise Invalid(faults)
    hall, by = active_hall(), person_name(user)
    new = [
        TestLine(
            text=text, item=item, aspect=aspect or next(iter(asked(hall.cues, text)), OPEN),
            origin=Origin.DESK, by=by, at=now,
        )
        for text in wanted
        if text not in there
    ]  # fmt: skip
    with writing():
        TestLine.objects.bulk_create(new)
    return len(new)


def may_remove(user: User, line: TestLine) -> bool:
    """Whether somebody who edits the item may take this line away."""
    return line.origin == Origin.DESK or may(user, "catalogue.review")


def remove(user: User, item: str, pk: int) -> str:
    """Takes a line away; its text. Raises Unknown, Refused.

    The gate asks the lines: who edits alone may take away only what the desk wrote, not what stands against the edit.
    """
    _allowed(user, item)
    with writing():
        line = TestLine.objects.filter(pk=pk, item=item).first()
        if line is None:
            raise Unknown("这句测试问句已经删去了。")
        if not may_remove(user, line):
            raise Refused("这一句是随系统来的，或者是群众问过的，只有审核可以删去。")
        line.delete()
    return line.text


def _allowed(user: User, item: str) -> None:
    entry = Entry.objects.filter(kind=Kind.ITEM, key=item, draft__isnull=False).first()
    if entry is None:
        raise Unknown
    if not may_edit(user, entry.kind, entry.department):
        raise Refused("这个事项由别的部门管，您的岗位不能改。")


def _name(item: str) -> str:
    entry = Entry.objects.filter(kind=Kind.ITEM, key=item).only("name").first()
    return entry.name if entry is not None else "不归本大厅办的事"
