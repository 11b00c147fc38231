"""Debian's chromium led over a pipe, with nothing of its developers' tools switched on but the page."""

from __future__ import annotations

import json
import os
import select
import shlex
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.page_load import CHROMIUM, QUIET

LONGEST = 30.0
"""Seconds that an answer of the browser, or a state of the page, may take."""
CODES = {"Enter": 13, "Shift": 16}


class Led:
    """A page. pid: of the browser."""

    def __init__(self, pid: int, reading: int, writing: int) -> None:
        self.pid = pid
        self._reading, self._writing = reading, writing
        self._number = 0
        self._left = b""
        self._session: str | None = None

    def open(self, width: int, height: int, first: str) -> None:
        """A page of this size, in which `first` runs before anything of its own."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=first)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])

    def go(self, address: str) -> None:
        """Opens an address."""
        self.call("Page.navigate", url=address)
        self.until(f"location.href.startsWith({json.dumps(address)}) && document.readyState === 'complete'")

    def js(self, expression: str) -> Any:
        """What an expression is, or what its promise brings.

        Raises:
            RuntimeError: it threw.
        """
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression[:200]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, expression: str) -> None:
        """Waits for an expression to become true.

        Raises:
            TimeoutError: it did not within `LONGEST` seconds.
        """
        end = time.monotonic() + LONGEST
        while not self.js(f"!!({expression})"):
            if time.monotonic() > end:
                raise TimeoutError(expression)
            time.sleep(0.02)

    def click(self, selector: str) -> None:
        """Presses the middle of an element with the mouse, as soon as it is there."""
        one = f"document.querySelector({json.dumps(selector)})"
        self.until(one)
        where = self.js(
            f"(() => {{ const one = {one}; one.scrollIntoView({{ block: 'center' }}); const box = one.getBoundingClientRect();"
            " return { x: box.x + box.width / 2, y: box.y + box.height / 2 }; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **where)

    def press(self, key: str) -> None:
        """Presses Enter or Shift."""
        text = {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=CODES[key], **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=CODES[key])

    def write(self, selector: str, text: str) -> None:
        """Puts a text into a field."""
        self.js(f"document.querySelector({json.dumps(selector)}).focus()")
        self.call("Input.insertText", text=text)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The browser's answer.

        Raises:
            RuntimeError: it refused.
            TimeoutError: it said nothing for `LONGEST` seconds.
        """
        self._number += 1
        request: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            request["sessionId"] = self._session
        os.write(self._writing, json.dumps(request).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + LONGEST
        while b"\0" not in self._left:
            if not select.select([self._reading], [], [], max(0.0, end - time.monotonic()))[0]:
                raise TimeoutError("the browser says nothing")
            self._left += os.read(self._reading, 1 << 20)
        one, self._left = self._left.split(b"\0", 1)
        message: dict[str, Any] = json.loads(one)
        return message


@contextmanager
def led(*, width: int, height: int, first: str) -> Iterator[Led]:
    """A fresh browser with one page; gone afterwards."""
    commands, answers = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory() as profile:
        line = [CHROMIUM, "--headless", "--remote-debugging-pipe", "--lang=zh-CN", f"--user-data-dir={profile}", *QUIET]
        # The browser reads from 3 and writes to 4.
        command = f"exec {shlex.join(line)} 3<&{commands[0]} 4>&{answers[1]}"
        browser = subprocess.Popen(  # noqa: S603
            ["/bin/bash", "-c", command], pass_fds=(commands[0], answers[1]),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            page = Led(browser.pid, answers[0], commands[1])
            page.open(width, height, first)
            yield page
        finally:
            browser.terminate()
            browser.wait(timeout=LONGEST)
            for end in (*commands, *answers):
                os.close(end)
