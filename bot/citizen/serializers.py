"""Shapes of the public interface: what is accepted is checked here, what is answered is described for the schema."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from rest_framework import serializers

from bot.cases.errors import TooLong
from bot.cases.lifecycle import WAYS_BACK
from bot.cases.models import Channel, Kind
from bot.cases.services.photos import MOST as PHOTOS_MOST
from bot.citizen.releases import current
from bot.text.mask import mask

TEXT_MOST = 4000
_KIOSK = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class Words(serializers.CharField):
    """Text as it was typed: blank allowed where said so, never trimmed; too long is its own error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if len(data) > TEXT_MOST:
            raise TooLong
        return data.replace("\x00", "").encode("utf-8", "replace").decode()


class Opening(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(
        choices=Channel.choices, error_messages={"invalid_choice": "渠道只能是 web、kiosk、phone 或 api。"}
    )
    kiosk = serializers.CharField(required=False, allow_blank=True, max_length=64, help_text="设备编号")

    def validate_kiosk(self, value: str) -> str:
        if value and not _KIOSK.fullmatch(value):
            raise serializers.ValidationError("设备编号只能用字母、数字、点、横线和下划线。")
        return value


class Speaking(serializers.Serializer[Any]):
    text = Words(required=False, allow_blank=True, help_text="1–4000 字，空白表示没有说话")
    choice = serializers.CharField(required=False, max_length=200, help_text="上一次回答里的选项编号")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("choice" in attrs):
            raise serializers.ValidationError({"text": ["请只给 text 或 choice 中的一个。"]})
        return attrs


class Option(serializers.Serializer[Any]):
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    item = serializers.CharField(allow_null=True)


class ItemName(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()


class CaseCard(serializers.Serializer[Any]):
    number = serializers.CharField()
    code = serializers.CharField(allow_null=True, help_text="只在登记时给出")
    kind = serializers.ChoiceField(choices=Kind.choices)
    subject = serializers.JSONField(allow_null=True)
    state = serializers.CharField()
    state_text = serializers.CharField()
    requested_datetime = serializers.DateTimeField()
    expected_datetime = serializers.DateTimeField()
    holder = serializers.CharField()


class Message(serializers.Serializer[Any]):
    kind = serializers.CharField()
    text = serializers.CharField()
    speech = serializers.CharField(allow_null=True)
    item = ItemName(allow_null=True)
    aspect = serializers.CharField(allow_null=True)
    card = serializers.JSONField(allow_null=True)
    options = Option(many=True)
    case = serializers.JSONField(allow_null=True)
    release = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        fields["from"] = serializers.JSONField(allow_null=True)  # a word of the language can't be an attribute
        return fields


class Opened(serializers.Serializer[Any]):
    conversation = serializers.CharField(help_text="会话凭证，请勿写入日志")
    expires_in = serializers.IntegerField(help_text="秒")
    messages = Message(many=True)


class Spoken(serializers.Serializer[Any]):
    messages = Message(many=True)


class SoFar(serializers.Serializer[Any]):
    expires_in = serializers.IntegerField(help_text="秒")
    messages = Message(many=True)
    talk = serializers.JSONField(allow_null=True, help_text="正在呼叫或交谈时：state、kind、since、from；没有时为 null")
    last_event_id = serializers.CharField(help_text="接着听 events 时从这里开始")


class Described(serializers.Serializer[Any]):
    description = Words(error_messages={"required": "请说一下是什么事。", "blank": "请说一下是什么事。"})

    def validate_description(self, value: str) -> str:
        if not value.strip():
            raise serializers.ValidationError("请说一下是什么事。")
        return value


def known_subject(value: str | None) -> str:
    """Raises ValidationError: the hall has no such subject."""
    if value and value not in {one.id for one in current().release.hall.subjects}:
        raise serializers.ValidationError("没有这个分类，请重新选择或留空。")
    return value or ""


class ToPropose(Described):
    kind = serializers.ChoiceField(choices=Kind.choices, required=False, allow_blank=True, default="")
    subject = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")

    def validate_subject(self, value: str) -> str:
        return known_subject(value)


class PhotoSent(serializers.Serializer[Any]):
    photo = serializers.CharField(help_text="照片编号，登记时写在 photos 里")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    expires_in = serializers.IntegerField(help_text="秒；过了还没有登记，照片就删除")


class SubjectName(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class Proposed(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Kind.choices)
    subject = serializers.CharField(allow_null=True, help_text="分类编号")
    subject_name = serializers.CharField(allow_null=True)
    subjects = SubjectName(many=True, help_text="所有分类，最像的在前面")
    class_name = serializers.CharField(help_text="只用来和公开数据对照")
    item = serializers.CharField(allow_null=True, help_text="说的就是这个事项")
    post = serializers.CharField(help_text="会派给哪个岗位")
    expected_datetime = serializers.DateTimeField()
    urgent = serializers.BooleanField(help_text="当天处理")
    urgent_text = serializers.CharField(allow_null=True, help_text="急事多久处理，夜里找谁")
    emergency = serializers.CharField(allow_null=True, help_text="险情类别：请先告诉群众报警急救电话")
    emergency_text = serializers.CharField(allow_null=True, help_text="先要说的话，号码在里面")
    rejected_reason = serializers.CharField(allow_null=True, help_text="可能不予受理的原因和正确的去处")


def photo_keys() -> serializers.ListField:
    """A field for the photos that were sent before."""
    return serializers.ListField(
        child=serializers.CharField(max_length=43), required=False, max_length=PHOTOS_MOST, default=list,
        error_messages={"max_length": f"最多传{PHOTOS_MOST}张照片。", "not_a_list": "请给照片编号的列表。"},
        help_text="先传照片得到的编号",
    )  # fmt: skip


class CaseForm(Described):
    kind = serializers.ChoiceField(
        choices=Kind.choices,
        error_messages={"invalid_choice": "请选择咨询、求助、投诉、举报、建议或表扬。", "required": "请选择类型。"},
    )
    subject = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, max_length=40, help_text="分类编号；不给就按内容定"
    )
    item = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=100)
    window = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=20)
    address = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=500)
    contact = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=40)
    way_back = serializers.ChoiceField(
        choices=list(WAYS_BACK.items()), required=False, allow_blank=True, default="", help_text="怎么回复",
        error_messages={"invalid_choice": "请选打电话、发短信、来窗口或村里转告。"},
    )  # fmt: skip
    anonymous = serializers.BooleanField(required=False, default=False, help_text="求助不能匿名：要能找到您")
    consent = serializers.BooleanField(required=False, default=False, help_text="同意用联系方式回复")
    photos = photo_keys()
    channel = serializers.ChoiceField(choices=Channel.choices, required=False, default=Channel.WEB)

    def validate_subject(self, value: str | None) -> str:
        return known_subject(value)

    def validate_item(self, value: str | None) -> str:
        release = current().release
        if value and release.item(value) is None and release.bundle(value) is None:
            raise serializers.ValidationError("没有这个事项，请重新选择或留空。")
        return value or ""

    def validate_window(self, value: str | None) -> str:
        if value and current().release.window(value) is None:
            raise serializers.ValidationError("没有这个窗口，请重新选择或留空。")
        return value or ""

    def validate_contact(self, value: str | None) -> str:
        """One telephone number and nothing else."""
        if not value or not value.strip():
            return ""
        plain = unicodedata.normalize("NFKC", value).strip()
        found = mask(f"电话 {plain}")
        if len(found.found) != 1 or found.text != f"电话 {found.found[0].placeholder}":
            raise serializers.ValidationError("请填一个手机号或座机号。")
        if found.found[0].kind not in ("手机号", "座机"):
            raise serializers.ValidationError("请填一个手机号或座机号。")
        return found.found[0].value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("contact"):
            if attrs["anonymous"]:
                raise serializers.ValidationError({"contact": ["选了匿名就不用留电话；要我们回电，请取消匿名。"]})
            if not attrs["consent"]:
                raise serializers.ValidationError({"consent": ["留电话需要您同意我们用它回复您。"]})
        return {**attrs, "way_back": _way_back(attrs)}


