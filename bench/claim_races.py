"""Eight clerks want the same request at the same moment: one gets it, the others read who has it.

Run: `uv run python -m bench.claim_races [--races 500] [--processes 4]`, with XIAOBAO_DATABASE (`.ci/postgres …`) on
PostgreSQL, else on an SQLite file of its own. Two threads in each process stand at one barrier; the tables are wiped
with the temporary folder, so give it a database that nobody needs.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from multiprocessing.synchronize import Barrier
from typing import Any

HANDS, POST = 8, "clerk_hukou"
WAIT = 120.0
"""Seconds at the barrier, after which a race counts as broken."""


def main() -> int:
    """Print the figures; 1 when a race had no winner, or more than one."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--races", type=int, default=500)
    arguments.add_argument("--processes", type=int, default=4, choices=(1, 2, 4, 8))
    args = arguments.parse_args()
    result = raced(args.races, args.processes)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0 if result["one_winner"] == args.races and result["rows_fit"] else 1


def raced(races: int, processes: int) -> dict[str, Any]:
    """So many races in a database of their own; who won how often, and whether the rows say the same."""
    with tempfile.TemporaryDirectory(prefix="xiaobao-races-") as folder:
        os.environ["XIAOBAO_VAR"] = folder
        subprocess.run([sys.executable, "-m", "bot", "catalogue", "prepare"], check=True, capture_output=True)
        _ready()
        numbers = _requests(races)
        context = multiprocessing.get_context("spawn")
        gate, told = context.Barrier(HANDS), context.Queue()
        hands = HANDS // processes
        workers = [
            context.Process(target=_process, args=(numbers, range(first * hands, (first + 1) * hands), gate, told))
            for first in range(processes)
        ]
        began = time.monotonic()
        for worker in workers:
            worker.start()
        came: list[tuple[str, int, str]] = [one for _ in range(HANDS) for one in told.get()]
        for worker in workers:
            worker.join()
        took = time.monotonic() - began
        return _judged(numbers, came) | {
            "races": races,
            "hands": HANDS,
            "processes": processes,
            "seconds": round(took, 1),
        }


def _ready() -> None:
    from bot.commands import tables

    tables.ready()


def _requests(races: int) -> list[str]:
    from django.contrib.auth.models import User
    from django.db import connection
    from django.utils import timezone

    from bot.cases import services
    from bot.cases.actors import THE_SYSTEM
    from bot.staff.models import Holder
    from bot.store.releases import active_hall

    now, calendar = timezone.localtime(), active_hall().calendar
    for hand in range(HANDS):
        user = User.objects.create(username=f"hand{hand}", first_name=f"窗口{hand}", is_staff=True)
        Holder.objects.create(user=user, post=POST)
    numbers = []
    for _ in range(races):
        case = services.open_case(
            kind="help", description="几个人同时接", item="id_card_reissue", channel="web", origin="form", release="bench",
            calendar=calendar, now=now,
        ).case  # fmt: skip
        services.assign(case, THE_SYSTEM, post=POST, now=now)
        numbers.append(case.number)
    connection.close()
    return numbers


def _process(numbers: list[str], hands: range, gate: Barrier, told: Any) -> None:
    _ready()
    threads = [threading.Thread(target=_hand, args=(numbers, hand, gate, told)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _hand(numbers: list[str], hand: int, gate: Barrier, told: Any) -> None:
    """Claims every request as soon as all others are there; tells what came of it."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.utils import timezone

    from bot.cases import services
    from bot.cases.actors import Actor
    from bot.cases.errors import Taken
    from bot.cases.models import Case

    user = User.objects.get(username=f"hand{hand}")
    came = []
    for number in numbers:
        case = Case.objects.get(number=number)
        actor = Actor.staff(user)
        gate.wait(WAIT)
        try:
            services.claim(case, actor, now=timezone.now())
            came.append((number, hand, "won"))
        except Taken as error:
            came.append((number, hand, "told" if "已经由窗口" in str(error) else f"told badly: {error}"))
        except Exception as error:
            came.append((number, hand, f"{type(error).__name__}: {error}"))
    told.put(came)
    connection.close()


def _judged(numbers: list[str], came: list[tuple[str, int, str]]) -> dict[str, Any]:
    from django.db import connection

    from bot.cases import services
    from bot.cases.models import Case, Part

    winners: dict[str, list[int]] = {number: [] for number in numbers}
    for number, hand, what in came:
        if what == "won":
            winners[number].append(hand)
    fit = True
    for case in Case.objects.select_related("holder"):
        claims = list(case.events.filter(action="claim").values_list("actor", flat=True))
        leads = list(case.handlings.filter(part=Part.LEAD, ended_at=None).values_list("user__username", flat=True))
        names = [f"hand{hand}" for hand in winners[case.number]]
        fit &= claims == leads == names and case.holder is not None and case.holder.username in names
    walked = services.verify_all()
    return {
        "database": connection.vendor,
        "one_winner": sum(len(hands) == 1 for hands in winners.values()),
        "outcomes": dict(Counter(what for _, _, what in came)),
        "won_by": dict(sorted(Counter(hand for hands in winners.values() for hand in hands).items())),
        "rows_fit": fit and walked.broken is None and walked.cases == len(numbers),
    }


if __name__ == "__main__":
    raise SystemExit(main())
