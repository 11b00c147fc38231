"""How soon an edit is spoken, and what citizens notice of it: builds, switches and reads on the running service.

Run: `uv run python -m bench.publishing [--items 69 1500] [--edits 20] [--reads 5000]`. Service, workshop and clients
share the machine. An edit is a document in hand; it is built in the workshop, made ready in both processes and switched
to, as the publish page does it. The figures lie in var/bench/publishing.json.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.generated_hall import generated
from bench.public_interface import LINES
from bench.service import Service, serving
from bot.catalogue import workshop
from bot.knowledge.building import Builder
from bot.knowledge.files import load, write
from bot.knowledge.model import Hall, Item, PlaceUse
from bot.knowledge.release import dumps
from bot.knowledge.shelf import Shelf
from bot.paths import HALL, ROOT

RESULT = ROOT / "var" / "bench" / "publishing.json"
CLIENTS, READERS = 8, 16
MEANWHILE = 200
"""Requests that are opened while the workshop toils."""
SIMPLE = "简单问答"
READ = ("id_card_reissue", "indiv_business_setup")
"""Items whose telephone and place change together."""

Turn = tuple[float, float]
"""When a turn ended, on the monotonic clock that all processes share, and the seconds it took."""


def main() -> None:
    """Print and keep the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--items", type=int, nargs="+", default=[69, 1500])
    arguments.add_argument("--edits", type=int, default=20)
    arguments.add_argument("--reads", type=int, default=5000)
    args = arguments.parse_args()
    result = {}
    for size in args.items:
        result[str(size)] = measure(generated(load(HALL), size), args.edits, args.reads)
        print(json.dumps({size: result[str(size)]}, ensure_ascii=False, indent=1), flush=True)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


def measure(hall: Hall, edits: int, reads: int) -> dict[str, Any]:
    """All figures at one size."""
    folder = RESULT.parent / f"hall-{len(hall.items)}"
    write(hall, folder)
    with serving(XIAOBAO_HALL=str(folder)) as service:
        root = service.var / "releases"
        began = time.monotonic()
        workshop.build(dumps(hall), root)
        first = time.monotonic() - began
        result: dict[str, Any] = {"first_build_s": round(first, 2)}
        for name, change in (("facts", _fact), ("ways", _way)):
            result[name] = edited(service, hall, edits, change)
        result["reads"] = read_during(service, hall, edits, reads)
        result["meanwhile"] = meanwhile(service, hall)
        time.sleep(1)
        pid = workshop.builds.pid()
        memory = {"workshop": psutil.Process(pid).memory_info().rss / 1e6} if pid else {}
        result["memory_mb"] = {name: round(mb) for name, mb in {**service.memory(), **memory}.items()}
        workshop.builds.close()
        workshop.chores.close()
    return result


# --- an edit until it is spoken


def _fact(item: Item, number: int) -> Item:
    return replace(item, telephone=f"6{number:07d}")


def _way(item: Item, number: int) -> Item:
    return replace(item, ways=(*item.ways, f"{item.name}第{number}回问该找谁"))


@dataclass
class Edit:
    """Moments on the monotonic clock. spoken: when the first answer that names the new release had come."""

    handed: float
    built: float
    settled: float
    switched: float
    spoken: float


def edited(service: Service, hall: Hall, edits: int, change: Any) -> dict[str, Any]:
    """So many edits of different items, one after the other, while CLIENTS talk."""
    shelf = Shelf(service.var / "releases")
    made = []
    with load_of(service) as turns, Asker(service) as asker:
        time.sleep(2.0)
        for number in range(edits):
            place = number * 7 % len(hall.items)
            items = list(hall.items)
            items[place] = change(items[place], number)
            hall = replace(hall, items=tuple(items))
            made.append(_published(shelf, asker, dumps(hall)))
            time.sleep(0.5)
    spans = [(edit.handed, edit.spoken) for edit in made]
    near = [took for ended, took in turns if any(low < ended and ended - took < high for low, high in spans)]
    far = [took for ended, took in turns if not any(low < ended and ended - took < high for low, high in spans)]
    return {
        "build_ms": spread([edit.built - edit.handed for edit in made]),
        "ready_ms": spread([edit.settled - edit.built for edit in made]),
        "commit_to_spoken_ms": spread([edit.spoken - edit.settled for edit in made]),
        "whole_ms": spread([edit.spoken - edit.handed for edit in made]),
        "turns_during": {"n": len(near), **turns_of(near)},
        "turns_between": {"n": len(far), **turns_of(far)},
    }


