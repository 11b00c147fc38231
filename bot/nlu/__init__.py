"""Rasa graph components and the in-process voice: thin shells over `bot.knowledge` and `bot.text`."""
