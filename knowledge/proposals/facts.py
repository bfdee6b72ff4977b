"""What can be asked about in a sentence: the place of a fact, and the words that ask for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.proposals.names import BODY, PEOPLE, PERSON, POST
from knowledge.text import document_codes


class Kind(StrEnum):
    """What the right option is."""

    NUMBER = "number"
    DATE = "date"
    BODY = "body"
    NAME = "name"
    MEMBER = "member"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something in a sentence that a question can ask for.

    Attributes:
        kind: What it is.
        start, end: The stretch of the sentence that the question leaves out.
        asked: The words that ask, in its place.
        text: The right option.
        unit: What the option counts, as printed; of a date, its precision: "day", "month", "year".
    """

    kind: Kind
    start: int
    end: int
    asked: str
    text: str
    unit: str = ""


_FIGURE = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,.]\d{1,2})?"
_MONEY = (
    r"(?:(?:nghìn tỷ|nghìn|ngàn|triệu|tỷ|tỉ)\s)?(?:đồng(?! (?:hồ|chí|bộ|bào|thời|ý|nghiệp))|USD)"
)
_TIME = (
    r"(?:giờ|ngày|tháng|tuần|năm|phút|tiếng|quý)(?: làm việc| liên tục| công tác| tuổi Đảng"
    r"| công| chuẩn(?: giảng dạy)?| học tập)?"
    r"(?! \d| (?:thứ|đầu))"
)
_EACH = (
    r"(?:\s?/\s?(?:công trình(?: [^\W\d_]+){0,3}|hộ gia đình|hộ nghèo|hộ|người|học sinh"
    r"|sinh viên|cá nhân"
    r"|tập thể|tháng|năm|ngày|buổi(?: họp báo| họp| thi| tập| diễn| biểu diễn| hội thảo"
    r"| làm việc)?|giờ|lần|lượt|ha|m2|m3|m²|kg|tấn|km|bài(?: viết)?|tác phẩm"
    r"|giải|báo cáo|văn bản|đề án|nhiệm vụ|chuyên đề|dự án|câu|đề(?: thi)?|tiết mục|đơn vị|xã"
    r"|phường|thôn|suất"
    r"|cuộc(?: họp| thi)?|hội nghị|lớp|khóa|đợt|năm học|thành viên|vụ|quý|tuần|phiếu|trang|mẫu"
    r"|hồ sơ|chương trình"
    r"|cơ sở|trường|tổ|ca|chuyến|hộp thư(?: điện tử)?(?: cá nhân)?)(?![^\W\d_])){0,3}(?!\s?/)"
)
_COUNTED = (
    r"(?:người|hộ|thành viên|lần|trường|điểm|tuổi|chỉ tiêu|nhiệm vụ|giải pháp|mô hình|đảng viên"
    r"|đoàn viên"
    r"|hội viên|chi bộ|chi đoàn|đảng bộ|tổ chức cơ sở đảng|km2|km²|km|ha|m2|m²|m3|m³|kg|tấn|MW"
    r"|kW|lít|cm|mm|dự án|công trình"
    r"|đề án|chương trình|bản|bộ|cơ sở|đơn vị|xã|phường|thôn|ấp|phần quà|suất|căn|nhà|mét"
    r"|học sinh|sinh viên"
    r"|trẻ em|lao động|doanh nghiệp|hợp tác xã|lớp|cuộc|buổi|hội nghị|đại biểu|ủy viên|chữ số"
    r"|ký tự|tỉnh"
    r"|thành phố|nước|quốc gia|quận|huyện|thủ tục|dịch vụ|sản phẩm|tác phẩm|giải|bài|văn bản"
    r"|hồ sơ|cấp|bậc"
    r"|nhóm|tiêu chí|nội dung|lĩnh vực|mục tiêu|đồng chí|cán bộ|công chức|viên chức|giáo viên"
    r"|bác sĩ|giường bệnh"
    r"|GB|MB|TB)\b(?! (?:thứ|số))"
)
_NUMBER = re.compile(
    rf"(?<![\w.,/\-–])(?P<figure>{_FIGURE})"
    rf"(?:(?P<percent>\s?%)|\s(?P<unit>(?:{_MONEY}|{_TIME}|{_COUNTED}){_EACH}))(?![\w])"
)
TIMES = ("ngày", "tháng", "năm", "giờ", "phút", "tuần")
"""The first words of units of time."""
_GOES_ON = re.compile(
    r"(?: \([^)]*\))?,? (?:hoặc |và )?(?:năm|quý|tháng|hằng|hàng|mỗi|\d[\d.,]*)(?: (?:tháng|năm"
    r"|ngày|lần|giờ))?(?=[ ,(])(?! hoặc)"
    r"(?<!\d )|\s(?:sáng|chiều|đêm|tối|trưa)\b"
)
_UNIT_GOES_ON = re.compile(
    r"\s(?!(?:cho|đối|và|theo|nhưng|tối|để|khi|trong|từ|với|hoặc|nếu|không|bằng|áp|được|thì|kể"
    r"|tại|của|trên)\b)[^\W\d_]"
)
_CLOCK = re.compile(r"(?:trước|sau|từ|đến|lúc)\s*$", re.IGNORECASE)
_MEASURED = re.compile(rf"(?:{_MONEY}|{_TIME}|lần)(?![^\W\d_])|%")
# before a figure that says how much; elsewhere it may be a name or a part of one
_BEFORE_NUMBER = re.compile(
    r"(?:đạt|còn|là|bằng|có|gồm|khoảng|trên|dưới|hơn|tối thiểu|tối đa|ít nhất|quá|ít hơn"
    r"|thấp hơn|cao hơn"
    r"|chiếm|tăng|giảm|tới|lên|xuống|vòng|thời hạn|thời gian|đủ|hỗ trợ|mức|thưởng|phạt|bình quân"
    r"|thêm|hoàn thành|thành lập|sau|với|muộn nhất|chậm nhất|tròn|đề ra|biểu dương|đến|hưởng|từ"
    r"|kéo dài"
    r"|định kỳ|mỗi|nhiều nhất|giải quyết|cao nhất|thấp nhất|trước|hằng năm|hàng năm"
    r"|tối đa không quá|dưới mức"
    r"|:)\s*$",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(
    r"(?:\d\S*(?:\s[^\W\d_]+){0,2}\s(?:đến|tới|-|–|và|hoặc|hay)\s|[-–]\s?|\d\s?[xX×]\s?)$"
)
_RANGE_AFTER = re.compile(
    r"(?:\s?[-–]\s?\d|\s(?:đến|tới|hoặc|hay|và) (?:dưới |không quá |hết )?\d|\s?\(\d|\s?[xX×]\s?\d)"
)
_LABEL = re.compile(
    r"^(?P<label>[^:;.]{8,140}):\s*(?P<bound>(?:tối đa|tối thiểu|không quá|ít nhất)\s(?:là\s)?)?$",
    re.IGNORECASE,
)

_DAY = re.compile(
    r"(?<![\w/])(?:ngày\s)?(?P<day>\d{1,2})(?:\s?[/.\-]\s?(?P<month>\d{1,2})\s?[/.\-]\s?|"
    r" tháng (?P<spelt>\d{1,2}) năm )(?P<year>(?:19|20)\d\d)(?![\w/])",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?<![\w/])tháng (?P<month>\d{1,2})(?:/| năm | ?- ?)(?P<year>(?:19|20)\d\d)(?![\w/])",
    re.IGNORECASE,
)
_YEARLY = re.compile(
    r"(?<![\w/])ngày (?P<day>\d{1,2})(?:/| tháng )(?P<month>\d{1,2})(?: (?P<each>hằng năm"
    r"|hàng năm))(?![\w/])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w/–-])năm (?P<year>20\d\d)(?![\w/])(?!\s?[-–,])")
