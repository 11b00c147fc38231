"""What other apps may do with slips and outcomes."""

from bot.slips.services.outcomes import BACK_WITHIN, Missing, may_take_back, record, take_back
from bot.slips.services.printing import check_settings, has_printer, print_receipt, print_slip
from bot.slips.services.slips import KEPT, Told, forget_old, look_up, make_slip, releases_in_use, tell, told_now

__all__ = [
    "BACK_WITHIN",
    "KEPT",
    "Missing",
    "Told",
    "check_settings",
    "forget_old",
    "has_printer",
    "look_up",
    "make_slip",
    "may_take_back",
    "print_receipt",
    "print_slip",
    "record",
    "releases_in_use",
    "take_back",
    "tell",
    "told_now",
]
