"""A picture made anew: whatever else the file held (place, device, comments, other frames) is not in it any more."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG")
BYTES_MOST = 5_000_000
"""Of a file that is taken."""
TOO_BIG = "一张照片最大5MB，请换一张小一点的。"
PIXELS_MOST = {"JPEG": 64_000_000, "MPO": 64_000_000, "PNG": 24_000_000}
"""A JPEG is decoded at a part of its size, a PNG must be decoded whole: 24 million pixels are 96 MB for a moment."""
SIDE_MOST, SIDE_LEAST = 2000, 8
"""Pixels of the longer side of what is kept; less than the least is no photo."""
TOO_LARGE = "这张照片的尺寸太大了，请换一张，或用手机截图后再传。"
QUALITY = 80
PATIENCE = 10.0
"""Seconds to wait for the one place where pictures are decoded."""
_one = threading.BoundedSemaphore(1)


class NoPicture(Exception):
    """The text is a sentence for the person: what is wrong, and what to do."""


class Crowded(Exception):
    """Others' pictures are being decoded, for too long."""


@dataclass(frozen=True, repr=False)
class Picture:
    """jpeg: bytes. width, height: pixels."""

    jpeg: bytes
    width: int
    height: int


def made_anew(data: bytes) -> Picture:
    """The picture in a file, upright, at most SIDE_MOST pixels long, as a JPEG. One at a time, so memory is bounded.

    Args:
        data: what was sent; its content says what it is, never its name.

    Raises:
        NoPicture: it is too big, broken, or neither jpg nor png. Crowded: try again later.
    """
    if len(data) > BYTES_MOST:
        raise NoPicture(TOO_BIG)
    if not _one.acquire(timeout=PATIENCE):
        raise Crowded
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a size that is refused below, of odd metadata that is dropped
            return _made_anew(data)
    except Image.DecompressionBombError as error:
        raise NoPicture(TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NoPicture("这个文件打不开。请选 jpg 或 png 格式的照片。") from error
    finally:
        _one.release()


def _made_anew(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data), formats=FORMATS) as sent:
        width, height = sent.size
        if width * height > PIXELS_MOST.get(sent.format or "", 0):
            raise NoPicture(TOO_LARGE)
        if min(width, height) < SIDE_LEAST:
            raise NoPicture("这张图片太小，看不清。请换一张。")
        sent.draft("RGB", (SIDE_MOST, SIDE_MOST))
        sent.thumbnail((SIDE_MOST, SIDE_MOST), Image.Resampling.LANCZOS)
        upright = ImageOps.exif_transpose(sent)
        clear = upright.has_transparency_data
        layer = upright.convert("RGBA" if clear else "RGB")
        clean = Image.new("RGB", layer.size, "white")  # a new one: nothing of the file's metadata comes along
        clean.paste(layer, mask=layer if clear else None)
        out = io.BytesIO()
        clean.save(out, "JPEG", quality=QUALITY)
        return Picture(out.getvalue(), *clean.size)
