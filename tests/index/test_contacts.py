"""Who asks for a telephone number or an address on the net is helped by nothing else."""

import pytest

from index.contacts import lacks_contact


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Số điện thoại trực ban Công an xã là số nào?", "Công an xã trực 24/24 giờ."),
        ("cho xin sdt truong thon 3", "Trưởng thôn 3: ông Lò Văn Páo, nhận việc năm 2024."),
        ("Ngập thì gọi số nào?", "Khi ngập, báo Văn phòng phường."),
        ("Địa chỉ trang web thi trực tuyến là gì?", 'Vào mục "Thi trực tuyến" hoặc quét mã QR.'),
        ("Số tài khoản Quỹ Vì người nghèo là gì?", "Quỹ mở tài khoản tại Kho bạc."),
    ],
)
def test_a_text_without_the_number_or_address_does_not_give_it(question: str, text: str) -> None:
    assert lacks_contact(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Số điện thoại trực ban là số nào?", "Điện thoại trực ban: 0278.3.666.021."),
        ("Ngập thì gọi số nào?", "Báo số 0299 3 818 018 hoặc tổng đài 1022."),
        ("duong day nong so may", "Đường dây nóng: (028) 3829 7611"),
        ("Thi trực tuyến ở địa chỉ trang web nào?", "Thi tại thitructuyen.phuthach.vn."),
        ("Mỗi số điện thoại đăng ký mấy tài khoản?", "Mỗi số chỉ đăng ký một tài khoản."),
        ("Đường dây nóng hoạt động mấy giờ?", "Đường dây nóng hoạt động 24/24."),
        ("Luật được thông qua ở kỳ họp thứ mấy?", "Quốc hội thông qua tại kỳ họp thứ 10."),
        ("Gửi báo cáo vào ngày nào?", "Gửi báo cáo trước ngày 20."),
    ],
)
def test_what_gives_it_or_is_asked_otherwise_lacks_nothing(question: str, text: str) -> None:
    assert not lacks_contact(question, text)
