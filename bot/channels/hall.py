"""The channel between web and assistant: one POST is one turn. Contract: docs/turn.md."""

from __future__ import annotations

import asyncio
import gc
import hmac
import logging
import os
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.in_process import InProcessActions, trust_own_results
from bot.knowledge.context import after, complete
from bot.knowledge.request import SLOTS
from bot.knowledge.shelf import shelf_at
from bot.knowledge.thread import meant
from bot.knowledge.warm import warm
from bot.nlu.tracker_store import opening
from bot.paths import releases

logger = logging.getLogger(__name__)

FORM = "case_form"
FORCED = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*(?:[/／⁄∕]+|EXTERNAL:\s*)", re.IGNORECASE)
"""Text that Rasa would take for a forced intent."""
ROUTES = {"human": "ask_human", "case": "want_case"}
"""Options that stand for an intent of their own; every other one is `pick`."""


class NothingSaid(RuntimeError):
    """A turn that nothing answered: an action failed, which Rasa only logs."""


class Collector(OutputChannel):
    """Gathers the messages of one turn and what the web is to do."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.do: dict[str, Any] | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "hall"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take a response's structured part; plain text of Rasa's own is never passed on."""
        custom = message.get("custom") or {}
        self.messages += custom.get("messages") or []
        self.do = custom.get("do") or self.do


