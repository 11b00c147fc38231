"""The structured card of a guide: everything about an item that applies to the answers and holds today."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from bot.knowledge.aspects import GROUP_OF
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.materials import applies, count_text, is_open
from bot.knowledge.model import Answers, Fee, Item, Limit, Material, Situation, Truth, When
from bot.knowledge.phrases import say
from bot.knowledge.places import Places, place_cards
from bot.knowledge.truth import State, state, truth_card, weakest

Card = dict[str, Any]
GROUPS = tuple(dict.fromkeys(GROUP_OF.values()))


class Facts(Places, Protocol):
    """A release, with its items by id."""

    @property
    def id(self) -> str: ...
    def item(self, name: str) -> Item | None: ...


def item_card(release: Facts, bulletin: Bulletin, item: Item, answers: Answers, now: datetime) -> Card:
    """What may be said of `item` at `now`: facts that have expired are left out, the rest carries its truth."""
    info = release.hall.information
    telephone = telephone_of(release, item)
    states = group_states(release, item, now)
    alive = {group for group, how in states.items() if how != "expired"}
    own = state(item.truth, info.review_days, now.date()) != "expired"
    places = place_cards(release, bulletin, item.places, answers, now)
    facts = {
        group: truth_card(release, item.truth_of.get(group, item.truth), states[group], telephone)
        for group in GROUPS
        if states[group] != "expired" and holds(item, group)
    }
    silent = [group for group in GROUPS if states[group] == "expired" and holds(item, group)]
    overall = weakest([states[group] for group in facts]) if facts else "expired"
    fee = item.fee if "fee" in alive else None
    shown = [m for m in item.materials if "materials" in alive and applies(m.when, answers)]
    return {
        "title": item.name,
        "summary": summary(release, item.name, places, telephone),
        "authority": item.authority,
        "ticket": next((_ticket(place) for place in places if place["ticket"]), None),
        "places": places,
        "windows": [window for place in places for window in place["windows"]],
        "materials": [_material(material, item, answers) for material in shown],
        "steps": list(item.steps) if "process" in alive else [],
        "steps_online": list(item.steps_online) if "process" in alive else [],
        "conditions": list(item.conditions) if "conditions" in alive else [],
        "not_accepted": list(item.not_accepted) if "conditions" in alive else [],
        "fee": _fee(release, fee, item, answers) if fee else None,
        "limits": _limits(item, answers) if "time_limit" in alive else [],
        "hours": list(dict.fromkeys(place["hours"] for place in places if place["hours"])),
        "result": _result(item) if "result" in alive else None,
        "online": {"where": item.online.where, "url": item.online.url, "note": item.online.note}
        if item.online and "online" in alive
        else None,
        "proxy": item.proxy if "proxy" in alive else None,
        "telephone": telephone,
        "complaint_telephone": item.complaint_telephone or info.complaint_telephone,
        "notes": list(item.notes) if own else [],
        "basis": list(item.basis) if "conditions" in alive else [],
        "silent": silent,
        "situation": {"asked": [_asked(s, answers) for s in item.situations if s.id in answers]},
        "truth": truth_card(release, item.truth, overall, telephone) if facts else None,
        "facts": facts,
        "questions": [
            q.ask for q in item.questions if own and GROUP_OF.get(q.aspect or "", "places") in alive | {"places"}
        ],
    }


def telephone_of(release: Facts, item: Item) -> str:
    """Whom to ask: the item's number, its department's, the hall's."""
    for department in release.hall.departments:
        if department.id == item.department:
            return item.telephone or department.telephone or release.hall.information.telephone
    return item.telephone or release.hall.information.telephone


def group_states(release: Facts, item: Item, now: datetime) -> dict[str, State]:
    """Fact group → its state at `now`."""
    days = release.hall.information.review_days
    return {group: state(item.truth_of.get(group, item.truth), days, now.date()) for group in GROUPS}


def summary(release: Places, name: str, places: list[Card], telephone: str) -> str:
    """The first line of a card: what to do now, and which of its windows are paused."""
    if not places:
        return say(release, "do.ask", name=name, telephone=telephone)[0]
    place = places[0]
    if place["in_hall"] and place["ticket"]:
        machine = release.hall.information.ticket_machine
        text = say(release, "do.ticket", ticket=place["ticket"], where=place["text"], machine=machine)[0]
    elif place["in_hall"]:
        text = say(release, "do.window", where=place["text"])[0]
    elif place["kind"] in ("station_group", "station"):
        text = say(release, "do.station", where=place["text"])[0]
    elif place["kind"] == "online":
        text = say(release, "do.online", where=place["text"])[0]
    else:
        text = say(release, "do.elsewhere", where=place["text"])[0]
    return "，".join([text, *place["paused"]])


