"""An .xlsx file before it is opened: a zip of bounded size, without macros, passwords or entities."""

from __future__ import annotations

import io
import re
import zipfile

from bot.catalogue.sheets.book import Refused

MAX_PARTS = 2_000
MAX_UNPACKED = 80_000_000
"""Bytes of all parts together: 400,000 cells stay well below."""
MAX_STRINGS = 30_000_000
"""Bytes of the shared strings, which are held in memory whole."""
_CHUNK = 1 << 20
_OLD = b"\xd0\xcf\x11\xe0"
_ENTITIES = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
"""What no spreadsheet holds, in every way of writing that the XML reader takes: a few bytes of it may unfold to gigabytes."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def inspected(data: bytes) -> bool:
    """Whether any sheet holds formulas.

    Raises:
        Refused: this is no .xlsx file that should be opened.
    """
    if data.startswith(_OLD):
        raise Refused("这个文件加了密码，或是旧的 .xls 格式，打不开。请在 Excel 里去掉密码，另存为 .xlsx 再上传。")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise Refused("这个文件不是 Excel 表格，或者已经损坏。请在 Excel 里另存为 .xlsx 再上传。") from error
    names = {part.filename for part in parts}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("这个文件带有宏，不能导入。请在 Excel 里另存为“Excel 工作簿（.xlsx）”再上传。")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("这个文件不是 Excel 表格。请在 Excel 里另存为 .xlsx 再上传。")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("这个文件展开后太大，不能导入。请删去图片和多余的工作表，或者分成几个文件。")
    if any(part.file_size > MAX_STRINGS for part in parts if part.filename.lower() == "xl/sharedstrings.xml"):
        raise Refused("这个文件里的文字太多，不能一次导入。请分成几个文件。")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused("这个文件加了密码，打不开。请在 Excel 里去掉密码再上传。")
    formulas = False
    for part in parts:  # whatever its name: which of them are sheets says another one
        formulas |= _looked_through(archive, part)
    return formulas


def _looked_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    sheet, found, before = part.filename.lower().startswith("xl/worksheets/"), False, b""
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                seen = before + chunk
                if any(word in seen for word in _ENTITIES):
                    raise Refused("这个文件里有不该有的内容，不能导入。请在 Excel 里另存为 .xlsx 再上传。")
                if b"macroEnabled" in seen and part.filename == "[Content_Types].xml":
                    raise Refused("这个文件带有宏，不能导入。请在 Excel 里另存为“Excel 工作簿（.xlsx）”再上传。")
                found = found or (sheet and _FORMULA.search(seen) is not None)
                before = chunk[-32:]
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("这个文件已经损坏，打不开。请在 Excel 里另存为 .xlsx 再上传。") from error
    return found
