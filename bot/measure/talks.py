"""Measuring more than single lines: danger, whole talks, and journeys from first words to the final card."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import yaml

from bot.measure.lines import PLACES, Ask, BadFile
from bot.measure.shares import share
from bot.text.mask import mask

MOST_TURNS = 10
"""A journey that has not ended after so many questions has failed."""
BLANK = {"text": "", "item": None, "aspect": None, "options": []}
"""What the web says by itself when a turn opens a request."""
PAPERS = "要带什么材料"
PLAIN = re.compile(r"居民|有效|本人的?|的")


class Talker(Protocol):
    """A conversation with the assistant."""

    context: dict[str, Any]

    async def say(self, text: str | None = None, choice: str | None = None) -> dict[str, Any]: ...


async def danger(path: Path, ask: Ask, *, wanted: bool) -> dict[str, Any]:
    """How many lines of a TSV (column `text`) were, or were not, met as an emergency; `misses` lists the others."""
    rows = _rows(path)
    misses = []
    for row in rows:
        caught = any(message["kind"] == "emergency" for message in await ask(row["text"]))
        if caught is not wanted:
            misses.append(row)
    return {"没有误报" if not wanted else "认出险情": share(len(rows) - len(misses), len(rows)), "misses": misses}


async def conversations(path: Path, talk: Callable[[], Talker]) -> dict[str, Any]:
    """How many turns of conversations, and how many conversations, went as expected."""
    turns = good = whole = 0
    misses = []
    scripts = _list(path)
    for script in scripts:
        running, fine = talk(), True
        await running.say()
        for step in script["turns"]:
            messages = await _step(running, step)
            fault = unexpected(messages, step.get("expect") or {})
            turns += 1
            good += fault is None
            if fault is not None:
                fine = False
                misses.append({"conversation": script["name"], "step": _said(step), "fault": fault})
        whole += fine
    return {"轮次": share(good, turns), "整段对话": share(whole, len(scripts)), "misses": misses}


async def journeys(path: Path, talk: Callable[[], Talker]) -> dict[str, Any]:
    """How many journeys ended in exactly the papers that were worked out beforehand, and in how many one was missing."""
    exact = complete = places = fees = 0
    misses = []
    scripts = _list(path)
    for script in scripts:
        card = await _journey(talk(), script)
        lost, extra = compare(card, script)
        exact += not lost and not extra
        complete += not lost
        place, fee = place_and_fee(card, script)
        places += place
        fees += fee
        if lost or extra:
            misses.append({"journey": script["name"], "lost": lost, "extra": extra})
    return {
        "材料完全一致": share(exact, len(scripts)), "没有漏材料": share(complete, len(scripts)),
        "地点对": share(places, len(scripts)), "费用对": share(fees, len(scripts)), "misses": misses,
    }  # fmt: skip


def unexpected(messages: list[dict[str, Any]], expect: dict[str, Any]) -> str | None:
    """What is not as expected in a turn's messages, None when all is."""
    if not messages:
        return "nothing was said"
    if not any(_fits(message, expect) for message in messages):
        told = [(m["kind"], (m["item"] or {}).get("id"), m["aspect"]) for m in messages]
        wanted = {key: expect[key] for key in ("kind", "any_of_kinds", "item", "aspect") if key in expect}
        return f"{told}, wanted {wanted}"
    text = "\n".join(m["text"] for m in messages)
    for word in expect.get("has") or []:
        if str(word) not in text:
            return f"没有说“{word}”"
    labels = "\n".join(o["label"] for m in messages for o in m["options"])
    for word in expect.get("options_have") or []:
        if str(word) not in labels:
            return f"选项里没有“{word}”"
    return None


def _fits(message: dict[str, Any], expect: dict[str, Any]) -> bool:
    """Do kind, item and aspect hold together in this message? An item may also be among what a question offers."""
    kinds = {expect["kind"]} if "kind" in expect else set(expect.get("any_of_kinds") or [])
    if kinds and message["kind"] not in kinds:
        return False
    item, aspect = expect.get("item"), expect.get("aspect")
    held = {(message["item"] or {}).get("id")}
    if message["kind"] == "clarify" and "clarify" in kinds:
        held |= {option["item"] for option in message["options"]}
    if item and item not in held:
        return False
    return not aspect or message["aspect"] == aspect or {aspect, message["aspect"]} <= PLACES


