"""The public interface in traditional characters, for who asks for them."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import pytest

from bot.citizen.script import LANGUAGE, _events, in_traditional, wants_traditional
from bot.slips.codes import is_code
from tests.web_personas import Citizen, FakeAssistant

ID = "id_card_reissue"


@pytest.fixture
def reader(db: None) -> Citizen:
    """Somebody who reads traditional characters."""
    return Citizen(headers={"Accept-Language": LANGUAGE})


@pytest.mark.parametrize(
    ("languages", "wanted"),
    [
        ("zh-Hant", True),
        ("zh-Hant-TW,zh;q=0.9", True),
        ("zh-HK, zh-CN;q=0.5", True),
        ("en-US,en;q=0.9,zh-TW;q=0.8", True),
        ("zh-CN,zh-TW;q=0.9", False),
        ("zh-TW;q=0.2,zh-Hans;q=0.9", False),
        ("zh-TW;q=0", False),
        ("zh", False),
        ("en", False),
        ("*", False),
        ("", False),
        ("zh-TW;q=nonsense;;,,;", True),
    ],
)
def test_who_asks_for_it(languages: str, wanted: bool) -> None:
    assert wants_traditional(languages) is wanted


def test_the_guide_is_read_in_traditional_characters(reader: Citizen, assistant: FakeAssistant) -> None:
    reader.open()
    said = reader.say("身份證丟了")[0]
    assert said["item"] == {"id": ID, "name": "居民身份證丟失補領"}
    assert "證" in said["text"]
    assert "证" not in json.dumps(said["card"], ensure_ascii=False)
    assert "证" in said["speech"]  # a voice reads these
    asked = reader.say("我要投訴，路燈壞了三天")[-1]
    assert all(one["id"].isascii() for one in asked["options"])
    assert reader.choose(asked["options"][0]["id"])


def test_others_see_what_they_saw_before(citizen: Citizen, reader: Citizen) -> None:
    plain, other = citizen.get(f"/items/{ID}"), reader.get(f"/items/{ID}")
    assert plain.json()["name"] == "居民身份证丢失补领"
    assert other.json()["name"] == "居民身份證丟失補領"
    assert "Content-Language" not in plain
    assert other["Content-Language"] == LANGUAGE
    assert "Accept-Language" in plain["Vary"]
    assert int(other["Content-Length"]) == len(other.content)
    situation = plain.json()["situations"][0]
    assert other.json()["situations"][0]["id"] == situation["id"]
    assert [one["id"] for one in other.json()["situations"][0]["options"]] == [
        one["id"] for one in situation["options"]
    ]


def test_a_name_that_was_shown_finds_its_item(reader: Citizen) -> None:
    name = reader.get(f"/items/{ID}").json()["name"]
    assert reader.get(f"/items?q={name}").json()["items"][0]["id"] == ID


def test_errors_are_written_so_too(reader: Citizen) -> None:
    missing = reader.get("/items/nothing")
    assert (missing.status_code, missing.json()["title"]) == (404, "沒有找到。")
    wrong = reader.post("/cases", {"kind": "complaint", "description": "灯坏了", "contact": "13800138000"})
    assert list(wrong.json()["errors"]) == ["consent"]
    assert "電話" in wrong.json()["errors"]["consent"][0]


def test_codes_and_own_words_stay(reader: Citizen) -> None:
    slip = reader.post("/slips", {"item": ID}).json()
    assert is_code(slip["code"])
    case = reader.post("/cases", {"kind": "complaint", "description": "路灯坏了三天"}).json()
    page = reader.get(f"/cases/{case['number']}?code={case['code']}").json()
    assert page["description"] == "路灯坏了三天"
    assert page["state_text"] == "已登記"


def test_the_memory_is_packed_and_has_a_name_of_its_own(citizen: Citizen, reader: Citizen) -> None:
    plain = citizen.get("/offline")
    packed = reader.client.get("/api/v1/offline", headers={"Accept-Encoding": "gzip"})
    body = json.loads(gzip.decompress(packed.content))
    card = next(one for one in body["items"] if one["id"] == ID)
    assert card["name"] == "居民身份證丟失補領"
    assert "jmsfzdsbl" in card["sounds"]
    assert "居民身份证丢失补领" in card["written"]
    assert packed["ETag"] != plain["ETag"]
    for known, status in ((packed["ETag"], 304), (f"W/{packed['ETag']}", 304), (plain["ETag"], 200)):
        again = reader.client.get("/api/v1/offline", headers={"If-None-Match": known})
        assert again.status_code == status
    assert citizen.client.get("/api/v1/offline", headers={"If-None-Match": packed["ETag"]}).status_code == 200


def test_a_clerk_keeps_the_own_name() -> None:
    told = in_traditional({"kind": "human", "text": "请稍等", "from": {"name": "范云", "post": "导办台"}})
    assert told == {"kind": "human", "text": "請稍等", "from": {"name": "范云", "post": "導辦台"}}


def test_events_are_rewritten_line_by_line() -> None:
    async def line() -> Any:
        yield b'retry: 1000\n\nevent: talk\ndata: {"state": "ringing", "text": "\xe8\xaf\xb7\xe7\xa8\x8d\xe7\xad\x89"}\n\n'
        yield b":\n\n"

    async def read() -> bytes:
        return b"".join([told async for told in _events(line())])

    told = asyncio.run(read()).decode()
    assert told == 'retry: 1000\n\nevent: talk\ndata: {"state": "ringing", "text": "請稍等"}\n\n:\n\n'
