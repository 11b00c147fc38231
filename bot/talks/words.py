"""What the citizen is told about a call: one Message each, with words from the hall's phrases."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User

from bot.cases import services as cases
from bot.cases.lifecycle import plain
from bot.cases.models import Case
from bot.devices import services as devices
from bot.knowledge.hours import opening
from bot.knowledge.labels_phrases import PHRASES
from bot.knowledge.messages import Message, message, option
from bot.knowledge.model import Hall
from bot.knowledge.phrases import say
from bot.knowledge.release import Release
from bot.store.releases import shelf
from bot.talks.desks import post_of

STOP, END = "call:stop", "call:end"
"""Choices that the web does itself: wait no longer, end the talk."""


def release() -> Release:
    """What is spoken from now. Raises bot.knowledge.release.NoRelease before anything is published."""
    return shelf().active()


def version() -> str:
    """`<catalogue>+<bulletin>`, as every answer names it."""
    return f"{release().id}+{shelf().active_bulletin().version}"


def stop_option() -> dict[str, object]:
    return option(STOP, say(release(), "option.call_stop")[0])


def end_option() -> dict[str, object]:
    return option(END, say(release(), "option.call_end")[0])


def told(kind: str, key: str, **slots: str) -> Message:
    """A message with the words of one phrase."""
    text, speech = say(release(), key, variant=0, **slots)
    return message(kind, text, speech=speech, release=version())


def sender(user: User) -> dict[str, str]:
    """Who writes, as the citizen reads it."""
    post = post_of(user)
    return {"name": called(user), "post": post.name if post else "工作人员"}


def called(user: User) -> str:
    """How a member of staff is called."""
    return user.first_name or user.get_username()


def came(user: User, key: str = "call.joined") -> Message:
    """Who answers now. key: the phrase, which names the person and the post."""
    who = sender(user)
    said = told("handoff", key, **who)
    return {**said, "from": who, "options": [end_option()] if key in ("call.joined", "call.taken_over") else []}


def human(user: User, text: str) -> Message:
    """A person's words."""
    return message("human", text, sender=sender(user), release=version())


def delivered() -> Message:
    """Your words reached the person."""
    return told("delivered", "call.delivered")


def numbered(case: Case, placeholder: str, key: str) -> Message:
    """What is said with a number that is given instead of a person. key: why."""
    date = date_text(case.expected_at)
    why, speech = say(release(), key)
    words, _ = say(release(), "case.created", number=case.number, code=placeholder, date=date)
    return message("case_created", f"{why}{words}", speech=f"{speech}{say(release(), 'case.created_speech', date=date)[1]}",
                   case=card(case, placeholder), release=version())  # fmt: skip


def standing(case: Case, key: str) -> Message:
    """The same, where the conversation has its number already."""
    why, speech = say(release(), key)
    words, said = say(release(), "case.status", number=case.number, kind=case.get_kind_display(),
                      state=plain(case.state), date=date_text(case.expected_at))  # fmt: skip
    return message("case_status", f"{why}{words}", speech=f"{speech}{said}", case=card(case), release=version())


def card(case: Case, code: str | None = None) -> dict[str, object]:
    """The `case` of a message. code: only where it is handed out."""
    return {
        "number": case.number,
        "code": code,
        "kind": case.kind,
        "subject": next(
            ({"code": one.id, "name": one.name} for one in release().hall.subjects if one.id == case.subject), None
        ),
        "state": case.state,
        "state_text": plain(case.state),
        "requested_datetime": case.opened_at.astimezone().isoformat(timespec="seconds"),
        "expected_datetime": case.expected_at.astimezone().isoformat(timespec="seconds"),
        "holder": cases.holder_text(case),
    }


def date_text(moment: datetime) -> str:
    """A day as it is said: 11月26日."""
    local = moment.astimezone()
    return f"{local.month}月{local.day}日"


def next_opening(hall: Hall, now: datetime) -> str:
    """When somebody will be there again: 明天8:30 is said as 11月23日8:30."""
    until = opening(hall.information.hours, hall.calendar, now.astimezone()).until
    if until is None:
        return "上班以后"
    when = f"{until.hour}:{until.minute:02d}"
    return when if until.date() == now.astimezone().date() else f"{date_text(until)}{when}"


def danger_name(kind: str) -> str:
    """A class of danger in words for staff."""
    return PHRASES.get(f"emergency.{kind}", "紧急：紧急情况").partition("：")[2]


def place_of(kiosk: str) -> str:
    """Where a kiosk stands: as staff entered it, else by the setting, else by the hall's places, as far as they know it."""
    entered = devices.place_of(kiosk)
    if entered is not None:
        return entered
    if kiosk in settings.KIOSKS:
        return str(settings.KIOSKS[kiosk])
    hall = release().hall
    for key, name, zone_id in ((one.id, one.name, one.zone) for one in hall.places):
        if key == kiosk:
            zone = next((one for one in hall.plan.zones if one.id == zone_id), None)
            return f"{name}，{zone.floor}楼{zone.name}" if zone else name
    start = next((one for one in hall.plan.starts if one.id == kiosk), None)
    if start is not None:
        return f"{start.name}（{start.at.floor}楼）"
    if kiosk.isdigit():
        return f"{kiosk}号一体机"
    return f"一体机 {kiosk}" if kiosk else "大厅一体机（没有设备编号）"
