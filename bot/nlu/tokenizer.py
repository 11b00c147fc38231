"""The tokenizer: the sentence normalised, one token for each character, by spaCy's blank Chinese pipeline."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.text.normalise import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class HallTokenizer(Tokenizer):
    """Tokens of the normalised sentence; offsets are those of the normalised text. Needs no model on disk."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Keys of the base class; intents are single words and never split."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._spacy = spacy.blank("zh")

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> HallTokenizer:
        """A tokenizer with this configuration."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of a message; an empty or blank one has none."""
        doc = self._spacy.make_doc(normalise(message.get(attribute) or ""))
        return [Token(word.text, word.idx) for word in doc if not word.is_space]
