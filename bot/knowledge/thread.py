"""What a sentence does in the talk it stands in, by its words: both the assistant and the simple mode hear it first.

The classifier hears a sentence alone; “慢点”, “不是我，是我妈”, “刚才那个” mean something only after what was said before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.knowledge.alarm import alarm
from bot.knowledge.answering import answered
from bot.knowledge.context import MATTERS, Context, complete
from bot.knowledge.cues import asked_by_words
from bot.knowledge.danger import danger
from bot.knowledge.decide import SURE, SWITCH
from bot.knowledge.heard import PICK_LENGTH, picked
from bot.knowledge.materials import applies
from bot.knowledge.model import Cues
from bot.knowledge.picking import option_said
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard
from bot.knowledge.search import matter_words, search
from bot.text.normalise import normalise

CONSENT = 0.7
"""A guessed yes counts from this confidence."""
WHOLLY = 0.9
"""A matter is named in an answer when nearly a whole name of it stands there."""
_EDGES = "，。！？、,.!?~… "
_COURTESY = re.compile(
    r"^(?:(?:好的?|行|中|嗯+|哦|噢|对|得|那|知道了?|晓得了?|明白了?|懂了|清楚了|记住了|辛苦[你您]?了?|麻烦[你您]了?|"
    r"多?谢+谢*[你您]?|感谢[你您]?|再见|拜拜|太好了|没事了|就这样|先这样)"
    r"[了啦啊呀哈吧喽嘞咯]*[，。！、 ]*)+(?:(?:哎|诶|唉|啊|哦)?[，、 ]*(?:对了|顺便|还有|另外|再问(?:一?下|个|一句)?|"
    r"再打听(?:一下)?|最后)(?:有?一?个事)?[，。、 ]*)*"
)
_THANKS_LAST = re.compile(
    r"[，。！ ]*(?:多?谢谢?[你您]?了?|麻烦[你您]?了?|拜托了?|辛苦了?)[啊呀哈咯嘞啦喽]*[，。！ ]*$"
)
_AGAIN = re.compile(
    r"(?:说|讲|念|播|读|放)(?:得|的|话)?(?:太)?(?:慢|满|大声|响|高|简单|简短|短|清楚|通俗|明白)(?:一?[点些滴哈])?(?:儿|个|子)?"
    r"|(?:慢|大声?|响|高|简单|清楚|短|细)(?:一?[点些滴])(?:儿|个|子|声)?(?:的)?(?:再)?(?:说|讲|念|来|硕|播)?"
    r"|(?:慢慢|大声|简单)(?:地|的|叫)?(?:再)?(?:说|讲|念)|(?:声音?|音量)(?:放|调|再|开)?(?:大|高|响)(?:一?[点些])?|(?:声音?|音量)(?:太|有点|有些)?小"
    r"|再(?:给我|跟我|帮我|和我)?(?:说|讲|念|来|播|放|重复|学)(?:一|1)?(?:遍|次|回|哈|道|下|变|边|遭|片)"
    r"|(?:没|莫|冇)(?:太|有|咋|咋个)?(?:听|看|弄|整|搞)(?:太)?(?:清楚?|见|到|懂|明白|着|真|爽|清爽)|(?:没|莫|冇)(?:太)?(?:明白|懂)"
    r"|(?:听|看)(?:不|得不)(?:太)?(?:清楚?|见|到|懂|明白|真)|(?:太|说得|讲得)快了?|重(?:复|说|讲|念)(?:一?[遍下次])?"
    r"|(?:刚才|刚刚|刚)(?:你|您)?(?:说|讲)(?:的|了)?(?:啥|什么|甚)(?:来着)?|(?:啥|什么|甚)(?:子)?意思|太长了?|太啰嗦了?|听糊涂了?|越听越糊涂"
)
_ROUND = re.compile(
    r"(?:请|麻烦|劳驾|能不能|可不可以|可以|能|你|您|我|给|跟|和|帮|再|就|还是|又|刚才|刚刚|那|这|个|句|段|话|一下|一遍|一次|一点|遍|次|把|用|的|得|地"
    r"|老人家?|老汉|耳朵|耳背|背|不好使|上年纪了?|年纪大了?|有点|实在|根本|完全|都|也|哎|喂|啊|呀|吧|吗|嘛|呢|哈|了|些|点|说|讲|太|"
    r"好|不好|行不行|行不|行|啥|什么|要|[，。！？、… ])+"
)
_NOT_AGAIN = re.compile(r"叫号|广播|窗口|工作人员|投诉|建议|反映|举报")
_UNSOLVED = re.compile(
    r"(?:可是|但是|但|可|那|这|那个|唉|哎呀?|啊|你|您|我|还是|依然|依旧|都|也|照样|根本|完全|真|，| )*"
    r"(?:(?:没有?|莫得|没得|木有)(?:解决|用|啥用|什么用|用处|帮上忙|弄成|办成|搞定|说到点子上|回答我)|不(?:行|管用|顶用|顶事|解决问题|中用|得行|中)"
    r"|白(?:问|说)了?|(?:你|您)?(?:说|讲|答|回答|告诉我)的?(?:都|这些|东西)?(?:不对|错了?|有误|不准|没用|不是我(?:要|问)的)"
    r"|(?:说|答|回答|讲)得?(?:不对|错了)|(?:答非所问|牛头不对马嘴|驴唇不对马嘴|文不对题)|(?:我)?(?:要|问|说)的?不是(?:这个|这些|这|那个)"
    r"|不是(?:我(?:要|问|想要)的|这个意思)|(?:你|您)?(?:听|理解|搞|弄)(?:岔|错|反|拧)了|(?:你|您)没(?:听|弄|搞)(?:懂|"
    r"明白)(?:我(?:的)?(?:话|意思|说的?))?|问题(?:还)?没(?:有)?解决)"
    r"[的了啊呀吧呢哈嘛哦，。！ ]*(?:我(?:的)?(?:问题|事))?"
)
_WAIT = re.compile(
    r"(?:好的?|嗯|哦|那|你|您|先|我|让我|容我|叫我|，| )*(?:(?:稍?等|等等|等我|等会|等下|等一|慢着|别急|莫急|不忙)(?:一?[下会哈])?(?:儿|子)?"
    r"|(?:先)?(?:问问|问一?下|问一问|打听打听|打听一下|了解一?下|了解了解|看看|看一看|瞧瞧|想想|想一想|考虑考虑|考虑一下|找找|找一下|"
    r"找一找|翻翻|拿一下|记一下|记记|拿(?:个|支)?笔|商量商量|商量一下))"
    r"(?:我|让我|，|。| |先|去|再|给|家里?人?|老伴|孩子|拿|看看|想想|找找|找一?下|问问|问一?下|记一?下|商量商量|商量一下|翻一?下?|翻翻|纸|笔|眼镜|"
    r"手机|包|证|个|一?下|一?会儿?|吧|啊|哈|嘛|的|就|是|随便|再说)*"
)
_CORRECTS = re.compile(
    r"^的是.{2}|"
    r"^(?:(?:刚才|刚刚|刚|先前|之前|前面|我|你|您|哎呀?|哦|噢|啊|唉|等等|等一下|等下|可能|好像|，| )*"
    r"(?:不对不对|不对|不是的|错了|(?:说|搞|弄|讲|选|点|按|打|听|记|写|输)(?:错|岔|反|混|差)|口误|更正|改一下|改口|我(?:是说|"
    r"是问|的意思是|说的是|问的是|要的是|要问的是|讲的是|指的是)|(?:说|问|要|讲|指)的是|应该是|其实是|不是(?!不是)))"
    r"|(?<![是])不是.{1,14}?[，,、 ]*(?:是|而是|我?要|改)|^不是.{1,8}[，,、 ]+[^，。？！吗]{2,8}$|^我?(?:是|要|问).{1,12}?[，、 ]*(?:不是|不要|没问|"
    r"没说).{1,12}$|(?:选|点|按|挑)错|(?:刚才|前面|上一个|上面)(?:那个)?(?:选|答|点)?(?:得|的)?(?:错了?|不对)"
    r"|^(?:那|算了|嗯|好|，)*(?:重新来|重来|从头(?:再)?来|从头(?:开始|说|问)|重新(?:开始|问|选|说起))"
)
ELLIPSIS = re.compile(
    r"^那?(?:要是|如果|假如|换成|万一)?(?:是|给|我是)?(?P<what>[^，。？！]{1,8}?)(?:的)?(?:话)?呢[？。！ ]*$"
)
PERSON = re.compile(
    r"^(?:我|我家|俺|给)?(?:小|老)?(?:孩子|小孩|孩|娃娃?|儿子|女儿|闺女|老人|妈|爸|爹|娘|爷爷|奶奶|老伴|老公|老婆|媳妇|家里人|别人|他|她)$"
)
ELSEWHERE = re.compile(r"外地|异地|外省|外县|别的(?:省|市|县|地方)|老家")
_BACK = re.compile(
    r"(?:回到|回过头|返回|说回|回头(?:再)?(?:说|问)|接着(?:说|问)|还是(?:说|问|办|回到)|再(?:说|问)(?:一?下|回|"
    r"问)?)[^，。]{0,3}?(?:刚才|刚刚|之前|前面|先前|上一个|上个|原来|开始|头先|先头|前头)"
    r"|(?:刚才|刚刚|之前|前面|先前|头先|先头|前头|开始)(?:你|您|我|咱)?(?:说|问|讲|提|办|查)?(?:到|过)?的?(?:那|"
    r"这)?(?:个|件|事|桩)?.{0,8}(?:那个|那件|那事|那桩|的事|的那)|^(?:回到|返回|说回)"
)
_HALL = (
    r"(?:你们|咱们?|这个?|贵|县|办事|服务|政务)*(?:大厅|中心|这儿|这里|单位|窗口|工作人员|办事员|服务态度|态度|服务)"
)
_NUMBER = r"(?:电话|号码|热线|打(?:哪|什么|啥|几|多少)|联系(?:谁|哪))"
_HALL_TELEPHONE = re.compile(
    rf"(?:投诉|举报|反映|告|提意见).{{0,4}}{_HALL}.{{0,12}}{_NUMBER}|{_HALL}.{{0,4}}(?:有没有|"
    rf"有)?(?:的)?(?:监督|投诉|举报|意见){{1,2}}的?{_NUMBER}"
    rf"|(?:监督|投诉|举报){_NUMBER}.{{0,4}}(?:你们|大厅|窗口)|{_NUMBER}.{{0,6}}(?:投诉|举报|告){_HALL}|"
    rf"^(?:你们|咱们?|这个?)?(?:大厅|中心|这儿|这里)的?(?:咨询|联系|服务|总)?(?:电话|号码)"
)
_APART = re.compile(
    r"(?:[，。；、 ]*(?:还有就是|还有|另外|顺便(?:再)?(?:问一?下|问问)?|再就是|再问一?下|再一个|对了)[，、 ]*|[。；？！\n])"
)
_YES = re.compile(
    r"(?:(?:对|对头|是|是的|嗯|好|好的|行|要得|没错|不错|就|就是|正是|要|办|可以|中|得|昂)(?:就是)?(?:要|"
    r"办)?(?:的)?(?:这个|那个|它|这件|这件事|这样|这|那件)?[了的啊呀吧哈嘛呢，。！ ]*)+"
)
_NO = re.compile(
    r"(?:(?:不是|不对|都不是|不|没有|不要|错了|哪个都不是|一个都不是|(?:以|这)上(?:面的)?都不[是对]"
    r"|没有我要的|没一个对|不是这个|不是这些|都不对|都不要)[的了啊呀吧哈，。！ ]*)+"
)
_REFUSING = ("不", "没", "未", "无", "非", "否", "别")


_THAT = re.compile(r"(?P<what>[^，。？！]{2,8}?)(?:那个|那件|那边)")
_NEVER_MIND = re.compile(r"(?:(?:那|就|我|，)*(?:算了|不问了|不说了|不办了|罢了|算球了)[吧啊呀嘛，。！ ]*)+")

_SLIP = re.compile(r"(?:说|搞|弄|讲|选|点|按|打|听|写|记)(?:错|岔|反|混)|口误")
_GIVE_UP = re.compile(
    r"(?:(?:那|就|我|还是|，)*(?:算了|拉倒|取消(?:登记)?|作罢|(?:先|也)?(?:不|别|甭|莫)(?:要|想|用|再|去)?"
    r"(?:投诉|登记|举报|反映|报|填|弄|搞|提|登|提交|交)(?:了|咯|啦))(?:吧|啊|呀|嘛|了|谢谢|，|。|！| )*)+"
)
"""The request form is given up, in so many words."""


@dataclass(frozen=True)
class Meant:
    """text: the words that count. intent: what they do in this talk, or None. choice: the option they pick, or None."""

    text: str
    intent: str | None = None
    choice: str | None = None


def meant(release: Release, context: Context, text: str) -> Meant:
    """Hear a sentence in its talk. Danger is never anything else, and inside the request form little is."""
    context = complete(context)
    cues = release.hall.cues
    bare = normalise(text).strip(_EDGES)
    calm = again(cues, bare) or _WAIT.fullmatch(bare)
    if not text.strip() or danger(cues, text) or (alarm(cues, text) and not calm):
        return Meant(text)
    slip = not context["form"] and _SLIP.search(normalise(text)) is not None
    choice = None
    if not slip:
        choice = picked(release, context, text) or agreed(release, context, text) or open_answer(release, context, text)
    if choice is not None:
        return Meant(text, choice=choice)
    words = text if context["form"] else leftover(release, text)
    plain = normalise(words).strip(_EDGES)
    if asks_hall_telephone(plain):
        return Meant(words, "ask_hall")
    if context["last"] and not context["form"] and _UNSOLVED.fullmatch(plain):
        return Meant(words, "unsolved")
    if again(cues, plain):
        return Meant(words, "repeat")
    if _WAIT.fullmatch(plain):
        return Meant(words, "wait")
    if _GIVE_UP.fullmatch(plain) if context["form"] else _NEVER_MIND.fullmatch(plain):
        return Meant(words, "cancel")
    if context["form"]:
        return Meant(words)
    if _BACK.search(plain) and context["before"] and not _CORRECTS.search(plain):
        return Meant(words, "name_matter")
    if answers_beside(release, context, plain) or corrects(release, context, plain):
        return Meant(words, "correct")
    return Meant(words)


def leftover(release: Release, text: str) -> str:
    """A sentence without the thanks or the consent around its question; whole when nothing is asked beside them."""
    bare = _THANKS_LAST.sub("", text)
    found = _COURTESY.match(bare)
    rest = (bare[found.end() :] if found else bare).strip(_EDGES)
    if rest == text.strip(_EDGES) or len(rest) < 2:
        return text
    if asked_by_words(release.hall.cues, rest) or two_matters(release, rest):
        return rest
    sure = search(release, rest, limit=1)
    return rest if sure and sure[0].score >= SURE else text


def again(cues: Cues, plain: str) -> bool:
    """Does it ask for the last answer once more, and for nothing else?"""
    if not _AGAIN.search(plain) or _NOT_AGAIN.search(plain):
        return False
    rest = _ROUND.sub("", _AGAIN.sub("", plain))
    return len(rest) <= 2 or (len(rest) <= 6 and not asked_by_words(cues, rest) and len(matter_words(cues, rest)) <= 2)


def answers_beside(release: Release, context: Context, plain: str) -> bool:
    """Does it answer another question about the matter than the one that is open (给娃办 when 哪一项 was asked)?"""
    pending = context["pending"] or {}
    item = release.item(pending.get("item") or "")
    if item is None or not pending.get("situation") or len(plain) > PICK_LENGTH:
        return False
    told = context["answers"].get(item.id, {})
    left = [s for s in item.situations if s.id not in told and s.id != pending["situation"] and applies(s.when, told)]
    if asked_by_words(release.hall.cues, plain) or not any(option_said(s, plain, labels=True) for s in left):
        return False
    found = search(release, plain, limit=1)
    return not (found and found[0].score >= SURE and found[0].id != item.id)


def corrects(release: Release, context: Context, plain: str) -> bool:
    """Does it take back something that was said, or ask how it would be otherwise (那外地的呢, 那孩子呢)?"""
    if not (context["item"] or context["options"] or context["offered"]):
        return False
    item = release.item(context["item"] or "")
    other = ELLIPSIS.match(plain)
    if other and item is not None:
        what = other["what"]
        return bool(PERSON.match(what) or ELSEWHERE.search(what)) or any(
            option_said(s, what, labels=True) for s in item.situations
        )
    return bool(_CORRECTS.search(plain)) and not plain.startswith(("是不是", "不是说", "不是要")) and len(plain) > 2


def open_answer(release: Release, context: Context, text: str) -> str | None:
    """The answer to the open situation question that free words give; a question and another matter by name are none."""
    pending = context["pending"] or {}
    item = release.item(pending.get("item") or "")
    situation = next((s for s in item.situations if s.id == pending.get("situation")), None) if item else None
    if (
        context["form"]
        or item is None
        or situation is None
        or corrects(release, context, normalise(text).strip(_EDGES))
    ):
        return None
    value = answered(situation, text)
    if value is None or asked_by_words(release.hall.cues, text):
        return None
    found = search(release, text, limit=1)
    other = bool(found) and found[0].id != item.id and found[0].score >= SWITCH and found[0].covers >= WHOLLY
    return None if other else f"situation:{situation.id}:{value}"


def agreed(release: Release, context: Context, text: str) -> str | None:
    """The option that a bare yes or no takes: the only matter offered, or the answer of a question that asks 是不是."""
    plain = normalise(text).strip(_EDGES) or text.strip(_EDGES)
    yes, no = bool(_YES.fullmatch(plain)), bool(_NO.fullmatch(plain))
    if context["form"] or not (yes or no) or not context["options"]:
        return None
    offered = [o["id"] for o in context["options"] if o["id"].startswith(MATTERS)]
    nothing = [o["id"] for o in context["options"] if o["id"] == "none"]
    if nothing and offered:
        return (offered[0] if len(offered) == 1 else None) if yes else "none"
    pending = context["pending"] or {}
    item = release.item(pending.get("item") or "")
    asked = next((s for s in item.situations if s.id == pending.get("situation")), None) if item else None
    if asked is None or len(asked.options) != 2:
        return None
    refusing = [o for o in asked.options if o.label.startswith(_REFUSING) or "都不是" in o.label]
    named = [
        o for o in asked.options if o.label in asked.ask and asked.ask.rstrip("？?").endswith(("吗", "没有", "不"))
    ]
    if len(refusing) == 1:
        chosen = next(o for o in asked.options if (o is refusing[0]) == no)
    elif len(named) == 1:
        chosen = next(o for o in asked.options if (o is named[0]) == yes)
    else:
        return None
    return f"situation:{asked.id}:{chosen.id}"


def consents(heard: Heard) -> bool:
    """Is it a yes in so many words, or surely one? A guess calls nobody."""
    if re.search(r"[这那](?:个|件)", heard.text):
        return False
    plain = _THANKS_LAST.sub("", normalise(heard.text)).strip(_EDGES)
    return heard.confidence >= CONSENT or _YES.fullmatch(plain) is not None


def asks_hall_telephone(text: str) -> bool:
    """Does it ask for the hall's own number, to complain of the hall or just so (投诉你们大厅打哪个电话)?"""
    return bool(_HALL_TELEPHONE.search(normalise(text)))


