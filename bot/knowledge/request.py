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
from bot.knowledge.draft import Draft, card, drafted, subject_named, subjects_offered
from bot.knowledge.messages import Option, message, numbered, option
from bot.knowledge.opening import today
from bot.knowledge.phrases import say
from bot.knowledge.picking import chosen
from bot.knowledge.proposal import KINDS
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply, spoken, tag
from bot.text.normalise import normalise

FIELDS = ("case_description", "case_place", "case_phone", "case_confirm")
SLOTS = ("case_kind", "case_subject", "case_way", "case_item", *FIELDS)
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
AFTERWARDS = ("case_place", "case_phone")
"""Questions that come right after the matter: there it is said that the hall may not take it in."""
VILLAGE = re.compile(r"村(?:里|上|委|干部|支书|主任)?[^，。]{0,4}(?:转告|带话|捎|告诉|说一声)|(?:转告|带话|捎话|捎信)")
COMES = re.compile(r"我?(?:自己|到时候?)?(?:来|去|到)(?:窗口|大厅|你们)[^，。]{0,4}(?:问|拿|取|看)?$")
NO_ANSWER = ("没有", "不用", "不填", "跳过", "算了不填", "不想", "不留", "不知道", "不清楚", "随便", "不方便")

Slots = dict[str, Any]


def begin(release: Release, context: Context, heard: Heard, *, kind: str | None = None) -> Slots:
    """The form's first values: the kind that the words suggest, and the matter when it was said already."""
    context = complete(context)
    named = kind or kind_named(heard.text) or (None if heard.intent == "want_case" else "help")
    kind = named or "help"
    description = heard.text if heard.intent == "want_case" and _says_something(heard.text) else context["asked"]
    if kind not in ("consult", "help") and description == context["asked"]:
        description = None
    item = release.item(context["item"] or "")
    about = item is not None and description == context["asked"] and kind in ("consult", "help")
    if item is not None and about and description and item.name not in description:
        description = f"{item.name}：{description}"
    return {
        "case_kind": named,
        "case_description": description or None,
        "case_item": item.id if item is not None and about else None,
        # a matter of the catalogue has its place already
        "case_place": SKIPPED if item is not None and about else None,
    }


def kind_named(text: str) -> str | None:
    """The kind of request that the words name; None = it is proposed from the whole matter."""
    words = {
        "praise": ("表扬", "感谢信", "锦旗", "点赞"),
        "suggestion": ("建议", "提个意见", "提意见"),
        "report": ("举报", "检举", "揭发"),
        "complaint": ("投诉", "告他"),
        "consult": ("咨询", "想问"),
        "help": ("求助",),
    }
    return next((kind for kind, cues in words.items() if any(cue in text for cue in cues)), None)


