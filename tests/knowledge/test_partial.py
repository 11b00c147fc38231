"""One look finds the faults of form and the faults of meaning together."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge.faults import FaultyHall
from bot.knowledge.files import load
from bot.paths import HALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(HALL, tmp_path / "hall")
    return tmp_path / "hall"


def faults(folder: Path) -> list[str]:
    with pytest.raises(FaultyHall) as caught:
        load(folder)
    return [str(fault) for fault in caught.value.faults]


def test_faults_of_form_and_of_meaning_are_told_together(folder: Path) -> None:
    police = folder / "items" / "police.yml"
    text = police.read_text()
    text = text.replace("  - id: id_card_first\n", "  - id: id_card_first\n    colour: 红\n", 1)
    text = text.replace("\n    department: police\n", "\n    department: nobody\n", 1)
    police.write_text(text)
    found = faults(folder)
    assert any("colour" in fault for fault in found)
    assert any("nobody" in fault for fault in found)
    assert len(found) == 2


def test_what_refers_to_an_unreadable_thing_is_no_fault_of_its_own(folder: Path) -> None:
    windows = folder / "windows.yml"
    windows.write_text(windows.read_text().replace("    zone: a\n", "", 1))
    found = faults(folder)
    assert len(found) == 1
    assert "zone" in found[0]


def test_a_file_with_the_wrong_ending_is_not_passed_over_in_silence(folder: Path) -> None:
    (folder / "more.yaml").write_text("items: []\n")
    assert any("more.yaml" in fault and ".yml" in fault for fault in faults(folder))


def test_references_that_multiply_are_stopped(folder: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    (folder / "bomb.yml").write_text("phrases:\n" + "\n".join(f"  {row}" for row in rows))
    assert any("引用" in fault for fault in faults(folder))
