"""Requests by form and conversation while web and assistant are killed: no number is lost, none comes twice."""

from __future__ import annotations

import pytest

from bench.requests_under_kills import opened, sound

pytestmark = [pytest.mark.assistant, pytest.mark.enable_socket]


def test_500_requests_survive_four_kills() -> None:
    """The whole measure, 10,000 requests and 30 kills on both databases: `python -m bench.requests_under_kills`."""
    result = opened(450, 50, 4, database="sqlite")
    assert sound(result), result
    assert result["numbers_handed_out"] == 500
    assert result["killed"] == {"assistant": 2, "web": 2}
    assert result["met"].get("hung up", 0) > 10, "some clients never saw the first answer"