_DATES = (
    (_DAY, "day", "ngày nào"),
    (_YEARLY, "yearly", "ngày nào hằng năm"),
    (_MONTH, "month", "tháng nào"),
    (_YEAR, "year", "năm nào"),
)
_BEFORE_DATE = re.compile(
    r"(?:từ|trước|đến|hết|vào|kể từ|sau|chậm nhất|muộn nhất|trong|thông qua|xong|thành lập"
    r"|ngày:|tổ chức"
    r"|kể từ ngày|từ ngày|chậm nhất là|hoàn thành|trước ngày|đến ngày|đến hết|qua|gian:|hạn:)\s*$",
    re.IGNORECASE,
)
_ANY_BODY = re.compile(BODY)
_BODY_DOES = (
    r"chủ trì|có trách nhiệm|chịu trách nhiệm|tham mưu|hướng dẫn|ban hành|quyết định|thẩm định"
    r"|kiểm tra"
    r"|tổng hợp|phê duyệt|xem xét|quy định|công bố|giám sát|theo dõi|cấp|thành lập|phân công"
    r"|thông qua"
    r"|bố trí|trình|lập|tiếp nhận|bầu|tổ chức|chỉ đạo|xây dựng|là (?:cơ quan|đơn vị|đầu mối)"
    r"|thực hiện"
    r"|tiến hành|ra quyết định|đề nghị|gửi|thông báo|công nhận|xác nhận|đăng tải|cập nhật"
)
_BODY_FIRST = re.compile(
    rf"(?P<before>^(?:Giao |Đề nghị |Yêu cầu )?|, |; )(?:các )?(?P<body>{BODY})(?P<gap>\s)"
    rf"(?=(?:đã |sẽ |được |phải )?(?:{_BODY_DOES})\b)"
)
_BODY_LATER = re.compile(
    rf"(?P<before>(?<!mẫu )\b(?:trình|gửi về|báo cáo|gửi|do|nộp tại|nộp về|nộp cho|cho)\s)"
    rf"(?P<body>{BODY})(?=$|[,;.]|\s(?:{_BODY_DOES}|để|trước|theo|bằng|trong)\b)"
)
_AND_BODY = re.compile(
    rf"\s?(?:,|và|hoặc|hay|/|-|–|\()\s?(?:{BODY}|các|cơ quan|đơn vị|ban|sở|bộ)", re.IGNORECASE
)
_POSTED = re.compile(
    rf"(?P<post>{POST}(?: [^\W\d_]+| [–-]| TP\.)*?),?\s(?:là )?(?:(?:đồng chí|ông"
    rf"|bà)\s)?(?P<name>{PERSON})"
)
_NAMED_FIRST = re.compile(
    rf"(?:(?:[Đđ]ồng chí|[Ôô]ng|[Bb]à)\s)(?P<name>{PERSON})(?:,| (?:giữ chức(?: vụ)?|là|-"
    rf"|–)) (?P<post>{POST}[^,.;:()–]*?)"
    r"(?=,|$|\.|;| cho biết| khẳng định| nhấn mạnh| phát biểu| yêu cầu| đề nghị| đã | nhấn"
    r"| chủ trì| dự)"
)


