"""Reading aloud and speaking, through the real voice and a microphone whose sound is known.

A recogniser that understands eight tones stands in for one that understands Chinese: what is tried is the way of the
sound, from the microphone into the field. Nothing is said about how well a real recogniser understands.
"""

from __future__ import annotations

import io
import json
import math
import re
import shutil
import threading
import wave
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from bench.service import Service, serving
from bot.paths import ROOT
from bot.speech.recognisers import RATE, as_wav
from tests.browser.conftest import PATIENCE, QUIET
from tests.browser.visit import KIOSK, LAPTOP, PHONE, Visit

pytestmark = [
    pytest.mark.browser, pytest.mark.assistant, pytest.mark.enable_socket,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]  # fmt: skip

TONES = dict(zip("身份证丢了怎么办", (440, 560, 700, 880, 1100, 1380, 1720, 2150), strict=True))
BEFORE, AFTER = "身份证丢", "了怎么办"
PAUSE = 1.8
"""Seconds between both halves: more than the page's usual patience, less than the slower one."""
TONE, GAP = 0.16, 0.1

SILENT_MICROPHONE = """() => {
  navigator.mediaDevices.getUserMedia = async () => new AudioContext().createMediaStreamDestination().stream;
}"""
REFUSED_MICROPHONE = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };
}"""
COUNT_SOUNDS = """() => {
  window.begun = 0;
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...how) { window.begun += 1; return start.apply(this, how); };
}"""
SLOW = "() => (document.documentElement.dataset.pace = 'slow')"
LISTENING = ".listening.open"


def said(words: str) -> array[int]:
    """The words as tones, each with a rest after it."""
    samples = array("h")
    for word in words:
        samples.extend(
            int(9000 * math.sin(2 * math.pi * TONES[word] * place / RATE)) for place in range(int(TONE * RATE))
        )
        samples.extend(silence(GAP))
    return samples


def silence(seconds: float) -> array[int]:
    return array("h", bytes(2 * int(seconds * RATE)))


def understood(sound: bytes) -> str:
    """The words in it: of each stretch of 20 ms the strongest tone by Goertzel's sum, each tone counted once."""
    with wave.open(io.BytesIO(sound)) as opened:
        assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (RATE, 1, 2)
        samples = array("h", opened.readframes(opened.getnframes()))
    size, words, before = RATE // 50, "", ""
    for place in range(0, len(samples) - size, size):
        frame = samples[place : place + size]
        powers = {word: goertzel(frame, tone) for word, tone in TONES.items()}
        best = max(powers, key=powers.__getitem__)
        energy = sum(one * one for one in frame)
        now = best if energy > size * 300**2 and powers[best] > 0.25 * size * energy else ""
        if now and now == before and not words.endswith(now):
            words += now
        before = now
    return words


def goertzel(frame: array[int], tone: float) -> float:
    turn = 2 * math.cos(2 * math.pi * tone / RATE)
    last = older = 0.0
    for sample in frame:
        last, older = sample + turn * last - older, last
    return last * last + older * older - turn * last * older