def take(context: Context, release: Release, field: str, heard: Heard) -> Slots:
    """What an answer to `field` changes, empty when it is no answer (then the talk goes elsewhere and comes back)."""
    context = complete(context)
    text = heard.text.strip()
    choice = heard.choice or _chosen(context, release, text)
    if choice and choice.startswith("form:kind:") and choice.rpartition(":")[2] in KINDS:
        return {"case_kind": choice.rpartition(":")[2]}
    values = (context["form"] or {}).get("slots") or {}
    if choice and choice.startswith("form:subject:"):
        known = {one.id for one in release.hall.subjects}
        return {"case_subject": choice.rpartition(":")[2]} if choice.rpartition(":")[2] in known else {}
    if choice == "form:village" and field == "case_phone":
        return _by_village(values)
    if choice == "form:skip":
        return _skipped(field, values)
    if choice == "form:phone" and context["phone"]:
        return {"case_phone": context["phone"]}
    if choice == "form:confirm":
        return {"case_confirm": "yes"} if field == "case_confirm" else {}
    if choice and choice.startswith("form:fix:") and choice.removeprefix("form:fix:") in FIXES:
        return {choice.removeprefix("form:fix:"): None}
    if choice:
        return {}
    if field == "case_confirm" and (subject := subject_named(release.hall, text)):
        return {"case_subject": subject}
    if field != "case_description" and heard.intent not in ("emergency", "cancel", "ask_human"):
        put = put_right(values, text, KINDS, release.hall.information.towns, at_the_end=field == "case_confirm")
        if put:
            return put
    if _interrupts(release, heard, field):
        return {}
    found = PHONE.search(text)
    if field == "case_phone":
        if found:
            return {"case_phone": found.group(), **({"case_way": "message"} if "短信" in text else {})}
        if context["phone"] and _agrees(text, heard):
            return {"case_phone": context["phone"]}
        if VILLAGE.search(normalise(text)):
            return _by_village(values)
        return {"case_phone": SKIPPED} if _declines(text) or COMES.search(normalise(text)) else {}
    if field == "case_confirm" and found:
        return {"case_phone": found.group()}
    if field == "case_confirm":
        return {"case_confirm": "yes"} if _agrees(text, heard) else {}
    if field == "case_place" and text:
        place = PHONE.sub("", text).strip("，。、 ")
        if found and not place.removesuffix("电话"):
            return {"case_phone": found.group()}
        return _skipped("case_place", values) if _declines(text) else {"case_place": text}
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
    draft = drafted(release, values, now)
    text, options = _question(release, field, values, draft, context, heard)
    options.append(option("form:cancel", say(release, "option.cancel")[0]))
    warned = draft.reason is not None and heard is not None and bool(heard.text) and field in AFTERWARDS
    if warned and heard is not None and heard.text in str(values.get("case_description")):
        text = "\n".join([str(draft.reason), say(release, "case.refused_anyway")[0], text])
    said = message(
        "ask_field", numbered(text, options), speech=text.split("\n")[0], options=options, case=card(values, draft),
        release=tag(release, bulletin),
    )  # fmt: skip
    return Reply((said,), after(context, [said], pending=None))


def _question(release: Release, field: str, values: Slots, draft: Draft, context: Context,
              heard: Heard | None) -> tuple[str, list[Option]]:  # fmt: skip
    """The words of a question and its options, without the one that gives up."""
    skip = option("form:skip", say(release, "option.skip")[0])
    village = option("form:village", say(release, "option.village")[0])
    if field == "case_description":
        return say(release, "form.what")[0], []
    if field == "case_place":
        return say(release, "form.village" if values.get("case_way") == "village" else "form.where")[0], [skip]
    if field == "case_phone" and context["phone"]:
        said_before = option("form:phone", f"用刚才的{context['phone']}")
        return say(release, "form.phone_said", phone=context["phone"])[0], [said_before, skip, village]
    if field == "case_phone":
        return say(release, "form.phone_help" if draft.kind == "help" else "form.phone")[0], [skip, village]
    return _confirmation(release, values, draft, context, heard)


def _confirmation(release: Release, values: Slots, draft: Draft, context: Context,
                  heard: Heard | None) -> tuple[str, list[Option]]:  # fmt: skip
    """All that would be opened, or one of the two lists that put kind and subject right."""
    wanted = _list_wanted(release, context, heard)
    if wanted == "kind":
        return say(release, "form.kind")[0], [option(f"form:kind:{code}", name) for code, name in KINDS.items()]
    if wanted == "subject":
        offered = subjects_offered(release, str(values.get("case_description") or ""))
        return say(release, "form.subject")[0], [option(f"form:subject:{one.id}", one.name) for one in offered]
    text = say(
        release, "form.confirm", kind=KINDS[draft.kind], description=_short(values.get("case_description")),
        subject=draft.subject.name if draft.subject is not None else "其他", place=_said(values.get("case_place"), "没有填"),
        phone=_way_said(values, draft.kind), date=draft.day,
    )[0]  # fmt: skip
    lines = text.split("\n")
    if draft.urgent:
        lines.insert(len(lines) - 1, say(release, "case.urgent")[0])
    confirm = option("form:confirm", say(release, "option.confirm")[0])
    if draft.reason is not None:
        confirm = option("form:confirm", say(release, "option.confirm_anyway")[0])
        lines = [draft.reason, say(release, "case.refused_anyway")[0], *lines[1:-1]]
    others = [option("form:kind", say(release, "option.fix_kind")[0])]
    if release.hall.subjects:
        others.append(option("form:subject", say(release, "option.fix_subject")[0]))
    if heard is not None and not heard.choice and WRONG.fullmatch(normalise(heard.text)):
        fixes = [option(f"form:fix:{name}", say(release, key)[0]) for name, key in FIXES.items()]
        return "\n".join([say(release, "form.wrong")[0], *lines[1:-1]]), [*fixes, *others, confirm]
    return "\n".join(lines), [confirm, *others]


