"""What is asked for each step of a request. What the lifecycle needs is needed here too, in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.validators import MinLengthValidator

from bot.cases.lifecycle import (
    ACTIONS,
    CONTACT_WAYS,
    EXTENSION_DAYS,
    REASON_MAX,
    REJECTIONS,
    TERMINATIONS,
    WAYS_BACK,
)
from bot.cases.models import Case, Kind, Part
from bot.cases.services.evaluations import SOLVED
from bot.cases.services.visibility import posts_concerned
from bot.staff.roles import all_posts
from bot.staff.services.posts import post_name
from bot.store.releases import active_release

Choices = Sequence[tuple[str, str]]
CHOOSE = ("", "请选择")
LIST_ERRORS = {"required": "请从列表里选一个。", "invalid_choice": "这一项不在列表里了，请重新选。"}
YES_NO = [("yes", "联系上了"), ("no", "没有联系上")]


def text(label: str, *, rows: int = 0, help_text: str = "", required: bool = True, longest: int = REASON_MAX) -> forms.CharField:  # fmt: skip
    """A line, or with `rows` a field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=longest, widget=widget,
        error_messages={"required": "请填写这一项。", "max_length": f"最多写{longest}个字。"},
    )  # fmt: skip


def choice(label: str, choices: Choices = (), *, help_text: str = "", required: bool = True, radio: bool = False) -> forms.ChoiceField:  # fmt: skip
    """One of a list; the choices of posts and the like are filled in when the form is made."""
    return forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, required=required, error_messages=LIST_ERRORS,
        widget=forms.RadioSelect if radio else forms.Select,
    )  # fmt: skip


class StepForm(forms.Form):
    """The fields of one step. overriding: a manager does what other posts do, and says why."""

    def __init__(self, data: Any = None, *, code: str, case: Case, user: User, overriding: bool = False,
                 initial: dict[str, Any] | None = None) -> None:  # fmt: skip
        prefix = f"override-{code}" if overriding else code
        super().__init__(data, auto_id=f"{prefix}-%s", initial=initial, label_suffix="")
        self.code, self.case, self.user = code, case, user
        if overriding:
            self.fields["override"] = text(
                "主管代办的理由", help_text="至少4个字，记入办理记录，不能删改。", longest=500
            )
        self.fill()
        for need in ACTIONS[code].needs:
            self._need(need.field, need.words, need.least)
        if overriding:
            self._need("override", "请写明代办的理由，至少4个字。", 4)

    def fill(self) -> None:
        """Sets choices and first values that depend on the request."""

    def choose(self, field: str, choices: Choices, *, empty: bool = True) -> None:
        """Sets the choices of a field."""
        self.fields[field].choices = [CHOOSE, *choices] if empty else list(choices)  # type: ignore[attr-defined]

    def _need(self, field: str, words: str, least: int) -> None:
        held = self.fields.get(field)
        if held is None:
            return
        held.error_messages["required"] = words
        if isinstance(held, forms.CharField) and least > 1:
            held.min_length = least
            held.validators.append(MinLengthValidator(least, words))
            held.widget.attrs["minlength"] = least


def post_choices(*, without: set[str] = frozenset()) -> list[tuple[str, list[tuple[str, str]]]]:  # type: ignore[assignment]
    """The posts by department, as a select shows them."""
    release = active_release()
    names = {one.id: one.name for one in release.hall.departments} if release is not None else {}
    groups: dict[str, list[tuple[str, str]]] = {}
    for post in all_posts():
        if post.id not in without:
            groups.setdefault(names.get(post.department or "", "不分部门"), []).append((post.id, post.name))
    return list(groups.items())


class Bare(StepForm):
    """Nothing to fill in."""


class Why(StepForm):
    why = text("原因", rows=2, help_text="至少4个字。")


class Note(StepForm):
    words = text("备注", rows=3, help_text="只有工作人员看得到，群众看不到。")


class FollowUp(StepForm):
    words = text("问到的结果", rows=3, help_text="给对方打电话，问办得怎么样，记在这里。")


class Assign(StepForm):
    post = choice("派给哪个岗位")
    why = text("为什么派给它", required=False, longest=500)

    def fill(self) -> None:
        self.choose("post", post_choices(without=posts_concerned(self.case)))  # type: ignore[arg-type]
        self.fields["post"].initial = self.case.proposed_post


class Return(StepForm):
    why = text("为什么不该由本岗位办", rows=2, help_text="至少4个字。办理时限照样走，请尽快退。")
    proposed = choice("应该由哪个岗位办")

    def fill(self) -> None:
        self.choose("proposed", post_choices(without=posts_concerned(self.case) | {self.case.post}))  # type: ignore[arg-type]


class Contact(StepForm):
    way = choice("怎么联系的", list(CONTACT_WAYS.items()), radio=True)
    reached = choice("结果", YES_NO, radio=True)
    words = text("说了什么", rows=2, required=False, help_text="群众看不到。")

    def fill(self) -> None:
        self.fields["way"].initial = {"window": "visit"}.get(self.case.way_back, self.case.way_back) or "call"


class Ask(StepForm):
    missing = text("请群众补充什么", rows=2, help_text="群众会看到这句话，请写清楚、写客气。这段时间办理时限暂停。")


class AskExtension(StepForm):
    days = forms.IntegerField(
        label="延几个工作日", min_value=1, max_value=EXTENSION_DAYS, initial=3,
        error_messages={"required": "请填写天数。", "invalid": "请填写数字。",
                        "min_value": "最少1个工作日。", "max_value": f"最多延{EXTENSION_DAYS}个工作日。"},
    )  # fmt: skip
    why = text("原因", rows=2, help_text="至少4个字。同意以后，群众会看到这个原因。只能延一次，要由别人同意。")


