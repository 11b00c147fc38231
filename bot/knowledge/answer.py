"""`answer`: one Message about one item (or bundle) from the release and the moment. Nothing in it is generated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bot.knowledge.aspects import ASPECTS, GROUP_OF
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.cards import Card, Facts, item_card, summary, telephone_of, truth_for
from bot.knowledge.materials import applies, known
from bot.knowledge.messages import Message, message, numbered, option
from bot.knowledge.model import Answers, Bundle, Item, Situation
from bot.knowledge.phrases import say
from bot.knowledge.places import place_cards
from bot.knowledge.truth import state, truth_card

PRESENCE = "到场"
"""The form of a material that is no paper: somebody must come."""
NEXT = ("materials", "location", "fee", "time_limit")
"""Likely next questions, offered under a card."""


def answer(
    release: Facts,
    bulletin: Bulletin,
    item_id: str,
    aspect: str,
    answers: Answers,
    now: datetime,
    *,
    question: str | None = None,
    variant: int = 0,
) -> Message:
    """The guide's message about an item.

    Args:
        aspect: a key of ASPECTS.
        answers: situation id → option id, as far as told; unknown ones are ignored.
        now: aware, in the hall's time; chooses truth states, opening and pauses.
        question: a common question of this item (its words) to be answered in place of the aspect.

    Raises:
        KeyError: no such item in this release.
    """
    item = release.item(item_id)
    if item is None:
        raise KeyError(item_id)
    if aspect not in ASPECTS:
        aspect = "overview"
    answers = known(item, answers)
    card = item_card(release, bulletin, item, answers, now)
    how, truth = truth_for(release, item, aspect, now)
    telephone = card["telephone"]
    if how == "expired":
        text = say(release, "guide.silent", name=item.name, where=_where(release, card), telephone=telephone)[0]
    else:
        text = _sentence(release, item, aspect, answers, card, question, variant)
        line = truth_card(release, truth, how, telephone)["text"] if how != "valid" else ""
        text = f"{text}\n{line}" if line else text
    if aspect != "overview" and how != "expired":
        card = {**card, "truth": truth_card(release, truth, how, telephone)}
    needed = [m for m in card["materials"] if m["necessity"] != "非必要" and m["form"] != PRESENCE]
    count = len(_material_names({"materials": needed}))
    first = _spoken_place(card["places"]) or telephone
    if how == "expired" or aspect not in ("overview", "location", "window", "materials"):
        speech = text.split("\n")[0]
    elif count:
        speech = say(release, "guide.speech", name=item.name, where=first, count=str(count))[0]
    else:
        speech = card["summary"]
    options = [option(f"aspect:{name}", ASPECTS[name], item.id) for name in NEXT if name != aspect]
    return message(
        "guide",
        text,
        speech=speech,
        item={"id": item.id, "name": item.name},
        aspect=aspect,
        card=card,
        options=[*options, option("human", say(release, "option.human")[0])],
        release=f"{release.id}+{bulletin.version}",
    )


def open_situation(item: Item, aspect: str, answers: Answers) -> Situation | None:
    """The next situation question that would change the answer about `aspect`, or None.

    A question counts when a line of that aspect's facts names it and is not ruled out by the answers so far.
    """
    lines = _lines(item, aspect)
    for situation in item.situations:
        if situation.id in answers or not all(answers.get(n) in o for n, o in situation.when.items()):
            continue
        if any(situation.id in when and applies(when, answers) for when in lines):
            return situation
    return None


def situation_message(release: Facts, bulletin: Bulletin, item: Item, aspect: str, situation: Situation) -> Message:
    """The one question, with its options."""
    text, speech = say(release, "clarify.situation", ask=situation.ask)
    options = [option(f"situation:{situation.id}:{choice.id}", choice.label, item.id) for choice in situation.options]
    return message(
        "clarify",
        numbered(text, options),
        speech=f"{speech} {'，还是'.join(choice.label for choice in situation.options)}？",
        item={"id": item.id, "name": item.name},
        aspect=aspect,
        options=options,
        release=f"{release.id}+{bulletin.version}",
    )


def answer_bundle(release: Facts, bulletin: Bulletin, bundle: Bundle, now: datetime) -> Message:
    """The guide's message about a 一件事: one merged list, one place."""
    info = release.hall.information
    telephone = bundle.telephone or info.telephone
    how = state(bundle.truth, info.review_days, now.date())
    places = place_cards(release, bulletin, bundle.places, {}, now)
    truth = truth_card(release, bundle.truth, how, telephone)
    card: Card = {
        "title": bundle.name,
        "summary": summary(release, bundle.name, places, telephone),
        "places": places,
        "windows": [window for place in places for window in place["windows"]],
        "ticket": next(({"button": p["ticket"], "text": p["ticket"]} for p in places if p["ticket"]), None),
        "materials": [] if how == "expired" else [{"name": name, "necessity": "必要"} for name in bundle.merged],
        "steps": [] if how == "expired" else list(bundle.steps),
        "limits": [{"label": "时限", "text": bundle.limit}] if bundle.limit and how != "expired" else [],
        "notes": [] if how == "expired" else list(bundle.notes),
        "telephone": telephone,
        "truth": truth,
        "facts": {},
    }
    items = [release.item(name) for name in bundle.items]
    options = [option(f"item:{item.id}", item.name, item.id) for item in items if item is not None]
    text, _ = say(release, "guide.bundle", name=bundle.name, list=_rows(bundle.merged), where=card["summary"])
    text = "\n".join([text, *bundle.notes])
    if how == "expired":
        text = say(release, "guide.silent", name=bundle.name, where=card["summary"], telephone=telephone)[0]
    elif how != "valid":
        text = f"{text}\n{truth['text']}"
    where = _spoken_place(places) or telephone
    speech = say(release, "guide.speech", name=bundle.name, where=where, count=str(len(bundle.merged)))[0]
    return message(
        "guide",
        text,
        speech=text if how == "expired" else speech,
        item={"id": bundle.id, "name": bundle.name},
        aspect="overview",
        card=card,
        options=options,
        release=f"{release.id}+{bulletin.version}",
    )


