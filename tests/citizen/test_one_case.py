"""What a citizen reads of the own request in every state, and what the citizen may do to it with number and code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from bot.cases import services, vault
from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import CasesError
from bot.cases.lifecycle import ACTIONS, State
from bot.cases.models import Case, CaseEvent
from bot.cases.services import Reply
from tests.cases.acting import START, VERBS, later, open_one, put, standing
from tests.cases.test_photos import sent
from tests.web_personas import Citizen, problem_of

INNER = (
    "并案", "待处置", "退回", "改派", "督办", "催办", "通报", "由督查", "派单", "销号", "验收", "首接", "主办", "协办", "承办岗位",
    "待评价", "重办", "群众", "分列", "号令", "备注", "交接", "⟦",
)  # fmt: skip
"""Words of the house that no citizen reads."""
CODE = "246810"


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def coded(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(code_digest=vault.digest("code", case.number, CODE))
    return Case.objects.get(pk=case.pk)


def seen(citizen: Citizen, case: Case) -> dict[str, Any]:
    answer = citizen.get(f"/cases/{case.number}?code={CODE}")
    assert answer.status_code == 200, answer.content.decode()
    body: dict[str, Any] = answer.json()
    return body


def does(citizen: Citizen, case: Case, what: str, key: str | None = None, **body: Any) -> Any:
    return citizen.post(f"/cases/{case.number}/{what}", {"code": CODE, **body}, key)


@pytest.mark.parametrize("state", list(State))
def test_no_inner_word_in_any_state_after_any_step(citizen: Citizen, personas: dict[str, User], state: State) -> None:
    likely = [Actor.staff(personas[name]) for name in ("clerk", "dispatcher", "supervisor", "guide")]
    for code, verb in VERBS.items():
        if state not in ACTIONS[code].sources:
            continue
        case = standing(state, personas["clerk"], contact="13912345678", description="灯坏了，打⟦手机号1⟧")
        for actor in [Actor.citizen(case), *likely, THE_SYSTEM]:
            try:
                verb(case, actor, START)
            except CasesError:
                continue
            break
        told = json.dumps(seen(citizen, coded(case)), ensure_ascii=False)
        assert [word for word in INNER if word in told] == [], f"{code} in {state}: {told}"
        assert not [name for name in personas if name in told], f"{code} in {state}: {told}"
        assert "13912345678" not in told


def test_who_has_it_since_when_until_when(citizen: Citizen, clerk: User) -> None:
    case = coded(open_one(kind="help", item="id_card_reissue").case)
    before = seen(citizen, case)
    assert (before["holder"], before["stage"], before["until"]) == ("户政窗口岗", 0, before["expected_datetime"])
    services.dispatch(later(minutes=1))
    services.claim(case, Actor.staff(clerk), now=later(hours=1))
    told = seen(citizen, case)
    assert told["holder"] == "户政窗口岗"
    assert told["since"] == "2026-11-23T11:00:00+08:00"
    assert [step["text"] for step in told["steps"]] == ["收到您的事，登记好了", "安排了人来办", "户政窗口岗开始办理"]
    assert [way["id"] for way in told["ways"]] == ["supplement", "withdraw"]


def test_a_pause_and_an_extension_say_why(citizen: Citizen, clerk: User, dispatcher: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    services.ask_extension(case, Actor.staff(clerk), days=3, why="要等市里回函", now=START)
    assert seen(citizen, case)["extension"] is None  # nobody has granted it
    services.extend(case, Actor.staff(dispatcher), now=START)
    assert seen(citizen, case)["extension"] == {"why": "要等市里回函", "days": 3}
    services.ask(case, Actor.staff(clerk), missing="请补充门牌号", now=START)
    told = seen(citizen, case)
    assert (told["pause"]["why"], told["until"], told["late"]) == ("请补充门牌号", None, False)
    assert told["state_text"] == "等您补充情况"


def test_the_answer_comes_point_by_point(citizen: Citizen, clerk: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    services.list_points(case, Actor.staff(clerk), points=["灯不亮", "没人管"], now=START)
    services.resolve(case, Actor.staff(clerk), answer="两点都答复您", now=START,
                     replies=[Reply("灯换好了"), Reply("不归我们管，请找物业", refused=True)])  # fmt: skip
    told = seen(citizen, case)
    assert told["answer"] == "两点都答复您"
    assert told["points"] == [
        {"text": "灯不亮", "reply": "灯换好了", "refused": False},
        {"text": "没人管", "reply": "不归我们管，请找物业", "refused": True},
    ]
    assert [way["id"] for way in told["ways"]] == ["evaluate", "reopen"]


def test_transferred_says_to_whom_and_how_to_reach_them(citizen: Citizen, clerk: User, dispatcher: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    services.transfer(case, Actor.staff(dispatcher), body="县供电公司", telephone="95598", number="GD-7", now=START)
    told = seen(citizen, case)
    assert told["outside"] == {"name": "县供电公司", "telephone": "95598", "number": "GD-7"}
    assert told["holder"] == "县供电公司"
    assert told["ways"] == []


def test_refused_says_why_and_may_be_objected_to_once(citizen: Citizen, clerk: User, dispatcher: User) -> None:
    case = coded(standing(State.ASSIGNED, clerk))
    services.reject(case, Actor.staff(dispatcher), reason="litigation", way="请到县法院立案庭", now=START)
    told = seen(citizen, case)
    assert told["ended"] == "已经进入诉讼。请到县法院立案庭"
    assert [way["id"] for way in told["ways"]] == ["object"]
    assert "why" in problem_of(does(citizen, case, "reopen", why="不"), 422)["errors"]
    assert does(citizen, case, "reopen", why="法院没有收过").status_code == 200
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.state, fresh.objected) == (State.REOPENED, True)
    assert fresh.post == "supervisor"


def test_joined_to_another_only_that_and_the_answer(citizen: Citizen, clerk: User, dispatcher: User) -> None:
    main = standing(State.IN_PROGRESS, clerk, description="别人说的话不能看")
    case = coded(standing(State.ASSIGNED, clerk))
    services.merge(case, Actor.staff(dispatcher), into=main, now=START)
    told = seen(citizen, case)
    assert told["together"] is True
    assert main.number not in json.dumps(told)
    assert "别人说的话" not in json.dumps(told, ensure_ascii=False)
    services.resolve(main, Actor.staff(clerk), answer="路灯都换好了", now=START)
    told = seen(citizen, case)
    assert (told["answer"], told["state_text"], told["ways"]) == ("路灯都换好了", "有结果了", [])


def test_a_supplement_is_masked_and_lets_the_clock_run(citizen: Citizen, clerk: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    services.ask(case, Actor.staff(clerk), missing="请补充电话", now=START)
    told = does(citizen, case, "supplement", words="打13912345678").json()
    assert told["pause"] is None
    last = CaseEvent.objects.filter(case=case).order_by("-seq").first()
    assert last is not None
    assert (last.action, last.said["words"]) == ("supplement", "打⟦手机号1⟧")
    assert told["steps"][-1]["detail"] == "打（号码）"
    again = does(citizen, case, "supplement", words="昨天又坏了").json()
    assert again["steps"][-1]["text"] == "您补充了说明"


def test_one_key_has_one_effect(citizen: Citizen, clerk: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    first = does(citizen, case, "supplement", key="k" * 12, words="昨天又坏了")
    second = does(citizen, case, "supplement", key="k" * 12, words="昨天又坏了")
    assert first.json() == second.json()
    assert CaseEvent.objects.filter(case=case, action="add_words").count() == 1
    problem_of(does(citizen, case, "supplement", key="k" * 12, words="别的话"), 422)


def test_withdrawing_ends_it_and_cannot_be_done_twice(citizen: Citizen, clerk: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    assert does(citizen, case, "withdraw").json()["state_text"] == "您已撤回"
    title = problem_of(does(citizen, case, "withdraw"), 409)["title"]
    assert not [word for word in INNER if word in title]


@pytest.mark.parametrize(
    ("what", "body"),
    [("supplement", {"words": "又坏了"}), ("withdraw", {}), ("reopen", {"why": "没有修好"}), ("evaluation", {"satisfied": 5})],
)  # fmt: skip
def test_nothing_is_done_without_the_code_and_misses_lock(
    citizen: Citizen, clerk: User, what: str, body: dict[str, Any]
) -> None:
    case = coded(standing(State.RESOLVED if what in ("reopen", "evaluation") else State.IN_PROGRESS, clerk))
    assert "code" in problem_of(citizen.post(f"/cases/{case.number}/{what}", body), 422)["errors"]
    for _ in range(5):
        problem_of(citizen.post(f"/cases/{case.number}/{what}", {**body, "code": "111111"}), 404)
    problem_of(does(citizen, case, what, **body), 429)
    assert Case.objects.get(pk=case.pk).state == case.state


def test_three_questions_each_may_be_left_out(citizen: Citizen, clerk: User) -> None:
    case = coded(standing(State.RESOLVED, clerk))
    assert "satisfied" in problem_of(does(citizen, case, "evaluation", contacted=True), 422)["errors"]
    assert "satisfied" in problem_of(does(citizen, case, "evaluation", satisfied=6), 422)["errors"]
    assert "solved" in problem_of(does(citizen, case, "evaluation", solved="perhaps"), 422)["errors"]
    told = does(citizen, case, "evaluation", contacted=True, solved="yes", satisfied=4, words="谢谢").json()
    assert (told["state_text"], told["evaluation"]) == ("已办结", "联系过您，解决了，满意")
    assert told["steps"][-1]["detail"] == "联系过您，解决了，满意；谢谢"


def test_the_first_bad_one_is_done_again_the_second_is_decided(citizen: Citizen, clerk: User, supervisor: User,
                                                               monday: time_machine.Coordinates) -> None:  # fmt: skip
    case = coded(standing(State.RESOLVED, clerk))
    assert does(citizen, case, "evaluation", satisfied=1).json()["state_text"] == "正在重新办理"
    put(case, State.RESOLVED, resolved_at=START, answer="再修了一次")
    told = does(citizen, case, "evaluation", satisfied=1).json()
    assert (told["waiting_decision"], told["state_text"]) == (True, "您要求重新办理，正在核实")
    assert told["ways"] == [{"id": "reopen", "facts": True, "decided": True}]
    services.refuse_reopen(case, Actor.staff(supervisor), why="现场看过，灯是亮的", now=START)
    told = seen(citizen, case)
    assert told["ended"] == "现场看过，灯是亮的"
    refused = problem_of(does(citizen, case, "reopen", why="还是不亮"), 409)["title"]
    assert "新情况" in refused
    assert not [word for word in INNER if word in refused]
    assert does(citizen, case, "reopen", why="还是不亮", facts="今天又停电了").json()["state_text"] == "正在重新办理"


def test_after_fifteen_days_nothing_more_is_offered(
    citizen: Citizen, clerk: User, monday: time_machine.Coordinates
) -> None:
    case = coded(standing(State.CLOSED, clerk))
    assert [way["id"] for way in seen(citizen, case)["ways"]] == ["reopen"]
    monday.move_to(later(days=15, seconds=1))
    assert seen(citizen, case)["ways"] == []
    problem_of(does(citizen, case, "reopen", why="又坏了，还没修"), 409)


def test_what_is_late_says_so(citizen: Citizen, clerk: User, monday: time_machine.Coordinates) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    assert seen(citizen, case)["late"] is False
    monday.move_to(later(days=30))
    assert seen(citizen, case)["late"] is True


def test_the_square_holds_the_number_and_never_the_code(citizen: Citizen) -> None:
    opened = open_one()
    answer = citizen.client.get(f"/api/v1/cases/{opened.case.number}/qr", headers={"host": "testserver"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert answer.content.startswith(b"<svg")
    assert b"style=" not in answer.content
    assert opened.code.encode() not in answer.content
    problem_of(citizen.get("/cases/1234567890/qr"), 404)


def test_a_supplement_brings_photos_up_to_three_in_all(citizen: Citizen, clerk: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    assert seen(citizen, case)["photos_left"] == 3
    keys = [services.keep_photo(services.read_photo(sent()), now=START).key for _ in range(4)]
    told = does(citizen, case, "supplement", words="拍了两张", photos=keys[:2]).json()
    assert told["photos_left"] == 1
    assert told["steps"][-1]["detail"] == "拍了两张"
    refused = problem_of(does(citizen, case, "supplement", words="再拍两张", photos=keys[2:]), 422)
    assert "最多再传1张" in refused["errors"]["photos"][0]
    assert does(citizen, case, "supplement", photos=keys[2:3]).json()["photos_left"] == 0
    assert [one.key for one in services.photos_of(case)] == keys[:3]
    gone = problem_of(does(citizen, case, "supplement", words="还是那张", photos=keys[:1]), 422)
    assert "重新选" in gone["errors"]["photos"][0]


def test_a_supplement_without_words_and_photos_is_refused(citizen: Citizen, clerk: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    assert "words" in problem_of(does(citizen, case, "supplement", words="  "), 422)["errors"]


def test_danger_in_a_supplement_is_answered_first_and_kept_as_urgent(citizen: Citizen, clerk: User) -> None:
    case = coded(standing(State.IN_PROGRESS, clerk))
    told = does(citizen, case, "supplement", words="现在着火了，楼道里全是烟，老人困在里面").json()
    assert "119" in told["emergency_text"]
    assert Case.objects.get(pk=case.pk).urgent
    assert "着火了" in told["steps"][-1]["detail"]
    assert seen(citizen, case)["emergency_text"] is None, "later it is an ordinary page again"
    plain = coded(standing(State.IN_PROGRESS, clerk))
    assert does(citizen, plain, "supplement", words="消防通道还是堵着").json()["emergency_text"] is None
    assert not Case.objects.get(pk=plain.pk).urgent
