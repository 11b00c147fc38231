"""One turn of talk: what was heard, the context and the moment → messages, the new context, and what is to be done.

Rasa's actions and the simple mode both call these verbs; each takes (release, bulletin, heard, context, now).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.knowledge.answer import answer, answer_bundle, open_situation, situation_message
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context, after, complete
from bot.knowledge.cues import asked_by_words, said_by_words
from bot.knowledge.decide import Decision, decide
from bot.knowledge.materials import known
from bot.knowledge.messages import message, numbered, option
from bot.knowledge.opening import hall_message, window_message
from bot.knowledge.phrases import say
from bot.knowledge.picking import chosen, option_said
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply, help_options, spoken, tag
from bot.knowledge.search import Candidate, matter_words, search
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

IN_TROUBLE = re.compile(r"了[，。！,]?(?:我|这|该|要|应该|可)*(?:怎么办|咋办|咋个办|怎么弄|咋弄|咋整|怎么搞)(?!理)")
"""“丢了怎么办” tells of trouble and asks for everything; only “怎么办理” asks for the steps."""

WINDOW = re.compile(r"(?<!\d)(\d{1,3})号(?:的)?(?:窗口|窗|柜台)")
"""A window by its number: 24号窗口在哪."""
SUBSTANCE = 4
"""A sentence of fewer characters (跳过, 咋办) does not become the description of a request, unless it names a matter."""
ASPECT_SURE = 0.6
"""At this confidence the classifier's word for what is asked counts before cue words."""
ASPECT_FLOOR = 0.35
"""Below this confidence the classifier's word for what is asked does not count; cue words may still."""