def when_label(item: Item, when: When, answers: Answers) -> str | None:
    """The situations a line still depends on, in words: 代办时. None when nothing is open."""
    if not is_open(when, answers):
        return None
    parts = []
    for situation in item.situations:
        if situation.id in when and situation.id not in answers:
            parts.append("或".join(o.label for o in situation.options if o.id in when[situation.id]))
    return "、".join(parts) or None


def fee_text(release: Places, fee: Fee | None, item: Item, answers: Answers) -> str | None:
    """The fee as it is said, or None when it is not known."""
    if fee is None:
        return None
    if not fee.charged:
        return say(release, "fact.free")[0]
    rows = []
    for line in fee.standard:
        if applies(line.when, answers):
            label = when_label(item, line.when, answers)
            rows.append(f"{label}：{line.text}" if label else line.text)
    return "；".join(rows)


def limit_text(limit: Limit) -> str:
    """A limit as it is said."""
    if limit.text:
        return limit.text
    if limit.unit == "当场":
        return "当场办结"
    return f"{limit.number}{'个' if limit.unit in ('工作日', '小时') else ''}{limit.unit}"


def holds(item: Item, group: str) -> bool:
    """Does an item say anything in a fact group?"""
    held: dict[str, Any] = {
        "conditions": item.conditions or item.not_accepted or item.basis or item.cross_area,
        "materials": item.materials,
        "process": item.steps or item.steps_online,
        "time_limit": item.statutory_limit or item.promised_limit or item.limit_note,
        "fee": item.fee,
        "result": item.result,
        "places": item.places,
        "online": item.online,
        "proxy": item.proxy,
        "progress": item.progress,
    }
    return bool(held[group])


def _ticket(place: Card) -> Card:
    return {"button": place["ticket"], "text": place["ticket"]}


def _material(material: Material, item: Item, answers: Answers) -> Card:
    return {
        "name": material.name,
        "form": material.form,
        "count": count_text(material),
        "size": material.size,
        "issuer": material.issuer,
        "where": material.where,
        "necessity": material.necessity,
        "promise": material.promise,
        "choice": material.choice,
        "blank_form": material.blank_form,
        "sample": material.sample,
        "e_licence": material.e_licence,
        "missing": material.missing,
        "expired": material.expired,
        "copy": material.copy,
        "detail": material.standard,
        "note": material.note,
        "label": when_label(item, material.when, answers),
    }


def _fee(release: Places, fee: Fee, item: Item, answers: Answers) -> Card | None:
    text = fee_text(release, fee, item, answers)
    if not text:
        return None
    return {
        "charged": fee.charged,
        "text": text,
        "lines": [line.text for line in fee.standard if applies(line.when, answers)],
        "basis": fee.basis,
        "reductions": fee.reductions,
        "pay_at": fee.pay_at,
        "note": fee.note,
    }


def _limits(item: Item, answers: Answers) -> list[Card]:
    rows = []
    for label, limits in (("法定时限", item.statutory_limit), ("承诺时限", item.promised_limit)):
        for limit in limits:
            if applies(limit.when, answers):
                open_label = when_label(item, limit.when, answers)
                rows.append({"label": f"{label}（{open_label}）" if open_label else label, "text": limit_text(limit)})
    if item.limit_note:
        rows.append({"label": "说明", "text": item.limit_note})
    return rows


def _result(item: Item) -> Card | None:
    if item.result is None:
        return None
    return {
        "name": item.result.name,
        "delivery": list(item.result.delivery),
        "validity": item.result.validity,
        "note": item.result.note,
    }


def _asked(situation: Situation, answers: Answers) -> Card:
    label = next(option.label for option in situation.options if option.id == answers[situation.id])
    return {"id": situation.id, "ask": situation.ask, "option": answers[situation.id], "label": label}


def truth_for(release: Facts, item: Item, aspect: str, now: datetime) -> tuple[State, Truth]:
    """The state and truth that an answer about `aspect` is spoken with."""
    states = group_states(release, item, now)
    group = GROUP_OF.get(aspect)
    if group:
        return states[group], item.truth_of.get(group, item.truth)
    alive = [how for name, how in states.items() if holds(item, name) and how != "expired"]
    return (weakest(alive) if alive else "expired"), item.truth
