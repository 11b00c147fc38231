"""What is measured of a started assistant: parse, turns alone and at once, memory, and what it answers to lines."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.asking import Failed, Wire, at_once, late, middle, one_by_one
from bench.systems import Running, System, parse
from bot.measure.figures import figures
from bot.measure.lines import Line, Outcome, judged

CLIENTS = 8
SHARES = ("right", "offered", "wrong", "silent", "false", "false_offer")


@dataclass(frozen=True)
class Amount:
    """How much is asked. questions: for parse and for turns alone. seconds: of the load at once. accuracy: lines, or all."""

    questions: int = 120
    seconds: float = 10.0
    accuracy: int | None = None

    @classmethod
    def quick(cls) -> Amount:
        """For development."""
        return cls(24, 3.0, 60)


def chosen(lines: Sequence[Line], n: int | None, seed: int = 5) -> list[Line]:
    """n of the lines in an order of chance, the same every time; all of them as they stand for None."""
    if n is None or n >= len(lines):
        return list(lines)
    return random.Random(seed).sample(list(lines), n)  # noqa: S311  (a fixed one on purpose)


def about(lines: Iterable[Line], items: Iterable[str]) -> list[Line]:
    """The lines about these items, and those about nothing in the catalogue."""
    known = set(items)
    return [line for line in lines if line.outside or line.item in known]


def speed(system: System, run: Running, questions: Sequence[str], seconds: float, name: str) -> dict[str, Any]:
    """One round: the figures of parse, of turns alone and at CLIENTS at once, and the memory after it."""
    wires = [run.wire() for _ in range(CLIENTS)]
    try:
        one_by_one(wires[0], system.open, questions[:16], f"{name}-warm")
        at_once(wires, system.open, questions, f"{name}-warm-many", min(2.0, seconds))
        parsed = timed_parses(wires[0], questions)
        alone = one_by_one(wires[0], system.open, questions, f"{name}-alone")
        many = at_once(wires, system.open, questions, f"{name}-many", seconds)
        memory = run.memory()
    finally:
        for wire in wires:
            wire.close()
    return {
        "start_s": round(run.ready_after, 2),
        "parse_ms": middle(parsed), "parse_p95_ms": late(parsed),
        "turn_ms": middle(alone.times), "turn_p95_ms": late(alone.times),
        "many_ms": middle(many.times), "many_p95_ms": late(many.times), "turns_per_s": round(many.per_second, 2),
        "failed": len(alone.failures) + len(many.failures),
        "memory_mb": memory["rss"], "memory_pss_mb": memory["pss"],
    }  # fmt: skip


def timed_parses(wire: Wire, questions: Sequence[str]) -> list[float]:
    """Seconds of each `/model/parse`."""
    times = []
    for question in questions:
        began = time.monotonic()
        parse(wire, question)
        times.append(time.monotonic() - began)
    return times


def accuracy(system: System, run: Running, lines: Sequence[Line]) -> dict[str, Any]:
    """Shares over all lines and by style, each line in a conversation of its own, asked through the webhook."""
    outcomes: dict[int, Outcome] = {}
    waiting = iter(enumerate(lines))
    lock = threading.Lock()

    def client(wire: Wire) -> None:
        while True:
            with lock:
                number, line = next(waiting, (-1, None))
            if line is None:
                wire.close()
                return
            outcomes[number] = judged(line, _heard(system, wire, f"line-{number}", line.question))

    threads = [threading.Thread(target=client, args=(run.wire(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = figures([outcomes[number] for number in sorted(outcomes)])
    if len(outcomes) != len(lines):
        raise RuntimeError(f"{len(lines) - len(outcomes)} lines were not judged")
    return {"all": _plain(made["all"]), "styles": {name: _plain(part) for name, part in made["styles"].items()}}


def _heard(system: System, wire: Wire, name: str, text: str) -> list[dict[str, Any]]:
    try:
        messages = system.open(wire, name).say(text)
    except Failed:
        return []
    return messages if system.name == "ours" else as_guide(messages)


def as_guide(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stock Rasa's messages as `bot.measure.lines` reads them: an item's action is a guide, all else is silence."""
    items = [m["custom"]["item"] for m in messages if "item" in (m.get("custom") or {})]
    item = {"id": items[0]} if items else None
    return [{"kind": "guide" if items else "notice", "item": item, "aspect": None, "options": []}]


def _plain(part: dict[str, Any]) -> dict[str, Any]:
    shares = {name: part[name]["share"] for name in SHARES}
    return {**shares, "n": part["right"]["n"], "n_outside": part["false"]["n"]}
