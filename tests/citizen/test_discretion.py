"""Seeded personal numbers, tokens and codes are found nowhere in the database's bytes and in no log line."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.db import connection

from tests.web_personas import Citizen, FakeAssistant

PHONES = ("13912345678", "15000001111")
IDENTITY = "11010519491231002X"


def _bytes_of_the_database() -> bytes:
    """The bytes on the disk; of a server, which keeps them elsewhere, what can be read from all tables."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            rows = []
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                rows += [row[0] for row in cursor.fetchall()]
        return "\n".join(rows).encode()
    name = Path(connection.settings_dict["NAME"])
    files = [name, name.with_name(name.name + "-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


def _settle() -> None:
    """Everything from the write-ahead log into the file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_nothing_personal_in_the_database_or_the_logs(
    guarded_db: None, assistant: FakeAssistant, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    citizen = Citizen()
    citizen.open()
    token = citizen.conversation
    citizen.say(f"我叫王芳，身份证{IDENTITY}，电话{PHONES[0]}，投诉窗口")
    citizen.send({"text": f"电话 139 1234 5678 或 {PHONES[1]}"}, "key-12345678")
    citizen.say("人工")
    code = citizen.messages[-1]["case"]["code"]
    number = citizen.messages[-1]["case"]["number"]
    draft = {"kind": "help", "description": "上门", "place": None, "phone": "⟦手机号1⟧", "item": None}
    assistant.says(do={"do": "open_case", "draft": draft})
    citizen.send({"text": f"就留{PHONES[0]}"}, "key-23456789")
    form = {"kind": "report", "description": f"有人卖{IDENTITY}", "contact": PHONES[1], "consent": True}
    assert citizen.post("/cases", form, "key-34567890").status_code == 201
    citizen.get(f"/cases/{number}?code={code}")
    citizen.get(f"/cases/{number}?code=000000")
    citizen.get(f"/conversations/{token}/nothing")
    citizen.post(f"/conversations/{token}/messages", {"text": 5})
    assistant.answer = lambda request: 1 / 0  # type: ignore[assignment,return-value]
    citizen.post(f"/conversations/{token}/messages", {"text": IDENTITY})

    stored = _bytes_of_the_database()
    logged = caplog.text
    assert "conversations/…" in logged
    for secret in (*PHONES, IDENTITY, IDENTITY.lower(), token, f"code={code}"):
        assert secret.encode() not in stored, secret
        assert secret not in logged, secret
    assert "王芳".encode() in stored or b"\\u738b\\u82b3" in stored  # the search does find what is there
    assert f'"{code}"'.encode() not in stored


def test_deleting_leaves_no_trace_of_the_talk(guarded_db: None, assistant: FakeAssistant) -> None:
    citizen = Citizen()
    citizen.open()
    citizen.say("我要说一个很特别的词鸑鷟")
    _settle()
    assert "鸑鷟".encode() in _bytes_of_the_database() or b"\\u9e11" in _bytes_of_the_database()
    citizen.client.delete(f"/api/v1/conversations/{citizen.conversation}")
    _settle()
    assert "鸑鷟".encode() not in _bytes_of_the_database()
    assert b"\\u9e11" not in _bytes_of_the_database()
