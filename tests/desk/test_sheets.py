"""Spreadsheets at the desk: who may, what a preview shows, what comes of a confirmation, what is left of a file."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from bot.catalogue.models import ChangeSet, Entry, ImportJob, Publication, Revision
from bot.catalogue.models.imports import ImportState
from bot.catalogue.services import imports
from bot.catalogue.services.drafts import propose
from bot.catalogue.sheets import KINDS
from tests.catalogue.sheet_files import xlsx
from tests.seeded_catalogue import catalogue, own_shelf  # noqa: F401
from tests.web_personas import PERSONAS

PAGE, UPLOAD = "/desk/sheets/", "/desk/sheets/upload/"
KEEPERS = {"editor", "other_editor", "reviewer", "manager"}
PHONE = [["编号", "咨询电话"], ["id_card_first", "12367"]]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would run beside the request runs in it."""
    monkeypatch.setattr(imports, "in_background", lambda work, name: work())


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, data: bytes, name: str = "表.xlsx") -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)})


def job_of(response: Any) -> ImportJob:
    assert response.status_code == 302, response.content.decode()
    return ImportJob.objects.get(pk=int(re.findall(r"\d+", response.headers["Location"])[-1]))


def words(response: Any) -> str:
    text: str = response.content.decode()
    return text


PATHS = [PAGE, UPLOAD, f"{PAGE}items/export/xlsx/", f"{PAGE}items/template/", *(f"{PAGE}jobs/1/{x}" for x in ("", "confirm/", "drop/", "faults/"))]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_sent_to_the_login(stranger: Client, path: str) -> None:
    for response in (stranger.get(path), stranger.post(path)):
        assert response.status_code in (302, 405)
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/desk/login/")


@pytest.mark.parametrize("path", PATHS)
def test_each_lower_role_gets_403(personas: dict[str, User], path: str, catalogue: Publication) -> None:  # noqa: F811
    for name, user in personas.items():
        client = desk_of(user)
        answers = {client.get(path).status_code, client.post(path).status_code} - {405}
        assert (answers == {403}) == (name not in KEEPERS), (name, path, answers)
    assert set(personas) == set(PERSONAS)
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("kind", [*KINDS, "all"])
def test_what_is_exported_and_uploaded_again_changes_nothing(reviewer: User, catalogue: Publication, kind: str) -> None:  # noqa: F811
    client = desk_of(reviewer)
    given = client.get(f"{PAGE}{kind}/export/xlsx/")
    assert "filename*=utf-8''" in given.headers["Content-Disposition"]
    job = job_of(send(client, given.content))
    assert job.state == ImportState.READY
    assert "没有什么要改的" in words(client.get(f"{PAGE}jobs/{job.pk}/"))


def test_a_template_and_a_csv_are_given_and_nothing_else(editor: User, catalogue: Publication) -> None:  # noqa: F811
    client = desk_of(editor)
    assert load_workbook(io.BytesIO(client.get(f"{PAGE}materials/template/").content)).sheetnames[0] == "材料"
    assert client.get(f"{PAGE}places/export/csv/").content.startswith(b"\xef\xbb\xbf")
    for path in ("x/template/", "items/export/pdf/", "all/export/csv/"):
        assert client.get(f"{PAGE}{path}").status_code == 404


def test_an_import_is_looked_at_confirmed_and_becomes_a_change_set(editor: User, catalogue: Publication) -> None:  # noqa: F811
    client = desk_of(editor)
    job = job_of(send(client, xlsx(事项=PHONE), "电话.xlsx"))
    page = words(client.get(f"{PAGE}jobs/{job.pk}/"))
    assert "<del>12345</del>" in page
    assert "<ins>12367</ins>" in page
    assert "第2行" in page
    assert not ChangeSet.objects.filter(by="郑编辑").exists()
    assert client.post(f"{PAGE}jobs/{job.pk}/confirm/", {"title": "  ", "why": "改号"}).status_code == 422
    client.post(f"{PAGE}jobs/{job.pk}/confirm/", {"title": "电话换了", "why": "改号"})
    job.refresh_from_db()
    assert (job.state, bytes(job.data), job.contents) == (ImportState.DONE, b"", "")
    revision = Revision.objects.get(change_set=job.change_set)
    assert (revision.entry.key, revision.source, revision.why) == ("id_card_first", "sheet", "改号")
    assert json.loads(revision.content)["telephone"] == "12367"
    assert Entry.objects.get(kind="item", key="id_card_first").approved != revision
    assert "打开修改单" in words(client.get(f"{PAGE}jobs/{job.pk}/"))
    client.post(f"{PAGE}jobs/{job.pk}/confirm/", {"title": "再来一次"})
    assert Revision.objects.filter(change_set__title="再来一次").count() == 0


def test_a_faulty_file_changes_nothing_and_comes_back_marked(editor: User, catalogue: Publication) -> None:  # noqa: F811
    client = desk_of(editor)
    rows = [["编号", "事项名称", "类别"], ["id_card_first", "护照", "出国"], [None, "新的", "出入境"]]
    job = job_of(send(client, xlsx(事项=rows)))
    assert job.state == ImportState.FAULTY
    page = words(client.get(f"{PAGE}jobs/{job.pk}/"))
    assert "没有“出国”这个类别" in page
    assert page.count("<tr>") == len(job.result["faults"]) + 1
    sheet = load_workbook(io.BytesIO(client.get(f"{PAGE}jobs/{job.pk}/faults/").content))["事项"]
    assert "没有“出国”这个类别" in sheet["C2"].comment.text
    client.post(f"{PAGE}jobs/{job.pk}/confirm/", {"title": "硬要"})
    assert not Revision.objects.filter(source="sheet").exists()


