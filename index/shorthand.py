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
        "BCA": "bộ công an",
        "BCH": "ban chấp hành",
        "BCHTW": "ban chấp hành trung ương",
        "BCS": "ban cán sự",
        "BCT": "bộ chính trị|bộ công thương",
        "BCĐ": "ban chỉ đạo",
        "BDV": "ban dân vận",
        "BGDĐT": "bộ giáo dục và đào tạo",
        "BGH": "ban giám hiệu",
        "BGK": "ban giám khảo",
        "BGĐ": "ban giám đốc",
        "BHTN": "bảo hiểm thất nghiệp",
        "BHXH": "bảo hiểm xã hội",
        "BHYT": "bảo hiểm y tế",
        "BKHCN": "bộ khoa học và công nghệ",
        "BKS": "ban kiểm soát",
        "BLĐ": "ban lãnh đạo",
        "BNNMT": "bộ nông nghiệp và môi trường",
        "BNV": "bộ nội vụ",
        "BPMC": "bộ phận một cửa",
        "BQL": "ban quản lý",
        "BQP": "bộ quốc phòng",
        "BT": "bí thư",
        "BTC": "ban tổ chức|bộ tài chính",
        "BTG": "ban tuyên giáo",
        "BTP": "bộ tư pháp",
        "BTT": "ban thường trực",
        "BTV": "ban thường vụ",
        "BV": "bệnh viện",
        "BVHTTDL": "bộ văn hóa thể thao và du lịch",
        "BVMT": "bảo vệ môi trường",
        "BXD": "bộ xây dựng",
        "BYT": "bộ y tế",
        "CA": "công an",
        "CB": "cán bộ|chi bộ",
        "CBCC": "cán bộ công chức",
        "CBCCVC": "cán bộ công chức viên chức",
        "CBGV": "cán bộ giáo viên",
        "CBQL": "cán bộ quản lý",
        "CBĐV": "cán bộ đảng viên",
        "CCB": "cựu chiến binh",
        "CCCD": "căn cước công dân",
        "CCHC": "cải cách hành chính",
        "CLB": "câu lạc bộ",
        "CMHS": "cha mẹ học sinh",
        "CMND": "chứng minh nhân dân",
        "CMT": "chứng minh thư",
        "CNH": "công nghiệp hóa",
        "CNTT": "công nghệ thông tin",
        "CNXH": "chủ nghĩa xã hội",
        "CQ": "cơ quan|chính quyền",
        "CSGT": "cảnh sát giao thông",
        "CSKV": "cảnh sát khu vực",
        "CSVC": "cơ sở vật chất",
        "CSVN": "cộng sản việt nam",
        "CT": "chỉ thị|chương trình|chủ tịch",
        "CTHĐ": "chương trình hành động",
        "CTV": "cộng tác viên",
        "CTXH": "chính trị xã hội",
        "CĐ": "công đoàn|cao đẳng",
        "CĐCS": "công đoàn cơ sở",
        "CĐS": "chuyển đổi số",
        "DN": "doanh nghiệp",
        "DQTV": "dân quân tự vệ",
        "DS": "dân số",
        "DVC": "dịch vụ công",
        "DVCTT": "dịch vụ công trực tuyến",
        "GCN": "giấy chứng nhận",
        "GDĐT": "giáo dục và đào tạo",
        "GP": "giấy phép",
        "GPKD": "giấy phép kinh doanh",
        "GPLX": "giấy phép lái xe",
        "GPMB": "giải phóng mặt bằng",
        "GPXD": "giấy phép xây dựng",
        "GTVT": "giao thông vận tải",
        "GV": "giáo viên",
        "GVCN": "giáo viên chủ nhiệm",
        "GĐ": "gia đình|giám đốc",
        "HB": "học bổng",
        "HC": "hành chính",
        "HCM": "hồ chí minh",
        "HD": "hướng dẫn",
        "HKD": "hộ kinh doanh",
        "HKTT": "hộ khẩu thường trú",
        "HLHPN": "hội liên hiệp phụ nữ",
        "HND": "hội nông dân",
        "HS": "học sinh|hồ sơ",
        "HSG": "học sinh giỏi",
        "HSSV": "học sinh sinh viên",
        "HTCT": "hệ thống chính trị",
        "HTNV": "hoàn thành nhiệm vụ",
        "HTTNV": "hoàn thành tốt nhiệm vụ",
        "HTX": "hợp tác xã",
        "HTXSNV": "hoàn thành xuất sắc nhiệm vụ",
        "HV": "hội viên|học viên",
        "HĐH": "hiện đại hóa",
        "HĐND": "hội đồng nhân dân",
        "HĐQT": "hội đồng quản trị",
        "HĐTV": "hội đồng thành viên",
        "KCN": "khu công nghiệp",
        "KDC": "khu dân cư",
        "KH": "kế hoạch",
        "KHCN": "khoa học và công nghệ",
        "KHĐT": "kế hoạch và đầu tư",
        "KL": "kết luận",
        "KP": "khu phố",
        "KQ": "kết quả",
        "KT": "kinh tế|kiểm tra",
        "KTGS": "kiểm tra giám sát",
        "KTX": "ký túc xá",
        "KTXH": "kinh tế xã hội",
        "LHPN": "liên hiệp phụ nữ",
        "LLVT": "lực lượng vũ trang",
        "LĐ": "lao động|lãnh đạo",
        "LĐLĐ": "liên đoàn lao động",
        "LĐTBXH": "lao động thương binh và xã hội",
        "MTTQ": "mặt trận tổ quốc",
        "MTTQVN": "mặt trận tổ quốc việt nam",
        "NCC": "người có công",
        "NCT": "người cao tuổi",
        "NKT": "người khuyết tật",
        "NLĐ": "người lao động",
        "NN": "nông nghiệp|nhà nước",
        "NNMT": "nông nghiệp và môi trường",
        "NOXH": "nhà ở xã hội",
        "NQ": "nghị quyết",
        "NSNN": "ngân sách nhà nước",
        "NTM": "nông thôn mới",
        "NVH": "nhà văn hóa",
        "NVQS": "nghĩa vụ quân sự",
        "NXB": "nhà xuất bản",
        "NĐ": "nghị định",
        "PBT": "phó bí thư",
        "PCCC": "phòng cháy chữa cháy",
        "PCT": "phó chủ tịch",
        "PGĐ": "phó giám đốc",
        "PHHS": "phụ huynh học sinh",
        "QH": "quốc hội|quy hoạch",
        "QLNN": "quản lý nhà nước",
        "QPAN": "quốc phòng an ninh",
        "QPPL": "quy phạm pháp luật",
        "QSDĐ": "quyền sử dụng đất",
        "QĐ": "quyết định|quy định",
        "SHCĐ": "sinh hoạt chuyên đề|sinh hoạt chi đoàn",
        "SNV": "sở nội vụ",
        "STC": "sở tài chính",
        "SV": "sinh viên",
        "SXD": "sở xây dựng",
        "SXKD": "sản xuất kinh doanh",
        "TAND": "tòa án nhân dân",
        "TB": "thông báo",
        "TCCSĐ": "tổ chức cơ sở đảng",
        "TCHC": "tổ chức hành chính",
        "TDP": "tổ dân phố",
        "TDTT": "thể dục thể thao",
        "THA": "thi hành án",
        "THCS": "trung học cơ sở",
        "THPT": "trung học phổ thông",
        "TN": "thanh niên",
        "TNCS": "thanh niên cộng sản",
        "TNCSHCM": "thanh niên cộng sản hồ chí minh",
        "TNGT": "tai nạn giao thông",
        "TNHH": "trách nhiệm hữu hạn",
        "TNLĐ": "tai nạn lao động",
        "TNMT": "tài nguyên và môi trường",
        "TNXP": "thanh niên xung phong",
        "TP": "thành phố",
        "TPHCM": "thành phố hồ chí minh",
        "TT": "thông tư|thị trấn",
        "TTATXH": "trật tự an toàn xã hội",
        "TTG": "thủ tướng chính phủ",
        "TTHC": "thủ tục hành chính",
        "TTHN": "tình trạng hôn nhân",
        "TTPVHCC": "trung tâm phục vụ hành chính công",
        "TTTT": "thông tin và truyền thông",
        "TU": "thành ủy|tỉnh ủy",
        "TW": "trung ương",
        "TX": "thị xã",
        "TƯ": "trung ương",
        "TƯLĐTT": "thỏa ước lao động tập thể",
        "UB": "ủy ban",
        "UBKT": "ủy ban kiểm tra",
        "UBMTTQ": "ủy ban mặt trận tổ quốc",
        "UBND": "ủy ban nhân dân",
        "UBTVQH": "ủy ban thường vụ quốc hội",
        "VB": "văn bản",
        "VBQPPL": "văn bản quy phạm pháp luật",
        "VC": "viên chức",
        "VHXH": "văn hóa xã hội",
        "VKSND": "viện kiểm sát nhân dân",
        "VLXD": "vật liệu xây dựng",
        "VN": "việt nam",
        "VP": "văn phòng",
        "VPCP": "văn phòng chính phủ",
        "VSMT": "vệ sinh môi trường",
        "XDĐ": "xây dựng đảng",
        "XDĐT": "xây dựng đô thị",
        "XH": "xã hội",
        "XHCN": "xã hội chủ nghĩa",
        "XKLĐ": "xuất khẩu lao động",
        "XS": "xuất sắc",
        "ĐB": "đảng bộ|đại biểu",
        "ĐBQH": "đại biểu quốc hội",
        "ĐC": "đồng chí|địa chỉ",
        "ĐCS": "đảng cộng sản",
        "ĐCSVN": "đảng cộng sản việt nam",
        "ĐH": "đại hội|đại học",
        "ĐHĐB": "đại hội đại biểu",
        "ĐKKH": "đăng ký kết hôn",
        "ĐKTT": "đăng ký thường trú",
        "ĐT": "đào tạo|điện thoại",
        "ĐTN": "đoàn thanh niên",
        "ĐU": "đảng ủy",
        "ĐUV": "đảng ủy viên",
        "ĐV": "đảng viên|đoàn viên|đơn vị",
        "ĐVHC": "đơn vị hành chính",
        "ĐVTN": "đoàn viên thanh niên",
        "ƯBND": "ủy ban nhân dân",
    }.items()
}
"""Short forms in documents and chat; with several meanings the commonest first."""

