"""How bodies, posts and people are printed."""

import re

CAPITAL = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_SMALL = "a-zàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_NAME = rf"[{CAPITAL}][{_SMALL}]+"

FIELDS = (
    "Tài chính|Nội vụ|Tư pháp|Công Thương|Xây dựng|Y tế|Nông nghiệp và Môi trường|Khoa học và "
    "Công nghệ"
    "|Giáo dục và Đào tạo|Văn hóa, Thể thao và Du lịch|Văn hóa và Thể thao|Văn hóa - Xã hội|Du lịch"
    "|Dân tộc và Tôn giáo|Ngoại vụ|Ngoại giao|Công an|Quốc phòng|Quy hoạch - Kiến trúc"
    "|Thông tin và Truyền thông|Kế hoạch và Đầu tư|Giao thông vận tải|Lao động - Thương binh và "
    "Xã hội"
    "|Tài nguyên và Môi trường|Nông nghiệp và Phát triển nông thôn|An toàn thực phẩm"
)
MINISTRIES = (
    "Bộ Tài chính", "Bộ Nội vụ", "Bộ Tư pháp", "Bộ Công Thương", "Bộ Xây dựng", "Bộ Y tế",
    "Bộ Nông nghiệp và Môi trường", "Bộ Khoa học và Công nghệ", "Bộ Giáo dục và Đào tạo",
    "Bộ Văn hóa, Thể thao và Du lịch", "Bộ Công an", "Bộ Quốc phòng",
)  # fmt: skip
DEPARTMENTS = (
    "Sở Tài chính", "Sở Nội vụ", "Sở Tư pháp", "Sở Công Thương", "Sở Xây dựng", "Sở Y tế",
    "Sở Nông nghiệp và Môi trường", "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo",
)  # fmt: skip
"""What every province has."""

_LEVEL = (
    r"(?: (?:nhân dân )?(?:cấp (?:tỉnh|huyện|xã)|các cấp|tỉnh|thành phố|Thành phố|huyện|xã"
    r"|phường|quận"
    rf"|thị xã)(?: {_NAME}(?: {_NAME}){{0,3}})?)?"
)
BODY = (
    rf"(?:(?:Giám đốc |Bộ trưởng |Thứ trưởng |Chánh Văn phòng )?(?:Sở|Bộ) (?:{FIELDS})"
    r"|Bộ Chỉ huy Quân sự" + _LEVEL + "|"
    rf"(?:Chủ tịch )?(?:Ủy ban nhân dân|UBND|Hội đồng nhân dân|HĐND){_LEVEL}"
    rf"|Thường trực (?:Ủy ban|Hội đồng nhân dân|HĐND|Thành ủy|Tỉnh ủy){_LEVEL}"
    r"|Ủy ban Thường vụ Quốc hội|Quốc hội|Thủ tướng Chính phủ|Văn phòng Chính phủ"
    r"|Thanh tra Chính phủ|Chính phủ|Chủ tịch nước"
    rf"|Ủy ban (?:Mặt trận Tổ quốc|MTTQ)(?: Việt Nam)?{_LEVEL}"
    rf"|Công an{_LEVEL}|Thanh tra{_LEVEL}|Kho bạc Nhà nước(?: khu vực [IVX]+)?"
    rf"|Ban (?:Tổ chức|Tuyên giáo|Tuyên giáo và Dân vận|Dân vận|Nội chính|Kinh tế) (?:Thành ủy"
    rf"|Tỉnh ủy|Trung ương)"
    rf"|(?:Văn phòng|Ủy ban Kiểm tra|Ban Thường vụ|Ban Chấp hành) (?:Thành ủy|Tỉnh ủy|Huyện ủy"
    rf"|Đảng ủy|Trung ương Đoàn|Trung ương)"
    rf"|Ban (?:Thường vụ|Chấp hành) (?:Đoàn|Đảng bộ)(?: [^\W\d_]+){{0,2}}"
    rf"|Văn phòng (?:Ủy ban nhân dân|UBND|HĐND){_LEVEL}"
    r"|Bảo hiểm xã hội (?:Việt Nam|tỉnh|thành phố)|Ngân hàng Nhà nước(?: Việt Nam)?"
    r"|Ngân hàng Chính sách xã hội"
    r"|Kiểm toán nhà nước|Tổng Kiểm toán nhà nước|Tòa án nhân dân tối cao"
    r"|Viện kiểm sát nhân dân tối cao"
    r"|Thành ủy|Tỉnh ủy|Bộ Chính trị|Ban Bí thư|Cục Thuế|Cục Hải quan|Thuế (?:tỉnh|thành phố)"
    r")(?![^\W\d_])(?! (?:nước|dân|cấp (?:tỉnh|huyện|xã|có|trung)))"
)

FAMILIES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Đoàn|Lâm|Mai|Tô"
    "|Trịnh|Tạ|Hà|Cao|Châu|Thái|Lương|Đào|La|Kiều|Quách|Triệu|Chu|Tôn|Vương|Mạc|Nông|Hứa|Thạch|Giàng|Lò"
    "|Tăng|Phùng|Lưu|Doãn|Hầu|Khương|Đàm|Đồng|Bạch|Tống|Nghiêm|Thân|Lục|Ninh|Giang|Vi|Hoàn|Khuất"
)
PERSON = (
    rf"(?!Hồ Chí Minh|Hà (?:Nội|Nam|Tĩnh|Giang|Tiên|Đông|Long)|Cao Bằng|Lâm Đồng"
    rf"|Thái (?:Bình|Nguyên)|Hồ Chí|Đoàn Thanh|Mai Châu|La Mã|Giang Thành"
    rf"|Lương Sơn)(?:{FAMILIES})(?: {_NAME}){{1,3}}(?! [{CAPITAL}])"
)
POST = (
    r"(?:Tổng Bí thư|Phó [Bb]í thư(?: [Tt]hường trực)?|Bí thư|Phó Chủ tịch(?: [Tt]hường trực)?"
    r"|Chủ tịch"
    r"|Phó Thủ tướng(?: Thường trực)?|Thủ tướng|Phó Giám đốc|Giám đốc|Bộ trưởng|Thứ trưởng"
    r"|Trưởng [Bb]an"
    r"|Phó [Tt]rưởng [Bb]an|Trưởng [Pp]hòng|Chánh Văn phòng|Cục trưởng|Tổng Giám đốc|Viện trưởng)"
)
SIGNED = re.compile(
    rf"^[{CAPITAL}\W\d]{{4,}}\n(?P<name>{PERSON})$|(?:[Đđ]ồng chí|[Ôô]ng"
    rf"|[Bb]à) (?P<addressed>{PERSON})",
    re.MULTILINE,
)
"""A name at the foot of a document, under the office held, or one that is addressed."""
PEOPLE = re.compile(rf"(?<![^\W\d_]){PERSON}")
