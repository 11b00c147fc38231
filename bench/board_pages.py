"""How long each staff page takes with a hall's requests of a year: every page of the desk without an argument, the
board's tabs, searches and later pages, and some requests themselves.

Run: `uv run python -m bench.board_pages [--cases 20000] [--runs 20]`, with XIAOBAO_DATABASE (`.ci/postgres …`) on
PostgreSQL. Pages are made in this process, without network and browser. Routes are found in the URLconf, so that new
pages are measured as well. The rows are those of bench.many_cases, whose chains are walked first.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

BAR = 300.0
"""Milliseconds that a page may take, the median of its runs."""
PEOPLE = {
    "clerk": ("clerk_hukou",), "guide": ("guide_desk",), "dispatcher": ("dispatcher",), "manager": ("manager",),
    "supervisor": ("supervisor",), "area": ("grid_donghe",), "duty_lead": ("duty_lead",),
}  # fmt: skip
LEAVES = {"admin:logout", "admin:login", "admin:jsi18n", "desk:account_code"}


def main() -> int:
    """Print a table of the slowest and keep nothing; 1 when a page is over the bar."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cases", type=int, default=20_000)
    arguments.add_argument("--runs", type=int, default=20)
    arguments.add_argument("--people", nargs="+", choices=sorted(PEOPLE), default=["dispatcher", "manager", "clerk"])
    arguments.add_argument("--only", default="", help="only addresses with this in them")
    args = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaobao-board-") as folder:
        os.environ["XIAOBAO_VAR"] = folder
        subprocess.run([sys.executable, "-m", "bot", "catalogue", "prepare"], check=True, capture_output=True)
        result = measured(args.cases, args.runs, args.people, args.only)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 1 if result["over_the_bar"] else 0


def measured(cases: int, runs: int, people: list[str], only: str) -> dict[str, Any]:
    """Fills the tables and takes the times of every page of each of these people."""
    from bot.commands import tables

    tables.ready()
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from bench import many_cases
    from bot.cases import services, vault
    from bot.staff.models import Holder
    from bot.store.releases import active_hall

    hall, began = active_hall(), time.monotonic()
    users = {name: User.objects.create(username=name, first_name=name, is_staff=True) for name in PEOPLE}
    Holder.objects.bulk_create(Holder(user=users[name], post=post) for name, posts in PEOPLE.items() for post in posts)
    holders = {post: [users[name]] for name, posts in PEOPLE.items() for post in posts}
    many_cases.SEALED = vault.seal("13912345678")
    many_cases.fill(hall, holders, cases, timezone.now())
    filled = time.monotonic() - began
    walked = services.verify_all()
    if walked.broken is not None or walked.cases != cases:
        raise RuntimeError(f"the rows are not faithful: {walked}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    pages: dict[str, dict[str, Any]] = {}
    refused: dict[str, int] = {}
    for name in people:
        client = Client(raise_request_exception=False)
        client.force_login(users[name])
        for path in _paths(users[name]):
            if only and only not in path:
                continue
            took, cpu, queries, status = _timed(client, path, runs)
            if status >= 400:
                refused[f"{name} {path}"] = status
                continue
            pages[f"{name} {path}"] = {
                "ms": round(statistics.median(took), 1), "fastest_ms": round(min(took), 1),
                "slowest_ms": round(max(took), 1), "runs": len(took),
                "cpu_ms": round(statistics.median(cpu), 1), "queries": queries,
            }  # fmt: skip
    slowest = dict(sorted(pages.items(), key=lambda pair: -pair[1]["ms"]))
    exports = {name: row for name, row in slowest.items() if "export" in name}
    return {
        "database": connection.vendor, "cases": cases, "rows_of_history": walked.rows, "filled_s": round(filled, 1),
        "load_average": round(os.getloadavg()[0], 1), "pages": len(pages),
        "over_the_bar": {n: row for n, row in slowest.items() if row["ms"] > BAR and n not in exports},
        "slowest": dict(list(slowest.items())[:25]), "exports": exports, "not_shown": refused,
    }  # fmt: skip


def _timed(client: Any, path: str, runs: int) -> tuple[list[float], list[float], int, int]:
    """Milliseconds of each run behind a first one that fills caches, the same of this process's processor time, queries.

    On a machine with other work the second says more; with PostgreSQL it leaves out the server.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    status, took, cpu, queries = 0, [], [], 0
    for number in range(runs + 1):
        if not number:
            with CaptureQueriesContext(connection) as seen:
                status = client.get(path).status_code
            queries = len(seen)
            if status >= 300:
                break
            continue
        began, used = time.perf_counter(), time.process_time()
        response = client.get(path)
        body = response.content if not response.streaming else b"".join(response.streaming_content or ())
        status = response.status_code if body is not None else 0
        took.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - used) * 1000)
        if number >= 3 and min(took) > 5 * BAR:  # far over the bar: more runs tell nothing
            break
    return took or [0.0], cpu or [0.0], queries, status


def _paths(user: Any) -> Iterator[str]:
    """Every page that this person may open."""
    from django.contrib import admin
    from django.urls import reverse

    from bot.cases import services
    from bot.desk import urls
    from bot.desk.cases import queues
    from bot.staff.roles import may

    for name, path, entry in [*_walk(urls.urlpatterns, "", "desk"), *_walk(admin.site.urls[0], "", "admin")]:
        rights = tuple(getattr(entry.callback, "capabilities", ()))
        open_to = not rights or any(may(user, right) for right in rights)
        if "<" not in path and "(" not in path and name not in LEAVES and open_to:
            yield f"/desk/{path}"
    board = reverse("desk:board")
    for code in queues.BY_CODE:
        yield f"{board}?tab={code}"
    for query in ("q=路灯", "q=东河镇建设路", "q=没有这个词", "kind=complaint", "state=closed", "urgent=1", "page=20"):
        yield f"{board}?tab=all&{query}"
    numbers = services.visible_to(user).order_by("-pk").values_list("number", flat=True)
    for number in numbers[:2]:
        yield reverse("desk:case", args=[number])
        yield f"{board}?q={number}"
    today, year = time.strftime("%Y-%m-%d"), time.strftime("%Y")
    for page in ("figures", "ledgers", "problems"):
        yield f"{reverse(f'desk:{page}')}?period=month"
        yield f"{reverse(f'desk:{page}')}?period=own&since={int(year) - 1}-01-01&until={today}&first={int(year) - 1}-01-01&last={today}"


def _walk(patterns: Any, prefix: str, space: str) -> Iterator[tuple[str, str, Any]]:
    from django.urls import URLResolver

    for entry in patterns:
        path = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, path, space)
        else:
            yield f"{space}:{entry.name}", path.rstrip("$").replace("\\Z", ""), entry


if __name__ == "__main__":
    raise SystemExit(main())