@dataclass
class Listener:
    """A recogniser of the hall's network. heard: seconds of each sound that came."""

    url: str = ""
    heard: list[float] = field(default_factory=list)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    one = Listener()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sound = body[body.index(b"RIFF") :]
            sound = sound[: 8 + int.from_bytes(sound[4:8], "little")]
            one.heard.append((len(sound) - 44) / 2 / RATE)
            answer = json.dumps({"text": understood(sound)}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    one.url = f"http://127.0.0.1:{server.server_address[1]}/"
    yield one
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def service(chromium: Path, listener: Listener) -> Iterator[Service]:
    with serving(XIAOBAO_HEARING="http", XIAOBAO_HEARING_URL=listener.url) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: Path, service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Its microphone hears a file: both halves with a pause between them, from the beginning each time it is opened."""
    file = tmp_path_factory.mktemp("speech") / "said.wav"
    file.write_bytes(as_wav(silence(1.0) + said(BEFORE) + silence(PAUSE) + said(AFTER) + silence(6.0)))
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(chromium),
            args=[
                *QUIET,
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={file}",
            ],
        )  # fmt: skip
        yield running
        running.close()


def at_the_kiosk(visit: Callable[..., Visit]) -> Visit:
    """Somebody touched the screen, so that it may sound, and was greeted."""
    here = visit(KIOSK, home=False)
    here.page.goto(here.base + KIOSK.path)
    with here.page.expect_request("**/api/v1/speech"):
        here.touch(here.page.locator(".attract-touch"))
    expect(here.page.locator(".tiles.often button").first).to_be_visible()
    here.touch(here.page.locator("#hello"))
    here.page.wait_for_timeout(300)  # what was asked for of the greeting is on its way
    return here


def spoken_texts(page: Page) -> list[str]:
    """What the page asks the voice to say, as it grows."""
    texts: list[str] = []

    def heard(request: Request) -> None:
        if request.url.endswith("/speech"):
            texts.append(json.loads(request.post_data or "{}")["text"])

    page.on("request", heard)
    return texts


def wait_for(page: Page, true: Callable[[], bool]) -> None:
    """Waits as `expect` does; the page's policy forbids what playwright's own waiting would evaluate."""
    for _ in range(PATIENCE // 100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come true")


def abilities(page: Page, **able: bool) -> None:
    """Lets the hall say what it can."""

    def answer(route: Route) -> None:
        given = route.fetch()
        hall = given.json()
        route.fulfill(response=given, json={**hall, "speech": {**hall["speech"], **able}})

    page.route("**/api/v1/hall", answer)


def test_the_decoder_understands_the_tones_and_nothing_in_silence() -> None:
    assert understood(as_wav(said("身份证丢了怎么办"))) == "身份证丢了怎么办"
    assert understood(as_wav(silence(2))) == ""


# reading aloud


def test_an_answer_is_read_sentence_by_sentence_until_the_page_is_touched(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    page = here.page
    page.evaluate(COUNT_SOUNDS)
    texts = spoken_texts(page)
    here.say("身份证丢了怎么办")
    assert texts == [], "nobody asked for it"
    button = page.locator("xb-read button").last
    expect(button).to_have_attribute("data-reads", "")
    button.click()
    expect(button).to_have_attribute("data-reads", "now")
    wait_for(page, lambda: page.evaluate("window.begun") >= 2)
    assert len(texts) >= 2
    assert all(0 < len(text) <= 300 for text in texts)

    page.locator("main").click(position={"x": 5, "y": 5})
    expect(button).to_have_attribute("data-reads", "")
    at_the_touch = len(texts)
    page.wait_for_timeout(1500)
    assert len(texts) == at_the_touch


def test_pressed_again_it_stops_and_one_voice_speaks_at_a_time(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    page = here.page
    here.say("身份证丢了怎么办")
    here.say("护照怎么办")
    first, last = page.locator("xb-read button").first, page.locator("xb-read button").last
    first.click()
    expect(first).to_have_attribute("data-reads", "now")
    last.click()
    expect(last).to_have_attribute("data-reads", "now")
    expect(first).to_have_attribute("data-reads", "")
    last.click()
    expect(last).to_have_attribute("data-reads", "")


def test_it_ends_by_itself(visit: Callable[..., Visit]) -> None:
    here = visit(PHONE)
    page = here.page
    page.evaluate(COUNT_SOUNDS)
    here.say("厕所在哪")
    button = page.locator("xb-read button").last
    here.touch(button)
    expect(button).to_have_attribute("data-reads", "now")
    expect(button).to_have_attribute("data-reads", "", timeout=40_000)
    assert page.evaluate("window.begun") >= 1


def test_a_kiosk_reads_by_itself_and_can_be_told_not_to(visit: Callable[..., Visit]) -> None:
    here = at_the_kiosk(visit)
    page = here.page
    texts = spoken_texts(page)
    here.say("厕所在哪")
    expect(page.locator("xb-read button").last).to_have_attribute("data-reads", "now")
    assert texts
    switch = page.locator("xb-aloud button")
    here.touch(switch)
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(page.locator("xb-read button").last).to_have_attribute("data-reads", "")
    texts.clear()
    here.say("电梯在哪")
    page.wait_for_timeout(500)
    assert texts == []
    here.touch(page.get_by_role("button", name="重新开始"))
    expect(switch).to_have_attribute("aria-pressed", "true")


def test_violence_at_home_is_not_read_by_itself(visit: Callable[..., Visit]) -> None:
    here = at_the_kiosk(visit)
    page = here.page
    texts = spoken_texts(page)
    here.say("我老公打我")
    expect(page.locator(".emergency")).to_be_visible()
    here.say("厕所在哪")
    page.wait_for_timeout(500)
    assert texts == [], "what follows it is silent too"
    expect(page.locator("xb-aloud button")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("xb-read button").first).to_contain_text("旁边的人会听到")


def test_a_number_and_its_code_are_never_handed_to_the_voice(visit: Callable[..., Visit]) -> None:
    here = at_the_kiosk(visit)
    page = here.page
    texts = spoken_texts(page)
    here.say("我身份证丢了咋办")
    number, code = here.open_a_request()
    button = page.locator("xb-read button").last
    expect(button).to_have_attribute("data-reads", "now")
    here.touch(button)
    here.touch(button)
    page.wait_for_timeout(1000)
    assert any("登记" in text or "答复" in text for text in texts)
    plain = re.sub(r"\s", "", " ".join(texts))
    assert number not in plain
    assert code not in plain


def test_another_part_of_the_page_may_speak(visit: Callable[..., Visit]) -> None:
    here = at_the_kiosk(visit)
    page = here.page
    texts = spoken_texts(page)
    page.locator("#say").click()
    page.evaluate("dispatchEvent(new CustomEvent('xb-speak', { detail: { text: '工作人员马上来。' } }))")
    wait_for(page, lambda: bool(texts))
    assert texts == ["工作人员马上来。"]


def test_who_touches_before_the_hall_is_known_is_greeted_all_the_same(visit: Callable[..., Visit]) -> None:
    here = visit(KIOSK, home=False)
    held: list[Route] = []
    here.page.route("**/api/v1/hall", lambda route: held.append(route))
    texts = spoken_texts(here.page)
    here.page.goto(here.base + KIOSK.path)
    here.touch(here.page.locator(".attract-touch"))
    wait_for(here.page, lambda: bool(held))
    assert texts == []
    for route in held:
        route.continue_()
    wait_for(here.page, lambda: "".join(texts) == "您好，我是小豹。请点您要办的事，也可以写下来。")


def test_without_voice_and_hearing_nothing_of_it_is_seen(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP, home=False)
    abilities(here.page, voice=False, hearing=False)
    here.home()
    here.say("厕所在哪")
    expect(here.page.locator("xb-read button")).to_have_count(0)
    expect(here.page.locator("xb-aloud button")).to_have_count(0)
    expect(here.page.locator("xb-microphone")).to_have_count(0)


def test_a_page_that_did_not_come_safely_has_no_microphone(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP, home=False)
    here.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    here.home()
    expect(here.page.locator("xb-aloud button")).to_be_visible()
    expect(here.page.locator("xb-microphone")).to_have_count(0)


# speaking


def test_what_was_said_stands_in_the_field_and_is_sent_by_hand(visit: Callable[..., Visit], listener: Listener) -> None:
    here = visit(PHONE)
    page = here.page
    before = len(listener.heard)
    here.touch(page.get_by_role("button", name="说话"))
    expect(page.locator(LISTENING)).to_contain_text("请说")
    expect(page.locator("#say")).to_have_value(BEFORE)
    expect(page.locator("#say")).to_be_focused()
    expect(page.get_by_text("请看写得对不对")).to_be_visible()
    expect(page.locator("xb-message")).to_have_count(0)
    assert len(listener.heard) == before + 1
    assert listener.heard[-1] < 4 * (TONE + GAP) + 1, "the silence around the words is not sent"
    page.locator("#say").fill("身份证丢了")
    expect(page.get_by_text("请看写得对不对")).to_have_count(0)


def test_slower_it_waits_for_who_pauses(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    here.page.evaluate(SLOW)
    here.touch(here.page.locator(".microphone"))
    expect(here.page.locator("#say")).to_have_value(BEFORE + AFTER, timeout=25_000)


def test_who_has_said_all_need_not_wait(visit: Callable[..., Visit]) -> None:
    here = at_the_kiosk(visit)
    page = here.page
    page.evaluate(SLOW)
    here.touch(page.locator(".microphone"))
    expect(page.locator(LISTENING)).to_contain_text("请说")
    page.wait_for_timeout(2300)
    here.touch(page.get_by_role("button", name="说完了"))
    expect(page.locator("#say")).to_have_value(re.compile("^身"))


def test_silence_is_not_made_into_words(visit: Callable[..., Visit], listener: Listener) -> None:
    here = at_the_kiosk(visit)
    page = here.page
    page.evaluate(SILENT_MICROPHONE)
    before = len(listener.heard)
    here.touch(page.locator(".microphone"))
    expect(page.locator(".listening.fault")).to_contain_text("没听清", timeout=25_000)
    expect(page.locator("#say")).to_have_value("")
    assert len(listener.heard) == before


def test_who_touches_something_else_is_not_listened_to(visit: Callable[..., Visit], listener: Listener) -> None:
    here = at_the_kiosk(visit)
    page = here.page
    before = len(listener.heard)
    here.touch(page.locator(".microphone"))
    expect(page.locator(LISTENING)).to_contain_text("请说")
    here.touch(page.get_by_role("button", name="重新开始"))
    expect(page.locator(LISTENING)).to_have_count(0)
    here.touch(page.locator(".microphone"))
    here.touch(page.get_by_role("button", name="不说了"))
    expect(page.locator(LISTENING)).to_have_count(0)
    page.wait_for_timeout(3000)
    expect(page.locator("#say")).to_have_value("")
    assert len(listener.heard) == before


def test_a_refused_microphone_is_told_plainly(visit: Callable[..., Visit]) -> None:
    here = visit(LAPTOP)
    here.page.evaluate(REFUSED_MICROPHONE)
    here.touch(here.page.locator(".microphone"))
    expect(here.page.locator(".listening.fault")).to_contain_text("话筒没有打开")


# where words begin and end, by themselves

UTTERANCE = """async ([part, signal, patience]) => {
  const { Utterance } = await import(part);
  const rate = 16000;
  let seed = 1;
  const noise = () => ((seed = (seed * 16807) % 2147483647) / 2147483647) * 2 - 1;
  const samples = Float32Array.from(signal.flatMap(([seconds, voice, hiss]) =>
    Array.from({ length: seconds * rate }, (_, at) => {
      const syllable = Math.max(0, Math.sin(Math.PI * (((at / rate) * 4) % 1))) ** 2;
      return voice * syllable * Math.sin((2 * Math.PI * 220 * at) / rate) + hiss * noise();
    })));
  const one = new Utterance({ patience });
  for (let at = 0; at < samples.length && !one.over; at += 1600) one.add(samples.slice(at, at + 1600));
  return { state: one.state, seconds: one.seconds, kept: one.samples().length / rate };
}"""
QUIET_HALL, LOUD_HALL = 0.002, 0.05


@pytest.mark.parametrize(
    ("signal", "patience", "state", "seconds", "kept"),
    [
        ([(10, 0, QUIET_HALL)], 1.2, "silent", 8, 0),
        ([(10, 0, 0.1)], 1.2, "silent", 8, 0),
        ([(2, 0, QUIET_HALL), (0.04, 0, 0.5), (8, 0, QUIET_HALL)], 1.2, "silent", 8, 0),
        ([(1, 0, QUIET_HALL), (2, 0.3, QUIET_HALL), (4, 0, QUIET_HALL)], 1.2, "ended", 4.2, 2.6),
        ([(2, 0.3, QUIET_HALL), (4, 0, QUIET_HALL)], 1.2, "ended", 3.2, 2.3),
        ([(1, 0, LOUD_HALL), (2, 0.4, LOUD_HALL), (4, 0, LOUD_HALL)], 1.2, "ended", 4.2, 2.6),
        ([(1, 0.3, QUIET_HALL), (1.6, 0, QUIET_HALL), (1, 0.3, QUIET_HALL), (4, 0, QUIET_HALL)], 1.2, "ended", 2.2, 1.3),
        ([(1, 0.3, QUIET_HALL), (1.6, 0, QUIET_HALL), (1, 0.3, QUIET_HALL), (4, 0, QUIET_HALL)], 2.5, "ended", 6.1, 3.9),
        ([(30, 0.3, QUIET_HALL)], 1.2, "ended", 20, 20),
    ],
    ids=["silence", "steady noise", "a knock", "words", "at once", "in noise", "pause", "pause, patient", "too long"],
)  # fmt: skip
def test_words_begin_and_end(visit: Callable[..., Visit], signal: list[tuple[float, float, float]], patience: float,
                             state: str, seconds: float, kept: float) -> None:  # fmt: skip
    (part,) = (ROOT / "bot/citizen/static/citizen/parts").glob("listen-*.js")
    page = visit(LAPTOP).page
    found = page.evaluate(UTTERANCE, [f"/static/citizen/parts/{part.name}", signal, patience])
    assert found["state"] == state
    assert found["seconds"] == pytest.approx(seconds, abs=0.15)
    assert found["kept"] == pytest.approx(kept, abs=0.15)
