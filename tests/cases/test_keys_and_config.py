"""Secrets made at first start, and settings through one typed door."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot import config
from bot.keys import ensure_secrets


def test_secrets_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    first = ensure_secrets(tmp_path / "var")
    assert ensure_secrets(tmp_path / "var") == first
    folder = tmp_path / "var" / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 3
    Fernet(first.vault)
    assert len(first.channel) >= 32
    assert first.vault not in repr(first)


def test_every_setting_says_what_it_does() -> None:
    code = (
        "import bot.settings as s; from bot.config import SETTINGS;"
        "assert s.DEBUG is False; assert len(SETTINGS) > 15; assert all(x.doc for x in SETTINGS.values())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def own_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings read in a test are not the project's."""
    monkeypatch.setattr(config, "SETTINGS", dict(config.SETTINGS))


@pytest.mark.usefixtures("own_list")
@pytest.mark.parametrize(("value", "expected"), [("1", True), ("yes", True), ("0", False), ("", False), (None, True)])
def test_truth_values(monkeypatch: pytest.MonkeyPatch, value: str | None, expected: bool) -> None:
    if value is not None:
        monkeypatch.setenv("XIAOBAO_TRIAL", value)
    assert config.env_bool("TRIAL", True, "for this test") is expected


@pytest.mark.usefixtures("own_list")
def test_values_that_can_not_be_used_say_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_TRIAL", "maybe")
    with pytest.raises(config.SettingError, match="XIAOBAO_TRIAL"):
        config.env_bool("TRIAL", True, "for this test")
    with pytest.raises(config.SettingError, match="整数"):
        config.env_int("TRIAL", 1, "for this test")
    monkeypatch.setenv("XIAOBAO_TRIAL", "3")
    with pytest.raises(config.SettingError, match="不小于 4"):
        config.env_int("TRIAL", 5, "for this test", least=4)
    assert config.env_int("TRIAL", 5, "for this test") == 3