def test_a_file_that_cannot_be_read_says_so(editor: User, catalogue: Publication) -> None:  # noqa: F811
    client = desk_of(editor)
    job = job_of(send(client, b"PK\x03\x04 nothing"))
    assert (job.state, bytes(job.data)) == (ImportState.FAILED, b"")
    assert "损坏" in words(client.get(f"{PAGE}jobs/{job.pk}/"))
    assert "还没有选文件" in words(client.post(UPLOAD))
    big = send(client, b"x" * (imports.MAX_BYTES + 1))
    assert big.status_code == 422
    assert "10 MB" in words(big)


def test_rows_of_other_departments_are_refused(other_editor: User, catalogue: Publication) -> None:  # noqa: F811
    job = job_of(send(desk_of(other_editor), xlsx(事项=PHONE)))
    assert job.state == ImportState.FAULTY
    assert "县公安局" in job.result["faults"][0]["what"]


def test_nobody_sees_or_decides_another_ones_import(editor: User, reviewer: User, catalogue: Publication) -> None:  # noqa: F811
    job = job_of(send(desk_of(editor), xlsx(事项=PHONE)))
    other = desk_of(reviewer)
    assert other.get(f"{PAGE}jobs/{job.pk}/").status_code == 403
    assert other.get(f"{PAGE}jobs/{job.pk}/faults/").status_code == 403
    for verb in ("confirm", "drop"):
        assert other.post(f"{PAGE}jobs/{job.pk}/{verb}/", {"title": "我的"}).status_code == 403
    job.refresh_from_db()
    assert job.state == ImportState.READY


def test_what_another_change_set_holds_is_a_fault(editor: User, reviewer: User, catalogue: Publication) -> None:  # noqa: F811
    content = json.loads(Entry.objects.get(kind="item", key="id_card_first").approved.content)  # type: ignore[union-attr]
    propose(reviewer, "item", "id_card_first", {**content, "telephone": "1"}, why="", now=timezone.now())
    job = job_of(send(desk_of(editor), xlsx(事项=PHONE)))
    assert "修改单" in job.result["faults"][0]["what"]


def test_what_was_published_meanwhile_is_read_again(
    editor: User, reviewer: User, catalogue: Publication, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    client = desk_of(editor)
    job = job_of(send(client, xlsx(事项=PHONE)))
    ImportJob.objects.filter(pk=job.pk).update(base={"item/id_card_first": -1})
    client.post(f"{PAGE}jobs/{job.pk}/confirm/", {"title": "电话"})
    job.refresh_from_db()
    assert job.state == ImportState.READY
    assert "请再看一次" in words(client.get(f"{PAGE}jobs/{job.pk}/"))
    client.post(f"{PAGE}jobs/{job.pk}/confirm/", {"title": "电话"})
    job.refresh_from_db()
    assert job.state == ImportState.DONE


def test_dropping_leaves_nothing_of_the_file(editor: User, catalogue: Publication) -> None:  # noqa: F811
    client = desk_of(editor)
    job = job_of(send(client, xlsx(事项=PHONE)))
    assert client.post(f"{PAGE}jobs/{job.pk}/drop/").status_code == 302
    job.refresh_from_db()
    assert (job.state, bytes(job.data), job.contents) == (ImportState.DROPPED, b"", "")


def test_undecided_files_go_after_a_day_and_only_few_are_kept(editor: User, catalogue: Publication) -> None:  # noqa: F811
    client = desk_of(editor)
    for _ in range(imports.MAX_OPEN):
        job_of(send(client, xlsx(事项=PHONE)))
    assert "请先确认或放弃" in words(send(client, xlsx(事项=PHONE)))
    now = timezone.now()
    ImportJob.objects.filter(pk__in=ImportJob.objects.values("pk")[:2]).update(
        made_at=now - timedelta(days=1, seconds=1)
    )
    imports.clean(now)
    assert ImportJob.objects.count() == imports.MAX_OPEN - 2


def test_work_whose_process_died_says_so(editor: User, catalogue: Publication) -> None:  # noqa: F811
    job = ImportJob.objects.create(user=editor, filename="a.xlsx", data=b"x", made_at=timezone.now(), runner="gone")
    ImportJob.objects.update(touched_at=timezone.now() - imports.LOST - timedelta(seconds=1))
    page = words(desk_of(editor).get(f"{PAGE}jobs/{job.pk}/"))
    assert "重新启动" in page
    assert "http-equiv" not in page


def test_a_page_refreshes_itself_while_work_goes_on(
    editor: User, catalogue: Publication, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(imports, "in_background", lambda work, name: waiting.append(work))
    client = desk_of(editor)
    job = job_of(send(client, xlsx(事项=PHONE)))
    page = words(client.get(f"{PAGE}jobs/{job.pk}/"))
    assert '<meta http-equiv="refresh" content="2">' in page
    assert "<progress" in page
    assert "正在读取" in words(client.get(PAGE))
    waiting[0]()
    assert "12367" in words(client.get(f"{PAGE}jobs/{job.pk}/"))


def test_only_who_may_import_sees_the_upload(editor: User, catalogue: Publication) -> None:  # noqa: F811
    page = words(desk_of(editor).get(f"{PAGE}?too_big=1"))
    assert 'name="file"' in page
    assert "超过 10 MB" in page
