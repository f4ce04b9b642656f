"""Personal data in comments, as people here write them."""

import pytest

from surveys.masking import mask

MASKED = [
    ("Gọi tôi 0912 345 678 nhé", "Gọi tôi [số điện thoại] nhé"),
    ("Gọi 0912.345.678", "Gọi [số điện thoại]"),
    ("Gọi (091) 234-5678", "Gọi ([số điện thoại]"),
    ("+84 912 345 678 gặp em", "[số điện thoại] gặp em"),
    ("sđt 09\u200b12345678", "sđt [số điện thoại]"),
    ("cccd 079123456789", "cccd [số giấy tờ]"),
    ("cmnd 212345678", "cmnd [số giấy tờ]"),
    ("mail a.b-c@gmail.com ạ", "mail [email] ạ"),
    ("hồ sơ H15.50.05.13-261008-0975 trễ", "hồ sơ [mã hồ sơ] trễ"),
    ("Chị Lan ở quầy 3 rất tốt", "Chị [tên] ở quầy 3 rất tốt"),
    ("ông Nguyễn Văn A và TRẦN THỊ BÉ", "ông [tên] và [tên]"),
    ("cán bộ Lò Thị May tận tình", "cán bộ [tên] tận tình"),
    ("Tôi là Phạm Tuấn", "Tôi là [tên]"),
    ("CHỊ HOA quầy 2", "CHỊ [tên] quầy 2"),
    ("0912–345–678", "[số điện thoại]"),
    ("0912/345/678", "[số điện thoại]"),
    ("0912,345,678", "[số điện thoại]"),
    ("0912_345_678", "[số điện thoại]"),
    ("0912\u00ad345678", "[số điện thoại]"),
    ("anh Nam, cô Hà, chị Việt", "anh [tên], cô [tên], chị [tên]"),
    ("Nguyen Van Ba và chi Lan", "[tên] và chi [tên]"),
]
KEPT = [
    "Cán bộ Sở Nội vụ rất tốt",
    "Ông/Bà chờ lâu quá",
    "phí 10.000.000 đồng là cao",
    "đi lại 3 lần, chờ 45 phút",
    "ngày 22/11/2026 trả kết quả",
    "Hà Nội và Bà Rịa đều tốt",
    "cán bộ Công an và Hải quan",
    "từ 7:30 đến 11:30, 2 buổi",
    "anh chị cán bộ nhiệt tình",
    "😀👍",
    "",
]


@pytest.mark.parametrize(("written", "stored"), MASKED)
def test_personal_data_are_masked(written: str, stored: str) -> None:
    """Numbers, addresses and names do not reach the store."""
    assert stored == mask(written)


@pytest.mark.parametrize("written", KEPT)
def test_ordinary_words_are_kept(written: str) -> None:
    """Offices, places, sums of money and dates stay readable."""
    assert written == mask(written)


@pytest.mark.parametrize("written", [one for one, _ in MASKED])
def test_masking_twice_changes_nothing(written: str) -> None:
    """So that a retried answer equals the kept one."""
    assert mask(written) == mask(mask(written))
