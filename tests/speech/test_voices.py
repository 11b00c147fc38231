"""Voices: sound comes, or a plain word that there is none."""

from __future__ import annotations

import io
import shutil
import sys
import wave
from pathlib import Path

import pytest

from bot.speech.errors import NoVoice, VoiceFailed
from bot.speech.voices import Espeak, Silent, voice_named

ESPEAK = shutil.which("espeak-ng")


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as heard:
        assert (heard.getnchannels(), heard.getsampwidth()) == (1, 2)
        return float(heard.getnframes() / heard.getframerate())


@pytest.mark.skipif(ESPEAK is None, reason="espeak-ng is not installed")
def test_a_sentence_becomes_sound_and_slowly_a_longer_one() -> None:
    voice = voice_named("espeak")
    plain, slow = voice.speak("请到24号窗口。"), voice.speak("请到24号窗口。", slow=True)
    assert 1 < seconds(plain) < seconds(slow) < 10


@pytest.mark.skipif(ESPEAK is None, reason="espeak-ng is not installed")
def test_a_code_makes_no_longer_sound_than_the_hint_to_look() -> None:
    voice = voice_named("espeak")
    assert seconds(voice.speak("查询码123456")) == seconds(voice.speak("查询码654321"))


def test_where_nothing_is_installed_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert isinstance(voice_named("espeak"), Silent)
    with pytest.raises(NoVoice, match="没有装朗读的声音"):
        voice_named("none").speak("您好")


def test_a_program_that_gives_no_sound_is_an_honest_error(tmp_path: Path) -> None:
    broken = tmp_path / "voice"
    broken.write_text("#!/bin/sh\ncat >/dev/null\necho nothing\n")
    broken.chmod(0o755)
    with pytest.raises(VoiceFailed, match="没有读出来"):
        Espeak(str(broken)).speak("您好")
    with pytest.raises(VoiceFailed):
        Espeak(str(tmp_path / "absent")).speak("您好")


def test_a_model_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoVoice, match=r"model\.onnx、tokens\.txt、lexicon\.txt"):
        voice_named("sherpa", tmp_path)
    for name in ("model.onnx", "tokens.txt", "lexicon.txt"):
        (tmp_path / name).touch()
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(NoVoice, match="没有装 sherpa-onnx"):
        voice_named("sherpa", tmp_path)
    with pytest.raises(NoVoice, match="不认识"):
        voice_named("festival")
