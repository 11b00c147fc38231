"""Simple mode: a turn answered without the assistant, from the release, cue words and search alone."""

from __future__ import annotations

from datetime import datetime

from bot.knowledge import again, conversation, corrections, request
from bot.knowledge.alarm import alarm
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context, after, complete
from bot.knowledge.cues import asked_by_words, wanted_by_words
from bot.knowledge.decide import SURE
from bot.knowledge.failing import person_offered
from bot.knowledge.heard import WHOLE
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply, help_options, spoken
from bot.knowledge.search import search
from bot.knowledge.status import status
from bot.knowledge.thread import meant
from bot.text.normalise import normalise

TALK = frozenset({"greet", "thanks", "goodbye", "chitchat", "abuse", "deny", "affirm", "wait"})
VERBS = {
    "repeat": again.repeat,
    "correct": corrections.correct,
    "unsolved": conversation.unsolved,
    "ask_hall": conversation.hall_info,
}


def simple(
    release: Release, bulletin: Bulletin, text: str | None, choice: str | None, context: Context, now: datetime
) -> Reply:
    """Answer a turn by cue words. A request form in progress is kept as it stands and taken up again later.

    Args:
        text: masked words, `""` for silence; None with a choice or at the opening of a conversation.
        choice: the option that was tapped, already checked against the last turn's options.
    """
    context = complete(context)
    if text is None and choice is None:
        return conversation.open_talk(release, bulletin, Heard(), context, now)
    turned = meant(release, context, text or "")
    kind = None if turned.intent else alarm(release.hall.cues, text or "")
    if kind is not None:
        return _in_danger(release, bulletin, kind, text or "", context)
    words, choice = turned.text, choice or turned.choice
    heard = Heard(text=words, aspects=asked_by_words(release.hall.cues, words), confidence=1.0, choice=choice)
    if choice is not None:
        if choice.startswith("human"):
            return request.handoff(release, bulletin, context, now)
        if choice == "form:cancel":
            return request.cancel(release, bulletin, context, running=True)
        return conversation.pick(release, bulletin, heard, context, now) or _form_waits(release, bulletin, context)
    if not words.strip():
        return conversation.talk(release, bulletin, Heard(intent="silence"), context, now)
    intent = turned.intent or wanted_by_words(release.hall.cues, words) or _plain_yes_or_no(words)
    if intent == "ask_human" or (intent in ("affirm", "unsolved") and person_offered(context)):
        return request.handoff(release, bulletin, context, now)
    if intent == "cancel":
        return request.cancel(release, bulletin, context, running=bool(context["form"]))
    if intent == "case_status":
        return status(release, bulletin, heard, context, now)
    if intent == "want_case":
        return _form_waits(release, bulletin, {**context, "asked": words})
    if context["form"] and intent not in ("ask_hall", "repeat") and not _names_a_matter(release, words):
        return _form_waits(release, bulletin, context)
    if intent in VERBS:
        return VERBS[intent](release, bulletin, heard, context, now)
    if intent in TALK:
        return conversation.talk(release, bulletin, Heard(text=words, intent=intent), context, now)
    return conversation.guide(release, bulletin, heard, context, now)


def _in_danger(release: Release, bulletin: Bulletin, kind: str, words: str, context: Context) -> Reply:
    form = context["form"]
    if form:
        slots = form.get("slots") or {}
        context = {**context, "form": {**form, "slots": {**slots, **request.keep(slots, words)}}}
    return conversation.emergency(release, bulletin, kind, context)


def _plain_yes_or_no(words: str) -> str | None:
    whole = normalise(words).strip("，。！？、,.!?~ ")
    return next((name for name, same in WHOLE.items() if whole in same), None)


def _names_a_matter(release: Release, words: str) -> bool:
    found = search(release, words, limit=1)
    return bool(found) and found[0].score >= SURE


def _form_waits(release: Release, bulletin: Bulletin, context: Context) -> Reply:
    said = spoken(release, bulletin, "notice", "notice.form_paused", options=help_options(release)[:1])
    return Reply((said,), after(context, [said]))
