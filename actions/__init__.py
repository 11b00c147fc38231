"""Rasa's custom actions, one module for each capability: slots in, one call of `bot.knowledge`, a message out."""
