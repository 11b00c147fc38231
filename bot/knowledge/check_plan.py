"""The checks of the plan: zones and places lie on it, and every drawn way leads where it says."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection

from bot.knowledge.faults import Path
from bot.knowledge.model import Hall, Plan, Point, Start, Stretch, Way, Zone

OFF = ("位置不在平面图上", "请改正 floor、x、y")
"""What is said of a point that lies outside its floor, and what to do."""

_DEVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_WINDOW, _FACILITY = "window:", "facility:"
CLOSE = 8
"""Parts of a floor's longer side: so near the facility its way has to end."""
_STEPS = frozenset({"楼梯", "扶梯"})
Add = Callable[[Path, str, str], None]


def check_plan(hall: Hall, add: Add, named: Collection[str] = ()) -> None:
    """Notes every fault of the plan by `add`. named: ids that stand in the files and can't be read, said already."""
    _Plan(hall, add, named).run()


def off_the_plan(plan: Plan, at: Point | Stretch) -> bool:
    """Does it lie on no floor, or beyond the edge of its own?"""
    floor = next((one for one in plan.floors if one.floor == at.floor), None)
    return floor is None or not (0 <= at.x <= floor.width and 0 <= at.y <= floor.height)


def inside(point: Point | Stretch, zone: Zone) -> bool:
    """Does it lie in a zone?"""
    return (
        point.floor == zone.floor
        and zone.x <= point.x <= zone.x + zone.width
        and zone.y <= point.y <= zone.y + zone.height
    )


class _Plan:
    def __init__(self, hall: Hall, add: Add, named: Collection[str]) -> None:
        self.plan, self.add, self.named = hall.plan, add, named
        self.zones = {zone.id: zone for zone in hall.plan.zones}
        self.windows = {window.number: window for window in hall.windows}
        self.facilities = {facility.id: facility for facility in hall.facilities}

    def run(self) -> None:
        floors = {floor.floor: floor for floor in self.plan.floors}
        for index, zone in enumerate(self.plan.zones):
            path = ("plan", "zones", index)
            floor = floors.get(zone.floor)
            if floor is None:
                self.add(path, f"平面图没有第{zone.floor}层", "请在 floors 里加上这一层，或改正 floor")
            elif zone.x < 0 or zone.y < 0 or zone.x + zone.width > floor.width or zone.y + zone.height > floor.height:
                self.add(path, f"区域“{zone.name}”超出了平面图", "请改正 x、y、width、height")
        if off_the_plan(self.plan, self.plan.guide_desk):
            self.add(("plan", "guide_desk"), *OFF)
        seen: set[str] = set()
        for index, start in enumerate(self.plan.starts):
            self._start(start, ("plan", "starts", index))
            if start.id in seen:
                self.add(("plan", "starts", index), f"编号“{start.id}”用了两次", "请改成不同的编号")
            seen.add(start.id)

    def _start(self, start: Start, path: Path) -> None:
        if not _DEVICE.fullmatch(start.id):
            self.add((*path, "id"), f"编号“{start.id}”写法不对", "只用字母、数字、点、横线和下划线，和设备编号一样")
        if off_the_plan(self.plan, start.at):
            self.add((*path, "at"), *OFF)
            return
        drawn: set[tuple[str, bool]] = set()
        for index, way in enumerate(start.ways):
            here = (*path, "ways", index)
            if (way.to, way.barrier_free) in drawn:
                self.add(here, f"从“{start.name}”到“{way.to}”的走法画了两次", "请删去一条，或者给轮椅能走的那条打勾")
            drawn.add((way.to, way.barrier_free))
            self._way(way, start, here)
        self._reached(start, {way.to for way in start.ways}, path)

    def _reached(self, start: Start, drawn: set[str], path: Path) -> None:
        """From the first start there is a way to every zone; from another one too, once any is drawn from there."""
        first = start is self.plan.starts[0]
        missing = [zone.name for zone in self.plan.zones if zone.id not in drawn]
        if missing and (first or drawn):
            self.add(path, f"从“{start.name}”没有画到{'、'.join(missing)}的走法", "请在 ways 里给每个区域画一条")

    def _way(self, way: Way, start: Start, path: Path) -> None:
        zone = self._goal(way.to, (*path, "to"))
        if not way.points:
            self.add(path, f"从“{start.name}”出发的这条走法没有画线", "请在 points 里写上拐弯的地方")
            return
        before: Point | Stretch = start.at
        for index, point in enumerate(way.points):
            here = (*path, "points", index)
            if off_the_plan(self.plan, point):
                self.add(here, *OFF)
            if point.by == "走" and point.floor != before.floor:
                self.add(here, f"走着到不了{point.floor}楼", "换楼层请在 by 里写 电梯、扶梯或楼梯")
            if point.by != "走" and point.floor == before.floor:
                self.add(
                    here,
                    f"坐{point.by}却没有换楼层" if point.by != "楼梯" else "走楼梯却没有换楼层",
                    "请改正 floor，或把 by 改成 走",
                )
            if way.barrier_free and point.by in _STEPS:
                self.add(here, f"写了轮椅能走，却要走{point.by}", "请改走电梯，或去掉 barrier_free")
            before = point
        if way.to.startswith(_FACILITY):
            self._at_facility(way, start, path)
        if zone is not None and not inside(way.points[-1], zone):
            self.add((*path, "points"), f"走法没有走进“{zone.name}”", f"最后一个点请写在“{zone.name}”里面")

    def _at_facility(self, way: Way, start: Start, path: Path) -> None:
        """A way to a facility ends beside it; or on the floor where it began: there is another one there."""
        facility = self.facilities.get(way.to.removeprefix(_FACILITY))
        if facility is None or facility.at is None:
            return
        at, end = facility.at, way.points[-1]
        sides = {one.floor: max(one.width, one.height) for one in self.plan.floors}
        close = math.hypot(end.x - at.x, end.y - at.y) <= sides.get(at.floor, 0) / CLOSE
        if not close if end.floor == at.floor else end.floor != start.at.floor:
            what = "最后一个点请写在它旁边；出发的这一层另有一处的，写到那一处"
            self.add((*path, "points"), f"走法没有走到“{facility.name}”", what)

    def _goal(self, to: str, path: Path) -> Zone | None:
        number = to.removeprefix(_WINDOW)
        if to.startswith(_WINDOW):
            window = self.windows.get(number)
            if window is None and number not in self.named:
                self.add(path, f"没有“{number}”这个窗口", "请先登记这个窗口，或改成已有的")
            return self.zones.get(window.zone) if window else None
        if to.startswith(_FACILITY):
            facility = self.facilities.get(to.removeprefix(_FACILITY))
            if facility is None and to.removeprefix(_FACILITY) not in self.named:
                self.add(path, f"没有“{to.removeprefix(_FACILITY)}”这个设施", "请先登记这个设施，或改成已有的")
            elif facility is not None and facility.at is None:
                self.add(path, f"设施“{facility.name}”还没有位置", "请先在设施里写上它在平面图上的位置")
            return None
        if to not in self.zones and to not in self.named:
            self.add(path, f"没有“{to}”这个区域", "请先登记这个区域，或改成已有的")
        return self.zones.get(to)
