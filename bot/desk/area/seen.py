"""The 13 kinds of things that an area worker reports on the round.

示例，未核实: reports on running halls name thirteen kinds of 市民吹哨 seen live, but not which; each hall writes its own.
"""

from __future__ import annotations

from typing import NamedTuple


class Seen(NamedTuple):
    """One kind. subject: id in the hall's subjects. urgent: as a rule to be seen to on the same day."""

    code: str
    name: str
    subject: str
    urgent: bool = False


KINDS = (
    Seen("lamp", "路灯不亮", "public_facilities"),
    Seen("manhole", "井盖丢了、坏了", "public_facilities", True),
    Seen("road", "路面坏了、积水", "road_traffic"),
    Seen("rubbish", "垃圾没有清", "city_appearance"),
    Seen("stalls", "乱摆乱放、占道", "city_appearance"),
    Seen("posters", "乱贴乱画", "city_appearance"),
    Seen("fire_lane", "消防通道堵了", "public_order", True),
    Seen("wires", "电线、电杆有危险", "public_facilities", True),
    Seen("water", "跑水、污水外溢", "public_facilities", True),
    Seen("heating", "停暖、停水、停电", "property_heating", True),
    Seen("building", "私搭乱建", "housing"),
    Seen("noise", "噪声、油烟", "city_appearance"),
    Seen("quarrel", "邻里纠纷", "public_order"),
)
BY_CODE = {one.code: one for one in KINDS}
EXAMPLE = "示例，没有核实"
