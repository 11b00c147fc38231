"""What can go wrong with speech.

SpeechError
├── NoVoice        no voice on this machine
├── VoiceFailed    the voice gave no sound
├── NoRecogniser   nothing here understands speech
├── NothingHeard   no words in what was said
└── HearingFailed  the recogniser gave no answer
"""

from __future__ import annotations


class SpeechError(Exception):
    """Base. status: of HTTP. Its text is for the person at the page."""

    status = 503
    words = "语音现在用不了，请看屏幕上的字。"

    def __init__(self, words: str = "") -> None:
        super().__init__(words or self.words)


class NoVoice(SpeechError):
    status = 404
    words = "这台机器没有装朗读的声音，请看屏幕上的字。"


class VoiceFailed(SpeechError):
    words = "这句没有读出来，请看屏幕上的字。"


class NoRecogniser(SpeechError):
    status = 404
    words = "这里听不了说话，请打字，或点“人工”。"


class NothingHeard(SpeechError):
    status = 422
    words = "没听清，请再说一遍，或者打字。"


class HearingFailed(SpeechError):
    words = "现在听不了说话，请打字，或点“人工”。"