def facts(words: str) -> Iterator[Fact]:
    """The facts of a sentence that stands alone, in no order."""
    yield from _numbers(words)
    yield from _dates(words)
    yield from _bodies(words)


def mentions(words: str) -> Iterator[Fact]:
    """Every number with its unit, date and body in a text, whether it can be asked for or not."""
    for found in _NUMBER.finditer(words):
        unit = "%" if found["percent"] else found["unit"]
        yield Fact(Kind.NUMBER, *found.span(), "", found[0], unit)
    taken: list[tuple[int, int]] = []
    for pattern, unit, _ in _DATES:
        for found in pattern.finditer(words):
            start, end = found.span()
            if not any(a < end and start < b for a, b in taken):
                taken.append((start, end))
                yield Fact(Kind.DATE, start, end, "", found[0], unit)
    for found in _ANY_BODY.finditer(words):
        yield Fact(Kind.BODY, *found.span(), "", found[0])
    for found in PEOPLE.finditer(words):
        yield Fact(Kind.NAME, *found.span(), "", found[0])


def _in_code(words: str) -> list[tuple[int, int]]:
    return [(code.start, code.end) for code in document_codes(words)]


def _numbers(words: str) -> Iterator[Fact]:
    codes = _in_code(words)
    for found in _NUMBER.finditer(words):
        start, end = found.span()
        before, after = words[:start], words[end:]
        if any(a < end and start < b for a, b in codes) or len(before.split()) < 3:
            continue
        if not _BEFORE_NUMBER.search(before) or _RANGE_BEFORE.search(before):
            continue
        if before.count("(") != before.count(")"):
            continue
        if _RANGE_AFTER.match(after) or re.search(r"(?:từ|giữa)\s*$", before):
            continue
        if _GOES_ON.match(after):
            continue
        unit = "%" if found["percent"] else found["unit"]
        if unit == "giờ" and _CLOCK.search(before):
            continue
        if "/" in unit and _UNIT_GOES_ON.match(after):
            continue
        if found["figure"].lstrip("0") in ("", "1") and not _MEASURED.match(unit):
            continue
        asked = "bao nhiêu phần trăm" if unit == "%" else f"bao nhiêu {unit}"
        label = _LABEL.match(before)
        if label and (
            label["label"].endswith(("theo cách", "như", "gồm"))
            or (unit.split()[0] in TIMES and not re.search(r"thời|kỳ hạn", label["label"], re.I))
        ):
            continue
        if label:  # "Mức chi: tối đa 100.000 đồng/người"
            bound = label["bound"] or ""
            at = label.end("label")
            asked = f" {bound.lower() or 'là '}{asked}"
            yield Fact(Kind.NUMBER, at, end, asked, found[0], unit)
        elif not before.rstrip().endswith(":"):
            yield Fact(Kind.NUMBER, start, end, asked, found[0], unit)