NAMED_KINDS = frozenset({Kind.HELP})
"""Kinds that need a way back: nobody can be helped who can't be found."""


def _way_back(form: dict[str, Any]) -> str:
    """How the answer comes back; the number and the code at a window where nothing was chosen."""
    way, contact = form["way_back"], form.get("contact")
    if form["anonymous"] and form["kind"] in NAMED_KINDS and way != "window":
        raise serializers.ValidationError({"anonymous": ["求助要能找到您：请留电话，或者选自己来窗口问。"]})
    if way in ("call", "message") and not contact:
        raise serializers.ValidationError({"contact": ["打电话或发短信，要留一个号码。不想留，请选自己来窗口问。"]})
    if way == "village" and form["anonymous"]:
        raise serializers.ValidationError({"way_back": ["选了匿名，就没法请村里转告。请选自己来窗口问。"]})
    if way == "village" and not (form.get("address") or "").strip():
        raise serializers.ValidationError({"address": ["请写明哪个村、哪一户，好转告您。"]})
    return way or ("call" if contact else "window")


class Today(serializers.Serializer[Any]):
    state = serializers.CharField(help_text="open、last_intake、lunch、before 或 closed")
    text = serializers.CharField()
    sure = serializers.BooleanField(help_text="放假安排已经核对")
    hours = serializers.CharField()
    notices = serializers.ListField(child=serializers.CharField())
    pauses = serializers.ListField(child=serializers.CharField(), help_text="暂停的窗口：原因、到什么时候、谁接替")