def compare(card: dict[str, Any] | None, script: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Papers of the script that the card lacks, and papers of the card that the script does not name or forbids.

    A paper of the script: parts with a space between must all stand in the name, `|` means either. `may` lists papers
    that count neither way.
    """
    wanted = [str(name) for name in script["papers"]]
    may = [str(name) for name in script.get("may") or []]
    if card is None:
        return wanted, ["没有走到卡片"]
    groups: dict[str, list[str]] = {}
    for number, material in enumerate(card["materials"]):
        if material.get("form") != "到场" and material["necessity"] != "非必要":
            groups.setdefault(material.get("choice") or f"#{number}", []).append(material["name"])
    names = [name for group in groups.values() for name in group]
    lost = [name for name in wanted if not any(same(name, held) for held in names)]
    known = [*wanted, *may]
    extra = [" 或 ".join(group) for group in groups.values() if not any(same(w, n) for w in known for n in group)]
    extra += [f"不该有：{name}" for name in script.get("never") or [] if any(same(str(name), held) for held in names)]
    return lost, extra


def place_and_fee(card: dict[str, Any] | None, script: dict[str, Any]) -> tuple[bool, bool]:
    """Is any word of `place_has` said of the places, and every word of `fee_has` of the fee? `|` means either."""
    if card is None:
        return False, False
    places = " ".join(p["text"] + p["name"] + " ".join(w["name"] for w in p["windows"]) for p in card["places"])
    places += card.get("authority") or ""
    fee = (card.get("fee") or {}).get("text") or ""
    spots = [str(word) for word in script.get("place_has") or []]
    return (
        not spots or any(same(word, places) for word in spots),
        all(same(str(word), fee) for word in script.get("fee_has") or []),
    )


def same(wanted: str, held: str) -> bool:
    """Does a paper on a card meet a wanted one? Words that don't tell papers apart (居民, 原件) are left out."""
    plain = PLAIN.sub("", held) + held
    return any(all(part in plain for part in either.split()) for either in wanted.split("|"))


async def _journey(running: Talker, script: dict[str, Any]) -> dict[str, Any] | None:
    """The last card of the matter. Questions are answered in the person's words, tapped where the words do not pick;
    when none is left, the papers are asked for.
    """
    await running.say()
    answer = await running.say(mask(script["say"]).text)
    card, papers, before = None, False, ""
    for _ in range(MOST_TURNS):
        for message in answer["messages"]:
            if message["kind"] == "guide" and (message["item"] or {}).get("id") == script["item"]:
                card = message["card"]
        asked = answer["messages"][-1] if answer["messages"] else {"kind": "", "options": [], "text": ""}
        if asked["kind"] == "clarify":
            choice, words = _choose(asked, script)
            if choice is None:
                return card
            again = asked["text"] == before
            before = asked["text"]
            answer = await (running.say(choice=choice) if words is None or again else running.say(words))
        elif papers or card is None:
            return card
        else:
            papers, before = True, ""
            answer = await running.say(PAPERS)
    return None


def _choose(asked: dict[str, Any], script: dict[str, Any]) -> tuple[str | None, str | None]:
    """The option that is nearest to what the person knows, and the words for it; no words for the matter itself."""
    for option in asked["options"]:
        if option["id"] == f"item:{script['item']}":
            return str(option["id"]), None
    question = asked["text"].split("\n")[0] + " ".join(option["label"] for option in asked["options"])
    topics = {str(topic): str(words) for topic, words in (script.get("answers") or {}).items()}
    fits = {topic: 2 * _overlap(topic, question) + _overlap(words, question) for topic, words in topics.items()}
    topic = max(fits, key=lambda name: fits[name], default=None)
    if topic is None or not fits[topic]:
        return None, None
    best = max(asked["options"], key=lambda option: _overlap(option["label"], topics[topic]), default=None)
    return (str(best["id"]), topics[topic]) if best else (None, None)


def _overlap(left: str, right: str) -> float:
    a = {left[i : i + n] for n in (1, 2) for i in range(len(left) - n + 1)}
    b = {right[i : i + n] for n in (1, 2) for i in range(len(right) - n + 1)}
    return len(a & b) / max(min(len(a), len(b)), 1)


async def _step(running: Talker, step: dict[str, Any]) -> list[dict[str, Any]]:
    if "choose_label" in step:
        word = str(step["choose_label"])
        options = running.context.get("options") or []
        choice = next((option["id"] for option in options if word in option["label"]), None)
        if choice is None:
            return []
        answer = await running.say(choice=choice)
    else:
        answer = await running.say("" if "silence" in step else mask(str(step["say"])).text)
    opened = (answer["do"] or {}).get("do") == "open_case"
    return [*answer["messages"], *([{**BLANK, "kind": "case_created"}] if opened else [])]


def _said(step: dict[str, Any]) -> str:
    return str(step.get("say") or step.get("choose_label") or "（沉默）")


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except FileNotFoundError as error:
        raise BadFile(f"没有找到 {path}") from error
    if not rows or "text" not in rows[0]:
        raise BadFile(f"{path} 的第一行要有列名 text")
    return rows


def _list(path: Path) -> list[dict[str, Any]]:
    try:
        rows: Iterable[Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise BadFile(f"没有找到 {path}") from error
    except yaml.YAMLError as error:
        raise BadFile(f"{path} 读不懂：{error}") from error
    if not isinstance(rows, list):
        raise BadFile(f"{path} 应当是一个列表")
    return rows
