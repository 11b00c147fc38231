"""Tables of what the hall learns from its talks."""

from bot.reports.models.questions import Group, Note, Outcome, Progress, Reason, State, Tally, Variant

__all__ = ["Group", "Note", "Outcome", "Progress", "Reason", "State", "Tally", "Variant"]
