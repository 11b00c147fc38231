"""What was said is taken back: another answer to a situation, another deed, another matter, somebody else, all anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from bot.knowledge.answer import situation_message
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import MATTERS, Context, after, complete, left_behind
from bot.knowledge.conversation import about, asked, guide, pick
from bot.knowledge.cues import asked_by_words
from bot.knowledge.decide import NAMED, SURE, SWITCH
from bot.knowledge.materials import applies, known
from bot.knowledge.messages import message, numbered
from bot.knowledge.model import Item, Situation
from bot.knowledge.phrases import say
from bot.knowledge.picking import chosen, option_said
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply, spoken, tag
from bot.knowledge.search import Candidate, matter_words, search
from bot.knowledge.thread import ELLIPSIS, ELSEWHERE, PERSON
from bot.text.normalise import normalise

ANEW = re.compile(
    r"^(?:那|我|咱|算了|不对|嗯|好|，)*(?:重新来|重来|从头(?:再)?来|从头(?:开始|说|问)|重新(?:开始|问|选|说起)|全部?重来)"
)
WRONG_PICK = re.compile(
    r"(?:选|点|按|挑|摁|戳|碰)(?:错|岔|差)|(?:前面|上面|刚才|刚刚|上一个|前头|先头)(?:那)?(?:个|步|题|条)?(?:选|答|说|点)?(?:得|的)?(?:错|不对)"
)
SLIP = (
    r"(?:刚才|刚刚|刚|先前|之前|前面|我|你|您|哎呀?|哦|噢|啊|唉|等等|等一下|等下|那|可能|好像)*"
    r"(?:不对|不是的|不+(?!是)|错了|(?:说|搞|弄|讲|选|点|按|打|听|记|理解|写|输)(?:错|岔|反|混|差|糊涂)了?|(?:打)?错字了?|口误|更正一下|更正|改一下|改口)"
)
OF_A_SITUATION = frozenset({"materials", "missing_material", "fee", "time_limit", "location", "window"})
"""What may be otherwise for another answer; of anything else the whole is told."""
_OPENING = re.compile(rf"^(?:{SLIP}[，。！、 了啊呀哈]*)+")
_MEANT = r"(?:我)?(?:要的|说的|问的|讲的|要问的|要办的|想办的|想问的|指的|办的|要办|意思)?(?:应该)?(?:其实)?(?:是)"
_NOT_THIS = re.compile(
    rf"(?:我)?(?:要的|说的|问的|要办的)?(?:不是|不要|没有?说)(?:要|说|问|办)?(?P<no>.+?)[，,。；、 ]*"
    rf"(?:而是|{_MEANT}|我?要的?|我?想|我?(?=问)|改成|换成)(?:说|问|办)?(?P<yes>.+)$"
)
_NOT_COMMA = re.compile(r"^不是(?P<no>.{1,8}?)[，,、 ]+(?P<yes>[^，。？！吗]{2,8})$")
_THIS_NOT = re.compile(
    rf"^(?:{_MEANT}|我?要)?(?:说|问|办)?(?P<yes>.+?)[，,、 ]*(?:，?而?不是|不要|又?没问|不问|又?没说)(?:要|说|问|办)?(?P<no>.+)$"
)
_THIS = re.compile(
    r"(?:我问的是|我要的是|我说的是|我讲的是|我要问的是|我是说|我是问|我的意思是|我指的是|应该是|其实是|改成|换成|(?<!不是)我要|(?<!不)是)(?P<yes>.+)$"
)
_ELSE = re.compile(
    r"^那?(?:要是|如果|假如|换成|换了|要换成|万一)?(?:是)?(?P<yes>.+?)(?:呢|咧|哩|嘞|怎么办|咋办|咋说|怎么说)?$"
)
_TAIL = re.compile(r"(?:(?:那个|那种|那本|这个)?(?:的(?:人|事|证)?)?[了吧啊呀呢哈嘛哟！。，？ ]*)$")
SOMEBODY = re.compile(
    r"(?:妈|爸|爹|娘|爷|奶|老人|老伴|老公|老婆|媳妇|丈夫|妻子|孩子|小孩|娃|儿子|女儿|闺女|孙|哥|姐|弟|妹|朋友|同事|别人|家里人|亲戚|他|她)"
)

ONLY_SOMEBODY = re.compile(
    rf"(?:帮|给|替|是|我|俺|家|的)*{SOMEBODY.pattern}{{1,2}}(?:要|来|想|自己|本人|办|弄|用|的|了)*"
)
"""Somebody and nothing else (我妈要办): whatever such words are like, they name no other matter."""


def correct(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """Change what was said and answer again; where the words change nothing, they are a question of their own."""
    context = complete(context)
    plain = normalise(heard.text)
    yes, no = parted(WRONG_PICK.sub("，", plain) if WRONG_PICK.search(plain) else plain)
    if ANEW.search(plain):
        return anew(release, bulletin, context, now)
    if WRONG_PICK.search(plain) and len(matter_words(release.hall.cues, yes)) <= 1:
        return chosen_wrongly(release, bulletin, context, now)
    item = release.item((context["pending"] or {}).get("item") or context["item"] or "")
    if item is not None:
        told = context["answers"].get(item.id, {})
        first = [s for s in item.situations if s.id in told or s.id == (context["pending"] or {}).get("situation")]
        changed = _answer_changed(first, yes, no)
        if changed is None and not _sure(release, yes, item.id):
            changed = _answer_changed([s for s in item.situations if s not in first], yes, no)
        if changed is not None:
            return answer_anew(release, bulletin, item, changed, heard, context, now)
    elsewhere = chosen(release, {**context, "options": context["offered"]}, yes) if context["offered"] and yes else None
    if elsewhere is not None and elsewhere.startswith(MATTERS) and elsewhere != f"item:{context['item']}":
        reply = pick(release, bulletin, Heard(text=yes, choice=elsewhere), context, now)
        if reply is not None:
            return reply
    aspects = tuple(name for name in asked_by_words(release.hall.cues, yes) if name in ASPECTS)[:2]
    if item is not None and aspects and not _sure(release, yes, item.id):
        return about(release, bulletin, item.id, aspects, context, now)
    other = ELLIPSIS.match(plain)
    if item is not None and other and ELSEWHERE.search(other["what"]):
        return about(release, bulletin, item.id, ["cross_area"], context, now)
    if item is not None and other and PERSON.match(other["what"]):
        return _for_somebody(release, bulletin, item, other["what"], context, now)
    if item is not None and SOMEBODY.search(yes) and (ONLY_SOMEBODY.fullmatch(yes) or not _sure(release, yes, item.id)):
        return _for_somebody(release, bulletin, item, yes, context, now)
    best: tuple[str, tuple[Candidate, ...]] = (yes or plain, ())
    for text in _wordings(release, item, yes, no, context):
        others = tuple(c for c in search(release, text) if item is None or c.id != item.id)
        if others and (not best[1] or others[0].score > best[1][0].score):
            best = text, others
        if others and others[0].score >= SWITCH and others[0].covers >= NAMED:
            break
    fixed = Heard(text=best[0], aspects=heard.aspects, confidence=heard.confidence, candidates=best[1])
    reply = guide(release, bulletin, fixed, left_behind(context), now)
    if reply.context["item"] is None:
        return Reply(reply.messages, {**reply.context, "item": context["item"], "before": context["before"]}, reply.do)
    return reply


def parted(plain: str) -> tuple[str, str]:
    """What a correction says it is, and what it says it is not; either may be empty.

    “不是补办是换领”, “是换领不是补办” → (换领, 补办); “搞错了，是二手房” → (二手房, "").
    """
    bare = _OPENING.sub("", plain)
    for shape in (_NOT_THIS, _NOT_COMMA, _THIS_NOT, _THIS):
        found = shape.search(bare)
        if found:
            parts = found.groupdict()
            return _trimmed(parts["yes"]), _trimmed(parts.get("no") or "")
    found = re.search(r"(?<!是)不是(?P<no>.+)$", bare)
    if found:
        return "", _trimmed(found["no"])
    found = _ELSE.search(bare)
    return (_trimmed(found["yes"]) if found else _trimmed(bare)), ""


def _trimmed(words: str) -> str:
    words = re.sub(r"^(?:我|你|要|是|说|问|办|的|那|，|。|、| )*(?=.{2})", "", words) if len(words) > 2 else words
    return _TAIL.sub("", words.strip("，。！？、 ")) or words


def answer_anew(
    release: Release,
    bulletin: Bulletin,
    item: Item,
    changed: tuple[str, str],
    heard: Heard,
    context: Context,
    now: datetime,
) -> Reply:
    """The answer that holds now, said first; then the last question answered again by it."""
    situation, value = changed
    told = known(item, {**context["answers"].get(item.id, {}), situation: value})
    told = {name: said for name, said in told.items() if _still_asked(item, name, told)}
    label = next(o.label for s in item.situations if s.id == situation for o in s.options if o.id == value)
    pending = context["pending"] or {}
    aspects = asked(release, Heard(text=heard.text)) or (pending.get("aspect") or context["aspect"],)
    aspects = tuple(name if name in OF_A_SITUATION else "overview" for name in aspects)
    answers = {**context["answers"], item.id: told}
    reply = about(release, bulletin, item.id, aspects, {**context, "answers": answers, "pending": None}, now)
    if situation not in context["answers"].get(item.id, {}):
        return reply
    first = {
        **reply.messages[0],
        "text": f"{say(release, 'talk.corrected', label=label)[0]}\n{reply.messages[0]['text']}",
    }
    messages = (first, *reply.messages[1:])
    return Reply(messages, after(reply.context, messages), reply.do)


def anew(release: Release, bulletin: Bulletin, context: Context, now: datetime) -> Reply:
    """“重新来”: the answers about this matter are forgotten; where none were given, everything."""
    name = context["item"]
    if name and context["answers"].get(name):
        answers = {key: value for key, value in context["answers"].items() if key != name}
        cleared = {**context, "answers": answers, "pending": None, "asked": None}
        return about(release, bulletin, name, [context["aspect"] or "overview"], cleared, now)
    said = spoken(release, bulletin, "chitchat", "talk.restart")
    return Reply(
        (said,), after(context, [said], item=None, aspect=None, pending=None, asked=None, offered=[], misses=0)
    )


def chosen_wrongly(release: Release, bulletin: Bulletin, context: Context, now: datetime) -> Reply:
    """“前面那个选错了”: the last question again, that of a situation, else that of the matter."""
    item = release.item(context["item"] or "")
    told = context["answers"].get(item.id, {}) if item is not None else {}
    last = next((s for name in reversed(list(told)) for s in (item.situations if item else ()) if s.id == name), None)
    if item is not None and last is not None:
        aspect = context["aspect"] or "overview"
        said = situation_message(release, bulletin, item, aspect, last)
        left = {name: value for name, value in told.items() if name != last.id}
        pending = {"item": item.id, "aspect": aspect, "situation": last.id}
        return Reply(
            (said,), after(context, [said], answers={**context["answers"], item.id: left}, pending=pending, misses=0)
        )
    if context["offered"]:
        options = context["offered"]
        text, speech = say(release, "clarify.items")
        said = message(
            "clarify", numbered(text, options), speech=speech, options=options, release=tag(release, bulletin)
        )
        pending = {"item": None, "aspect": context["aspect"] or "overview", "situation": None}
        return Reply((said,), after(context, [said], pending=pending, misses=0))
    return anew(release, bulletin, context, now)


def _still_asked(item: Item, name: str, told: dict[str, str]) -> bool:
    situation = next(s for s in item.situations if s.id == name)
    return applies(situation.when, told)


def _answer_changed(situations: list[Situation], yes: str, no: str) -> tuple[str, str] | None:
    """The situation and the option that a correction names, by what it is, else by what it is not."""
    for text in (yes, f"不是{no}" if no else ""):
        for situation in situations if text else ():
            named = option_said(situation, text, labels=True)
            held = [o.id for o in situation.options if len(text) > 1 and text in o.label]
            if named is not None or len(held) == 1:
                return situation.id, named or held[0]
    return None


def _sure(release: Release, text: str, besides: str) -> bool:
    found = search(release, text, limit=2) if len(text) > 1 else []
    return any(c.score >= SURE and c.covers >= NAMED and c.id != besides for c in found)


def _wordings(release: Release, item: Item | None, yes: str, no: str, context: Context) -> Iterator[str]:
    """The corrected question in words, the surest first: the one asked before with the slip put right, then the
    deed or the thing that is meant beside the other half of the matter of before.
    """
    before = normalise(context["asked"] or "")
    if yes and no and no in before:
        yield before.replace(no, yes)
    if yes and len(yes) > 1:
        yield yes
    if item is None or not yes:
        return
    deeds = sorted((word for group in release.hall.cues.synonyms for word in group), key=len, reverse=True)
    deed = re.compile("|".join(map(re.escape, [no, *deeds] if no else deeds)))
    name = min((item.name, *item.short), key=len)
    for known_as in dict.fromkeys((item.name, name)):
        thing = deed.sub("", known_as)
        found = deed.search(known_as)
        if thing and thing != known_as:
            yield f"{yes}{thing}"
            yield f"{thing}{yes}"
        if found:
            yield f"{yes}{found.group()}"


def _for_somebody(release: Release, bulletin: Bulletin, item: Item, yes: str, context: Context, now: datetime) -> Reply:
    """“不是我，是我妈要办”: the answer for such a person where there is one, else who may do it for somebody else."""
    for situation in item.situations:
        named = option_said(situation, yes, labels=True)
        if named is not None:
            return answer_anew(release, bulletin, item, (situation.id, named), Heard(text=yes), context, now)
    return about(release, bulletin, item.id, ["proxy"], context, now)
