"""How `xiaobao test` calls pytest."""

from __future__ import annotations

import os
import subprocess
from argparse import Namespace
from typing import Any

import pytest

from bot.commands import test as command


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    lines: list[list[str]] = []

    def run(line: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        lines.append(line)
        return subprocess.CompletedProcess(line, 3)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(command, "ensure_model", lambda: None)
    return lines


def test_all_tests_are_shared_where_there_are_two_cores_and_the_browsers_come_alone(
    called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert command.run(Namespace(rest=[])) == 3
    assert [line[3:] for line in called] == [command.SHARED, command.ALONE]
    assert command.SHARED[-1] == f"not {command.ALONE[-1]}", "together they are all tests"


def test_one_core_and_chosen_tests_stay_in_one_process(
    called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.run(Namespace(rest=["tests/text"])) == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    command.run(Namespace(rest=[]))
    assert [line[3:] for line in called] == [["tests/text"], []]


def test_a_fault_in_the_first_part_is_not_lost(called: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter((1, 0))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(subprocess, "run", lambda line, **_: subprocess.CompletedProcess(line, next(codes)))
    assert command.run(Namespace(rest=[])) == 1