def _published(shelf: Shelf, asker: Asker, text: str) -> Edit:
    handed = time.monotonic()
    built = workshop.build(text, shelf.root)
    if built.id is None:
        raise RuntimeError(str(built.faults))
    done = time.monotonic()
    moments: list[float] = []
    shelf.activate(built.id, commit=lambda: moments.append(time.monotonic()))
    switched = time.monotonic()
    return Edit(handed, done, moments[0], switched, asker.first(built.id))


class Asker:
    """Asks all the time, and knows when a release was first named in an answer."""

    def __init__(self, service: Service) -> None:
        self._service, self._named = service, dict[str, float]()
        self._news, self._done = threading.Condition(), threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.failed: list[str] = []

    def __enter__(self) -> Asker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def first(self, name: str) -> float:
        """When the first answer that names this release had come."""
        with self._news:
            if not self._news.wait_for(lambda: name in self._named, 30):
                raise TimeoutError(name)
            return self._named[name]

    def _ask(self) -> None:
        with _http(self._service) as http:
            while not self._done.is_set():
                try:
                    self._talk(http)
                except httpx.HTTPError as error:  # an answer that is late is asked for again
                    self.failed.append(repr(error))

    def _talk(self, http: httpx.Client) -> None:
        opened = http.post("/conversations", json={"channel": "web"}).raise_for_status()
        token = opened.json()["conversation"]
        for line in LINES:
            answer = http.post(f"/conversations/{token}/messages", json={"text": line}).raise_for_status().json()
            now = time.monotonic()
            with self._news:
                for message in answer["messages"]:
                    self._named.setdefault(message["release"].partition("+")[0], now)
                self._news.notify_all()


# --- reads while releases come and go


@dataclass
class Reads:
    """What was read. torn: answers of two releases. simple: answers in simple mode. others: no card of the item."""

    releases: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    torn: int = 0
    simple: int = 0
    others: int = 0
    failed: int = 0


def read_during(service: Service, hall: Hall, publishes: int, reads: int) -> dict[str, Any]:
    """So many reads, READERS at once, during so many publishes; each says the telephone and the place of one release."""
    shelf = Shelf(service.var / "releases")
    said: dict[str, tuple[str, str]] = {}
    seen, lock, left = Reads(), threading.Lock(), iter(range(reads))
    begun, finished = threading.Event(), threading.Event()
    names = {item.id: item.name for item in hall.items if item.id in READ}

    def reader() -> None:
        with _http(service) as http:
            while True:
                token = http.post("/conversations", json={"channel": "web"}).json()["conversation"]
                for item in READ * 2:
                    with lock:
                        if next(left, None) is None:
                            return
                    if not begun.is_set():
                        begun.wait()
                    began = time.monotonic()
                    answer = http.post(f"/conversations/{token}/messages", json={"text": names[item]})
                    took = time.monotonic() - began
                    with lock:
                        seen.times.append(took)
                        _judge(answer, item, said, seen)

    def publisher() -> None:
        for number in range(publishes):
            windows = hall.windows
            telephone, place = f"7{number:07d}", f"window:{windows[number % len(windows)].number}"
            items = tuple(
                replace(item, telephone=telephone, places=(PlaceUse(place=place),)) if item.id in READ else item
                for item in hall.items
            )
            built = workshop.build(dumps(replace(hall, items=items)), shelf.root)
            if built.id is None:
                raise RuntimeError(str(built.faults))
            said[built.id] = (telephone, place)
            shelf.activate(built.id)
            begun.set()
            # spread over the reads, the last ones after the last publish
            while not finished.is_set() and len(seen.times) < reads * (number + 1) / (publishes + 1):
                time.sleep(0.01)

    with ThreadPoolExecutor(READERS + 1) as threads:
        publishing = threads.submit(publisher)
        readers = [threads.submit(reader) for _ in range(READERS)]
        for one in readers:
            one.result()
        finished.set()
        publishing.result()
    return {
        "reads": len(seen.times), "publishes": publishes, "releases_read": len(seen.releases), "torn": seen.torn,
        "simple": seen.simple, "others": seen.others, "failed": seen.failed, **turns_of(seen.times),
    }  # fmt: skip


