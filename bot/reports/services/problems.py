"""Problems are reported by whoever finds them, put on the list, raised to the hall's, and struck off by another person."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import User

from bot.cases import services as cases
from bot.cases.actors import Actor, handlers
from bot.cases.errors import AgainstRule, Invalid, NotAllowed, UnknownCase
from bot.cases.lifecycle import OPEN
from bot.cases.models import Case, Kind, Origin
from bot.knowledge.deadlines import END_OF_DAY
from bot.reports.models import Listing, Reach
from bot.staff.roles import may, roles_of
from bot.store.releases import active_hall, shelf
from bot.store.writing import writing
from bot.text.mask import mask

COUNTER = "counter"
LONGEST = 500
LEAST = 4


def report_problem(user: User, *, words: str, place: str, how: str, reach: str, now: datetime, window: str = "",
                   subject: str = "", due: date | None = None) -> Case:  # fmt: skip
    """Puts a problem that we found ourselves on the list; it becomes a request with a number, a post and a limit.

    Args:
        words: what is wrong. how: how it was found. reach: of Reach. due: by which day it must be mended;
            None = the usual limit.

    Raises:
        Invalid, NotAllowed.
    """
    if not may(user, "problems.find"):
        raise NotAllowed("您的岗位不能登记自查问题。")
    errors = _short(words=words, how=how)
    if reach not in Reach.values:
        errors["reach"] = ["请选部门级或大厅级。"]
    elif reach == Reach.HALL and not may(user, "problems.keep"):
        errors["reach"] = ["大厅级由值班长、派单员、督查或主管定，请选部门级。"]
    until = datetime.combine(due, END_OF_DAY, tzinfo=now.astimezone().tzinfo) if due is not None else None
    if until is not None and until <= now:
        errors["due"] = ["整改期限已经过了，请选后面的日期。"]
    if errors:
        raise Invalid(errors)
    with writing():
        opened = cases.open_case(
            kind=Kind.SUGGESTION, description=mask(words.strip()).text, channel=COUNTER, origin=Origin.COUNTER,
            release=shelf().active().id, calendar=active_hall().calendar, now=now, actor=_actor(user, how),
            place=mask(place.strip()).text, window=window, subject=subject, self_found=True,
            expected_at=until,
        )  # fmt: skip
        Listing.objects.create(case=opened.case, reach=reach, listed_at=now, listed_by=user, why=how.strip()[:LONGEST])
    return opened.case


def list_problem(case: Case, user: User, *, reach: str, why: str, now: datetime) -> Listing:
    """Puts a request on the list, or on the other level of it; why stands in the request's history.

    Raises:
        Invalid, NotAllowed, UnknownCase. AgainstRule: it was struck off.
    """
    errors = _short(why=why)
    if reach not in Reach.values:
        errors["reach"] = ["请选部门级或大厅级。"]
    if errors:
        raise Invalid(errors)
    with writing():
        seen = _kept(case, user)
        before = Listing.objects.filter(case=seen).first()
        if before is not None and before.struck_at is not None:
            raise AgainstRule("这个问题已经销号，不能再改级别。")
        if before is not None and before.reach == reach:
            raise AgainstRule(f"已经在{before.get_reach_display()}清单里了。")
        words = f"列入{Reach(reach).label}问题清单：{why.strip()}"
        cases.note(seen, _actor(user, why), words=words, now=now)
        if before is None:
            return Listing.objects.create(
                case=seen, reach=reach, listed_at=now, listed_by=user, why=why.strip()[:LONGEST]
            )
        before.reach, before.why = reach, why.strip()[:LONGEST]
        before.save(update_fields=["reach", "why"])
        return before


def strike(case: Case, user: User, *, proof: str, rule: str, now: datetime) -> Case:
    """Strikes a problem off the list: another person than who handled it has seen that it is mended.

    Args:
        proof: how that was seen. rule: which rule was changed so that it does not come back.

    Raises:
        Invalid, NotAllowed, UnknownCase. WrongState, AgainstRule: it is not answered yet, or this person handled it.
    """
    with writing():
        seen = _kept(case, user)
        if seen.self_found:
            return cases.accept(seen, _actor(user, proof), proof=proof, rule=rule, now=now)
        errors = _short(proof=proof, rule=rule)
        if errors:
            raise Invalid(errors)
        listing = Listing.objects.filter(case=seen).first()
        if listing is None:
            raise UnknownCase("这件诉求不在问题清单里。")
        if listing.struck_at is not None:
            raise AgainstRule("这个问题已经销号了。")
        if seen.state in OPEN:
            raise AgainstRule("这件诉求还没有答复，不能销号。")
        if user.pk in handlers(seen):
            raise AgainstRule("经办过这件诉求的人不能验收销号，请由别人来做。")
        listing.struck_at, listing.struck_by = now, user
        listing.proof, listing.rule = proof.strip(), rule.strip()
        listing.save(update_fields=["struck_at", "struck_by", "proof", "rule"])
        words = f"从问题清单销号。验收依据：{proof.strip()}；改了什么规定：{rule.strip()}"
        return cases.note(seen, _actor(user, proof), words=words, now=now)


def _kept(case: Case, user: User) -> Case:
    if not may(user, "problems.keep"):
        raise NotAllowed("您的岗位不能改问题清单。")
    seen = cases.visible_to(user).filter(pk=case.pk).first()
    if seen is None:
        raise UnknownCase("没有这个问题，或您不能看。")
    return seen


def _actor(user: User, why: str) -> Actor:
    """A manager acts for others only with a reason, which is what was written here anyway."""
    return Actor.staff(user, override=why if roles_of(user) == ["主管"] else "")


def _short(**texts: str) -> dict[str, list[str]]:
    names = {
        "words": "问题",
        "how": "怎么发现的",
        "why": "原因",
        "proof": "验收依据",
        "rule": "改了哪条规定；没有就写“没有改规定”",
    }
    return {
        name: [f"请写明{names[name]}，至少4个字。" if len(text.strip()) < LEAST else "最多写500个字。"]
        for name, text in texts.items()
        if not LEAST <= len(text.strip()) <= LONGEST
    }
