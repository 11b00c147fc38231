"""Figures for people: a terminal table, and one HTML page with charts that needs nothing from outside."""

from __future__ import annotations

from html import escape
from typing import Any

NAMES = {
    "right": "答对",
    "right_or_offered": "答对或选项里有",
    "offered": "给选项",
    "wrong": "答错",
    "silent": "没答上",
    "false": "目录外误答",
    "false_offer": "目录外误给选项",
    "aspect": "问的方面答对",
}
GOOD_HIGH = frozenset({"right", "right_or_offered", "aspect"})


def percent(figure: dict[str, Any]) -> str:
    """83.1%（80.2–85.7，n=554）"""
    if figure["share"] is None:
        return "—"
    return f"{figure['share'] * 100:.1f}%（{figure['low'] * 100:.1f}–{figure['high'] * 100:.1f}，n={figure['n']}）"


def table(figures: dict[str, Any], before: dict[str, Any] | None = None) -> str:
    """The figures as lines of text; with `before`, each beside what it was."""
    rows = []
    for key, name in NAMES.items():
        row = f"{name}\t{percent(figures['all'][key])}"
        if before and before["all"][key]["share"] is not None and figures["all"][key]["share"] is not None:
            change = (figures["all"][key]["share"] - before["all"][key]["share"]) * 100
            row += f"\t{change:+.1f}"
        rows.append(row)
    if figures["confusions"]:
        rows.append("最常答错：" + "；".join(f"{c['wanted']}→{c['got']}×{c['n']}" for c in figures["confusions"][:8]))
    if figures["aspect_confusions"]:
        rows.append(
            "方面弄混：" + "；".join(f"{c['wanted']}→{c['got']}×{c['n']}" for c in figures["aspect_confusions"][:8])
        )
    return "\n".join(rows)


def page(title: str, parts: dict[str, Any], *, lines: bool = True) -> str:
    """One HTML page. parts: name of the set → figures of lines, or of talks. lines: whether every line is listed."""
    body = [f"<h1>{escape(title)}</h1>"]
    for name, figures in parts.items():
        body.append(f"<h2>{escape(name)}</h2>")
        body.append(_lines_part(figures, lines=lines) if "all" in figures else _share_list(figures))
    return (
        "<!doctype html><html lang='zh'><meta charset='utf-8'><title>" + escape(title) + "</title><style>"
        "body{font:16px/1.6 sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b}"
        "table{border-collapse:collapse;margin:1rem 0}td,th{padding:.3rem .7rem;border-bottom:1px solid #ddd;text-align:left}"
        "svg{vertical-align:middle}.bad{color:#a40000}.good{color:#00603b}details{margin:.7rem 0}</style>"
        + "".join(body)
        + "</html>"
    )


def _lines_part(figures: dict[str, Any], *, lines: bool) -> str:
    parts = ["<table>"]
    for key, name in NAMES.items():
        figure = figures["all"][key]
        parts.append(f"<tr><th>{name}</th><td>{_bar(figure, key)}</td><td>{percent(figure)}</td></tr>")
    parts.append("</table>")
    for label, key in (("各种说法", "styles"), ("各个事项", "items")):
        rows = "".join(
            f"<tr><th>{escape(name or '—')}</th><td>{_bar(f['right'], 'right')}</td><td>{percent(f['right'])}</td>"
            f"<td>{percent(f['right_or_offered'])}</td><td>{percent(f['wrong'])}</td></tr>"
            for name, f in sorted(figures[key].items(), key=lambda pair: pair[1]["right"]["share"] or 0)
        )
        head = "<tr><th></th><th></th><th>答对</th><th>答对或选项里有</th><th>答错</th></tr>"
        parts.append(f"<details><summary>{label}</summary><table>{head}{rows}</table></details>")
    for label, key in (("最常答错", "confusions"), ("方面弄混", "aspect_confusions")):
        rows = "".join(f"<tr><td>{c['wanted']}</td><td>{c['got']}</td><td>{c['n']}</td></tr>" for c in figures[key])
        parts.append(f"<details><summary>{label}</summary><table>{rows}</table></details>")
    if lines:
        bad = [row for row in figures["lines"] if row["verdict"] in ("wrong", "silent", "false", "false_offer")]
        rows = "".join(
            f"<tr><td>{escape(r['question'])}</td><td>{escape(r['item'])}</td><td class='bad'>{r['verdict']}</td>"
            f"<td>{escape(r['got'] or r['kind'])}</td></tr>"
            for r in bad
        )
        parts.append(f"<details><summary>没有答好的 {len(bad)} 句</summary><table>{rows}</table></details>")
    return "".join(parts)


def _share_list(figures: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{_bar(f, 'right')}</td><td>{percent(f)}</td></tr>"
        for name, f in figures.items()
        if isinstance(f, dict) and "share" in f
    )
    misses = "".join(f"<li>{escape(str(row))}</li>" for row in figures.get("misses", []))
    return f"<table>{rows}</table><details><summary>没有做到的</summary><ul>{misses}</ul></details>"


def _bar(figure: dict[str, Any], key: str) -> str:
    width = (figure["share"] or 0) * 240
    low, high = figure["low"] * 240, figure["high"] * 240
    colour = "#00795c" if key in GOOD_HIGH else "#b3541e"
    return (
        f"<svg width='242' height='16' role='img' aria-label='{percent(figure)}'><rect width='240' height='16' fill='#eee'/>"
        f"<rect width='{width:.1f}' height='16' fill='{colour}'/>"
        f"<line x1='{low:.1f}' x2='{high:.1f}' y1='8' y2='8' stroke='#111' stroke-width='2'/></svg>"
    )
