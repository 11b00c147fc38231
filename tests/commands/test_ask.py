"""`xiaobao ask "…"`: candidates with their scores, then the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "身份证丢了咋办",
            ["1. 身份证补领（item:id_card） 得分 ", "[guide] 身份证补领", "1号窗口", "[clarify] 您的户口在本县吗？"],
        ),
        ("喜马拉雅山", ["[refuse]"]),
        ("着火了", ["[emergency]", "119"]),
        ("", ["[chitchat]"]),
    ],
)
def test_candidates_and_the_answer(hall: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str]) -> None:
    assert main(["release", "build", str(hall)]) == 0
    capsys.readouterr()
    assert main(["ask", text]) == 0
    out = capsys.readouterr().out
    assert [word for word in words if word not in out] == []


def test_without_a_release_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "身份证"]) == 1
    assert capsys.readouterr().err == "还没有启用的发布版本：请先运行 xiaobao release build\n"


def test_the_pointer_of_a_vanished_release_is_said(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (var / "releases").mkdir(parents=True)
    (var / "releases" / "active").write_text("0123456789ab\n", encoding="ascii")
    assert main(["ask", "身份证"]) == 1
    assert "没有发布版本 0123456789ab" in capsys.readouterr().err
