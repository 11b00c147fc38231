"""Keeps conversation tokens, query codes and the codes of slips out of every log line."""

from __future__ import annotations

import logging
import re
from typing import Any

_TOKEN = re.compile(r"((?:/conversations|(?<!/desk)/slips)/)[^/\s?\"']+")
_CODE = re.compile(r"([?&]code=)[^&\s\"']*")


def discreet(text: str) -> str:
    """Returns the text without what follows `/conversations/`, `/slips/` and `code=`."""
    return _CODE.sub(r"\1…", _TOKEN.sub(r"\1…", text))


def install() -> None:
    """Makes every log record discreet, whichever logger writes it. Calling it twice changes nothing."""
    made = logging.getLogRecordFactory()
    if getattr(made, "discreet", False):
        return

    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = made(*args, **kwargs)
        if isinstance(record.msg, str):
            record.msg = discreet(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(discreet(part) if isinstance(part, str) else part for part in record.args)
        return record

    factory.discreet = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(factory)
