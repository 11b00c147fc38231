"""Which of the options of the last turn a sentence picks."""

from __future__ import annotations

import re
from typing import Any

from bot.knowledge.context import Context
from bot.knowledge.model import Situation
from bot.knowledge.release import Release
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

DENIALS = ("不", "没", "未", "非", "不是", "没有", "不用")
"""Before an option's words they mean that it is not this one."""

SIDES = (
    ("本地", "本县", "当地", "咱县", "我们县", "咱这", "县里的"),
    ("外地", "外县", "外省", "外乡", "外市", "别的地方", "别处", "老家"),
    ("本人", "自己", "亲自"),
    ("大人", "成年", "满16", "满18"),
    ("小孩", "孩子", "娃", "未成年", "未满"),
    ("代办", "替别人", "帮别人", "帮人", "替人"),
)
"""Words that take the same side of a question, whatever its options are called."""
POINTED = re.compile(
    r"(?:我|就|要|选|是|办|那|点)*(?:(?P<first>最?(?:前|上)(?:面|头|边)|头(?=一)|左边?|前一?(?=个)|开头|打头)|(?P<middle>中间|当中)"
    r"|(?P<last>最?(?:后|下)(?:面|头|边)|底下|末尾|右边?|后一?(?=个)|末了|最后))"
    r"(?:的|那|这|一)*(?:个|种|条|项|样)?(?:的)?[吧啊呀呢嘛了哈]*"
)
"""An option by where it stands in the list."""
THAT_ONE = re.compile(r"(?:的)?(?:那|这)?一?(?:个|种|项|条|样|类|件|本)?(?:的)?[吧啊呀呢嘛哈]*$")


def chosen(release: Release, context: Context, text: str) -> str | None:
    """The option of the last turn that a sentence picks: by number, by its words, by a situation's other words."""
    options = context["options"]
    plain = normalise(text)
    real = [o for o in options if o["id"] not in ("none", "human", "case")]
    number = ordinal(plain)
    if number is not None and options and -1 <= number <= len(options) and number != 0:
        return str(options[number - 1]["id"] if number > 0 else (real or options)[-1]["id"])
    at = None if context["form"] else pointed_at(plain, len(real))
    if at is not None:
        return str(real[at]["id"])
    pending = context["pending"] or {}
    item = release.item(pending.get("item") or "")
    if item is not None and pending.get("situation"):
        situation = next((s for s in item.situations if s.id == pending["situation"]), None)
        named = option_said(situation, plain, labels=True) if situation else None
        if named is not None:
            return f"situation:{pending['situation']}:{named}"
    found = [o["id"] for o in options if len(plain) > 1 and (plain in o["label"] or o["label"] in plain)]
    if len(found) == 1:
        return str(found[0])
    return None if context["form"] else _by_part(release, real, plain)


def pointed_at(plain: str, count: int) -> int | None:
    """The index of the option that is pointed at by where it stands (前面那个, 下面的, 中间那个), or None."""
    found = POINTED.fullmatch(plain.strip("，。！？ "))
    if found is None or count < 2:
        return None
    if found["middle"]:
        return count // 2 if count % 2 else None
    return 0 if found["first"] else count - 1


def _by_part(release: Release, real: list[dict[str, Any]], plain: str) -> str | None:
    """The one option whose label holds the words, or another word for the same deed (丢了那个 → …丢失补领)."""
    bare = THAT_ONE.sub("", plain.strip("，。！？ "))
    bare = re.sub(r"^(?:我|就|要|选|是|办|那|的)+(?=.{2})", "", bare)
    groups = [group for group in release.hall.cues.synonyms if any(word in bare for word in group)]
    if not 2 <= len(bare) <= 8:
        return None
    held = [o["id"] for o in real if bare in o["label"]]
    if not held:
        held = [o["id"] for o in real if any(word in o["label"] for group in groups for word in group)]
    if not held and len(bare) > 2:
        held = [o["id"] for o in real if _in_order(bare, o["label"])]
    return str(held[0]) if len(held) == 1 else None


def _in_order(words: str, label: str) -> bool:
    """Do all characters stand in the label, in their order (个体户 in 个体工商户设立登记)?"""
    rest = iter(label)
    return all(character in rest for character in words)


def option_said(situation: Situation, text: str, *, labels: bool) -> str | None:
    """The option that a sentence names, the longest words first; 不在本县 is not 在本县, and of two it is the other."""
    best: set[str] = set()
    denied: set[str] = set()
    length = 0
    for choice in situation.options:
        words = (choice.label, *choice.words) if labels else [word for word in choice.words if len(word) > 1]
        for word in words:
            for start in (found.start() for found in re.finditer(re.escape(word), text)):
                if text[:start].endswith(DENIALS):
                    denied.add(choice.id)
                elif len(word) >= length:
                    best = {choice.id} if len(word) > length else best | {choice.id}
                    length = len(word)
    if not best and len(denied) == 1 and len(situation.options) == 2:
        best = {choice.id for choice in situation.options} - denied
    if not best and labels:
        best = _same_side(situation, text)
    return best.pop() if len(best) == 1 else None


def _same_side(situation: Situation, text: str) -> set[str]:
    """The options that say the same in other words: 本地 for 在本县."""
    found: set[str] = set()
    for group in SIDES:
        said = [word for word in group if word in text and not text[: text.index(word)].endswith(DENIALS)]
        if said:
            found |= {o.id for o in situation.options if any(_holds(v, group) for v in (o.label, *o.words))}
    return found


def _holds(words: str, group: tuple[str, ...]) -> bool:
    return any(word in words and not words[: words.index(word)].endswith(DENIALS) for word in group)
