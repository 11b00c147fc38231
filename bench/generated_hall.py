"""A hall as large as one likes: the sample's items and invented ones, combined from a seed. Plausible, and nobody's facts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import product

from bot.knowledge.model import Hall, Item, Limit, Material, PlaceUse, Question, Result, Truth

SEED = 20260101

FIELDS = (
    "水产养殖", "林木种苗", "农药经营", "兽药经营", "种畜禽", "生鲜乳收购", "动物防疫", "农机驾驶", "渔业捕捞", "野生动物驯养",
    "草种经营", "蚕种生产", "食用菌菌种", "粮食收购", "取水", "河道采砂", "水土保持", "排污", "危险废物", "辐射安全",
    "烟花爆竹", "危险化学品", "矿山安全", "特种设备", "计量器具", "检验检测", "电梯维保", "气瓶充装", "锅炉使用", "起重机械",
    "道路货运", "道路客运", "出租汽车", "网约车", "驾校培训", "机动车维修", "水路运输", "港口经营", "船舶检验", "公路占用",
    "户外广告", "临时占道", "市政管网", "城市绿化", "建筑垃圾", "燃气经营", "供热经营", "房产中介", "物业服务", "施工图",
    "劳务派遣", "人力资源服务", "民办培训", "职业技能", "托育机构", "养老机构", "医疗美容", "诊所", "义诊", "放射诊疗",
    "饮用水", "游泳场所", "公共浴室", "宾馆旅店", "网吧", "娱乐场所", "营业性演出", "艺术品经营", "文物修缮", "印刷经营",
    "出版物零售", "电影放映", "卫星电视", "体育场馆", "攀岩场所", "潜水馆", "旅行社", "导游", "典当", "拍卖",
    "小额贷款", "融资担保", "旧货经营", "二手车", "报废汽车", "成品油", "酒类批发", "校车", "保安服务", "民爆物品",
)  # fmt: skip
THINGS = (
    ("许可证", "证"), ("资格证", "资格"), ("备案", "备案"), ("补贴", "补助"), ("从业人员登记", "人员登记"),
    ("场所验收", "验收"), ("年度报告", "年报"), ("安全评价", "安评"), ("示范户认定", "示范户"), ("信用修复", "信用"),
    ("技能培训名额", "培训名额"), ("保证金", "押金"),
)  # fmt: skip
ACTIONS = (
    ("申请", "办", "怎么办"), ("变更", "改", "想改一下"), ("延续", "续", "到期了要续"), ("补办", "补", "弄丢了要补"),
    ("注销", "销", "不做了想注销"), ("撤回", "撤", "交上去了想撤回来"), ("转让", "转", "想转给别人"),
    ("查询", "查", "想查一下"), ("复核", "复核", "不服想再核一遍"),
)  # fmt: skip
WAYS = (
    "{field}{thing}{asked}，要带什么", "我搞{field}的，{thing}{asked}", "{verb}{field}{thing}去哪个窗口",
    "家里做{field}，{thing}{asked}，跑几趟", "{field}那个{short}{asked}，要几天", "请问{field}{thing}{action}收不收钱",
    "老板叫我来{verb}{field}{short}", "{field}的{thing}{asked}，本人要来不",
)  # fmt: skip
SHORT = ("{verb}{field}{short}", "{field}{short}{action}", "{field}{thing}{action}办理", "{action}{field}{short}")
PAPERS = (
    "申请表", "申请人身份证明", "营业执照", "法定代表人身份证明", "授权委托书", "场地使用证明", "从业人员名册", "健康证明",
    "平面布置图", "设备清单", "安全管理制度", "培训合格证明", "检测报告", "环评批复", "消防验收意见", "承诺书",
    "原证正本", "原证副本", "遗失声明", "变更证明", "近期免冠照片", "银行账户信息", "业绩材料", "公示截图",
)  # fmt: skip
ASKS = (("要带什么", "materials"), ("多久能办好", "time_limit"), ("收不收钱", "fee"), ("网上能办吗", "online"))


@dataclass(frozen=True)
class Matter:
    """One combination; each part as the texts want it."""

    field: str
    thing: str
    short: str
    action: str
    verb: str
    asked: str

    def say(self, pattern: str) -> str:
        """A pattern of SHORT or WAYS filled in."""
        return pattern.format(**vars(self))


def generated(hall: Hall, n_items: int, seed: int = SEED) -> Hall:
    """The hall with invented items until it has n_items; its own items stay as they are, and come first.

    Raises:
        ValueError: there are not so many combinations.
    """
    wanted = n_items - len(hall.items)
    every = [Matter(f, *t, *a) for f, t, a in product(FIELDS, THINGS, ACTIONS)]
    if not 0 <= wanted <= len(every):
        raise ValueError(f"between {len(hall.items)} and {len(hall.items) + len(every)} items, not {n_items}")
    chance = random.Random(seed)  # noqa: S311  (a fixed one on purpose)
    chosen = chance.sample(every, wanted)
    made = [_item(number, matter, hall, chance) for number, matter in enumerate(chosen)]
    return replace(hall, items=(*hall.items, *made))


def part(hall: Hall, n_items: int) -> Hall:
    """The hall with n_items of its items, taken from its categories in turn; bundles only if all their items stay."""
    shelves = {
        category.id: [item for item in hall.items if item.category == category.id] for category in hall.categories
    }
    deepest = max(map(len, shelves.values()))
    in_turn = [items[level] for level in range(deepest) for items in shelves.values() if level < len(items)]
    kept = {item.id for item in in_turn[:n_items]}
    items = tuple(item for item in hall.items if item.id in kept)
    return replace(hall, items=items, bundles=tuple(b for b in hall.bundles if set(b.items) <= kept))


def _item(number: int, matter: Matter, hall: Hall, chance: random.Random) -> Item:
    papers = chance.sample(PAPERS, chance.randint(2, 6))
    window = chance.choice(hall.windows)
    return Item(
        id=f"made_{number:05d}",
        name=f"{matter.field}{matter.thing}{matter.action}",
        short=tuple(matter.say(pattern) for pattern in SHORT),
        ways=tuple(matter.say(pattern) for pattern in sorted(chance.sample(WAYS, 6))),
        category=chance.choice(hall.categories).id,
        audience=chance.choice((("个人",), ("法人",), ("个人", "法人"))),
        department=window.department,
        materials=tuple(Material(name=name) for name in papers),
        steps=("取号。", "到窗口交材料。", "等通知领结果。"),
        statutory_limit=(Limit(unit="工作日", number=chance.randint(1, 30)),),
        result=Result(name=f"{matter.field}{matter.thing}办理结果", delivery=("窗口",)),
        places=(PlaceUse(place=f"window:{window.number}"),),
        telephone="12345",
        questions=tuple(Question(ask=ask, aspect=aspect) for ask, aspect in ASKS),
        truth=Truth(example=True),
    )