def _dates(words: str) -> Iterator[Fact]:
    codes = _in_code(words)
    taken: list[tuple[int, int]] = []
    for pattern, unit, asked in _DATES:
        for found in pattern.finditer(words):
            start, end = found.span()
            if any(a < end and start < b for a, b in (*codes, *taken)):
                continue
            taken.append((start, end))
            before = words[:start]
            if before.count("(") != before.count(")"):
                continue
            if not _BEFORE_DATE.search(before):
                continue
            if _RANGE_AFTER.match(words[end:]) or _RANGE_BEFORE.search(before):
                continue
            if re.match(r"\s(?:đến|tới|của)\b", words[end:]) and unit != "year":
                continue
            if before.rstrip().endswith(":"):
                head = before.rstrip()[:-1]
                yield Fact(Kind.DATE, len(head), end, f" là {asked}", found[0], unit)
            else:
                lead = "ngày " if unit == "day" and not found[0].lower().startswith("ngày") else ""
                if lead and before.rstrip().endswith("ngày"):
                    asked = "nào"
                yield Fact(Kind.DATE, start, end, asked, found[0], unit)


def _bodies(words: str) -> Iterator[Fact]:
    if len(words.split()) < 16:
        return  # "Giao Ủy ban nhân dân tỉnh bố trí kinh phí" says nothing of this text alone
    for pattern in (_BODY_FIRST, _BODY_LATER):
        for found in pattern.finditer(words):
            start, end = found.span("body")
            if re.match(r",? (?:xã|phường|thị trấn|đặc khu)\b", words[end:]):
                continue
            if _AND_BODY.match(words[end:]) or re.search(r"(?:và|,|hoặc|với)\s$", found["before"]):
                continue
            if pattern is _BODY_FIRST and found["before"] in (", ", "; "):
                # behind a clause of time alone: "Trong thời hạn 05 ngày, Sở Y tế có trách nhiệm"
                if not re.match(r"(?:Trong|Chậm nhất|Kể từ|Định kỳ|Hằng|Hàng|Trước|Sau)\b", words):
                    continue
                if words[:start].count(",") > 2:
                    continue
            body = found["body"].strip()
            post = re.match(
                r"(?:Chủ tịch|Giám đốc|Bộ trưởng|Thủ tướng|Bí thư|Thủ trưởng|Trưởng"
                r"|Tổng Kiểm toán)",
                body,
            )
            asked = "người nào" if post else "cơ quan, tổ chức nào"
            if start == 0:
                asked = asked[0].upper() + asked[1:]
            yield Fact(Kind.BODY, start, start + len(body), asked, body)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post, as a text says in passing."""

    name: str
    post: str


def holders(words: str) -> Iterator[Holder]:
    """The people a sentence names together with their posts."""
    for pattern in (_NAMED_FIRST, _POSTED):
        for found in pattern.finditer(words):
            yield Holder(found["name"], found["post"].strip(" ,"))