def open_talk(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """The greeting, and the notices that hold now."""
    context = complete(context)
    messages = [spoken(release, bulletin, "greet", "talk.greet", hall=release.hall.information.name)]
    for text in bulletin.current_notices(now):
        messages.append(message("notice", text, release=tag(release, bulletin)))
    return Reply(tuple(messages), after(context, messages))


def guide(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """Answer about a matter, ask which one is meant, or say no with the way on."""
    context = complete(context)
    aspects = asked(release, heard)
    found = heard.candidates if heard.candidates is not None else tuple(search(release, heard.text))
    decision = decide(found, asks=bool(aspects), follows=context["item"])
    named = WINDOW.search(normalise(heard.text))
    if named and decision.act != "answer":
        told = window_message(release, bulletin, named.group(1), now)
        if told is not None:
            return Reply((told,), after(context, [told], misses=0))
    if len(normalise(heard.text)) >= SUBSTANCE or decision.act == "answer":
        context = {**context, "asked": heard.text}
    if decision.act == "follow":
        return about(release, bulletin, context["item"], aspects, context, now, text=heard.text)
    if "hours" in aspects and not any(c.kind in ("item", "bundle") for c in decision.candidates):
        return hall_info(release, bulletin, heard, context, now)
    if decision.act == "decline" and aspects and len(matter_words(release.hall.cues, heard.text)) <= 1:
        return ask_which(release, bulletin, aspects[0], context)
    if decision.act == "decline":
        return decline(release, bulletin, context)
    if not aspects:
        aspects = _still_asked(context)
    if decision.act == "offer":
        return offer(release, bulletin, decision, aspects, context)
    return _answer_candidate(release, bulletin, decision.first, aspects, context, now, heard.text)


def asked(release: Release, heard: Heard) -> tuple[str, ...]:
    """The aspects that are asked, at most two.

    First what the classifier is sure of, else what cue words ask, else what the words' shape asks, else what the
    classifier guesses. A second one only where its own cue word stands in the sentence.
    """
    words, shape = said_by_words(release.hall.cues, heard.text), asked_by_words(release.hall.cues, heard.text)
    guesses = heard.aspects if heard.confidence >= ASPECT_FLOOR else ()
    sure = heard.aspects if heard.confidence >= ASPECT_SURE else ()
    ordered = [name for name in (*sure[:1], *(words or shape or guesses)) if name in ASPECTS and name != "overview"]
    if set(ordered) <= {"process", "missing_material"} and IN_TROUBLE.search(normalise(heard.text)):
        return ()
    first = ordered[:1]
    more = [name for name in words if name in ASPECTS] if len(words) > 1 else []
    return tuple(dict.fromkeys([*first, *more]))[:2]


def about(
    release: Release,
    bulletin: Bulletin,
    name: str,
    aspects: Sequence[str],
    context: Context,
    now: datetime,
    *,
    text: str = "",
) -> Reply:
    """Answer about one item or bundle, then ask at most one question that changes the answer."""
    bundle = release.bundle(name)
    if bundle is not None:
        messages = [answer_bundle(release, bulletin, bundle, now)]
        return Reply(tuple(messages), after(context, messages, item=name, aspect="overview", pending=None, misses=0))
    item = release.item(name)
    if item is None:
        return decline(release, bulletin, {**context, "item": None})
    told = known(item, context["answers"].get(name, {}))
    for situation in item.situations:
        named = option_said(situation, text, labels=False) if situation.id not in told else None
        if named is not None:
            told[situation.id] = named
    wanted = list(aspects) or ["overview"]
    question = _common_question(item.questions, text, wanted)
    messages = [answer(release, bulletin, name, aspect, told, now, question=question) for aspect in wanted]
    pending = None
    question_left = open_situation(item, wanted[0], told)
    if question_left is not None:
        for said in messages:
            said["options"] = []
        messages.append(situation_message(release, bulletin, item, wanted[0], question_left))
        pending = {"item": name, "aspect": wanted[0], "situation": question_left.id}
    answers = {**context["answers"], name: told} if told else context["answers"]
    return Reply(
        tuple(messages),
        after(context, messages, item=name, aspect=wanted[0], answers=answers, pending=pending, misses=0),
    )


def offer(release: Release, bulletin: Bulletin, decision: Decision, aspects: Sequence[str], context: Context) -> Reply:
    """Ask which of at most four is meant; the last option says that it is none of them."""
    options = [option(f"{c.kind}:{c.id}", c.name, c.id if c.kind == "item" else None) for c in decision.candidates]
    options.append(option("none", say(release, "option.none")[0]))
    text, speech = say(release, "clarify.items")
    said = message("clarify", numbered(text, options), speech=speech, options=options, release=tag(release, bulletin))
    pending = {"item": None, "aspect": aspects[0] if aspects else "overview", "situation": None}
    return Reply((said,), after(context, [said], pending=pending))


def ask_which(release: Release, bulletin: Bulletin, aspect: str, context: Context) -> Reply:
    """“多少钱” when no matter was named: ask which one, and remember what was asked about it."""
    said = spoken(release, bulletin, "clarify", "clarify.which", options=help_options(release)[:1])
    return Reply((said,), after(context, [said], pending={"item": None, "aspect": aspect, "situation": None}))


def _still_asked(context: Context) -> tuple[str, ...]:
    pending = context["pending"] or {}
    aspect = pending.get("aspect")
    return (aspect,) if aspect and aspect != "overview" and not pending.get("item") else ()


def decline(release: Release, bulletin: Bulletin, context: Context) -> Reply:
    """An honest no with the way on; the second in a row offers a person first."""
    info, misses = release.hall.information, context["misses"] + 1
    key = "refuse.again" if misses > 1 else "refuse.unknown"
    said = spoken(
        release, bulletin, "handoff" if misses > 1 else "refuse", key,
        telephone=info.telephone, guide_desk=info.guide_desk.rstrip("。"), options=help_options(release),
    )  # fmt: skip
    return Reply((said,), after(context, [said], misses=misses, pending=None))


def pick(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply | None:
    """What a tapped or spoken option does. None when it is for somebody else: `human`, `case…`, `form…`."""
    context = complete(context)
    choice = heard.choice or chosen(release, context, heard.text)
    if choice is None and heard.intent == "pick" and (context["pending"] or {}).get("situation"):
        return repeat(release, bulletin, heard, context, now)
    if choice is None and ordinal(normalise(heard.text)) is not None:
        return talk(release, bulletin, Heard(intent="nonsense"), context, now)
    if choice is None:
        return guide(release, bulletin, heard, context, now)
    kind, _, rest = choice.partition(":")
    pending = context["pending"] or {}
    aspect = pending.get("aspect") or "overview"
    if kind in ("item", "bundle"):
        return about(release, bulletin, rest, [aspect], context, now, text=context["asked"] or "")
    if kind == "aspect" and context["item"]:
        return about(release, bulletin, context["item"], [rest], context, now)
    if kind == "situation":
        name = pending.get("item") or context["item"]
        situation, _, value = rest.partition(":")
        answers = {**context["answers"], name: {**context["answers"].get(name, {}), situation: value}}
        return about(release, bulletin, name, [aspect], {**context, "answers": answers}, now)
    if kind in ("signpost", "facility"):
        return _answer_candidate(release, bulletin, Candidate(kind, rest, "", 1, 1, 1), [], context, now, "")
    if kind == "none":
        return decline(release, bulletin, context)
    return None


def repeat(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """Say the last messages again."""
    context = complete(context)
    options = context["options"]
    said = [
        message("chitchat", row["text"], speech=row["speech"], release=tag(release, bulletin))
        for row in context["last"]
    ]
    if not said:
        said = [spoken(release, bulletin, "chitchat", "talk.nothing_to_repeat")]
    said[-1]["options"] = options
    return Reply(tuple(said), context)


def correct(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """“不是补办是换领”: only what stands after the last 是/要/问的是 counts."""
    context = complete(context)
    text = normalise(heard.text)
    for mark in ("我问的是", "我要的是", "我说的是", "应该是", "而是", "是要", "我要", "是"):
        _head, found, tail = text.rpartition(mark)
        if found and len(tail) > 1:
            text = tail
            break
    kept = context["item"]
    stem = release.item(kept) if kept else None
    alone = search(release, text)
    if stem is not None and not (alone and alone[0].score >= 0.5):
        text = f"{text}{stem.short[0] if stem.short else stem.name}"
        alone = [c for c in search(release, text) if c.id != kept]
    fixed = Heard(text=text, aspects=heard.aspects, candidates=tuple(alone))
    return guide(release, bulletin, fixed, {**context, "item": None}, now)


def talk(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """Small talk by intent: greet, thanks, goodbye, chitchat, abuse, nonsense, silence, affirm, deny."""
    context = complete(context)
    intent = heard.intent or "nonsense"
    info = release.hall.information
    kinds = {"greet": "greet", "goodbye": "goodbye"}
    if intent == "greet":
        return open_talk(release, bulletin, heard, context, now)
    if intent == "chitchat":
        said = spoken(
            release, bulletin, "chitchat", "talk.about", hall=info.name, guide_desk=info.guide_desk.rstrip("。")
        )
    else:
        options = help_options(release) if intent in ("abuse", "nonsense", "deny") else []
        said = spoken(release, bulletin, kinds.get(intent, "chitchat"), f"talk.{intent}", options=options)
    misses = context["misses"] + 1 if intent in ("nonsense", "silence") else context["misses"]
    return Reply((said,), after(context, [said], misses=misses))


def hall_info(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """About the hall itself: a facility that the words name, else its opening and address."""
    context = complete(context)
    for found in heard.candidates if heard.candidates is not None else search(release, heard.text):
        if found.kind == "facility" and found.score >= 0.3:
            return _answer_candidate(release, bulletin, found, [], context, now, heard.text)
    said = hall_message(release, bulletin, now)
    return Reply((said,), after(context, [said], misses=0))


def unsolved(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """“没解决”: say so honestly and offer a person."""
    context = complete(context)
    return decline(release, bulletin, {**context, "misses": max(context["misses"], 1)})


def person_offered(context: Context) -> bool:
    """Did the last turn offer a person first?"""
    options = complete(context)["options"]
    return bool(options) and options[0]["id"] == "human" and context["misses"] > 0


def emergency(release: Release, bulletin: Bulletin, kind: str, context: Context) -> Reply:
    """The number at once. kind: a class of danger, see check.DANGER."""
    context = complete(context)
    values = {"guide_desk": release.hall.information.guide_desk.rstrip("。")} if kind == "child" else {}
    said = spoken(release, bulletin, "emergency", f"emergency.{kind}", **values)
    if kind == "violence":
        said["speech"] = "请看屏幕。"
    return Reply((said,), after(context, [said]))


def _answer_candidate(
    release: Release,
    bulletin: Bulletin,
    candidate: Candidate,
    aspects: Sequence[str],
    context: Context,
    now: datetime,
    text: str,
) -> Reply:
    if candidate.kind == "signpost":
        post = release.signpost(candidate.id)
        if post is None:
            return decline(release, bulletin, context)
        key = "refuse.signpost_phone" if post.telephone else "refuse.signpost"
        values = {"telephone": post.telephone} if post.telephone else {}
        said = spoken(
            release, bulletin, "refuse", key, name=post.name, office=post.office, how=post.how,
            options=help_options(release), **values,
        )  # fmt: skip
        return Reply((said,), after(context, [said], misses=0, pending=None))
    if candidate.kind == "facility":
        facility = release.facility(candidate.id)
        if facility is None:
            return decline(release, bulletin, context)
        said = message(
            "hall_info", facility.text, speech=facility.speech or facility.text, release=tag(release, bulletin)
        )
        return Reply((said,), after(context, [said], misses=0))
    return about(release, bulletin, candidate.id, aspects, context, now, text=text)


def _common_question(questions: Sequence[Any], text: str, aspects: Sequence[str]) -> str | None:
    plain = set(itertools.pairwise(text))
    best, score = None, 0.5
    for question in questions:
        pairs = set(zip(question.ask, question.ask[1:], strict=False))
        overlap = len(pairs & plain) / max(len(pairs), 1)
        if question.answer and overlap > score:
            best, score = question.ask, overlap
    return best
