"""The request form: what it asks, in which order, and what an answer means. Pure; Rasa's form and tests drive it.

Fields: case_description, case_place, case_phone, case_confirm. Source: the public interface, "The request form".
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.knowledge.amend import PHONE, SKIPPED, put_right
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context, after, complete
from bot.knowledge.cues import asked_by_words
from bot.knowledge.messages import message, numbered, option
from bot.knowledge.opening import today
from bot.knowledge.phrases import say
from bot.knowledge.picking import chosen
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply, spoken, tag
from bot.text.normalise import normalise

FIELDS = ("case_description", "case_place", "case_phone", "case_confirm")
SLOTS = ("case_kind", "case_item", *FIELDS)
KINDS = {
    "consult": "咨询",
    "help": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "建议",
    "praise": "表扬",
}
PLACEHOLDER = re.compile(r"⟦[^⟧]*⟧")
YES = ("是", "对", "好", "行", "可以", "确认", "没错", "提交", "嗯", "中", "要得", "就这样")
AGREEMENT = re.compile(rf"(?:(?:{'|'.join(YES)})[的了啊呀吧哦嘛呢，。！ ]*)+")
"""Nothing but words of consent: 对不起, 好像不对 and 是不是 begin with one and are none."""
DOUBT = ("不", "没", "别", "错", "吗", "？", "改", "等")
"""With one of these a sentence that the classifier takes for a yes submits nothing."""
WRONG = re.compile(
    r"(?:(?:不|没|有)(?:对|是|行|写对|说对)|错了?|有错|有误|改一下|我要改|要改|好像|有点|不太对|哪里|地方|有(?:个)?(?:地方)?|吧|啊|的|了|，|。|！| )+"
)
"""A no at the confirmation that does not say yet what is wrong."""
FIXES = {
    "case_description": "option.fix_description",
    "case_place": "option.fix_place",
    "case_phone": "option.fix_phone",
}
NO_ANSWER = ("没有", "不用", "不填", "跳过", "算了不填", "不想", "不留", "不知道", "不清楚", "随便", "不方便")

Slots = dict[str, Any]


def begin(release: Release, context: Context, heard: Heard, *, kind: str | None = None) -> Slots:
    """The form's first values: the kind that the words suggest, and the matter when it was said already."""
    context = complete(context)
    kind = kind or kind_of(heard.text)
    description = heard.text if heard.intent == "want_case" and _says_something(heard.text) else context["asked"]
    if kind not in ("consult", "help") and description == context["asked"]:
        description = None
    item = release.item(context["item"] or "")
    about = item is not None and description == context["asked"] and kind in ("consult", "help")
    if item is not None and about and description and item.name not in description:
        description = f"{item.name}：{description}"
    return {
        "case_kind": kind,
        "case_description": description or None,
        "case_item": item.id if item is not None and about else None,
        # a matter of the catalogue has its place already
        "case_place": SKIPPED if item is not None and about else None,
    }


def kind_of(text: str) -> str:
    """The kind of request that the words name, help when they name none."""
    words = {
        "praise": ("表扬", "感谢信", "锦旗", "点赞"),
        "suggestion": ("建议", "提个意见", "提意见", "希望能"),
        "report": ("举报", "检举", "揭发"),
        "complaint": ("投诉", "态度", "告他", "太差", "没人管", "扰民", "坏了", "反映"),
        "consult": ("咨询", "想问"),
    }
    return next((kind for kind, cues in words.items() if any(cue in text for cue in cues)), "help")


