"""Everything the guide says, by key. The words stand in the hall's phrases.yml; here stands which keys and slots there are."""

from __future__ import annotations

import string
from typing import Protocol

from bot.knowledge.model import Hall

REQUIRED: dict[str, frozenset[str]] = {
    key: frozenset(names.split())
    for key, names in {
        "talk.thanks": "",
        "talk.goodbye": "",
        "talk.chitchat": "",
        "talk.abuse": "",
        "talk.silence": "",
        "talk.nonsense": "",
        "talk.deny": "",
        "talk.affirm": "",
        "talk.nothing_to_repeat": "",
        "talk.nothing_to_cancel": "",
        "talk.wait": "",
        "talk.which_one": "",
        "talk.back": "",
        "talk.restart": "",
        "talk.shorter": "text",
        "talk.corrected": "label",
        "talk.other_case": "telephone guide_desk",
        "hall.telephone": "telephone guide_desk",
        "hall.complaint": "telephone guide_desk",
        "form.wrong": "",
        "form.kept": "",
        "option.fix_description": "",
        "option.fix_place": "",
        "option.fix_phone": "",
        "option.fix_kind": "",
        "option.fix_subject": "",
        "option.village": "",
        "option.confirm_anyway": "",
        "fact.free": "",
        "option.human": "",
        "option.case": "",
        "option.none": "",
        "option.skip": "",
        "option.cancel": "",
        "option.confirm": "",
        "form.cancelled": "",
        "form.what": "",
        "form.where": "",
        "form.phone": "",
        "form.phone_help": "",
        "form.village": "",
        "form.kind": "",
        "form.subject": "",
        "notice.simple": "",
        "notice.status_ask": "",
        "notice.status_not_found": "",
        "notice.form_paused": "",
        "case.urgent": "",
        "case.refused_anyway": "",
        "case.refused_litigation": "",
        "case.refused_arbitration": "",
        "case.refused_petition": "",
        "case.refused_decided": "",
        "case.refused_secret": "",
        "talk.greet": "hall",
        "talk.about": "hall guide_desk",
        "do.ticket": "ticket where",
        "do.window": "where",
        "do.elsewhere": "where",
        "do.station": "where",
        "do.online": "where",
        "do.ask": "name telephone",
        "guide.overview": "name where materials fee limit",
        "guide.materials": "name count list",
        "guide.no_materials": "name telephone",
        "guide.missing_material": "name list",
        "guide.missing_unknown": "name telephone",
        "guide.where": "name where",
        "guide.fee": "name fee",
        "guide.time_limit": "name limit",
        "guide.process": "name list",
        "guide.condition": "name list",
        "guide.cross_area": "name text",
        "guide.hours": "name list",
        "guide.appointment": "name text",
        "guide.online": "name text",
        "guide.self_service": "name text",
        "guide.proxy": "name text",
        "guide.legal_basis": "name list",
        "guide.result": "name text",
        "guide.validity": "name text",
        "guide.form": "name list",
        "guide.contact": "name telephone complaint",
        "guide.progress": "name text",
        "guide.absent": "name aspect telephone",
        "guide.silent": "name where telephone",
        "guide.question": "text",
        "guide.bundle": "name list where",
        "guide.speech": "name where count",
        "truth.due": "date telephone",
        "truth.unverified": "telephone",
        "truth.unverified_example": "telephone",
        "truth.valid": "date",
        "fact.open": "until",
        "fact.last_intake": "until",
        "fact.lunch": "until",
        "fact.before": "until",
        "fact.closed": "until",
        "fact.closed_long": "telephone",
        "fact.paused": "number reason until",
        "fact.paused_instead": "number reason until instead",
        "fact.paused_until": "until",
        "fact.paused_open_end": "",
        "fact.others_open": "numbers",
        "fact.nobody_open": "telephone",
        "clarify.items": "",
        "clarify.which": "",
        "clarify.situation": "ask",
        "refuse.unknown": "telephone guide_desk",
        "refuse.signpost": "name office how",
        "refuse.signpost_phone": "name office how telephone",
        "refuse.again": "telephone guide_desk",
        "hall.open": "hall text hours",
        "hall.window": "number where name open",
        "hall.address": "hall address telephone",
        "handoff.desk": "guide_desk telephone text",
        "call.ringing": "",
        "call.still_ringing": "",
        "call.walking": "",
        "call.coming": "name post",
        "call.arrived": "",
        "call.joined": "name post",
        "call.taken_over": "name post",
        "call.delivered": "",
        "call.ended": "",
        "call.ended_by_you": "",
        "call.quiet": "",
        "call.missed": "",
        "call.unanswered": "",
        "call.stopped": "",
        "call.opened": "",
        "call.walk_number": "",
        "call.closed": "when telephone",
        "call.nobody": "telephone",
        "call.number_instead": "",
        "call.quick": "",
        "option.call_stop": "",
        "option.evaluate": "",
        "option.supplement": "",
        "option.withdraw": "",
        "option.withdraw_not": "",
        "option.contacted_yes": "",
        "option.contacted_no": "",
        "option.call_end": "",
        "form.phone_said": "phone",
        "form.confirm": "kind subject description place phone date",
        "case.created": "number code date",
        "case.created_speech": "date",
        "case.status": "number kind state date",
        "case.status_over": "number kind state",
        "case.answer": "text",
        "case.pause": "text",
        "case.ask_contacted": "",
        "case.ask_solved": "",
        "case.ask_satisfied": "",
        "case.rated": "",
        "case.rated_again": "",
        "case.rated_decided": "",
        "case.ask_withdraw": "",
        "case.withdrawn": "",
        "case.kept": "",
        "case.ask_words": "",
        "case.words_added": "",
        "case.opened_before": "number date",
        "emergency.life": "",
        "emergency.suicide": "",
        "emergency.fire": "",
        "emergency.medical": "",
        "emergency.crime": "",
        "emergency.traffic": "",
        "emergency.violence": "",
        "emergency.gas": "",
        "emergency.fraud": "",
        "emergency.fraud_paid": "",
        "emergency.child": "guide_desk",
    }.items()
}
"""Phrase key → the slots it may use. The check asks for every one of them."""


class Speaker(Protocol):
    """Whoever holds a hall: a release."""

    @property
    def hall(self) -> Hall: ...


def slots(text: str) -> set[str]:
    """The names of the `{slots}` in a phrase, with whatever else stands inside the braces; a broken brace counts as
    the slot 「括号不成对」.
    """
    try:
        parts = list(string.Formatter().parse(text))
        return {
            f"{name}{f'!{turn}' if turn else ''}{f':{form}' if form else ''}"
            for _, name, form, turn in parts
            if name is not None
        }
    except ValueError:
        return {"括号不成对"}


def say(release: Speaker, key: str, *, variant: int = 0, **values: str) -> tuple[str, str]:
    """The wording of a phrase and its spoken form. variant: which wording, any whole number.

    Raises:
        KeyError: a key that is not in REQUIRED.
    """
    phrase = release.hall.phrases[key]
    text = phrase.texts[variant % len(phrase.texts)].format(**values)
    return text, phrase.speech.format(**values) if phrase.speech else text
