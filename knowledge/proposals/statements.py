"""The sentences of a document that can be understood on their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.passages import place
from knowledge.records import StoredPassage
from knowledge.sentences import sentences
from knowledge.syllable import is_syllable

LONGEST = 420
"""Characters of a statement; nobody reads more for one question."""

_MARK = re.compile(
    r"(?P<mark>Điều \d+[a-zđ]?\s*[.:]|(?:\d{1,3}\.)+(?:\d{1,3})?(?!\d)|\(?(?:đ|[a-z]{1,2}"
    r"|\d{1,2})\)"
    r"|[IVX]+\.(?=\s)|[-–—+*•●○▪■◦·](?=\s?\S))\s*"
)
_STYLE = (
    (re.compile(r"Điều"), "article"),
    (re.compile(r"(?:\d+\.)+\d"), "1.1"),
    (re.compile(r"\d+\."), "1."),
    (re.compile(r"\(?\d+\)"), "1)"),
    (re.compile(r"\(?\w+\)"), "a)"),
    (re.compile(r"[IVX]+\."), "I."),
)
# what points out of the sentence, to something that a reader of the question does not see
_POINTS_ELSEWHERE = re.compile(
    r"(?<!\bnăm )\b(?:này|đó|kia|ấy|trên đây|dưới đây|sau đây|sau:|nói trên|nêu trên|ở trên|nêu tại"
    r"|theo đó|như trên|như sau|vừa qua|hiện nay|hôm nay|trước đây|lúc ấy|bên cạnh|ngoài ra"
    r"|tuy nhiên"
    r"|do vậy|vì vậy|vì thế|như vậy|mặt khác|đồng thời,|cụ thể là|tương ứng|còn lại|cùng kỳ"
    r"|nói chung"
    r"|trên(?=$|[,;.)]| (?:gửi|được|phải|thì))|kèm theo|đính kèm|ghi chú|ví dụ|họ|chúng tôi"
    r"|chúng ta|tôi|mình"
    r"|khác)(?![^\W\d_])",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:khoản|điểm|điều|mục|tiết|phụ lục|biểu|mẫu|phần|chương|cột|dòng)(?: số)?"
    r" (?:\d+|[IVX]+\b|[a-zđ]\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:là|căn cứ|theo đề nghị|xét|nơi nhận|kính gửi|lưu|riêng|trong đó|nếu|và|hoặc|nhưng|song"
    r"|còn|rồi"
    r"|đây|như|do|vì|bởi|tổng cộng|ông|bà|đồng chí|anh|chị|cụ thể|ghi chú|chú thích|nguồn|ảnh"
    r"|sau khi"
    r"|mẫu|tên|họ và tên|địa chỉ|số|ngày|bước|kết quả|trường hợp khác)\b[ :,]",
    re.IGNORECASE,
)
_FORM = re.compile(r"\(\d{1,2}\)|\.{4,}|…{2,}|_{3,}|[\[\]{}|☐□✓<>=]|https?:|www\.|@")
_AMENDS = re.compile(r"sửa đổi|bổ sung|thay thế cụm từ|bãi bỏ|đính chính", re.IGNORECASE)
_QUOTED = re.compile(r"[“”]")
_NOTE = re.compile(r"\s*\(sau đây [^()]*\)|\s*\[\d+\]|\s*\(\s*\)")
_LEAD_END = re.compile(
    r"\s*,?\s*(?:(?:được quy định |thực hiện )?(?:cụ thể )?(?:như sau|sau đây|sau)|cụ thể|gồm"
    r"|bao gồm|là"
    r"|được quy định|thực hiện)?\s*[:：]\s*$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 160
_RUN_ON = re.compile(
    r"[^\W\d_A-ZĐ] (?:Trong|Lưu ý|Nơi|Theo|Đối với|Trường hợp|Khi|Nếu|Thực hiện|Không|Được"
    r"|Số liệu|Những|Việc"
    r"|Kể từ|(?<=thi hành )(?:Nghị quyết|Quyết định|Nghị định|Thông tư)) "
)
_TRIVIAL = re.compile(
    r"(?:tổ chức|triển khai|giám sát|hướng dẫn|chịu trách nhiệm|thi hành|tham gia|theo dõi"
    r"|đôn đốc|kiểm tra)"
    r"(?:[, ]+(?:tổ chức|triển khai|giám sát|thực hiện|thi hành|việc|và|phối hợp|kiểm tra"
    r"|đôn đốc))*"
    r" (?:Nghị quyết|Quyết định|Nghị định|Kế hoạch|Thông tư|Chỉ thị|Luật|Quy định|Quy chế"
    r"|Chương trình)(?: này)?(?:$|;|,| theo)",
    re.IGNORECASE,
)
_NAMES_A_TEXT = re.compile(
    r"(?:Quyết định|Nghị định|Luật|Thông tư|Nghị quyết|Kế hoạch|Công văn|Chỉ thị|Pháp lệnh"
    r"|Thông tư liên tịch|Văn bản)"
    r" (?:số )?\d(?!.*\bhiệu lực)|Luật [^,;]{3,60}năm \d{4}$"
)
_TIME_LABEL = re.compile(
    r"^(?:Thời gian(?: thực hiện)?|Thời hạn|Tiến độ(?: thực hiện)?|Mốc thời gian): "
    r"(?=[A-ZĐÀÁÂÊÔĂƠƯỦỨ])"
)
_FOREIGN = frozenset(
    "internet online website web email video logo blockchain camera robot oda fdi gdp grdp dna "
    "adn wifi "
    "marketing logistics startup kpi okr it ai iot covid virus protein km kg ha mw kv kwh ml mg "
    "cm mm gb tb".split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a document.

    Attributes:
        text: Without its number or bullet and without the stop at its end.
        lead: The words before a list that it is a member of, without the colon; or "".
        quote: As printed, the lead included.
        passage: Where it stands.
        heading: The heading path of the very place.
        hangs: It is a point of a list, and the words before the list are not known.
    """

    text: str
    lead: str
    quote: str
    passage: StoredPassage
    heading: tuple[str, ...]
    hangs: bool = False


