"""Short forms of chat and of the office, and what they stand for.

Facts of usage, written down by hand; the office adds its own in config.yaml.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product

from index.trigrams import TOKEN
from knowledge.letters import unmarked
from knowledge.syllable import is_syllable

Ways = tuple[str, ...]

OFFICE: dict[str, Ways] = {
    short: tuple(ways.split("|"))
    for short, ways in {
        "ANQP": "an ninh quốc phòng",
        "ANTT": "an ninh trật tự",
        "ATGT": "an toàn giao thông",
        "BC": "báo cáo",
        "BCH": "ban chấp hành",
        "BCHTW": "ban chấp hành trung ương",
        "BCS": "ban cán sự",
        "BCT": "bộ chính trị",
        "BCĐ": "ban chỉ đạo",
        "BDV": "ban dân vận",
        "BHXH": "bảo hiểm xã hội",
        "BHYT": "bảo hiểm y tế",
        "BT": "bí thư",
        "BTC": "ban tổ chức",
        "BTG": "ban tuyên giáo",
        "BTT": "ban thường trực",
        "BTV": "ban thường vụ",
        "BVMT": "bảo vệ môi trường",
        "CA": "công an",
        "CB": "cán bộ|chi bộ",
        "CBCC": "cán bộ công chức",
        "CBCCVC": "cán bộ công chức viên chức",
        "CBĐV": "cán bộ đảng viên",
        "CCB": "cựu chiến binh",
        "CCHC": "cải cách hành chính",
        "CNH": "công nghiệp hóa",
        "CNTT": "công nghệ thông tin",
        "CNXH": "chủ nghĩa xã hội",
        "CQ": "cơ quan|chính quyền",
        "CSVN": "cộng sản việt nam",
        "CT": "chỉ thị|chương trình|chủ tịch",
        "CTHĐ": "chương trình hành động",
        "CTXH": "chính trị xã hội",
        "CĐ": "công đoàn|cao đẳng",
        "CĐS": "chuyển đổi số",
        "DN": "doanh nghiệp",
        "DS": "dân số",
        "GDĐT": "giáo dục đào tạo",
        "GPMB": "giải phóng mặt bằng",
        "HC": "hành chính",
        "HCM": "hồ chí minh",
        "HD": "hướng dẫn",
        "HND": "hội nông dân",
        "HTCT": "hệ thống chính trị",
        "HTX": "hợp tác xã",
        "HĐND": "hội đồng nhân dân",
        "HĐH": "hiện đại hóa",
        "HĐTV": "hội đồng thành viên",
        "KCN": "khu công nghiệp",
        "KDC": "khu dân cư",
        "KH": "kế hoạch",
        "KHCN": "khoa học công nghệ",
        "KL": "kết luận",
        "KP": "khu phố",
        "KT": "kinh tế|kiểm tra",
        "KTXH": "kinh tế xã hội",
        "KTGS": "kiểm tra giám sát",
        "LHPN": "liên hiệp phụ nữ",
        "LLVT": "lực lượng vũ trang",
        "LĐLĐ": "liên đoàn lao động",
        "MTTQ": "mặt trận tổ quốc",
        "MTTQVN": "mặt trận tổ quốc việt nam",
        "NN": "nông nghiệp|nhà nước",
        "NQ": "nghị quyết",
        "NSNN": "ngân sách nhà nước",
        "NTM": "nông thôn mới",
        "NXB": "nhà xuất bản",
        "NĐ": "nghị định",
        "PBT": "phó bí thư",
        "PCCC": "phòng cháy chữa cháy",
        "PCT": "phó chủ tịch",
        "QH": "quốc hội|quy hoạch",
        "QPAN": "quốc phòng an ninh",
        "QSDĐ": "quyền sử dụng đất",
        "QĐ": "quyết định|quy định",
        "SXKD": "sản xuất kinh doanh",
        "TB": "thông báo",
        "TCCSĐ": "tổ chức cơ sở đảng",
        "TDP": "tổ dân phố",
        "TDTT": "thể dục thể thao",
        "THCS": "trung học cơ sở",
        "THPT": "trung học phổ thông",
        "TN": "thanh niên",
        "TNCS": "thanh niên cộng sản",
        "TNCSHCM": "thanh niên cộng sản hồ chí minh",
        "TP": "thành phố",
        "TPHCM": "thành phố hồ chí minh",
        "TT": "thông tư|thị trấn",
        "TTATXH": "trật tự an toàn xã hội",
        "TTHC": "thủ tục hành chính",
        "TU": "thành ủy|tỉnh ủy",
        "TW": "trung ương",
        "TX": "thị xã",
        "TƯ": "trung ương",
        "UB": "ủy ban",
        "UBKT": "ủy ban kiểm tra",
        "UBMTTQ": "ủy ban mặt trận tổ quốc",
        "UBND": "ủy ban nhân dân",
        "UBTVQH": "ủy ban thường vụ quốc hội",
        "VB": "văn bản",
        "VHXH": "văn hóa xã hội",
        "VN": "việt nam",
        "XDĐ": "xây dựng đảng",
        "XDĐT": "xây dựng đô thị",
        "XH": "xã hội",
        "XHCN": "xã hội chủ nghĩa",
        "ĐB": "đảng bộ|đại biểu",
        "ĐBQH": "đại biểu quốc hội",
        "ĐC": "đồng chí|địa chỉ",
        "ĐCS": "đảng cộng sản",
        "ĐCSVN": "đảng cộng sản việt nam",
        "ĐH": "đại hội|đại học",
        "ĐHĐB": "đại hội đại biểu",
        "ĐT": "đào tạo|điện thoại",
        "ĐTN": "đoàn thanh niên",
        "ĐU": "đảng ủy",
        "ĐUV": "đảng ủy viên",
        "ĐV": "đảng viên|đoàn viên|đơn vị",
        "ĐVTN": "đoàn viên thanh niên",
    }.items()
}
"""Short forms in documents and chat; with several meanings the commonest first."""

CHAT: dict[str, Ways] = {
    short: tuple(ways.split("|"))
    for short, ways in {
        "bh": "bao giờ|bây giờ",
        "bik": "biết",
        "bít": "biết",
        "bn": "bao nhiêu",
        "bnhiu": "bao nhiêu",
        "bnh": "bao nhiêu",
        "cx": "cũng",
        "cv": "công việc|công văn",
        "dc": "được|đồng chí|địa chỉ",
        "dg": "đang",
        "đc": "được|đồng chí|địa chỉ",
        "đg": "đang",
        "đk": "điều kiện|đăng ký|được",
        "đ/c": "đồng chí",
        "đt": "điện thoại",
        "h": "giờ",
        "hk": "không",
        "hok": "không",
        "j": "gì",
        "ji": "gì",
        "k": "không",
        "kg": "không",
        "kh": "không",
        "khg": "không",
        "khum": "không",
        "ko": "không",
        "kô": "không",
        "lm": "làm",
        "m.n": "mọi người",
        "mn": "mọi người",
        "mng": "mọi người",
        "mún": "muốn",
        "ng": "người",
        "ngta": "người ta",
        "nhìu": "nhiều",
        "nhiu": "nhiêu",
        "ns": "nói",
        "nt": "như thế",
        "ntn": "như thế nào",
        "nv": "nhiệm vụ|nhân viên",
        "p": "phường|phải",
        "pải": "phải",
        "r": "rồi",
        "s": "sao",
        "sdt": "số điện thoại",
        "sđt": "số điện thoại",
        "t/c": "tổ chức",
        "tg": "thời gian",
        "thg": "tháng",
        "tks": "cảm ơn",
        "trc": "trước",
        "trog": "trong",
        "v": "vậy",
        "vđ": "vấn đề",
        "vs": "với",
        "w": "với",
        "wa": "quá",
        "wá": "quá",
        "z": "vậy",
    }.items()
}
"""Short forms of chat alone, in small letters; they say nothing that a document says so."""

MOST_DOUBTFUL = 3
MOST_WAYS = 6
"""So many doubtful short forms of a question are weighed, and so many ways to read it."""

_NAMES_A_POINT = re.compile(
    r"(?:điểm|diem|loại|loai|hạng|hang|nhóm|nhom|khối|khoi|lớp|lop|mục|muc|bảng|bang)\s+$",
    re.IGNORECASE,
)
_SHORT = re.compile(r"[^\W\d_](?:[/.][^\W\d_])(?![^\W_])|[^\W\d_]+(?=\d+(?![^\W_]))|[^\W\d_]+")
_UNMARKED_OFFICE: dict[str, Ways] = {}
for _short, _ways in OFFICE.items():
    _known = _UNMARKED_OFFICE.get(unmarked(_short), ())
    _UNMARKED_OFFICE[unmarked(_short)] = tuple(dict.fromkeys(_known + _ways))


def ways_to_read(short: str, own: Mapping[str, str | Sequence[str]]) -> Ways:
    """What a short form may stand for; nothing where it is a word.

    Args:
        short: As typed.
        own: The office's list, which goes before ours; written in any case.
    """
    for key, ways in own.items():
        if key == short or (key.lower() == short.lower() and not is_syllable(short)):
            return (ways,) if isinstance(ways, str) else tuple(ways)
    upper, lower = short.upper(), short.lower()
    shouted = short == upper and len(short) > 1
    if not shouted and lower in CHAT:
        return CHAT[lower]
    if not shouted and is_syllable(lower):
        return ()
    if upper in OFFICE and upper != unmarked(upper):
        return OFFICE[upper]
    return _UNMARKED_OFFICE.get(upper, ())


def expansions(
    text: str, own: Mapping[str, str | Sequence[str]], *, left: Collection[str] = ()
) -> tuple[list[tuple[str, int]], list[str]]:
    """Write the short forms of a text out.

    Args:
        text: NFC.
        own: The office's list.
        left: Short forms, as typed, that stay.

    Returns:
        The text with every short form written out, once for each way to read it, with its doubt (0
        where each form has its commonest meaning), the least doubtful first, at most MOST_WAYS; and
        the short forms that documents use too, as typed.
    """
    parts: list[Ways] = []
    shorts: list[str] = []
    end = doubtful = 0
    for start, stop, ways in _found(text, own):
        short = text[start:stop]
        if short in left:
            continue
        doubtful += len(ways) > 1
        parts += [(text[end:start],), ways if doubtful <= MOST_DOUBTFUL else ways[:1]]
        if short.lower() not in CHAT:
            shorts.append(short)
        # "NQ02" is two words
        if text[stop : stop + 1].isdigit():
            parts.append((" ",))
        end = stop
    parts.append((text[end:],))
    ways_to_write = [
        ("".join(part for _, part in way), sum(doubt for doubt, _ in way))
        for way in product(*map(enumerate, parts))
    ]
    return sorted(ways_to_write, key=lambda way: way[1])[:MOST_WAYS], shorts


def _found(text: str, own: Mapping[str, str | Sequence[str]]) -> Iterator[tuple[int, int, Ways]]:
    codes = [
        (m.start(), m.end())
        for m in TOKEN.finditer(text)
        if m.lastgroup == "number" and not re.fullmatch(r"[^\W\d_]{2,}\d+", m[0])
    ]
    at_shout = text.isupper() and " " in text.strip()
    for match in _SHORT.finditer(text):
        if any(start <= match.start() < stop for start, stop in codes):
            continue
        if len(match[0]) == 1 and _NAMES_A_POINT.search(text, 0, match.start()):
            continue
        short = match[0].lower() if at_shout and is_syllable(match[0]) else match[0]
        if ways := ways_to_read(short, own):
            yield match.start(), match.end(), ways
