"""The linker: which matters of the release a sentence names, and what that says about its intent."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge.heard import intent_of
from bot.knowledge.release import NoRelease, Release
from bot.knowledge.search import search
from bot.knowledge.shelf import shelf_at
from bot.paths import releases

# A matter found with at least this score in [0, 1] stands in for an intent that the classifier is not sure of.
STRONG_KEY = "strong_matter"
# Below this confidence in [0, 1] the classifier is not sure.
UNSURE_KEY = "unsure_below"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class HallLinker(GraphComponent):
    """Sets `candidates` on the message and settles its intent with `knowledge.heard.intent_of`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See the constants above."""
        return {STRONG_KEY: 0.45, UNSURE_KEY: 0.4}

    def __init__(self, config: dict[str, Any]) -> None:
        self._strong, self._unsure = float(config[STRONG_KEY]), float(config[UNSURE_KEY])

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> HallLinker:
        """A linker with this configuration."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Link every message to the release that its metadata names, else to the active one."""
        for message in messages:
            text = message.get("text") or ""
            metadata = message.get("metadata") or {}
            release = self._release(metadata.get("release"))
            if release is None:
                continue
            found = search(release, text)
            intent = intent_of(
                release.hall.cues, text, message.get("intent_ranking") or [], found, self._strong, self._unsure
            )
            if metadata.get("intent"):
                # what it does in this talk is known by its words (knowledge.thread)
                intent = {"name": metadata["intent"], "confidence": 1.0}
            message.set("candidates", [asdict(candidate) for candidate in found], add_to_output=True)
            message.set("intent", intent, add_to_output=True)
        return messages

    def _release(self, name: str | None) -> Release | None:
        shelf = shelf_at(releases())
        try:
            return shelf.release(name) if name else shelf.active()
        except NoRelease:
            return None
