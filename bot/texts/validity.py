"""What members read about whether a text is in force, and on which day."""

from collections.abc import Sequence
from datetime import date, timedelta

from knowledge.records import DocumentInfo, DocumentName, Status

COMMAND_DAY = "Hỏi theo văn bản có hiệu lực ở một ngày"
DAY_USAGE = "Xin gõ ngày rồi câu hỏi, như: /ngay 01/05/2023 Ai được kết nạp vào Đảng?"
DAY_TO_COME = "Ngày {day} chưa đến. Xin chọn một ngày từ hôm nay trở về trước."
AS_OF = "Theo văn bản có hiệu lực ngày {day}:"
NONE_AS_OF = "Tôi chưa tìm thấy nội dung này trong các văn bản có hiệu lực ngày đó."

EXPIRED = "{name} hết hiệu lực từ ngày {day}."
EXPIRED_REPLACED = "{name} hết hiệu lực từ ngày {day}, được thay thế bởi {successor}."
REPLACED = "{name} được thay thế bởi {successor} từ ngày {day}."
RETIRED = "{name} không còn được dùng để trả lời từ ngày {day}."
UPCOMING = "{name} chưa có hiệu lực; có hiệu lực từ ngày {day}."
AMENDED = "Lưu ý: văn bản này đã được sửa đổi, bổ sung bởi {names}."
EARLIER_VERSION = "Đây là bản cũ của văn bản; nay đã có bản mới thay thế."
SHOW_NEW = "Xem bản mới"

NAMED = "{title} (số {number})"
DATE = "%d/%m/%Y"


def out_of_force(document: DocumentInfo) -> str:
    """One sentence on a document that is not in force."""
    since, successor = since_when(document), document.replaced_by
    match document.status:
        case Status.UPCOMING:
            text = UPCOMING
        case Status.EXPIRED:
            text = EXPIRED_REPLACED if successor else EXPIRED
        case _:
            text = REPLACED if successor else RETIRED
    return text.format(
        name=name(document),
        successor=name(successor) if successor else "",
        day=since.strftime(DATE) if since else "?",
    )


def amended(documents: Sequence[DocumentInfo]) -> str:
    """One sentence on the documents that amended the one that is cited."""
    return AMENDED.format(names="; ".join(map(name, documents)))


def since_when(document: DocumentInfo) -> date | None:
    """The first day on which a document is not in force any more, or is for the first time."""
    match document.status:
        case Status.UPCOMING:
            return document.valid_from or document.issued_on
        case Status.EXPIRED:
            return document.valid_until and document.valid_until + timedelta(days=1)
    return document.retired_on


def name(document: DocumentInfo | DocumentName) -> str:
    """Title and number."""
    if not document.number or document.number in document.title:
        return document.title
    return NAMED.format(title=document.title, number=document.number)
