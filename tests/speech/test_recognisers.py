"""Recognisers: none by default, the hall's own over the network, and honest words when there is no answer."""

from __future__ import annotations

import math
import sys
from array import array
from pathlib import Path

import httpx
import pytest

from bot.speech.errors import HearingFailed, NoRecogniser, NothingHeard
from bot.speech.recognisers import RATE, HttpRecogniser, as_wav, recogniser_named, samples_of

TONE = array("h", [int(8000 * math.sin(2 * math.pi * 440 * place / RATE)) for place in range(RATE)])


def answering(answer: httpx.Response, asked: list[httpx.Request]) -> HttpRecogniser:
    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer

    return HttpRecogniser(
        "http://127.0.0.1:9/asr", secret="s", hotwords=("身份证", "户口簿"), transport=httpx.MockTransport(handle)
    )


def test_the_halls_own_service_gets_sound_and_the_names_said_here() -> None:
    asked: list[httpx.Request] = []
    heard = answering(httpx.Response(200, json={"text": " 身份证 丢了 "}), asked).listen(TONE)
    assert heard.text == "身份证 丢了"
    body = asked[0].read()
    assert b"RIFF" in body
    assert "身份证,户口簿".encode() in body
    assert asked[0].headers["Authorization"] == "Bearer s"


@pytest.mark.parametrize("answer", [httpx.Response(500), httpx.Response(200, text="x"), httpx.Response(200, json={"text": 3}), httpx.Response(200, json=[])])  # fmt: skip
def test_a_strange_answer_is_no_answer(answer: httpx.Response) -> None:
    with pytest.raises(HearingFailed, match="请打字"):
        answering(answer, []).listen(TONE)


def test_silence_is_asked_for_again() -> None:
    with pytest.raises(NothingHeard, match="再说一遍"):
        answering(httpx.Response(200, json={"text": " "}), []).listen(TONE)


def test_sound_goes_there_and_back() -> None:
    assert samples_of(as_wav(TONE)) == TONE


@pytest.mark.parametrize("sound", [b"", b"RIFF", as_wav(array("h", [0] * RATE)), as_wav(array("h", [5] * 100))])
def test_what_is_no_speech_is_refused(sound: bytes) -> None:
    with pytest.raises(NothingHeard):
        samples_of(sound)


def test_by_default_nothing_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoRecogniser, match="请打字"):
        recogniser_named("none").listen(TONE)
    with pytest.raises(NoRecogniser, match=r"model\.onnx、tokens\.txt"):
        recogniser_named("sherpa", folder=tmp_path)
    for name in ("model.onnx", "tokens.txt"):
        (tmp_path / name).touch()
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(NoRecogniser, match="没有装 sherpa-onnx"):
        recogniser_named("sherpa", folder=tmp_path)
    with pytest.raises(NoRecogniser, match="地址"):
        recogniser_named("http")
