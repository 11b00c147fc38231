"""Exports are written down: who took what, when, and how many rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from django.contrib.auth.models import User

from bot.reports import workbook
from bot.reports.ledgers import last_row
from bot.reports.models import Export
from bot.reports.workbook import Column, Value
from bot.store.writing import writing

IN_MEMORY = 1_000_000
"""Bytes of a packed file that are held in memory; more lie in a temporary file without a name."""


def export(user: User, *, what: str, title: str, about: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]],
           now: datetime) -> bytes:  # fmt: skip
    """Makes the sheet and notes it, in this order: a sheet that was not made was not taken.

    Args:
        what: of Export.what. about: what was chosen, in words; it stands in the last row and in the log.
    """
    counted = _Counted(rows, lambda count: last_row(user.first_name or user.get_username(), about, now, count))
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        workbook.write(file, title, columns, counted)
        file.seek(0)
        data = file.read()
    with writing():
        Export.objects.create(at=now, user=user, what=what, about=about[:500], rows=counted.count)
    return data


class _Counted:
    """Rows that are counted as they go by, and what stands under them."""

    def __init__(self, rows: Iterable[Sequence[Value]], last: Callable[[int], Sequence[Value]]) -> None:
        self.rows, self.last, self.count = rows, last, 0

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self.rows:
            self.count += 1
            yield row
        yield self.last(self.count)
