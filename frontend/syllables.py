"""Writes src/syllables.js: which common characters are read how, the most used first. `python frontend/syllables.py`

The characters are the 3,755 of the first level of GB 2312; their readings, and how often each stands in a word, come from
pypinyin. SPOKEN puts what people say most before what stands most often in a dictionary.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from pypinyin.constants import PINYIN_DICT
from pypinyin.phrases_dict import phrases_dict

TARGET = Path(__file__).resolve().parent / "src" / "syllables.js"
RARE = 0.08
"""A reading with a smaller share of the words of its character is left out."""
SPOKEN = (
    "的一是不了在人有我他这个们来上大为和地到以说时要就出会可也你对生能子那得着下自年过发后作里用道行所家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日两机工把水怎请问办"
    "证件费钱老爸妈孩住户口身份换补丢给吗呢吧啊哪谁什几号窗楼厅电话车房税社保医养低税店照许可登记迁移出生死亡"
    "结婚离退休病残困难投诉咨询求助建议举报反映路灯坏修停断水吵闹脏乱差收罚款拿带复印原本表填交查改取领开关早晚"
    "今明昨月星期午点半钟村镇县市省街区小女男儿爷奶叔姨王李张刘陈杨黄赵吴周"
)
MORE = "殡檐幺沅荥尴尬呗咧匕囡"
"""Characters of a hall's names and of people's talk that are not of the first level."""
HEAD = "/** Written by frontend/syllables.py from pypinyin: syllables with their characters, the most used first. */\n"


def common() -> list[str]:
    """The first level of GB 2312, and MORE."""
    found = []
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                found.append(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return [*found, *MORE]


def plain(sound: str) -> str:
    """Without tone, ü as v: lǜ → lv."""
    kept = "".join(sign for sign in unicodedata.normalize("NFD", sound) if sign not in "\u0300\u0301\u0304\u030c")
    return unicodedata.normalize("NFC", kept).replace("ü", "v").replace("ê", "e")


def counted() -> dict[str, Counter[str]]:
    """Character → reading → in how many words."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for word, sounds in phrases_dict.items():
        for character, sound in zip(word, sounds, strict=False):
            found[character][plain(sound[0])] += 1
    return found


def table() -> dict[str, str]:
    """Syllable → characters."""
    words = counted()
    rows: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for character in common():
        first = plain(PINYIN_DICT[ord(character)].split(",")[0])
        counts = words[character]
        whole = sum(counts.values())
        readings = {first} | {sound for sound, count in counts.items() if count >= max(2, RARE * whole)}
        for sound in readings:
            share = counts[sound] / whole if whole else 1
            spoken = 1_000_000 - SPOKEN.index(character) * 1_000 if character in SPOKEN and share > 0.3 else 0
            rows[sound].append((-(counts[sound] + spoken), character))
    return {
        sound: "".join(character for _, character in sorted(rows[sound])) for sound in sorted(rows) if sound.isascii()
    }


def written() -> str:
    """The module as it stands in src/."""
    body = " ".join(sound + characters for sound, characters in table().items())
    return f"{HEAD}export const SYLLABLES =\n  '{body}';\n"


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