class Category(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    icon = serializers.CharField()


class Abilities(serializers.Serializer[Any]):
    voice = serializers.BooleanField(help_text="能朗读")
    hearing = serializers.BooleanField(help_text="能听说话")


class Hall(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    example = serializers.BooleanField()
    banner = serializers.CharField()
    address = serializers.CharField()
    telephone = serializers.CharField()
    complaint_telephone = serializers.CharField()
    guide_desk = serializers.CharField()
    towns = serializers.ListField(child=serializers.CharField())
    categories = Category(many=True)
    speech = Abilities()
    today = Today()
    release = serializers.CharField()


class ItemLine(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    short = serializers.ListField(child=serializers.CharField())
    category = serializers.CharField()
    audience = serializers.ListField(child=serializers.CharField())
    department = serializers.CharField()
    tiles = serializers.BooleanField(help_text="常办，放在首页")


class Items(serializers.Serializer[Any]):
    items = ItemLine(many=True)
    cursor = serializers.CharField(allow_null=True)
    release = serializers.CharField()


class ItemPage(ItemLine):
    situations = serializers.ListField(child=serializers.JSONField())
    message = Message()
    release = serializers.CharField()


class Window(serializers.Serializer[Any]):
    number = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField()
    unit = serializers.CharField(allow_null=True)
    zone = serializers.CharField(allow_null=True)
    floor = serializers.IntegerField(allow_null=True)
    position = serializers.JSONField(allow_null=True)
    hours = serializers.CharField()
    open = serializers.JSONField()
    paused = serializers.CharField(allow_null=True)
    languages = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())


class Windows(serializers.Serializer[Any]):
    windows = Window(many=True)
    cursor = serializers.CharField(allow_null=True)
    release = serializers.CharField()


class WindowPage(Window):
    items = ItemName(many=True)
    release = serializers.CharField()


class ListQuery(serializers.Serializer[Any]):
    q = serializers.CharField(required=False, allow_blank=True, max_length=200)
    category = serializers.CharField(required=False, allow_blank=True, max_length=40)
    audience = serializers.ChoiceField(choices=["个人", "法人"], required=False, allow_blank=True)
    limit = serializers.IntegerField(
        required=False, default=20, min_value=1, max_value=100,
        error_messages={"max_value": "一次最多100条。", "min_value": "至少要1条。", "invalid": "请写数字。"},
    )  # fmt: skip
    cursor = serializers.RegexField(
        r"^[0-9]{1,6}$",
        required=False,
        allow_blank=True,
        default="",
        error_messages={"invalid": "这个位置不对，请从头开始。"},
    )


class Problem(serializers.Serializer[Any]):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
