"""The last answer once more: as it was, more slowly, or shorter. What it was (kind, matter, card, options) stays."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.knowledge.answer import answer, answer_bundle
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context, complete
from bot.knowledge.failing import failed
from bot.knowledge.messages import Message, message
from bot.knowledge.phrases import say
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply, spoken, tag
from bot.text.normalise import normalise

LOST = re.compile(
    r"(?:听|看|弄|整|搞|闹)(?:不|得不)(?:太)?(?:懂|明白|清楚这)|(?:没|莫|冇)(?:太|有|咋)?(?:听|看|弄|整|搞)?(?:懂|明白)"
    r"|(?:啥|什么|甚)(?:子)?意思|越听越糊涂|听糊涂"
)
"""“没听懂”: not a question of loudness, the answer did not reach."""
SHORTER = re.compile(r"简单|简短|简洁|短一?[点些]|太长|太啰?嗦|太多了|通俗|大白话|白话|一句话|重点|直接说")
SLOWLY = re.compile(r"慢|满[点些]|太快|快了")
SENTENCE = re.compile(r"(?<=[。！？；\n])")
SHORT_ROWS = 3
"""Of a list so many rows are said when it is to be short."""


def repeat(release: Release, bulletin: Bulletin, heard: Heard, context: Context, now: datetime) -> Reply:
    """Say the last messages again, slowly or shorter where that was asked. Not understood twice: a person is offered."""
    context = complete(context)
    plain = normalise(heard.text)
    lost = bool(LOST.search(plain))
    if lost and context["misses"]:
        return failed(release, bulletin, context)
    how = "shorter" if lost or SHORTER.search(plain) else "slowly" if SLOWLY.search(plain) else "again"
    rows = [row for row in context["last"] if not (context["form"] and row.get("kind") == "ask_field")]
    said = [_once_more(release, bulletin, row, context, now, how) for row in rows]
    if not said and not context["form"]:
        said = [spoken(release, bulletin, "chitchat", "talk.nothing_to_repeat")]
    if said:
        said[-1]["options"] = context["options"]
    return Reply(tuple(said), {**context, "misses": context["misses"] + 1} if lost else context)


def _once_more(
    release: Release, bulletin: Bulletin, row: dict[str, Any], context: Context, now: datetime, how: str
) -> Message:
    kind, name = row.get("kind") or "chitchat", row.get("item")
    first = _again(release, bulletin, row, context, now) if kind == "guide" else None
    text, speech = row["text"], row["speech"]
    if first is not None and first["text"].startswith(text):
        text, speech = first["text"], first["speech"]
    if how == "shorter" and kind != "ask_field":
        text = speech = shortened(
            release, first or {"text": text, "speech": speech, "card": None, "aspect": None}, kind
        )
    elif how == "slowly":
        speech = re.sub(r"[，；：]", "。", speech)
        text = "\n".join(part.strip() for part in SENTENCE.split(text) if part.strip())
    about = release.item(name or "") or release.bundle(name or "")
    return message(
        kind, text, speech=speech, item={"id": about.id, "name": about.name} if about else None,
        aspect=row.get("aspect"), card=first["card"] if first else None, release=tag(release, bulletin),
    )  # fmt: skip


def _again(
    release: Release, bulletin: Bulletin, row: dict[str, Any], context: Context, now: datetime
) -> Message | None:
    """The message as the release gives it now, with its card; None when it is about no matter that is left."""
    name, aspect = row.get("item") or "", row.get("aspect")
    bundle = release.bundle(name)
    if bundle is not None:
        return answer_bundle(release, bulletin, bundle, now)
    if release.item(name) is None:
        return None
    told = context["answers"].get(name, {})
    return answer(release, bulletin, name, aspect if aspect in ASPECTS else "overview", told, now)


def shortened(release: Release, said: Message, kind: str) -> str:
    """A message in few words: of a matter where to go and how many papers, of a list its first rows, else one sentence.

    A question keeps all its options.
    """
    if kind in ("clarify", "ask_field"):
        return str(said["text"])
    card = said["card"]
    if card and said["aspect"] in ("overview", "location", "window"):
        papers = list(dict.fromkeys(m["name"] for m in card["materials"] if m["necessity"] != "非必要"))
        parts = [card["summary"]]
        parts += [f"带{papers[0]}" if len(papers) == 1 else f"带{len(papers)}样东西"] if papers else []
        parts += [card["fee"]["text"]] if card["fee"] and len(card["fee"]["text"]) < 30 else []
        return say(release, "talk.shorter", text="；".join(part.rstrip("。") for part in parts))[0]
    lines = str(said["text"]).split("\n")
    rows = [line for line in lines[1:] if re.match(r"\d+\. ", line)]
    if rows:
        left = f"\n……共{len(rows)}条" if len(rows) > SHORT_ROWS else ""
        return "\n".join([lines[0], *(re.split(r"[（；]", row)[0] for row in rows[:SHORT_ROWS])]) + left
    sentence = SENTENCE.split(lines[0])[0]
    return say(release, "talk.shorter", text=sentence.rstrip("。"))[0]
