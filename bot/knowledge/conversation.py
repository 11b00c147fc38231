"""One turn of talk: what was heard, the context and the moment → messages, the new context, and what is to be done.

Rasa's actions and the simple mode both call these verbs; each takes (release, bulletin, heard, context, now).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.knowledge import asking
from bot.knowledge.alarm import BETWEEN_US
from bot.knowledge.answer import answer, answer_bundle, open_situation, situation_message
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context, after, complete, left_behind
from bot.knowledge.cues import said_by_words
from bot.knowledge.decide import Decision, decide
from bot.knowledge.facilities import facility_message
from bot.knowledge.failing import failed, once_more, open_options
from bot.knowledge.materials import known, papers_named, without_papers
from bot.knowledge.messages import Message, message, numbered, option
from bot.knowledge.opening import hall_message, telephone_message, window_message
from bot.knowledge.phrases import say
from bot.knowledge.picking import POINTED, chosen, option_said
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply, help_options, spoken, tag, wording
from bot.knowledge.search import Candidate, matter_words, not_here, search
from bot.knowledge.thread import asks_hall_telephone, matter_of_before, two_matters
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

WINDOW = re.compile(r"(?<!\d)(\d{1,3})号(?:的)?(?:窗口|窗|柜台)")
"""A window by its number: 24号窗口在哪."""
IN_TROUBLE = re.compile(
    r"了[，。！,]?(?:我|这|该|要|应该|可)*(?:怎么办|咋办|咋个办|怎么弄|咋弄|咋整|怎么搞|怎么整)(?!理)"
)
PAPER_ASKED = frozenset({"materials", "missing_material", "form"})
COMPLAINT = re.compile(r"投诉|举报|反映|告|意见|监督|态度")
DENIED = re.compile(r"[，。！ ]*(?:(?:不对|不是|错了|都不是|不是这个|都不对)[了的啊呀吧，。！ ]*)+")
"""A no that says the answer was wrong; 不用 and 没有 do not."""
OF_A_MATTER = frozenset({"missing_material", "proxy"})
"""Asked in the middle of a talk these are about its matter, even where a word (复印件) is also one of the house."""
SUBSTANCE = 4
"""A sentence of fewer characters (跳过, 咋办) does not become the description of a request, unless it names a matter."""


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
    both = two_matters(release, heard.text)
    if both:
        return _one_after_the_other(release, bulletin, both, context, now)
    aspects = _as_said(release, asked(release, heard), heard.text)
    earlier = matter_of_before(release, context, heard.text)
    if earlier is not None:
        return about(release, bulletin, earlier, aspects, context, now, text=heard.text)
    found = heard.candidates if heard.candidates is not None else tuple(search(release, heard.text))
    if context["item"] and PAPER_ASKED & set(
        aspects
    ):  # a paper that is lacking, or is to be brought, names no new matter
        found = tuple(
            search(release, without_papers(release.hall, heard.text, brought="missing_material" not in aspects))
        )
    if context["item"] and aspects and aspects[0] in OF_A_MATTER:
        found = tuple(c for c in found if c.kind != "facility")
    elsewhere = bool(context["item"]) and not_here(release.hall.cues, heard.text, found)
    decision = decide(found, asks=bool(aspects), follows=None if elsewhere else context["item"])
    named = WINDOW.search(normalise(heard.text))
    if named and decision.act != "answer":
        told = window_message(release, bulletin, named.group(1), now)
        if told is not None:
            return Reply((told,), after(context, [told], misses=0))
    if len(normalise(heard.text)) >= SUBSTANCE or decision.act == "answer":
        context = {**context, "asked": heard.text}
    if decision.act == "follow":
        return about(release, bulletin, context["item"], aspects, context, now, text=heard.text)
    matters = decision.candidates if decision.act != "decline" else ()
    if "hours" in aspects and not any(c.kind in ("item", "bundle") for c in matters):
        return hall_info(release, bulletin, heard, context, now)
    if decision.act == "decline" and aspects[:1] == ("contact",):
        said = telephone_message(release, bulletin, "hall.telephone")
        return Reply((said,), after(context, [said], misses=0))
    if decision.act == "decline" and aspects and len(matter_words(release.hall.cues, heard.text)) <= 1:
        return ask_which(release, bulletin, aspects[0], context)
    if decision.act == "decline" and open_options(context) and len(matter_words(release.hall.cues, heard.text)) <= 4:
        return failed(release, bulletin, context, once_more(release, bulletin, "talk.nonsense", context))
    if decision.act == "decline":
        return decline(release, bulletin, context)
    if decision.act == "answer" and in_trouble(release, heard.text, aspects):
        aspects = ()
    if not aspects:
        aspects = _still_asked(context)
    if decision.act == "offer":
        return offer(release, bulletin, decision, aspects, context)
    return _answer_candidate(release, bulletin, decision.first, aspects, context, now, heard.text)


def in_trouble(release: Release, text: str, aspects: Sequence[str]) -> bool:
    """“身份证丢了怎么办” tells of the very thing that the matter replaces, and asks for everything."""
    return (
        bool(aspects)
        and set(aspects) <= {"process", "missing_material"}
        and IN_TROUBLE.search(normalise(text)) is not None
        and papers_named(release.hall, text) <= 1
    )


def asked(release: Release, heard: Heard) -> tuple[str, ...]:
    """The aspects that are asked, at most two; without words those that are known already."""
    found = asking.asked(release.hall.cues, heard.text) if heard.text else heard.aspects
    return tuple(name for name in found if name in ASPECTS and name != "overview")


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
    else:
        pending = _asked_again(release, bulletin, context, messages, name, told)
    answers = {**context["answers"], name: told} if told else context["answers"]
    return Reply(
        tuple(messages),
        after(context, messages, item=name, aspect=wanted[0], answers=answers, pending=pending, misses=0),
    )


def offer(release: Release, bulletin: Bulletin, decision: Decision, aspects: Sequence[str], context: Context) -> Reply:
    """Ask which of at most four is meant; the last option says that it is none of them."""
    options = [option(f"{c.kind}:{c.id}", c.name, c.id if c.kind == "item" else None) for c in decision.candidates]
    options.append(option("none", say(release, "option.none")[0]))
    text, speech = wording(release, "clarify.items", context)
    said = message("clarify", numbered(text, options), speech=speech, options=options, release=tag(release, bulletin))
    pending = {"item": None, "aspect": aspects[0] if aspects else "overview", "situation": None}
    return Reply((said,), after(context, [said], pending=pending))


def ask_which(release: Release, bulletin: Bulletin, aspect: str, context: Context) -> Reply:
    """“多少钱” when no matter was named: ask which one, and remember what was asked about it."""
    said = spoken(release, bulletin, "clarify", "clarify.which", context=context, options=help_options(release)[:1])
    return Reply((said,), after(context, [said], pending={"item": None, "aspect": aspect, "situation": None}))


def _still_asked(context: Context) -> tuple[str, ...]:
    pending = context["pending"] or {}
    aspect = pending.get("aspect")
    return (aspect,) if aspect and aspect != "overview" and not pending.get("item") else ()


def decline(release: Release, bulletin: Bulletin, context: Context) -> Reply:
    """An honest no with the way on; the second failure in a row offers a person first."""
    info = release.hall.information
    said = spoken(
        release, bulletin, "refuse", "refuse.unknown",
        telephone=info.telephone, guide_desk=info.guide_desk.rstrip("。"), options=help_options(release),
    )  # fmt: skip
    return failed(release, bulletin, {**context, "pending": None}, said)


def pick(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply | None:
    """What a tapped or spoken option does. None when it is for somebody else: `human`, `case…`, `form…`."""
    context = complete(context)
    choice = heard.choice or chosen(release, context, heard.text)
    if choice is None and (ordinal(normalise(heard.text)) is not None or POINTED.fullmatch(normalise(heard.text))):
        return talk(release, bulletin, Heard(intent="nonsense"), context, now)
    if choice is None and heard.intent == "pick" and (context["pending"] or {}).get("situation"):
        return talk(release, bulletin, Heard(intent="affirm"), context, now)
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
    if kind == "none" and pending.get("situation"):
        return _no_such_case(release, bulletin, context)
    if kind == "none":
        return decline(release, bulletin, context)
    return None


def talk(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """Small talk by intent: greet, thanks, goodbye, chitchat, abuse, nonsense, silence, affirm, deny, wait.

    Noise and silence are failures. What leaves an open question open (wait, a yes or no that fits none of its options)
    says it once more with its options.
    """
    context = complete(context)
    intent = heard.intent or "nonsense"
    info = release.hall.information
    kinds = {"greet": "greet", "goodbye": "goodbye"}
    if intent == "greet" and not context["pending"]:
        return open_talk(release, bulletin, heard, context, now)
    if intent in ("nonsense", "silence"):
        return failed(release, bulletin, context, once_more(release, bulletin, f"talk.{intent}", context))
    if intent == "deny" and DENIED.fullmatch(normalise(heard.text)) and not open_options(context):
        return failed(release, bulletin, context, spoken(
            release, bulletin, "chitchat", "talk.deny", options=help_options(release)
        ))  # fmt: skip
    if intent in ("affirm", "deny", "wait") and open_options(context):
        key = "talk.which_one" if intent != "wait" else "talk.wait"
        said = once_more(release, bulletin, key, context)
        return Reply((said,), after(context, [said]))
    if intent == "chitchat":
        said = spoken(
            release, bulletin, "chitchat", "talk.about", hall=info.name, guide_desk=info.guide_desk.rstrip("。")
        )
    else:
        options = help_options(release) if intent in ("abuse", "deny") else []
        options = context["options"] if intent == "wait" else options
        key = "talk.affirm" if intent == "greet" else f"talk.{intent}"
        said = spoken(release, bulletin, kinds.get(intent, "chitchat"), key, context=context, options=options)
    return Reply((said,), after(context, [said]))


def hall_info(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """About the hall itself: a facility that the words name, else its opening and address."""
    context = complete(context)
    if asks_hall_telephone(heard.text):
        complains = not heard.text or COMPLAINT.search(heard.text)
        said = telephone_message(release, bulletin, "hall.complaint" if complains else "hall.telephone")
        return Reply((said,), after(context, [said], misses=0))
    for found in heard.candidates if heard.candidates is not None else search(release, heard.text):
        if found.kind == "facility" and found.score >= 0.3:
            messages = [*_answer_candidate(release, bulletin, found, [], context, now, heard.text).messages]
            break
    else:
        messages = [hall_message(release, bulletin, now)]
    pending = _asked_again(release, bulletin, context, messages, context["item"], None)
    return Reply(tuple(messages), after(context, messages, misses=0, pending=pending))


def unsolved(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """“没解决”: say so honestly and offer a person."""
    context = complete(context)
    return failed(release, bulletin, {**context, "misses": max(context["misses"], 1), "pending": None})


def emergency(release: Release, bulletin: Bulletin, kind: str, context: Context) -> Reply:
    """The number at once. kind: a class of danger, see check.DANGER."""
    context = complete(context)
    values = {"guide_desk": release.hall.information.guide_desk.rstrip("。")} if kind == "child" else {}
    said = spoken(release, bulletin, "emergency", f"emergency.{kind}", **values)
    if kind in BETWEEN_US:
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
        said = facility_message(release, bulletin, facility, now)
        return Reply((said,), after(context, [said], misses=0))
    return about(release, bulletin, candidate.id, aspects, context, now, text=text)


def _as_said(release: Release, aspects: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Two aspects in the order in which they were asked."""
    said = said_by_words(release.hall.cues, text)
    return tuple(sorted(aspects, key=said.index)) if all(name in said for name in aspects) else aspects