def take(context: Context, release: Release, field: str, heard: Heard) -> Slots:
    """What an answer to `field` changes, empty when it is no answer (then the talk goes elsewhere and comes back)."""
    context = complete(context)
    text = heard.text.strip()
    choice = heard.choice or _chosen(context, release, text)
    if choice and choice.startswith("form:kind:") and choice.rpartition(":")[2] in KINDS:
        return {"case_kind": choice.rpartition(":")[2]}
    if choice == "form:skip":
        return {field: SKIPPED} if field in ("case_place", "case_phone") else {}
    if choice == "form:phone" and context["phone"]:
        return {"case_phone": context["phone"]}
    if choice == "form:confirm":
        return {"case_confirm": "yes"} if field == "case_confirm" else {}
    if choice and choice.startswith("form:fix:") and choice.removeprefix("form:fix:") in FIXES:
        return {choice.removeprefix("form:fix:"): None}
    if choice:
        return {}
    values = (context["form"] or {}).get("slots") or {}
    if field != "case_description" and heard.intent not in ("emergency", "cancel", "ask_human"):
        put = put_right(values, text, KINDS, release.hall.information.towns, at_the_end=field == "case_confirm")
        if put:
            return put
    if _interrupts(release, heard, field):
        return {}
    found = PHONE.search(text)
    if field == "case_phone":
        if found:
            return {"case_phone": found.group()}
        if context["phone"] and _agrees(text, heard):
            return {"case_phone": context["phone"]}
        return {"case_phone": SKIPPED} if _declines(text) else {}
    if field == "case_confirm" and found:
        return {"case_phone": found.group()}
    if field == "case_confirm":
        return {"case_confirm": "yes"} if _agrees(text, heard) else {}
    if field == "case_place" and text:
        place = PHONE.sub("", text).strip("，。、 ")
        if found and not place.removesuffix("电话"):
            return {"case_phone": found.group()}
        return {"case_place": SKIPPED if _declines(text) else text}
    if field == "case_description" and _says_something(text) and not _declines(text):
        return {"case_description": text}
    return {}


def ask(
    release: Release,
    bulletin: Bulletin,
    field: str,
    values: Slots,
    context: Context,
    now: datetime,
    heard: Heard | None = None,
) -> Reply:
    """The question for `field`, with the options that skip, correct the kind, or give up.

    heard: the last sentence; a bare no at the confirmation is asked what is wrong.
    """
    context = complete(context)
    cancel = option("form:cancel", say(release, "option.cancel")[0])
    skip = option("form:skip", say(release, "option.skip")[0])
    kind = values.get("case_kind") or "help"
    if field == "case_description":
        text, options = say(release, "form.what")[0], [cancel]
    elif field == "case_place":
        text, options = say(release, "form.where")[0], [skip, cancel]
    elif field == "case_phone" and context["phone"]:
        text = say(release, "form.phone_said", phone=context["phone"])[0]
        options = [option("form:phone", f"用刚才的{context['phone']}"), skip, cancel]
    elif field == "case_phone":
        text, options = say(release, "form.phone")[0], [skip, cancel]
    else:
        text = say(
            release, "form.confirm", kind=KINDS[kind], description=_short(values.get("case_description")),
            place=_said(values.get("case_place"), "没有填"), phone=_said(values.get("case_phone"), "没有留"),
        )[0]  # fmt: skip
        others = [option(f"form:kind:{code}", f"改成{name}") for code, name in KINDS.items() if code != kind][:3]
        options = [option("form:confirm", say(release, "option.confirm")[0]), *others, cancel]
        if heard is not None and not heard.choice and WRONG.fullmatch(normalise(heard.text)):
            text = "\n".join([say(release, "form.wrong")[0], *text.split("\n")[1:-1]])
            fixes = [option(f"form:fix:{name}", say(release, key)[0]) for name, key in FIXES.items()]
            options = [*fixes, *others, options[0], cancel]
    proposed = {"kind": kind, "kind_name": KINDS[kind], "description": values.get("case_description")}
    said = message(
        "ask_field", numbered(text, options), speech=text.split("\n")[0], options=options, case=proposed,
        release=tag(release, bulletin),
    )  # fmt: skip
    return Reply((said,), after(context, [said], pending=None))


def keep(values: Slots, text: str) -> Slots:
    """What was told of danger in the middle of the form stays in its description."""
    before, told = values.get("case_description"), text.strip()
    if not told or (before and told in before):
        return {}
    return {"case_description": f"{before}；{told}" if before else told}


