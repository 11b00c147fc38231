"""Tables of what the hall learns from its talks, of problems kept in sight, and of exports."""

from bot.reports.models.listing import Export, Listing, Reach
from bot.reports.models.questions import Group, Note, Outcome, Progress, Reason, State, Tally, Variant

__all__ = [
    "Export",
    "Group",
    "Listing",
    "Note",
    "Outcome",
    "Progress",
    "Reach",
    "Reason",
    "State",
    "Tally",
    "Variant",
]
