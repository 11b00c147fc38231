"""What staff do while citizens ask: edits through the catalogue until they are spoken, and an import of 1,500 items.

Run: `uv run python -m bench.staff_work [--items 69 1500] [--edits 20]`. Edits are made by a process of its own on the
service's database, as the publish page makes them: draft, check, commit, switch. The import goes through the pages,
with `--imported` invented items. CLIENTS citizens talk all the while. The figures lie in var/bench/staff_work.json.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import threading
import time
from typing import Any

import httpx

from bench.generated_hall import generated
from bench.publishing import RESULT as BESIDE
from bench.publishing import Asker, load_of, requests_of, spread, turns_of
from bench.service import Service, serving
from bot.knowledge.files import load, write
from bot.paths import HALL, ROOT

RESULT = BESIDE.with_name("staff_work.json")
NAME, PASSWORD = "bench", "bench-春眠不觉晓"
"""Of a service that is wiped when the measurement ends."""


def main() -> None:
    """Print and keep the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--items", type=int, nargs="+", default=[69, 1500])
    arguments.add_argument("--edits", type=int, default=20)
    arguments.add_argument("--imported", type=int, default=1500)
    args = arguments.parse_args()
    result = {
        str(size): measure(size, args.edits, args.imported if size == min(args.items) else 0) for size in args.items
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))


def measure(size: int, edits: int, imported: int) -> dict[str, Any]:
    """All figures at one size."""
    hall = generated(load(HALL), size)
    folder = RESULT.parent / f"hall-{size}"
    write(hall, folder)
    with serving(XIAOBAO_HALL=str(folder)) as service:
        env = {**os.environ, "XIAOBAO_VAR": str(service.var), "XIAOBAO_HALL": str(folder)}
        command = [
            sys.executable,
            "-m",
            "bot",
            "createstaff",
            NAME,
            "--name",
            "量测",
            "--post",
            "reviewer",
            "--password-stdin",
        ]
        subprocess.run(command, cwd=ROOT, env=env, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)  # noqa: S603
        result: dict[str, Any] = {}
        for what, number in (("facts", edits), ("words", max(3, edits // 4))):
            result[what] = edited(service, env, number, what)
            print(size, what, json.dumps(result[what]), flush=True)
        if imported:
            result["import"] = while_importing(service, size + imported)
            print(size, "import", json.dumps(result["import"]), flush=True)
        result["memory_mb"] = {name: round(mb) for name, mb in service.memory().items()}
    return result


def edited(service: Service, env: dict[str, str], edits: int, what: str) -> dict[str, Any]:
    """So many edits, one after the other; `what` is changed: facts (telephones) or words (ways of asking)."""
    made: list[tuple[dict[str, Any], float]] = []
    ready = 0.0
    with load_of(service) as turns, Asker(service) as asker:
        time.sleep(2.0)
        command = [sys.executable, "-m", "bench.staff_edits", what, str(edits)]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            assert process.stdout is not None
            for line in process.stdout:
                edit = json.loads(line)
                if "ready" in edit:
                    ready = edit["ready"]
                    continue
                made.append((edit, asker.first(edit["release"])))
        if process.returncode:
            raise RuntimeError("the edits failed")
    return {
        "edits": len(made),
        "lines_asked_beforehand_s": round(ready, 1),
        "failed_questions": asker.failed[:3],
        "draft_ms": spread([edit["drafted"] - edit["began"] for edit, _ in made]),
        "check_ms": spread([edit["checked"] - edit["drafted"] for edit, _ in made]),
        "publish_to_spoken_ms": spread([spoken - edit["checked"] for edit, spoken in made]),
        "edit_to_spoken_ms": spread([spoken - edit["began"] for edit, spoken in made]),
        "turns": turns_of([took for _, took in turns]),
    }


def while_importing(service: Service, total: int) -> dict[str, Any]:
    """Requests that citizens open while a sheet of new items is read, looked at and taken in."""
    quiet = requests_of(service)
    data = sheet(total)
    done = threading.Event()
    phases: dict[str, float] = {}
    taken: list[list[float]] = []

    def citizens() -> None:
        while not done.is_set():
            taken.append(requests_of(service))

    asking = threading.Thread(target=citizens)
    asking.start()
    try:
        with Desk(service) as desk:
            began = time.monotonic()
            job = desk.upload("items.xlsx", data)
            phases["read_s"] = round(desk.until(job, "确认，生成修改单") - began, 1)
            began = time.monotonic()
            desk.confirm(job)
            phases["written_s"] = round(desk.until(job, "打开修改单") - began, 1)
    finally:
        done.set()
        asking.join()
    times = [took for some in taken for took in some]
    return {**phases, "requests": len(times), "quiet": turns_of(quiet), "busy": turns_of(times)}


def sheet(total: int) -> bytes:
    """The sample's items and invented ones as a spreadsheet."""
    from bot.catalogue.sheets import write as write_sheet
    from bot.knowledge.codec import encode

    return write_sheet("items", encode(generated(load(HALL), total)))


class Desk:
    """The staff pages over HTTP."""

    def __init__(self, service: Service) -> None:
        self._http = httpx.Client(base_url=f"{service.base}/desk", timeout=60, follow_redirects=True, trust_env=False)

    def __enter__(self) -> Desk:
        self._post("/login/", {"username": NAME, "password": PASSWORD})
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def upload(self, name: str, data: bytes) -> str:
        """The address of the import's page."""
        token = self._token("/sheets/")
        files = {"file": (name, io.BytesIO(data))}
        answer = self._http.post(
            "/sheets/upload/", data={"csrfmiddlewaretoken": token}, files=files, headers=self._origin()
        )
        answer.raise_for_status()
        return re.sub(r"^/desk", "", answer.url.path)

    def confirm(self, job: str) -> None:
        """Take it in."""
        self._post(f"{job}confirm/", {"title": "量测", "why": "量测导入"}, page=job)

    def until(self, job: str, words: str) -> float:
        """The moment at which the page says these words."""
        for _ in range(600):
            text = self._http.get(job).text
            if words in text and "正在" not in text:
                return time.monotonic()
            time.sleep(0.2)
        raise TimeoutError(words)

    def _post(self, path: str, form: dict[str, str], page: str | None = None) -> None:
        token = self._token(page or path)
        answer = self._http.post(path, data={**form, "csrfmiddlewaretoken": token}, headers=self._origin())
        answer.raise_for_status()

    def _token(self, page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self._http.get(page).text)
        if found is None:
            raise RuntimeError(f"no form at {page}")
        return found.group(1)

    def _origin(self) -> dict[str, str]:
        base = str(self._http.base_url).removesuffix("/desk/")
        return {"Origin": base, "Referer": f"{base}/desk/"}


if __name__ == "__main__":
    main()
