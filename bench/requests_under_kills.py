"""Requests opened by form and in conversation by clients that retry, while the service is killed under them.

Run: `uv run python -m bench.requests_under_kills [--forms 9000] [--talks 1000] [--kills 30] [--database postgresql]`.
Web and assistant are killed at random moments of the progress, PostgreSQL itself twice. At the end every number that
was handed out must be there once, nothing that nobody was told of, and every chain of history must fit.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import random
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import psutil

from bench import postgres
from bench.service import Service, serving
from bot.paths import ROOT

FORM_CLIENTS, TALK_CLIENTS = 8, 4
PATIENCE, IMPATIENCE = 20.0, 0.03
"""Seconds a client waits for an answer; one in ten hangs up so soon that the answer is lost, then asks again."""
GIVE_UP = 300.0
"""Seconds after which a client says that it never got an answer."""
TURNS_MOST = 200
LOOKED_UP = 40
"""So many numbers are looked up with their codes at the end."""


@dataclass
class Tally:
    """What the clients met. handed: task → the numbers it was told, each answer; codes: number → query code."""

    handed: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: {"form": [], "turn": []})
    lost: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def done(self) -> int:
        """Tasks that ended."""
        return len(self.handed) + len(self.lost)

    def told(self, task: str, number: str, code: str | None) -> None:
        """One answer with a number."""
        with self.lock:
            self.handed.setdefault(task, []).append(number)
            if code:
                self.codes[number] = code


class Client:
    """Somebody's page: asks with a key until there is an answer."""

    def __init__(self, service: Service, tally: Tally, seed: int) -> None:
        self._http = httpx.Client(base_url=f"{service.base}/api/v1", timeout=PATIENCE, trust_env=False)
        self._tally, self._chance = tally, random.Random(seed)  # noqa: S311  (the same every time)

    def post(self, path: str, body: dict[str, Any], what: str, *, ok: int, key: str | None = None) -> dict[str, Any]:
        """The answer, however often it takes. Raises Never, and Stale for a refusal that another try won't change."""
        key, began, refused = key or uuid.uuid4().hex, time.monotonic(), 0
        hasty = self._chance.random() < 0.1
        while time.monotonic() - began < GIVE_UP:
            asked = time.monotonic()
            try:
                answer = self._http.post(
                    path, json=body, headers={"Idempotency-Key": key}, timeout=IMPATIENCE if hasty else PATIENCE
                )
            except httpx.TimeoutException:
                self._meet("hung up" if hasty else "timeout")
            except httpx.TransportError:
                self._meet("no connection")
            else:
                self._meet(str(answer.status_code))
                if answer.status_code == ok:
                    with self._tally.lock:
                        self._tally.times[what].append(time.monotonic() - asked)
                    found: dict[str, Any] = answer.json()
                    return found
                if answer.status_code == 409:
                    refused += 1
                if (answer.status_code not in (409, 429) and answer.status_code < 500) or refused > 60:
                    raise Stale(f"{answer.status_code} {answer.text[:200]}")
            hasty = False
            time.sleep(self._chance.uniform(0.1, 0.6))
        raise Never(path)

    def form(self, task: str) -> None:
        """One request by the page's form; one in twenty asks once more with the same key when it has its answer."""
        key = uuid.uuid4().hex
        body = {
            "kind": self._chance.choice(["help", "complaint", "consult", "suggestion"]),
            "description": f"路灯坏了好几天，晚上看不见路，这是第{task}处",
            "address": f"{task}处",
            **({"contact": "13912345678", "way_back": "call", "consent": True} if self._chance.random() < 0.5 else {}),
        }
        again = 2 if self._chance.random() < 0.05 else 1
        for _ in range(again):
            case = self.post("/cases", body, "form", ok=201, key=key)
            self._tally.told(task, case["number"], case["code"])

    def talk(self, task: str) -> None:
        """One request by the form in the conversation."""
        opened = self.post("/conversations", {"channel": "web"}, "turn", ok=201)
        path, messages = f"/conversations/{opened['conversation']}", [{"kind": "greeting", "options": []}]
        say: dict[str, str] = {"text": "我要投诉"}
        for _ in range(TURNS_MOST):
            try:
                messages = self.post(f"{path}/messages", say, "turn", ok=200)["messages"]
            except Stale:  # the page was left behind: it reads what has been said, and goes on from there
                messages = self._so_far(path)
            made = next((one["case"] for one in messages if one["kind"] == "case_created"), None)
            if made is not None:
                self._tally.told(task, made["number"], made["code"])
                return
            say = _next(messages, task)
        raise Never(f"talk: {[one['kind'] for one in messages]}")

    def _so_far(self, path: str) -> list[dict[str, Any]]:
        for _ in range(200):
            try:
                answer = self._http.get(path)
                if answer.status_code == 200:
                    found: list[dict[str, Any]] = answer.json()["messages"]
                    return found
            except httpx.TransportError:
                pass
            time.sleep(0.5)
        raise Never(path)

    def _meet(self, what: str) -> None:
        with self._tally.lock:
            self._tally.met[what] += 1


