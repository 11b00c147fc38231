"""What the citizen page weighs on the wire, and how soon it answers: in Debian's chromium, on loopback.

Run: `uv run python -m bench.page_load [--times 10] [--cores 0,1] [--write]`. Each time is a browser that has seen nothing
yet. Weight: bytes as they travelled, with their headers, until the page is loaded; what is loaded afterwards stands apart.
Time: from the end of loading until a question that is asked at once is answered by a card that can be seen.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.service import serving
from bot.paths import ROOT

CHROMIUM = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
SCREENS = {"phone": ("/", 390, 844), "kiosk": ("/kiosk", 1080, 1920)}
QUESTION = "身份证丢了怎么办"
FIRST, SOON = 150_000, 1.5
"""The bars: bytes of page, style and script; seconds until the first card."""
PLACE = ROOT / "docs" / "measurements" / "page_load.json"

ASK = """async (question) => {
  const wait = (found) => new Promise((done) => {
    const look = () => { const one = found(); one ? done(one) : requestAnimationFrame(look); };
    look();
  });
  document.querySelector('.attract-touch')?.click();
  const field = await wait(() => document.querySelector('#say'));
  field.value = question;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(done));
  const asked = performance.now();
  field.closest('form').requestSubmit();
  await wait(() => document.querySelector('xb-card .card-name'));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const loaded = performance.getEntriesByType('navigation')[0].loadEventEnd;
  const now = performance.now();
  const [first] = performance.getEntriesByName('first-contentful-paint');
  return { first_paint: first?.startTime ?? null, loaded, after_load: now - loaded, after_asking: now - asked };
}"""


@dataclass
class Wire:
    """What travelled: (address, kind, bytes), in the order it was finished."""

    sent: list[tuple[str, str, int]] = field(default_factory=list)
    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _answered(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = (event["response"]["url"], event["type"])

    def _finished(self, event: dict[str, Any]) -> None:
        address, kind = self.kinds.get(event["requestId"], ("", ""))
        self.sent.append((address, kind, int(event["encodedDataLength"])))

    def bytes(self, *kinds: str) -> int:
        return sum(size for _, kind, size in self.sent if not kinds or kind in kinds)


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--times", type=int, default=10)
    arguments.add_argument("--cores", default="", help="the cores that service and browser share, as 0,1; empty = all")
    arguments.add_argument("--write", action="store_true", help="keep the figures under docs/measurements")
    arguments.add_argument("--base", default="", help="a service that runs already")
    args = arguments.parse_args()
    if args.cores:
        os.sched_setaffinity(0, {int(one) for one in args.cores.split(",")})
    with at(args.base) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        with browser.new_context() as context:  # the web's and the assistant's own first time
            visited(context, base, "phone")
        found = {name: measured(browser, base, name, args.times) for name in SCREENS}
        browser.close()
    found["cores"] = len(os.sched_getaffinity(0))
    found["load_before"] = round(os.getloadavg()[0], 1)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    print(text)
    if args.write:
        PLACE.write_text(text + "\n", encoding="utf-8")


@contextmanager
def at(base: str) -> Iterator[str]:
    """The address of a running service, or of one of its own."""
    if base:
        yield base
        return
    with serving() as service:
        yield service.base


def measured(browser: Browser, base: str, name: str, times: int) -> dict[str, Any]:
    """Medians of so many first visits with one screen."""
    _, width, height = SCREENS[name]
    rows = []
    for _ in range(times):
        with browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN") as context:
            rows.append(visited(context, base, name))
    weights = {one: round(median(row[one] for row in rows)) for one in ("first_load", "page", "style", "script", "all")}
    soon = [row["after_load"] / 1000 for row in rows]
    return {
        "bytes": weights,
        "light": weights["first_load"] <= FIRST,
        "seconds": {
            one: round(median(row[one] for row in rows) / 1000, 2)
            for one in ("first_paint", "loaded", "after_load", "after_asking")
        },
        "slowest_after_load": round(max(soon), 2),
        "soon": median(soon) <= SOON,
        "times": times,
    }


def visited(context: BrowserContext, base: str, name: str) -> dict[str, float]:
    """One first visit."""
    page: Page = context.new_page()
    wire = Wire()
    wire.listen(context.new_cdp_session(page))
    page.goto(base + SCREENS[name][0], wait_until="load")
    first = {
        "page": wire.bytes("Document"),
        "style": wire.bytes("Stylesheet"),
        "script": wire.bytes("Script"),
    }
    told = page.evaluate(ASK, QUESTION)
    return {**told, **first, "first_load": sum(first.values()), "all": wire.bytes()}


if __name__ == "__main__":
    main()
