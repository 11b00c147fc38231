"""One way of writing: what changes, what stays, and that twice is once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalise import normalise
from bot.text.numbers import int_to_chinese

pieces = st.one_of(
    st.sampled_from(
        "请问你好嗯呃啊啊吗一二三十百千零号楼层窗口，,？?！。… \u3000那个我想办身份證妈看天WwAa1２🙂\u200b\u200d\n"
    ),
    st.sampled_from(
        ["请问一下", "麻烦问下", "那个", "你好", "号窗口", "⟦手机号1⟧", "三四", "hello", "小豹", "统一", "周"]
    ),
)


@given(st.one_of(st.text(), st.lists(pieces).map("".join)))
def test_twice_is_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(
    st.lists(pieces).map("".join),
    st.sampled_from(["⟦手机号1⟧", "⟦身份证号12⟧", "⟦查询码3⟧"]),
    st.lists(pieces).map("".join),
)
def test_a_placeholder_survives(before: str, placeholder: str, after: str) -> None:
    assert placeholder in normalise(before + placeholder + after)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("請問一下，身份證丟了怎麼辦？？？", "身份证丢了怎么办？"),
        ("ＷｉＦｉ密码", "wifi密码"),
        ("身\u200b份\u0007证🪪丢了😭😭", "身份证丢了"),
        ("嗯，那个，请问身份证😀咋办", "身份证咋办"),
        ("你好，那个我想办护照", "我想办护照"),
        ("麻烦问下社保在几楼", "社保在几楼"),
        ("我要交社保，请问在哪", "我要交社保，在哪"),
        ("啊啊啊啊", "啊"),
        ("在哪???", "在哪？"),
        ("急急急急", "急"),
    ],
)
def test_what_says_nothing_goes(typed: str, written: str) -> None:
    assert normalise(typed) == written


@pytest.mark.parametrize(
    "typed",
    [
        "妈妈天天看看",
        "你好",
        "请问",
        "你好像说错了",
        "那个窗口在哪",
        "我要那个证",
        "我的问题很多",
        "身份证工本费1,000元",
        "8:30上班",
        "1388888",
        "一一二二",
        "额度是多少",
        "www.gov.cn",
    ],
)
def test_what_says_something_stays(typed: str) -> None:
    assert normalise(typed) == typed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("十二号窗口", "12号窗口"),
        ("二十四号", "24号"),
        ("去二楼", "去2楼"),
        ("一百零五号窗口", "105号窗口"),
        ("一零三窗口", "103窗口"),
        ("两层", "2层"),
        ("那二楼呢", "那2楼呢"),
        ("一楼和三楼", "1楼和3楼"),
    ],
)
def test_windows_and_floors_are_in_digits(typed: str, written: str) -> None:
    assert normalise(typed) == written


@pytest.mark.parametrize(
    "typed",
    [
        "一件事",
        "十八岁",
        "统一窗口",
        "国际贸易单一窗口",
        "三四号窗口",
        "周一楼上",
        "一个窗口",
        "下一层",
        "十几号",
        "万一号没了",
    ],
)
def test_other_numerals_stay(typed: str) -> None:
    assert normalise(typed) == typed


@given(st.integers(1, 9999))
def test_any_window_number_is_understood(number: int) -> None:
    assert normalise(f"在{int_to_chinese(number)}号窗口") == f"在{number}号窗口"


def test_a_long_line_of_fillers_is_no_burden() -> None:
    assert normalise("请问" * 2000 + "社保") == "社保"
