"""docs/lifecycle.md out of the table: people read what services check, and a test says so."""

from __future__ import annotations

from bot.cases.lifecycle import (
    ACTIONS,
    EXPIRE_AFTER,
    EXTENSION_DAYS,
    LEVEL_AFTER,
    LEVELS,
    NEW,
    OPEN,
    PLAIN,
    REJECTIONS,
    REMIND_AFTER,
    REOPEN_WITHIN,
    RESUME_AFTER,
    STAGE,
    TERMINATIONS,
    WARN_BEFORE,
    Action,
    State,
)
from bot.knowledge.deadlines import WORKING_DAYS

KINDS = {
    "consult": "咨询",
    "help": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "建议",
    "praise": "表扬",
}


def page() -> str:
    """The whole page."""
    parts = [
        "# 诉求怎么办理",
        "给办理诉求的同事看。这一页由程序里的表（`bot/cases/lifecycle.py`）生成，两边不一样，测试不通过。",
        "## 状态",
        _table(("状态", "群众看到的", "阶段"), [(s.label, PLAIN[s], STAGE[s]) for s in State]),
        "## 每一步",
        "“谁能做”里，承办岗位是这件诉求现在所在的岗位，首接岗位是最先收到的岗位。"
        "反映单位或人员的诉求，由督查代替派单员；被反映的单位看不到，什么也不能做。"
        "主管写明理由，可以代做工作人员的任何一步，理由记入办理记录。",
        _table(
            ("动作", "从", "到", "谁能做", "要填", "规矩"),
            [(a.name, _from(a), _to(a), "、".join(a.by), _needs(a), _rule(a)) for a in ACTIONS.values()],
        ),
        "## 时限",
        "\n".join(_limits()),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _from(action: Action) -> str:
    if action.sources == frozenset(State):
        return "任何状态"
    if action.sources == OPEN:
        return "没办完的"
    words = ["（新）"] if NEW in action.sources else []
    return "、".join([*words, *(state.label for state in State if state in action.sources)])


def _to(action: Action) -> str:
    if action.code == "record_later":
        return "实际状态"
    if action.code == "call_back":
        return "已办结、重办待接办或不变"
    return State(action.target).label if action.target is not None else "不变"


def _needs(action: Action) -> str:
    return " ".join(need.words for need in action.needs)


def _rule(action: Action) -> str:
    parts = [action.limit] if action.limit else []
    if action.other:
        parts.append("不能是经办过的人")
    return "；".join(parts)


def _limits() -> list[str]:
    kinds = "，".join(f"{KINDS[kind]}{days}个工作日" for kind, days in WORKING_DAYS.items())
    levels = "，".join(
        f"{words}：到期{'当天' if not LEVEL_AFTER[n] else f'后{LEVEL_AFTER[n]}个工作日'}"
        for n, words in LEVELS.items()
        if n
    )
    return [
        f"- 从收到第二天起算：{kinds}。紧急的当个工作日。分类或事项有法定时限的按法定，告诉群众依据。",
        f"- 到期前{WARN_BEFORE}个工作日提醒。{levels}。",
        f"- 请群众补充时暂停，第{REMIND_AFTER.days}天提醒，第{RESUME_AFTER.days}天收回；暂停的工作日加回时限。",
        f"- 延期一次，最多{EXTENSION_DAYS}个工作日。",
        f"- 答复后{EXPIRE_AFTER.days}天没有评价，记为未回应办结；办结后{REOPEN_WITHIN.days}天内可以要求重办。",
        f"- 不予受理的原因：{'、'.join(REJECTIONS.values())}。",
        f"- 终止的原因：{'、'.join(TERMINATIONS.values())}。",
        "",
        "以上天数和原因是示例大厅的，各地按自己的规定改。",
    ]
