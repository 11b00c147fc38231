"""The real assistant as a library: model, voice, actions and turns in this process, for tests, shell and measurement."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import bot.channels.quiet  # noqa: F401  isort: skip
from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.utils.log_utils import configure_structlog

from bot.channels.hall import put_actions_in_process, take_turn
from bot.nlu.tracker_store import BoundedTrackerStore
from bot.nlu.voice import HallVoice
from bot.paths import ROOT


def load_agent(model: Path) -> Agent:
    """The assistant of a model file, ready for `take_turn`. Nothing that people say is logged."""
    configure_structlog(logging.WARNING)
    domain = Domain.load(str(ROOT / "domain"))
    agent = Agent.load(str(model), tracker_store=BoundedTrackerStore(domain), generator=HallVoice())
    put_actions_in_process(agent)
    return agent


class Talk:
    """One conversation with the assistant, as the web would have it."""

    def __init__(self, agent: Agent, *, name: str, release: str, bulletin: str = "0", now: str) -> None:
        self.agent, self.name, self.release, self.bulletin, self.now = agent, name, release, bulletin, now
        self.turn = 0
        self.context: dict[str, Any] = {}

    async def say(self, text: str | None = None, choice: str | None = None) -> dict[str, Any]:
        """One turn: `{"messages", "context", "do", "release"}`."""
        body = {
            "conversation": self.name, "turn": self.turn, "text": text, "choice": choice, "context": self.context,
            "channel": "web", "release": self.release, "bulletin": self.bulletin, "now": self.now,
        }  # fmt: skip
        answer = await take_turn(self.agent, body)
        self.turn += 1
        self.context = answer["context"]
        return answer
