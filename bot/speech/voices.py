"""Voices: a sentence becomes sound on this machine, or there is none. Which one is the operator's choice."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from pathlib import Path
from typing import Any, Protocol

from bot.speech.errors import NoVoice, VoiceFailed
from bot.speech.reading import read
from bot.speech.sounds import for_voice

TIMEOUT = 10.0
"""Seconds a voice may take for one sentence."""
LONGEST = 600
"""Characters that are read at a time; a longer text is cut at its last full stop before."""
NORMAL, SLOW = 160, 115
"""espeak-ng's words per minute; for Chinese about 4 and 3 characters a second."""
PITCH = 45


class Voice(Protocol):
    """Something that speaks Chinese."""

    def speak(self, text: str, *, slow: bool = False) -> bytes:
        """The text as a WAV file, one channel; empty text gives a short rest.

        Raises:
            VoiceFailed: it did not come in time, or what came is no sound.
        """
        ...


class Silent:
    """No voice: asked to speak, it says how to get one."""

    def speak(self, text: str, *, slow: bool = False) -> bytes:
        raise NoVoice


class Espeak:
    """espeak-ng with its voice for pinyin, in a process of its own for each sentence. program: its path."""

    def __init__(self, program: str) -> None:
        self._program = program

    def speak(self, text: str, *, slow: bool = False) -> bytes:
        pinyin = for_voice(_cut(read(text)))
        command = [self._program, "-v", "cmn-latn-pinyin", "-s", str(SLOW if slow else NORMAL), "-p", str(PITCH),
                   "-g", "2" if slow else "1", "--stdin", "--stdout"]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603  (no shell; the words go in by standard input)
                command, input=f"{pinyin}\n".encode(), capture_output=True, timeout=TIMEOUT, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise VoiceFailed from error
        return _sized(done.stdout)


class Sherpa:
    """A neural voice with sherpa-onnx: both the package and the model's folder are brought by the operator.

    folder: holds model.onnx, tokens.txt, lexicon.txt, as sherpa-onnx has its VITS models.

    Raises:
        NoVoice: the package or a file is not there.
    """

    def __init__(self, folder: Path) -> None:
        needed = [folder / name for name in ("model.onnx", "tokens.txt", "lexicon.txt")]
        missing = [one.name for one in needed if not one.is_file()]
        if missing:
            raise NoVoice(f"语音模型文件夹里没有{'、'.join(missing)}，请放好后再启动。")
        try:
            import sherpa_onnx  # type: ignore[import-not-found]  # brought by the operator
        except ImportError as error:
            raise NoVoice("没有装 sherpa-onnx，请先安装，或改用 espeak-ng。") from error
        model = sherpa_onnx.OfflineTtsVitsModelConfig(
            model=str(needed[0]), tokens=str(needed[1]), lexicon=str(needed[2])
        )
        config = sherpa_onnx.OfflineTtsConfig(model=sherpa_onnx.OfflineTtsModelConfig(vits=model, num_threads=1))
        self._engine: Any = sherpa_onnx.OfflineTts(config)

    def speak(self, text: str, *, slow: bool = False) -> bytes:
        made = self._engine.generate(_cut(read(text)), speed=0.75 if slow else 1.0)
        frames = b"".join(
            int(max(-1.0, min(1.0, one)) * 32767).to_bytes(2, "little", signed=True) for one in made.samples
        )
        return _wav(frames, int(made.sample_rate))


def voice_named(name: str, folder: Path | None = None) -> Voice:
    """The voice of a setting: `espeak` (silent where espeak-ng is not installed), `sherpa` or `none`.

    Raises:
        NoVoice: `sherpa` without its package or files, or a name that is not known.
    """
    if name == "none":
        return Silent()
    if name == "espeak":
        program = shutil.which("espeak-ng")
        return Espeak(program) if program else Silent()
    if name == "sherpa":
        if folder is None:
            raise NoVoice("用 sherpa 要写明语音模型的文件夹。")
        return Sherpa(folder)
    raise NoVoice(f"不认识语音“{name}”，请写 espeak、sherpa 或 none。")


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    stop = max(text.rfind(mark, 0, LONGEST) for mark in "。！？，")
    return text[: stop + 1] if stop > 0 else text[:LONGEST]


def _sized(sound: bytes) -> bytes:
    """espeak-ng cannot know the length when it begins to write; here it is put right."""
    try:
        with wave.open(io.BytesIO(sound)) as heard:
            rate, width, channels = heard.getframerate(), heard.getsampwidth(), heard.getnchannels()
            start = sound.index(b"data") + 8
    except (wave.Error, EOFError, ValueError) as error:
        raise VoiceFailed from error
    if (width, channels) != (2, 1):
        raise VoiceFailed
    frames = sound[start:]
    return _wav(frames[: len(frames) - len(frames) % 2], rate)


def _wav(frames: bytes, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(frames)
    return out.getvalue()
