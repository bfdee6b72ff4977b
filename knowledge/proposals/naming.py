"""How a question names the document it asks about."""

import re

from knowledge.records import DocumentInfo

_LONGEST_TITLE = 130
_TELLING = 3  # words that a title needs beside its kind and its office
_KIND_OF_TITLE = re.compile(
    r"(?:Nghị quyết|Quyết định|Nghị định|Thông tư|Kế hoạch|Chỉ thị|Quy định|Quy chế|Hướng dẫn"
    r"|Điều lệ|Luật"
    r"|Chương trình|Đề án|Thông báo|Báo cáo|Tài liệu|Tóm tắt|Công văn|Kết luận|Pháp lệnh"
    r"|Hiến pháp|Sổ tay|Cẩm nang|Đề cương)\b"
)


def called(document: DocumentInfo) -> str:
    """What a question calls a document; "" where it has no name that tells it from others.

    "Nghị quyết số 55/2025/NQ-HĐND của Hội đồng nhân dân thành phố Hà Nội": numbers begin anew in
    each office, so that the office belongs to it.
    """
    issuer = office(document.issuer or "")
    if document.kind in ("Luật", "Bộ luật", "Hiến pháp", "Pháp lệnh"):
        title = document.title
        return f"{title} (số {document.number})" if document.number else title
    if document.number and document.kind:
        return f"{document.kind} số {document.number}" + (f" của {issuer}" if issuer else "")
    title = document.title.strip().rstrip(".")
    if not title or len(title) > _LONGEST_TITLE or title.isupper() or "(" in title:
        return ""
    if document.number:
        return f"văn bản số {document.number}" + (f" của {issuer}" if issuer else "")
    if kind := _KIND_OF_TITLE.match(title):
        if len(re.sub(r"\bcủa\b.*$", "", title[kind.end() :], flags=re.I).split()) < _TELLING:
            return ""  # "Nghị định của Chính phủ": there are many
        return title + (f" của {issuer}" if issuer and issuer.lower() not in title.lower() else "")
    return f"bài “{title}”" if len(title.split()) > 4 else ""


def office(issuer: str) -> str:
    """The office that signed, of the line "what is above it – the office"."""
    last = issuer.rsplit(" – ", 1)[-1].strip()
    return "" if len(last) > 90 or last.isupper() else last
