"""The files that set up a machine in the hall, looked at without one: units, policy, flags, scripts."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.paths import ROOT

KIOSK = ROOT / "deploy" / "kiosk"
UNITS = sorted([*KIOSK.glob("*.service"), *KIOSK.glob("*.timer")])
SCRIPTS = [KIOSK / name for name in ("install.sh", "xiaobao-kiosk", "xiaobao-kiosk-register", "xiaobao-kiosk-watch")]
LAUNCHER = (KIOSK / "xiaobao-kiosk").read_text(encoding="utf-8")
POLICY = json.loads((KIOSK / "policy.json").read_text(encoding="utf-8"))
BROWSER = Path("/usr/lib/chromium/chromium")


def unit(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(path.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_whole(path: Path) -> None:
    read = unit(path)
    assert re.search(r"[\u4e00-\u9fff]", read["Unit"]["Description"])
    if path.suffix == ".timer":
        assert path.with_suffix(".service").exists()
        assert {"OnCalendar", "OnUnitActiveSec"} & set(read["Timer"])
    else:
        program = read["Service"]["ExecStart"].split()[0]
        assert program.startswith("/usr/bin/") or (KIOSK / Path(program).name).exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="没有 systemd-analyze")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for path in UNITS:
        text = re.sub(r"ExecStart=.*", "ExecStart=/bin/true", path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *[str(tmp_path / path.name) for path in UNITS]],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    ours = [line for line in run.stderr.splitlines() if "xiaobao" in line]
    assert ours == []


def test_the_page_is_started_again_whatever_happens() -> None:
    service = unit(KIOSK / "xiaobao-kiosk.service")
    assert service["Service"]["Restart"] == "always"
    assert service["Unit"]["StartLimitIntervalSec"] == "0", "systemd must never give up"
    assert service["Service"]["User"] == "kiosk"


def test_the_policy_opens_one_address_only() -> None:
    assert POLICY["URLBlocklist"] == ["*"]
    assert POLICY["URLAllowlist"] == POLICY["AudioCaptureAllowedUrls"] == ["ADDRESS"]
    assert POLICY["DownloadRestrictions"] == 3
    assert POLICY["DeveloperToolsAvailability"] == 2
    assert POLICY["IncognitoModeAvailability"] == 2
    assert POLICY["AllowFileSelectionDialogs"] is False


@pytest.mark.skipif(not BROWSER.exists(), reason="没有 chromium")
def test_the_browser_knows_every_flag_and_policy() -> None:
    flags = re.findall(r"^ +--([a-z-]+)", LAUNCHER, re.MULTILINE)
    assert {"kiosk", "kiosk-printing", "incognito", "disable-pinch"} <= set(flags)
    program = BROWSER.read_bytes()
    unknown = [name for name in [*flags, *POLICY] if name.encode() not in program]
    assert unknown == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_plain_shell(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert "set -eu" in text
    assert path.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(path)], check=True, timeout=10)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", "--exclude=SC1091", str(path)], check=True, timeout=60)


def test_everything_is_installed_and_told() -> None:
    install = (KIOSK / "install.sh").read_text(encoding="utf-8")
    readme = (KIOSK / "README.md").read_text(encoding="utf-8")
    for path in [*UNITS, *SCRIPTS[1:]]:
        assert path.name in install
        assert path.stem in readme
    assert "未在真机验证" in readme
    for name in ("apt-get install", "xiaobao-kiosk-register", "F1", "盲文"):
        assert name in readme


@pytest.mark.parametrize("address", ["", "hall.example", "http://hall.example/", "http://a b", "http://a;rm"])
def test_a_wrong_address_installs_nothing(address: str) -> None:
    run = subprocess.run(
        ["sh", str(KIOSK / "install.sh"), address], capture_output=True, text=True, check=False, timeout=10
    )
    assert run.returncode == 2
    assert run.stderr
