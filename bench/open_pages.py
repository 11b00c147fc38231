"""What open pages cost, and how fast a ring and a person's words are: through the real service, on loopback.

Run: `uv run python -m bench.open_pages [--pages 200] [--words 20]`. Without and with so many idle streams of events: the
latency of a plain request and of a turn, processor time and memory of the web. Then a call, as the guide desk's process
sees it, and words each way. A person's side runs in a process of its own on the service's database.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from bench.service import Service, serving
from bot.knowledge.files import load, write
from bot.paths import HALL, ROOT

ALWAYS = '  hours:\n    weekdays: [1, 2, 3, 4, 5, 6, 7]\n    spans: ["00:00-23:59"]\n'
PERSON = """
import os, sys, time, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bot.settings"); django.setup()
from django.contrib.auth.models import User
from django.utils import timezone
from bot.staff.models import Holder
from bot.talks import services
user = User.objects.create_user("bench", is_staff=True); Holder.objects.create(user=user, post="guide_desk")
print("ready", flush=True)
rung = None
while rung is None:
    rung = next(iter(services.ringing_for(user, timezone.now())), None); time.sleep(0.05)
print("rung", time.time(), flush=True)
services.answer(rung, user, timezone.now())
last = 0
for number in range(int(sys.argv[1])):
    print("said", number, time.time(), flush=True)
    services.say(rung, user, f"第{number}句", timezone.now())
    heard = False
    while not heard:
        for line in services.lines(rung, last):
            last = line.id
            heard = heard or line.text == f"答{number}"
        time.sleep(0.02)
    print("heard", number, time.time(), flush=True)
"""


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--pages", type=int, default=200)
    arguments.add_argument("--words", type=int, default=20)
    args = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write(load(HALL), Path(folder))
        hours = Path(folder) / "hall.yml"
        hours.write_text(re.sub(r"  hours:\n(?:    .*\n)+", ALWAYS, hours.read_text(), count=1))
        with serving(XIAOBAO_HALL=folder, XIAOBAO_STREAMS=str(8 * args.pages)) as service:
            found = asyncio.run(measured(service, args.pages, args.words, folder))
    print(json.dumps(found, ensure_ascii=False, indent=1))


async def measured(service: Service, pages: int, words: int, hall: str) -> dict[str, Any]:
    """All figures of one service."""
    limits = httpx.Limits(max_connections=pages + 50)
    async with httpx.AsyncClient(base_url=f"{service.base}/api/v1", timeout=70, limits=limits) as client:
        alone = await beside(service, client)
        tokens = [await opened(client) for _ in range(pages)]
        told: set[str] = set()
        streams = [asyncio.create_task(listens(client, token, told)) for token in tokens]
        while len(told) < pages:
            await asyncio.sleep(0.1)
        memory = service.memory()["web"]
        with_pages = await beside(service, client)
        talk = await talked(service, client, words, hall)
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
        again = await beside(service, client)
    return {
        "pages": pages,
        "alone": alone,
        "with pages": with_pages,
        "alone again": again,
        "web MB with pages": round(memory),
        **talk,
    }


async def opened(client: httpx.AsyncClient) -> str:
    return str((await client.post("/conversations", json={"channel": "web"})).json()["conversation"])


async def listens(client: httpx.AsyncClient, token: str, told: set[str]) -> None:
    """An open page that comes back whenever its stream ends. told: notes that it has read something."""
    while True:
        async with client.stream("GET", f"/conversations/{token}/events") as response:
            async for _ in response.aiter_bytes():
                told.add(token)


async def beside(service: Service, client: httpx.AsyncClient) -> dict[str, Any]:
    """Latency of plain requests and of turns, and the share of a core that an idle web takes."""
    before, began = service.cpu("web"), time.monotonic()
    await asyncio.sleep(5)
    idle = (service.cpu("web") - before) / (time.monotonic() - began)
    token = await opened(client)
    plain = [await timed(client.get("/hall")) for _ in range(60)]
    turns = [
        await timed(client.post(f"/conversations/{token}/messages", json={"text": "身份证丢了"})) for _ in range(30)
    ]
    return {"idle cores": round(idle, 3), "hall ms": spread(plain), "turn ms": spread(turns)}


async def timed(request: Any) -> float:
    began = time.perf_counter()
    response = await request
    response.raise_for_status()
    return (time.perf_counter() - began) * 1000


def spread(values: list[float]) -> dict[str, float]:
    """Median and 95 % of milliseconds."""
    return {"median": round(median(values), 1), "p95": round(quantiles(values, n=20)[-1], 1)}


async def talked(service: Service, client: httpx.AsyncClient, words: int, hall: str) -> dict[str, Any]:
    """Milliseconds until the desk sees a ring, and until words are on the other side."""
    env = {**os.environ, "XIAOBAO_VAR": str(service.var), "XIAOBAO_HALL": hall}
    command = [sys.executable, "-c", PERSON, str(words)]
    person = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert person.stdout is not None
    lines = person.stdout
    try:
        assert (await asyncio.to_thread(lines.readline)).strip() == "ready"
        token = await opened(client)
        rang = time.time()
        await client.post(f"/conversations/{token}/messages", json={"text": "转人工"})
        ring = (float((await asyncio.to_thread(lines.readline)).split()[1]) - rang) * 1000
        down, up = await each_way(client, token, lines, words)
    finally:
        person.kill()
    return {"ring ms": round(ring), "words to the citizen ms": spread(down), "words to the person ms": spread(up)}


async def each_way(client: httpx.AsyncClient, token: str, lines: Any, words: int) -> tuple[list[float], list[float]]:
    down, up = [], []
    async with client.stream("GET", f"/conversations/{token}/events") as response:
        found = response.aiter_text()
        text = ""
        for number in range(words):
            said = float((await asyncio.to_thread(lines.readline)).split()[2])
            while f"第{number}句" not in text:
                text += await anext(found)
            down.append((time.time() - said) * 1000)
            answered = time.time()
            await client.post(f"/conversations/{token}/messages", json={"text": f"答{number}"})
            up.append((float((await asyncio.to_thread(lines.readline)).split()[2]) - answered) * 1000)
    return down, up


if __name__ == "__main__":
    main()