class HallChannel(InputChannel):
    """`/webhooks/hall/turn` and `/webhooks/hall/health`, behind a shared secret."""

    @classmethod
    def name(cls) -> str:
        """The part of the path below /webhooks."""
        return "hall"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> HallChannel:
        """The channel; refuses to start without XIAOBAO_CHANNEL_SECRET."""
        secret = os.environ.get("XIAOBAO_CHANNEL_SECRET", "")
        if len(secret) < 16:
            raise RuntimeError(
                "没有设置通道密钥：请用 xiaobao serve 启动，或设置环境变量 XIAOBAO_CHANNEL_SECRET（至少 16 位）"
            )
        return cls(secret)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; the first start also puts the custom actions into this process."""
        hall = Blueprint("hall_webhook", __name__)

        @hall.listener("before_server_start")
        async def watch(*_: Any) -> None:
            shelf_at(releases()).watch(warm)

        @hall.listener("after_server_start")
        async def attach(app: Sanic, _: Any) -> None:
            while getattr(app.ctx, "agent", None) is None:
                await asyncio.sleep(0.05)
            put_actions_in_process(app.ctx.agent)
            # what is loaded now stays: to look through it for rubbish would stop a turn for a quarter of a second
            gc.collect()
            gc.freeze()

        @hall.route("/health", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({}, status=401)
            agent: Agent | None = getattr(request.app.ctx, "agent", None)
            ready = bool(agent and agent.is_ready())
            return response.json({"ready": ready, "model": agent.model_id if agent and ready else None})

        @hall.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({}, status=401)
            agent: Agent | None = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return response.json({"error": "not ready"}, status=503)
            try:
                return response.json(await take_turn(agent, request.json))
            except Exception as error:  # the web answers in simple mode; words of people stay out of the log
                logger.error("turn failed: %s", type(error).__name__)
                return response.json({"error": type(error).__name__}, status=500)

        return hall

    def _allowed(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self._secret.encode())


def put_actions_in_process(agent: Agent) -> None:
    """Run the custom actions in this process, for the agent and for the processor it has made already."""
    trust_own_results()
    endpoint = InProcessActions()
    agent.action_endpoint = endpoint
    if agent.processor is not None:
        agent.processor.action_endpoint = endpoint


async def take_turn(agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
    """One turn, wholly from the release it names.

    Raises:
        KeyError, NoRelease, ValueError: the request is not one of docs/turn.md.
        NothingSaid: no action answered.
    """
    shelf = shelf_at(releases())
    # a release that nobody announced is loaded while others go on
    release = shelf.held(body["release"]) or await asyncio.to_thread(shelf.release, body["release"])
    bulletin = shelf.bulletin(str(body["bulletin"]))
    context = complete(body.get("context"))
    collector = Collector()
    tracker = await _tracker(agent, body["conversation"], int(body["turn"]), context)
    tracker.update_with_events([SlotSet("context", context), SlotSet("turn", int(body["turn"]))], agent.domain)
    await agent.tracker_store.save(tracker)
    if body.get("choice") is None and body.get("text"):
        turned = meant(release, context, body["text"])
        body = {**body, "choice": turned.choice, "text": turned.text, "intent": turned.intent}
    await agent.handle_message(_message(body, collector))
    tracker = await agent.tracker_store.retrieve(body["conversation"]) or tracker
    if not collector.messages and collector.do is None:
        # an action failed and Rasa went on without it: the web answers, and the tracker is rebuilt at the next turn
        tracker.update(SlotSet("turn", None), agent.domain)
        await agent.tracker_store.save(tracker)
        raise NothingSaid
    messages = _only_the_forms_options(collector.messages)
    context = complete(tracker.get_slot("context"))
    if messages:
        context = after(context, messages)
    context["form"] = _form(tracker)
    return {
        "messages": messages,
        "context": context,
        "do": collector.do,
        "release": f"{release.id}+{bulletin.version}",
    }


def defused(text: str) -> str:
    """The text without anything that Rasa would take for a forced intent."""
    while (plain := FORCED.sub("", text, count=1)) != text:
        text = plain
    return text


async def _tracker(agent: Agent, name: str, turn: int, context: dict[str, Any]) -> DialogueStateTracker:
    kept: DialogueStateTracker | None = await agent.tracker_store.retrieve(name)
    if kept is not None and kept.get_slot("turn") == turn - 1:
        return kept
    return DialogueStateTracker.from_events(name, rebuilt(context), agent.domain.slots)


def rebuilt(context: dict[str, Any]) -> list[Event]:
    """The events of a conversation that begins where its context says, in the middle of the form if need be."""
    form = context.get("form")
    if not form:
        return opening({}, None)
    slots = {name: value for name, value in (form.get("slots") or {}).items() if name in SLOTS}
    return opening({**slots, "requested_slot": form.get("requested")}, FORM)


def _message(body: dict[str, Any], collector: Collector) -> UserMessage:
    text, choice = body.get("text"), body.get("choice")
    metadata = {key: body.get(key) for key in ("release", "bulletin", "now", "channel", "intent")}
    forced: tuple[str, str | None] | None = None
    if choice is not None:
        forced = (_intent_of(str(choice)), str(choice))
    elif text is None:
        forced = ("greet", None)
    elif not defused(str(text)).strip():
        forced = ("nonsense", None)
    if forced is None:
        return UserMessage(defused(str(text)), collector, body["conversation"], input_channel="hall", metadata=metadata)
    entities = [{"entity": "choice", "value": forced[1]}] if forced[1] else []
    parse = {"text": "", "intent": {"name": forced[0], "confidence": 1.0}, "entities": entities, "metadata": metadata}
    return UserMessage("", collector, body["conversation"], input_channel="hall", metadata=metadata, parse_data=parse)


def _intent_of(choice: str) -> str:
    if choice == "form:cancel":
        return "cancel"
    return ROUTES.get(choice.partition(":")[0], "pick")


def _form(tracker: DialogueStateTracker) -> dict[str, Any] | None:
    if tracker.active_loop_name != FORM:
        return None
    slots = {name: tracker.get_slot(name) for name in SLOTS}
    return {"requested": tracker.get_slot("requested_slot"), "slots": slots}


def _only_the_forms_options(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if any(message["kind"] == "ask_field" for message in messages):
        for message in messages:
            if message["kind"] != "ask_field":
                message["options"] = []
    return messages
