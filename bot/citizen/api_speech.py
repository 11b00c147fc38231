"""What stands on the page is read aloud; what is said into the microphone comes back as words. Nothing of it is kept."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from bot.cases.errors import Invalid, TooLong
from bot.citizen import limits, serializers_speech
from bot.citizen.api import Endpoint, checked, problems
from bot.citizen.negotiation import AlwaysJson
from bot.citizen.releases import current
from bot.speech.errors import SpeechError
from bot.speech.recognisers import Deaf, Recogniser, recogniser_named, samples_of
from bot.speech.voices import Silent, Voice, voice_named

SOUND_BYTES = 660_000
"""20 s of speech and its header."""
KEPT_BYTES = 16 * 1024 * 1024
"""Sound that is remembered: the same cards are read again and again."""
HOTWORDS = 2000
AT_ONCE, PATIENCE = 2, 4.0
"""Sentences that are made at once, and seconds that the next one waits for its turn."""

_voices, _ears = threading.BoundedSemaphore(AT_ONCE), threading.BoundedSemaphore(AT_ONCE)


class Busy(SpeechError):
    words = "现在用语音的人多，请看屏幕上的字，或稍等再试。"


class Spoken:
    """The sounds made last, up to KEPT_BYTES; by digest, so that no words lie about."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._size, self._lock = 0, threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def keep(self, key: str, sound: bytes) -> None:
        with self._lock:
            if key in self._held or len(sound) > KEPT_BYTES // 4:
                return
            self._held[key] = sound
            self._size += len(sound)
            while self._size > KEPT_BYTES:
                self._size -= len(self._held.popitem(last=False)[1])


_spoken = Spoken()


@lru_cache(maxsize=1)
def the_voice() -> Voice:
    """The voice of this hall, made at first use. Raises NoVoice when its setting can't be met."""
    return voice_named(settings.VOICE, Path(settings.VOICE_MODEL) if settings.VOICE_MODEL else None)


def the_recogniser() -> Recogniser:
    """The recogniser of this hall; it knows the names of what is done here. Raises NoRecogniser."""
    if settings.HEARING == "none":
        return _recogniser("")
    return _recogniser(current().release.id)


@lru_cache(maxsize=1)
def _recogniser(release: str) -> Recogniser:
    names = [name for item in current().release.hall.items for name in (item.name, *item.short)] if release else []
    folder = Path(settings.HEARING_MODEL) if settings.HEARING_MODEL else None
    return recogniser_named(settings.HEARING, folder=folder, url=settings.HEARING_URL, secret=settings.HEARING_SECRET,
                            hotwords=list(dict.fromkeys(names))[:HOTWORDS])  # fmt: skip


def abilities() -> dict[str, bool]:
    """What the page may offer: reading aloud, listening."""
    try:
        voice = not isinstance(the_voice(), Silent)
    except SpeechError:
        voice = False
    try:
        hearing = not isinstance(the_recogniser(), Deaf)
    except SpeechError:
        hearing = False
    return {"voice": voice, "hearing": hearing}


class Speech(Endpoint):
    @extend_schema(
        operation_id="speak",
        summary="朗读一段话",
        description="编号、查询码和证件号不会读出来。",
        request=serializers_speech.Spoken,
        responses={(200, "audio/wav"): OpenApiTypes.BINARY, **problems(400, 404, 422, 429, 503)},
    )
    def post(self, request: Request) -> HttpResponse:
        self.count_call(request)
        limits.count_speech(request._request, self.now().timestamp())
        given = checked(serializers_speech.Spoken, request.data)
        text, slow = given["text"], given["slow"]
        key = hashlib.sha256(f"{slow}{text}".encode()).hexdigest()
        sound = _spoken.get(key)
        if sound is None:
            with _turn(_voices):
                sound = the_voice().speak(text, slow=slow)
            _spoken.keep(key, sound)
        return HttpResponse(sound, content_type="audio/wav")


class SoundItself(BaseParser):
    """The body as it is: a WAV file, 16 kHz, 16 bit, one channel."""

    media_type = "audio/wav"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Mapping[str, bytes]:
        data = stream.read(SOUND_BYTES + 1)
        if len(data) > SOUND_BYTES:
            raise TooLong("一次最多说20秒，请分开说。")
        return {"sound": data}


class AnySound(AlwaysJson):
    """Only what is called a WAV file is read."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        kind = (request.content_type or "").split(";")[0].strip().lower()
        return next(iter(parsers)) if kind in ("audio/wav", "audio/x-wav", "audio/wave") else None


class Hearing(Endpoint):
    parser_classes = [SoundItself]
    content_negotiation_class = AnySound

    @extend_schema(
        operation_id="listen",
        summary="把说的话变成文字",
        description="请求体是 WAV 文件（16千赫、16位、单声道），最长20秒。声音不保存。",
        request={"audio/wav": OpenApiTypes.BINARY},
        responses={200: serializers_speech.Heard, **problems(404, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        self.count_call(request)
        limits.count_speech(request._request, self.now().timestamp())
        given: Mapping[str, bytes] = request.data  # type: ignore[assignment]  # as SoundItself gives it
        data = given.get("sound")
        if not data:
            raise Invalid({"sound": ["没有收到声音，请再说一遍，或者打字。"]})
        recogniser = the_recogniser()
        samples = samples_of(data)
        with _turn(_ears):
            return Response({"text": recogniser.listen(samples).text})


@contextmanager
def _turn(slots: threading.BoundedSemaphore) -> Iterator[None]:
    if not slots.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        slots.release()
