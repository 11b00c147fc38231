"""The hall's Rasa channel: shared secret, context in and out, one release per turn."""
