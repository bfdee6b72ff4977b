"""What a sentence speaks of, as far as a reader of the question can tell.

A question names its document; within it, a sentence may still need its heading ("thời hạn kiểm
tra"), or one who is to do what it says. What says nothing of its own is not worth asking.
"""

import re

from knowledge.proposals.names import BODY, CAPITAL
from knowledge.proposals.statements import Statement
from knowledge.proposals.words import lowered
from knowledge.text import syllables

_TITLE = re.compile(
    r"(?:(?:Điều|khoản|điểm|[Mm]ục|Chương|Phần) )?\(?(?:[IVXL]+|\d+(?:\.\d+)*[a-zđ]?|[A-H]|đ"
    r"|[a-z])[.):]+\s*"
    r"|(?:Điều|khoản|điểm|[Mm]ục|Chương|Phần) \(?(?:[IVXL]+|\d+(?:\.\d+)*[a-zđ]?|đ|[a-z])\)?$"
)
_GENERIC = re.compile(
    r"(?:(?:các )?nhiệm vụ|một số|nội dung|mục tiêu|mục đích|yêu cầu|nguyên tắc"
    r"|tổ chức thực hiện|điều khoản|hiệu lực|trách nhiệm|giải thích"
    r"|phạm vi|quy định chung|đối tượng|nhiệm vụ|giải pháp|phân công|thời gian|kinh phí|kết quả"
    r"|thông tin|căn cứ"
    r"|quan điểm|chế độ|trình tự|thủ tục|thời hạn|khái quát|đánh giá chung|tình hình|cụ thể"
    r"|khác|phụ lục"
    r"|lĩnh vực|chia sẻ|bình luận)"
    r"(?:[ ,](?:chung|cụ thể|thi hành|thực hiện|yêu cầu|giải pháp|chủ yếu|và|trọng tâm|nhiệm vụ"
    r"|tổng quát"
    r"|thủ tục|giải quyết|mục đích|điều chỉnh|áp dụng|từ ngữ|các|quan điểm|mục tiêu|nội dung"
    r"|hình thức|triển khai"
    r"|trong|của|tổ chức))*",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:trên|dưới|từ \d+|cứ|trường hợp|thời gian|thời hạn|hồ sơ|hoàn thành|số lượng|số|tối đa"
    r"|hội đồng|trung tâm"
    r"|thực hiện|mức (?:chi|hỗ trợ|phạt|thu)(?!(?: [^\W\d_]+){3})"
    r"|kinh phí|trong thời hạn|trong vòng|thời điểm|có|kết quả|tổng|đạt|mỗi|các (?:cơ sở|đơn vị"
    r"|tổ chức)|xây dựng|đối với|tổ chức|triển khai)\b(?!.{150})",
    re.IGNORECASE,
)


def context(statement: Statement) -> str:
    """What the headings say that the sentence is about, as "về …"; "" where they say nothing."""
    if not statement.passage.document.number:
        return ""  # subheads of an article name nothing
    own = set(syllables(statement.text))
    for element in reversed(statement.heading):
        title = _TITLE.sub("", element, count=1).strip(" .:;")
        title = _TAIL.sub("", title).strip(" .:;")
        words = title.split()
        if not 2 <= len(words) <= 26 or _GENERIC.fullmatch(title) or _looks_shouted(title):
            continue
        if re.search(r"\d{2,}|:|;|\(|phụ lục|Điều \d|này\b", title, re.IGNORECASE):
            continue
        if is_actor(title) or re.match(r"(?:[Cc]ác )?[Nn]hiệm vụ|Bước|Trường hợp", title):
            return ""
        telling = syllables(title)
        if sum(syllable in own for syllable in telling) > 0.7 * len(telling):
            return ""
        title = re.sub(r"^(?:Về|Quy định về|Đối với) ", "", title)
        return f"về {lowered(title)}"
    return ""


_TAIL = re.compile(
    r"\s*\((?:Mã|mã|\d)[^()]*\)|\s(?:được )?(?:quy định )?tại (?:Điều|khoản|điểm|[Mm]ục) .*$"
    r"|^Tên thủ tục hành chính: "
)
_ACTOR = re.compile(
    rf"(?:Các )?(?:{BODY}|[Ss]ở, ban|[Cc]ác [Ss]ở|[Uu]ỷ ban|[Đđ]ề nghị|[Gg]iao|Ban |Văn phòng"
    rf"|Cục |Chi cục|Trung tâm|Hội |Đoàn "
    r"|Đài|Báo|Tổ chức|Công an|Viện|Trường|Phòng|Đảng ủy|Thủ trưởng|Cơ quan|Chủ tịch|Giám đốc"
    r"|Người )"
)


def is_actor(words: str) -> bool:
    """Whether a heading names who is to do what stands under it."""
    return _ACTOR.match(words) is not None