def _asked_again(
    release: Release,
    bulletin: Bulletin,
    context: Context,
    messages: list[Message],
    name: str | None,
    told: dict[str, str] | None,
) -> dict[str, Any] | None:
    """A question that was open before another one came in between stays open. After one about the hall it is put once
    more, at the end of the messages; who asks on about the matter itself passed it over and may still answer it.
    """
    pending = context["pending"] or {}
    item = release.item(pending.get("item") or "")
    if told is None and pending and item is None and open_options(context):
        said = once_more(release, bulletin, "talk.back", context)
        messages[:] = [*({**before, "options": []} for before in messages), said]
        return dict(pending)
    if item is None or item.id != name:
        return None
    told_here = told is not None
    told = known(item, context["answers"].get(item.id, {})) if told is None else told
    situation = open_situation(item, pending.get("aspect") or "overview", told)
    if situation is None or situation.id != pending.get("situation"):
        return None
    if told_here or pending.get("again"):
        return pending
    messages[:] = [
        *({**before, "options": []} for before in messages),
        situation_message(release, bulletin, item, pending["aspect"], situation),
    ]
    return {**pending, "again": True}


def _one_after_the_other(
    release: Release, bulletin: Bulletin, parts: Sequence[str], context: Context, now: datetime
) -> Reply:
    """Two matters in one sentence: both are answered in their order; only the last may ask something back."""
    messages: list[Message] = []
    for part in parts:
        reply = guide(release, bulletin, Heard(text=part), left_behind(context), now)
        messages = [{**said, "options": []} for said in messages if said["kind"] != "clarify" or not said["item"]]
        messages += reply.messages
        context = {**reply.context, "item": reply.context["item"] or context["item"]}
    return Reply(tuple(messages), after(context, messages))


def _no_such_case(release: Release, bulletin: Bulletin, context: Context) -> Reply:
    """None of a question's answers fits: a person looks at it."""
    info = release.hall.information
    said = spoken(
        release, bulletin, "handoff", "talk.other_case",
        telephone=info.telephone, guide_desk=info.guide_desk.rstrip("。"), options=help_options(release),
    )  # fmt: skip
    return Reply((said,), after(context, [said], misses=context["misses"] + 1, pending=None))


def _common_question(questions: Sequence[Any], text: str, aspects: Sequence[str]) -> str | None:
    plain = set(itertools.pairwise(text))
    best, score = None, 0.5
    for question in questions:
        pairs = set(zip(question.ask, question.ask[1:], strict=False))
        overlap = len(pairs & plain) / max(len(pairs), 1)
        if question.answer and overlap > score:
            best, score = question.ask, overlap
    return best
