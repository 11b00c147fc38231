"""Stock Rasa and ours side by side, and ours at many items: the one command for docs/measurements.

Run: `uv run python -m bench.against_stock --write` (about half an hour, nothing else running on the machine), for
development `--quick`. Opt-in and outside CI. The first run installs stock Rasa from PyPI into var/bench; nothing else
goes outside. Runs of the two alternate; medians are reported. See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

import psutil

from bench import many_items, report
from bench.generated_hall import part
from bench.measuring import Amount, about, accuracy, chosen, speed
from bench.stock import project
from bench.systems import Broken, Ours, Stock, System, install_stock, stop_cleanly, timed
from bot.knowledge.files import load
from bot.knowledge.model import Hall
from bot.measure.lines import Line, read_lines
from bot.paths import HALL, ROOT

QUESTIONS = ROOT / "data" / "lines" / "questions.tsv"
WORK = ROOT / "var" / "bench" / "work"
RESULT = ROOT / "var" / "bench" / "against_stock.json"
DOCS = ROOT / "docs" / "measurements"
QUICK_EPOCHS = 3
VARIANT_TRAINS, VARIANT_ASKS = 1.6, 150
"""What stock with all ways of asking is expected to take: so many trainings of the plain one, and seconds to ask it."""


def main() -> int:
    """Measure, print the table, write it if asked."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3, help="of start, speed and memory")
    arguments.add_argument("--trainings", type=int, default=2, help="rounds of training")
    arguments.add_argument("--items", type=int, nargs="+", default=[28, 69], help="sizes for both")
    arguments.add_argument("--many", type=int, nargs="*", default=[500, 5000], help="sizes for ours alone")
    arguments.add_argument("--quick", action="store_true", help="one short round, 3 epochs; never written to docs")
    arguments.add_argument("--no-variant", action="store_true", help="skip stock with the ways of asking as well")
    arguments.add_argument("--no-fit", action="store_true", help="skip the seconds of fitting the linking model")
    arguments.add_argument("--minutes", type=float, default=35, help="the variant is left out when it would end later")
    arguments.add_argument("--write", action="store_true", help="write docs/measurements")
    args = arguments.parse_args()
    if args.quick:
        args.rounds = args.trainings = 1
        args.write = False
    stop_cleanly()
    began = time.monotonic()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        result = measure(args)
    except Broken as error:
        sys.stderr.write(f"{error}\n")
        return 1
    result["minutes"] = round((time.monotonic() - began) / 60, 1)
    _keep(result)
    sys.stdout.write(report.page(result))
    if args.write:
        report.write(result, DOCS)
    shutil.rmtree(WORK, ignore_errors=True)
    return 0


def measure(args: argparse.Namespace) -> dict[str, Any]:
    """All figures; after each step they also lie in var/bench."""
    hall, lines = load(HALL), read_lines(QUESTIONS)
    amount = Amount.quick() if args.quick else Amount()
    _say(f"stock environment: {install_stock():.0f} s")
    result: dict[str, Any] = {"quick": args.quick, "machine": _machine(), "rounds": args.rounds, "sizes": {}}
    ours: Ours | None = None
    for size in args.items:
        epochs = QUICK_EPOCHS if args.quick else 100
        here = part(hall, size)
        stock = Stock(here, WORK / f"stock-{size}", epochs=epochs)
        ours = Ours(here, WORK / f"ours-{size}")
        result["sizes"][str(size)] = side_by_side((stock, ours), here, lines, amount, args)
        _keep(result)
    if args.many and ours is not None:
        result["many"] = many_items.measure(
            hall, args.many, ours.model, WORK, about(lines, (i.id for i in hall.items)), amount, args.rounds, _say
        )
        _keep(result)
    if not args.no_fit:
        result["fit_linking_s"] = _fit_linking()
    last = result["sizes"][str(args.items[-1])]["stock"]["train_s"]
    if not args.no_variant and time.monotonic() - _BEGAN + VARIANT_TRAINS * last + VARIANT_ASKS < args.minutes * 60:
        result["everything"] = _variant(part(hall, max(args.items)), lines, amount, args)
    elif not args.no_variant:
        _say("no time left for stock with the ways of asking as well; give more --minutes")
    return result


def side_by_side(
    systems: Sequence[System], hall: Hall, lines: Sequence[Line], amount: Amount, args: argparse.Namespace
) -> dict[str, Any]:
    """Both systems for one hall, by turns: training, then start, speed and memory; accuracy in the first round."""
    mine = about(lines, (item.id for item in hall.items))
    questions = [line.question for line in chosen(mine, amount.questions)]
    rows: dict[str, list[dict[str, Any]]] = {system.name: [] for system in systems}
    result: dict[str, Any] = {system.name: {} for system in systems}
    for system in systems:
        if isinstance(system, Ours):
            result[system.name]["build_s"] = round(system.build(), 2)
    trained: dict[str, list[float]] = {system.name: [] for system in systems}
    for number in range(args.trainings):
        for system in systems:
            trained[system.name].append(round(system.train(number), 1))
            _say(f"{len(hall.items)} items, {system.name}: training {trained[system.name][-1]} s")
    for number in range(args.rounds):
        for system in systems:
            with system.running() as run:
                row = speed(system, run, questions, amount.seconds, f"{system.name}-{number}")
                rows[system.name].append(row)
                _say(f"{len(hall.items)} items, {system.name}: {json.dumps(row)}")
                if number == 0:
                    asked = chosen(mine, amount.accuracy)
                    result[system.name]["accuracy"] = accuracy(system, run, asked)
                    _say(f"{len(hall.items)} items, {system.name}: {result[system.name]['accuracy']['all']}")
    for system in systems:
        result[system.name] |= {
            "train_s": statistics.median(trained[system.name]), "trainings": trained[system.name],
            "model_mb": round(system.model.stat().st_size / 1e6, 2),
            **middles(rows[system.name]), "rounds": rows[system.name],
        }  # fmt: skip
    return result


def middles(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The median of every figure; `failed` is their sum."""
    made = {key: round(statistics.median(row[key] for row in rows), 2) for key in rows[0]}
    return {**made, "failed": sum(row["failed"] for row in rows)}


def _variant(hall: Hall, lines: Sequence[Line], amount: Amount, args: argparse.Namespace) -> dict[str, Any]:
    """Stock Rasa with everything that the hall's files say of how people ask: one training, accuracy."""
    epochs = QUICK_EPOCHS if args.quick else 100
    stock = Stock(hall, WORK / "stock-everything", project.everything, epochs)
    seconds = round(stock.train(0), 1)
    with stock.running() as run:
        made = accuracy(stock, run, chosen(about(lines, (item.id for item in hall.items)), amount.accuracy))
    _say(f"stock with everything: training {seconds} s, {made['all']}")
    return {"train_s": seconds, "accuracy": made}


def _fit_linking() -> float | None:
    """Seconds of fitting what is shipped; the figures of it go to its own log. None when it does not run."""
    try:
        return round(timed([sys.executable, "-m", "bench.fit_linking"], ROOT, {}, WORK / "fit_linking.log"), 1)
    except Broken as error:
        _say(str(error))
        return None


def _machine() -> dict[str, Any]:
    return {
        "taken": date.today().isoformat(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        "rasa": version("rasa"),
    }


def _keep(result: dict[str, Any]) -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


_BEGAN = time.monotonic()


def _say(text: str) -> None:
    sys.stderr.write(f"[{time.monotonic() - _BEGAN:5.0f} s] {text.replace(str(ROOT) + '/', '')}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
