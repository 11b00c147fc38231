"""The stories' policy: Rasa's augmented memoization, asked only about the intents that stories are about."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.memoization import AugmentedMemoizationPolicy
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

# Intents that stories turn on; for every other one the policy says nothing, at once.
INTENTS_KEY = "intents"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class StoryPolicy(AugmentedMemoizationPolicy):
    """Reading the history for every turn took a third of it, for stories that hold one intent."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The base class's keys, and INTENTS_KEY."""
        return {**AugmentedMemoizationPolicy.get_default_config(), INTENTS_KEY: []}

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **kwargs: Any
    ) -> PolicyPrediction:
        """The memorised action, or no opinion."""
        intent = (tracker.latest_message.intent or {}).get("name") if tracker.latest_message else None
        if intent not in self.config[INTENTS_KEY]:
            return self._prediction(self._default_predictions(domain))
        return super().predict_action_probabilities(tracker, domain, rule_only_data=rule_only_data, **kwargs)
