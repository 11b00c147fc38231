"""Which database: SQLite under var/, or PostgreSQL where a URL names one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.config import SettingError

SCHEMES = ("postgresql", "postgres")
EXAMPLE = "postgresql://用户名:密码@主机:5432/库名?sslmode=require"
ENVIRONMENT = {
    "host": "PGHOST",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}
"""What may stand behind the question mark, each with its variable: libpq knows what they mean."""
NAME = "xiaobao"
"""How our connections are called at the server."""
WAIT, IDLE = 10_000, 120_000
"""Milliseconds a statement waits for a lock, and a transaction for its next statement: a node that died holds up nobody."""

Settings = dict[str, Any]


def databases(url: str, var: Path) -> dict[str, Settings]:
    """Django's DATABASES. url: of PostgreSQL, empty = SQLite in `var`. Raises SettingError."""
    return {"default": _postgresql(url) if url else _sqlite(var)}


def _sqlite(var: Path) -> Settings:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": var / "xiaobao.sqlite3",
        "CONN_MAX_AGE": None,  # one connection for each of the web's threads, kept
        "OPTIONS": {
            "timeout": 5,
            "transaction_mode": "IMMEDIATE",
            # FULL: a number handed out survives a power cut. recursive_triggers: REPLACE fires the guards too.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
                " PRAGMA secure_delete=ON"
            ),
        },
        # A file, so that threads meet in it and its bytes can be searched; one for each run.
        "TEST": {"NAME": Path(tempfile.gettempdir()) / f"xiaobao-test-{os.getpid()}.sqlite3"},
    }


def _postgresql(url: str) -> Settings:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # its words may hold the password
        raise _wrong("端口要写数字；密码里的 @ : / # 要写成 %40 %3A %2F %23") from None
    if parts.scheme not in SCHEMES:
        raise _wrong("开头要写 postgresql://；不写这个设置就用 SQLite")
    given = parse_qsl(parts.query, keep_blank_values=True)
    more = dict(given)
    unknown = sorted(set(more) - set(ENVIRONMENT))
    if unknown:
        raise _wrong(f"不认识参数 {'、'.join(unknown)}，可以写 {'、'.join(ENVIRONMENT)}")
    if len(more) != len(given):
        raise _wrong("有的参数写了两遍")
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name or parts.fragment:
        raise _wrong("末尾要写一个库名；密码里的 @ : / # 要写成 %40 %3A %2F %23")
    host = more.pop("host", "") or (parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),  # else libpq looks into PGPASSFILE
        "HOST": unquote(host),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,  # a server that was restarted is found again by the next request
        "OPTIONS": {
            "connect_timeout": "5",
            "application_name": NAME,
            # synchronous_commit: a number handed out survives a power cut, whatever the server's own default is.
            "options": (
                f"-c lock_timeout={WAIT} -c idle_in_transaction_session_timeout={IDLE}"
                " -c default_transaction_isolation=read\\ committed -c synchronous_commit=on -c search_path=public"
            ),
            **more,
        },
        "TEST": {"NAME": f"{name}_test_{os.getpid()}"},
    }


def _wrong(what: str) -> SettingError:
    """Never with the URL: it may hold the password."""
    return SettingError(f"环境变量 XIAOBAO_DATABASE 写得不对：{what}。写法：{EXAMPLE}")


def client_environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """What PostgreSQL's own programs read instead of arguments, which other users of the machine could see.

    Args:
        settings: of one database, as `databases` makes them.
    """
    wanted = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGPORT": settings["PORT"],
        "PGAPPNAME": f"{NAME} backup",
        **{ENVIRONMENT[name]: value for name, value in settings["OPTIONS"].items() if name in ENVIRONMENT},
        "PGHOST": settings["HOST"],
    }
    return {name: str(value) for name, value in wanted.items() if value}


def in_words(error: Exception) -> str:
    """What a failing database says, in words that help; libpq's own never hold the password."""
    said = " ".join(str(error).split())
    for sign, words in REASONS.items():
        if sign in said:
            return f"连不上数据库：{words}（XIAOBAO_DATABASE）"
    return f"数据库用不了：{said[:300]}。请检查数据库、磁盘空间和目录权限"


REASONS = {
    "password authentication failed": "用户名或密码不对，请改地址里的密码，或 PGPASSFILE 指的文件",
    "no password supplied": "没有给密码，请写在地址里，或写进 PGPASSFILE 指的文件",
    "no pg_hba.conf entry": "服务器不让这台机器连，请在 pg_hba.conf 里加一行",
    "does not exist": "没有这个库或用户，请先建好",
    "could not translate host name": "找不到这台主机，请看看地址",
    "failed to resolve host": "找不到这台主机，请看看地址",
    "Connection refused": "服务器没有开，或端口不对，请启动 PostgreSQL",
    "No such file or directory": "服务器没有开，或地址不对，请启动 PostgreSQL",
    "timeout expired": "服务器没有回答，请看看网络和地址",
    "SSL": "加密连接没有建成，请看看 sslmode 和证书",
    "too many clients": "服务器的连接用完了，请调大 max_connections，或调小 XIAOBAO_THREADS",
}
"""What libpq says → what to do."""
