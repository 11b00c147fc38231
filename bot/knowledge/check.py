"""The checks of meaning: every fault in a hall, each with its file, its line and what to do.

Source: the item checker of a running city's catalogue (即办件, 结果送达, 到场次数, 收费), GB/T 39554.1-2020.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from bot.knowledge.aspects import ASPECTS
from bot.knowledge.check_plan import OFF, check_plan, off_the_plan
from bot.knowledge.danger import faulty
from bot.knowledge.faults import Path, Report
from bot.knowledge.hours import parse_span
from bot.knowledge.identity import Same
from bot.knowledge.materials import merged_names
from bot.knowledge.model import Bundle, Cues, Fee, Hall, Hours, Item, Limit, PlaceUse, Point, Truth, When
from bot.knowledge.phrases import REQUIRED, slots

ID = re.compile(r"[a-z][a-z0-9_]*")
DANGER = ("life", "suicide", "fire", "medical", "crime", "traffic", "violence", "gas", "fraud", "fraud_paid", "child")


def check(hall: Hall, report: Report) -> None:
    """Note every fault of meaning in `hall`. The report must come from reading the same hall, for the lines."""
    _Checker(hall, report).run()


class _Checker:
    def __init__(self, hall: Hall, report: Report) -> None:
        self.hall, self.add, self.named = hall, report.add, report.named
        self.windows = {window.number for window in hall.windows}
        self.places = {place.id: place for place in hall.places}
        self.departments = {department.id for department in hall.departments}
        self.categories = {category.id for category in hall.categories}
        self.posts = {post.id for post in hall.posts}
        self.zones = {zone.id: zone for zone in hall.plan.zones}
        self.items = {item.id: item for item in hall.items}

    def run(self) -> None:
        for key in (
            "categories",
            "departments",
            "posts",
            "places",
            "facilities",
            "signposts",
            "items",
            "bundles",
            "subjects",
        ):
            self._unique((key,), (thing.id for thing in getattr(self.hall, key)), pattern=True)
        self._unique(("windows",), (window.number for window in self.hall.windows), pattern=False)
        self._unique(("plan", "zones"), (zone.id for zone in self.hall.plan.zones), pattern=True)
        self._information()
        check_plan(self.hall, self.add, self.named)
        self._people()
        self._windows_and_places()
        self._signs()
        self._subjects()
        self._calendar()
        self._words()
        for index, item in enumerate(self.hall.items):
            self._item(item, ("items", index))
        self._names()
        for index, bundle in enumerate(self.hall.bundles):
            self._bundle(bundle, ("bundles", index))

    def _unique(self, path: Path, ids: Iterable[str], *, pattern: bool) -> None:
        seen: set[str] = set()
        for index, name in enumerate(ids):
            if name in seen:
                self.add((*path, index), f"编号“{name}”用了两次", "请改成不同的编号")
            elif pattern and not ID.fullmatch(name):
                self.add((*path, index), f"编号“{name}”写法不对", "编号只用小写英文字母、数字和下划线，以字母开头")
            seen.add(name)

    def _known(self, name: str | None, known: Any, path: Path, what: str) -> bool:
        if name is None or name in known:
            return True
        if name in self.named:  # it is there but can't be read, which is said already
            return False
        self.add(path, f"没有“{name}”这个{what}", f"请先登记这个{what}，或改成已有的")
        return False

    def _information(self) -> None:
        info, path = self.hall.information, ("information",)
        if info.example and "示例" not in info.banner:
            self.add((*path, "banner"), "这是示例大厅，横幅里却没有写“示例”", "请在 banner 里写明“示例”")
        if info.telephone == info.complaint_telephone:
            self.add((*path, "complaint_telephone"), "投诉电话与咨询电话相同", "请填不同的投诉电话")
        self._hours(info.hours, (*path, "hours"))
        self._truth(info.truth, (*path, "truth"))

    def _point(self, at: Point | None, path: Path) -> None:
        if at is None:
            return
        if off_the_plan(self.hall.plan, at):
            self.add(path, *OFF)

    def _people(self) -> None:
        for index, post in enumerate(self.hall.posts):
            path = ("posts", index)
            self._known(post.department, self.departments, (*path, "department"), "部门")
            for number in post.windows:
                self._known(number, self.windows, (*path, "windows"), "窗口")
        for index, department in enumerate(self.hall.departments):
            if department.telephone and department.telephone == department.complaint_telephone:
                self.add(("departments", index), "投诉电话与咨询电话相同", "请填不同的投诉电话，或删去一个")

    def _windows_and_places(self) -> None:
        for index, window in enumerate(self.hall.windows):
            path = ("windows", index)
            self._known(window.department, self.departments, (*path, "department"), "部门")
            self._known(window.zone, self.zones, (*path, "zone"), "区域")
            self._point(window.at, (*path, "at"))
            self._hours(window.hours, (*path, "hours"))
            self._truth(window.truth, (*path, "truth"))
        for index, place in enumerate(self.hall.places):
            path = ("places", index)
            for number in place.windows:
                self._known(number, self.windows, (*path, "windows"), "窗口")
            for group in place.group:
                if (
                    self._known(group, self.places, (*path, "group"), "办理点")
                    and self.places[group].kind != "station_group"
                ):
                    self.add((*path, "group"), f"“{group}”不是站点类别", "请改成 kind 为 station_group 的办理点")
            self._known(place.zone, self.zones, (*path, "zone"), "区域")
            self._point(place.at, (*path, "at"))
            self._hours(place.hours, (*path, "hours"))
            self._truth(place.truth, (*path, "truth"))
            if place.kind == "group" and not place.windows:
                self.add(path, f"窗口组“{place.name}”里没有窗口", "请在 windows 里写上窗口号")
            if place.kind == "station" and not place.in_hall and place.town not in self.hall.information.towns:
                self.add(path, f"站点“{place.name}”没有写明在哪个乡镇", "请填 town，须是 information.towns 里的乡镇")

    def _signs(self) -> None:
        for index, facility in enumerate(self.hall.facilities):
            self._point(facility.at, ("facilities", index, "at"))
            self._truth(facility.truth, ("facilities", index, "truth"))
        for index, signpost in enumerate(self.hall.signposts):
            self._truth(signpost.truth, ("signposts", index, "truth"))

    def _subjects(self) -> None:
        for index, subject in enumerate(self.hall.subjects):
            path = ("subjects", index)
            self._known(subject.post, self.posts, (*path, "post"), "岗位")
            if subject.limit_days is not None and subject.limit_days < 1:
                self.add((*path, "limit_days"), "答复期限要在1个工作日以上", "请改正，或者空着")
            if (subject.limit_days is None) != (subject.limit_basis is None):
                self.add((*path, "limit_basis"), "答复期限和依据要一起写", "请补上另一个，或者两个都空着")

    def _calendar(self) -> None:
        seen = set()
        for index, day in enumerate(self.hall.calendar.days):
            path = ("calendar", "days", index)
            if day.on.year not in self.hall.calendar.years:
                self.add(path, f"{day.on} 的年份没有列在 years 里", "请把这一年加到 years")
            if day.on in seen:
                self.add(path, f"{day.on} 写了两次", "请只留一行")
            seen.add(day.on)

    def _words(self) -> None:
        for key, wanted in REQUIRED.items():
            phrase = self.hall.phrases.get(key)
            if phrase is None:
                self.add(("phrases",), f"缺少话语“{key}”", "请在 phrases.yml 里补上")
                continue
            for text in (*phrase.texts, *([phrase.speech] if phrase.speech else [])):
                unknown = slots(text) - wanted
                if unknown:
                    self.add(
                        ("phrases", key),
                        f"话语里有不认识的空格 {{{'、'.join(sorted(unknown))}}}",
                        f"可用的空格：{'、'.join(sorted(wanted)) or '没有'}",
                    )
            if not phrase.texts:
                self.add(("phrases", key), "话语没有写内容", "请在 texts 里至少写一句")
        for aspect in self.hall.cues.aspects:
            self._known(aspect, ASPECTS, ("cues", "aspects", aspect), "问法类别")
        for aspect, patterns in self.hall.cues.patterns.items():
            self._known(aspect, ASPECTS, ("cues", "patterns", aspect), "问法类别")
            for pattern in patterns:
                try:
                    re.compile(pattern)
                except re.error as error:
                    self.add(("cues", "patterns", aspect), f"问法“{pattern}”写错了", f"请改正（{error}）")
        self._dangers()

    def _dangers(self) -> None:
        cues = self.hall.cues
        for name in ("alarm", "danger", "hint", "sounds"):
            for kind in getattr(cues, name):
                self._known(kind, DANGER, ("cues", name, kind), "危险类别")
        for path, what in _faulty_patterns(Same(cues)):
            self.add(path, what, "写法见 danger.yml 开头的说明")
        for index, kind in enumerate(cues.urgency):
            self._known(kind, DANGER, ("cues", "urgency", index), "危险类别")

    def _item(self, item: Item, path: Path) -> None:
        self._known(item.department, self.departments, (*path, "department"), "部门")
        self._known(item.category, self.categories, (*path, "category"), "类别")
        self._known(item.owner, self.posts, (*path, "owner"), "岗位")
        self._situations(item, path)
        for index, use in enumerate(item.places):
            self._use(use, item, (*path, "places", index))
        seen: set[tuple[str, str]] = set()
        for index, material in enumerate(item.materials):
            here = (*path, "materials", index)
            self._when(material.when, item, here)
            if material.necessity == "容缺后补" and not material.promise:
                self.add(here, f"“{material.name}”可容缺，却没写承诺", "请在 promise 里写明承诺什么、何时补交")
            twin = (material.name, repr(sorted(material.when.items())))
            if twin in seen:
                self.add(here, f"材料“{material.name}”写了两次", "请删去一个，或用 when 分开情形")
            seen.add(twin)
        on_the_spot = any(limit.unit == "当场" for limit in item.promised_limit)
        if item.kind == "即办件" and not on_the_spot:
            self.add(path, "写成了即办件，承诺时限却不是当场", "请把 promised_limit 写成当场，或改成承诺件")
        if on_the_spot and item.kind != "即办件" and not any(limit.when for limit in item.promised_limit):
            self.add(path, "承诺时限是当场，却没有写成即办件", "请把 kind 写成即办件，或改正承诺时限")
        if item.result and item.result.name.endswith("证") and not item.result.delivery:
            self.add(
                (*path, "result"), f"结果“{item.result.name}”没有写怎么拿到", "请在 delivery 里写 窗口、邮寄 或 电子"
            )
        if item.visits and not item.visits_why:
            self.add((*path, "visits"), "要到场，却没写为什么", "请在 visits_why 里写明原因")
        posted = item.result is not None and {"邮寄", "电子"} & set(item.result.delivery)
        if item.visits == 0 and not item.online and not posted:
            self.add(
                (*path, "visits"), "写了不用到场，却没有网上办或邮寄", "请填 online 或 result.delivery，或改正 visits"
            )
        self._fee(item.fee, item, (*path, "fee"))
        for name in ("statutory_limit", "promised_limit"):
            for index, limit in enumerate(getattr(item, name)):
                self._limit(limit, item, (*path, name, index))
        if item.telephone and item.telephone == item.complaint_telephone:
            self.add((*path, "complaint_telephone"), "投诉电话与咨询电话相同", "请填不同的投诉电话，或删去一个")
        for index, question in enumerate(item.questions):
            here = (*path, "questions", index)
            self._known(question.aspect, ASPECTS, here, "问法类别")
            self._when(question.when, item, here)
            if not question.answer and not question.aspect:
                self.add(here, f"问题“{question.ask}”没有答案", "请填 answer，或填 aspect（用该方面的资料回答）")
        self._truth(item.truth, (*path, "truth"))
        for group, truth in item.truth_of.items():
            self._truth(truth, (*path, "truth_of", group))

    def _situations(self, item: Item, path: Path) -> None:
        earlier: dict[str, set[str]] = {}
        for index, situation in enumerate(item.situations):
            here = (*path, "situations", index)
            ids = [option.id for option in situation.options]
            for name in (situation.id, *ids):
                if not ID.fullmatch(name):
                    self.add(here, f"编号“{name}”写法不对", "编号只用小写英文字母、数字和下划线，以字母开头")
            if situation.id in earlier:
                self.add(here, f"情形“{situation.id}”写了两次", "请改成不同的编号")
            if len(ids) < 2 or len(set(ids)) < len(ids):
                self.add(here, "情形的选项少于两个，或编号重复", "请写至少两个不同的选项")
            for name, options in situation.when.items():
                if not set(options) <= earlier.get(name, set()):
                    self.add(here, f"when 里的“{name}”不是前面问过的情形", "请改正编号，或把那个情形移到前面")
            earlier[situation.id] = set(ids)

    def _when(self, when: When, item: Item, path: Path) -> None:
        known = {situation.id: {option.id for option in situation.options} for situation in item.situations}
        for name, options in when.items():
            if name not in known:
                self.add((*path, "when"), f"没有“{name}”这个情形", "请先在 situations 里登记，或改正编号")
            elif not options or not set(options) <= known[name]:
                self.add(
                    (*path, "when"),
                    f"情形“{name}”没有选项 {'、'.join(set(options) - known[name]) or '（空）'}",
                    f"可用的选项：{'、'.join(sorted(known[name]))}",
                )

    def _use(self, use: PlaceUse, item: Item | None, path: Path) -> None:
        if use.place.startswith("window:"):
            self._known(use.place.removeprefix("window:"), self.windows, path, "窗口")
        else:
            self._known(use.place, self.places, path, "办理点")
        self._hours(use.hours, (*path, "hours"))
        if item is not None:
            self._when(use.when, item, path)

    def _fee(self, fee: Fee | None, item: Item, path: Path) -> None:
        if fee is None:
            return
        if fee.charged and not (fee.standard and fee.basis):
            self.add(path, "写了收费，却没有标准或依据", "请填 standard 和 basis（没有查到依据就写“未核实”）")
        if not fee.charged and (fee.standard or fee.basis or fee.pay_at):
            self.add(
                path, "写了不收费，却又有标准、依据或缴费处", "请删去 standard、basis、pay_at，或把 charged 改成 true"
            )
        for index, line in enumerate(fee.standard):
            self._when(line.when, item, (*path, "standard", index))

    def _limit(self, limit: Limit, item: Item, path: Path) -> None:
        self._when(limit.when, item, path)
        if limit.unit == "当场" and limit.number is not None:
            self.add(path, "当场办结不写天数", "请删去 number")
        if limit.unit != "当场" and limit.number is None and limit.text is None:
            self.add(path, "时限没有写多少", "请填 number，或在 text 里写清楚")
        if limit.number is not None and limit.number < 1:
            self.add(path, "时限应当大于零", "请改正 number")

    def _hours(self, hours: Hours | None, path: Path) -> None:
        if hours is None:
            return
        if not hours.spans or not hours.weekdays or not set(hours.weekdays) <= set(range(1, 8)):
            self.add(path, "开放时间不完整", 'weekdays 用 1 到 7，spans 写成 ["08:30-12:00"]')
        spans = [parse_span(span) for span in hours.spans]
        if any(span is None for span in spans):
            self.add(path, "时间段写法不对", '请写成 "08:30-12:00"，开始早于结束')
            return
        if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(filter(None, spans))):
            self.add(path, "时间段没有按先后写，或有重叠", "请从早到晚写，前一段结束后才开始下一段")
        if hours.last_intake and len(hours.last_intake) != len(spans):
            self.add(path, "停止取号的时间与时间段的个数不同", "请每个时间段写一个 last_intake")
        for span, last in zip(spans, hours.last_intake, strict=False):
            parsed = parse_span(f"00:00-{last}")
            if span is None or parsed is None or not span[0] <= parsed[1] <= span[1]:
                self.add(path, f"停止取号时间 {last} 不在时间段里", "请改正 last_intake")

    def _truth(self, truth: Truth, path: Path) -> None:
        if truth.effective_from and truth.effective_to and truth.effective_from > truth.effective_to:
            self.add(path, "生效日期晚于失效日期", "请改正 effective_from 或 effective_to")
        if truth.review_days is not None and truth.review_days < 1:
            self.add(path, "复核间隔应当大于零", "请改正 review_days")

    def _names(self) -> None:
        holders: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, item in enumerate(self.hall.items):
            for audience in item.audience:
                for name in {item.name, *item.short}:
                    holders[(audience, name)].append(index)
        for (who, name), indexes in holders.items():
            if len(indexes) < 2 or all(self.hall.items[i].clarify for i in indexes):
                continue
            names = "、".join(self.hall.items[i].id for i in indexes)
            self.add(
                ("items", indexes[-1]),
                f"“{name}”同时是几个{who}事项的名称：{names}",
                "请改一个名称，或给每个事项写一句区分的话 clarify",
            )

    def _bundle(self, bundle: Bundle, path: Path) -> None:
        self._known(bundle.department, self.departments, (*path, "department"), "部门")
        self._known(bundle.category, self.categories, (*path, "category"), "类别")
        self._truth(bundle.truth, (*path, "truth"))
        if bundle.id in self.items:
            self.add(path, f"编号“{bundle.id}”已经是一个事项的编号", "请改成不同的编号")
        known = [self._known(name, self.items, (*path, "items"), "事项") for name in bundle.items]
        for index, use in enumerate(bundle.places):
            self._use(use, None, (*path, "places", index))
        if not all(known):
            return
        wanted = merged_names([self.items[name] for name in bundle.items])
        lost, extra = set(wanted) - set(bundle.merged), set(bundle.merged) - set(wanted)
        if lost or extra or len(set(bundle.merged)) < len(bundle.merged):
            self.add(
                (*path, "merged"),
                f"“{bundle.name}”的材料清单与各事项合起来的不一致",
                f"缺少：{'、'.join(sorted(lost)) or '无'}；多出：{'、'.join(sorted(extra)) or '无'}；每份材料只写一次",
            )


@lru_cache(maxsize=2)
def _faulty_patterns(key: Same[Cues]) -> list[tuple[Path, str]]:
    """The faults of danger patterns with their places; from one release to the next the patterns hardly ever change."""
    cues = key.held
    patterns: list[tuple[Path, str]] = [
        (("cues", name, kind, index), pattern)
        for name in ("alarm", "danger", "hint")
        for kind, held in getattr(cues, name).items()
        for index, pattern in enumerate(held)
    ]
    patterns += [(("cues", "calm", index), pattern) for index, pattern in enumerate(cues.calm)]
    faults = [(path, pattern, faulty(pattern, cues.groups)) for path, pattern in patterns]
    return [(path, f"句式“{pattern}”写得不对：{fault}") for path, pattern, fault in faults if fault is not None]