@dataclass(slots=True)
class Line:
    """A line of a passage.

    Attributes:
        style: What its mark looks like; "" without one.
        text: Its words without the mark.
        leads: The words of the lists that it is a member of, the outermost first.
        passage: Where it stands.
        at: Where it ends in the text of the passage.
    """

    style: str
    text: str
    leads: tuple[str, ...]
    passage: StoredPassage
    at: int


def lines(passages: Sequence[StoredPassage], *, keep_lead: bool = False) -> Iterator[Line]:
    """The lines of a document in reading order, but its tables and the texts that it amends.

    Args:
        passages: Of one document.
        keep_lead: Leave the words before a list as they end: "gồm các giấy tờ sau".
    """
    words_of = _lead_as_printed if keep_lead else _words
    open_leads: list[tuple[str, str]] = []  # the style of a list's members and the words before it
    before = ""
    quoted = 0
    for passage in passages:
        if passage.lead and not any(lead == words_of(passage.lead) for _, lead in open_leads):
            open_leads = []
            before = passage.lead
        elif not passage.lead and not before.rstrip().endswith(":"):
            open_leads = [each for each in open_leads if each[0]]
        for match in re.finditer(r"(?m)^.+$", passage.text):
            printed = match[0].strip()
            inside = quoted > 0
            quoted = max(0, quoted + printed.count("“") - printed.count("”"))
            style, words = _split(printed)
            styles = [each[0] for each in open_leads]
            if before.rstrip().endswith(":"):
                if style in styles:
                    open_leads = open_leads[: styles.index(style)]
                open_leads.append((style, words_of(before)))
            elif style in styles:
                open_leads = open_leads[: styles.index(style) + 1]
            else:
                open_leads = []
            before = printed
            if inside or passage.kind == "table" or any(map(_AMENDS.search, passage.heading)):
                continue
            yield Line(
                style, words, tuple(lead for _, lead in open_leads), passage, match.end() - 1
            )


def statements(passages: Sequence[StoredPassage]) -> Iterator[Statement]:
    """The sentences of a document that stand alone, in reading order."""
    for line in lines(passages):
        if not _may_hold(line):
            continue
        heading = place(line.passage.text, line.passage.heading, line.at)
        for number, (start, end) in enumerate(sentences(line.text)):
            printed = line.text[start:end]
            ended = printed.endswith((".", ";")) and not printed.endswith("...")
            words = _TIME_LABEL.sub("", _NOTE.sub("", printed)).rstrip(" .;/")
            if not ended or not stands_alone(words):
                continue
            lead = line.leads[-1] if line.leads and not number else ""
            if line.leads and number:
                continue  # it goes on about what the first sentence of a member said
            if lead and not (short := lead_words(lead)):
                continue
            lead = short if lead else ""
            quote = f"{line.leads[-1]}: {printed}" if lead else printed
            hangs = not line.leads and (
                line.style in ("a)", "1)") or (line.style != "" and printed.endswith(";"))
            )
            yield Statement(words, lead, quote, line.passage, heading, hangs)


