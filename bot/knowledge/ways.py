"""The way through the hall in words and as a line: from a kiosk or the door to a place, from what staff drew.

Every turn is computed from the drawn points, every landmark is one that was written at a point: nothing is guessed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.knowledge.check_plan import inside
from bot.knowledge.model import Facility, Facing, Hall, Move, Place, Plan, Point, Start, Stretch, Way, Window, Zone
from bot.knowledge.phrases import Speaker, say
from bot.knowledge.places import numbers_text

WINDOW, ZONE, FACILITY = "window:", "zone:", "facility:"
"""Before the name of a goal that is no place of its own."""

AHEAD, AROUND = 35, 145
"""Degrees: a smaller turn is straight on, a larger one is turning round."""
BESIDE = 45
"""Degrees: a goal at a smaller angle lies in front, up to its double from behind at one's side."""
LONG, NEAR = 8, 40
"""Parts of a floor's longer side: a longer walk out of a lift is said; a shorter one to a window is none."""

_FACING: dict[Facing, tuple[float, float]] = {"上": (0, -1), "下": (0, 1), "左": (-1, 0), "右": (1, 0)}
_MOVES: dict[Move, str] = {"电梯": "lift", "扶梯": "escalator", "楼梯": "stairs"}


class Ground(Speaker, Protocol):
    """A release: the hall with its places by name."""

    @property
    def hall(self) -> Hall: ...
    def window(self, number: str) -> Window | None: ...
    def place(self, name: str) -> Place | None: ...
    def zone(self, name: str | None) -> Zone | None: ...
    def facility(self, name: str) -> Facility | None: ...


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Where somebody wants to go. to: as it is asked for. name: as it is said. at, zone: None where nobody drew it."""

    to: str
    name: str
    zone: Zone | None
    windows: tuple[str, ...] = ()
    at: Point | None = None

    @property
    def floor(self) -> int | None:
        """The floor it is on."""
        return self.at.floor if self.at else self.zone.floor if self.zone else None


@dataclass(frozen=True)
class Step:
    """What to do next, in a few words, and on which floor."""

    text: str
    floor: int


@dataclass(frozen=True)
class Line:
    """What is walked on one floor: points (x, y) in the plan's units."""

    floor: int
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Directions:
    """One way. moves: what carries one between floors: 电梯, 楼梯 … text: all steps in a sentence; speech: to be read aloud."""

    start: Start
    goal: Goal
    barrier_free: bool
    moves: tuple[str, ...]
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    text: str
    speech: str


def start_of(plan: Plan, kiosk: str = "") -> Start | None:
    """Where somebody at this kiosk sets out; the first start for everybody else. None: no ways are drawn."""
    known = next((start for start in plan.starts if start.id == kiosk), None)
    if known is not None and known.ways:
        return known
    return plan.starts[0] if plan.starts else None


def goal_of(release: Ground, to: str) -> Goal | None:
    """What `to` means: `window:24`, `zone:c`, `facility:toilet` or the id of a place in this hall. None: nothing here."""
    if to.startswith(WINDOW):
        window = release.window(to.removeprefix(WINDOW))
        if window is None:
            return None
        name = f"{window.number}号窗口"
        return Goal(to=to, name=name, zone=release.zone(window.zone), windows=(window.number,), at=window.at)
    if to.startswith(ZONE):
        zone = release.zone(to.removeprefix(ZONE))
        return Goal(to=to, name=zone.name, zone=zone) if zone else None
    if to.startswith(FACILITY):
        facility = release.facility(to.removeprefix(FACILITY))
        if facility is None or facility.at is None:
            return None
        return Goal(to=to, name=facility.name, zone=_around(release.hall.plan, facility.at), at=facility.at)
    place = release.place(to)
    if place is None or not (place.in_hall or place.windows):
        return None
    first = release.window(place.windows[0]) if place.windows else None
    name = f"{place.name}（{numbers_text(list(place.windows))}）" if place.windows else place.name
    zone = release.zone(place.zone or (first.zone if first else None))
    at = place.at or _middle(release, place.windows)
    return Goal(to=to, name=name, zone=zone, windows=place.windows, at=at)


def _around(plan: Plan, at: Point) -> Zone | None:
    """The zone that a point lies in."""
    return next((zone for zone in plan.zones if inside(at, zone)), None)