class Points(StepForm):
    points = text("诉求点", rows=4, help_text="一行写一点。答复的时候每一点都要答复。")

    def fill(self) -> None:
        listed = self.case.points.filter(round=self.case.round)
        self.fields["points"].initial = "\n".join(point.text for point in listed)


class Resolve(StepForm):
    """The answer, and one reply for each point that was listed."""

    answer = text("给群众的答复", rows=5, help_text="群众会看到全文。写清楚做了什么、结果怎样、还不满意可以找谁。")

    def fill(self) -> None:
        self.points = list(self.case.points.filter(round=self.case.round))
        answer = self.fields.pop("answer")
        for point in self.points:
            self.fields[f"done{point.number}"] = choice(
                f"第{point.number}点：{point.text}", [("yes", "已办理"), ("no", "不办")], radio=True
            )
            self.fields[f"reply{point.number}"] = text(
                f"第{point.number}点的答复", rows=2, help_text="不办的，写明理由。"
            )
            self._need(f"done{point.number}", f"第{point.number}点请选已办理或不办。", 1)
            self._need(f"reply{point.number}", f"第{point.number}点还没有答复，或没有写明不办的理由。", 2)
        self.fields["answer"] = answer


class SolveOnSpot(StepForm):
    answer = text("给群众的答复", rows=4, help_text="当面说了什么、办了什么。群众会看到。")


class AddHelper(StepForm):
    post = choice("请哪个岗位协办")

    def fill(self) -> None:
        taken = posts_concerned(self.case) | {self.case.post} | set(helpers(self.case))
        self.choose("post", post_choices(without=taken))  # type: ignore[arg-type]


class DropHelper(StepForm):
    post = choice("哪个岗位不再协办")

    def fill(self) -> None:
        self.choose("post", [(post, post_name(post)) for post in helpers(self.case)])


class Sort(StepForm):
    kind = choice("类型", Kind.choices)
    subject = choice("分类", required=False)

    def fill(self) -> None:
        self.fields["kind"].initial = self.case.kind
        self.choose("subject", subject_choices())
        self.fields["subject"].initial = self.case.subject


class Urgent(StepForm):
    why = text("原因", rows=2, help_text="至少4个字。")


class NameUnit(StepForm):
    """One of the three is enough."""

    department = choice("部门", required=False)
    window = choice("窗口", required=False)
    person = choice("人员", required=False, help_text="选一项就行。选了以后，这个单位的人就看不到这件诉求，由督查办。")

    def fill(self) -> None:
        release = active_release()
        hall = release.hall if release is not None else None
        self.choose("department", [(one.id, one.name) for one in hall.departments] if hall else [])
        windows = [(one.number, f"{one.number}号窗口　{one.name}") for one in hall.windows] if hall else []
        self.choose("window", windows)
        staff = User.objects.filter(is_active=True, is_staff=True).order_by("first_name", "username")
        self.choose("person", [(str(one.pk), one.first_name or one.get_username()) for one in staff])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(field) for field in ("department", "window", "person")):
            self.add_error("department", "请选被反映的部门、窗口或人员。")
        return given


class Merge(StepForm):
    into = text("并到哪一件", help_text="填主案的编号，10位数字。它要是正在办理的。", longest=20)


class Transfer(StepForm):
    body = text("转给哪个单位", longest=100, help_text="群众会看到。")
    telephone = text("那个单位的电话", longest=40, help_text="群众会看到。")
    number = text("对方给的编号", longest=60, help_text="没有就写“无”。")


class Reject(StepForm):
    reason = choice("不予受理的原因", list(REJECTIONS.items()), radio=True)
    way = text("群众该到哪里办", rows=2, help_text="群众会看到。写单位、地址或电话。")


class Terminate(StepForm):
    reason = choice("终止的原因", list(TERMINATIONS.items()), radio=True)
    why = text("说明", rows=2, help_text="至少4个字，群众会看到。")


class CallBack(StepForm):
    reached = choice("打通了吗", YES_NO, radio=True)
    contacted = choice("承办人员联系过您吗", [("yes", "联系过"), ("no", "没有联系")], required=False, radio=True)
    solved = choice("问题解决了吗", list(SOLVED.items()), required=False, radio=True)
    satisfied = choice(
        "满意吗", [("5", "5 非常满意"), ("4", "4 满意"), ("3", "3 基本满意"), ("2", "2 不满意"), ("1", "1 非常不满意")],
        required=False, radio=True,
    )  # fmt: skip
    words = text("群众还说了什么", rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reached") == "yes" and not given.get("satisfied") and not given.get("solved"):
            self.add_error("satisfied", "请记下群众的评价。")
        return given


class Accept(StepForm):
    proof = text("验收的依据", rows=2, help_text="例如：几月几日到现场看过，照片为证。")
    rule = text("改了哪条规定", help_text="让同样的问题不再出现。没有就写“没有改规定”。", longest=500)


def helpers(case: Case) -> list[str]:
    """The ids of the posts that help now."""
    parts = case.handlings.filter(part=Part.HELPER, ended_at__isnull=True)
    return list(parts.order_by("since").values_list("post", flat=True))


def subject_choices() -> list[tuple[str, str]]:
    """The subjects of the hall."""
    release = active_release()
    return [(one.id, one.name) for one in release.hall.subjects] if release is not None else []


def way_back(case: Case) -> str:
    """How the citizen wants to be answered, in words."""
    return WAYS_BACK.get(case.way_back, "")
