"""A sentence as it is read aloud."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.speech.reading import in_words, read, sentences
from bot.text.numbers import case_check_digit, chinese_to_int

CASE = "212345678" + case_check_digit("212345678")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("请到二楼C厅24号窗口办理", "请到二楼C厅二十四号窗口办理"),
        ("2张照片，2份复印件", "两张照片，两份复印件"),
        ("24號窗口，2張照片", "二十四号窗口，两张照片"),
        ("第2步，2楼，12个", "第二步，二楼，十二个"),
        ("收费20元", "收费二十元"),
        ("10,500元", "一万零五百元"),
        ("110元", "一百一十元"),
        ("拨打110", "拨打幺幺零"),
        ("请打12345问", "请打幺二三四五问"),
        ("电话0471-1234567", "电话零四七幺，幺二三四五六七"),
        ("9:00-12:00，14:30－17:30", "九点到十二点，十四点半到十七点半"),
        ("2026年11月22日", "二零二六年十一月二十二日"),
        ("2026-11-22", "二零二六年十一月二十二日"),
        ("满2年的", "满两年的"),
        ("提前3至5天", "提前三到五天"),
        ("1.4吨", "一点四吨"),
        ("20%", "百分之二十"),
        ("叫到A001", "叫到A零零一"),
        ("下载App", "下载应用"),
        ("“交管12123”", "交管幺二幺二三"),
        ("", ""),
        ("……", ""),
    ],
)
def test_numbers_are_said_as_people_say_them(written: str, said: str) -> None:
    assert read(written) == said


@pytest.mark.parametrize(
    "written",
    [f"编号{CASE}", f"您的诉求 {CASE} 已登记", "查询码：123456", "告知单码 AB12CD34", "凭 AB12CD34 查", "身份证号110101199003070011"],
)  # fmt: skip
def test_codes_and_numbers_of_somebody_are_not_read(written: str) -> None:
    said = read(written)
    assert "请看屏幕" in said
    assert not re.search(r"[零幺一二三四五六七八九]{3}", said)


def test_of_a_masked_telephone_only_its_end_is_read() -> None:
    assert read("用刚才的139****5678吗") == "用刚才的尾号五六七八吗"
    assert read("用⟦手机号1⟧吗") == "用吗"


@given(st.integers(0, 9999))
def test_a_number_in_words_is_that_number(number: int) -> None:
    assert chinese_to_int(in_words(number)) == number


@given(st.text(max_size=80))
def test_only_what_a_voice_knows_comes_out(text: str) -> None:
    assert re.fullmatch(r"[㐀-鿿A-Z，。！？]*", read(text))


def test_a_long_text_comes_in_its_sentences() -> None:
    assert sentences("先取号。再到2号窗口！好吗？") == ["先取号。", "再到二号窗口！", "好吗？"]
