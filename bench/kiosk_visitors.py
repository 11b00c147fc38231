"""Whether a machine in the hall grows with its visitors: one page in Debian's chromium that five hundred people use.

Run: `uv run python -m bench.kiosk_visitors [--visitors 500] [--write]`. Each visitor wakes the page, asks, touches, and
walks away; the seconds until the page notices are told to it instead of waited for. After 50 visitors and at the end, with
the rubbish collected: the page's heap, its nodes and listeners, the memory of the browser's process for the page, and that
of web and assistant.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import time
from typing import Any

import psutil
from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from bench.page_load import CHROMIUM, QUIET
from bench.service import Service, serving
from bot.paths import ROOT

EARLY = 50
MOST = 0.10
"""How much anything may grow between the visitor of `EARLY` and the last."""
QUESTIONS = ("我身份证丢了", "社保卡怎么办", "办护照要带什么", "公积金怎么取", "居住证多少钱", "结婚登记在哪")
PLACE = ROOT / "docs" / "measurements" / "kiosk_visitors.json"
GONE = 60 + 15 + 60
"""Seconds after which nobody is there, with some to spare."""

SECONDS = """(() => {
  const every = new Map();
  const start = window.setInterval.bind(window);
  const stop = window.clearInterval.bind(window);
  let last = 1e9;
  window.setInterval = (run, pause, ...rest) => {
    if (pause !== 1000) return start(run, pause, ...rest);
    every.set((last += 1), () => run(...rest));
    return last;
  };
  window.clearInterval = (id) => { if (!every.delete(id)) stop(id); };
  window.secondsPass = async (count) => {
    for (let one = 0; one < count; one += 1) {
      for (const run of [...every.values()]) run();
      if (one % 8 === 0) await new Promise((done) => setTimeout(done));
    }
  };
})()"""
"""What happens every second happens when it is told to."""


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--visitors", type=int, default=500)
    arguments.add_argument("--write", action="store_true", help="keep the figures under docs/measurements")
    args = arguments.parse_args()
    began = time.monotonic()
    with serving() as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        context = browser.new_context(viewport={"width": 1080, "height": 1920}, locale="zh-CN", reduced_motion="reduce")
        page = context.new_page()
        page.add_init_script(SECONDS)
        session = context.new_cdp_session(page)
        page.goto(service.base + "/kiosk")
        sizes: dict[int, dict[str, float]] = {}
        for number in range(1, args.visitors + 1):
            visited(page, number)
            if number in (min(EARLY, args.visitors), args.visitors):
                sizes[number] = size(page, session, service)
        left = page.content()
        browser.close()
    early, late = sizes[min(sizes)], sizes[max(sizes)]
    grown = {name: round(late[name] / early[name] - 1, 3) for name in early}
    found = {
        "visitors": args.visitors, "sizes": sizes, "grown": grown, "within": all(one <= MOST for one in grown.values()),
        "nothing_left": not any(question in left for question in QUESTIONS),
        "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    text = json.dumps(found, ensure_ascii=False, indent=1)
    print(text)
    if args.write:
        PLACE.write_text(text + "\n", encoding="utf-8")


def visited(page: Page, number: int) -> None:
    """One person: each does something else, and all walk away."""
    wake = page.locator(".attract-touch")
    if wake.count():
        wake.click()
    expect(page.locator("#hello")).to_be_visible()
    answered(page, QUESTIONS[number % len(QUESTIONS)])
    match number % 5:
        case 1:
            page.locator(".option").first.click()
            expect(page.locator(".you")).to_have_count(2)
            expect(page.locator(".log")).to_have_attribute("aria-busy", "false")
        case 2:
            page.locator(".size-huge").click()
            page.locator(".contrast").click()
        case 3:
            page.locator("xb-script button").click()
            answered(page, "那要多少钱", 2)
        case 4:
            page.locator("#say").fill("我叫王小二，电话")
    page.keyboard.press("Shift")  # nobody listens to the end: reading aloud keeps the page awake
    page.evaluate(f"secondsPass({GONE})")
    expect(page.locator(".you")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("data-size", "normal")


def answered(page: Page, question: str, turn: int = 1) -> None:
    page.locator("#say").fill(question)
    page.locator("#say").press("Enter")
    expect(page.locator(".you")).to_have_count(turn)
    expect(page.locator(".log")).to_have_attribute("aria-busy", "false")


def size(page: Page, session: CDPSession, service: Service) -> dict[str, float]:
    """MB and counts, with the rubbish gone."""
    gc.collect()
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(1000)
    heap: dict[str, Any] = session.send("Runtime.getHeapUsage")
    counts: dict[str, Any] = session.send("Memory.getDOMCounters")
    memory = service.memory()
    return {
        "heap MB": round(heap["usedSize"] / 1e6, 2),
        "nodes": counts["nodes"],
        "listeners": counts["jsEventListeners"],
        "page MB": round(page_memory(), 1),
        "web MB": round(memory["web"], 1),
        "assistant MB": round(memory["assistant"], 1),
    }


def page_memory() -> float:
    """MB of resident memory of the browser's process for the page: the largest one that draws."""
    drawing = [
        one.memory_info().rss / 1e6
        for one in psutil.Process(os.getpid()).children(recursive=True)
        if "--type=renderer" in one.cmdline()
    ]
    return float(max(drawing))


if __name__ == "__main__":
    main()
