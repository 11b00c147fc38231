"""The form of a machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bot.devices.models import Device
from bot.store.releases import active_hall


class DeviceForm(forms.Form):
    """number: only while it is added; conversations bear it from then on."""

    number = forms.CharField(
        label="编号", max_length=64, help_text="字母和数字，例如 k3。贴在机器上，定了不能改。",
        error_messages={"required": "请写编号，例如 k3。"},
    )  # fmt: skip
    name = forms.CharField(
        label="名称",
        max_length=40,
        help_text="例如 3号一体机。",
        error_messages={"required": "请写一个名称，例如 3号一体机。"},
    )
    zone = forms.ChoiceField(label="在哪个区域", required=False)
    spot = forms.CharField(
        label="具体位置", max_length=60, required=False, help_text="导办照着走得到就行，例如：东门里面右手边。"
    )

    def __init__(self, data: Any = None, *, device: Device | None = None) -> None:
        initial = {"name": device.name, "zone": device.zone, "spot": device.spot} if device else None
        super().__init__(data, initial=initial)
        if device is not None:
            del self.fields["number"]
        drawn = [start.id for start in active_hall().plan.starts if start.facing]
        if drawn and "number" in self.fields:
            self.fields[
                "number"
            ].help_text += f"平面图上画了的一体机请用同样的编号，群众才看得到从这里怎么走：{'、'.join(drawn)}。"
        zones = [(zone.id, f"{zone.floor}楼 {zone.name}") for zone in active_hall().plan.zones]
        zone_field = self.fields["zone"]
        assert isinstance(zone_field, forms.ChoiceField)
        zone_field.choices = [("", "不在这些区域里"), *zones]

    def take(self, errors: Mapping[str, Sequence[str]]) -> None:
        """What the service refused, beside its fields."""
        for name, words in errors.items():
            for word in words:
                self.add_error(name if name in self.fields else None, word)