def _judge(answer: httpx.Response, item: str, said: dict[str, tuple[str, str]], seen: Reads) -> None:
    if answer.status_code != 200:
        seen.failed += 1
        return
    messages = answer.json()["messages"]
    names = {message["release"].partition("+")[0] for message in messages}
    seen.releases |= names
    seen.simple += any(SIMPLE in message["text"] for message in messages)
    cards = [message["card"] for message in messages if message["card"] and (message["item"] or {}).get("id") == item]
    if not cards:
        seen.others += 1
    told = {(card["telephone"], card["places"][0]["id"]) for card in cards}
    seen.torn += len(names) != 1 or any(pair != said[min(names)] for pair in told)


# --- requests while the workshop toils


def meanwhile(service: Service, hall: Hall) -> dict[str, Any]:
    """MEANWHILE requests, CLIENTS at once, while everything is built from nothing again and again; and without that."""
    quiet = requests_of(service)
    text, stop = dumps(hall), threading.Event()
    builds: list[float] = []

    def toil() -> None:
        while not stop.is_set():
            began = time.monotonic()
            workshop.run("bench.publishing:build_from_nothing", text, service.var / "toil")
            builds.append(time.monotonic() - began)

    worker = threading.Thread(target=toil)
    worker.start()
    time.sleep(1.0)
    busy = requests_of(service)
    stop.set()
    worker.join()
    return {"quiet": turns_of(quiet), "busy": turns_of(busy), "builds": len(builds), "build_ms": spread(builds)}


def build_from_nothing(text: str, root: Path) -> str | None:
    """A build by somebody who has read nothing before."""
    return Builder().build(text, root).id


def requests_of(service: Service) -> list[float]:
    """Seconds of MEANWHILE talks that are opened and asked one question, CLIENTS at once."""
    left, times = iter(range(MEANWHILE)), list[float]()

    def client() -> None:
        with _http(service) as http:
            for _ in left:
                began = time.monotonic()
                token = http.post("/conversations", json={"channel": "web"}).json()["conversation"]
                http.post(f"/conversations/{token}/messages", json={"text": LINES[0]}).raise_for_status()
                times.append(time.monotonic() - began)

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


# --- load, and figures


@contextmanager
def load_of(service: Service) -> Iterator[list[Turn]]:
    """CLIENTS talking in a process of their own; their turns are there at the end."""
    spawn = multiprocessing.get_context("spawn")
    stop, queue, turns = spawn.Event(), spawn.Queue(), list[Turn]()
    process = spawn.Process(target=_talk, args=(service.base, stop, queue))
    process.start()
    try:
        yield turns
    finally:
        stop.set()
        turns += queue.get(timeout=60)
        process.join()


def _talk(base: str, stop: Any, queue: Any) -> None:
    turns: list[Turn] = []

    def client() -> None:
        with httpx.Client(base_url=f"{base}/api/v1", timeout=30, trust_env=False) as http:
            while not stop.is_set():
                token = http.post("/conversations", json={"channel": "web"}).json()["conversation"]
                for line in LINES:
                    began = time.monotonic()
                    http.post(f"/conversations/{token}/messages", json={"text": line}).raise_for_status()
                    ended = time.monotonic()
                    turns.append((ended, ended - began))

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(turns)


def _http(service: Service) -> httpx.Client:
    return httpx.Client(base_url=f"{service.base}/api/v1", timeout=30, trust_env=False)


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and slowest in milliseconds."""
    ordered = sorted(seconds)
    return {
        "median": round(statistics.median(ordered) * 1000, 1),
        "slowest": round(ordered[-1] * 1000, 1),
    }


def turns_of(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95 % and slowest of turns in milliseconds."""
    ordered = sorted(seconds) or [0.0]
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        "slowest_ms": round(ordered[-1] * 1000, 1),
    }


if __name__ == "__main__":
    main()
