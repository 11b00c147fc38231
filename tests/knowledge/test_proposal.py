"""What is proposed for a request: kind, subject, urgency, danger, refusal, the units it names."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from bench.fit_requests import Row, digest, fit, lines
from bot.knowledge.learned import Learned
from bot.knowledge.model import Hall, Subject
from bot.knowledge.proposal import FILE, NOT_REFUSED, REFUSALS, learned, propose, read, units_named
from bot.knowledge.release import Release
from bot.knowledge.request import KINDS
from bot.measure.requests import requests
from bot.paths import ROOT

MOST_BYTES = 2_000_000
OWN = ROOT / "data" / "lines" / "requests.tsv"


def test_the_shipped_model_is_that_of_the_lines_as_they_stand() -> None:
    assert learned().lines == digest(), "请运行 python -m bench.fit_requests --write"
    assert FILE.stat().st_size < MOST_BYTES


def test_it_knows_the_kinds_subjects_and_refusals_there_are(sample_hall: Hall) -> None:
    heads = learned().heads
    assert set(heads["kind"]) == set(KINDS)
    assert set(heads["subject"]) == {subject.id for subject in sample_hall.subjects}
    assert set(heads["refused"]) == {NOT_REFUSED, *REFUSALS}
    assert heads["urgent"] == ("urgent",)


def test_every_line_is_labelled_once_with_what_there_is(sample_hall: Hall) -> None:
    rows = lines()
    assert len({row.text for row in rows}) == len(rows)
    assert {row.kind for row in rows} == set(KINDS)
    assert {row.subject for row in rows} == {subject.id for subject in sample_hall.subjects}
    assert {row.refused for row in rows} == {NOT_REFUSED, *REFUSALS}


ROWS = [
    *(Row(f"猫{n}叫", "complaint", "cat", False, NOT_REFUSED) for n in "一二三四"),
    *(Row(f"狗{n}跑", "help", "dog", True, NOT_REFUSED) for n in "一二三四"),
    *(Row(f"鱼{n}判了", "consult", "fish", False, "litigation") for n in "一二三四"),
    *(Row(f"鸟{n}仲裁", "praise", "bird", False, "arbitration") for n in "一二三四"),
]


def test_fitted_saved_and_opened_it_reads_the_same(tmp_path: Path) -> None:
    model = fit(ROWS, "digest")
    model.save(tmp_path / "model.npz")
    again = Learned.open(tmp_path / "model.npz")
    found = read("狗五跑", again)
    assert (found.best("kind")[0], found.best("subject")[0], found.urgent) == ("help", "dog", True)
    assert read("鱼五判了", again).refused == "litigation"
    assert read("猫五叫", again).refused is None


def test_the_beginning_of_a_long_text_counts_once_more() -> None:
    model = fit(ROWS)
    assert read("猫一叫" + "。" * 80 + "狗一跑", model).best("subject")[0] == "cat"
    assert read("狗一跑" + "。" * 80 + "猫一叫", model).best("subject")[0] == "dog"


@pytest.mark.parametrize(
    ("words", "kind", "subject"),
    [
        ("路灯坏了三天没人修，晚上出门怕得很", "complaint", "public_facilities"),
        ("谢谢三路公交的司机，等我妈坐稳了才开", "praise", "road_traffic"),
        ("请问公积金怎么提取", "consult", "housing"),
        ("建议学校把放学时间错开", "suggestion", "education"),
        ("举报有人在出租屋里聚众赌博", "report", "public_order"),
        ("老板欠我半年工资不给，求你们帮我要回来", "help", "labour_social"),
        ("我身份证丢了", "consult", "other"),
        ("我想问护照办好了没有", "consult", "other"),
    ],
)
def test_plain_requests(sample: Release, words: str, kind: str, subject: str) -> None:
    found = propose(sample, words)
    assert found.subject is not None
    assert (found.kind, found.subject.id) == (kind, subject)
    assert all(0 <= sure <= 1 for sure in found.confidence.values())


@pytest.mark.parametrize(
    ("words", "urgent"),
    [
        ("停水两天了一家人没水喝", True),
        ("我们这停电了", True),
        ("电线断了垂在路边", True),
        ("暖气停了，屋里冰凉", True),
        ("停暖要收多少钱", False),
        ("去年停过水，水费退不退", False),
    ],
)
def test_no_water_power_heat_or_a_live_wire_is_urgent(sample: Release, words: str, urgent: bool) -> None:
    assert propose(sample, words).urgent is urgent


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("这个案子法院已经判了，我不服判决", "litigation"),
        ("我的仲裁正在审理，你们也管管", "arbitration"),
        ("信访局已经受理了正在办，我再反映一次", "petition"),
        ("三级信访复核已经终结了，我还是不服", "decided"),
        ("房东说有本事就去法院告他", None),
        ("再不解决我就去上访", None),
        ("劳动仲裁怎么申请", None),
        ("法院门口的路灯坏了", None),
    ],
)
def test_only_what_is_under_way_elsewhere_is_refused(sample: Release, words: str, refused: str | None) -> None:
    found = propose(sample, words)
    assert found.refused == refused
    assert bool(found.rejected_reason) == bool(refused)


def test_danger_and_the_matter_are_found_too(sample: Release) -> None:
    assert propose(sample, "我家着火了，快救人").emergency == "fire"
    assert propose(sample, "路灯坏了").emergency is None
    assert propose(sample, "我的身份证丢了怎么补办").item == "id_card_reissue"
    assert propose(sample, "路灯坏了").item is None


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("11号窗口的工作人员骂人", {("window", "11"), ("department", "hr")}),
        ("公安局的办事员推三阻四", {("department", "police")}),
        ("十一号窗口态度差", {("window", "11"), ("department", "hr")}),
        ("我家楼下11号院垃圾没人拉", set()),
        ("路灯坏了", set()),
    ],
)
def test_windows_and_departments_are_read_from_the_words(
    sample_hall: Hall, words: str, named: set[tuple[str, str]]
) -> None:
    assert {(unit.kind, unit.key) for unit in units_named(sample_hall, words)} == named


def test_praise_is_against_nobody(sample: Release) -> None:
    assert propose(sample, "表扬11号窗口的同志，办得快态度好，谢谢").against == ()
    assert propose(sample, "我要投诉11号窗口的工作人员骂人").against


def test_a_subject_of_the_halls_own_is_found_by_its_words(sample_hall: Hall) -> None:
    own = Subject(id="ferry", name="渡船", post="dispatcher", words=("渡船", "码头", "摆渡"))
    hall = replace(sample_hall, subjects=(*sample_hall.subjects, own))
    found = propose(Release.of(hall), "渡船停了，码头上的摆渡没人管")
    assert found.subject == own


def test_a_hall_without_subjects_gets_a_kind_alone(sample_hall: Hall) -> None:
    found = propose(Release.of(replace(sample_hall, subjects=())), "我要投诉路灯不亮")
    assert found.subject is None
    assert found.kind == "complaint"


@pytest.mark.parametrize("words", ["", "，。！", "🙂🙂", "a", "路" * 4000, "⟦手机号1⟧"])
def test_strange_words_end_in_no_error(sample: Release, words: str) -> None:
    assert propose(sample, words).kind in KINDS


def test_own_lines_are_better_than_the_baselines(sample: Release) -> None:
    """The figures stand in docs/measurements.md; here only that they have not broken."""
    figures = requests(OWN, sample)
    for what, least in (("类型", 0.74), ("分类", 0.82), ("大类", 0.85)):
        baselines = [key for key in figures if key.startswith(f"{what}，")]
        assert len(baselines) == 2
        assert figures[what]["share"] > max(least, *(figures[key]["share"] for key in baselines))


def test_others_lines_are_measured_by_class(sample: Release, tmp_path: Path) -> None:
    path = tmp_path / "others.tsv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerows([("text", "label"), ("学校老师打娃", "教育文体"), ("医院乱收费", "卫生计生")])
    assert requests(path, sample)["大类"]["n"] == 2
