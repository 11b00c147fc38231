"""The actions of stock Rasa, run by its own action server in its own environment: one for each item of items.json.

Copied beside items.json into the generated project; imports nothing of this project.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

ITEMS: dict[str, str] = json.loads(Path(__file__).with_name("items.json").read_text(encoding="utf-8"))


def _action(item: str, text: str) -> type[Action]:
    class ItemAction(Action):
        def name(self) -> str:
            return f"action_{item}"

        def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
            dispatcher.utter_message(text=text, json_message={"item": item})
            return []

    return ItemAction


ALL = [_action(item, text) for item, text in ITEMS.items()]