class Never(Exception):
    """No answer in all this time."""


class Stale(Exception):
    """An answer that another try won't change."""


def _next(messages: list[dict[str, Any]], task: str) -> dict[str, str]:
    """What a person would do now: confirm, skip, say the matter, or begin again when the guide could not take it."""
    offered = [option["id"] for one in messages[-3:] for option in one.get("options") or ()]
    for wanted in ("form:confirm", "form:skip", "case"):
        if wanted in offered:
            return {"choice": wanted}
    if messages[-1]["kind"] == "ask_field":
        return {"text": f"路灯坏了好几天，晚上看不见路，这是第{task}处"}
    time.sleep(1)  # the assistant is away: what was said stays, the form comes back with it
    return {"text": "我要投诉"}


def opened(forms: int, talks: int, kills: int, *, database: str, seed: int = 11) -> dict[str, Any]:
    """Opens so many requests under so many kills; the figures and what is wrong, which should be nothing."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres.running()) if database == "postgresql" else None
        env = {"XIAOBAO_DATABASE": server.url if server is not None else ""}
        service = stack.enter_context(serving(**env))
        tally, began = Tally(), time.monotonic()
        tasks: dict[str, queue.SimpleQueue[str]] = {"form": queue.SimpleQueue(), "talk": queue.SimpleQueue()}
        for number in range(forms):
            tasks["form"].put(f"甲{number}")
        for number in range(talks):
            tasks["talk"].put(f"乙{number}")
        kinds = ["form"] * min(FORM_CLIENTS, forms) + ["talk"] * min(TALK_CLIENTS, talks)
        threads = [
            threading.Thread(
                target=_work, args=(kind, tasks[kind], Client(service, tally, seed + place), tally), daemon=True
            )
            for place, kind in enumerate(kinds)
        ]
        for thread in threads:
            thread.start()
        killed = _kill(service, server, tally, forms + talks, kills, seed, threads)
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        _back(service)
        wrong = _wrong(service, tally)
        kept = _kept({**os.environ, **env, "XIAOBAO_VAR": str(service.var)})
    numbers = {number for told in tally.handed.values() for number in told}
    in_database = set(kept["numbers"])
    return {
        "database": database, "forms": forms, "talks": talks, "killed": dict(killed), "seconds": round(took, 1),
        "load_average": round(os.getloadavg()[0], 1),
        "never_answered": tally.lost,
        "numbers_handed_out": len(numbers),
        "tasks_with_two_numbers": sum(len(set(told)) > 1 for told in tally.handed.values()),
        "numbers_given_to_two_tasks": sum(len(set(told)) for told in tally.handed.values()) - len(numbers),
        "handed_out_and_gone": len(numbers - in_database),
        "opened_and_never_told": len(in_database - numbers),
        "opened_twice_for_one_matter": kept["twice"],
        "chain": kept["chain"],
        "not_found_by_number_and_code": wrong,
        "met": dict(sorted(tally.met.items())),
        "share_of_5xx": _share(tally, lambda what: what[0] == "5"),
        "share_of_timeouts": _share(tally, lambda what: what == "timeout"),
        "median_ms": {what: round(statistics.median(times) * 1000) for what, times in tally.times.items() if times},
    }  # fmt: skip


def _share(tally: Tally, which: Any) -> float:
    return round(sum(n for what, n in tally.met.items() if which(what)) / max(1, sum(tally.met.values())), 4)


def _work(kind: str, tasks: queue.SimpleQueue[str], client: Client, tally: Tally) -> None:
    while True:
        try:
            task = tasks.get_nowait()
        except queue.Empty:
            return
        try:
            (client.form if kind == "form" else client.talk)(task)
        except Exception as error:
            with tally.lock:
                tally.lost.append(f"{task}: {type(error).__name__} {error}")


def _kill(service: Service, server: postgres.Server | None, tally: Tally, total: int, kills: int, seed: int,
          threads: list[threading.Thread]) -> Counter[str]:  # fmt: skip
    """Kills by the progress of the clients, so that it never falls into a pause; who was killed how often."""
    chance = random.Random(seed)  # noqa: S311  (the same every time)
    moments = sorted(chance.sample(range(1, max(2, int(total * 0.95))), kills))
    whom = ["web" if number % 2 else "assistant" for number in range(kills)]
    if server is not None:
        whom[kills // 3] = whom[2 * kills // 3] = "database"
    killed: Counter[str] = Counter()
    for moment, name in zip(moments, whom, strict=True):
        while tally.done < moment and any(thread.is_alive() for thread in threads):
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.3))
        if name == "database" and server is not None:
            server.kill()
            time.sleep(1)
            server.start()
        else:
            _one(service, name).kill()
        killed[name] += 1
        print(f"{killed.total()}/{kills}: {name} killed after {tally.done} of {total}", file=sys.stderr, flush=True)
    return killed


def _one(service: Service, name: str) -> psutil.Process:
    """The process of a child; waited for where the supervisor has not started it again yet."""
    for _ in range(1200):
        try:
            return service.child(name)
        except (StopIteration, psutil.NoSuchProcess):
            time.sleep(0.1)
    raise RuntimeError(f"{name} was not started again")


def _back(service: Service) -> None:
    with httpx.Client(base_url=service.base, timeout=5, trust_env=False) as http:
        for _ in range(600):
            try:
                if http.get("/health").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
    raise RuntimeError("the service did not come back")


def _wrong(service: Service, tally: Tally) -> int:
    """How many of some numbers are not found with their codes."""
    wrong = 0
    chosen = random.Random(1).sample(sorted(tally.codes), min(LOOKED_UP, len(tally.codes)))  # noqa: S311
    with httpx.Client(base_url=service.base, timeout=PATIENCE, trust_env=False) as http:
        for number in chosen:
            answer = http.get(f"/api/v1/cases/{number}", params={"code": tally.codes[number]})
            wrong += answer.status_code != 200 or answer.json()["number"] != number
    return wrong


def _kept(env: dict[str, str]) -> dict[str, Any]:
    """What the database holds, read by a process of its own."""
    code = "from bench.requests_under_kills import tell; tell()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def tell() -> None:
    """Prints all numbers, how many matters were opened twice, and whether every chain fits, as JSON."""
    from bot.commands import tables

    tables.ready()
    from bot.cases import services
    from bot.cases.models import Case

    rows = list(Case.objects.values_list("number", "description"))
    walked = services.verify_all()
    whole = walked.broken is None and walked.cases == len(rows)
    print(
        json.dumps(
            {
                "numbers": [number for number, _ in rows],
                "twice": len(rows) - len({words for _, words in rows}),
                "chain": "fits" if whole else str(walked.broken),
            }
        )
    )


FAULTS = ("tasks_with_two_numbers", "numbers_given_to_two_tasks", "handed_out_and_gone", "opened_and_never_told",
          "opened_twice_for_one_matter", "not_found_by_number_and_code")  # fmt: skip


def sound(result: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled or changed."""
    return not result["never_answered"] and result["chain"] == "fits" and not any(result[name] for name in FAULTS)


def main() -> int:
    """Print the figures; 1 when something was lost."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--forms", type=int, default=9000)
    arguments.add_argument("--talks", type=int, default=1000)
    arguments.add_argument("--kills", type=int, default=30)
    arguments.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments.add_argument("--seed", type=int, default=11)
    args = arguments.parse_args()
    result = opened(args.forms, args.talks, args.kills, database=args.database, seed=args.seed)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0 if sound(result) else 1


if __name__ == "__main__":
    raise SystemExit(main())
