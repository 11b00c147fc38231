"""Reading aloud and listening at the public interface."""

from __future__ import annotations

import io
import math
import wave
from array import array
from typing import Any

import pytest

from bot.citizen import api_speech
from bot.speech.errors import VoiceFailed
from bot.speech.recognisers import RATE, Heard, as_wav
from bot.speech.voices import Silent
from tests.web_personas import Citizen, problem_of

TONE = as_wav(array("h", [int(8000 * math.sin(2 * math.pi * 440 * place / RATE)) for place in range(RATE)]))


class Voice:
    """Counts what it is asked for and gives a short sound."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def speak(self, text: str, *, slow: bool = False) -> bytes:
        self.asked.append((text, slow))
        return TONE


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> Voice:
    made = Voice()
    monkeypatch.setattr(api_speech, "the_voice", lambda: made)
    monkeypatch.setattr(api_speech, "_spoken", api_speech.Spoken())
    return made


def test_a_sentence_is_read_aloud_once_made(citizen: Citizen, voice: Voice) -> None:
    for _ in range(3):
        answer = citizen.post("/speech", {"text": "请到2号窗口。"})
        assert answer.status_code == 200
        assert answer["Content-Type"] == "audio/wav"
        with wave.open(io.BytesIO(answer.content)) as heard:
            assert heard.getnframes()
    citizen.post("/speech", {"text": "请到2号窗口。", "slow": True})
    assert voice.asked == [("请到2号窗口。", False), ("请到2号窗口。", True)]


def test_sound_that_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_speech, "KEPT_BYTES", 100)
    kept = api_speech.Spoken()
    for name in "abcdefgh":
        kept.keep(name, b"x" * 20)
    assert [name for name in "abcdefgh" if kept.get(name)] == list("defgh")


def test_without_a_voice_the_page_is_told(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_speech, "the_voice", Silent)
    assert "请看屏幕" in problem_of(citizen.post("/speech", {"text": "您好"}), 404)["title"]
    assert citizen.get("/hall").json()["speech"] == {"voice": False, "hearing": False}


def test_a_voice_that_fails_is_an_honest_error(citizen: Citizen, voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, *, slow: bool = False) -> bytes:
        raise VoiceFailed

    monkeypatch.setattr(voice, "speak", broken)
    assert "没有读出来" in problem_of(citizen.post("/speech", {"text": "您好"}), 503)["title"]


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "长" * 601}, {"text": "好", "slow": "也许"}])
def test_what_can_not_be_read(citizen: Citizen, voice: Voice, body: dict[str, Any]) -> None:
    problem_of(citizen.post("/speech", body), 422)
    assert not voice.asked


def test_many_sentences_are_too_many(citizen: Citizen, voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.citizen.limits.SPEECH_A_MINUTE", 3)
    assert [citizen.post("/speech", {"text": "您好"}).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_by_default_nothing_listens(citizen: Citizen) -> None:
    answer = citizen.client.post("/api/v1/hearing", TONE, content_type="audio/wav")
    assert "请打字" in problem_of(answer, 404)["title"]


def test_what_was_said_comes_back_as_words_and_is_not_kept(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ear:
        def listen(self, samples: array[int]) -> Heard:
            assert len(samples) == RATE
            return Heard("身份证丢了")

    monkeypatch.setattr(api_speech, "the_recogniser", Ear)
    assert citizen.get("/hall").json()["speech"]["hearing"] is True
    answer = citizen.client.post("/api/v1/hearing", TONE, content_type="audio/wav")
    assert answer.json() == {"text": "身份证丢了"}
    for body, kind, status in ((b"", "audio/wav", 422), (b"RIFF", "audio/wav", 422), (TONE, "image/png", 415)):
        problem_of(citizen.client.post("/api/v1/hearing", body, content_type=kind), status)
