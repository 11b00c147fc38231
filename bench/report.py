"""The results as files of docs/measurements: JSON as measured, a page of tables, and a plot."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple


class Row(NamedTuple):
    """One line of the table. better: `less` or `more`. bar: what the ratio has to reach, None where there is none.

    The ratio is how many times better ours is: stock/ours where less is better, ours/stock where more is.
    """

    key: str
    name: str
    better: str
    bar: float | None = None


ROWS = (
    Row("train_s", "training, s", "less", 8.0),
    Row("model_mb", "model, MB", "less"),
    Row("start_s", "start to first answer, s", "less"),
    Row("memory_mb", "memory after load, all processes, MB", "less", 1 / 0.65),
    Row("parse_ms", "parse, median, ms", "less", 2.5),
    Row("parse_p95_ms", "parse, 95 %, ms", "less"),
    Row("turn_ms", "turn, 1 client, median, ms", "less"),
    Row("turn_p95_ms", "turn, 1 client, 95 %, ms", "less"),
    Row("many_p95_ms", "turn, 8 clients, 95 %, ms", "less"),
    Row("turns_per_s", "turns per second, 8 clients", "more", 3.0),
)
PARSE_GROWTH, PARSE_MS, SWITCH_MS = 1.6, 6.0, 150.0
"""Bars at the largest size: parse beside the sample's, parse itself, the slowest turn around a switch."""


def ratio(row: Row, stock: float, ours: float) -> float:
    """How many times better ours is."""
    return stock / ours if row.better == "less" else ours / stock


def bars(result: dict[str, Any]) -> dict[str, bool]:
    """Every bar by its name, and whether it is met."""
    met = {}
    for size, both in result["sizes"].items():
        stock, ours = both["stock"], both["ours"]
        for row in ROWS:
            if row.bar is not None:
                met[f"{row.key} at {size}"] = ratio(row, stock[row.key], ours[row.key]) >= row.bar
        met[f"right on every style at {size}"] = not behind(stock["accuracy"], ours["accuracy"])
    if "everything" in result:
        size = max(result["sizes"], key=int)
        worse = behind(result["everything"]["accuracy"], result["sizes"][size]["ours"]["accuracy"])
        met[f"right on every style at {size}, stock with the ways of asking"] = not worse
    if len(many := result.get("many", {})) > 1:
        least, *_, most = sorted(many, key=int)
        grown = many[most]["parse_ms"] / many[least]["parse_ms"]
        met[f"parse at {most} ≤ {PARSE_GROWTH} × {least}"] = grown <= PARSE_GROWTH
        met[f"parse at {most} ≤ {PARSE_MS:.0f} ms"] = many[most]["parse_ms"] <= PARSE_MS
        for size in many:
            switch = many[size]["switch"]
            met[f"switch at {size}"] = switch["slowest_ms"] <= SWITCH_MS and switch["failed"] == 0
    return met


