"""What looks like somebody is listed for review; what is invented or nobody is not."""

from __future__ import annotations

import pytest

from dutyroom.domain.suspected import suspected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("老王在门口喊话", "老王"), ("绰号阿强的带头", "阿强"), ("储户陈女士称存单不符", "陈女士"),
        ("QQ 238812345 建群", "QQ 238812345"),
        ("加群 712345678", "712345678"), ("微信号：wang_88", "微信号：wang_88"), ("网友“城关一哥”发帖", "网友“城关一哥"),
        ("投诉人，李建国说取不到款", "李建国"), ("家住3栋1201室", "1201室"), ("车牌浙A12345", "浙A12345"),
        ("发到 zhang@example.com", "zhang@example.com"), ("John Smith 来电", "John Smith"),
        ("卡号 6222021234567890", "6222021234567890"),
    ],
)  # fmt: skip
def test_it_is_listed(text: str, words: str) -> None:
    assert words in suspected(text)


@pytest.mark.parametrize("text", ["城关支行聚集二十人", "利率争议，约 150 人", "客户1 的电话 138 0000 0000", "取款机吞卡", ""])
def test_nobody_is_not(text: str) -> None:
    assert suspected(text, ("138 0000 0000", "客户1")) == ()
