"""Who signed."""

import pytest

from knowledge.blocks import Block, BlockKind
from knowledge.signer import read_signer

BODY = ("NGHỊ QUYẾT", "Về hỗ trợ chi bộ", "Điều 1. Mức hỗ trợ là 500.000 đồng.")


def signer(*foot: str) -> str | None:
    return read_signer([Block(BlockKind.PARAGRAPH, line) for line in (*BODY, *foot)])


@pytest.mark.parametrize(
    ("foot", "expected"),
    [
        (("CHỦ TỊCH", "Lê Thị Bình"), "Lê Thị Bình, Chủ tịch"),
        (("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Lê Đức An"), "Lê Đức An, Phó Chủ tịch"),
        (("KT. CHỦ TỊCH PHÓ", "CHỦ TỊCH", "Lê Đức An"), "Lê Đức An, Phó Chủ tịch"),
        (("T/M BAN THƯỜNG VỤ BÍ THƯ", "Trần Văn Cường"), "Trần Văn Cường, Bí thư"),
        (
            ("TL. CỤC TRƯỞNG", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Đào Thu"),
            "Đào Thu, Phó Trưởng Ban",
        ),
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "(Đã ký)", "Lê Đức An"), "Lê Đức An, Phó Chủ tịch"),
        (("TM. BAN THƯỜNG VỤ BÍ THƯ", "(để t/h)", "Đã ký: Lê An"), "Lê An, Bí thư"),
        (("HIỆU TRƯỞNG", "(đã ký)", "PGS.TS. Đặng Thái"), "Đặng Thái, Hiệu trưởng"),
        (("GIÁM ĐỐC", "BS.CKII Thân Trọng Hưng"), "Thân Trọng Hưng, Giám đốc"),
        (("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "Đại tá Lê Hà"), "Lê Hà, Chủ tịch"),
        (("CHỦ TỊCH HỘI", "Nhà giáo Quan Thế Dục"), "Quan Thế Dục, Chủ tịch"),
        (("CHỦ TỊCH", "Y Khăm Niê"), "Y Khăm Niê, Chủ tịch"),
        (("CHỦ TỊCH", "H'Liên Siu"), "H'Liên Siu, Chủ tịch"),
        (("Nơi nhận:", "- Lưu: VT.", "CHÁNH VĂN PHÒNG", "Vũ Hà"), "Vũ Hà, Chánh Văn phòng"),
    ],
)
def test_the_name_and_the_office_stand_below_the_text(foot: tuple[str, ...], expected: str) -> None:
    assert signer(*foot) == expected


@pytest.mark.parametrize(
    "foot",
    [
        (),
        ("Nguyễn Văn An",),  # a name without an office
        ("CHỦ TỊCH", "đã ký"),
        (
            "T/M BAN THƯỜNG VỤ",
            "BÍ THƯ",
            "[Họ và tên]",
            *["Biểu mẫu kèm theo."] * 12,
            "CHỦ TỊCH",
            "Lê An",
        ),
        ("CHỦ TỊCH", "PHỤ LỤC", "Danh Mục Hồ Sơ Công Việc Năm"),
    ],
)
def test_what_is_no_signature_names_nobody(foot: tuple[str, ...]) -> None:
    assert signer(*foot) is None


def test_the_document_s_own_signature_comes_before_those_of_its_appendices() -> None:
    assert signer("CHỦ TỊCH", "Lê An", "PHỤ LỤC", "GIÁM ĐỐC", "Vũ Bình") == "Lê An, Chủ tịch"