def _middle(release: Ground, windows: Sequence[str]) -> Point | None:
    """The middle of some windows that are drawn on one floor."""
    drawn = [window.at for window in map(release.window, windows) if window and window.at]
    if not drawn or len({at.floor for at in drawn}) > 1:
        return None
    many = len(drawn)
    return Point(floor=drawn[0].floor, x=sum(at.x for at in drawn) / many, y=sum(at.y for at in drawn) / many)


def directions(release: Ground, to: str, kiosk: str = "") -> list[Directions]:
    """Every drawn way from this kiosk to a goal, the one that all can go first; empty where none is drawn."""
    goal, start = goal_of(release, to), start_of(release.hall.plan, kiosk)
    if goal is None or start is None:
        return []
    own = [way for way in start.ways if way.to == goal.to]
    ways = own or [way for way in start.ways if goal.zone is not None and way.to == goal.zone.id]
    found = [_Walk(release, start, way, _near(goal, way)).directions() for way in ways]
    return sorted(found, key=lambda one: (not one.barrier_free, "楼梯" in one.moves))


def _near(goal: Goal, way: Way) -> Goal:
    """Of a facility that is found on several floors the one where its own way ends."""
    end = way.points[-1]
    if way.to != goal.to or not goal.to.startswith(FACILITY) or goal.floor == end.floor:
        return goal
    return replace(goal, zone=None, at=Point(floor=end.floor, x=end.x, y=end.y))


def way_words(release: Ground, to: str, kiosk: str = "") -> str:
    """The way as a slip says it in one sentence; empty where none is drawn."""
    found = directions(release, to, kiosk)
    return found[0].text if found else ""


def angle(heading: tuple[float, float], towards: tuple[float, float]) -> float:
    """Degrees from one direction to another, in (-180, 180]; to the right is positive, y grows downwards."""
    cross = heading[0] * towards[1] - heading[1] * towards[0]
    dot = heading[0] * towards[0] + heading[1] * towards[1]
    return math.degrees(math.atan2(cross, dot))


def turn(heading: tuple[float, float], towards: tuple[float, float]) -> str:
    """`ahead`, `left`, `right` or `around`."""
    degrees = angle(heading, towards)
    if abs(degrees) <= AHEAD:
        return "ahead"
    if abs(degrees) >= AROUND:
        return "around"
    return "right" if degrees > 0 else "left"


