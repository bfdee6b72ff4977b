"""A resolution made for these tests, and how it becomes passages."""

from collections.abc import Sequence
from datetime import date

from knowledge.blocks import Block, BlockKind
from knowledge.outline import outline
from knowledge.passages import passages
from knowledge.records import DocumentInfo, Status, StoredPassage

RESOLUTION = """Điều 1. Phạm vi điều chỉnh
Nghị quyết này quy định chính sách hỗ trợ người học nghề trên địa bàn tỉnh Tân Phú.
Điều 2. Giải thích từ ngữ
1. Người học nghề là người đang theo học tại một cơ sở đào tạo được cấp phép trên địa bàn.
2. Hỗ trợ học phí là khoản tiền ngân sách trả thay cho học viên trong thời gian theo lớp.
3. Cơ sở liên kết là doanh nghiệp nhận học viên đến thực hành theo hợp đồng đã ký.
4. Sổ theo dõi là tài liệu ghi số buổi có mặt của từng học viên trong một khóa.
Điều 3. Mức hỗ trợ
1. Mức hỗ trợ tiền ăn cho người học nghề thuộc hộ nghèo: 45.000 đồng/người/ngày.
2. Mỗi học viên thuộc hộ nghèo được hỗ trợ học phí tối đa 12 tháng trong một khóa học.
3. Phấn đấu đến năm 2030, tỷ lệ lao động qua đào tạo của toàn tỉnh đạt ít nhất 75%.
4. Số tiền đó được chi trả trước ngày 20 tháng 12 năm 2026.
Điều 4. Tổ chức thực hiện
1. Sở Nội vụ chủ trì, phối hợp với các cơ sở đào tạo lập danh sách học viên.
2. Các cơ sở đào tạo gửi danh sách học viên của khóa học trước ngày 15 tháng 11 năm 2026.
3. Nghị quyết này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2026."""


def document(number: str | None = "15/2026/NQ-HĐND", title: str = "Nghị quyết") -> DocumentInfo:
    """The head of the resolution."""
    return DocumentInfo(
        id=7,
        title=title,
        number=number,
        kind="Nghị quyết",
        issuer="Hội đồng nhân dân tỉnh Tân Phú",
        issued_on=date(2026, 6, 10),
        valid_from=None,
        valid_until=None,
        status=Status.PUBLISHED,
        version_id=1,
        version=1,
        current=True,
        draft=None,
        retired_on=None,
        replaced_by=None,
        passages=1,
        file_name="nghi-quyet.txt",
    )


def stored(text: str, info: DocumentInfo | None = None) -> list[StoredPassage]:
    """The passages of a text, as the library gives them."""
    info = info or document()
    blocks = [Block(BlockKind.PARAGRAPH, line) for line in text.splitlines()]
    return [
        StoredPassage(at + 1, info, p.text, p.heading, p.page, p.kind, p.lead, "", at)
        for at, p in enumerate(passages(outline(blocks)))
    ]


def asked(items: Sequence[object]) -> list[str]:
    """The stems of proposals."""
    return [item.content.stem for item in items]  # type: ignore[attr-defined]
