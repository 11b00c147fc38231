"""The bulletin: what holds now, and in and out without loss."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.knowledge.bulletin import Bulletin, Notice, Pause


@pytest.fixture
def bulletin(now: datetime) -> Bulletin:
    return Bulletin(
        pauses=(
            Pause(window="1", reason="检修", since=now, until=now + timedelta(hours=1), instead=("2", "3")),
            Pause(window="2", reason="停电", since=now),
        ),
        notices=(Notice(text="明天停电", since=now, until=now + timedelta(days=1)),),
    )


def test_written_and_read_again_is_the_same(bulletin: Bulletin) -> None:
    again = Bulletin.loads(bulletin.dumps())
    assert again == bulletin
    assert again.version == bulletin.version


def test_nothing_to_tell_is_version_zero() -> None:
    assert Bulletin().version == "0"
    assert Bulletin.loads(Bulletin().dumps()) == Bulletin()


def test_any_change_is_another_version(bulletin: Bulletin, now: datetime) -> None:
    others = [
        Bulletin(pauses=bulletin.pauses),
        Bulletin(notices=bulletin.notices),
        Bulletin(pauses=bulletin.pauses[:1], notices=bulletin.notices),
        Bulletin(pauses=bulletin.pauses, notices=(Notice(text="后天停电", since=now),)),
    ]
    assert len({b.version for b in [bulletin, *others]}) == 5


@pytest.mark.parametrize(
    ("minutes", "window", "reason"),
    [(-1, "1", None), (0, "1", "检修"), (59, "1", "检修"), (60, "1", None), (9999, "2", "停电"), (0, "3", None)],
)
def test_a_pause_holds_from_its_first_minute_to_its_last(
    bulletin: Bulletin, now: datetime, minutes: int, window: str, reason: str | None
) -> None:
    pause = bulletin.pause(window, now + timedelta(minutes=minutes))
    assert (pause and pause.reason) == reason


@pytest.mark.parametrize(("hours", "texts"), [(-1, []), (0, ["明天停电"]), (23, ["明天停电"]), (24, [])])
def test_a_notice_holds_while_it_holds(bulletin: Bulletin, now: datetime, hours: int, texts: list[str]) -> None:
    assert bulletin.current_notices(now + timedelta(hours=hours)) == texts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"pauses": [], "notices": 5}',
        '{"pauses": [{"window": "1"}], "notices": []}',
        '{"pauses": [{"window": "1", "reason": "a", "since": "heute"}], "notices": []}',
        '{"pauses": [{"window": "1", "reason": "a", "since": "2026-11-23T10:00:00+08:00", "x": 1}], "notices": []}',
        '{"pauses": ["1"], "notices": []}',
        '{"pauses": [], "notices": [{"text": "a", "since": "2026-11-23T10:00:00"}]}',
        '{"pauses": [], "notices": [{"text": "a", "since": null}]}',
    ],
)
def test_what_is_no_bulletin_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Bulletin.loads(text)
