"""From a sentence and the fact in it to a question."""

import re

from knowledge.proposals.facts import Fact, Kind
from knowledge.proposals.names import BODY
from knowledge.proposals.statements import Statement, own_name
from knowledge.text import search_form, syllables

LONGEST = 300
"""Characters of a stem: what Telegram takes as the question of a quiz."""

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
    r"|quan điểm|chế độ|trình tự|khái quát|đánh giá chung|tình hình|cụ thể|khác|phụ lục"
    r"|lĩnh vực|chia sẻ|bình luận)"
    r"(?:[ ,](?:chung|cụ thể|thi hành|thực hiện|yêu cầu|giải pháp|chủ yếu|và|trọng tâm|nhiệm vụ"
    r"|tổng quát"
    r"|mục đích|điều chỉnh|áp dụng|từ ngữ|các|quan điểm|mục tiêu|nội dung|hình thức|triển khai"
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


_LATER_CLAUSE = re.compile(
    r"(?:trong (?:thời hạn|vòng|thời gian)|trước|sau|chậm nhất|kể từ|đến|định kỳ|trường hợp|khi"
    r"|nếu|đối với)\b",
    re.IGNORECASE,
)


def _main_clause(rest: str) -> bool:
    """Whether something is said behind a clause of time."""
    rest = rest.partition(";")[0]
    behind = re.sub(r"^,?\s*(?:tính |kể )?từ (?:ngày|khi|thời điểm|lúc)[^,]*(?:,|$)", "", rest)
    return len(behind.split()) >= 5


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


def is_vague(words: str) -> bool:
    """Whether a sentence needs to know what is spoken of: of which of many procedures, of whose."""
    return bool(
        _VAGUE.match(words)
        or _PROCEDURE.match(words)
        or (len(words.split()) <= _SHORT and _ANY_FILE.search(words))
    )


def stem(statement: Statement, fact: Fact, document: str) -> str:
    """The question for a fact; "" where the sentence makes no good one."""
    words = statement.text
    start, end = _clause(words, fact)
    asked = words[start : fact.start] + fact.asked + words[fact.end : end]
    asked = asked.strip().rstrip(",.;: ")
    if fact.kind is not Kind.BODY:
        asked = _shortened(asked, fact.asked)
    lead = statement.lead
    doer = actor(statement)
    if not doer and not lead and _DOES.match(words):
        return ""  # whose task is it?
    if _LATER_CLAUSE.match(words) and not _main_clause(words[fact.end :]):
        return ""
    if doer:
        if tells_itself(doer, fact.text):
            return ""
        asked, lead = f"{doer} {lowered(asked)}", ""
    elif lead and (is_actor(lead) or _DOES.match(lead)):
        return ""
    elif lead and _GENERIC.fullmatch(lead):
        lead = ""
    if start and (head := _head(words, start)):
        asked = f"{head} {asked}"
    elif start:
        return ""
    body = _joined(lead, asked)
    if found := own_name(body):
        rest = body[: found.start()] + document + body[found.end() :]
        if own_name(rest[found.start() + len(document) :]):
            return ""
        whole = rest if found.start() == 0 else f"Theo {document}, {lowered(body)}"
    else:
        vague = is_vague(words) or _OPEN_END.search(words)
        about = context(statement) if vague else ""
        if vague and not about and not lead and not doer:
            return ""
        whole = (
            f"Theo {document}, {about}, {lowered(body)}"
            if about
            else f"Theo {document}, {lowered(body)}"
        )
        if len(whole) > LONGEST and about:
            return ""
    whole = re.sub(r"(?<=: )[^:]+", lambda rest: lowered(rest[0]), whole)
    whole = whole[0].upper() + whole[1:] + "?"
    return whole if len(whole) <= LONGEST else ""


def _clause(words: str, fact: Fact) -> tuple[int, int]:
    """Where the clause with the fact begins and ends: semicolons part clauses."""
    start = words.rfind("; ", 0, fact.start)
    end = words.find(";", fact.end)
    return start + 2 if start >= 0 else 0, end if end >= 0 else len(words)


def _head(words: str, start: int) -> str:
    """What stands before a row of clauses and belongs to each: "Phấn đấu đến năm 2030:"."""
    colon = words.find(": ", 0, start)
    return words[: colon + 1] if 0 < colon < 120 else ""


_AFTERTHOUGHT = re.compile(
    r",\s(?!(?:nếu|trừ|đối với|khi|kể từ|trong đó|tính|với|để|bằng|tương đương|mà|và|tăng|giảm"
    r"|trong|tại|do|theo|cao|thấp"
    r"|nhưng|sau|đến|không|từ)\b).*$|\s\((?:thứ|Thứ)[^()]*\)$"
)


def _shortened(asked: str, asking: str) -> str:
    """Without what follows on the asking words behind a comma: the sentence goes on to say more."""
    at = asked.find(asking) + len(asking)
    if colon := re.match(r"[^:]*?,?\s(?:trong đó |cụ thể )?(?:gồm|bao gồm|là|như)?:", asked[at:]):
        asked = asked[: at + colon.end()]
        asked = re.sub(r",?(?:\strong đó|\scụ thể)?(?:\s(?:gồm|bao gồm|là|như))?:$", "", asked)
    if len(asked[:at].split()) < 10 or _LATER_CLAUSE.match(asked):
        return asked
    return (
        asked[:at] + _AFTERTHOUGHT.sub("", asked[at:]) if _AFTERTHOUGHT.match(asked[at:]) else asked
    )


def _joined(lead: str, asked: str) -> str:
    return f"{lead}: {lowered(asked)}" if lead else asked


def lowered(words: str) -> str:
    """With a small first letter, unless a name stands there."""
    return words if _is_name(words) else words[:1].lower() + words[1:]


_NAMES = re.compile(
    r"(?:Sở|Bộ|Ủy ban|UBND|HĐND|Hội đồng nhân dân|Ban |Cục|Chi cục|Tổng cục|Chính phủ|Quốc hội"
    r"|Thủ tướng|Thành ủy|Tỉnh ủy"
    r"|Công an|Kho bạc|Đảng|Đoàn [A-ZT]|Nhà nước|Việt Nam|Nghị quyết|Nghị định|Luật|Quyết định"
    r"|Thông tư|Trung ương|Kế hoạch số"
    r"|Hệ thống [A-Z]|Trung tâm [A-Z]|Cổng|Quỹ|Mặt trận|Thanh tra|Văn phòng|Bảo hiểm|Ngân hàng"
    r"|Viện|Giám đốc Sở|Bộ trưởng"
    r"|TP|Tháng \d|Năm \d)"
)


def _is_name(words: str) -> bool:
    """Whether the first word keeps its capital inside a sentence."""
    if _NAMES.match(words):
        return not words.startswith(("Tháng", "Năm"))
    first, _, rest = words.partition(" ")
    second = rest[:1]
    if not first[1:].islower() and len(first) > 1:
        return True  # an abbreviation
    return second.isupper() and not re.match(r"[\W\d]", second)


def _looks_shouted(title: str) -> bool:
    letters = [c for c in title if c.isalpha()]
    return sum(c.isupper() for c in letters) > len(letters) / 2


def tells_itself(stem: str, answer: str) -> bool:
    """Whether the question says its own answer."""
    return f" {_spaced(answer)} " in f" {_spaced(stem)} "


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"[\w%]+", search_form(text)))
