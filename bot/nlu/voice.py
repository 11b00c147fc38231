"""The in-process voice: Rasa's `utter_…` responses spoken with the words of the release."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from actions.turn import Turn
from bot.knowledge.conversation import talk
from bot.knowledge.reply import Heard


class HallVoice(NaturalLanguageGenerator):
    """`utter_thanks` → what `conversation.talk` says to thanks, from the turn's release."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        self.domain = domain

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The response as `{"text", "custom": Message}`."""
        turn = Turn.of_parts(tracker.latest_message.metadata if tracker.latest_message else {}, dict(tracker.slots))
        heard = Heard(text=turn.heard.text, intent=utter_action.removeprefix("utter_"))
        said = talk(turn.release, turn.bulletin, heard, turn.context, turn.now).messages
        return {"text": said[0]["text"], "custom": {"messages": list(said)}}
