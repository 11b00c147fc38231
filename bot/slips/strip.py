"""Slips and receipts in the commands of a printer (ESC/POS): GB18030, lines of 48 columns (80 mm) or 32 (58 mm), a square, a cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import segno
from escpos.printer import Dummy
from PIL import Image

from bot.slips.leaflet import Leaflet, Row, Section
from bot.slips.receipt import KEEP_SAFE, Receipt, grouped
from bot.slips.squares import Square


@dataclass(frozen=True)
class Roll:
    """Paper of one width. profile: a printer of python-escpos that is made like it. columns: of the small type."""

    profile: str
    columns: int


ROLLS = {80: Roll("TM-T20II", 48), 58: Roll("NT-5890K", 32)}
"""By width in mm. A Chinese character takes two columns."""
CODING = "gb18030"
_CHINESE = b"\x1c&"
"""FS &: bytes above 127 are read in pairs. Printers sold outside China begin without it."""
_CUT = b"\x1dV\x00"
_BOLD = ("strong", "box", "either", "warn")
_SQUARE = 272
"""Side of the printed square in dots, at most: 34 mm are read by every phone."""
_LARGEST = 3
"""Number and code are so many times as wide and high as the text, where the roll is wide enough."""
_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
_CLOSING, _OPENING = "，。、；：！？）》〉”’】…—,.;:!?)%", "（《〈“‘【("


def width(text: str) -> int:
    """Columns that a text takes: one for what the printer has in one byte, two for everything else."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def printable(text: str) -> str:
    """The text without what a printer would obey instead of printing, in one line."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def wrapped(text: str, columns: int, *, first: str = "", rest: str = "") -> list[str]:
    """A text in lines that fit. first, rest: what stands before the first line and before the others.

    Numbers and addresses are broken only where they are longer than a line; no line begins with a closing sign.
    """
    lines, line = [], first
    for piece in _pieces(printable(text), columns - max(width(first), width(rest))):
        if width(line) + width(piece) > columns and line not in (first, rest):
            lines.append(line.rstrip())
            line = rest
            piece = piece.lstrip()
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, most: int) -> Iterator[str]:
    """What stays together: words of ASCII, and a character with the signs that open before and close after it."""
    held = ""
    for piece in _WORD.findall(text):
        opens, closes = held[-1:] in _OPENING and held != "", piece[0] in _CLOSING
        if held and (opens or closes) and width(held) + width(piece) <= most:
            held += piece
            continue
        if held:
            yield held
        while width(piece) > most:  # an address longer than a line
            yield piece[:most]
            piece = piece[most:]
        held = piece
    if held:
        yield held


def strip(sheet: Leaflet, square: Square, millimetres: int = 80) -> bytes:
    """A slip as bytes for a printer. millimetres: width of the roll, 80 or 58."""
    made = Strip(millimetres)
    made.centred(sheet.hall)
    made.centred(sheet.title, size=2)
    if sheet.example:
        made.centred(sheet.example)
    made.rule()
    made.lines(sheet.item, size=2)
    if sheet.situations:
        made.lines(f"按您说的：{'、'.join(sheet.situations)}", bold=True)
    for section in sheet.sections:
        made.section(section)
    made.rule()
    made.centred(f"单号 {sheet.code}", size=2)
    made.square(square.text)
    made.centred(square.words)
    made.centred(f"{sheet.made}打印，单号可以查到{sheet.kept}。")
    return made.finished()


def receipt_strip(receipt: Receipt, millimetres: int = 80) -> bytes:
    """The receipt of a request as bytes for a printer. millimetres: width of the roll, 80 or 58."""
    made = Strip(millimetres)
    made.centred(receipt.hall)
    made.centred("诉求回执", size=2)
    made.rule()
    large = min(_LARGEST, made.columns // width(grouped(receipt.number)))
    for label, digits in (("编号", receipt.number), ("查询码", receipt.code)):
        made.centred(label)
        made.centred(grouped(digits), size=large)
    made.rule()
    for label, text in receipt.rows:
        made.lines(f"{label}：{text}", bold=True)
    made.lines(receipt.how)
    made.square(receipt.square.text)
    made.centred(receipt.square.words)
    made.lines(KEEP_SAFE, bold=True)
    made.centred(f"{receipt.made}打印")
    return made.finished()


class Strip:
    """Writes onto a dummy printer, line by line, and gives its bytes."""

    def __init__(self, millimetres: int) -> None:
        roll = ROLLS[millimetres]
        self.columns = roll.columns
        self.printer = Dummy(profile=roll.profile)
        self.printer.hw("INIT")
        self.printer._raw(_CHINESE)

    def section(self, section: Section) -> None:
        """A heading and its rows."""
        self.printer._raw(b"\n")
        self.lines(f"【{section.heading}】", bold=True)
        step = 0
        for row in section.rows:
            step += row.look == "step"
            self.row(row, step)

    def row(self, row: Row, step: int) -> None:
        """One row with what belongs to it. step: its number where it is a step."""
        first = {"box": "□ ", "either": "  □ ", "step": f"{step}. ", "warn": "！ "}.get(row.look, "")
        rest = " " * width(first)
        large = row.look == "strong" and width(row.text) <= self.columns // 2
        self.lines(row.text, first=first, rest=rest, bold=row.look in _BOLD, size=2 if large else 1)
        for text in row.more:
            self.lines(text, first=rest or "  ", rest=rest or "  ")

    def lines(self, text: str, *, first: str = "", rest: str = "", bold: bool = False, size: int = 1) -> None:
        """A text in as many lines as it needs. size: 2 = twice as wide and high."""
        self._write(wrapped(text, self.columns // size, first=first, rest=rest), align="left", bold=bold, size=size)

    def centred(self, text: str, *, size: int = 1) -> None:
        """The same in the middle."""
        self._write(wrapped(text, self.columns // size), align="center", bold=False, size=size)

    def rule(self) -> None:
        """A line across the paper."""
        self.printer._raw(b"-" * self.columns + b"\n")

    def square(self, text: str) -> None:
        """As a picture: the command that lets a printer draw it is not known to all of them."""
        drawn = segno.make(text, error="m", micro=False)
        modules = [list(line) for line in drawn.matrix_iter(border=4)]
        scale = max(2, _SQUARE // len(modules))
        picture = Image.new("1", (len(modules), len(modules)))
        picture.putdata([0 if dark else 1 for line in modules for dark in line])
        side = len(modules) * scale
        self.printer.image(picture.resize((side, side), Image.Resampling.NEAREST), center=True)

    def finished(self) -> bytes:
        """Feeds, cuts, and gives all bytes. Narrow printers are told to cut as well: one without a knife lets it be."""
        self.printer.print_and_feed(6)
        self.printer._raw(_CUT)
        data: bytes = self.printer.output
        return data

    def _write(self, lines: list[str], *, align: str, bold: bool, size: int) -> None:
        self.printer.set(align=align, bold=bold, custom_size=True, width=size, height=size)
        for line in lines:
            self.printer._raw(line.encode(CODING) + b"\n")
        self.printer.set(align="left", bold=False, custom_size=True, width=1, height=1)
