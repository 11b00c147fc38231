"""`xiaobao train`: train the assistant, once for each configuration. Facts are not trained; the release holds them."""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.commands.errors import CommandError
from bot.paths import ROOT, var

INPUTS = ("config.yml", "domain", "data/nlu", "data/rules", "data/stories", "bot/nlu", "bot/text")
KEPT = 4
"""So many models stay on disk; older ones go."""


def add(verbs: Any) -> None:
    """Tell the command line about this verb."""
    verb = verbs.add_parser("train", help="训练助手（学人怎么问；事实不用训练）")
    verb.add_argument("--force", action="store_true", help="已有同样配置的模型也重新训练")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train if need be and say where the model is."""
    began = time.monotonic()
    had = model_path().exists() and not args.force
    model = ensure_model(force=args.force)
    said = "已有同样配置的模型" if had else f"训练好了，用时 {time.monotonic() - began:.0f} 秒"
    sys.stdout.write(f"{said}：{model}\n")
    return 0


def model_path() -> Path:
    """Where the model of this configuration lies, whether or not it is there yet."""
    return var() / "models" / f"{fingerprint()}.tar.gz"


def fingerprint() -> str:
    """Twelve hex digits of everything that a model is made of."""
    digest = hashlib.sha256(version("rasa").encode())
    for name in INPUTS:
        path = ROOT / name
        files = [path] if path.is_file() else sorted(f for f in path.rglob("*") if f.suffix in (".yml", ".py"))
        for file in files:
            digest.update(file.relative_to(ROOT).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def ensure_model(*, force: bool = False) -> Path:
    """The model of this configuration, trained in a process of its own if it is not there. Raises CommandError."""
    model = model_path()
    if model.exists() and not force:
        return model
    draft = model.with_name(f"draft-{os.getpid()}")
    log = var() / "logs" / "train.log"
    command = [
        sys.executable, "-m", "bot.channels.run", "train", "-d", "domain", "-c", "config.yml",
        "--data", "data/nlu", "data/rules", "data/stories", "--out", str(draft), "--fixed-model-name", "model",
        "--skip-validation",  # seven of 26 seconds; the checks of the project validate what it ships
    ]  # fmt: skip
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        model.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False)  # noqa: S603
        if done.returncode or not (draft / "model.tar.gz").exists():
            raise CommandError(f"训练没有成功，原因写在 {log} 的末尾；请改正后再运行 xiaobao train")
        os.replace(draft / "model.tar.gz", model)
    except OSError as error:
        raise CommandError(f"写不进 {model.parent}：{error.strerror}。请检查磁盘空间和目录权限") from error
    finally:
        for left in draft.glob("*"):
            left.unlink()
        if draft.exists():
            draft.rmdir()
    _forget_old(model)
    return model


def _forget_old(newest: Path) -> None:
    models = sorted(newest.parent.glob("*.tar.gz"), key=lambda path: -path.stat().st_mtime)
    for old in models[KEPT:]:
        old.unlink(missing_ok=True)