def behind(stock: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """The styles on which ours is not right more often."""
    pairs = ((name, part["right"], ours["styles"][name]["right"]) for name, part in stock["styles"].items())
    return [name for name, theirs, mine in pairs if theirs is not None and mine <= theirs]


def page(result: dict[str, Any]) -> str:
    """The page, Markdown."""
    machine = result["machine"]
    parts = [
        "# Against stock Rasa",
        f"`uv run python -m bench.against_stock --write`, taken {machine['taken']} on {machine['cores']} cores and "
        f"{machine['memory_gib']} GiB (Python {machine['python']}, Rasa {machine['rasa']} in both), medians of "
        f"{result['rounds']} rounds in which the two alternate{', QUICK: NOT FOR QUOTING' if result['quick'] else ''}. "
        "What is measured and how: [bench/README.md](../../bench/README.md). × says how many times better ours is.",
        *(_sides(size, both) for size, both in result["sizes"].items()),
        *(_answers(f"Answers at {size} items", _by_name(both)) for size, both in result["sizes"].items()),
        *_everything(result),
        *_many(result.get("many", {})),
        "## Bars\n"
        + _table(("bar", "met"), [(name, "yes" if met else "**no**") for name, met in bars(result).items()]),
        "## Notes\n" + "\n".join(f"- {note}" for note in _notes(result)),
    ]
    return "\n\n".join(parts) + "\n"


def write(result: dict[str, Any], folder: Path) -> None:
    """against_stock.json, .md and .svg."""
    from bench.plot import draw

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "against_stock.json").write_text(
        json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    picture = "![how many times better ours is, and right answers by style](against_stock.svg)"
    text = page(result).replace("\n\n## ", f"\n\n{picture}\n\n## ", 1)
    (folder / "against_stock.md").write_text(text, encoding="utf-8")
    draw(result, folder / "against_stock.svg")


def _sides(size: str, both: dict[str, Any]) -> str:
    rows = []
    for row in ROWS:
        stock, ours = both["stock"][row.key], both["ours"][row.key]
        times, bar = ratio(row, stock, ours), "" if row.bar is None else f"≥ {row.bar:.2f} ×"
        rows.append((row.name, f"{stock:g}", f"{ours:g}", f"{times:.2f} ×", bar))
    return f"## {size} items\n" + _table(("", "stock Rasa", "ours", "×", "bar"), rows)


def _answers(title: str, systems: dict[str, dict[str, Any]]) -> str:
    names = list(systems)
    head = ("style", "n", *(f"{name}: right / offered / wrong / silent" for name in names))
    first = systems[names[0]]
    rows = []
    for style in [*sorted(first["styles"]), None]:
        here = {name: made["styles"][style] if style else made["all"] for name, made in systems.items()}
        if any(part["n"] for part in here.values()):
            shares = (_shares(part, ("right", "offered", "wrong", "silent")) for part in here.values())
            rows.append((style or "**all**", str(here[names[0]]["n"]), *shares))
    outside = (_shares(made["all"], ("false",)) for made in systems.values())
    rows.append(("out of catalogue, falsely answered", str(first["all"]["n_outside"]), *outside))
    return f"## {title}\nShares in %.\n\n" + _table(head, rows)


def _by_name(both: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {"stock Rasa" if name == "stock" else name: side["accuracy"] for name, side in both.items()}


def _everything(result: dict[str, Any]) -> Iterable[str]:
    if "everything" in result:
        size = max(result["sizes"], key=int)
        made = {"stock + ways": result["everything"]["accuracy"], "ours": result["sizes"][size]["ours"]["accuracy"]}
        title = f"Stock Rasa with the ways of asking as well, {size} items"
        yield _answers(title, made) + f"\n\nThis stock Rasa trains for {result['everything']['train_s']:g} s."


def _many(many: dict[str, Any]) -> Iterable[str]:
    if not many:
        return
    names = {
        "build_s": "`release build`, s", "index_mb": "index, MB", "catalogue_mb": "catalogue, MB",
        "start_s": "start to first answer, s", "memory_mb": "memory after load, MB", "parse_ms": "parse, median, ms",
        "parse_p95_ms": "parse, 95 %, ms", "turn_ms": "turn, 1 client, median, ms", "turns_per_s": "turns per second, 8 clients",
    }  # fmt: skip
    rows = [(name, *(f"{part[key]:g}" for part in many.values())) for key, name in names.items()]
    rows.append(("right on our lines, %", *(_shares(part["accuracy"], ("right",)) for part in many.values())))
    switch = {
        "slowest_ms": "switch: slowest turn within 5 s, ms", "slowest_before_ms": "slowest turn before that, ms",
        "turns": "turns within 5 s", "slower_than_150_ms": "of these slower than 150 ms",
        "slower_than_web_waits": "of these too late for the web (2 s)", "failed": "failed turns",
    }  # fmt: skip
    rows += [(name, *(f"{part['switch'][key]:g}" for part in many.values())) for key, name in switch.items()]
    yield "## Ours at many items\n" + _table(("", *(f"{size} items" for size in many)), rows)


def _notes(result: dict[str, Any]) -> Iterable[str]:
    yield (
        "Stock Rasa has neither TED, UnexpecTED nor ResponseSelector: rules and memoization are enough here, and this "
        "spares it training, memory and time of each turn."
    )
    yield (
        "Its examples are an item's name, short names and common questions, each question after the item's short name, "
        "because many are the same at many items. Ours has the same files, and the lines of data/linking in what it ships."
    )
    yield "Both train with an empty cache of Rasa's; a second `xiaobao train --force` would find its parts there."
    if result.get("fit_linking_s"):
        yield (
            f"What finds the matter is fitted by the project and shipped, not fitted where it is installed: "
            f"`python -m bench.fit_linking` takes {result['fit_linking_s']:g} s, not counted above."
        )
    if "everything" not in result:
        yield "Stock Rasa with the ways of asking as well was left out of this run."
    failed = sum(side["failed"] for both in result["sizes"].values() for side in both.values())
    yield f"Turns that failed in the rounds above: {failed}."


def _shares(part: dict[str, Any], names: Iterable[str]) -> str:
    return " / ".join("–" if part[name] is None else f"{part[name] * 100:.1f}" for name in names)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
