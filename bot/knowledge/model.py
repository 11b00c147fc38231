"""The hall as a document: every fact that the guide may say, as frozen dataclasses.

A `Hall` is what `data/hall/` holds and what a release freezes. Fields without a value are absent
(`None` or empty), never filled in. Words a person sees are Chinese; ids are `[a-z0-9_]+`.
Field docs are the contract of the YAML files too: a key is a field's name, nothing else is accepted.

Source: elements of 实施清单 / 办事指南, GB/T 39554.1-2020, 国办函〔2016〕108号.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Answers = dict[str, str]
"""Situation id → option id, what the citizen has told us about one item."""

When = dict[str, tuple[str, ...]]
"""Situation id → option ids: applies only to these answers. Empty: applies always."""

FactGroup = Literal[
    "conditions", "materials", "process", "time_limit", "fee", "result", "places", "online", "proxy", "progress"
]
PlaceKind = Literal["group", "machine", "station_group", "station", "office", "online"]
Does = Literal["全部", "受理", "代收转递", "代办", "代缴", "咨询", "查询"]
DayUnit = Literal["工作日", "日", "小时", "当场", "个月"]
Facing = Literal["上", "下", "左", "右"]
Move = Literal["走", "电梯", "扶梯", "楼梯"]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Where a fact comes from and how long it may be said.

    source: law, document or page, one each. example: the fact is made up for the sample hall (示例).
    verified_on: the day an owner signed it; None = 未核实. review_days: days until review is due.
    effective_from, effective_to: first and last day on which it holds.
    """

    source: tuple[str, ...] = ()
    example: bool = False
    verified_on: date | None = None
    review_days: int | None = None
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Opening times. weekdays: 1 = Monday … 7 = Sunday. spans: `"08:30-12:00"`. last_intake: `"11:40"` for each span."""

    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    spans: tuple[str, ...]
    last_intake: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Information:
    """The hall itself (hall.yml). banner stands on every page; guide_desk says where a person is.

    ticket_machine: what the machine for tickets is called when somebody is sent there, with where it stands.
    """

    id: str
    name: str
    example: bool
    banner: str
    address: str
    telephone: str
    complaint_telephone: str | None = None
    guide_desk: str
    ticket_machine: str = "取号机"
    hours: Hours
    review_days: int = 365
    towns: tuple[str, ...] = ()
    truth: Truth = field(default_factory=Truth)


@dataclass(frozen=True, kw_only=True)
class Department:
    """A department that keeps windows or facts in this hall."""

    id: str
    name: str
    short: tuple[str, ...] = ()
    telephone: str | None = None
    complaint_telephone: str | None = None


@dataclass(frozen=True, kw_only=True)
class Post:
    """Who acts or owns. People change, posts stay; people are accounts, not facts."""

    id: str
    name: str
    department: str | None = None
    role: Literal["导办", "窗口", "值班长", "派单员", "编辑", "审核", "督查", "网格员", "主管"]
    windows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Point:
    """A position on a floor's plan. floor: 1, 2 …; x, y in the plan's units from the top left."""

    floor: int
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Window:
    """A numbered counter. unit: the body that sits there, when it is not the department itself."""

    number: str
    name: str
    department: str
    unit: str | None = None
    zone: str
    at: Point | None = None
    hours: Hours | None = None
    languages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    truth: Truth = field(default_factory=lambda: Truth(example=True))


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an item can be done, besides a single window (those are named `window:<number>`).

    kind: group = window group such as 综合窗口 (windows named) · machine = self-service machine in the hall
    · station_group = a category of stations (members are the stations that name it in `group`)
    · station = one town, village or postal station · office = another office · online = a page or an app.
    address, telephone: absent when not known; the guide then says so. in_hall: stands inside this hall.
    """

    id: str
    kind: PlaceKind
    name: str
    short: tuple[str, ...] = ()
    in_hall: bool = False
    windows: tuple[str, ...] = ()
    zone: str | None = None
    at: Point | None = None
    group: tuple[str, ...] = ()
    town: str | None = None
    address: str | None = None
    telephone: str | None = None
    how_to_get_there: str | None = None
    url: str | None = None
    hours: Hours | None = None
    notes: tuple[str, ...] = ()
    truth: Truth = field(default_factory=Truth)


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A part of the hall with a letter or name. way: one plain sentence from the guide desk."""

    id: str
    name: str
    floor: int
    way: str | None = None
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Floor:
    """One floor of the plan; width and height in the plan's units (1 = 1 m in the sample)."""

    floor: int
    name: str
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One corner of a way, and how one gets there from the corner before. past: what stands here and is named: 导办台."""

    floor: int
    x: float
    y: float
    by: Move = "走"
    past: str | None = None


@dataclass(frozen=True, kw_only=True)
class Way:
    """A line through the hall as staff drew it, without its start. to: a zone's id, `window:<number>` or `facility:<id>`.

    barrier_free: a wheelchair gets there. What comes first after a lift or stairs is taken for straight out of it.
    """

    to: str
    barrier_free: bool = False
    points: tuple[Stretch, ...]


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where people set out: a door, or a kiosk, whose id is that of the device. The first one counts where none is known.

    facing: where somebody looks who stands before a kiosk, on the plan; absent for a door: one comes in straight on.
    """

    id: str
    name: str
    at: Point
    facing: Facing | None = None
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """starts: with the ways from there. None = no ways are drawn; people hear the zones' sentences alone."""

    floors: tuple[Floor, ...]
    zones: tuple[Zone, ...]
    guide_desk: Point
    starts: tuple[Start, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Day:
    """One exception of the working week. works: a 调休 working day, else a day off."""

    on: date
    works: bool
    name: str


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The hall's own table of exceptions; it speaks for the whole years it lists in `years`."""

    years: tuple[int, ...] = ()
    days: tuple[Day, ...] = ()
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Facility:
    """Toilets, parking, copying … words: how people ask for it. text: the answer."""

    id: str
    name: str
    words: tuple[str, ...]
    text: str
    speech: str | None = None
    at: Point | None = None
    truth: Truth = field(default_factory=lambda: Truth(example=True))


@dataclass(frozen=True, kw_only=True)
class Signpost:
    """A real matter that the hall does not do. name: the matter; words: how people say it."""

    id: str
    name: str
    words: tuple[str, ...]
    office: str
    telephone: str | None = None
    how: str
    truth: Truth = field(default_factory=Truth)


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """One thing the guide says, in one or more wordings with the same `{slots}`; speech: short form to read aloud."""

    texts: tuple[str, ...]
    speech: str | None = None


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer to a situation question. words: other ways of saying it (个体户那个 → 个体户)."""

    id: str
    label: str
    words: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A question whose answer changes materials, place, fee or limit. when: asked only after these answers."""

    id: str
    ask: str
    options: tuple[Option, ...]
    when: When = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Material:
    """One document to bring.

    form: 原件, 复印件, 电子件 …; originals, copies: counts, absent when no source gives them.
    choice: materials that share this word are alternatives, one of them is enough.
    necessity: 容缺后补 needs `promise` (what, until when). missing, expired, copy: what if it is.
    """

    name: str
    form: Literal["原件", "复印件", "原件和复印件", "电子件", "到场"] | None = None
    originals: int | None = None
    copies: int | None = None
    size: str | None = None
    issuer: Literal["自备", "政府核发", "其他"] | None = None
    where: str | None = None
    necessity: Literal["必要", "非必要", "容缺后补"] = "必要"
    promise: str | None = None
    choice: str | None = None
    blank_form: str | None = None
    sample: str | None = None
    standard: str | None = None
    e_licence: str | None = None
    missing: str | None = None
    expired: str | None = None
    copy: str | None = None
    note: str | None = None
    when: When = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """One fee line as it is said: 换领20元."""

    text: str
    when: When = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fee:
    """charged yes ⇒ standard and basis (「未核实」 is an honest basis), charged no ⇒ neither."""

    charged: bool
    standard: tuple[Sum, ...] = ()
    basis: str | None = None
    reductions: str | None = None
    pay_at: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A time limit. number with unit 工作日, 日, 小时, 个月; 当场 has no number. text: said instead, when it needs words."""

    unit: DayUnit
    number: int | None = None
    text: str | None = None
    when: When = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the citizen gets. delivery: how. validity: how long it holds, as it is said."""

    name: str
    delivery: tuple[Literal["窗口", "邮寄", "电子"], ...] = ()
    validity: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlaceUse:
    """An item at a place. place: a place's id, or `window:<number>`.

    ticket: the button to press on the ticket machine, absent = no ticket. for_whom: 仅本县户籍 …
    """

    place: str
    does: Does = "全部"
    for_whom: str | None = None
    ticket: str | None = None
    appointment: str | None = None
    hours: Hours | None = None
    note: str | None = None
    when: When = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Online:
    """The way online. where: the pages or apps as people know them; note: what still needs a visit."""

    where: str
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A common question. answer absent: the aspect's answer is given. aspect: what it asks, a key of api `aspect`."""

    ask: str
    answer: str | None = None
    aspect: str | None = None
    when: When = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing a citizen can get done. Texts are complete plain sentences or short lists; absent = no source says it.

    name, short (how people call it), ways (ways of asking), events (life situations) take part in search.
    department: id of the hall's department that answers for it; authority: the body that really does it, as written.
    tiles: shown among the most asked items of its category. kind: 即办件 ⇔ promised limit 当场.
    """

    id: str
    name: str
    short: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    code: str | None = None
    level: str | None = None
    version: str | None = None
    category: str
    audience: tuple[Literal["个人", "法人"], ...]
    department: str
    authority: str | None = None
    tiles: bool = False
    kind: Literal["即办件", "承诺件"] | None = None
    basis: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    not_accepted: tuple[str, ...] = ()
    situations: tuple[Situation, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: tuple[str, ...] = ()
    steps_online: tuple[str, ...] = ()
    statutory_limit: tuple[Limit, ...] = ()
    promised_limit: tuple[Limit, ...] = ()
    limit_note: str | None = None
    visits: int | None = None
    visits_why: str | None = None
    fee: Fee | None = None
    result: Result | None = None
    places: tuple[PlaceUse, ...] = ()
    help_service: str | None = None
    home_visit: str | None = None
    telephone: str | None = None
    complaint_telephone: str | None = None
    online: Online | None = None
    cross_area: str | None = None
    self_service: str | None = None
    appointment: str | None = None
    proxy: str | None = None
    progress: str | None = None
    clarify: str | None = None
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    owner: str | None = None
    truth: Truth = field(default_factory=Truth)
    truth_of: dict[FactGroup, Truth] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """一件事: several items under one guide. merged: the one list, each paper once; must equal the items' lists merged."""

    id: str
    name: str
    short: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    items: tuple[str, ...]
    merged: tuple[str, ...]
    category: str
    department: str
    audience: tuple[Literal["个人", "法人"], ...] = ("个人",)
    places: tuple[PlaceUse, ...] = ()
    form: str | None = None
    limit: str | None = None
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    telephone: str | None = None
    truth: Truth = field(default_factory=Truth)


@dataclass(frozen=True, kw_only=True)
class Category:
    """A shelf of items on the home page, in this order."""

    id: str
    name: str
    icon: str


SubjectGroup = Literal["诉求办理", "网格治理", "物业及供热治理", "民生服务及城镇帮联", "简政放权", "数字化治理"]
SubjectClass = Literal[
    "城乡建设", "环境保护", "交通运输", "教育文体", "卫生计生", "劳动和社会保障", "商贸旅游", "其他"
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a request is about 诉求分类. words: how people say it; found by them where nothing was learned of it.

    group: one of the six groups. class_name: the class of public research data, for measuring alone.
    post: who gets such requests. limit_days: working days for an answer, absent = by the kind; then limit_basis says
    by which rule.
    """

    id: str
    name: str
    group: SubjectGroup = "诉求办理"
    class_name: SubjectClass = "其他"
    post: str
    limit_days: int | None = None
    limit_basis: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cues:
    """Words as data. aspects: aspect → words that ask for it, used without the assistant and as evidence.
    patterns: aspect → regular expressions that ask for it where no such word stands; the first that fits counts.

    synonyms: groups of action words that mean the same in search; stop: words that never identify a matter;
    intents: what else a sentence may want (human, complain, status …) → words.

    Danger, in the patterns of `bot.knowledge.danger`, each class → patterns. alarm: always somebody in danger now;
    danger: unless papers or the past are spoken of; hint: only beside a word of now; calm: ordinary uses, taken out
    first; sounds: phrases looked for by sound too; groups: words that patterns name, and `now`, `past`, `paper`,
    `dead`, `if`, which say whether it is happening; urgency: the classes, the most urgent first.
    """

    aspects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    intents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: tuple[tuple[str, ...], ...] = ()
    stop: tuple[str, ...] = ()
    alarm: dict[str, tuple[str, ...]] = field(default_factory=dict)
    danger: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hint: dict[str, tuple[str, ...]] = field(default_factory=dict)
    calm: tuple[str, ...] = ()
    sounds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    urgency: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Hall:
    """The whole document, as `data/hall/` and a release hold it."""

    information: Information
    categories: tuple[Category, ...]
    departments: tuple[Department, ...]
    posts: tuple[Post, ...]
    windows: tuple[Window, ...]
    places: tuple[Place, ...]
    plan: Plan
    calendar: Calendar
    facilities: tuple[Facility, ...]
    signposts: tuple[Signpost, ...]
    phrases: dict[str, Phrase]
    cues: Cues
    items: tuple[Item, ...]
    bundles: tuple[Bundle, ...]
    subjects: tuple[Subject, ...] = ()