def submit(values: Slots, context: Context) -> Reply:
    """The finished draft, for the web to open the case."""
    context = complete(context)
    draft = {
        "kind": values.get("case_kind") or "help",
        "description": values.get("case_description"),
        "place": _value(values.get("case_place")),
        "phone": _value(values.get("case_phone")),
        "item": values.get("case_item"),
    }
    return Reply(
        (), {**context, "form": None, "options": [], "misses": 0, "asked": None}, {"do": "open_case", "draft": draft}
    )


def cancel(release: Release, bulletin: Bulletin, context: Context, *, running: bool) -> Reply:
    """The form is given up; or there was nothing to give up."""
    context = complete(context)
    kind, key = ("cancelled", "form.cancelled") if running else ("chitchat", "talk.nothing_to_cancel")
    said = spoken(release, bulletin, kind, key)
    return Reply((said,), after(context, [said], form=None))


def handoff(release: Release, bulletin: Bulletin, context: Context, now: datetime) -> Reply:
    """Where a person is now. The web calls one; where nobody can come it opens the request, unless a form follows."""
    context = complete(context)
    info, state = release.hall.information, today(release, bulletin, now)
    said = spoken(
        release, bulletin, "handoff", "handoff.desk", guide_desk=info.guide_desk.rstrip("。"),
        telephone=info.telephone, text=state["text"].rstrip("。"),
    )  # fmt: skip
    draft = {"about": context["asked"], "item": context["item"]}
    return Reply((said,), after(context, [said]), {"do": "call_human", "draft": draft})


INTERRUPTIONS = frozenset(
    {"ask_human", "cancel", "repeat", "emergency", "case_status", "greet", "thanks", "goodbye", "wait"}
)
ELSEWHERE = frozenset(
    {"name_matter", "ask_human", "cancel", "case_status", "repeat", "emergency", "abuse", "thanks", "wait"}
)
SURE, LIKELY = 0.6, 0.4
"""A question in between must be heard with at least this confidence, else it is the answer (东街收费站旁边 is a place).
A question about the hall itself (厕所在几楼) is told apart from a place with less."""


def leads_elsewhere(heard: Heard) -> bool:
    """Does what was said get an answer of its own while the form waits? Small talk and words not understood do not."""
    intent = heard.intent or ""
    return intent in ELSEWHERE or intent.startswith("ask_")


def _interrupts(release: Release, heard: Heard, field: str) -> bool:
    intent = heard.intent or ""
    floor = LIKELY if intent == "ask_hall" and field != "case_description" else SURE
    if intent in INTERRUPTIONS:
        return intent == "emergency" or heard.confidence >= SURE
    if intent.startswith("ask_") and heard.confidence >= floor:
        return bool(asked_by_words(release.hall.cues, heard.text))
    return False


def _chosen(context: Context, release: Release, text: str) -> str | None:
    if len(normalise(text)) > 8 or PLACEHOLDER.search(text):
        return None
    found = chosen(release, context, text)
    return found if found and found.startswith("form:") else None


def _declines(text: str) -> bool:
    plain = normalise(text).replace("谢谢", "").strip("，。！ ").removeprefix("我").removeprefix("就")
    return plain == "无" or any(plain.startswith(word) and len(plain) <= len(word) + 3 for word in NO_ANSWER)


def _agrees(text: str, heard: Heard) -> bool:
    plain = normalise(text)
    guessed = heard.intent == "affirm" and heard.confidence >= SURE and not any(word in plain for word in DOUBT)
    return guessed or AGREEMENT.fullmatch(plain) is not None


def _says_something(text: str) -> bool:
    plain = PLACEHOLDER.sub("", normalise(text))
    bare = re.sub(
        r"(我|要|想|你们|给|帮|个|一下|投诉|举报|反映|登记|诉求|提|意见|建议|表扬|求助|咨询|问题|情况|人|请)", "", plain
    )
    return sum(character.isalnum() for character in bare) >= 2


def _value(value: Any) -> str | None:
    return None if value in (None, SKIPPED) else str(value)


def _said(value: Any, absent: str) -> str:
    return _value(value) or absent


def _short(value: Any, length: int = 120) -> str:
    text = str(value or "")
    return text if len(text) <= length else f"{text[:length]}……"
