"""How long a voice takes for a sentence, and what it takes of memory, over what the hall's guide says by itself.

Run: `uv run python -m bench.speech`. Each item's answer and each facility's is cut into sentences as the page cuts
them; each sentence is made once, one after another, at both speeds. No service is needed. How well people understand
the voice is not measured.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import subprocess
import sys
import time
import wave
from statistics import median

import psutil

from bench.asking import late, middle
from bot.knowledge.answer import answer
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.files import load
from bot.knowledge.release import Release
from bot.knowledge.warm import NOW
from bot.paths import HALL
from bot.speech.errors import NoVoice
from bot.speech.reading import read
from bot.speech.sounds import for_voice
from bot.speech.voices import Silent, voice_named

ESPEAK = ("espeak-ng", "-v", "cmn-latn-pinyin", "--stdin", "--stdout")


def said(release: Release) -> list[str]:
    """The sentences of every item's answer and every facility's, each once, in the order of the hall."""
    bulletin = Bulletin()
    texts = [answer(release, bulletin, item.id, "overview", {}, NOW)["speech"] for item in release.hall.items]
    texts += [facility.speech or facility.text for facility in release.hall.facilities]
    return list(dict.fromkeys(one for text in texts for one in re.findall(r"[^。！？\n]+[。！？]?", text)))


def most(sentences: list[str]) -> int:
    """Bytes of resident memory that a process of espeak-ng takes for the longest sentence, looked at again and again."""
    found = 0
    with psutil.Popen(ESPEAK, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        process.stdin.write(for_voice(read(max(sentences, key=len))).encode())
        process.stdin.close()
        while process.poll() is None:
            try:
                if process.name() == ESPEAK[0]:  # before that it is still a picture of this process
                    found = max(found, process.memory_info().rss)
            except psutil.Error:
                break
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sentences", type=int, help="only so many, taken by chance from a fixed seed")
    given = arguments.parse_args()
    try:
        voice = voice_named("espeak")
    except NoVoice as error:
        sys.exit(str(error))
    if isinstance(voice, Silent):
        sys.exit("没有装 espeak-ng。")
    sentences = said(Release.of(load(HALL)))
    if given.sentences and given.sentences < len(sentences):
        sentences = random.Random(5).sample(sentences, given.sentences)  # noqa: S311  (a fixed one on purpose)
    voice.speak("您好。")
    own = psutil.Process().memory_info().rss
    lengths = sorted(len(one) for one in sentences)
    print(f"sentences {len(sentences)}, characters median {median(lengths):.0f}, longest {lengths[-1]}; "
          f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")  # fmt: skip
    for name, slow in (("usual", False), ("slow", True)):
        times, sounds, size = [], [], 0
        for sentence in sentences:
            began = time.monotonic()
            sound = voice.speak(sentence, slow=slow)
            times.append(time.monotonic() - began)
            size += len(sound)
            with wave.open(io.BytesIO(sound)) as heard:
                sounds.append(heard.getnframes() / heard.getframerate())
        print(f"{name}: made in median {middle(times):.0f} ms, 95 % {late(times):.0f} ms, "
              f"slowest {1000 * max(times):.0f} ms; sounds for median {median(sounds):.1f} s, longest {max(sounds):.1f} s; "
              f"{size / sum(sounds) / 1000:.0f} kB a second, all {size / 1e6:.1f} MB")  # fmt: skip
    grown = (psutil.Process().memory_info().rss - own) / 1e6
    print(f"memory: espeak-ng while it speaks {most(sentences) / 1e6:.0f} MB; this process grew by {grown:.1f} MB")


if __name__ == "__main__":
    main()
