"""Which database: the URL, its faults in words, and connections that outlive a server that was started anew."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from bot.config import SettingError
from bot.store import timers
from bot.store.database import client_environment, databases, in_words
from bot.store.timers import Clockwork, Timer


def of(url: str) -> dict:
    return databases(url, Path("/var/hall"))["default"]


def test_without_a_url_it_is_sqlite_that_survives_a_power_cut() -> None:
    made = of("")
    assert made["NAME"] == Path("/var/hall/xiaobao.sqlite3")
    assert "synchronous=FULL" in made["OPTIONS"]["init_command"]


def test_a_url_names_everything() -> None:
    made = of(
        "postgresql://hall:p%40ss%2Fw%C3%B6rd@db.hall:6543/xiao%20bao?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    )
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("db.hall", "6543", "xiao bao")
    assert (made["USER"], made["PASSWORD"]) == ("hall", "p@ss/wörd")
    assert (made["OPTIONS"]["sslmode"], made["OPTIONS"]["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert (made["CONN_MAX_AGE"], made["CONN_HEALTH_CHECKS"]) == (None, True)
    assert "synchronous_commit=on" in made["OPTIONS"]["options"]


def test_a_socket_and_a_password_file() -> None:
    made = of("postgres:///xiaobao?host=/run/postgresql&passfile=/etc/hall/pgpass")
    assert (made["HOST"], made["PORT"], made["USER"], made["PASSWORD"]) == ("/run/postgresql", "", "", "")
    told = client_environment(made)
    assert (told["PGHOST"], told["PGPASSFILE"]) == ("/run/postgresql", "/etc/hall/pgpass")
    assert "PGPASSWORD" not in told


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://hall:geheim@db/xiaobao", "开头要写 postgresql://"),
        ("postgresql://hall:geheim@db", "库名"),
        ("postgresql://hall:geheim/1@db/xiaobao", "%2F"),
        ("postgresql://hall:geheim#1@db/xiaobao", "%23"),
        ("postgresql://hall:geheim@db:abc/xiaobao", "端口"),
        ("postgresql://hall:geheim@[db/xiaobao", "端口"),
        ("postgresql://hall:geheim@db/xiaobao?sslmod=require", "不认识参数 sslmod"),
        ("postgresql://hall:geheim@db/xiaobao?sslmode=a&sslmode=b", "两遍"),
    ],
)
def test_a_wrong_url_is_said_in_words_and_without_the_password(url: str, words: str) -> None:
    with pytest.raises(SettingError) as caught:
        of(url)
    assert words in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('connection failed: FATAL:  password authentication failed for user "hall"', "密码不对"),
        ('connection to server at "10.0.0.9", port 5432 failed: Connection refused', "没有开"),
        ("connection timeout expired", "没有回答"),
        ('FATAL:  database "xiaobao" does not exist', "请先建好"),
        ("database or disk is full", "磁盘空间"),
    ],
)
def test_what_the_database_says_becomes_what_to_do(said: str, words: str) -> None:
    assert words in in_words(DatabaseError(said))


def test_timers_find_a_server_that_was_started_anew(live_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    ran: list[datetime] = []
    looks = 0

    class Cut(Clockwork):
        """Before its second look its connection ends, as when the server is started anew."""

        def look(self) -> list[threading.Thread]:
            nonlocal looks
            looks += 1
            if looks == 2:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            if looks == 3:
                self._ended.set()
            started = super().look()
            for thread in started:
                thread.join()
            return started

    monkeypatch.setattr(timers, "TICK", 0.01)
    work = Cut({"a": Timer("a", 0, ran.append)})
    work._go()
    assert (looks, len(ran)) == (3, 2)
