"""Shares with their 95 % intervals. It stands alone, so that the web may use it too."""

from __future__ import annotations

import math
from typing import Any

Z = 1.96
"""95 % intervals."""


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, in [0, 1]; (0, 1) when nothing was counted. Source: Wilson 1927."""
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = share + Z * Z / (2 * n)
    spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + Z * Z / n)), min(1.0, (middle + spread) / (1 + Z * Z / n))


def share(hits: int, n: int) -> dict[str, Any]:
    """A share with its interval: `{hits, n, share, low, high}`."""
    low, high = wilson(hits, n)
    return {
        "hits": hits,
        "n": n,
        "share": round(hits / n, 4) if n else None,
        "low": round(low, 4),
        "high": round(high, 4),
    }
