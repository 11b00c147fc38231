"""Recognisers: what a person says becomes words, which stand in the field and can be put right before they are sent.

None is there by default: no package brings a Mandarin model. No accuracy is promised here.
"""

from __future__ import annotations

import io
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from bot.speech.errors import HearingFailed, NoRecogniser, NothingHeard

RATE = 16000
"""Samples a second that a recogniser gets: one channel, 16 bit."""
LONGEST = 20
"""Seconds of speech at a time."""
TIMEOUT = 10.0


@dataclass(frozen=True)
class Heard:
    """text: what was understood, without spaces at its ends; never empty."""

    text: str


class Recogniser(Protocol):
    """Something that understands spoken Chinese."""

    def listen(self, samples: array[int]) -> Heard:
        """Words of `samples` (RATE a second, 16 bit).

        Raises:
            NothingHeard: no words in it. HearingFailed: no answer.
        """
        ...


class Deaf:
    """No recogniser: the page shows no microphone."""

    def listen(self, samples: array[int]) -> Heard:
        raise NoRecogniser


class HttpRecogniser:
    """A recogniser of the hall's own network: POST of a WAV file, answer `{"text": "…"}`.

    url: the operator's. secret: sent as a bearer token when it is not empty. hotwords: names that are said here often.
    """

    def __init__(self, url: str, *, secret: str = "", hotwords: Sequence[str] = (),
                 transport: httpx.BaseTransport | None = None) -> None:  # fmt: skip
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._url, self._hotwords = url, ",".join(hotwords)
        self._client = httpx.Client(timeout=TIMEOUT, headers=headers, trust_env=False, transport=transport)

    def listen(self, samples: array[int]) -> Heard:
        try:
            answer = self._client.post(
                self._url,
                files={"audio": ("speech.wav", as_wav(samples), "audio/wav")},
                data={"hotwords": self._hotwords},
            )
            answer.raise_for_status()
            text = answer.json()["text"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise HearingFailed from error
        return heard(text)


class SherpaRecogniser:
    """sherpa-onnx on this machine: the package and a model's folder are brought by the operator.

    folder: holds model.onnx (Paraformer) and tokens.txt.

    Raises:
        NoRecogniser: the package or a file is not there.
    """

    def __init__(self, folder: Path) -> None:
        model, tokens = folder / "model.onnx", folder / "tokens.txt"
        missing = [one.name for one in (model, tokens) if not one.is_file()]
        if missing:
            raise NoRecogniser(f"语音识别的文件夹里没有{'、'.join(missing)}，请放好后再启动。")
        try:
            import sherpa_onnx  # type: ignore[import-not-found]  # brought by the operator
        except ImportError as error:
            raise NoRecogniser("没有装 sherpa-onnx，请先安装，或改用网络上的识别服务。") from error
        self._engine: Any = sherpa_onnx.OfflineRecognizer.from_paraformer(
            paraformer=str(model), tokens=str(tokens), num_threads=1
        )

    def listen(self, samples: array[int]) -> Heard:
        stream = self._engine.create_stream()
        stream.accept_waveform(RATE, [one / 32768 for one in samples])
        self._engine.decode_stream(stream)
        return heard(stream.result.text)


def heard(text: object) -> Heard:
    """Raises NothingHeard when there are no words in it, HearingFailed when it is no text."""
    if not isinstance(text, str):
        raise HearingFailed
    words = " ".join(text.split())
    if not words:
        raise NothingHeard
    return Heard(words[:500])


def samples_of(sound: bytes) -> array[int]:
    """The samples of a WAV file as the page sends it.

    Raises:
        NothingHeard: it is no such file, is silent or shorter than a fifth of a second.
    """
    try:
        with wave.open(io.BytesIO(sound)) as opened:
            shape = (opened.getnchannels(), opened.getsampwidth(), opened.getframerate())
            frames = opened.readframes(RATE * LONGEST)
    except (wave.Error, EOFError) as error:
        raise NothingHeard from error
    samples = array("h", frames[: len(frames) - len(frames) % 2])
    if shape != (1, 2, RATE) or len(samples) < RATE / 5 or not any(samples):
        raise NothingHeard
    return samples


def as_wav(samples: array[int]) -> bytes:
    """The samples as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return out.getvalue()


def recogniser_named(name: str, *, folder: Path | None = None, url: str = "", secret: str = "",
                     hotwords: Sequence[str] = ()) -> Recogniser:  # fmt: skip
    """The recogniser of a setting: `none`, `sherpa` with its folder, or `http` with its address.

    Raises:
        NoRecogniser: what it needs is not there, or the name is not known.
    """
    if name == "none":
        return Deaf()
    if name == "sherpa":
        if folder is None:
            raise NoRecogniser("用 sherpa 要写明语音识别模型的文件夹。")
        return SherpaRecogniser(folder)
    if name == "http":
        if not url:
            raise NoRecogniser("用网络上的识别服务要写明它的地址。")
        return HttpRecogniser(url, secret=secret, hotwords=hotwords)
    raise NoRecogniser(f"不认识语音识别“{name}”，请写 none、sherpa 或 http。")