class _Walk:
    """Goes along one way and says what there is to do."""

    def __init__(self, release: Ground, start: Start, way: Way, goal: Goal) -> None:
        self.release, self.start, self.way, self.goal = release, start, way, goal
        self.sides = {one.floor: max(one.width, one.height) for one in release.hall.plan.floors}
        self.steps: list[Step] = []
        self.lines: list[Line] = []
        self.floor = start.at.floor
        self.heading = _FACING[start.facing] if start.facing else None
        self.last: tuple[float, float] | None = None
        self.begun = False
        self.leaving: Move | None = None
        self.mark: str | None = None

    def directions(self) -> Directions:
        here: Point | Stretch = self.start.at
        drawn = [(here.x, here.y)]
        for point in self.way.points:
            if point.by != "走":
                self.lines.append(Line(self.floor, tuple(drawn)))
                drawn = [(point.x, point.y)]
                self.carried(point)
            else:
                drawn.append((point.x, point.y))
                self.walked((point.x - here.x, point.y - here.y))
                self.mark = point.past or self.mark
            here = point
        self.passed()
        self.left_straight()
        at = self.goal.at
        if at is not None and at.floor == self.floor and not self.way.to.startswith(WINDOW):
            drawn.append((at.x, at.y))
        self.lines.append(Line(self.floor, tuple(drawn)))
        self.arrived(here)
        text = "，".join(step.text for step in self.steps) + "。"
        moves = tuple(dict.fromkeys(point.by for point in self.way.points if point.by != "走"))
        if "楼梯" in moves and not any(way.to == self.way.to and way is not self.way for way in self.start.ways):
            text += say(self.release, "way.only_stairs")[0]
        return Directions(
            start=self.start, goal=self.goal, barrier_free=self.way.barrier_free, moves=moves,
            steps=tuple(self.steps), lines=tuple(self.lines), text=text, speech=text,
        )  # fmt: skip

    def walked(self, towards: tuple[float, float]) -> None:
        """One stretch on foot."""
        if towards == (0, 0):
            return
        self.last = towards
        if not self.begun:
            self.set_out(towards)
        elif self.heading is None:  # straight out of a lift
            self.heading = towards
            if math.hypot(*towards) > self.sides[self.floor] / LONG:
                self.left_straight()
        else:
            self.turned(turn(self.heading, towards), towards)

    def set_out(self, towards: tuple[float, float]) -> None:
        self.begun = True
        if self.leaving:
            self.heading = towards
        elif self.heading is None:
            self.heading = towards
            self.say("way.door", name=self.start.name)
        else:
            side = turn(self.heading, towards)
            self.heading = towards
            self.say(f"way.kiosk_{side}")

    def turned(self, side: str, towards: tuple[float, float]) -> None:
        """Small bends that add up to a turn are one: the direction that was last said is kept until then."""
        if side == "ahead":
            self.passed()
            return
        self.heading = towards
        words = self.words(f"way.{side}_at", mark=self.mark) if self.mark else self.words(f"way.{side}")
        self.mark = None
        if self.leaving:
            words = self.words(f"way.out_{_MOVES[self.leaving]}", turn=words)
            self.leaving = None
        self.steps.append(Step(words, self.floor))

    def carried(self, point: Stretch) -> None:
        """A lift or stairs."""
        self.passed()
        self.left_straight()
        self.say(f"way.{_MOVES[point.by]}", floor=str(point.floor))
        self.floor, self.heading, self.leaving = point.floor, None, point.by
        self.begun = True

    def passed(self) -> None:
        """Says what was come by without a turn."""
        if self.mark:
            self.left_straight()
            self.say("way.past", mark=self.mark)
            self.mark = None

    def left_straight(self) -> None:
        """Says that it goes straight on from a lift."""
        if self.leaving and self.heading is not None:
            self.say(f"way.out_{_MOVES[self.leaving]}", turn=self.words("way.ahead"))
            self.leaving = None

    def arrived(self, here: Point | Stretch) -> None:
        words = [self.words("way.zone", zone=self.goal.zone.name)] if self.goal.zone is not None else []
        if not self.goal.to.startswith(ZONE):
            words.append(self.words(f"way.goal{self.side_of_goal(here)}", place=self.goal.name))
        self.steps.append(Step("，".join(words), self.floor))

    def side_of_goal(self, here: Point | Stretch) -> str:
        """Where the goal is as one arrives: `_left`, `_right`, `_ahead`; empty where that can't be told."""
        at = self.goal.at
        if at is None or self.last is None or at.floor != here.floor:
            return ""
        towards = (at.x - here.x, at.y - here.y)
        if math.hypot(*towards) <= self.sides[self.floor] / NEAR:
            return "_here"
        degrees = angle(self.last, towards)
        if abs(degrees) <= BESIDE:
            return "_ahead"
        if abs(degrees) > 180 - BESIDE:
            return ""
        return "_right" if degrees > 0 else "_left"

    def words(self, key: str, **values: str) -> str:
        return say(self.release, key, variant=0, **values)[0]

    def say(self, key: str, **values: str) -> None:
        self.steps.append(Step(self.words(key, **values), self.floor))


def shown(goal: Goal, found: Sequence[Directions], here: Start | None) -> dict[str, object]:
    """Goal and ways as plain data; the goal is where the first way ends. here: the kiosk where one stands, or the door."""
    goal = found[0].goal if found else goal
    return {
        "to": goal.to,
        "name": goal.name,
        "floor": goal.floor,
        "zone": goal.zone.id if goal.zone else None,
        "windows": list(goal.windows),
        "position": {"floor": goal.at.floor, "x": goal.at.x, "y": goal.at.y} if goal.at else None,
        "start": {"id": here.id, "name": here.name, "floor": here.at.floor, "x": here.at.x, "y": here.at.y,
                  "kiosk": here.facing is not None} if here else None,
        "ways": [
            {
                "barrier_free": one.barrier_free,
                "moves": list(one.moves),
                "steps": [{"text": step.text, "floor": step.floor} for step in one.steps],
                "lines": [{"floor": line.floor, "points": [list(point) for point in line.points]} for line in one.lines],
                "text": one.text,
                "speech": one.speech,
            }
            for one in found
        ],
    }  # fmt: skip