def matter_of_before(release: Release, context: Context, text: str) -> str | None:
    """The matter of before that a sentence returns to (回到刚才那个, 刚才身份证那个还要啥), or None."""
    plain = normalise(text)
    pointed = _THAT.search(plain)
    if not context["before"] or not (_BACK.search(plain) or pointed):
        return None
    if pointed and not _BACK.search(plain):
        return _pointed_at(release, context, pointed["what"])
    best, length = None, 1
    for name in (*context["before"], *([context["item"]] if context["item"] else [])):
        about = release.item(name) or release.bundle(name)
        if about is None:
            continue
        shared = max(_shared(plain, called) for called in (about.name, *about.short))
        if shared > length:
            best, length = name, shared
    found = search(release, plain, limit=1)
    if best is None and found and found[0].score >= SURE:
        return None
    return str(best or context["before"][0])


def _pointed_at(release: Release, context: Context, what: str) -> str | None:
    """The matter of before that “驾照那个” points at, when it fits better than the one of now."""
    fits = {}
    for name in (context["item"], *context["before"]):
        about = release.item(name or "") or release.bundle(name or "")
        if about is not None:
            fits[name] = max(_shared(what, called) for called in (about.name, *about.short))
    best = max(fits, key=lambda name: fits[name], default=None)
    return str(best) if best and fits[best] > 1 and best != context["item"] else None


def two_matters(release: Release, text: str) -> tuple[str, ...]:
    """The parts of a sentence that ask about two different matters, in their order; empty when it is about one."""
    plain = normalise(text)
    for parts in (_APART.split(plain), re.split(r"[，。；？！、]", plain)):
        parts = [part.strip(_EDGES) for part in parts if len(part.strip(_EDGES)) > 1]
        if len(parts) != 2 or len(plain) > 60:
            continue
        loose = not _APART.search(plain)
        if loose and not all(asked_by_words(release.hall.cues, part) for part in parts):
            continue
        firsts = [search(release, part, limit=1) for part in parts]
        if all(first and first[0].score >= SURE for first in firsts) and firsts[0][0].id != firsts[1][0].id:
            return tuple(parts)
    return ()


def _shared(text: str, name: str) -> int:
    """The length of the longest run of characters that stands in both."""
    runs = (n for n in range(len(name), 1, -1) for at in range(len(name) - n + 1) if name[at : at + n] in text)
    return next(runs, 0)
