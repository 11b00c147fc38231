"""The real assistant for tests: trained once for a configuration, its release on a shelf of its own, and a citizen.

Nothing is faked but the web: `Citizen` masks, offers and keeps the context as the web does.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Coroutine
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.commands.release import ensure
from bot.commands.train import ensure_model
from bot.knowledge.shelf import Shelf
from bot.paths import HALL
from bot.text.mask import mask

MONDAY = "2026-11-23T10:00:00+08:00"
"""An ordinary morning; the hall is open."""
T = TypeVar("T")
_names = itertools.count(1)


@lru_cache(maxsize=1)
def model() -> Path:
    """The model of this configuration, kept between runs."""
    return ensure_model()


@lru_cache(maxsize=1)
def own_folder() -> Path:
    """A folder in place of `var/`, with the sample hall as its active release."""
    folder = Path(tempfile.mkdtemp(prefix="xiaobao-assistant-"))
    ensure(Shelf(folder / "releases"), HALL)
    return folder


@lru_cache(maxsize=1)
def _loop() -> asyncio.Runner:
    return asyncio.Runner()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run on the one loop on which the assistant lives."""
    return _loop().run(work)


@lru_cache(maxsize=1)
def loaded() -> Any:
    """The agent, loaded once."""
    from bot.channels.local import load_agent

    return load_agent(model())


def store(agent: Any) -> Any:
    """The bounded store inside the fail-safe one that Rasa puts around it."""
    return agent.tracker_store._tracker_store


@pytest.fixture(autouse=True)
def own_var(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Releases come from this folder; the model from the project's own."""
    model()
    monkeypatch.setenv("XIAOBAO_VAR", str(own_folder()))
    return own_folder()


@pytest.fixture
def shelf(own_var: Path) -> Shelf:
    from bot.knowledge.shelf import shelf_at
    from bot.paths import releases

    return shelf_at(releases())


@pytest.fixture
def agent(own_var: Path) -> Any:
    agent = loaded()
    store(agent)._kept.clear()
    return agent


@pytest.fixture
def citizen(agent: Any, shelf: Shelf) -> Citizen:
    return Citizen(agent, shelf)


class Citizen:
    """Somebody in conversation with the assistant. What they say is masked, what they tap was offered."""

    def __init__(self, agent: Any, shelf: Shelf, *, now: str = MONDAY) -> None:
        from bot.channels.local import Talk

        self.agent = agent
        self.talk = Talk(agent, name=f"test-{next(_names)}", release=shelf.active_id(), now=now)
        self._numbers: dict[str, int] = {}
        self._known: dict[tuple[str, str], str] = {}
        self.answer: dict[str, Any] = {}

    @property
    def context(self) -> dict[str, Any]:
        return self.talk.context

    @property
    def form(self) -> dict[str, Any] | None:
        form: dict[str, Any] | None = self.talk.context.get("form")
        return form

    @property
    def text(self) -> str:
        """All that was answered."""
        return "\n".join(message["text"] for message in self.answer["messages"])

    @property
    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.answer["messages"]]

    @property
    def options(self) -> list[str]:
        return [option["id"] for message in self.answer["messages"] for option in message["options"]]

    @property
    def intent(self) -> str | None:
        """What the assistant took the last sentence for."""
        tracker = run(self.agent.tracker_store.retrieve(self.talk.name))
        return tracker.latest_message.intent.get("name") if tracker and tracker.latest_message else None

    def open(self) -> dict[str, Any]:
        return self._take(None, None)

    def say(self, text: str) -> dict[str, Any]:
        masked = mask(text, start=self._numbers)
        words = masked.text
        for found in masked.found:
            key = (found.kind, found.value)
            if key in self._known:
                words = words.replace(found.placeholder, self._known[key])
                continue
            self._known[key] = found.placeholder
            self._numbers[found.kind] = self._numbers.get(found.kind, 0) + 1
            if found.kind in ("手机号", "座机"):
                self.talk.context = {**self.talk.context, "phone": found.placeholder}
        return self._take(words, None)

    def silence(self) -> dict[str, Any]:
        return self._take("", None)

    def choose(self, choice: str) -> dict[str, Any]:
        """Tap an option, by id or label."""
        offered = {option["label"]: option["id"] for option in self.context.get("options", [])}
        name = offered.get(choice, choice)
        assert name in offered.values(), f"{choice} was not offered; there were {sorted(offered.items())}"
        return self._take(None, name)

    def lose_tracker(self) -> None:
        """The assistant was started anew."""
        store(self.agent)._kept.clear()

    def _take(self, text: str | None, choice: str | None) -> dict[str, Any]:
        self.answer = run(self.talk.say(text, choice))
        return self.answer


def moment(text: str) -> datetime:
    """An aware moment."""
    return datetime.fromisoformat(text)
