"""Spreadsheets in and out: .xlsx and CSV ⇄ plain contents of objects. Pure: no Django, no database."""

from bot.catalogue.sheets.book import Book, Fault, Refused
from bot.catalogue.sheets.columns import KINDS
from bot.catalogue.sheets.merging import Applied, apply
from bot.catalogue.sheets.reading import read
from bot.catalogue.sheets.review import spread_review
from bot.catalogue.sheets.work import Cell
from bot.catalogue.sheets.writing import ALL, marked, template, write, write_csv

__all__ = [
    "ALL", "KINDS", "Applied", "Book", "Cell", "Fault", "Refused", "apply", "marked", "read", "spread_review", "template",
    "write", "write_csv",
]  # fmt: skip
