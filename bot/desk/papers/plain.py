"""Words of a request as they may stand on paper or in a sheet."""

from __future__ import annotations

import re

from bot.store.releases import active_hall

_PLACEHOLDER = re.compile(r"⟦([^⟦⟧\d]+)\d+⟧")


def readable(text: str) -> str:
    """Words with what was hidden in them said so, instead of marks that nobody on paper understands."""
    return _PLACEHOLDER.sub(r"（\1已隐去）", text)


def half_hidden(contact: str) -> str:
    """A contact as it may lie on a desk: of its digits the first three and the last four."""
    digits = [at for at, sign in enumerate(contact) if sign.isdigit()]
    if len(digits) < 8:
        return contact[:1] + "*" * max(1, len(contact) - 1)
    hidden = set(digits[3:-4])
    return "".join("*" if at in hidden else sign for at, sign in enumerate(contact))


def subject_name(subject: str) -> str:
    """A subject as people call it."""
    return next((one.name for one in active_hall().subjects if one.id == subject), "")