def stands_alone(words: str) -> bool:
    """Whether a sentence is whole and names what it speaks of."""
    return (
        24 <= len(words) <= LONGEST
        and words[0].isupper()
        and not _OPENING.match(words)
        and not _FORM.search(words)
        and not _POINTS_ELSEWHERE.search(_without_own_name(words))
        and not _REFERENCE.search(words)
        and not _TRIVIAL.search(words)
        and not _RUN_ON.search(words)
        and not _NAMES_A_TEXT.match(words)
        and balanced(words)
        and _is_vietnamese(words)
    )


_OWN_NAME = re.compile(
    r"^(?:Nghị quyết|Quyết định|Nghị định|Thông tư|Luật|Kế hoạch|Quy định"
    r"|Quy chế)(?= (?:đã )?(?:được|có hiệu lực))"
    r"|\b(?:nghị quyết|quyết định|nghị định|thông tư|quy định|quy chế|kế hoạch|chỉ thị|luật|điều lệ"
    r"|hướng dẫn|chương trình|đề án|thông báo|công văn|pháp lệnh|kết luận) này\b",
    re.IGNORECASE,
)


def _without_own_name(words: str) -> str:
    """Without "Nghị quyết này": the question names the document."""
    return _OWN_NAME.sub("", words)


def own_name(words: str) -> re.Match[str] | None:
    """Where a sentence speaks of the document it stands in: "Nghị quyết này"."""
    return _OWN_NAME.search(words)


def lead_words(lead: str) -> str:
    """The words before a list as a question may repeat them; "" where it may not."""
    words = _NOTE.sub("", lead).strip()
    if len(words) > _LONGEST_LEAD or not words or not words[0].isupper() or not balanced(words):
        return ""
    if _POINTS_ELSEWHERE.search(_without_own_name(words)) or _REFERENCE.search(words):
        return ""
    if _FORM.search(words) or _OPENING.match(words) or not _is_vietnamese(words):
        return ""
    return words


def balanced(words: str) -> bool:
    """Whether every quote and bracket that opens closes."""
    return (
        words.count("“") == words.count("”")
        and words.count("(") == words.count(")")
        and not words.count('"') % 2
    )


def _is_vietnamese(words: str) -> bool:
    """Whether no word is broken or glued and the sentence is not shouted."""
    if _GLUED.search(_CODE_LIKE.sub("", words)):
        return False
    letters = re.findall(r"[^\W\d_]+", words)
    plain = [word for word in letters if word.islower()]
    if any(not (w.islower() or w.istitle() or w.isupper() or w in _MIXED) for w in letters):
        return False
    if len(plain) < len(letters) / 3:
        return False
    return all(is_syllable(word) or word in _FOREIGN for word in plain)


_GLUED = re.compile(r"(?!k?m[23²³]\b)\b\w*[^\W\d_]\d|\d[^\W\d_]{3}")
_CODE_LIKE = re.compile(r"\S*/\S*|[A-ZĐ]+\d+")
_MIXED = frozenset("TTg TTr CTr QLVB IoT TP".split())


def _may_hold(line: Line) -> bool:
    return bool(line.text) and len(line.text) < 3000


def _split(printed: str) -> tuple[str, str]:
    style = ""
    while found := _MARK.match(printed):
        if not style:
            mark = found["mark"]
            style = next((name for pattern, name in _STYLE if pattern.match(mark)), mark[0])
        printed = printed[found.end() :]
    return style, printed


def points_elsewhere(words: str) -> bool:
    """Whether words need something that stands elsewhere, or are no plain text."""
    return bool(
        _POINTS_ELSEWHERE.search(_without_own_name(words))
        or _REFERENCE.search(words)
        or _FORM.search(words)
        or not _is_vietnamese(words)
    )


def _lead_as_printed(lead: str) -> str:
    _, words = _split(lead.strip())
    spans = sentences(words)
    if spans:
        words = words[spans[-1][0] : spans[-1][1]]
    return words.rstrip(" :：")


def _words(lead: str) -> str:
    _, words = _split(lead.strip())
    spans = sentences(words)
    if spans:
        words = words[spans[-1][0] : spans[-1][1]]
    return _LEAD_END.sub("", words).strip()
