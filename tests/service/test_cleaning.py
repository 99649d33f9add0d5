"""Cleaning of texts: what goes, what stays, and that once is enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.subgoals.cleaning import clean


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  目標  ", "目標"),
        ("<b>太字</b>にする", "太字にする"),
        ("<scr<script>ipt>alert(1)</script>", "alert(1)"),
        ("<!-- 隠す -->見せる", "見せる"),
        ("<img src=x onerror=alert(1)", "img src=x onerror=alert(1)"),
        ("<{b}>太字", "太字"),
        ("{{目標}}", "目標"),
        ("a\x00b\x07c\x7fd\x9be", "abcde"),
        ("一行目\r\n二行目\t続き", "一行目\n二行目\t続き"),
        ("見\u200bえ\u202eな\u2066い\ufeff", "見えない"),
        ("\U000e0041\U000e0042文", "文"),
        ("\u3000全角の空白\u3000", "全角の空白"),
        ("<>{}", "<>"),
    ],
)
def test_what_goes(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@pytest.mark.parametrize(
    "text",
    ["100 < 200", "1 < 2 > 0", "I <3 you", "A & B", "家族👨‍👩‍👧と旅行", "「目標」", "葛󠄀城市", "", "x=1;y=2"],
)
def test_what_stays(text: str) -> None:
    assert clean(text) == text


@given(st.text(alphabet=st.sampled_from("<>{}/!?ab 目\n\x00\u200b"), max_size=40))
def test_once_is_enough(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not set(cleaned) & set("{}\x00\u200b")
    assert "<a" not in cleaned
