"""`xiaobao release build|list|activate`: freeze, show, switch; errors in one Chinese line."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.knowledge.shelf import Shelf


def build(hall: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """The id that a build prints."""
    assert main(["release", "build", str(hall), *more]) == 0
    return capsys.readouterr().out.split()[1]


def change(hall: Path) -> None:
    file = hall / "hall.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("示例路1号", "示例路2号"), encoding="utf-8")


def test_build_makes_and_activates(hall: Path, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["release", "build", str(hall)]) == 0
    name = Shelf(var / "releases").active_id()
    assert capsys.readouterr().out == f"发布版本 {name} 已启用\n"


def test_building_again_is_the_same_release(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(hall, capsys) == build(hall, capsys)


def test_keep_makes_without_activating(hall: Path, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = build(hall, capsys)
    change(hall)
    second = build(hall, capsys, "--keep")
    assert second != first
    assert Shelf(var / "releases").active_id() == first
    assert main(["release", "list"]) == 0
    assert sorted(capsys.readouterr().out.split()) == sorted([f"{first}（启用中）", second])


def test_activate_goes_back(hall: Path, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = build(hall, capsys)
    change(hall)
    build(hall, capsys)
    assert main(["release", "activate", first]) == 0
    assert capsys.readouterr().out == f"已启用 {first}\n"
    assert Shelf(var / "releases").active_id() == first


def test_an_unknown_release_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["release", "activate", "0123456789ab"]) == 1
    err = capsys.readouterr().err
    assert err == "没有发布版本 0123456789ab：请先运行 xiaobao release build\n"


def test_an_empty_shelf_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["release", "list"]) == 0
    assert capsys.readouterr().out == "还没有发布版本，请运行 xiaobao release build\n"


def test_a_faulty_hall_is_not_released(hall: Path, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hall / "broken.yml").write_text("items: [\n", encoding="utf-8")
    assert main(["release", "build", str(hall)]) == 1
    assert "broken.yml 第2行" in capsys.readouterr().err
    assert not (var / "releases").exists()


def test_a_full_disk_is_one_chinese_line(
    hall: Path, var: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    assert main(["release", "build", str(hall)]) == 1
    err = capsys.readouterr().err
    assert "请检查磁盘空间和目录权限" in err
    assert len(err.splitlines()) == 1
    assert list((var / "releases").iterdir()) == []


@pytest.mark.parametrize("file", ["catalogue.json", "index.npz"])
def test_a_touched_release_is_refused_and_mended_by_building(
    hall: Path, var: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    name = build(hall, capsys)
    (var / "releases" / name / file).unlink()
    assert main(["release", "activate", name]) == 1
    assert "xiaobao release build" in capsys.readouterr().err
    assert build(hall, capsys) == name
    assert main(["release", "activate", name]) == 0
