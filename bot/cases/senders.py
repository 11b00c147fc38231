"""How news reaches citizens: by a clerk who calls, or through a gateway that the hall has for short messages.

What is sent holds the request's number and no personal data; the address is read from the vault for that moment only.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.module_loading import import_string

from bot.cases.lifecycle import WAYS_BACK
from bot.config import SettingError
from bot.text.mask import mask

TIMEOUT = 10.0
"""Seconds for one message; a gateway that takes longer is not told twice, a clerk is."""


@dataclass(frozen=True, repr=False)
class Letter:
    """One message. ref: the same at every attempt, so that a gateway can know a repeated one. to: a mobile number."""

    ref: str
    way: str
    to: str
    text: str
    number: str


class NotSent(Exception):
    """Surely not sent: try again later. Holds the reason in words for staff."""


class Refused(NotSent):
    """Surely not sent, and trying again is of no use."""


class Unclear(Exception):
    """It may have been sent or not: never again by machine, a person looks after it."""


class Sender(Protocol):
    """ways: of lifecycle.WAYS_BACK that it can serve; everything else is a clerk's call."""

    ways: frozenset[str]

    def send(self, letter: Letter) -> None:
        """Sends one message. Raises NotSent, Refused, Unclear."""


class TheClerkCalls:
    """Nothing is sent: all news is a call that a clerk has to make."""

    ways: frozenset[str] = frozenset()

    def send(self, letter: Letter) -> None:
        raise Refused("没有设置发送方式")


class HttpSender:
    """Posts each message as JSON to a gateway of the hall: id, way, to, text, number; any 2xx means it was taken.

    The secret travels as a bearer token, the id as Idempotency-Key too. Plain http only within the house.
    """

    def __init__(self, url: str, secret: str, ways: frozenset[str], transport: httpx.BaseTransport | None = None):
        _within_the_house(url)
        self.ways, self._url = ways, url
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._http = httpx.Client(
            timeout=TIMEOUT, headers=headers, trust_env=False, follow_redirects=False, transport=transport
        )

    @classmethod
    def from_settings(cls) -> HttpSender:
        """With what stands in XIAOBAO_SENDER_URL, _SECRET and _WAYS. Raises SettingError."""
        unknown = sorted(set(settings.SENDER_WAYS) - set(WAYS_BACK))
        if unknown:
            raise SettingError(f"环境变量 XIAOBAO_SENDER_WAYS 不认识 {'、'.join(unknown)}，可以写 call,message。")
        return cls(settings.SENDER_URL, settings.SENDER_SECRET, frozenset(settings.SENDER_WAYS))

    def send(self, letter: Letter) -> None:
        body = {"id": letter.ref, "way": letter.way, "to": letter.to, "text": letter.text, "number": letter.number}
        try:
            answer = self._http.post(self._url, json=body, headers={"Idempotency-Key": letter.ref})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent("发送平台连不上") from error
        except httpx.HTTPError as error:  # it was on its way; nobody knows how far it came
            raise Unclear("发送平台没有回答") from error
        if answer.is_success:
            return
        if answer.status_code in (429, 503):
            raise NotSent(f"发送平台忙（{answer.status_code}）")
        if answer.is_client_error or answer.is_redirect:
            raise Refused(f"发送平台不收（{answer.status_code}）")
        raise Unclear(f"发送平台出错（{answer.status_code}）")


def _within_the_house(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return
    try:
        inside = host == "localhost" or not ipaddress.ip_address(host).is_global
    except ValueError:
        inside = False
    if parts.scheme != "http" or not inside:
        raise SettingError("环境变量 XIAOBAO_SENDER_URL 要写 https:// 开头的地址，或本机、内网的 http://IP地址。")


def the_sender() -> Sender:
    """The hall's own, made at first use. Raises SettingError."""
    return _made(settings.SENDER)


@lru_cache(maxsize=4)
def _made(name: str) -> Sender:
    if name == "clerk":
        return TheClerkCalls()
    try:
        made = import_string(name)
    except ImportError as error:
        raise SettingError("环境变量 XIAOBAO_SENDER 只能写 clerk，或一个发送程序的名字（模块.类名）。") from error
    sender: Sender = made.from_settings() if hasattr(made, "from_settings") else made()
    return sender


def mobile_in(contact: str) -> str | None:
    """The one mobile number in a contact; None where there is none or more than one."""
    found = {
        one.value for one in mask(contact).found if one.kind == "手机号" and re.fullmatch(r"1[3-9]\d{9}", one.value)
    }
    return found.pop() if len(found) == 1 else None


SENTENCES: Mapping[str, str] = {
    "resolved": "您反映的事（编号{number}）已经有了答复",
    "asked": "您反映的事（编号{number}）需要您补充一些情况，补充以后接着办",
    "reminder": "您反映的事（编号{number}）还在等您补充情况，补充以后接着办",
    "extended": "您反映的事（编号{number}）要多办几天，原因和新的时间可以查",
    "transferred": "您反映的事（编号{number}）已经转给负责的单位，单位和电话可以查",
    "rejected": "您反映的事（编号{number}）不能在这里办，该去哪里办可以查",
    "terminated": "您反映的事（编号{number}）已经停止办理，原因可以查",
    "decided": "您要求重新办理的事（编号{number}）有了决定",
    "together": "您反映的事（编号{number}）和同样的事一起办理，已经有了结果",
}
"""What → how it begins. The number only: never what the request is about, nor a name."""


def wording(what: str, number: str, *, hall: str, telephone: str) -> str:
    """The text of a message, the same for everybody but the number."""
    begin = SENTENCES[what].format(number=number)
    return f"【{hall}】{begin}。请用编号和查询码在网页或大厅查看，也可以打{telephone}。不会向您要钱或验证码。"
