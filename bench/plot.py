"""The plot of the comparison, drawn with the matplotlib that Rasa brings along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot as plt

from bench.report import ROWS, ratio

STOCK, OURS, SMALL = "#9aa5b1", "#1f6f5c", "#7fb8a8"

TICKS = (1, 2, 5, 10, 20)


def draw(result: dict[str, Any], file: Path) -> None:
    """Left how many times better ours is, with the bars as ticks; right the right answers by style, at the largest size."""
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 9})
    sizes = sorted(result["sizes"], key=int)
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6), constrained_layout=True)
    _times(left, result["sizes"], sizes)
    _right(right, result["sizes"][sizes[-1]], sizes[-1])
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


def _times(axes: Any, measured: dict[str, Any], sizes: list[str]) -> None:
    height = 0.8 / len(sizes)
    for number, size in enumerate(sizes):
        stock, ours = measured[size]["stock"], measured[size]["ours"]
        values = [ratio(row, stock[row.key], ours[row.key]) for row in ROWS]
        places = [place + number * height for place in range(len(ROWS))]
        colour = OURS if number == len(sizes) - 1 else SMALL
        for place, value in zip(
            places, axes.barh(places, values, height, color=colour, label=f"{size} items"), strict=True
        ):
            axes.text(value.get_width(), place, f" {value.get_width():.1f}", va="center", fontsize=7)
    for place, row in enumerate(ROWS):
        if row.bar is not None:
            axes.plot([row.bar] * 2, [place - height / 2, place + 0.8 - height / 2], color="#b3261e", linewidth=2)
    axes.plot([], [], color="#b3261e", linewidth=2, label="bar to reach")
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set(xscale="log", title="how many times better than stock Rasa", ylim=(len(ROWS) - 0.3, -0.6))
    axes.set_xticks(TICKS, [f"{tick} ×" for tick in TICKS])
    axes.minorticks_off()
    axes.set_yticks([place + (0.8 - height) / 2 for place in range(len(ROWS))], [row.name for row in ROWS])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncol=3, fontsize=8, frameon=False)


def _right(axes: Any, both: dict[str, Any], size: str) -> None:
    styles = [name for name, part in both["ours"]["accuracy"]["styles"].items() if part["n"]]
    places = range(len(styles) + 1)
    for shift, name, colour in ((0.0, "stock", STOCK), (0.4, "ours", OURS)):
        made = both[name]["accuracy"]
        shares = [*(made["styles"][style]["right"] for style in styles), made["all"]["right"]]
        label = "stock Rasa" if name == "stock" else name
        axes.barh([place + shift for place in places], [(s or 0) * 100 for s in shares], 0.4, color=colour, label=label)
    axes.set_yticks([place + 0.2 for place in places], [*styles, "all"])
    axes.set(xlim=(0, 100), title=f"right answers by style, %, {size} items", ylim=(len(styles) + 0.8, -0.4))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncol=3, fontsize=8, frameon=False)
