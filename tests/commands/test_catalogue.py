"""`xiaobao catalogue`: first content, files in and out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.catalogue.models import ChangeSet, Publication, TestLine
from bot.catalogue.services import drafts
from bot.knowledge import files
from bot.store.releases import shelf
from tests.seeded_catalogue import NOW, sample

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*arguments: str) -> tuple[int, str]:
        code = main(["catalogue", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return ran


def test_the_first_start_fills_the_database_and_speaks_and_the_second_changes_nothing(
    db: None, own_shelf: Path, run: Run
) -> None:
    code, said = run("prepare")
    assert code == 0, said
    assert "已启用" in said
    assert shelf().active().hall == sample()
    assert TestLine.objects.filter(item="id_card_reissue").count() >= 5
    assert TestLine.objects.filter(item__startswith="OOS").exists()
    assert run("prepare") == (0, "")
    assert Publication.objects.count() == 1


def test_before_that_nothing_is_imported(db: None, own_shelf: Path, run: Run) -> None:
    code, said = run("import")
    assert code == 1
    assert "xiaobao catalogue prepare" in said


def test_what_is_exported_is_what_was_imported(catalogue: Publication, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    code, said = run("export", str(folder))
    assert code == 0, said
    assert files.load(folder) == sample()
    code, said = run("import", str(folder))
    assert (code, "一样" in said) == (1, True), said
    assert not ChangeSet.objects.exists()


def test_files_enter_as_a_change_set_that_is_not_spoken(catalogue: Publication, run: Run, tmp_path: Path) -> None:
    run("export", str(tmp_path / "out"))
    file = next(
        file for file in (tmp_path / "out" / "items").glob("*.yml") if "id: id_card_reissue" in file.read_text()
    )
    text = file.read_text()
    file.write_text(text.replace("name: 居民身份证丢失补领", "name: 居民身份证丢失补领（新）"))
    code, said = run("import", str(tmp_path / "out"), "--why", "改名")
    assert code == 0, said
    assert "1条" in said
    assert ChangeSet.objects.get().entries.get().key == "id_card_reissue"
    assert shelf().active().hall == sample()
    code, said = run("status")
    assert "资料文件导入" in said
    drafts.let_go(ChangeSet.objects.get(), now=NOW)


def test_faulty_files_change_nothing_and_every_fault_is_told(catalogue: Publication, run: Run, tmp_path: Path) -> None:
    run("export", str(tmp_path / "out"))
    file = tmp_path / "out" / "windows.yml"
    file.write_text(file.read_text().replace("zone:", "zonee:", 2))
    code, said = run("import", str(tmp_path / "out"))
    assert code == 1
    assert said.count("zonee") >= 2
    assert not ChangeSet.objects.exists()


def test_nothing_is_written_over(catalogue: Publication, run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("我的")
    code, said = run("export", str(tmp_path))
    assert code == 1
    assert "不是空目录" in said
    assert [file.name for file in tmp_path.iterdir() if file.name != "releases"] == ["mine.txt"]
