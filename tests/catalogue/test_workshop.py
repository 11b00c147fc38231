"""The workshop: builds what the web asks for, names what is wrong, and neither outlives the web nor takes it down."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest

from bot.catalogue import workbench, workshop
from bot.catalogue.errors import Unready
from bot.catalogue.workshop import Workshop
from bot.knowledge.building import Builder
from bot.knowledge.files import load as load_files
from bot.knowledge.model import Fee, Hall, Phrase
from bot.knowledge.release import Release, Unreadable, dumps, load, release_id, save
from bot.knowledge.shelf import shelf_at
from bot.paths import HALL, ROOT
from tests.seeded_catalogue import NOW

BENCH = "bot.catalogue.workbench:build"
ERRANDS = "tests.catalogue.errands"


@pytest.fixture(scope="module")
def hall() -> Hall:
    """The sample hall."""
    return load_files(HALL)


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    """One for all tests of this file, as the web has it."""
    made = Workshop(nice=3)
    yield made
    made.close()


def first(hall: Hall, **fields: object) -> Hall:
    return replace(hall, items=(replace(hall.items[0], **fields), *hall.items[1:]))  # type: ignore[arg-type]


# --- building


def test_a_text_becomes_a_release_on_the_shelf(shop: Workshop, hall: Hall, tmp_path: Path) -> None:
    built = shop.run(BENCH, dumps(hall), tmp_path)
    assert (built.id, built.faults) == (release_id(hall), [])
    assert load(built.id, tmp_path).hall == hall


def test_what_edits_make_is_byte_for_byte_a_build_from_nothing(shop: Workshop, hall: Hall, tmp_path: Path) -> None:
    edits = [
        hall,
        first(hall, telephone="66778899"),
        first(hall, ways=(*hall.items[0].ways, "鱼塘边上的事找谁")),
        first(hall, name="别的名称", short=("别名",)),
        replace(hall, signposts=hall.signposts[1:]),
        hall,
    ]
    for edited in edits:
        built = shop.run(BENCH, dumps(edited), tmp_path / "edited")
        new = save(Release.of(edited), tmp_path / "new")
        held = tmp_path / "edited" / built.id
        for name in ("catalogue.json", "index.npz", "index.json"):
            assert (held / name).read_bytes() == (new / name).read_bytes()


def test_an_index_that_did_not_change_is_not_written_again(shop: Workshop, hall: Hall, tmp_path: Path) -> None:
    one = shop.run(BENCH, dumps(hall), tmp_path)
    two = shop.run(BENCH, dumps(first(hall, telephone="66778899")), tmp_path)
    assert os.path.samefile(tmp_path / one.id / "index.npz", tmp_path / two.id / "index.npz")
    assert load(one.id, tmp_path).index is load(two.id, tmp_path).index


def test_a_shelf_that_was_tidied_in_between_is_no_matter(hall: Hall, tmp_path: Path) -> None:
    builder = Builder()
    one = builder.build(dumps(hall), tmp_path / "shelf")
    (tmp_path / "shelf").rename(tmp_path / "gone")
    two = builder.build(dumps(first(hall, telephone="66778899")), tmp_path / "shelf")
    assert one.id is not None
    assert two.id is not None
    assert load(two.id, tmp_path / "shelf").hall.items[0].telephone == "66778899"


FAULTS: dict[str, tuple[Callable[[Hall], Hall], str, str, str]] = {
    "an item": (
        lambda hall: first(hall, department="nobody"),
        "item", "indiv_business_setup", "事项“个体工商户设立登记”",
    ),
    "a fee": (
        lambda hall: first(hall, fee=Fee(charged=True)),
        "item", "indiv_business_setup", "事项“个体工商户设立登记”",
    ),
    "a window": (
        lambda hall: replace(hall, windows=(replace(hall.windows[0], zone="moon"), *hall.windows[1:])),
        "window", "1", "1号窗口",
    ),
    "the hall": (
        lambda hall: replace(hall, information=replace(hall.information, complaint_telephone=hall.information.telephone)),
        "information", "hall", "大厅信息",
    ),
    "a phrase": (
        lambda hall: replace(hall, phrases={**hall.phrases, "fact.free": Phrase(texts=("{moon}",))}),
        "phrase", "fact.free", "话术“fact.free”",
    ),
    "a pattern of danger": (
        lambda hall: replace(hall, cues=replace(hall.cues, calm=("(",))),
        "cues", "hall", "提示词",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "kind", "key", "where"), FAULTS.values(), ids=FAULTS)
def test_a_fault_names_its_object(
    shop: Workshop, hall: Hall, tmp_path: Path, edit: Callable[[Hall], Hall], kind: str, key: str, where: str
) -> None:
    built = shop.run(BENCH, dumps(edit(hall)), tmp_path)
    assert built.id is None
    assert [(row["kind"], row["key"], row["where"]) for row in built.faults] == [(kind, key, where)]
    assert all(row["what"] and row["todo"] for row in built.faults)
    assert list(tmp_path.iterdir()) == []


def test_two_items_of_one_name_and_a_bundle_that_lost_a_paper_are_both_found(hall: Hall, tmp_path: Path) -> None:
    other = replace(hall.items[1], name=hall.items[0].name, audience=hall.items[0].audience)
    bundle = replace(hall.bundles[0], merged=hall.bundles[0].merged[1:])
    spoiled = replace(hall, items=(hall.items[0], other, *hall.items[2:]), bundles=(bundle, *hall.bundles[1:]))
    faults = Builder().build(dumps(spoiled), tmp_path).faults
    assert {("item", other.id), ("bundle", bundle.id)} <= {(row["kind"], row["key"]) for row in faults}


def test_an_unreadable_value_is_a_fault_of_its_object(hall: Hall, tmp_path: Path) -> None:
    text = dumps(hall).replace('"charged": true', '"charged": "也许"', 1)
    (row,) = Builder().build(text, tmp_path).faults
    assert row["kind"] == "item"
    assert "charged" in row["what"]
    assert hall.items[[item.id for item in hall.items].index(row["key"])].name in row["where"]


@pytest.mark.parametrize("text", ["", "{}", '{"format": 0, "hall": {}}', "nonsense\n\n"])
def test_what_is_no_release_is_not_built(text: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        Builder().build(text, tmp_path)


def test_the_id_is_the_digest_of_the_text(hall: Hall, tmp_path: Path) -> None:
    built = workshop.build_here(dumps(hall), tmp_path)
    assert built.id == hashlib.sha256(dumps(hall).encode()).hexdigest()[:12]


# --- the gate


def test_the_gate_is_run_there_and_tells_how_far_it_is(hall: Hall, tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    item = hall.items[0]
    lines = [(name, item.id, "") for name in (item.name, *item.short)]
    names = [
        workshop.build_here(dumps(edited), tmp_path).id
        for edited in (
            hall,
            first(hall, name="鱼塘边上的事", short=(), ways=(), events=()),
            first(hall, telephone="66778899"),
        )
    ]
    told: list[tuple[int, int]] = []
    try:
        for candidate, changes in ((names[1], True), (names[2], False), (names[1], True)):
            report = workshop.review(
                str(names[0]), str(candidate), tmp_path, lines, now, job="修改单", progress=lambda *so: told.append(so)
            )
            assert json.loads(json.dumps(report)) == report
            assert (report["active"], report["candidate"]) == (names[0], candidate)
            assert bool(report["worse"] and report["stops"]) is changes
            assert told[-1][0] == told[-1][1] >= len(lines)
            assert workshop.progress("修改单") == told[-1]
        with pytest.raises(Unready, match="后台处理时出了错"):
            workshop.review("0123456789ab", str(names[1]), tmp_path, lines, now)
    finally:
        workshop.chores.close()


# --- the process


def test_it_starts_when_needed_and_stays(shop: Workshop) -> None:
    other = Workshop(nice=0)
    assert other.pid() is None
    one, two = (other.run(f"{ERRANDS}:echo", text) for text in ("一", "二"))
    assert (one[0], two[0]) == ("一", "二")
    assert one[1] == two[1] == other.pid() != os.getpid()
    other.close()
    assert other.pid() is None


def test_it_stands_back_and_knows_neither_django_nor_rasa_nor_secrets(
    monkeypatch: pytest.MonkeyPatch, hall: Hall, tmp_path: Path
) -> None:
    monkeypatch.setenv("XIAOBAO_CHANNEL_SECRET", "x" * 32)
    other = Workshop(nice=7)
    other.run(BENCH, dumps(hall), tmp_path)
    nice, modules, surroundings = other.run(f"{ERRANDS}:state")
    other.close()
    assert nice == os.nice(0) + 7
    assert not {"django", "rasa", "rasa_sdk", "tensorflow", "spacy", "scipy", "sklearn"} & modules
    assert "XIAOBAO_CHANNEL_SECRET" not in surroundings


def test_a_failure_is_said_and_the_process_goes_on(shop: Workshop) -> None:
    before = shop.run(f"{ERRANDS}:echo", "")[1]
    with pytest.raises(Unready, match="后台处理时出了错") as caught:
        shop.run(f"{ERRANDS}:fail")
    assert "inside" not in str(caught.value)
    assert shop.run(f"{ERRANDS}:echo", "")[1] == before


def test_after_a_crash_the_next_call_starts_a_new_one(shop: Workshop) -> None:
    before = shop.run(f"{ERRANDS}:echo", "")[1]
    with pytest.raises(Unready, match="意外停了"):
        shop.run(f"{ERRANDS}:die")
    text, after = shop.run(f"{ERRANDS}:echo", "又来")
    assert text == "又来"
    assert after != before


def test_what_takes_too_long_is_stopped(shop: Workshop) -> None:
    pid = shop.run(f"{ERRANDS}:echo", "")[1]
    with pytest.raises(Unready, match="时间太长"):
        shop.run(f"{ERRANDS}:echo", "", 60.0, seconds=0.3)
    assert not psutil.pid_exists(pid)
    assert shop.run(f"{ERRANDS}:echo", "又来")[0] == "又来"


def test_one_that_died_in_between_is_replaced_without_a_word(shop: Workshop) -> None:
    pid = shop.run(f"{ERRANDS}:echo", "")[1]
    os.kill(pid, signal.SIGKILL)
    assert shop.run(f"{ERRANDS}:echo", "又来")[0] == "又来"


def test_without_work_it_ends_by_itself() -> None:
    idle = Workshop(nice=0, idle=0.2)
    pid = idle.run(f"{ERRANDS}:echo", "")[1]
    assert eventually(lambda: idle.pid() is None)
    text, after = idle.run(f"{ERRANDS}:echo", "又来")
    assert text == "又来"
    assert after != pid
    idle.close()


def test_it_tells_how_far_it_is(shop: Workshop) -> None:
    told: list[tuple[int, int]] = []
    assert shop.progress("sheet") is None
    assert shop.run(f"{ERRANDS}:count", 5, job="sheet", progress=lambda *so: told.append(so)) == 5
    assert told[-1] == shop.progress("sheet") == (5, 5)
    assert all(total == 5 for _, total in told)


def test_each_thread_gets_its_own_answer(shop: Workshop) -> None:
    said: dict[str, str] = {}
    threads = [
        threading.Thread(target=lambda n=n: said.update({n: shop.run(f"{ERRANDS}:echo", n, 0.01)[0]}))
        for n in map(str, range(workshop.ROOM))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {n: n for n in map(str, range(workshop.ROOM))}
    assert psutil.pid_exists(shop.pid() or 0)  # though the thread that started it may have gone


def test_who_does_not_get_a_turn_is_told(shop: Workshop) -> None:
    long = threading.Thread(target=shop.run, args=(f"{ERRANDS}:echo", "", 2.0))
    long.start()
    time.sleep(0.5)
    with pytest.raises(Unready, match="还没有轮到"):
        shop.run(f"{ERRANDS}:echo", "", seconds=0.2)
    long.join()
    assert shop.run(f"{ERRANDS}:echo", "又来")[0] == "又来"


def test_it_does_not_outlive_the_web() -> None:
    script = (
        "import os, signal, sys\n"
        "from bot.catalogue.workshop import Workshop\n"
        f"print(Workshop(nice=0).run('{ERRANDS}:echo', '')[1], flush=True)\n"
        "sys.stdin.read()\n"
    )
    web = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert web.stdout is not None
    pid = int(web.stdout.readline())
    assert psutil.pid_exists(pid)
    web.kill()
    web.communicate()
    assert eventually(lambda: not psutil.pid_exists(pid))


def eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(400):
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_only_a_few_requests_wait_and_work_beside_them_still_comes() -> None:
    """Each that waits holds a thread of the web: a clerk who taps forty times must not stop the citizens."""
    shop = Workshop(nice=3)
    refused: list[str] = []

    def ask() -> None:
        try:
            shop.run(f"{ERRANDS}:echo", "x", 0.3)
        except Unready as error:
            refused.append(str(error))

    try:
        threads = [threading.Thread(target=ask) for _ in range(workshop.ROOM + 4)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        assert len(refused) == 4
        assert "过一会儿" in refused[0]
        assert shop.run(f"{ERRANDS}:echo", "import", job="import-1")[0] == "import"
        for thread in threads:
            thread.join()
        assert shop.run(f"{ERRANDS}:echo", "later")[0] == "later", "the room is free again"
    finally:
        shop.close()


def test_the_workshop_knows_the_answers_before_a_review_and_asks_them_once(
    own_shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    active = shelf_at(own_shelf).active_id()
    asked: list[int] = []

    def told(done: int, total: int) -> None:
        asked.append(done)

    monkeypatch.setattr(workbench, "_answered", {})
    workbench.know(active, own_shelf, ["身份证丢了", "护照怎么办"], NOW, progress=told)
    assert asked == [1, 2]
    workbench.know(active, own_shelf, ["身份证丢了", "护照怎么办"], NOW, progress=told)
    assert asked == [1, 2]
    assert set(workbench._answered[active, NOW.date()]) == {"身份证丢了", "护照怎么办"}


def test_work_that_would_fill_the_memory_fails_alone(shop: Workshop) -> None:
    shop.run(f"{ERRANDS}:echo", "x")
    before = shop.pid()
    with pytest.raises(Unready, match="出了错"):
        shop.run(f"{ERRANDS}:fill", 4)
    assert shop.run(f"{ERRANDS}:fill", 1) == 1_000_000_000
    assert shop.pid() == before
