"""The columns of every kind of sheet: header, help, the field it holds, and how it stands in a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from bot.catalogue.sheets.compound import Limits, OpeningTimes, Sums, Uses
from bot.catalogue.sheets.forms import Choice, Day, Lines, Refer, Text, When, Whole, WindowNumbers, Words, YesNo
from bot.knowledge import model
from bot.knowledge.labels import label

DELETE, ITEM_ID, ITEM = "删除", "事项编号", "事项"
DELETE_HELP = "要删去这一行说的内容，填 是；不删就空着。"


@dataclass(frozen=True)
class Column:
    """path: field names from the object down; empty for columns that only say which object. example: for the template."""

    header: str
    help: str
    path: tuple[str, ...]
    form: Text
    aliases: tuple[str, ...] = ()
    width: int = 18
    example: str = ""
    default: Any = None
    """What the field holds when nothing is written."""


@dataclass(frozen=True)
class Kind:
    """One kind of sheet. of: the kind of object its rows change. group: the list of the item that its rows are.

    known_by: one of these headers must be there. needed: columns that a new object must fill.
    """

    name: str
    title: str
    of: str
    columns: tuple[Column, ...]
    known_by: tuple[str, ...]
    needed: tuple[str, ...]
    group: str | None = None

    def column(self, header: str) -> Column | None:
        """The column that a header names, however it is spaced; None for none."""
        return self.spellings.get(spelled(header))

    @cached_property
    def spellings(self) -> dict[str, Column]:
        """Every way of writing a header, as `spelled` has it; a column's own name before another's other names."""
        found = {spelled(column.header): column for column in self.columns}
        for column in self.columns:
            for alias in column.aliases:
                found.setdefault(spelled(alias), column)
        return found

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """Header → column."""
        return {column.header: column for column in self.columns}


def spelled(header: str) -> str:
    """A header as headers are compared: no spaces, no marks of what must be filled, nothing in brackets."""
    text = unicodedata.normalize("NFKC", header).replace("(必填)", "").replace("(选填)", "")
    return re.sub(r"[\s*:_\-]", "", text).lower()


def _column(
    cls: Any, path: str, form: Text, *aliases: str, width: int = 18, example: str = "", header: str = ""
) -> Column:
    """A column named and explained as the field is on the pages. path: `fee.basis`; cls: the class of its last part."""
    names = tuple(path.split("."))
    words = label(cls, names[-1])
    told = words.help.replace("打勾", "填“是”") if isinstance(form, YesNo) else words.help
    told = re.sub(r"[，、]?一[个句条步]一[行条]", "", told) if form.hint else told
    held = next(one.default for one in fields(cls) if one.name == names[-1])
    default = held if isinstance(held, str | bool) else None
    return Column(header or words.name, f"{told}{form.hint}", names, form, aliases, width, example, default)


def _truth() -> tuple[Column, ...]:
    return (
        _column(
            model.Truth, "truth.source", Lines(), "资料来源", "信息来源", width=26, example="《本市养犬管理条例》第9条"
        ),
        _column(model.Truth, "truth.example", YesNo(), "示例", width=8, example="否"),
        _column(model.Truth, "truth.verified_on", Day(), "核对时间", "核对于", width=12, example="2026-01-31"),
        _column(model.Truth, "truth.review_days", Whole(), "复核间隔", "复核天数", "核对间隔", width=10, example="365"),
        _column(model.Truth, "truth.effective_from", Day(), "生效日期", width=12),
        _column(model.Truth, "truth.effective_to", Day(), "失效日期", width=12),
    )


def _delete() -> Column:
    return Column(DELETE, DELETE_HELP, (), YesNo(""), ("是否删除",), 8)


def _of_item() -> tuple[Column, ...]:
    return (
        Column(ITEM_ID, "事项的编号。导出的表里已经填好；自己新建的表可以不要这一列。", (), Text(), (), 18),
        Column(
            ITEM,
            "是哪个事项的，照事项名称写。和上一行相同时可以空着。",
            (),
            Text(),
            ("所属事项", "事项名称"),
            26,
            "居民身份证丢失补领",
        ),
    )


IT, P, S = model.Item, model.Place, model.Signpost
M, Q = model.Material, model.Question
_departments = Refer("写部门的名称。", "部门", lambda world: world.departments)
_categories = Refer("写类别的名称。", "类别", lambda world: world.categories)
_posts = Refer("写岗位的名称。", "岗位", lambda world: world.posts)

ITEMS = Kind("items", "事项", "item", (
    _column(IT, "id", Text("新事项可以空着，导入时自动编。"), "事项编号", width=20),
    _column(IT, "name", Text(), "名称", "事项", "项目名称", width=28, example="居民养犬登记"),
    _column(IT, "short", Words(), "别名", "事项简称", width=26, example="狗证、给狗上户口"),
    _column(IT, "ways", Lines(), "群众怎么问", width=34, example="养狗要办什么证\n给狗上户口去哪里"),
    _column(IT, "events", Words(), width=20, example="家里养狗"),
    _column(IT, "category", _categories, "所属类别", width=14, example="户籍身份"),
    _column(IT, "department", _departments, "部门", "责任部门", width=22, example="县公安局"),
    _column(IT, "authority", Text(), "实施主体", width=20, example="县公安局"),
    _column(IT, "audience", Choice("", IT, "audience", True), "服务对象", width=12, example="个人"),
    _column(IT, "tiles", YesNo(), "首页常办", "常办", width=8, example="否"),
    _column(IT, "kind", Choice("", IT, "kind"), width=10, example="承诺件"),
    _column(IT, "basis", Lines(), width=28, example="本市养犬管理条例"),
    _column(IT, "conditions", Lines(), "办理条件", width=32, example="有固定住所，狗打过狂犬疫苗。"),
    _column(IT, "not_accepted", Lines(), "不予受理", width=26),
    _column(IT, "steps", Lines(), "办理步骤", "办理流程", width=32, example="取号。\n到窗口填表、交材料。\n交费，拿回执。"),
    _column(IT, "steps_online", Lines(), "网上步骤", width=26),
    _column(IT, "statutory_limit", Limits(), "法定办结时限", width=18, example="20工作日"),
    _column(IT, "promised_limit", Limits(), "承诺办结时限", "办理时限", width=18, example="5工作日"),
    _column(IT, "limit_note", Text(), width=20),
    _column(IT, "visits", Whole(), "跑动次数", "到现场次数", width=8, example="1"),
    _column(IT, "visits_why", Text(), width=18, example="带狗来照相"),
    _column(model.Fee, "fee.charged", YesNo(), "收费", width=8, example="是"),
    _column(model.Fee, "fee.standard", Sums(), width=24, example="登记费20元"),
    _column(model.Fee, "fee.basis", Text(), width=22, example="未核实"),
    _column(model.Fee, "fee.reductions", Text(), "收费减免", width=20),
    _column(model.Fee, "fee.pay_at", Text(), "缴费地点", "交费地点", width=18, example="办理窗口"),
    _column(model.Fee, "fee.note", Text(), width=18),
    _column(model.Result, "result.name", Text(), "办理结果", width=18, example="养犬登记证"),
    _column(model.Result, "result.delivery", Choice("", model.Result, "delivery", True), "领取方式", width=12, example="窗口、邮寄"),
    _column(model.Result, "result.validity", Text(), "结果有效期", width=18),
    _column(model.Result, "result.note", Text(), width=18),
    _column(IT, "places", Uses(), "在哪里办", "办理窗口", "窗口", width=30, example="养犬登记"),
    _column(IT, "help_service", Text(), "帮办代办", width=22),
    _column(IT, "home_visit", Text(), width=22),
    _column(IT, "telephone", Text(), "电话", "联系电话", width=14, example="12345"),
    _column(IT, "complaint_telephone", Text(), "监督电话", width=14, example="12389"),
    _column(model.Online, "online.where", Text(), "网办入口", "网办地点", width=20),
    _column(model.Online, "online.url", Text(), "网办地址", width=22),
    _column(model.Online, "online.note", Text(), width=20),
    _column(IT, "cross_area", Text(), "通办范围", width=22),
    _column(IT, "self_service", Text(), width=20),
    _column(IT, "appointment", Text(), width=20),
    _column(IT, "proxy", Text(), "代办", width=22, example="家里人可以代办，带上身份证。"),
    _column(IT, "progress", Text(), "查进度", width=22),
    _column(IT, "clarify", Text(), width=20),
    _column(IT, "notes", Lines(), "注意事项", width=26),
    _column(IT, "code", Text(), "事项编码", width=18),
    _column(IT, "level", Text(), width=10),
    _column(IT, "version", Text(), "版本", width=12),
    _column(IT, "owner", _posts, "责任岗位", "负责岗位", width=18),
    *_truth(),
    _delete(),
), ("事项名称", "编号"), ("事项名称", "类别", "负责部门", "办理对象"))  # fmt: skip

PLACES = Kind("places", "办理点", "place", (
    _column(P, "id", Text("新办理点可以空着，导入时自动编。"), "办理点编号", width=20),
    _column(P, "name", Text(), "办理点", "办理点名称", width=26, example="东河镇便民服务中心"),
    _column(P, "kind", Choice("", P, "kind"), "类型", width=12, example="服务站"),
    _column(P, "short", Words(), "别名", width=20, example="东河便民中心"),
    _column(P, "in_hall", YesNo(), width=8, example="否"),
    _column(P, "windows", WindowNumbers(), "窗口", "窗口号", width=14),
    _column(P, "zone", Refer("", "区域", lambda world: world.zones), "区域", width=10),
    _column(P, "group", Refer("几类之间用顿号（、）隔开。", "站点类别", lambda world: world.groups, True), "站点类别", width=20),
    _column(P, "town", Refer("", "乡镇", lambda world: world.towns), "乡镇", width=12, example="东河镇"),
    _column(P, "address", Text(), width=28, example="东河镇政府一楼"),
    _column(P, "telephone", Text(), "联系电话", width=14, example="12345"),
    _column(P, "how_to_get_there", Text(), width=26),
    _column(P, "url", Text(), width=22),
    _column(P, "hours", OpeningTimes(), width=30, example="周一至周五 08:30-12:00、14:30-17:30"),
    _column(P, "notes", Lines(), width=26),
    *_truth(),
    _delete(),
), ("名称", "编号"), ("名称", "是哪一种"))  # fmt: skip

SIGNPOSTS = Kind("signposts", "指路", "signpost", (
    _column(S, "id", Text("新的可以空着，导入时自动编。"), width=20),
    _column(S, "name", Text(), "名称", "事情", width=22, example="法律援助"),
    _column(S, "words", Words(), "说法", width=36, example="请律师、打官司没钱"),
    _column(S, "office", Text(), "单位", "去哪里", width=28, example="县司法局法律援助中心"),
    _column(S, "telephone", Text(), "联系电话", width=14, example="12348"),
    _column(S, "how", Text(), "怎么说", "怎么办", width=40, example="请到县法律援助中心当面问，电话是12348。"),
    *_truth(),
    _delete(),
), ("什么事", "编号"), ("什么事", "群众的说法", "该去哪里", "告诉群众的话"))  # fmt: skip

MATERIALS = Kind("materials", "材料", "item", (
    *_of_item(),
    _column(M, "name", Text(), "名称", "申请材料", width=26, example="居民户口簿"),
    _column(M, "form", Choice("", M, "form"), "形式", width=14, example="原件"),
    _column(M, "originals", Whole(), "原件", width=8, example="1"),
    _column(M, "copies", Whole(), "复印件", width=8),
    _column(M, "size", Text(), "规格", width=10),
    _column(M, "issuer", Choice("", M, "issuer"), "来源", "来源渠道", width=12, example="政府核发"),
    _column(M, "where", Text(), "去哪里开", "哪里开", width=22),
    _column(M, "necessity", Choice("", M, "necessity"), "材料必要性", width=12, example="必要"),
    _column(M, "promise", Text(), "容缺", width=22),
    _column(M, "choice", Text(), "任选一样", width=12),
    _column(M, "blank_form", Text(), "空白表格", width=16),
    _column(M, "sample", Text(), width=16),
    _column(M, "standard", Text(), "受理标准", width=22),
    _column(M, "e_licence", Text(), "电子证照替代", width=20),
    _column(M, "missing", Text(), width=26, example="户口簿找不到的，请先问派出所。"),
    _column(M, "expired", Text(), width=22),
    _column(M, "copy", Text(), width=22),
    _column(M, "note", Text(), "说明", "备注", width=22),
    _column(M, "when", When(), "适用情形", "情形", width=24),
    _delete(),
), ("材料名称",), ("材料名称",), "materials")  # fmt: skip

QUESTIONS = Kind("questions", "常见问题", "item", (
    *_of_item(),
    _column(Q, "ask", Text(), "问", "常见问题", width=34, example="要本人来吗？"),
    _column(Q, "answer", Text(), "答", "答案", width=44, example="要本人来照相、采集指纹。"),
    _column(Q, "aspect", Choice("", Q, "aspect"), "方面", width=18),
    _column(Q, "when", When(), "适用情形", "情形", width=24),
    _delete(),
), ("问题",), ("问题",), "questions")  # fmt: skip

SITUATIONS = Kind("situations", "情形", "item", (
    *_of_item(),
    _column(model.Situation, "id", Text("可以空着，导入时自动编。"), width=14),
    _column(model.Situation, "ask", Text("同一个问题的几个选项写几行，问话可以只写一次。"), "问题", width=34, example="您是本人办，还是替别人办？"),
    _column(model.Situation, "when", When(), "什么情形才问", width=24),
    Column("选项编号", "系统用的编号，建好后不要改。可以空着，导入时自动编。", ("option", "id"), Text(), (), 14),
    Column("选项", label(model.Option, "label").help, ("option", "label"), Text(), ("选项名称",), 20, "本人办"),
    Column("别的说法", "群众还会怎么说这个选项。例如：我自己、自己来。" + Words().hint, ("option", "words"), Words(), (), 30, "我自己、自己来"),
    Column("选项说明", label(model.Option, "note").help, ("option", "note"), Text(), (), 22),
    _delete(),
), ("选项",), ("要问的话", "选项"), "situations")  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in (ITEMS, SITUATIONS, MATERIALS, PLACES, QUESTIONS, SIGNPOSTS)}
"""In the order in which they are offered."""


def words_of(kinds: Iterable[Kind]) -> dict[str, str]:
    """Field name → header, to put the checks' English names into the words of the sheets."""
    found: dict[str, str] = {}
    for kind in kinds:
        for column in kind.columns:
            if column.path:
                found.setdefault(column.path[-1], column.header)
    return found