CHAT: dict[str, Ways] = {
    short: tuple(ways.split("|"))
    for short, ways in {
        "bgio": "bây giờ|bao giờ",
        "bh": "bao giờ|bây giờ",
        "bik": "biết",
        "bjo": "bây giờ",
        "bn": "bao nhiêu",
        "bnh": "bao nhiêu",
        "bnhiu": "bao nhiêu",
        "bít": "biết",
        "cquan": "cơ quan",
        "ctrinh": "chương trình",
        "cty": "công ty",
        "cv": "công văn|công việc",
        "cx": "cũng",
        "dc": "được|đồng chí|địa chỉ",
        "dg": "đang",
        "dk": "điều kiện|đăng ký|được",
        "dki": "đăng ký",
        "dkien": "điều kiện",
        "dky": "đăng ký",
        "gđ": "gia đình",
        "h": "giờ",
        "hdan": "hướng dẫn",
        "hk": "không",
        "hnay": "hôm nay",
        "hok": "không",
        "hđ": "hoạt động|hợp đồng",
        "j": "gì",
        "ji": "gì",
        "k": "không",
        "kg": "không",
        "kh": "không",
        "khg": "không",
        "khum": "không",
        "ko": "không",
        "ktra": "kiểm tra",
        "kô": "không",
        "lm": "làm",
        "ls": "làm sao",
        "lđ": "lao động|lãnh đạo",
        "m.n": "mọi người",
        "mik": "mình",
        "mk": "mình",
        "mn": "mọi người",
        "mng": "mọi người",
        "mún": "muốn",
        "nc": "nước|nói chuyện",
        "ncu": "nghiên cứu",
        "ng": "người",
        "ngta": "người ta",
        "nhg": "nhưng",
        "nhiu": "nhiêu",
        "nhìu": "nhiều",
        "ns": "nói",
        "nt": "như thế",
        "ntn": "như thế nào",
        "ntnao": "như thế nào",
        "nv": "nhiệm vụ|nhân viên",
        "nvu": "nhiệm vụ",
        "p": "phường|phải",
        "ptrao": "phong trào",
        "pải": "phải",
        "qc": "quy chế",
        "qly": "quản lý",
        "qlí": "quản lý",
        "qtam": "quan tâm",
        "r": "rồi",
        "s": "sao",
        "sdt": "số điện thoại",
        "sdung": "sử dụng",
        "slg": "số lượng",
        "sx": "sản xuất",
        "sđt": "số điện thoại",
        "t/c": "tổ chức",
        "tc": "tổ chức|tiêu chuẩn",
        "tchuc": "tổ chức",
        "tdoi": "thay đổi",
        "tg": "thời gian",
        "thg": "tháng",
        "thnao": "thế nào",
        "tks": "cảm ơn",
        "tphan": "thành phần",
        "trc": "trước",
        "trog": "trong",
        "ttin": "thông tin",
        "ttuc": "thủ tục",
        "v": "vậy",
        "vc": "việc|vợ chồng",
        "vk": "vợ",
        "vs": "với",
        "vđ": "vấn đề",
        "w": "với",
        "wa": "quá",
        "wá": "quá",
        "yc": "yêu cầu",
        "ycau": "yêu cầu",
        "z": "vậy",
        "đ/c": "đồng chí",
        "đc": "được|đồng chí|địa chỉ",
        "đg": "đang",
        "đk": "điều kiện|đăng ký|được",
        "đki": "đăng ký",
        "đkiện": "điều kiện",
        "đky": "đăng ký",
        "đt": "điện thoại",
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
_PLAN = re.compile(
    r"^kh(?=\s+(?:\d|(?:số|này|nay|của|cua|năm|hè|so (?:may|mấy|bao|bn)|he n[aă]m|nam \d)\b))"
    r"|\b(?:của|cua|theo|trong)\s+kh\b",
    re.IGNORECASE,
)
"""Where "kh" is a plan, not "không"."""
_MEASURE = re.compile(r"kg|g|ha|km|m|cm|mm|l", re.IGNORECASE)
_MEASURED = re.compile(r"\d\s*$")
_SHORT = re.compile(
    r"[^\W\d_]+(?:&[^\W\d_]+)+|[^\W\d_](?:[/.][^\W\d_])(?![^\W_])|[^\W\d_]+(?=\d+(?![^\W_]))|[^\W\d_]+"
)
_STOP = re.compile(r"\.(\s*)(?=[^\W\d_])")
_PLACES = frozenset(
    ("thành phố", "thị xã", "thị trấn", "phường", "quận", "huyện", "xã", "tỉnh", "khu phố")
)
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
    short = short.replace("&", "")  # GD&ĐT
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
        end = stop
        # "NQ02" is two words, and the stop of "TP.HCM" goes with the short form
        if text[stop : stop + 1].isdigit():
            parts.append((" ",))
        elif (found := _STOP.match(text, stop)) and (not found[1] or ways[0] in _PLACES):
            parts.append((" ",))
            end = found.end()
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
    known = {key.lower() for key in own}  # an office has hundreds, and each word is looked up
    for match in _SHORT.finditer(text):
        if any(start <= match.start() < stop for start, stop in codes):
            continue
        if len(match[0]) == 1 and _NAMES_A_POINT.search(text, 0, match.start()):
            continue
        if _MEASURE.fullmatch(match[0]) and _MEASURED.search(text, 0, match.start()):
            continue
        if match[0].lower() == "kh" and any(
            match.end() == plan.end() for plan in _PLAN.finditer(text)
        ):
            yield match.start(), match.end(), ("kế hoạch",)
            continue
        short = match[0].lower() if at_shout and is_syllable(match[0]) else match[0]
        if ways := ways_to_read(short, own if short.lower() in known else {}):
            yield match.start(), match.end(), ways
