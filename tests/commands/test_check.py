"""`xiaobao check`: all faults and exit code 1; --gaps; and how the command line speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main


def test_a_good_hall_is_counted(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(hall)]) == 0
    out, err = capsys.readouterr()
    assert out == "资料没有错误：5 个事项，6 个窗口，6 个办理点，2 条指路，1 项设施，1 个一件事\n"
    assert err == ""


def test_the_sample_hall_is_good(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XIAOBAO_HALL", raising=False)
    assert main(["check"]) == 0
    assert "69 个事项，40 个窗口" in capsys.readouterr().out


def test_the_folder_may_come_from_the_environment(
    hall: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOBAO_HALL", str(hall))
    assert main(["check"]) == 0
    assert "5 个事项" in capsys.readouterr().out


def test_every_fault_is_printed(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hall / "broken.yml").write_text("items: [\n", encoding="utf-8")
    text = (hall / "hall.yml").read_text(encoding="utf-8")
    (hall / "hall.yml").write_text(text.replace("review_days: 365", "review_days: 一年"), encoding="utf-8")
    assert main(["check", str(hall)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "broken.yml 第2行：" in err
    assert "hall.yml 第14行：“review_days”应当是整数。现在写的是“一年”，请改正" in err
    assert err.endswith("共 2 处错误，请改正后再运行\n")


def test_gaps_are_listed(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(hall), "--gaps"]) == 0
    out = capsys.readouterr().out
    assert "税务登记（tax_number）：还缺 材料" in out
    assert "还没有人核实的事项：3 个（共 5 个）" in out


def test_no_folder_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "nowhere")]) == 1
    err = capsys.readouterr().err
    assert "没有找到目录" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["release", "--help"], ["release", "build", "--help"], ["ask", "-h"]]
)
def test_help_is_chinese(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "用法：" in out
    assert "显示这段说明" in out
    assert not any(word in out for word in ("usage", "options:", "positional", "show this"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少参数"),
        (["dance"], "没有这个选项"),
        (["check", "a", "b"], "不认识的参数"),
        (["release"], "缺少参数"),
        (["release", "activate"], "缺少参数"),
        (["ask"], "缺少参数"),
    ],
)
def test_a_wrong_command_is_said_in_chinese(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert words in err
    assert "用法：" in err
    assert "argument" not in err
