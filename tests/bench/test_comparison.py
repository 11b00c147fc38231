"""What is made of the measurements: choice of lines, figures, bars, page and plot."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from bench import report
from bench.against_stock import middles
from bench.asking import Failed, Load, conversations, late, middle, one_by_one
from bench.many_items import around
from bench.measuring import about, as_guide, chosen
from bot.measure.lines import Line, judged

LINES = [Line(f"q{n}", item, "other", "plain") for n, item in enumerate(["a", "b", "OOS:x", "a"])]


def side(better: float, right: float) -> dict[str, Any]:
    """Figures `better` times as good as those of 1."""
    row = {r.key: 100 / better if r.better == "less" else 10 * better for r in report.ROWS}
    part = {"right": right, "offered": 0.0, "wrong": 0.1, "silent": 0.1, "false": 0.2, "false_offer": 0.0}
    part |= {"n": 10, "n_outside": 4}
    return {**row, "failed": 0, "accuracy": {"all": part, "styles": {"plain": part}}}


@pytest.fixture
def result() -> dict[str, Any]:
    many: dict[str, Any] = dict.fromkeys(("build_s", "index_mb", "catalogue_mb", "start_s", "memory_mb"), 5.0)
    many |= dict.fromkeys(("parse_ms", "parse_p95_ms", "turn_ms", "turns_per_s"), 5.0)
    many["accuracy"] = side(1, 0.8)["accuracy"]["all"]
    many["switch"] = {
        "slowest_ms": 90.0, "slowest_before_ms": 80.0, "turns": 400, "slower_than_150_ms": 0,
        "slower_than_web_waits": 0, "failed": 0,
    }  # fmt: skip
    return {
        "quick": False, "rounds": 3, "fit_linking_s": 70.0,
        "machine": {"taken": "2026-01-01", "cores": 2, "memory_gib": 24, "python": "3.11", "rasa": "3.6.21"},
        "sizes": {size: {"stock": side(1, 0.6), "ours": side(9, 0.9)} for size in ("28", "69")},
        "everything": {"train_s": 300.0, "accuracy": side(1, 0.7)["accuracy"]},
        "many": {"69": many, "5000": copy.deepcopy(many)},
    }  # fmt: skip


def test_lines_are_those_of_the_items_and_those_outside() -> None:
    assert [line.question for line in about(LINES, ["a"])] == ["q0", "q2", "q3"]


def test_the_choice_is_the_same_every_time() -> None:
    assert chosen(LINES, 2) == chosen(LINES, 2)
    assert chosen(LINES, None) == chosen(LINES, 9) == LINES


def test_conversations_hold_every_line_once() -> None:
    lines = [str(n) for n in range(19)]
    assert [len(talk) for talk in conversations(lines)] == [8, 8, 3]
    assert [line for talk in conversations(lines) for line in talk] == lines


def test_a_failed_turn_is_counted_and_has_no_time() -> None:
    class Talk:
        def say(self, text: str) -> list[dict[str, Any]]:
            if text == "bad":
                raise Failed("status 500")
            return [{}]

    load = one_by_one(None, lambda *_: Talk(), ["good", "bad", "good"], "t")  # type: ignore[arg-type]
    assert (len(load.times), load.failures) == (2, ["status 500"])


def test_median_and_late_are_milliseconds() -> None:
    times = [n / 1000 for n in range(1, 101)]
    assert (middle(times), late(times)) == (50.5, 96.0)


def test_medians_over_rounds_and_the_sum_of_failures() -> None:
    assert middles([{"x": 1, "failed": 1}, {"x": 9, "failed": 0}, {"x": 2, "failed": 2}]) == {"x": 2, "failed": 3}


@pytest.mark.parametrize(
    ("messages", "verdict"),
    [
        ([{"text": "…"}, {"custom": {"item": "a"}}], "right"),
        ([{"text": "…"}, {"custom": {"item": "b"}}], "wrong"),
        ([{"text": "没有听懂"}], "silent"),
        ([], "silent"),
    ],
)
def test_stock_is_judged_as_ours_is(messages: list[dict[str, Any]], verdict: str) -> None:
    assert judged(LINES[0], as_guide(messages)).verdict == verdict


def test_stock_outside_the_catalogue() -> None:
    assert judged(LINES[2], as_guide([{"custom": {"item": "a"}}])).verdict == "false"
    assert judged(LINES[2], as_guide([{"text": "没有听懂"}])).verdict == "well"


def test_around_a_switch() -> None:
    load = Load(10.0, times=[0.9, 0.05, 3.0, 0.4], ended=[1.0, 10.0, 12.0, 20.0], failures=["x"])
    made = around(load, 10.0)
    assert made["slowest_ms"] == 3000.0
    assert made["slowest_before_ms"] == 900.0
    assert (made["turns"], made["slower_than_150_ms"], made["slower_than_web_waits"], made["failed"]) == (2, 1, 1, 1)


def test_all_bars_are_met_by_figures_that_meet_them(result: dict[str, Any]) -> None:
    assert set(report.bars(result).values()) == {True}


def test_bars_that_are_missed_are_said(result: dict[str, Any]) -> None:
    result["sizes"]["28"]["ours"]["train_s"] = 99.0
    result["sizes"]["69"]["ours"]["accuracy"]["styles"]["plain"]["right"] = 0.6
    result["many"]["5000"]["parse_ms"] = 8.5
    result["many"]["69"]["switch"]["failed"] = 1
    missed = {name for name, met in report.bars(result).items() if not met}
    assert missed == {
        "train_s at 28", "right on every style at 69", "right on every style at 69, stock with the ways of asking",
        "parse at 5000 ≤ 1.6 × 69", "parse at 5000 ≤ 6 ms", "switch at 69",
    }  # fmt: skip
    assert "| train_s at 28 | **no** |" in report.page(result)


def test_the_files_are_written(result: dict[str, Any], tmp_path: Path) -> None:
    report.write(result, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {f"against_stock.{kind}" for kind in ("json", "md", "svg")}
    text = (tmp_path / "against_stock.md").read_text(encoding="utf-8")
    assert "(against_stock.svg)" in text
    assert "9.00 ×" in text
    assert (tmp_path / "against_stock.svg").read_text(encoding="utf-8").lstrip().startswith("<?xml")
