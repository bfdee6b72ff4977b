"""The names of offices with their customary capitals (Nghị định 30/2020, phụ lục II)."""

import re

_FIELDS = (
    "Nội vụ", "Tài chính", "Tư pháp", "Giáo dục và Đào tạo", "Y tế", "Xây dựng", "Công Thương",
    "Nông nghiệp và Môi trường", "Nông nghiệp và Phát triển nông thôn",
    "Tài nguyên và Môi trường", "Khoa học và Công nghệ", "Văn hóa, Thể thao và Du lịch",
    "Văn hóa và Thể thao", "Dân tộc và Tôn giáo", "Thông tin và Truyền thông",
    "Kế hoạch và Đầu tư", "Lao động - Thương binh và Xã hội", "Giao thông vận tải", "Quốc phòng",
    "Công an", "Ngoại giao", "Ngoại vụ", "Du lịch",
)  # fmt: skip
# These are names wherever they stand.
_NAMES = (
    "Ủy ban nhân dân", "Uỷ ban nhân dân", "Hội đồng nhân dân", "Ủy ban Thường vụ", "Quốc hội",
    "Chính phủ", "Thủ tướng Chính phủ", "Ban Chấp hành", "Ban Thường vụ", "Ban Thường trực",
    "Ban Tổ chức", "Ban Tuyên giáo", "Ban Tuyên giáo và Dân vận", "Ban Dân vận", "Ban Nội chính",
    "Ban Bí thư", "Bộ Chính trị", "Trung ương", "Trung ương Đảng", "Ủy ban Kiểm tra",
    "Uỷ ban Kiểm tra", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Đảng ủy", "Đảng bộ",
    "Tỉnh đoàn", "Thành đoàn", "Liên đoàn Lao động", "Hội Liên hiệp Phụ nữ", "Hội Nông dân",
    "Hội Cựu chiến binh", "Mặt trận Tổ quốc Việt Nam", "Mặt trận Tổ quốc", "Tòa án nhân dân",
    "Viện kiểm sát nhân dân", "Kiểm toán nhà nước", "Ngân hàng Nhà nước",
    *(f"{head} {field}" for head in ("Bộ", "Sở") for field in _FIELDS),
)  # fmt: skip
# And these in the name of an office; elsewhere they are words.
_HEADS = ("Văn phòng", "Chi bộ", "Công đoàn", "Công đoàn cơ sở", "Cục Thuế", "Cục Hải quan",
          "Ban Chỉ đạo", "Thủ tướng", "Chủ tịch", "Bộ trưởng", "Công đoàn ngành", "Cuộc thi",
          "Công ty", "Công ty Cổ phần", "Công ty TNHH", "Tổng công ty", "Tập đoàn", "Ngân hàng",
          "Trường Đại học", "Trường Cao đẳng", "Học viện", "Bệnh viện", "Bệnh viện Đa khoa",
          "Kinh tế", "Kỹ thuật", "Sư phạm")  # fmt: skip
_PLACES = (
    "tỉnh|thành phố|thị xã|thị trấn|xã|phường|huyện|quận|đặc khu|khu phố|tổ dân phố|thôn|ấp|bản"
)
_BEFORE_NAME = re.compile(rf"(?<= )({_PLACES}) (.+)", re.IGNORECASE)
_COMMITTEE = re.compile(r"^((?:Tỉnh|Thành|Huyện|Quận|Thị) (?:ủy|uỷ|đoàn)) (.+)", re.IGNORECASE)
_AT_END = re.compile(rf"(?<= )(?:{_PLACES})$", re.IGNORECASE)
_ROMAN = re.compile(r"\b[IVX]{2,}\b", re.IGNORECASE)


def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(
        rf"(?<!\bcơ )\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE
    )


_SPELT = {name.lower(): name for name in (*_NAMES, *_HEADS)}
_IN_TEXT, _IN_OFFICE = _any_of(_NAMES), _any_of((*_NAMES, *_HEADS))


def with_names(text: str) -> str:
    """A sentence with the capitals of the offices that it names."""
    return _IN_TEXT.sub(lambda found: _SPELT[found[0].lower()], text)


def office(name: str) -> str:
    """An office's name, e.g. "Ủy ban nhân dân tỉnh Bình An", from one with any capitals."""
    name = _BEFORE_NAME.sub(lambda found: f"{found[1].lower()} {_capitalised(found[2])}", name)
    name = _COMMITTEE.sub(lambda found: f"{found[1]} {_capitalised(found[2])}", name)
    name = _IN_OFFICE.sub(lambda found: _SPELT[found[0].lower()], name)
    name = _AT_END.sub(lambda found: found[0].lower(), name)
    return _ROMAN.sub(lambda found: found[0].upper(), name)


def _capitalised(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split())
