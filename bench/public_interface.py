"""The public interface under load: conversations of 8 turns, alone and at 8 clients.

Run: `uv run python -m bench.public_interface [--runs 5] [--seconds 30]`. Client and service share the machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import threading
import time
from typing import Any

import httpx

from bench.service import Service, serving

LINES = (
    "我身份证丢了咋办", "那要多少钱", "在几楼", "办护照带啥", "第一个", "厕所在哪", "开个小饭馆要办什么证", "谢谢",
)  # fmt: skip
CLIENTS = 8


def main() -> None:
    """Print medians as JSON."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=30)
    args = arguments.parse_args()
    rows = []
    with serving() as service:
        _load(service, 1, 3)
        for _ in range(args.runs):
            alone = _load(service, 1, args.seconds)
            many = _load(service, CLIENTS, args.seconds)
            rows.append({
                "alone_median_ms": alone["median_ms"], "alone_p95_ms": alone["p95_ms"],
                "many_p95_ms": many["p95_ms"], "many_median_ms": many["median_ms"],
                "turns_per_s": many["turns_per_s"], "simple_share": many["simple_share"], "errors": many["errors"],
                "assistant_cpu_ms": many["assistant_cpu_ms"], "web_cpu_ms": many["web_cpu_ms"],
            })  # fmt: skip
            print(json.dumps(rows[-1]), flush=True)
        memory = service.memory()
        ready = service.ready_after
    result = {key: round(statistics.median(row[key] for row in rows), 3) for key in rows[0]}
    print(json.dumps({**result, "ready_s": round(ready, 1), "memory_mb": {k: round(v) for k, v in memory.items()}}))


def _load(service: Service, clients: int, seconds: float) -> dict[str, Any]:
    times: list[float] = []
    simple: list[int] = []
    errors: list[int] = []
    until = time.monotonic() + seconds
    workers = [threading.Thread(target=_client, args=(service, until, times, simple, errors)) for _ in range(clients)]
    used = {name: service.cpu(name) for name in ("assistant", "web")}
    began = time.monotonic()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.monotonic() - began
    ordered = sorted(times) or [0.0]
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        "turns_per_s": round(len(times) / took, 1),
        "simple_share": round(len(simple) / max(len(times), 1), 4),
        "errors": len(errors),
        **{
            f"{name}_cpu_ms": round((service.cpu(name) - before) / max(len(times), 1) * 1000, 1)
            for name, before in used.items()
        },
    }


def _client(service: Service, until: float, times: list[float], simple: list[int], errors: list[int]) -> None:
    with httpx.Client(base_url=f"{service.base}/api/v1", timeout=30, trust_env=False) as http:
        while time.monotonic() < until:
            token = http.post("/conversations", json={"channel": "web"}).json()["conversation"]
            for line in LINES:
                began = time.monotonic()
                answer = http.post(f"/conversations/{token}/messages", json={"text": line})
                times.append(time.monotonic() - began)
                if answer.status_code != 200:
                    errors.append(answer.status_code)
                elif any("简单问答" in m["text"] for m in answer.json()["messages"]):
                    simple.append(1)


if __name__ == "__main__":
    main()
