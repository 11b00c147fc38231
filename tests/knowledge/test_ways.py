"""The way through the hall: turns from drawn points, words from what is drawn, faults of what leads nowhere."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.faults import Fault
from bot.knowledge.model import Facing, Plan, Point, Start, Stretch, Way
from bot.knowledge.release import Release
from bot.knowledge.ways import angle, directions, goal_of, shown, start_of, turn, way_words

TURNED: dict[Facing, Facing] = {"上": "右", "右": "下", "下": "左", "左": "上"}
MIRRORED: dict[Facing, Facing] = {"上": "上", "下": "下", "左": "右", "右": "左"}


@pytest.mark.parametrize(
    ("heading", "towards", "side"),
    [
        ((0, -1), (0, -5), "ahead"),
        ((0, -1), (-1, 0), "left"),
        ((0, -1), (1, 0), "right"),
        ((0, -1), (0, 1), "around"),
        ((0, 1), (-1, 0), "right"),
        ((0, 1), (1, 0), "left"),
        ((1, 0), (0, 3), "right"),
        ((-1, 0), (0, 3), "left"),
        ((0, -1), (1, -2), "ahead"),
        ((0, -1), (2, -1), "right"),
        ((0, -1), (-2, 3.5), "around"),
    ],
)
def test_a_turn_is_what_somebody_walking_there_would_call_it(
    heading: tuple[float, float], towards: tuple[float, float], side: str
) -> None:
    assert turn(heading, towards) == side


vectors = st.tuples(st.integers(-50, 50), st.integers(-50, 50)).filter(lambda one: one != (0, 0))


@given(vectors, vectors)
def test_in_a_mirror_left_is_right(heading: tuple[float, float], towards: tuple[float, float]) -> None:
    swapped = {"left": "right", "right": "left"}
    side = turn(heading, towards)
    assert turn((-heading[0], heading[1]), (-towards[0], towards[1])) == swapped.get(side, side)


@given(vectors, vectors, st.integers(1, 20))
def test_a_turn_does_not_depend_on_how_the_plan_lies_or_its_scale(
    heading: tuple[float, float], towards: tuple[float, float], scale: int
) -> None:
    assert turn((-heading[1], heading[0]), (-towards[1], towards[0])) == turn(heading, towards)
    assert math.isclose(angle(heading, (towards[0] * scale, towards[1] * scale)), angle(heading, towards), abs_tol=1e-6)


def drawn(
    tiny: Release, *points: Stretch, facing: Facing | None = "上", to: str = "a", more: tuple[Way, ...] = ()
) -> Release:
    """The tiny hall with one start in the middle of floor 1 and a way from there."""
    start = Start(
        id="k", name="大门", at=Point(floor=1, x=10, y=9), facing=facing, ways=(Way(to=to, points=points), *more)
    )
    return replace(tiny, hall=replace(tiny.hall, plan=replace(tiny.hall.plan, starts=(start,))))


def at(x: float, y: float, floor: int = 1, **more: Any) -> Stretch:
    return Stretch(floor=floor, x=x, y=y, **more)


def words(release: Release, to: str) -> list[str]:
    return [step.text for step in directions(release, to)[0].steps]


@pytest.mark.parametrize(
    ("facing", "first"),
    [
        ("上", "面对这台机器，往前走"),
        ("下", "背对这台机器，往前走"),
        ("左", "面对这台机器，往右走"),
        ("右", "面对这台机器，往左走"),
        (None, "从大门进来，往前走"),
    ],
)
def test_the_first_word_is_for_somebody_who_stands_there(tiny: Release, facing: Facing | None, first: str) -> None:
    assert words(drawn(tiny, at(10, 5), facing=facing), "zone:a") == [first, "到A厅"]


def test_corners_landmarks_and_the_side_on_which_the_window_lies(tiny: Release) -> None:
    release = drawn(tiny, at(10, 6, past="饮水机"), at(10, 4, past="导办台"), at(6, 4))
    assert words(release, "window:1") == [
        "面对这台机器，往前走", "经过饮水机", "到导办台左转", "到A厅，1号窗口在您前面"
    ]  # fmt: skip
    assert words(drawn(tiny, at(10, 5), at(2, 5), at(2, 9)), "window:1")[-1] == "到A厅，找1号窗口"
    assert words(drawn(tiny, at(8, 2.2)), "window:1")[-1] == "到A厅，1号窗口在您左手边"
    assert words(drawn(tiny, at(2.1, 2.1)), "window:1")[-1] == "到A厅，1号窗口就在这里"
    assert words(drawn(tiny, at(6, 4)), "window:2")[-1] == "到A厅，找2号窗口"


def test_a_lift_and_the_door_one_comes_out_of(tiny: Release) -> None:
    lift = at(10, 6, 2, by="电梯")
    short = drawn(tiny, at(10, 6), lift, at(10, 4.5, 2), at(4, 4, 2), to="b")
    assert words(short, "zone:b") == ["面对这台机器，往前走", "乘电梯到2楼", "出电梯左转", "到B厅"]
    long = drawn(tiny, at(10, 6), lift, at(10, 1, 2), at(4, 1, 2), to="b")
    assert words(long, "zone:b")[2:4] == ["出电梯往前走", "左转"]
    straight = drawn(tiny, at(10, 6), lift, at(10, 5, 2), to="b")
    assert words(straight, "zone:b")[2] == "出电梯往前走"
    found = directions(long, "zone:b")[0]
    assert [line.floor for line in found.lines] == [1, 2]
    assert found.lines[1].points == ((10, 6), (10, 1), (4, 1))
    assert [step.floor for step in found.steps] == [1, 1, 2, 2, 2]


def test_small_bends_that_add_up_are_a_turn(tiny: Release) -> None:
    bend = [at(10, 7), at(9, 5), at(7, 3.5), at(4, 3)]
    assert words(drawn(tiny, *bend), "zone:a").count("左转") == 1


def test_the_way_that_all_can_go_comes_first_and_stairs_alone_are_told(tiny: Release) -> None:
    stairs, lift = (at(10, 6, 2, by=how) for how in ("楼梯", "电梯"))
    alone = drawn(tiny, stairs, at(10, 4, 2), to="b")
    assert directions(alone, "zone:b")[0].text.endswith("请到导办台找人帮忙。")
    both = drawn(
        tiny, stairs, at(10, 4, 2), to="b", more=(Way(to="b", barrier_free=True, points=(lift, at(10, 4, 2))),)
    )
    found = directions(both, "window:3")
    assert [(one.barrier_free, one.moves) for one in found] == [(True, ("电梯",)), (False, ("楼梯",))]
    assert all("帮忙" not in one.text for one in found)
    assert way_words(both, "window:3") == found[0].text


def test_a_window_may_have_a_way_of_its_own(tiny: Release) -> None:
    own = Way(to="window:1", points=(at(3, 3),))
    release = drawn(tiny, at(10, 5), more=(own,))
    assert directions(release, "window:1")[0].lines[0].points == ((10, 9), (3, 3))
    assert directions(release, "window:2")[0].lines[0].points == ((10, 9), (10, 5))


def test_a_kiosk_without_ways_or_on_no_plan_begins_at_the_door(tiny: Release) -> None:
    release = drawn(tiny, at(10, 5), facing=None)
    plan: Plan = release.hall.plan
    bare = replace(plan, starts=(*plan.starts, Start(id="k2", name="新机器", at=Point(floor=1, x=1, y=1), facing="上")))
    for kiosk in ("", "k2", "gone"):
        assert start_of(bare, kiosk) is plan.starts[0]
    assert start_of(tiny.hall.plan) is None
    assert directions(tiny, "zone:a") == []
    assert way_words(tiny, "zone:a") == ""


def test_what_is_not_in_this_hall_has_no_way(sample: Release) -> None:
    assert goal_of(sample, "town_centres") is None
    assert goal_of(sample, "window:999") is None
    assert goal_of(sample, "moon") is None
    toilet = goal_of(sample, "facility:toilet")
    assert toilet is not None
    assert toilet.floor == 1
    assert goal_of(sample, "facility:wifi") is None


def test_every_facility_that_is_drawn_is_found_from_the_door_and_every_kiosk(sample: Release) -> None:
    drawn_here = [facility for facility in sample.hall.facilities if facility.at]
    assert len(drawn_here) > 5
    for start in sample.hall.plan.starts:
        for facility in drawn_here:
            found = directions(sample, f"facility:{facility.id}", start.id)
            assert found[0].barrier_free, (start.id, facility.id)
            assert facility.name in found[0].steps[-1].text
            assert found[0].lines[-1].floor == found[0].goal.floor


def test_of_two_toilets_the_one_on_this_floor_is_shown(sample: Release) -> None:
    below, above = (directions(sample, "facility:toilet", kiosk)[0] for kiosk in ("kiosk-1", "kiosk-2"))
    assert below.text == "背对这台机器，往前走，左转，到导办台右转，卫生间在您前面。"
    assert above.text == "背对这台机器，往前走，卫生间就在这里。"
    assert (below.goal.floor, above.goal.floor) == (1, 2)
    goal = goal_of(sample, "facility:toilet")
    assert goal is not None
    told = shown(goal, [above], above.start)
    assert told["floor"] == 2
    assert told["position"] == {"floor": 2, "x": 31, "y": 30.5}


def test_a_facility_in_a_zone_is_found_by_the_way_to_the_zone(tiny: Release) -> None:
    release = drawn(tiny, at(10, 5))
    inside_a = replace(release.hall.facilities[0], at=Point(floor=1, x=2, y=2))
    release = replace(release, hall=replace(release.hall, facilities=(inside_a,)))
    assert words(release, "facility:toilet")[-1].startswith("到A厅，卫生间")


def test_every_window_of_the_sample_is_found_from_the_door_and_every_kiosk(sample: Release) -> None:
    for start in sample.hall.plan.starts:
        for window in sample.hall.windows:
            found = directions(sample, f"window:{window.number}", start.id)
            assert found[0].barrier_free
            assert f"{window.number}号窗口" in found[0].text
            assert len(found[0].steps) <= 9
            assert not re.search(r"[A-Za-z_]{2,}|\{", found[0].text)
    assert (
        directions(sample, "window:24")[0].text
        == "从大门进来，往前走，乘电梯到2楼，出电梯左转，到C厅，24号窗口在您前面。"
    )


facings = st.sampled_from(["上", "下", "左", "右"])
corners = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), min_size=1, max_size=6)


def moved(points: list[tuple[int, int]], move: Callable[[float, float], tuple[float, float]]) -> list[Stretch]:
    return [at(*move(x - 10, y - 9)) for x, y in points]


def said(tiny: Release, points: list[Stretch], facing: Facing) -> list[str]:
    start = Start(
        id="k", name="门", at=Point(floor=1, x=0, y=0), facing=facing, ways=(Way(to="a", points=tuple(points)),)
    )
    release = replace(tiny, hall=replace(tiny.hall, plan=replace(tiny.hall.plan, starts=(start,))))
    return words(release, "zone:a")


@settings(max_examples=60, deadline=None)
@given(corners, facings)
def test_the_words_are_the_same_however_the_plan_is_turned(
    tiny: Release, points: list[tuple[int, int]], facing: Facing
) -> None:
    plain = said(tiny, moved(points, lambda x, y: (x, y)), facing)
    assert said(tiny, moved(points, lambda x, y: (-y, x)), TURNED[facing]) == plain


@settings(max_examples=60, deadline=None)
@given(corners, facings)
def test_in_a_mirror_the_words_left_and_right_change_places(
    tiny: Release, points: list[tuple[int, int]], facing: Facing
) -> None:
    plain = said(tiny, moved(points, lambda x, y: (x, y)), facing)
    mirrored = said(tiny, moved(points, lambda x, y: (-x, y)), MIRRORED[facing])
    assert [text.translate(str.maketrans("左右", "右左")) for text in mirrored] == plain


def way(to: str = "a", *points: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"to": to, "points": list(points), **more}


def start(*ways: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "door", "name": "大门", "at": {"floor": 1, "x": 15, "y": 9}, "ways": list(ways), **more}


TO_A = way("a", {"floor": 1, "x": 5, "y": 5})
TO_B = way("b", {"floor": 2, "x": 5, "y": 5, "by": "电梯"})


@pytest.mark.parametrize(
    ("starts", "what"),
    [
        ([start(TO_A)], "从“大门”没有画到B厅的走法"),
        ([start()], "从“大门”没有画到A厅、B厅的走法"),
        ([start(TO_A, TO_B), start(TO_A, id="k1", name="机器")], "从“机器”没有画到B厅的走法"),
        ([start(TO_A, TO_B), start(id="door", name="机器")], "编号“door”用了两次"),
        ([start(TO_A, TO_B, id="一号机")], "编号“一号机”写法不对"),
        ([start(TO_A, TO_B, at={"floor": 1, "x": 21, "y": 0})], "位置不在平面图上"),
        ([start(TO_A, TO_B, way("moon", {"floor": 1, "x": 1, "y": 1}))], "没有“moon”这个区域"),
        ([start(TO_A, TO_B, way("window:99", {"floor": 1, "x": 1, "y": 1}))], "没有“99”这个窗口"),
        ([start(TO_A, TO_B, TO_A)], "从“大门”到“a”的走法画了两次"),
        ([start(way("a"), TO_B)], "没有画线"),
        ([start(way("a", {"floor": 1, "x": 15, "y": 5}), TO_B)], "走法没有走进“A厅”"),
        ([start(TO_A, TO_B, way("window:1", {"floor": 1, "x": 15, "y": 5}))], "走法没有走进“A厅”"),
        ([start(way("a", {"floor": 1, "x": 5, "y": 11}), TO_B)], "位置不在平面图上"),
        ([start(TO_A, way("b", {"floor": 2, "x": 5, "y": 5}))], "走着到不了2楼"),
        ([start(TO_A, way("b", {"floor": 1, "x": 1, "y": 1, "by": "电梯"}, *TO_B["points"]))], "坐电梯却没有换楼层"),
        (
            [start(TO_A, way("b", {"floor": 2, "x": 5, "y": 5, "by": "楼梯"}, barrier_free=True))],
            "写了轮椅能走，却要走楼梯",
        ),
    ],
)
def test_a_way_that_leads_nowhere_is_a_fault(
    spoiled: Callable[..., list[Fault]], starts: list[dict[str, Any]], what: str
) -> None:
    found = spoiled("desks.yml", lambda tree: tree["plan"].update(starts=starts))
    assert [fault for fault in found if what in fault.what], found
    assert all(fault.file == "desks.yml" and fault.line > 1 for fault in found)


@pytest.mark.parametrize("starts", [[], [start(TO_A, TO_B)], [start(TO_A, TO_B), start(id="k1", name="机器")]])
def test_a_plan_with_ways_or_without_is_fine(spoiled: Callable[..., list[Fault]], starts: list[dict[str, Any]]) -> None:
    assert spoiled("desks.yml", lambda tree: tree["plan"].update(starts=starts)) == []


TOILET = {"floor": 1, "x": 15, "y": 5}


@pytest.mark.parametrize(
    ("spot", "to_toilet", "what"),
    [
        (None, way("facility:toilet", {"floor": 1, "x": 14, "y": 5}), "设施“卫生间”还没有位置"),
        (TOILET, way("facility:bath", {"floor": 1, "x": 14, "y": 5}), "没有“bath”这个设施"),
        (TOILET, way("facility:toilet", {"floor": 1, "x": 5, "y": 5}), "走法没有走到“卫生间”"),
        (TOILET, way("facility:toilet", {"floor": 2, "x": 15, "y": 5, "by": "电梯"}), "走法没有走到“卫生间”"),
        (TOILET, way("facility:toilet", {"floor": 1, "x": 14, "y": 5}), ""),
        ({"floor": 2, "x": 15, "y": 5}, way("facility:toilet", {"floor": 1, "x": 2, "y": 9}), ""),
    ],
)
def test_a_way_to_a_facility_ends_beside_it(
    spoiled: Callable[..., list[Fault]], spot: dict[str, Any] | None, to_toilet: dict[str, Any], what: str
) -> None:
    assert spoiled("others.yml", lambda tree: tree["facilities"][0].update({"at": spot} if spot else {})) == []
    found = spoiled("desks.yml", lambda tree: tree["plan"].update(starts=[start(TO_A, TO_B, to_toilet)]))
    assert [what in fault.what for fault in found] == ([True] if what else [])
