"""Where a machine stands, in the words of somebody who has to walk there."""

from __future__ import annotations

from bot.devices.models import Device
from bot.devices.services.keeping import listed
from bot.store.releases import active_hall


def place_words(device: Device) -> str:
    """3号一体机（1楼A厅，东门里面右手边）."""
    zone = next((one for one in active_hall().plan.zones if one.id == device.zone), None)
    parts = [f"{zone.floor}楼{zone.name}" if zone else "", device.spot]
    where = "，".join(part for part in parts if part)
    return f"{device.name}（{where}）" if where else device.name


def place_of(number: str) -> str | None:
    """Where the machine of this number stands; None when nobody has entered it."""
    device = listed().filter(number=number).first() if number else None
    return place_words(device) if device is not None else None