def _list_wanted(release: Release, context: Context, heard: Heard | None) -> str | None:
    if heard is None:
        return None
    choice = heard.choice or _chosen(context, release, heard.text)
    if choice in ("form:kind", "form:subject"):
        return choice.removeprefix("form:")
    plain = normalise(heard.text)
    told = any(name in plain for name in (*KINDS.values(), *(one.name for one in release.hall.subjects)))
    if choice or told or len(plain) > 12 or not re.search(r"不|错|改|换", plain):
        return None
    return "subject" if "分类" in plain else "kind" if re.search(r"类型|类别|种类", plain) else None


def keep(values: Slots, text: str) -> Slots:
    """What was told of danger in the middle of the form stays in its description."""
    before, told = values.get("case_description"), text.strip()
    if not told or (before and told in before):
        return {}
    return {"case_description": f"{before}；{told}" if before else told}


def submit(release: Release, values: Slots, context: Context, now: datetime) -> Reply:
    """The finished draft, for the web to open the case."""
    context = complete(context)
    found, phone = drafted(release, values, now), _value(values.get("case_phone"))
    draft = {
        "kind": found.kind,
        "subject": found.subject.id if found.subject is not None else None,
        "description": values.get("case_description"),
        "place": _value(values.get("case_place")),
        "phone": phone,
        "way": values.get("case_way") or ("call" if phone else "window"),
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
SMALL_TALK, SMALL = frozenset({"repeat", "greet", "thanks", "goodbye", "wait"}), 12
"""What is heard as small talk and is longer than so many characters is the answer (路灯坏了…第161处 is no 再见)."""
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
    if intent in SMALL_TALK and len(normalise(heard.text)) > SMALL:
        return False
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


def _skipped(field: str, values: Slots) -> Slots:
    """A field that is left out; who wants word by the village must say which, or comes and asks."""
    if field == "case_place" and values.get("case_way") == "village":
        return {"case_place": SKIPPED, "case_way": None}
    return {field: SKIPPED} if field in ("case_place", "case_phone") else {}


def _by_village(values: Slots) -> Slots:
    asked_again = {"case_place": None} if values.get("case_place") in (None, SKIPPED) else {}
    return {"case_phone": SKIPPED, "case_way": "village", **asked_again}


def _way_said(values: Slots, kind: str) -> str:
    """How the answer comes back, as it is shown before it is sent."""
    phone = _value(values.get("case_phone"))
    if phone:
        return f"{phone}（发短信）" if values.get("case_way") == "message" else phone
    if values.get("case_way") == "village":
        return "没有留，请村里转告您"
    return "没有留，您凭编号来窗口问" if kind == "help" else "没有留，凭编号能查进度"


def _value(value: Any) -> str | None:
    return None if value in (None, SKIPPED) else str(value)


def _said(value: Any, absent: str) -> str:
    return _value(value) or absent


def _short(value: Any, length: int = 120) -> str:
    text = str(value or "")
    return text if len(text) <= length else f"{text[:length]}……"