def _sentence(
    release: Facts, item: Item, aspect: str, answers: Answers, card: Card, question: str | None, variant: int
) -> str:
    for asked in item.questions:
        if asked.ask == question and asked.ask in card["questions"] and asked.answer and applies(asked.when, answers):
            return str(asked.answer)
    slots = _SLOTS[aspect](release, item, answers, card)
    if slots is None:
        absent = say(release, "guide.absent", name=item.name, aspect=ASPECTS[aspect], telephone=card["telephone"])[0]
        return "\n".join([absent, *card["notes"]])
    key = slots.pop("key", f"guide.{aspect}")
    return say(release, key, variant=variant, name=item.name, **slots)[0]


Slots = dict[str, str] | None


def _overview(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    names = _material_names(card)
    materials = f"要带：{'、'.join(names)}。" if names else ""
    fee = f"费用：{card['fee']['text']}。" if card["fee"] else ""
    limit = "；".join(f"{row['label']}：{row['text']}" for row in card["limits"] if row["label"] != "说明")
    return {"where": card["summary"], "materials": materials, "fee": fee, "limit": f"{limit}。" if limit else ""}


def _materials(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    if not card["materials"]:
        return {"key": "guide.no_materials", "telephone": card["telephone"]}
    papers = _alternatives({"materials": [m for m in card["materials"] if m["form"] != PRESENCE]}, _material_row)
    present = _alternatives({"materials": [m for m in card["materials"] if m["form"] == PRESENCE]}, _material_row)
    rows = [_rows(papers)] if papers else []
    return {"count": str(len(papers)), "list": "\n".join([*rows, *(f"还要：{row}" for row in present)])}


def _material_row(material: Card) -> str:
    label = f"{material['label']}时" if material["label"] else None
    count = material["count"] if material["form"] != PRESENCE else None
    extra = "，".join(part for part in (label, count, material["detail"], material["note"]) if part)
    return f"{material['name']}（{extra}）" if extra else str(material["name"])


def _missing(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    rows = []
    for material in card["materials"]:
        said = [material[key] for key in ("missing", "expired", "copy", "promise", "e_licence") if material[key]]
        if said:
            rows.append(f"{material['name']}：{'；'.join(said)}")
    if not rows:
        return {"key": "guide.missing_unknown", "telephone": card["telephone"]}
    return {"list": _rows(rows)}


def _where_slots(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    return {"key": "guide.where", "where": _where(release, card)} if card["places"] else None


def _fee(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    fee = card["fee"]
    if fee is None:
        return None
    parts = [fee["text"], fee["reductions"], fee["pay_at"] and f"缴费：{fee['pay_at']}", fee["note"]]
    return {"fee": _join(parts)}


def _limit(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    rows = [row["text"] if row["label"] == "说明" else f"{row['label']}：{row['text']}" for row in card["limits"]]
    return {"limit": "；".join(rows)} if rows else None


def _process(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    return {"list": _rows(card["steps"] or card["steps_online"])} if card["steps"] or card["steps_online"] else None


def _condition(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    rows = [*card["conditions"], *(f"不受理：{text}" for text in card["not_accepted"])]
    return {"list": _rows(rows)} if rows else None


def _hours(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    rows = []
    for place in card["places"]:
        if place["hours"]:
            rows.append("。".join([f"{place['text']}：{place['hours'].rstrip('。')}", _standing(place)]))
    return {"list": _rows(rows)} if rows else None


def _appointment(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    rows = [place["appointment"] for place in card["places"] if place["appointment"]]
    text = item.appointment or "；".join(dict.fromkeys(rows))
    return {"text": text} if text else None


def _online(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    online = card["online"]
    if online is None:
        return None
    return {"text": _join([online["where"], online["note"], f"不方便上网，也可以这样办：{card['summary']}"])}


def _self_service(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    return {"text": item.self_service} if item.self_service else None


def _text(key: str) -> Callable[..., Slots]:
    def slots(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
        value = getattr(item, key)
        return {"text": value} if value else None

    return slots


def _basis(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    return {"list": _rows(card["basis"])} if card["basis"] else None


def _result(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    result = card["result"]
    if result is None:
        return None
    delivery = f"领取方式：{'、'.join(result['delivery'])}" if result["delivery"] else None
    validity = f"有效期：{result['validity']}" if result["validity"] else None
    return {"text": _join([result["name"], delivery, validity, result["note"]])}


def _validity(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    result = card["result"]
    return {"text": f"{result['name']}：{result['validity'].rstrip('。')}"} if result and result["validity"] else None


def _form(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    rows = []
    for material in item.materials:
        forms = [
            material.blank_form and f"空白表：{material.blank_form}",
            material.sample and f"样表：{material.sample}",
        ]
        if any(forms) and applies(material.when, answers):
            rows.append(f"{material.name}（{'；'.join(part for part in forms if part)}）")
    return {"list": _rows(rows)} if rows else None


def _contact(release: Facts, item: Item, answers: Answers, card: Card) -> Slots:
    complaint = f"投诉请打{card['complaint_telephone']}。" if card["complaint_telephone"] else ""
    return {"telephone": telephone_of(release, item), "complaint": complaint}


_SLOTS: dict[str, Callable[..., Slots]] = {
    "overview": _overview,
    "materials": _materials,
    "missing_material": _missing,
    "window": _where_slots,
    "location": _where_slots,
    "fee": _fee,
    "time_limit": _limit,
    "process": _process,
    "condition": _condition,
    "cross_area": _text("cross_area"),
    "hours": _hours,
    "appointment": _appointment,
    "online": _online,
    "self_service": _self_service,
    "proxy": _text("proxy"),
    "legal_basis": _basis,
    "result": _result,
    "validity": _validity,
    "form": _form,
    "contact": _contact,
    "progress": _text("progress"),
}


def _where(release: Facts, card: Card) -> str:
    """Every place in words, with how it stands now."""
    rows = []
    for place in card["places"]:
        parts = [place["text"] if place["does"] == "全部" else f"{place['text']}（{place['does']}）"]
        if place["ticket"]:
            parts.append(f"先取号，按“{place['ticket']}”")
        parts += [place["for_whom"], place["address"], place["telephone"] and f"电话{place['telephone']}"]
        parts += [place["in_hall"] and _standing(place), place["note"]]
        if place["stations"]:
            parts.append("、".join(dict.fromkeys(station["name"] for station in place["stations"])))
        if not place["in_hall"] and place["kind"] == "office":
            parts += place["notes"]
        rows.append("，".join(str(part).rstrip("。") for part in parts if part))
    if not rows:
        return str(card["summary"])
    return str(rows[0]) if len(rows) == 1 else "\n" + _rows(rows)


def _standing(place: Card) -> str:
    """How a place stands now: its pauses, and whether it is open; one whose windows are all paused never is."""
    opening = [place["open"]["text"]] if place["open"] and not place["closed"] else []
    return "，".join([*place["paused"], *opening])


def _spoken_place(places: list[Card]) -> str:
    """The first place as it is read aloud, with its pauses: nobody is sent to a closed window by ear."""
    return "，".join([places[0]["text"], *places[0]["paused"]]) if places else ""


def _material_names(card: Card) -> list[str]:
    """The papers as they are counted: alternatives are one."""
    return _alternatives(card, lambda m: f"{m['name']}（{m['label']}时）" if m.get("label") else str(m["name"]))


def _alternatives(card: Card, row: Callable[[Card], str]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for number, material in enumerate(card["materials"]):
        groups.setdefault(material.get("choice") or f"#{number}", []).append(row(material))
    return [" 或 ".join(dict.fromkeys(names)) for names in groups.values()]


def _lines(item: Item, aspect: str) -> list[dict[str, tuple[str, ...]]]:
    materials = [m.when for m in item.materials]
    places = [p.when for p in item.places]
    fees = [line.when for line in item.fee.standard] if item.fee else []
    limits = [limit.when for limit in (*item.statutory_limit, *item.promised_limit)]
    group = GROUP_OF.get(aspect)
    if aspect == "overview":
        return materials + places + fees + limits
    return {"materials": materials, "places": places, "fee": fees, "time_limit": limits}.get(str(group), [])


def _rows(texts: Iterable[str]) -> str:
    rows = list(texts)
    return rows[0] if len(rows) == 1 else "\n".join(f"{number}. {row}" for number, row in enumerate(rows, 1))


def _join(parts: list[Any]) -> str:
    return "。".join(str(part).rstrip("。") for part in parts if part)
