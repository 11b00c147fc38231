"""The request form: one of its fields is put right in plain words, at the confirmation or while another is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.text.normalise import normalise

Slots = dict[str, Any]

SKIPPED = "—"
"""The value of a field that the person chose to skip."""
PHONE = re.compile(r"⟦(?:手机号|座机)\d+⟧")
"""A telephone number as it stands in masked words."""

FIELD_WORDS = {
    "case_phone": r"电话|手机号码?|号码|联系方式|联系电话|手机",
    "case_place": r"地点|地址|位置|地方|住址|方位",
    "case_kind": r"类别|类型|种类|分类",
    "case_description": r"事情|内容|描述|情况|诉求|说的事|写的事|反映的事",
}
_ALL_WORDS = "|".join(FIELD_WORDS.values())
_WRONG = r"错|不对|不是|有误|改|换|更正|不准|写成|应该|重新|补充|弄岔|说岔"
_PUT_RIGHT = re.compile(_WRONG)
_LEAVE_OUT = re.compile(r"(?:不|别|甭|莫)(?:用|要|想)?(?:留|填|写|说|登|给)|去掉|删(?:掉|了|除)?|空着")
_NEW = re.compile(
    r"(?:应该是|而是|要写成|改成|改为|改到|换成|写成|就写|写|填|其实是|正确的?是|实际是|[，,。 ]是|在|(?<!不)是|为)(?P<new>[^，。]*.*)$"
)
_NOT_BUT = re.compile(r"不是(?P<old>.+?)[，,。、 ]*(?:而是|应该是|是|改成)(?P<new>.+)$")
_BUT_NOT = re.compile(r"(?:应该是|是)(?P<new>.+?)[，, ]*(?:而?不是)(?P<old>.+)$")
_MORE = re.compile(
    r"^(?:我)?(?:再|还要|想|要)?(?:补充|加|添)(?:一)?(?:点|句|条|下|个情况)?(?:情况)?[，：:、 ]*(?P<more>.{2,})$"
)
_OPENING = re.compile(
    r"^(?:(?:不对|不是的|不是(?=，)|错了|说错了|写错了|等等|等一下|哦|那个|我|刚才|改一下|改改|更正一下|更正)[，。！ ]*)+"
)
_PLACE = re.compile(
    r"(?:镇|乡|村|屯|组|县|路|街|巷|道|桥|小区|社区|花园|公寓|家园|楼|单元|门口|旁边?|附近|对面|路口|广场|公园|学校|小学|中学|医院|"
    r"市场|超市|河边|东头|西头|南头|北头|边上|里面|大厅|窗口|号)(?:那(?:里|儿|边)|这(?:里|儿|边))?$"
)
PLACE_LENGTH = 24


def put_right(values: Slots, text: str, kinds: dict[str, str], towns: Sequence[str], *, at_the_end: bool) -> Slots:
    """What a sentence corrects in the form: field → new value, None for a field that is to be asked again.

    Args:
        values: the fields so far. kinds: code → name of a kind. towns: names of places of the county.
        at_the_end: all is filled and being confirmed; before that only a field that is named is corrected.
    """
    plain = text.strip("，。！ ")
    if not re.search(_WRONG + "|" + _LEAVE_OUT.pattern + "|加|添|是|成", plain):
        return {}
    kind = _kind(normalise(plain), kinds)
    if kind and kind != values.get("case_kind"):
        return {"case_kind": kind}
    more = _MORE.match(plain)
    if more and values.get("case_description"):
        return {"case_description": f"{values['case_description']}；{more['more']}"}
    for field, words in FIELD_WORDS.items():
        if field == "case_kind" or not re.search(words, plain):
            continue
        named = re.search(rf"(?:{words})(?!.{{0,6}}(?:{_ALL_WORDS}))", plain)
        if named is None or not (_PUT_RIGHT.search(plain) or _LEAVE_OUT.search(plain) or at_the_end):
            continue
        if field != "case_description" and _LEAVE_OUT.search(plain):
            return {field: SKIPPED}
        return _named(field, values, plain, plain[named.end() :])
    return _unnamed(values, plain, towns) if at_the_end else {}


def _named(field: str, values: Slots, plain: str, rest: str) -> Slots:
    """A correction that names its field: its new value, or the field is asked again."""
    swapped = _swapped(field, values, plain)
    if swapped:
        return swapped
    found = _NEW.search(rest) or re.match(r"[：: ]*(?P<new>.{2,})$", rest)
    new = _clean(found["new"]) if found else ""
    if field == "case_phone":
        phone = PHONE.search(plain)
        return {field: phone.group()} if phone else {field: None}
    if len(new) < 2 or re.fullmatch(rf"(?:.{{0,4}}(?:{_WRONG}).{{0,4}})+", new):
        return {field: None}
    return {field: new}


def _unnamed(values: Slots, plain: str, towns: Sequence[str]) -> Slots:
    """A correction that names no field: what it replaces, else what it looks like."""
    for field in ("case_place", "case_description"):
        swapped = _swapped(field, values, plain)
        if swapped:
            return swapped
    bare = _OPENING.sub("", plain)
    corrected = bare != plain or bool(_NOT_BUT.search(plain))
    found = _NOT_BUT.search(plain)
    new = _clean(found["new"] if found else re.sub(r"^(?:应该)?(?:是|在|改成|换成)", "", bare))
    if not corrected or len(new) < 2 or re.search(_WRONG, new):
        return {}
    if len(new) <= PLACE_LENGTH and (_PLACE.search(new) or any(new.startswith(town) for town in towns)):
        return {"case_place": new}
    return {"case_description": new} if len(new) >= 4 else {}


def _swapped(field: str, values: Slots, plain: str) -> Slots:
    """“不是3号楼，是5号楼”: only the words that were wrong are replaced."""
    value = str(values.get(field) or "")
    for shape in (_NOT_BUT, _BUT_NOT):
        found = shape.search(plain)
        if found:
            old, new = _clean(found["old"]), _clean(found["new"])
            if old and new and old in value:
                return {field: new if field == "case_place" and len(old) == len(value) else value.replace(old, new)}
    return {}


def _kind(plain: str, kinds: dict[str, str]) -> str | None:
    """The kind that a short correction names: 不是投诉，是建议 · 改成举报 · 类别应该是求助."""
    if len(plain) > 20 or not re.search(r"改|换|是|算|成|类", plain):
        return None
    denied = re.compile(rf"(?:不是|不算|别算|不要)(?:要|去|说)?(?:{'|'.join(kinds.values())})")
    left = denied.sub("", plain)
    named = [code for code, name in kinds.items() if name in left]
    whole = re.sub(
        rf"{'|'.join(kinds.values())}|{FIELD_WORDS['case_kind']}|{_WRONG}|我|要|这|就|只|想|算|成|"
        rf"是|个|的|一下|而已|吧|啊|了|给|把|它|那|对|，|。|！",
        "",
        left,
    )
    return named[0] if len(named) == 1 and len(whole) <= 2 else None


def _clean(words: str) -> str:
    words = re.sub(r"^(?:应该)?(?:是|在|为|：|:|，|。| )+", "", words)
    return re.sub(r"[了的啊呀吧呢哈嘛，。！ ]+$", "", words).strip()
