"""Ours at many items, most of them generated: parse, turns, memory, index, build, and switching the release under load.

Part of `python -m bench.against_stock`; alone: `uv run python -m bench.many_items [--items 500 5000] [--quick]`, and
`--profile` for where the time of a search goes at the largest size. Alone it only prints.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import pstats
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.asking import Load, at_once
from bench.generated_hall import generated
from bench.measuring import CLIENTS, Amount, about, accuracy, chosen, speed
from bench.systems import Ours, stop_cleanly
from bot.commands.train import ensure_model
from bot.knowledge.files import load, write
from bot.knowledge.model import Hall
from bot.knowledge.release import Release
from bot.knowledge.search import search
from bot.measure.lines import Line, read_lines
from bot.paths import HALL, ROOT

WINDOW = 5.0
"""Seconds around the switch in which the slowest turn is looked for."""
WEB_WAITS = 2.0
"""Seconds after which the web answers without the assistant."""
SWITCH_SECONDS = 120.0
"""The longest that the load of a switch may last."""
LINES = 400
"""Lines for the share that is still right among many items."""


def main() -> None:
    """Print the figures, or the profile."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--items", type=int, nargs="+", default=[500, 5000])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--profile", action="store_true")
    args = arguments.parse_args()
    hall = load(HALL)
    lines = about(read_lines(ROOT / "data" / "lines" / "questions.tsv"), (item.id for item in hall.items))
    if args.profile:
        sys.stdout.write(profile(generated(hall, max(args.items)), lines))
        return
    amount = Amount.quick() if args.quick else Amount()
    work = ROOT / "var" / "bench" / "many"
    rounds = 1 if args.quick else args.rounds
    stop_cleanly()
    shutil.rmtree(work, ignore_errors=True)
    made = measure(hall, args.items, ensure_model(), work, lines, amount, rounds, lambda text: print(text, flush=True))
    print(json.dumps(made, indent=1))
    shutil.rmtree(work)


def measure(
    hall: Hall, sizes: Sequence[int], model: Path, work: Path, lines: Sequence[Line], amount: Amount, rounds: int,
    say: Callable[[str], None],
) -> dict[str, Any]:  # fmt: skip
    """Size → its figures, the hall's own size first, for comparison; rounds go over all sizes by turns."""
    systems: dict[int, Ours] = {}
    result: dict[str, Any] = {}
    for size in (len(hall.items), *sizes):
        systems[size] = Ours(generated(hall, size), work / f"many-{size}")
        result[str(size)] = _built(systems[size], model)
        say(f"{size} items: {json.dumps(result[str(size)])}")
    questions = [line.question for line in chosen(lines, amount.questions)]
    rows: dict[int, list[dict[str, Any]]] = {size: [] for size in systems}
    for number in range(rounds):
        for size, system in systems.items():
            with system.running() as run:
                rows[size].append(speed(system, run, questions, amount.seconds / 2, f"many-{number}"))
                if number == 0:
                    some = chosen(lines, amount.accuracy or LINES)
                    result[str(size)]["accuracy"] = accuracy(system, run, some)["all"]
                say(f"{size} items: {json.dumps(rows[size][-1])}")
    for size, system in systems.items():
        result[str(size)] |= {key: round(statistics.median(row[key] for row in rows[size]), 2) for key in rows[size][0]}
        result[str(size)]["switch"] = switched(system, questions, 3.0 if amount.seconds < 5 else WINDOW)
        say(f"{size} items: {json.dumps(result[str(size)]['switch'])}")
    return result


def switched(system: Ours, questions: Sequence[str], settle: float) -> dict[str, Any]:
    """CLIENTS at once while `xiaobao release activate` runs in a process of its own, as a member of staff has it run.

    settle: seconds of load before the command and after it.
    """
    address = replace(system.hall.information, address=f"{system.hall.information.address}（东门）")
    other = system.folder / "hall-2"
    write(replace(system.hall, information=address), other)
    before = system.shelf.active_id()
    system.build(other, "--keep")
    after = next(name for name in system.shelf.names() if name != before)
    moments: list[float] = []

    done = threading.Event()

    def switch() -> None:
        try:
            time.sleep(settle)
            system.activate(after)
            moments.append((system.shelf.root / "active").stat().st_mtime - time.time() + time.monotonic())
            time.sleep(settle)
        finally:
            done.set()

    with system.running() as run:
        wires = [run.wire() for _ in range(CLIENTS)]
        at_once(wires, system.open, questions, "switch-warm", 2.0)
        worker = threading.Thread(target=switch)
        worker.start()
        load = at_once(wires, system.open, questions, "switch", SWITCH_SECONDS, done)
        worker.join()
        for wire in wires:
            wire.close()
    return around(load, moments[0])


def around(load: Load, moment: float) -> dict[str, Any]:
    """What happened to the turns that were under way within WINDOW seconds around a moment, and in the seconds before."""
    turns = [(end - took, end, took) for took, end in zip(load.times, load.ended, strict=True)]
    low, high = moment - WINDOW / 2, moment + WINDOW / 2
    near = [took for began, ended, took in turns if began <= high and ended >= low]
    far = [took for _, ended, took in turns if ended < low]
    return {
        "slowest_ms": round(max(near, default=0.0) * 1000, 1),
        "slowest_before_ms": round(max(far, default=0.0) * 1000, 1),
        "turns": len(near),
        "slower_than_150_ms": sum(took > 0.15 for took in near),
        "slower_than_web_waits": sum(took > WEB_WAITS for took in near),
        "failed": len(load.failures),
    }


def profile(hall: Hall, lines: Sequence[Line], n: int = 200) -> str:
    """The functions that a search spends its own time in, milliseconds of all n searches."""
    release = Release.of(hall)
    questions = [line.question for line in chosen(lines, n)]
    for question in questions[:20]:
        search(release, question)
    profiler = cProfile.Profile()
    profiler.enable()
    for question in questions:
        search(release, question)
    profiler.disable()
    out = io.StringIO()
    pstats.Stats(profiler, stream=out).strip_dirs().sort_stats("tottime").print_stats(18)
    return f"{n} searches, {len(hall.items)} items\n{out.getvalue()}"


def _built(system: Ours, model: Path) -> dict[str, Any]:
    seconds = system.build()
    folder = system.shelf.root / system.shelf.active_id()
    models = system.var / "models"
    models.mkdir(parents=True)
    shutil.copy(model, models / model.name)
    size = {file: (folder / file).stat().st_size / 1e6 for file in ("index.npz", "index.json", "catalogue.json")}
    return {
        "build_s": round(seconds, 1),
        "index_mb": round(size["index.npz"] + size["index.json"], 2),
        "catalogue_mb": round(size["catalogue.json"], 2),
    }


if __name__ == "__main__":
    main()
