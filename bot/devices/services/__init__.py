"""What other apps may do with machines: verbs, each in one transaction."""

from bot.devices.services.hearing import guests, heard, heard_of, known, proven, quiet
from bot.devices.services.keeping import add, change, listed, new_code, register, remove
from bot.devices.services.places import place_of, place_words

__all__ = [
    "add",
    "change",
    "guests",
    "heard",
    "heard_of",
    "known",
    "listed",
    "new_code",
    "place_of",
    "place_words",
    "proven",
    "quiet",
    "register",
    "remove",
]
