"""Custom actions run in the assistant's own process: no action server, no HTTP, no port."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor


class InProcessActions(EndpointConfig):
    """Looks like an action endpoint to Rasa; a request runs the action here and now."""

    def __init__(self) -> None:
        super().__init__(url="in-process")
        self.executor = ActionExecutor()
        self.executor.register_package("actions")

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> dict[str, Any] | None:
        """Run the action that a call of Rasa's asks for. Raises whatever the action raises."""
        result: dict[str, Any] | None = await self.executor.run(json)
        return result


def trust_own_results() -> None:
    """Leave out Rasa's check of an action's answer against a schema, which it checks against the meta-schema each time.

    It guards against foreign action servers; here the answer is made by rasa_sdk in this very process. A fifth of a
    turn went into it.
    """
    RemoteAction._validate_action_result = staticmethod(lambda result: True)
