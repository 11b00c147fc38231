"""A lost query code: reissued at the guide desk to somebody who remembers facts of the request, and only then.

Staff type what the citizen says; nothing tells which of it was wrong, so that a wrong guess teaches nothing.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User

from bot.cases import vault
from bot.cases.actors import Actor
from bot.cases.errors import CodeLocked, Invalid, UnknownCase
from bot.cases.models import Case, CodeMiss
from bot.cases.services.requests import MISSES, Opened, count_miss
from bot.cases.services.steps import permit, verb, write
from bot.cases.services.visibility import visible_to
from bot.store.writing import writing
from bot.text.normalise import normalise
from bot.text.numbers import is_case_number

NEEDED = 2
STRONG = ("day", "place", "phone_end")
"""One of these must be among the facts: a kind and a common word can be guessed."""
MISSES_OF_PERSON = 3 * MISSES
NOT_ALIKE = "对不上。请再问一遍群众，说不准的就不填。"
LOCKED_HERE = "试错次数太多，请15分钟后再试。"


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """What the citizen says of the own request. day: when it was put in. phone: whole, only to find it by."""

    number: str = ""
    phone: str = ""
    day: date | None = None
    kind: str = ""
    place: str = ""
    phone_end: str = ""
    word: str = ""

    def given(self) -> list[str]:
        """The facts that count; what the request is found by does not."""
        names = ("kind", "place", "word") if not self.number else ("day", "kind", "place", "phone_end", "word")
        return [name for name in names if getattr(self, name)]

    def check(self) -> None:
        """Raises Invalid: not enough to find it by, or too few facts."""
        errors: dict[str, list[str]] = {}
        if self.number and not is_case_number(self.number):
            errors["number"] = ["编号是10位数字，请核对。"]
        if not self.number and not (self.phone and self.day):
            errors["number"] = ["请填编号；没有编号，就填留过的完整电话和登记的日期。"]
        if self.phone_end and not (len(self.phone_end) == 4 and self.phone_end.isdigit()):
            errors["phone_end"] = ["请填电话的最后4位数字。"]
        errors |= {name: ["至少写2个字。"] for name in ("place", "word") if len(getattr(self, name)) == 1}
        given = self.given()
        if not errors and len(given) < NEEDED:
            errors["facts"] = ["至少要填两样群众自己说出来的事实。"]
        elif not errors and self.number and not set(given) & set(STRONG):
            errors["facts"] = ["登记日期、地点、电话后4位，至少要有一样。"]
        if errors:
            raise Invalid(errors)


def reissue(user: User, remembered: Remembered, *, now: datetime) -> Opened:
    """A new code for the request whose facts are remembered; the old one is void.

    Raises:
        Invalid: too few facts. UnknownCase: nothing fits, or it is not for this person to know. CodeLocked: too many
        misses. NotAllowed.
    """
    remembered.check()
    _open(_keys(user, remembered), now)
    found = [case for case in _candidates(user, remembered, now) if _fits(case, remembered)]
    if len(found) > 1:
        raise Invalid({"number": ["有几件都对得上，请填编号。"]})
    if not found:
        _missed(user, remembered, now)
        raise UnknownCase(NOT_ALIKE)
    code = f"{secrets.randbelow(10**6):06d}"
    with writing():
        case = _reissue(found[0], Actor.staff(user), code=code, facts=remembered.given(), now=now)
        # Who has the new code must not be kept out by somebody's guesses at the old one.
        CodeMiss.objects.filter(number__in=[case.number, _key_of(case.number)]).delete()
    return Opened(case, code)


FACTS = {"day": "登记日期", "kind": "类型", "place": "地点", "phone_end": "电话后4位", "word": "内容"}


@verb
def _reissue(case: Case, actor: Actor, *, code: str, facts: Iterable[str], now: datetime) -> Case:
    line = permit("reissue", case, actor)
    said = f"核对了{'、'.join(FACTS[name] for name in facts)}"
    return write(case, line, actor, now=now, words={"detail": said},
                 code_digest=vault.digest("code", case.number, code))  # fmt: skip


def _candidates(user: User, remembered: Remembered, now: datetime) -> list[Case]:
    seen = visible_to(user)
    if remembered.number:
        return list(seen.filter(number=remembered.number))
    if remembered.day is None:
        return []
    start = datetime.combine(remembered.day, time.min, tzinfo=now.astimezone().tzinfo)
    of_day = seen.filter(received_at__gte=start, received_at__lt=start + timedelta(days=1), contact__isnull=False)
    return [case for case in of_day if _digits(_contact(case)) == _digits(remembered.phone)]


def _fits(case: Case, remembered: Remembered) -> bool:
    told = {
        "day": remembered.day in (_day(case.received_at), _day(case.opened_at)),
        "kind": remembered.kind == case.kind,
        "place": _bare(remembered.place) in _bare(f"{case.place} {case.description}"),
        "word": _bare(remembered.word) in _bare(case.description),
        "phone_end": _digits(_contact(case)).endswith(remembered.phone_end) and case.contact is not None,
    }
    return all(told[name] for name in remembered.given())


def _contact(case: Case) -> str:
    return vault.unseal(case.contact) if case.contact is not None else ""


def _day(moment: datetime) -> date:
    return moment.astimezone().date()


def _bare(text: str) -> str:
    return normalise(text).replace(" ", "")


def _digits(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit())


def _key_of(number: str) -> str:
    """The lock of reissuing, beside that of looking up: the last digit only checks the others."""
    return f"r{number[:9]}"


def _keys(user: User, remembered: Remembered) -> dict[str, int]:
    """What is locked, with the misses it takes: the number, known or not, and the person who tries."""
    of_number = {_key_of(remembered.number): MISSES} if remembered.number else {}
    return {**of_number, f"s{user.pk}"[:10]: MISSES_OF_PERSON}


def _open(keys: dict[str, int], now: datetime) -> None:
    rows = CodeMiss.objects.filter(number__in=keys, locked_until__gt=now)
    waits = [int((row.locked_until - now).total_seconds()) for row in rows if row.locked_until is not None]
    if waits:
        raise CodeLocked(max(waits), LOCKED_HERE)


def _missed(user: User, remembered: Remembered, now: datetime) -> None:
    with writing():
        for key, most in _keys(user, remembered).items():
            count_miss(key, now=now, most=most)
