"""Whether a machine in the hall grows with its visitors: one page in Debian's chromium that five hundred people use.

Run: `uv run python -m bench.kiosk_visitors [--visitors 500] [--write]`. Each visitor wakes the page, asks, touches, and
walks away; the seconds until the page notices are told to it instead of waited for. After 50 visitors and at the end, with
the rubbish collected: the page's heap, its nodes and listeners, the memory of the browser's process for the page, and that
of web and assistant.
"""

from __future__ import annotations

import argparse
import json
import time

import psutil

from bench.led_browser import Led, led
from bench.service import Service, serving
from bot.paths import ROOT

EARLY, OFTEN = 50, 50
MOST = 0.10
"""How much anything may grow between the visitor of `EARLY` and the last."""
QUESTIONS = ("我身份证丢了", "社保卡怎么办", "办护照要带什么", "公积金怎么取", "居住证多少钱", "结婚登记在哪")
PLACE = ROOT / "docs" / "measurements" / "kiosk_visitors.json"
GONE = 60 + 15 + 60
"""Seconds after which nobody is there, with some to spare."""
TRIES = 5

ANSWERED = "document.querySelectorAll('.you').length === %d && document.querySelector('.log').ariaBusy === 'false'"

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
    sizes: dict[int, dict[str, float]] = {}
    with serving() as service, led(width=1080, height=1920, first=SECONDS) as page:
        page.go(service.base + "/kiosk")
        for number in range(1, args.visitors + 1):
            visited(page, number)
            if number % OFTEN == 0 or number in (min(EARLY, args.visitors), args.visitors):
                sizes[number] = size(page, service)
        left = page.js("document.documentElement.outerHTML")
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


def visited(page: Led, number: int) -> None:
    """One person: each does something else, and all walk away."""
    page.until("document.querySelector('.attract-touch, #hello')")
    if page.js("!!document.querySelector('.attract-touch')"):
        page.click(".attract-touch")
    page.until("document.querySelector('#hello') && !document.querySelector('.attract-touch')")
    answered(page, QUESTIONS[number % len(QUESTIONS)])
    match number % 5:
        case 1:
            page.click(".option")
            page.until(ANSWERED % 2)
        case 2:
            page.click(".size-huge")
            page.until("document.documentElement.dataset.size === 'huge'")
        case 3:
            page.click(".more")
            page.click("xb-script button")
            answered(page, "那要多少钱", 2)
        case 4:
            page.write("#say", "我叫王小二，电话")
    for _ in range(TRIES):
        page.press("Shift")  # nobody listens to the end: reading aloud keeps the page awake
        page.js(f"secondsPass({GONE})")
        if page.js("!document.querySelector('.you')"):
            break
        time.sleep(1)  # the voice came after the key
    page.until("!document.querySelector('.you') && document.documentElement.dataset.size === 'normal'")


def answered(page: Led, question: str, turn: int = 1) -> None:
    page.write("#say", question)
    page.press("Enter")
    page.until(ANSWERED % turn)


def size(page: Led, service: Service) -> dict[str, float]:
    """MB and counts, with the rubbish gone."""
    for _ in range(3):
        page.call("HeapProfiler.collectGarbage")
        time.sleep(1)
    counts = page.call("Memory.getDOMCounters")
    memory = service.memory()
    return {
        "heap MB": round(page.call("Runtime.getHeapUsage")["usedSize"] / 1e6, 2),
        "nodes": counts["nodes"],
        "listeners": counts["jsEventListeners"],
        "page MB": round(page_memory(page), 1),
        "web MB": round(memory["web"], 1),
        "assistant MB": round(memory["assistant"], 1),
    }


def page_memory(page: Led) -> float:
    """MB of resident memory of the browser's process for the page: the largest one that draws."""
    drawing = [
        one.memory_info().rss / 1e6
        for one in psutil.Process(page.pid).children(recursive=True)
        if "--type=renderer" in one.cmdline()
    ]
    return float(max(drawing))


if __name__ == "__main__":
    main()