def actor(statement: Statement) -> str:
    """Who is to do what a sentence without a subject says, as its lead or heading names them."""
    if not _DOES.match(statement.text):
        return ""
    for title in (
        statement.lead,
        *(_TITLE.sub("", e, count=1) for e in statement.heading[-1:-3:-1]),
    ):
        title = title.strip(" .:;")
        if title and re.fullmatch(rf"(?:Giao |Đề nghị )?({BODY})", title):
            return re.sub(r"^(?:Giao|Đề nghị) ", "", title)
        if title:
            return ""
    return ""


_DOES = re.compile(
    r"(?:Khẩn trương|Gửi|Tập trung|Nâng cao|Lập|Hằng năm|Hàng năm,? lập|Đôn đốc|Quản lý"
    r"|Chuẩn bị|Nghiên cứu|Đề xuất|Công bố|Chủ trì|Phối hợp|Tham mưu|Hướng dẫn|Tổ chức|Xây dựng"
    r"|Kiểm tra|Tổng hợp|Thực hiện|Rà soát|Bố trí|Theo dõi|Chỉ đạo"
    r"|Đẩy mạnh|Tăng cường|Báo cáo|Cập nhật|Đăng tải|Ban hành|Triển khai|Tiếp tục|Hoàn thành"
    r"|Thẩm định|Tiếp nhận|Đồng bộ)\b"
)


_OPEN_END = re.compile(
    r"^.{0,150}\b(?:đề nghị|hồ sơ|thông báo|yêu cầu|văn bản|báo cáo|đơn|kết quả)(?: (?:hợp lệ"
    r"|này|đầy đủ))?$"
)


_PROCEDURE = re.compile(
    r"(?:trong (?:thời hạn|vòng|thời gian)|trường hợp|chậm nhất|sau khi|kể từ)\b.*\b(?:hồ sơ"
    r"|đề nghị|văn bản)\b",
    re.IGNORECASE,
)


_SHORT = 24
_ANY_FILE = re.compile(
    r"\b(?:hồ sơ|giấy phép|chứng chỉ)(?! [^\W\d_]+ [^\W\d_]+ [^\W\d_]+)", re.IGNORECASE
)


def does_something(words: str) -> bool:
    """Whether a sentence begins with what somebody is to do, and does not say who."""
    return _DOES.match(words) is not None


def is_generic(title: str) -> bool:
    """Whether a heading could stand in any document: "Tổ chức thực hiện"."""
    return _GENERIC.fullmatch(title) is not None


def is_vague(words: str) -> bool:
    """Whether a sentence needs to know what is spoken of: of which of many procedures, of whose."""
    return bool(
        _VAGUE.match(words)
        or _OPEN_END.search(words)
        or _PROCEDURE.match(words)
        or (len(words.split()) <= _SHORT and _ANY_FILE.search(words))
    )


_USUAL = frozenset(
    "chủ trì phối hợp với các những cơ quan đơn vị địa phương sở ngành ban bộ liên có tổ chức "
    "triển "
    "khai thực hiện hướng dẫn theo dõi kiểm tra đôn đốc giám sát báo cáo tổng hợp quy định pháp "
    "luật "
    "này nghị quyết định kế hoạch đề án chế nhiệm vụ nội dung được phân cấp quyền giao trách "
    "chịu kỳ "
    "về tình hình kết quả việc tại trên dưới địa bàn ủy nhân dân tham mưu thẩm và của hồ sơ "
    "thời hạn "
    "ngày làm kể từ nhận thông văn bản hợp lệ giấy phép chứng xem xét trả lời trong thủ tục "
    "trình tự "
    "giải gian chi phí mức tối thiểu đa không quá cá hỗ trợ đối cho khi nếu thì là phải sau "
    "trước đến "
    "hết đủ đầy yêu cầu bằng người cơ nào bao nhiêu tháng năm giờ lần phần trăm đồng số một hai "
    "hàng "
    "hằng mỗi do để đã sẽ đang cũng như trường hành gửi cấp xã tỉnh thành phố phường thuộc ra vào "
    "tiếp tục rà soát đánh giá xây dựng quản lý nhà nước hoàn chương trình ít nhất vòng chậm muộn "
    "đúng tính tổng theo kèm hoặc khác gồm bao còn lên xuống đạt cao thấp nhất tối đầu cuối "
    "quy".split()
)


_NAME = re.compile(rf"\b[{CAPITAL}][^\W\d_A-ZĐ]+(?: [{CAPITAL}][^\W\d_A-ZĐ]+)+")


def says_enough(words: str, fewest: int) -> bool:
    """Whether words name something of their own, beside the words that every text of an office has.

    Args:
        words: Of a question, but for the name of its document.
        fewest: Distinct syllables that are not usual ones.
    """
    own = {s for s in syllables(words) if s not in _USUAL and not s[0].isdigit()}
    own.update(word for name in _NAME.findall(words) for word in name.lower().split())
    return len(own) >= fewest


def _looks_shouted(title: str) -> bool:
    letters = [c for c in title if c.isalpha()]
    return sum(c.isupper() for c in letters) > len(letters) / 2
